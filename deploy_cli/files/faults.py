"""What a JSON Schema failure means, in words: one fault for each failure, never a tree of alternatives.

Messages show texts, numbers and truth values, never what a schema marks as secret and never whole objects.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from deploy_cli.core.path import Path, written
from deploy_cli.core.values import Object, Value, freeze
from deploy_cli.files.schemas import Schemas
from deploy_cli.files.suggest import did_you_mean, one_of

_KINDS: Final[Mapping[str, str]] = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "object": "an object",
    "array": "a list",
    "null": "`null`",
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


@dataclass(frozen=True, slots=True)
class _Failure:
    """A failure as jsonschema tells it, with what stands around it in the schemas."""

    error: Any
    path: Path
    secret: bool
    rule: Object | None
    """The cross-field rule it belongs to: an entry of ``allOf`` with a title and a description."""
    of_name: bool
    """Whether it is the name of a field that failed, under ``propertyNames``."""
    schemas: Schemas
    file: str
    """The schema file that the failed schema stands in."""

    @property
    def schema(self) -> Object:
        schema: Object = self.error.schema if isinstance(self.error.schema, dict) else {}
        return schema

    @property
    def limit(self) -> Any:
        return self.error.validator_value

    @property
    def value(self) -> Value:
        return self.error.instance

    @property
    def field(self) -> str:
        return f"`{written(self.path)}`" if self.path else "this"

    def shown(self) -> str:
        """Return the value for a message."""
        if self.secret:
            return "a secret"
        match self.value:
            case str() as text:
                shortened = text if len(text) <= 60 else text[:57] + "…"
                return f"`{json.dumps(shortened, ensure_ascii=False)[1:-1]}`"
            case dict() | list():
                return kind(self.value)
            case _:
                return f"`{json.dumps(self.value)}`"


def faults(errors: Iterable[Any], schemas: Schemas, reference: str) -> list[Fault]:
    """Return one fault for each failure, in the order of the values."""
    found: dict[tuple[Any, ...], Fault] = {}
    for error in errors:
        for failure in _leaves(error, schemas, reference):
            for fault in _explained(failure):
                rule_key = (fault.rule,) if failure.rule else (fault.path, fault.message)
                found.setdefault((*rule_key, _object_of(failure)), fault)
    return list(found.values())


def kind(value: Value) -> str:
    """Say what a value is: ``a text``, ``a list``."""
    match value:
        case None:
            return "`null`"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "an object"


def _object_of(failure: _Failure) -> Path:
    """Return where the cross-field rule applies, so that one rule broken in two objects counts twice."""
    return failure.path[:-1] if failure.rule else failure.path


def _leaves(error: Any, schemas: Schemas, reference: str) -> Iterator[_Failure]:
    """Yield the failures that matter: of alternatives, those of the one that was most likely meant."""
    failure = _placed(error, schemas, reference)
    if error.validator in ("anyOf", "oneOf") and error.context and "errorMessage" not in failure.schema:
        branch = _meant(error)
        if branch:
            for inner in branch:
                yield from _leaves(inner, schemas, reference)
            return
    yield failure


def _meant(error: Any) -> list[Any]:
    """Return the failures of the only alternative that the value's type fits; none where that says nothing."""
    branches = [list(group) for _, group in groupby(error.context, key=lambda inner: inner.schema_path[0])]
    depth = len(error.absolute_path)
    fitting = [
        branch
        for branch in branches
        if not any(inner.validator == "type" and len(inner.absolute_path) == depth for inner in branch)
    ]
    if len(fitting) > 1:
        chosen = [
            branch
            for branch in fitting
            if not any(
                inner.validator in ("const", "enum") and len(inner.absolute_path) == depth + 1
                for inner in branch
            )
        ]
        fitting = chosen or fitting
    return fitting[0] if len(fitting) == 1 else []


def _placed(error: Any, schemas: Schemas, reference: str) -> _Failure:
    """Follow the way of a failure through the schemas, and note what stands along it."""
    schema, file = schemas.resolve(reference, "")
    rule: Object | None = None
    secret = _is_secret(schema)
    steps = list(error.absolute_schema_path)[1:]
    for index, step in enumerate(steps):
        if step == "if" and steps[index + 1 : index + 2] in (["then"], ["else"]):
            continue
        if step == "$ref" and isinstance(schema, dict):
            schema, file = schemas.resolve(schema["$ref"], file)
        elif isinstance(schema, dict | list):
            schema = schema[step]
        secret = secret or _is_secret(schema)
        if index and steps[index - 1] == "allOf" and isinstance(schema, dict) and "title" in schema:
            rule = schema
    of_name = "propertyNames" in steps
    path = (*error.absolute_path, error.instance) if of_name else tuple(error.absolute_path)
    return _Failure(error, path, secret, rule, of_name, schemas, file)


def _is_secret(schema: Any) -> bool:
    return isinstance(schema, dict) and (schema.get("x-secret") is True or schema.get("x-write-only") is True)


def _explained(failure: _Failure) -> Iterator[Fault]:
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
        own = failure.schema.get("errorMessage")
        message = f"{failure.field}: {own}" if own else _message(failure)
        yield Fault(failure.path, message, _hint(failure), at_key=failure.of_name)


