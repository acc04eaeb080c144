"""The fields of a section as its JSON Schema has them, as paths that descriptors' patterns can be held against."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from deploy_cli.core.path import Pattern
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.files.schemas import shipped

SCHEMAS = shipped()
COMBINED = ("allOf", "anyOf", "oneOf", "then", "else")


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a resource, and what the schema says of it. ``*`` is any key, ``[]`` any element."""

    path: Pattern
    schema: dict[str, Any]
    """Without references; where several describe the place, one of them."""

    def types(self) -> set[str]:
        given = self.schema.get("type", [])
        return {given} if isinstance(given, str) else set(given)


@cache
def resource_schema(section: str) -> tuple[dict[str, Any], str]:
    """The schema of one resource of a section, and the file it stands in."""
    file = SCHEMAS.file_of(section)
    document = SCHEMAS.file(file)
    return (document["$defs"]["resource"] if document.get("type") == "array" else document), file


def fields(described: ResourceType) -> tuple[Field, ...]:
    return _fields(described.section, _roots(described))


def _roots(described: ResourceType) -> tuple[tuple[Pattern, str], ...]:
    """Where bodies begin: below a prefix of the schema, which is cut off, and below a field, which is put on."""
    if isinstance(described, Collection) or (isinstance(described, Documents) and described.key_field):
        return (((), ""),)
    if isinstance(described, Documents):
        return tuple(((key,), described.value_field or "") for key in described.paths)
    return (((), ""),)


@cache
def _fields(section: str, roots: tuple[tuple[Pattern, str], ...]) -> tuple[Field, ...]:
    schema, file = resource_schema(section)
    everything = tuple(_walk(schema, file, (), frozenset()))
    found: dict[Pattern, Field] = {}
    for prefix, field in roots:
        for one in everything:
            if len(one.path) < len(prefix) or any(
                p not in (s, "*") for p, s in zip(one.path, prefix, strict=False)
            ):
                continue
            path = (*((field,) if field else ()), *one.path[len(prefix) :])
            found.setdefault(path, Field(path, {**one.schema, **found.get(path, one).schema}))
    return tuple(found.values())


def _walk(schema: Any, file: str, path: Pattern, seen: frozenset[str]) -> Iterator[Field]:
    while isinstance(schema, dict) and "$ref" in schema:
        target = f"{file}|{schema['$ref']}"
        if target in seen:
            return
        seen |= {target}
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        inner, file = SCHEMAS.resolve(schema["$ref"], file)
        schema = {**inner, **rest}
    if not isinstance(schema, dict):
        return
    yield Field(path, schema)
    for key, inner in schema.get("properties", {}).items():
        yield from _walk(inner, file, (*path, key), seen)
    for inner in (*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")):
        yield from _walk(inner, file, (*path, "*"), seen)
    yield from _walk(schema.get("items"), file, (*path, "[]"), seen)
    for word in COMBINED:
        inners = schema.get(word, [])
        for inner in inners if isinstance(inners, list) else [inners]:
            if isinstance(inner, dict):
                yield from (field for field in _walk(inner, file, path, seen) if field.path != path)


def agrees(wanted: Pattern, path: Pattern) -> bool:
    """Tell whether a pattern and a path of the schema may mean the same place; ``*`` on either side is any key."""
    return len(wanted) == len(path) and all(
        one == other or ("*" in (one, other) and "[]" not in (one, other))
        for one, other in zip(wanted, path, strict=True)
    )


def written(path: Pattern) -> str:
    return ".".join(path).replace(".[]", "[]")
