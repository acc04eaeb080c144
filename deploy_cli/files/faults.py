"""What a JSON Schema failure means, in words: one fault for each failure, never a tree of alternatives.

Messages show texts, numbers and truth values, never what a schema marks as secret and never whole objects.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from deploy_cli.core.path import Path, written
from deploy_cli.core.values import Object, freeze
from deploy_cli.files.changes import ADD, REMOVE
from deploy_cli.files.failures import Failure, Trial, failures
from deploy_cli.files.suggest import did_you_mean, meant, one_of
from deploy_cli.files.words import kind

_KINDS: Final[Mapping[str, str]] = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "object": "an object",
    "array": "a list",
    "null": "`null`",
}
_LISTED_AT_MOST: Final = 12
MOST: Final = 1_000
"""How many faults of one resource are told; nobody reads more, and each takes its time."""
_TRUTH_IN_YAML_1_1: Final = {
    "yes": "true",
    "on": "true",
    "y": "true",
    "no": "false",
    "off": "false",
    "n": "false",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, at a path below the resource."""

    path: Path
    message: str
    hint: str | None = None
    at_key: bool = False
    """Whether it is the key at the path that is wrong, not the value."""
    rule: str = "schema"
    meant: str | None = None
    """The field that is most likely meant by a misspelt one."""


def faults(errors: Iterable[Any], trial: Trial) -> list[Fault]:
    """Return one fault for each failure, in the order in which they were found."""
    found: dict[tuple[Any, ...], Fault] = {}
    for failure in failures(errors, trial):
        for fault in _explained(failure):
            found.setdefault(
                (fault.rule, failure.path[:-1]) if failure.rule else (fault.path, fault.message), fault
            )
            if len(found) >= MOST:
                return list(found.values())
    return _causes(list(found.values()))


def _causes(found: list[Fault]) -> list[Fault]:
    """Leave out what follows from a misspelt field: that the field itself is missing, and a rule that asks for it."""
    misspelt = {(one.path[:-1], one.meant) for one in found if one.meant is not None}
    return [
        one
        for one in found
        if one.at_key or not any(one.path == at and f"`{name}`" in one.message for at, name in misspelt)
    ]


def _explained(failure: Failure) -> Iterator[Fault]:
    name = failure.error.validator
    if failure.rule is not None:
        yield _of_rule(failure, failure.rule)
    elif name == "additionalProperties":
        yield from _unknown_fields(failure)
    elif name == "required":
        yield _missing(failure)
    elif name == "uniqueItems":
        yield _repeated(failure)
    else:
        own = _own_message(failure)
        shown = "" if failure.secret else f" is {failure.shown()}"
        what = failure.shown() if failure.of_name else f"{failure.field}{shown}"
        message = f"{what}: {own}" if own else _message(failure)
        yield Fault(failure.path, message, _hint(failure), at_key=failure.of_name)


def _own_message(failure: Failure) -> str | None:
    """Return what the schema itself says, unless it is about the form of a text and this is none, or is empty."""
    name, wanted = failure.error.validator, failure.schema.get("type")
    if (name == "type" and isinstance(wanted, str)) or (name == "minLength" and not failure.value):
        return None
    own = failure.schema.get("errorMessage")
    return str(own) if own else None


def _of_rule(failure: Failure, rule: Object) -> Fault:
    text = str(rule.get("description", rule["title"])).strip()
    message = _lower(text)
    message = message.removesuffix(".") if ". " not in message else message
    forbidden = failure.error.validator is None
    return Fault(failure.path, message, None, at_key=forbidden, rule=str(rule["title"]))


def _unknown_fields(failure: Failure) -> Iterator[Fault]:
    known = failure.schema.get("properties", {})
    patterns = failure.schema.get("patternProperties", {})
    for key in failure.value:
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            path = (*failure.path, key)
            where = f" in `{written(failure.path)}`" if failure.path else ""
            message = f"there is no field `{key}`{where}"
            hint = _hint_for_field(failure, key, known)
            yield Fault(path, message, hint, at_key=True, meant=meant(key, known))