def _of_rule(failure: _Failure, rule: Object) -> Fault:
    text = str(rule.get("description", rule["title"])).strip()
    message = text[:1].lower() + text[1:] if text[1:2].islower() else text
    message = message.removesuffix(".") if message.count(". ") == 0 else message
    forbidden = failure.error.validator is None
    return Fault(failure.path, message, None, at_key=forbidden, rule=str(rule["title"]))


def _unknown_fields(failure: _Failure) -> Iterator[Fault]:
    import re

    known = failure.schema.get("properties", {})
    patterns = failure.schema.get("patternProperties", {})
    for key in failure.value:
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            path = (*failure.path, key)
            where = f" in `{written(failure.path)}`" if failure.path else ""
            yield Fault(
                path, f"there is no field `{key}`{where}", _hint_for_field(failure, key, known), at_key=True
            )


def _hint_for_field(failure: _Failure, key: str, known: Mapping[str, Any]) -> str | None:
    for name, schema in known.items():
        if key in _resolved(failure, schema).get("properties", {}):
            return f"`{key}` belongs under `{name}`"
    listed = one_of(known)
    return did_you_mean(key, known, f"the fields here are {listed}" if listed else "no field can stand here")


def _resolved(failure: _Failure, schema: Any) -> Object:
    while isinstance(schema, dict) and "$ref" in schema and "properties" not in schema:
        schema, _ = failure.schemas.resolve(schema["$ref"], failure.file)
    return schema if isinstance(schema, dict) else {}


def _missing(failure: _Failure) -> Fault:
    absent = next((key for key in failure.limit if key not in failure.value), "")
    described = _resolved(failure, failure.schema.get("properties", {}).get(absent, {})).get("description")
    where = f" in `{written(failure.path)}`" if failure.path else ""
    return Fault(failure.path, f"`{absent}` is missing{where}", _first_sentence(described))


def _repeated(failure: _Failure) -> Fault:
    seen: set[Any] = set()
    for index, item in enumerate(failure.value):
        frozen = freeze(item)
        if frozen in seen:
            what = f"`{item}`" if isinstance(item, str) and not failure.secret else "the same entry"
            return Fault((*failure.path, index), f"{failure.field} holds {what} twice", "remove one of them")
        seen.add(frozen)
    return Fault(failure.path, f"{failure.field} holds an entry twice", "remove one of them")


def _message(failure: _Failure) -> str:
    name = failure.error.validator
    if name in _MESSAGES:
        return _MESSAGES[name](failure)
    if name is None:
        return f"{failure.field} cannot stand here"
    return f"{failure.field} is not what it must be"


def _of_type(failure: _Failure) -> str:
    wanted = failure.limit if isinstance(failure.limit, list) else [failure.limit]
    return f"{failure.field} must be {_either(map(_kind_named, wanted))}, not {_given(failure)}"


def _given(failure: _Failure) -> str:
    if isinstance(failure.value, str) and not failure.secret:
        return f"the text {failure.shown()}"
    return (
        kind(failure.value) if isinstance(failure.value, dict | list) or failure.secret else failure.shown()
    )


def _kind_named(name: Any) -> str:
    return _KINDS.get(name, str(name))


def _of_alternatives(failure: _Failure) -> str:
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


def _counted(failure: _Failure, bound: str, unit: str) -> str:
    plural = "" if failure.limit == 1 else "ies" if unit.endswith("y") else "s"
    unit = unit.removesuffix("y") if plural == "ies" else unit
    return (
        f"{failure.field} must have at {bound} {failure.limit} {unit}{plural}, and has {len(failure.value)}"
    )


_MESSAGES: Final[Mapping[str, Callable[[_Failure], str]]] = {
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


def _hint(failure: _Failure) -> str | None:
    allowed = failure.limit if failure.error.validator == "enum" else None
    if allowed is not None:
        values = [value if isinstance(value, str) else json.dumps(value) for value in allowed]
        listed = f"it can be {one_of(values, most=30)}"
        return did_you_mean(failure.value, values, listed) if _is_open_text(failure) else listed
    if failure.error.validator == "type" and isinstance(failure.value, str) and not failure.secret:
        unquoted = _unquoted(failure)
        if unquoted:
            return unquoted
    if failure.error.validator == "pattern" and "errorMessage" not in failure.schema:
        return f"the form is `{failure.limit}`"
    return _first_sentence(failure.schema.get("description"))


def _is_open_text(failure: _Failure) -> bool:
    return isinstance(failure.value, str) and not failure.secret


def _unquoted(failure: _Failure) -> str | None:
    """Return a hint for a text that would be right without its quotes."""
    wanted = failure.limit if isinstance(failure.limit, list) else [failure.limit]
    text = failure.value
    is_number = text.removeprefix("-").isdecimal() and ("integer" in wanted or "number" in wanted)
    if is_number or (text in ("true", "false") and "boolean" in wanted):
        return f"write {text} without quotes"
    return None


def _first_sentence(text: Any) -> str | None:
    if not isinstance(text, str) or not text:
        return None
    sentence = text.split(". ")[0].removesuffix(".")
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def _either(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + " or " + listed[-1]
