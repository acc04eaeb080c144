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
* `times`: no more often than this

What happens, `then`, is an optional `delay` (a duration: `250ms`, `2s`) and at most one of:

* `status`: answer with this status instead; with `body` (text, or a value that becomes JSON), `headers`, and
  `carry_out: true` if the request is to take effect all the same
* `limited`: 429, to be tried again after this duration (or `true`: one second)
* `drop`: close the connection without an answer, `before` or `after` the request is carried out
* `truncate`: carry out, then send only this many bytes of the body and close the connection
* `garble: true`: carry out, then send a body that is not JSON though it says so
* `content_type`: carry out, then say that the body is of this type
* `stale: true`: answer a GET as the same GET was answered last, if it was: a read that lags behind the writes
* `meddle`: somebody else is faster: before the request is carried out, another one is, with a `method`, a `path` (the
  request's own, if left out; `/api/v2/roles/{Clerk}` is the role of that name) and a `body`

Every rule counts for itself. When several apply to one request their delays add up, and the first that says more than a
delay decides.
"""

import contextlib
import json
import math
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any

from deploy_cli.emulator.answers import JSON_TYPE, api_error
from deploy_cli.emulator.errors import FaultsError
from deploy_cli.emulator.faults import (
    Answer,
    Drop,
    Faults,
    Garble,
    Limited,
    Match,
    Meddle,
    Mislabel,
    Outcome,
    Rule,
    Stale,
    Truncate,
)
from deploy_cli.emulator.faults_values import (
    count,
    counts,
    delay,
    fields,
    flag,
    is_count,
    is_number,
    listed,
    texts,
)
from deploy_cli.emulator.message import Response

_TOP = frozenset({"seed", "rules"})
_RULE = frozenset({"match", "then"})
_MATCH = frozenset({"method", "path", "nth", "every", "probability", "times"})
_SELECT = ("nth", "every", "probability")
_MEDDLE = frozenset({"method", "path", "body"})
_OUTCOMES = ("status", "limited", "drop", "truncate", "garble", "content_type", "stale", "meddle")
_THEN = frozenset({"delay", "body", "headers", "carry_out", *_OUTCOMES})
_WITH_STATUS = ("body", "headers", "carry_out")


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
    return Faults(tuple(_rule(rule, f"rules[{n}]", Random(f"{seed}/{n}")) for n, rule in enumerate(rules)))  # noqa: S311


def _document(text: str) -> object:
    """YAML reads JSON too; a file that is JSON is read without it, for it is many times faster."""
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(text)
    import yaml

    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise FaultsError(f"it is neither YAML nor JSON: {error}") from error


def _rule(value: object, at: str, random: Random) -> Rule:
    rule = fields(value, at, _RULE)
    then = fields(rule.get("then"), f"{at}.then", _THEN)
    seconds = delay(then["delay"], f"{at}.then.delay") if "delay" in then else 0.0
    outcome = _outcome(then, f"{at}.then")
    if outcome is None and "delay" not in then:
        raise FaultsError(
            f"`{at}.then` says nothing that happens", hint=f"known are {listed(('delay', *_OUTCOMES))}"
        )
    return Rule(_match(rule.get("match", {}), f"{at}.match"), seconds, outcome, random)


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
    )


def _outcome(then: Mapping[str, Any], at: str) -> Outcome | None:
    named = [name for name in _OUTCOMES if name in then]
    if len(named) > 1:
        raise FaultsError(f"`{at}` has more than one of {listed(named)}")
    stray = [name for name in _WITH_STATUS if name in then and "status" not in then]
    if stray:
        raise FaultsError(f"`{at}.{stray[0]}` goes with `status` only")
    return _READERS[named[0]](then, f"{at}.{named[0]}") if named else None


def _answer(then: Mapping[str, Any], at: str) -> Answer:
    status = then["status"]
    if not is_count(status) or not 200 <= status <= 599:
        raise FaultsError(f"`{at}` is not a status between 200 and 599")
    beside = at.removesuffix("status")
    headers = then.get("headers", {})
    if not isinstance(headers, dict):
        raise FaultsError(f"`{beside}headers` is not a mapping")
    named = {str(name).lower(): str(text) for name, text in headers.items()}
    return Answer(_response(status, then, named), flag(then.get("carry_out", False), f"{beside}carry_out"))


def _response(status: int, then: Mapping[str, Any], headers: dict[str, str]) -> Response:
    match then:
        case {"body": str(text)}:
            return Response(status, {"content-type": "text/plain; charset=utf-8", **headers}, text.encode())
        case {"body": body}:
            return Response(
                status, {"content-type": JSON_TYPE, **headers}, json.dumps(body, default=str).encode()
            )
    try:
        return api_error(status, HTTPStatus(status).phrase, headers=headers)
    except ValueError:  # a status that nobody has named
        return Response(status, headers)


def _limit(then: Mapping[str, Any], at: str) -> Limited:
    value = then["limited"]
    return Limited(1.0 if value is True else delay(value, at))


def _drop(then: Mapping[str, Any], at: str) -> Drop:
    match then["drop"]:
        case "before" | "after" as when:
            return Drop(when)
    raise FaultsError(f"`{at}` is neither `before` nor `after`")


def _truncate(then: Mapping[str, Any], at: str) -> Truncate:
    size = then["truncate"]
    if not is_count(size):
        raise FaultsError(f"`{at}` is not a number of bytes")
    return Truncate(size)


def _garble(then: Mapping[str, Any], at: str) -> Garble:
    if then["garble"] is not True:
        raise FaultsError(f"`{at}` can only be `true`")
    return Garble()


def _mislabel(then: Mapping[str, Any], at: str) -> Mislabel:
    if not isinstance(then["content_type"], str):
        raise FaultsError(f"`{at}` is not a text")
    return Mislabel(then["content_type"])


def _stale(then: Mapping[str, Any], at: str) -> Stale:
    if then["stale"] is not True:
        raise FaultsError(f"`{at}` can only be `true`")
    return Stale()


def _meddle(then: Mapping[str, Any], at: str) -> Meddle:
    told = fields(then["meddle"], at, _MEDDLE)
    method, path = told.get("method"), told.get("path", "")
    if method not in ("POST", "PUT", "PATCH", "DELETE"):
        raise FaultsError(f"`{at}.method` is no method that changes anything")
    if not isinstance(path, str) or (path and not path.startswith("/api/v2/")):
        raise FaultsError(f"`{at}.path` is not a path below `/api/v2/`")
    body = json.dumps(told["body"]).encode() if "body" in told else b""
    return Meddle(method, path, body)


_READERS: Mapping[str, Callable[[Mapping[str, Any], str], Outcome]] = {
    "status": _answer,
    "limited": _limit,
    "drop": _drop,
    "truncate": _truncate,
    "garble": _garble,
    "content_type": _mislabel,
    "stale": _stale,
    "meddle": _meddle,
}


def _glob(value: object, at: str) -> re.Pattern[str]:
    """`*` stays within a segment of a path, `**` does not."""
    if not isinstance(value, str):
        raise FaultsError(f"`{at}` is not a text")
    parts = re.split(r"(\*\*?)", value)
    forms = {"*": "[^/]*", "**": ".*"}
    return re.compile("".join(forms.get(part) or re.escape(part) for part in parts))
