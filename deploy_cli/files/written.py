"""What may be written where a strict schema describes what it comes to, for the schema that editors use."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from deploy_cli.core.values import Object, Value
from deploy_cli.files.rules import UNKNOWN, possible
from deploy_cli.files.schemas import MARKER, Schemas

KEYWORD: Final = r"##[A-Za-z0-9_][A-Za-z0-9_.-]*##|@@[A-Za-z0-9_][A-Za-z0-9_.-]*@@"
IN_TEXT: Final = rf"\$\((?:var|secret|secret-file):|{KEYWORD}"
"""A text of which a part, or all, stands for something else."""
WHOLE: Final = rf"^\$\(var:[\s\S]*\)$|{KEYWORD}"
"""A text that may stand for a value that is no text."""

_ABOUT: Final = ("title", "description", "default", "examples")
_OF_TEXTS: Final = ("pattern", "minLength", "maxLength", "format")
_OF_REST: Final = (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minItems", "maxItems", "uniqueItems", "maxProperties",
)  # fmt: skip
_WORDS: Final = {
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object",
    "array": "a list",
    "null": "`null`",
}
_NOTHING: Final = {"$ref": "#/definitions/nothing"}
_APART: Final[Object] = {"description": ""}
"""Marks the first of two alternatives: where both look alike, the server tells about both when it tells about one."""


class Part(Enum):
    """How much of an object a file has to write."""

    RESOURCE = "resource"
    """What it is known by; it is laid over what is extended."""
    LAID_OVER = ""
    """Nothing; it is laid over what is extended."""
    ELEMENT = "element"
    """Everything: an element of a list replaces what was there."""
    MATCH = "match"
    """Nothing; it describes elements that are to be taken out of a list."""

    @property
    def merges(self) -> bool:
        """Tell whether fields are laid over those of what is extended."""
        return self in (Part.RESOURCE, Part.LAID_OVER)

    @property
    def inner(self) -> "Part":
        """What holds for an object inside of such an object."""
        return Part.LAID_OVER if self is Part.RESOURCE else self


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a schema stands, and what it is for."""

    file: str
    """The file that holds it."""
    at: str
    """The place of what is made from it, as a reference."""
    part: Part = Part.LAID_OVER

    def below(self, *keys: str, part: Part | None = None) -> "_Where":
        """Return the place of a schema inside of this one."""
        steps = "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)
        return _Where(self.file, self.at + steps, part or self.part.inner)