def _hint_for_field(failure: Failure, key: str, known: Mapping[str, Any]) -> str | None:
    if key[:1] in (ADD, REMOVE) and key[1:] in known:
        return f"`{key}` takes a list: write `{key}: […]`"
    for name, schema in known.items():
        if key in _resolved(failure, schema).get("properties", {}):
            return f"`{key}` belongs under `{name}`"
    if len(known) > _LISTED_AT_MOST:
        return did_you_mean(
            key, known, f"`deploy-cli schema {failure.trial.section}` has the fields that can stand here"
        )
    return did_you_mean(
        key, known, f"the fields here are {one_of(known)}" if known else "no field can stand here"
    )


def _resolved(failure: Failure, schema: Any) -> Object:
    while isinstance(schema, dict) and "$ref" in schema and "properties" not in schema:
        schema, _ = failure.trial.schemas.resolve(schema["$ref"], failure.file)
    return schema if isinstance(schema, dict) else {}


def _missing(failure: Failure) -> Fault:
    absent = next((key for key in failure.limit if key not in failure.value), "")
    described = _resolved(failure, failure.schema.get("properties", {}).get(absent, {})).get("description")
    where = f" in `{written(failure.path)}`" if failure.path else ""
    return Fault(failure.path, f"`{absent}` is missing{where}", _first_sentence(described))


def _repeated(failure: Failure) -> Fault:
    seen: set[Any] = set()
    for index, item in enumerate(failure.value):
        frozen = freeze(item)
        if frozen in seen:
            hidden = failure.secret or failure.trial.hides((*failure.path, index))
            what = f"`{item}`" if isinstance(item, str) and not hidden else "the same entry"
            return Fault((*failure.path, index), f"{failure.field} holds {what} twice", "remove one of them")
        seen.add(frozen)
    return Fault(failure.path, f"{failure.field} holds an entry twice", "remove one of them")


def _message(failure: Failure) -> str:
    name = failure.error.validator
    if name in _MESSAGES:
        return _MESSAGES[name](failure)
    if name is None:
        return f"{failure.field} cannot stand here"
    return f"{failure.field} is not what it must be"


def _of_type(failure: Failure) -> str:
    wanted = failure.limit if isinstance(failure.limit, list) else [failure.limit]
    return f"{failure.field} must be {_either(map(_kind_named, wanted))}, not {_given(failure)}"


def _given(failure: Failure) -> str:
    if isinstance(failure.value, str) and not failure.secret:
        return f"the text {failure.shown()}"
    return (
        kind(failure.value) if isinstance(failure.value, dict | list) or failure.secret else failure.shown()
    )


def _kind_named(name: Any) -> str:
    return _KINDS.get(name, str(name))


def _of_alternatives(failure: Failure) -> str:
    wanted: list[str] = []
    for inner in failure.error.context:
        if inner.validator == "type":
            limits = (
                inner.validator_value if isinstance(inner.validator_value, list) else [inner.validator_value]
            )
            wanted += map(_kind_named, limits)
    if wanted:
        return f"{failure.field} must be {_either(dict.fromkeys(wanted))}, not {_given(failure)}"
    return f"{failure.field} fits none of the forms it can have"


def _counted(failure: Failure, bound: str, unit: str) -> str:
    plural = "" if failure.limit == 1 else "ies" if unit.endswith("y") else "s"
    unit = unit.removesuffix("y") if plural == "ies" else unit
    return (
        f"{failure.field} must have at {bound} {failure.limit} {unit}{plural}, and has {len(failure.value)}"
    )


