"""Rules of a team's own: YAML files in the folder `guardrails` beside the tenant files, read and never executed."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from deploy_cli.core.address import Address
from deploy_cli.core.masks import masked
from deploy_cli.core.path import Path as ValuePath
from deploy_cli.core.tenant import OwnRule
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import Problem
from deploy_cli.files.expressions import BadExpression, compiled
from deploy_cli.files.place import Place
from deploy_cli.files.reading import RULES_FOLDER, Reader, rule_files
from deploy_cli.guardrails import called

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,63}")
_SEVERITIES: Final = ("error", "warning", "info")
_TEXTS: Final = ("message", "why", "fix", "when", "assert")
_KNOWN: Final = ("id", "severity", "on", "schema", *_TEXTS)
_BACKTRACKS: Final = 10_000
"""Steps back that a pattern may take."""


def team_rules(targets: Sequence[Path], reader: Reader) -> tuple[OwnRule, ...]:
    """Read the rules that belong to ``targets``; what is wrong with them is reported to ``reader``."""
    reading = _Reading(reader)
    for path in {path.resolve(): path for target in targets for path in rule_files(target)}.values():
        document = reader.document(path)
        if document.place is not None and document.value is not None:
            reading.file(document.value, document.place)
    return tuple(reading.rules.values())


class _Reading:
    """The work in hand."""

    def __init__(self, reader: Reader) -> None:
        self.rules: dict[str, OwnRule] = {}
        self._reader = reader

    def file(self, value: Value, place: Place) -> None:
        """Read the rules of one file."""
        rules = value.get("rules") if isinstance(value, dict) else None
        if not isinstance(rules, list) or set(value) != {"rules"}:
            hint = f"write `rules:` and a list; tenant files stand outside of the folder `{RULES_FOLDER}`"
            self._report("a file of guardrails holds `rules`, and nothing else", place, hint)
            return
        for at, rule in enumerate(rules):
            where = place.nearest(("rules", at))
            faults = list(_faults(rule, where))
            for fault in faults:
                self._report(*fault)
            if not faults:
                self._add(rule, where)

    def _add(self, rule: Object, place: Place) -> None:
        name, location = rule["id"], place.location
        if name in self.rules:
            self._report(
                f"the rule `{name}` is there twice", place.nearest(("id",)), f"see {self.rules[name].source}"
            )
            return
        on = rule["on"]
        self.rules[name] = OwnRule(
            id=name,
            severity=rule.get("severity", "warning"),
            message=rule["message"],
            on=(on,) if isinstance(on, str) else tuple(on),
            judge=_judge(rule),
            why=rule.get("why", ""),
            fix=rule.get("fix", ""),
            source=location,
        )

    def _report(self, message: str, place: Place, hint: str | None) -> None:
        self._reader.problems.append(Problem(message, place.location, None, hint, rule="guardrails"))


_Fault = tuple[str, Place, str | None]


def _faults(rule: Value, place: Place) -> Iterator[_Fault]:
    """Yield what is wrong with one rule: the message, the place, a hint."""
    if not isinstance(rule, dict):
        yield "a rule is an object", place, "write `id:`, `on:`, `message:`, and `schema:` or `assert:`"
        return
    for key in rule:
        if key not in _KNOWN:
            yield (
                f"a rule has no `{key}`",
                place.nearest((key,)),
                "it has " + ", ".join(f"`{one}`" for one in _KNOWN),
            )
    missing = [key for key in ("id", "on", "message") if key not in rule]
    if missing:
        yield "the rule lacks " + ", ".join(f"`{key}`" for key in missing), place, None
    if ("schema" in rule) == ("assert" in rule):
        yield "a rule has either `schema` or `assert`", place, "two rules say two things"
    yield from _bad_id(rule.get("id", "none"), place)
    if rule.get("severity", "info") not in _SEVERITIES:
        yield "a severity is `error`, `warning` or `info`", place.nearest(("severity",)), None
    on = rule.get("on", "")
    if not isinstance(on, str) and not (
        isinstance(on, list) and on and all(isinstance(one, str) for one in on)
    ):
        yield "`on` is an address or a glob, or a list of them", place.nearest(("on",)), "such as `clients/*`"
    for key in _TEXTS:
        if key in rule and not (isinstance(rule[key], str) and rule[key].strip()):
            yield f"`{key}` is a text", place.nearest((key,)), None
    yield from _bad_conditions(rule, place)


def _bad_id(name: Value, place: Place) -> Iterator[_Fault]:
    if not (isinstance(name, str) and _ID.fullmatch(name)):
        yield "an id has letters, digits, `-` and `_`, and begins with a letter", place.nearest(("id",)), None
    elif called(name) is not None:
        yield (
            f"`{name}` is a rule of deploy-cli itself",
            place.nearest(("id",)),
            "choose a prefix of your own",
        )


def _bad_conditions(rule: Object, place: Place) -> Iterator[_Fault]:
    for key in ("when", "assert"):
        if isinstance(text := rule.get(key), str):
            try:
                compiled(text)
            except BadExpression as error:
                hint = "numbers and other values stand in backticks: lifetime <= `3600`"
                yield str(error), place.nearest((key,)), hint
    if "schema" in rule:
        try:
            _validator(rule["schema"])
        except BadExpression as error:
            yield str(error), place.nearest(("schema",)), None


def _judge(rule: Object) -> Callable[[Address, Object], ValuePath | None]:
    applies = compiled(rule["when"]) if "when" in rule else None
    wrong = _by_schema(rule["schema"]) if "schema" in rule else _by_expression(rule["assert"])

    def judge(_: Address, body: Object) -> ValuePath | None:
        shown = masked(body)
        try:
            return None if applies is not None and not applies(shown) else wrong(shown)
        except BadExpression:
            return ()  # what cannot be judged does not pass

    return judge


def _by_expression(text: str) -> Callable[[Value], ValuePath | None]:
    holds = compiled(text)
    return lambda body: None if holds(body) else ()


def _by_schema(schema: Value) -> Callable[[Value], ValuePath | None]:
    validator = _validator(schema)

    def wrong(body: Value) -> ValuePath | None:
        try:
            error = next(iter(validator.iter_errors(body)), None)
        except ValueError:
            raise BadExpression("the schema cannot be applied here") from None
        return None if error is None else tuple(error.instance_path)

    return wrong


def _validator(schema: Value) -> Any:
    import jsonschema_rs

    if not isinstance(schema, dict | bool):
        raise BadExpression("a JSON Schema is an object")
    if any(key in ("$ref", "$dynamicRef", "$recursiveRef") for key in _keys(schema)):
        raise BadExpression("a schema of a rule refers to nothing: write out what you mean")
    try:
        return jsonschema_rs.Draft202012Validator(
            schema,
            retriever=_no_network,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS),
        )
    except jsonschema_rs.ValidationError as error:
        raise BadExpression(f"this is no JSON Schema: {error.message}") from None
    except (ValueError, TypeError) as error:
        raise BadExpression(f"this is no JSON Schema: {error}") from None


def _keys(value: Value) -> Iterator[str]:
    """Yield every key of an object, at any depth."""
    match value:
        case dict():
            for key, item in value.items():
                yield key
                yield from _keys(item)
        case list():
            for item in value:
                yield from _keys(item)


def _no_network(uri: str) -> Value:
    raise LookupError(uri)
