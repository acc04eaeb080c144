"""Checks a value against a schema and says what is wrong in the sentences that the Management API uses.

The service validates with the library z-schema and answers with the first complaint; facts about the
sentences come from recorded and reported errors.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from deploy_cli.emulator import formats
from deploy_cli.emulator.values import Json, Object


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with the value at ``path``."""

    path: str
    sentence: str
    note: str = ""
    """What the service calls the property, where it was seen to say so."""

    def told(self, subject: str) -> str:
        """The whole sentence; ``subject`` is what was validated: ``Payload``, ``Query``, ``Path``."""
        place = f" on property {self.path}" if self.path else ""
        place += f" ({self.note})" if self.note else ""
        return f"{subject} validation error: {self.sentence}{place}."


def complaint(value: Json, schema: Object, schemas: Mapping[str, Object]) -> Complaint | None:
    """The first thing that is wrong with ``value``; what is wrong nearest to the root comes first."""
    return next(_complaints(value, schema, schemas, ""), None)


def _complaints(value: Json, schema: Object, schemas: Mapping[str, Object], path: str) -> Iterator[Complaint]:
    while "$ref" in schema:
        schema = schemas[schema["$ref"]]
    expected = schema.get("type")
    if expected is not None and not _is(value, expected):
        yield _quoted(path, f"Expected type {_types(expected)} but found type {kind(value)}")
        return
    yield from (replace(one, note=schema.get("note", "")) for one in _own(value, schema, path))
    match value:
        case dict():
            yield from _object(value, schema, schemas, path)
        case list() if "items" in schema:
            for index, item in enumerate(value):
                yield from _complaints(item, schema["items"], schemas, f"{path}[{index}]")
    yield from _branches(value, schema, schemas, path)


def _own(value: Json, schema: Object, path: str) -> Iterator[Complaint]:
    """What the value itself breaks, leaving what is inside it aside."""
    if "enum" in schema and not any(_same(value, allowed) for allowed in schema["enum"]):
        yield _quoted(path, f"No enum match for: {_shown(value)}")
    if "const" in schema and not _same(value, schema["const"]):
        yield _quoted(path, f"No enum match for: {_shown(value)}")
    match value:
        case bool() | None:
            return
        case int() | float():
            yield from (_quoted(path, text) for text in _number(value, schema))
        case str():
            yield from (_quoted(path, text) for text in _text(value, schema))
        case list():
            yield from (_quoted(path, text) for text in _array(value, schema))
        case dict():
            yield from (_quoted(path, text) for text in _shape(value, schema))


def _number(value: float, schema: Object) -> Iterator[str]:
    if "minimum" in schema and value < schema["minimum"]:
        yield f"Value {_shown(value)} is less than minimum {schema['minimum']}"
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        yield f"Value {_shown(value)} is equal or less than exclusive minimum {schema['exclusiveMinimum']}"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"Value {_shown(value)} is greater than maximum {schema['maximum']}"
    if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
        yield f"Value {_shown(value)} is equal or greater than exclusive maximum {schema['exclusiveMaximum']}"


def _text(value: str, schema: Object) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"String is too short ({len(value)} chars), minimum {schema['minLength']}"
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        yield f"String is too long ({len(value)} chars), maximum {schema['maxLength']}"
    if "pattern" in schema and not _pattern(schema["pattern"]).search(value):
        yield f"String does not match pattern {schema['pattern']}: {value}"
    if "format" in schema and not formats.fits(schema["format"], value):
        yield f"Object didn't pass validation for format {schema['format']}: {value}"


def _array(value: list[Json], schema: Object) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"Array is too short ({len(value)}), minimum {schema['minItems']}"
    if "maxItems" in schema and len(value) > schema["maxItems"]:
        yield f"Array is too long ({len(value)}), maximum {schema['maxItems']}"
    if schema.get("uniqueItems") and (twins := _twins(value)):
        yield f"Array items are not unique (indexes {twins[0]} and {twins[1]})"


def _shape(value: Object, schema: Object) -> Iterator[str]:
    if schema.get("additionalProperties") is False:
        known = schema.get("properties", {})
        patterns = schema.get("patternProperties", ())
        if extra := [k for k in value if k not in known and not any(_pattern(p).search(k) for p in patterns)]:
            yield f"Additional properties not allowed: {','.join(extra)}"
    # z-schema walks the required names from the last to the first.
    for name in reversed(schema.get("required", ())):
        if name not in value:
            yield f"Missing required property: {name}"
    if len(value) < schema.get("minProperties", 0):
        yield f"Too few properties defined ({len(value)}), minimum {schema['minProperties']}"
    if "maxProperties" in schema and len(value) > schema["maxProperties"]:
        yield f"Too many properties defined ({len(value)}), maximum {schema['maxProperties']}"


def _object(value: Object, schema: Object, schemas: Mapping[str, Object], path: str) -> Iterator[Complaint]:
    known: Mapping[str, Object] = schema.get("properties", {})
    patterns: Mapping[str, Object] = schema.get("patternProperties", {})
    others = schema.get("additionalProperties")
    for key, inner in value.items():
        here = f"{path}.{key}" if path else key
        if key in known:
            yield from _complaints(inner, known[key], schemas, here)
            continue
        fitting = [patterns[pattern] for pattern in patterns if _pattern(pattern).search(key)]
        if not fitting and isinstance(others, dict):
            fitting = [others]
        for item in fitting:
            yield from _complaints(inner, item, schemas, here)


def _branches(value: Json, schema: Object, schemas: Mapping[str, Object], path: str) -> Iterator[Complaint]:
    for branch in schema.get("allOf", ()):
        yield from _complaints(value, branch, schemas, path)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            yield from _choice(value, schema[word], schemas, path)


def _choice(
    value: Json, branches: Sequence[Object], schemas: Mapping[str, Object], path: str
) -> Iterator[Complaint]:
    """None of the alternatives fits. That several fit is no complaint: the description's ``oneOf`` overlap."""
    inner = []
    for branch in branches:
        wrong = next(_complaints(value, branch, schemas, path), None)
        if wrong is None:
            return
        inner.append(wrong.told("Payload").removesuffix("."))
    yield Complaint(
        path, f"'None of the valid schemas were met'. Inner errors: [ {'. (also) '.join(inner)}. ]"
    )


def _quoted(path: str, sentence: str) -> Complaint:
    return Complaint(path, f"'{sentence}'")


def kind(value: Json) -> str:
    """The JSON type, as z-schema names it."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _is(value: Json, expected: str | list[str]) -> bool:
    allowed = [expected] if isinstance(expected, str) else expected
    found = kind(value)
    return found in allowed or (found == "integer" and "number" in allowed)


def _types(expected: str | list[str]) -> str:
    return expected if isinstance(expected, str) else ",".join(expected)


def _same(one: Json, other: Json) -> bool:
    return type(one) is type(other) and bool(one == other)


def _twins(items: list[Json]) -> tuple[int, int] | None:
    for later, item in enumerate(items):
        for earlier in range(later):
            if _same(items[earlier], item):
                return earlier, later
    return None


def _shown(value: Json) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case float() if value.is_integer():
            return str(int(value))
        case dict():
            return "[object Object]"
        case list():
            return ",".join(map(_shown, value))
        case _:
            return str(value)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """ECMAScript's ``$`` is the very end of the text; Python's is not."""
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", text))