@dataclass(slots=True)
class Writing:
    """Rewrites strict schemas; what they refer to becomes a definition."""

    schemas: Schemas
    definitions: dict[str, Object] = field(default_factory=dict)

    def section(self, name: str, said: Object) -> Object:
        """Return what may be written as the section ``name``, about which ``composed.json`` says ``said``."""
        if "$ref" not in said:
            return {**described(said), "doNotSuggest": True}
        schema, file = self._followed(said, MARKER)
        where = _Where(file, f"#/properties/{name}")
        shape = "array" if schema.get("type") == "array" else "object"
        written = _about({key: value for key, value in schema.items() if key != "examples"})
        if shape == "array":
            written["items"] = self._named(schema["items"]["$ref"], _Where(file, "", Part.RESOURCE))
        else:
            written |= self._inside(schema, where)
        return {**written, "anyOf": [self._other_than_text([shape], KEYWORD), _NOTHING]}

    def value(self, schema: Any, where: _Where) -> Any:
        """Return what may be written where ``schema`` describes what it comes to."""
        if isinstance(schema, bool):
            return schema
        if schema.keys() == {"$ref"}:
            return self._named(schema["$ref"], where)
        schema, file = self._followed(schema, where.file)
        where = replace(where, file=file)
        types = _types(schema)
        about = _about(schema)
        if "enum" in schema or "const" in schema:
            kept = {key: schema[key] for key in ("type", "enum", "const", "errorMessage") if key in schema}
            return {**about, "anyOf": [{**_APART, **kept}, UNKNOWN]}
        written = {**about, **self._inside(schema, where)}
        if not types:
            return written
        body = _text(schema, types) if "string" in types else self._other_than_text(types, WHOLE)
        return {**written, "anyOf": [body] if "null" in types else [body, _NOTHING]}

    def _inside(self, schema: Object, where: _Where) -> Object:
        """Return what holds for the parts of a value, and for its size."""
        written = {key: schema[key] for key in _OF_REST if key in schema} | self._fields(schema, where)
        if "items" in schema:
            written["items"] = self.value(schema["items"], where.below("items", part=Part.ELEMENT))
        return {**written, **_rules(schema, where.part)}

    def _fields(self, schema: Object, where: _Where) -> Object:
        """Return what holds for the fields of an object."""
        fields = {
            name: self.value(said, where.below("properties", name))
            for name, said in schema.get("properties", {}).items()
        }
        written: Object = {"properties": fields} if fields else {}
        if "additionalProperties" in schema:
            extra = self.value(schema["additionalProperties"], where.below("additionalProperties"))
            written["additionalProperties"] = extra
        if "propertyNames" in schema:
            written["propertyNames"] = _keys(schema)
        if "required" in schema and where.part in (Part.RESOURCE, Part.ELEMENT):
            written["required"] = schema["required"]
        return {**written, **(self._list_changes(schema, where) if where.part.merges else {})}

    def _list_changes(self, schema: Object, where: _Where) -> Object:
        """Return what lets ``+field`` and ``-field`` stand for the lists among the fields.

        Editors offer them once a key of the object begins so.
        """
        lists = dict(self._lists(schema, where))
        if not lists:
            return {}
        added = {f"+{name}": self._added(name, *found) for name, found in lists.items()}
        removed = {f"-{name}": self._removed(name, *found) for name, found in lists.items()}
        names = "|".join(lists)
        return {
            "patternProperties": {f"^[+-](?:{names})$": True},
            "if": {"propertyNames": {"pattern": "^(?![+-])"}},
            "else": {"properties": {**added, **removed}},
        }

    def _lists(self, schema: Object, where: _Where) -> Iterator[tuple[str, tuple[Object, _Where]]]:
        for name, said in schema.get("properties", {}).items():
            found, file = self._followed(said, where.file)
            if "array" not in _types(found) or found.get("readOnly"):
                continue
            at = where.below("properties", name)
            if said.keys() == {"$ref"}:
                at = replace(at, at=self._named(said["$ref"], at)["$ref"])
            yield name, (found, replace(at.below("items"), file=file))

    def _added(self, name: str, schema: Object, items: _Where) -> Object:
        change: Object = {"description": f"Adds to {name} of what this file extends.", "type": "array"}
        return {**change, "items": {"$ref": items.at}} if "items" in schema else change

    def _removed(self, name: str, schema: Object, items: _Where) -> Object:
        change: Object = {
            "description": f"Takes away from {name} of what this file extends.",
            "type": "array",
        }
        if "items" not in schema:
            return change
        if "object" not in _types(self._followed(schema["items"], items.file)[0]):
            return {**change, "items": {"$ref": items.at}}
        return {**change, "items": self.value(schema["items"], replace(items, part=Part.MATCH))}

    def _named(self, reference: str, where: _Where) -> Object:
        """Return a reference to the definition of what ``reference`` leads to."""
        schema, file = self._followed({"$ref": reference}, where.file)
        target, _, pointer = reference.partition("#")
        parts = (
            (target or where.file).removesuffix(".json"),
            pointer.removeprefix("/$defs/").replace("/", "."),
        )
        name = ".".join(filter(None, (*parts, where.part.inner.value)))
        if name not in self.definitions:
            self.definitions[name] = {}  # so that what refers to itself comes to an end
            written = self._definition(schema, _Where(file, f"#/definitions/{name}", where.part))
            self.definitions[name] = {"title": _title(parts[1] or parts[0]), **written}
        return {"$ref": f"#/definitions/{name}"}

    def _definition(self, schema: Object, where: _Where) -> Object:
        if where.part is Part.RESOURCE:
            return {**_about(schema), "type": "object", **self._inside(schema, where)}
        written: Object = self.value(schema, where)
        return written

    def _followed(self, schema: Any, file: str) -> tuple[Object, str]:
        """Return a schema with what its ``$ref`` leads to, and the file that this stands in."""
        while "$ref" in schema:
            said = {key: value for key, value in schema.items() if key != "$ref"}
            target, file = self.schemas.resolve(schema["$ref"], file)
            schema = {**target, **said}
        return schema, file

    def _other_than_text(self, types: list[str], pattern: str) -> Object:
        """Return a reference to the definition of a value of one of ``types``, or a text that stands for it."""
        name = ".".join([*types, *(["section"] if pattern == KEYWORD else [])])
        example = "##KEY##" if pattern == KEYWORD else "$(var:name)"
        words = " or ".join(_WORDS[kind] for kind in types)
        self.definitions[name] = {
            **_APART,
            "type": [*types, "string"],
            "pattern": pattern,
            "errorMessage": f"this is not {words}, nor stands for it as `{example}` does",
        }
        return {"$ref": f"#/definitions/{name}"}


def _text(schema: Object, types: list[str]) -> Object:
    """Return what may be written for a text: one that keeps the bounds, or one that holds a reference."""
    bounds: Object = {key: schema[key] for key in _OF_TEXTS if key in schema}
    if bounds.keys() <= {"minLength"} and bounds.get("minLength", 0) <= 1:
        return {**_APART, "type": types[0] if len(types) == 1 else types, **bounds}
    if "errorMessage" in schema:
        bounds["errorMessage"] = schema["errorMessage"]
    return {**_APART, "type": types, "if": {"pattern": IN_TEXT}, "else": bounds}


def _rules(schema: Object, part: Part) -> Object:
    if part is Part.MATCH:
        return {}
    read = (possible(rule, str(rule.get("description", ""))) for rule in schema.get("allOf", ()))
    rules = [rule for rule in read if rule is not True]
    return {"allOf": rules} if rules else {}


def _title(name: str) -> str:
    """Return what to call what has no title of its own: ``discovery_domain`` is a discovery domain."""
    return name.rpartition(".")[2].replace("_", " ").capitalize()


def _keys(schema: Object) -> Object:
    """Return what keys may be; those of lists may be changed, too."""
    names = {key: value for key, value in schema["propertyNames"].items() if key != "not"}
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict) and "array" in _types(extra):
        return {"if": {"pattern": "^[+-]."}, "else": names}
    return names


def _types(schema: Object) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _about(schema: Object) -> Object:
    """Return what editors tell about a value."""
    about: Object = {key: schema[key] for key in _ABOUT if key in schema}
    if schema.get("x-secret") and "string" in _types(schema):
        about.setdefault("examples", ["$(secret:NAME)"])
    if schema.get("readOnly") or schema.get("deprecated"):
        about["doNotSuggest"] = True
    return {**about, **described(schema)}


def described(schema: Object) -> Object:
    """Return the description, as Markdown, too, where it holds any: what is plain text is escaped by the server."""
    text = schema.get("description")
    if not isinstance(text, str):
        return {}
    facts = [text, *([f"Default: `{_shown(schema['default'])}`."] if "default" in schema else [])]
    markdown = "\n\n".join(facts)
    return {"description": text, **({"markdownDescription": markdown} if "`" in markdown else {})}


def _shown(value: Value) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
