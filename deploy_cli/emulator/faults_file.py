"""The faults file: what is to go wrong, on which requests.

The file is YAML or JSON::

    seed: 7                       # of `probability`; the same seed, the same faults. 0 if left out
    rules:
      - match: {method: PATCH, path: /api/v2/clients/*, nth: 2}
        then: {status: 503}
      - match: {path: /oauth/token, times: 1}
        then: {limited: 2s}
      - match: {method: [POST, PUT], every: 3}
        then: {drop: after}

A rule applies to requests that meet all of its `match`:

* `method`: one method or a list; any, if left out
* `path`: a pattern for the path as sent (still percent-encoded, without the query); `*` stands for anything within a
  segment, `**` for anything at all; any, if left out
* of those requests, counted from 1, only the `nth` (a number or a list), only `every` nth, or each with a
  `probability` between 0 and 1; each of them, if none of the three is given
* `in_a_row`: each that is selected brings down the ones after it, too: so many in all, for a storm
* `times`: no more often than this; what comes in a row counts as once

What happens, `then`, is a `delay` (a duration: `250ms`, `2s`), a `skew` (how far the clock of the answer is ahead, in
`date` and `x-ratelimit-reset`: `5m`, `-90s`), both, or neither, and at most one of:

* `status`: answer with this status instead; with `body` (text, or a value that becomes JSON), `headers`, and
  `carry_out: true` if the request is to take effect all the same
* `limited`: 429, to be tried again after this duration (or `true`: one second)
* `drop`: close the connection without an answer, `before` or `after` the request is carried out
* `truncate`: carry out, then send only this many bytes of the body and close the connection
* `garble: true`: carry out, then send a body that is not JSON though it says so
* `content_type`: carry out, then say that the body is of this type
* `lose`: leave so many elements out of a list, or `all` of a page; they are in its total all the same, unless
  `counted: false` says that nothing is to show that they are missing
* `expire: true`: take the token of this request for expired, now and from now on
* `stale: true`: answer a GET as the same GET was answered last, if it was: a read that lags behind the writes
* `meddle`: somebody else is faster: before the request is carried out, another one is, with a `method`, a `path` (the
  request's own, if left out; `/api/v2/roles/{Clerk}` is the role of that name) and a `body`

Every rule counts for itself. When several apply to one request their delays and skews add up, and the first that says
more decides.
"""

import contextlib
import json
import math
import re
from pathlib import Path
from random import Random

from deploy_cli.emulator.errors import FaultsError
from deploy_cli.emulator.faults import Faults, Match, Rule
from deploy_cli.emulator.faults_outcomes import BESIDE, OUTCOMES, outcome
from deploy_cli.emulator.faults_values import count, counts, delay, fields, is_number, listed, skew, texts

_TOP = frozenset({"seed", "rules"})
_RULE = frozenset({"match", "then"})
_MATCH = frozenset({"method", "path", "nth", "every", "probability", "times", "in_a_row"})
_SELECT = ("nth", "every", "probability")
_BY_ITSELF = ("delay", "skew")
_THEN = frozenset({*_BY_ITSELF, *BESIDE, *OUTCOMES})


def load(path: Path) -> Faults:
    """Read a faults file. Raises FaultsError, which names the file and the place in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FaultsError(f"`{path}` cannot be read: {error}") from error
    try:
        return parse(_document(text))
    except FaultsError as error:
        raise FaultsError(f"`{path}`: {error.summary}", hint=error.hint) from error


def parse(document: object) -> Faults:
    """Take the rules from a document of the form above. Raises FaultsError."""
    top = fields(document, "the file", _TOP)
    seed = top.get("seed", 0)
    if not isinstance(seed, int | str):
        raise FaultsError("`seed` is not a number or a text")
    rules = top.get("rules")
    if not isinstance(rules, list):
        raise FaultsError("`rules` is not a list")
    return Faults(tuple(_rule(rule, f"rules[{n}]", f"{seed}/{n}") for n, rule in enumerate(rules)))


def _document(text: str) -> object:
    """YAML reads JSON too; a file that is JSON is read without it, for it is many times faster."""
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(text)
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise FaultsError(f"it is neither YAML nor JSON: {error}") from error


def _rule(value: object, at: str, seed: str) -> Rule:
    rule = fields(value, at, _RULE)
    then = fields(rule.get("then"), f"{at}.then", _THEN)
    seconds = delay(then["delay"], f"{at}.then.delay") if "delay" in then else 0.0
    ahead = skew(then["skew"], f"{at}.then.skew") if "skew" in then else 0.0
    happens = outcome(then, f"{at}.then", seed)
    if happens is None and not any(name in then for name in _BY_ITSELF):
        raise FaultsError(
            f"`{at}.then` says nothing that happens",
            hint=f"known are {listed((*_BY_ITSELF, *OUTCOMES))}",
        )
    luck = Random(seed)  # noqa: S311
    return Rule(_match(rule.get("match", {}), f"{at}.match"), seconds, happens, luck, ahead)


def _match(value: object, at: str) -> Match:
    match = fields(value, at, _MATCH)
    if sum(name in match for name in _SELECT) > 1:
        raise FaultsError(f"`{at}` has more than one of {listed(_SELECT)}")
    probability = match.get("probability")
    if probability is not None and not (is_number(probability) and 0 <= probability <= 1):
        raise FaultsError(f"`{at}.probability` is not a number between 0 and 1")
    return Match(
        methods=frozenset(method.upper() for method in texts(match.get("method", []), f"{at}.method")),
        path=_glob(match["path"], f"{at}.path") if "path" in match else None,
        nth=frozenset(counts(match.get("nth", []), f"{at}.nth")),
        every=count(match["every"], f"{at}.every") if "every" in match else None,
        probability=probability,
        times=count(match["times"], f"{at}.times") if "times" in match else math.inf,
        in_a_row=count(match.get("in_a_row", 1), f"{at}.in_a_row"),
    )


def _glob(value: object, at: str) -> re.Pattern[str]:
    """`*` stays within a segment of a path, `**` does not."""
    if not isinstance(value, str):
        raise FaultsError(f"`{at}` is not a text")
    parts = re.split(r"(\*\*?)", value)
    forms = {"*": "[^/]*", "**": ".*"}
    return re.compile("".join(forms.get(part) or re.escape(part) for part in parts))