_MESSAGES: Final[Mapping[str, Callable[[Failure], str]]] = {
    "type": _of_type,
    "anyOf": _of_alternatives,
    "oneOf": _of_alternatives,
    "enum": lambda f: f"{f.field} cannot be {f.shown()}",
    "const": lambda f: f"{f.field} must be `{json.dumps(f.limit, ensure_ascii=False)}`, not {f.shown()}",
    "minimum": lambda f: f"{f.field} must be at least {f.limit}, and is {f.shown()}",
    "maximum": lambda f: f"{f.field} must be at most {f.limit}, and is {f.shown()}",
    "exclusiveMinimum": lambda f: f"{f.field} must be more than {f.limit}, and is {f.shown()}",
    "exclusiveMaximum": lambda f: f"{f.field} must be less than {f.limit}, and is {f.shown()}",
    "multipleOf": lambda f: f"{f.field} must be a multiple of {f.limit}, and is {f.shown()}",
    "minLength": lambda f: f"{f.field} is empty" if not f.value else _counted(f, "least", "character"),
    "maxLength": lambda f: _counted(f, "most", "character"),
    "minItems": lambda f: _counted(f, "least", "entry"),
    "maxItems": lambda f: _counted(f, "most", "entry"),
    "minProperties": lambda f: _counted(f, "least", "field"),
    "maxProperties": lambda f: _counted(f, "most", "field"),
    "pattern": lambda f: f"{f.field} does not have the form it must have: {f.shown()}",
    "format": lambda f: f"{f.field} is not a valid {f.limit}: {f.shown()}",
    "not": lambda f: f"{f.field} cannot be {f.shown()}",
    "contains": lambda f: f"{f.field} lacks an entry that it must hold",
    "dependentRequired": lambda f: f"{f.field} lacks a field that another of its fields needs",
}


def _hint(failure: Failure) -> str | None:
    allowed = failure.limit if failure.error.validator == "enum" else None
    if allowed is not None:
        values = [value if isinstance(value, str) else json.dumps(value) for value in allowed]
        listed = f"it can be {one_of(values, most=20)}"
        return did_you_mean(failure.value, values, listed) if _is_open_text(failure) else listed
    if failure.error.validator == "type" and isinstance(failure.value, str) and not failure.secret:
        otherwise = _unquoted(failure) or _bracketed(failure)
        if otherwise:
            return otherwise
    if failure.error.validator == "pattern" and "errorMessage" not in failure.schema:
        return f"the form is `{failure.limit}`"
    return _first_sentence(failure.schema.get("description"))


def _is_open_text(failure: Failure) -> bool:
    return isinstance(failure.value, str) and not failure.secret


def _unquoted(failure: Failure) -> str | None:
    """Return a hint for a text that would be right if it were written otherwise."""
    wanted = failure.limit if isinstance(failure.limit, list) else [failure.limit]
    text = failure.value
    is_number = text.removeprefix("-").isdecimal() and ("integer" in wanted or "number" in wanted)
    if is_number or (text in ("true", "false") and "boolean" in wanted):
        return f"write {text} without quotes"
    if "boolean" in wanted and text.lower() in _TRUTH_IN_YAML_1_1:
        return f"write `{_TRUTH_IN_YAML_1_1[text.lower()]}`: in YAML 1.2, `{text}` is a text"
    return None


def _bracketed(failure: Failure) -> str | None:
    """Return a hint for a text where a list of texts is wanted."""
    wanted = failure.limit if isinstance(failure.limit, list) else [failure.limit]
    if "array" not in wanted or _resolved(failure, failure.schema.get("items", {})).get("type") != "string":
        return None
    return f"write a list: `[{failure.value[:60]}]`, or `- ` before each entry on a line of its own"


def _first_sentence(text: Any) -> str | None:
    if not isinstance(text, str) or not text:
        return None
    sentence = text.split(". ")[0].removesuffix(".")
    return _lower(sentence)


def _lower(sentence: str) -> str:
    """Begin with a lower-case letter, unless it begins with a name in capitals."""
    begins = sentence[:1] == "A" if sentence[1:2] == " " else sentence[1:2].islower()
    return sentence[:1].lower() + sentence[1:] if begins and not sentence.startswith("Auth0") else sentence


def _either(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + " or " + listed[-1]
