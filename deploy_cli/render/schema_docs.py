"""The documentation of a section, made from its JSON Schema: every field, and the rules between fields."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deploy_cli.core.values import Object
from deploy_cli.render.markdown import code, prose, table
from deploy_cli.render.schema_words import marks, meaning, value_words

_HEAD: Final = ("field", "value", "meaning")
_ROOT: Final = "#"


@dataclass(frozen=True, slots=True)
class _Field:
    """One row: a field, and what the schema says about it once its references are followed."""

    path: str
    schema: Object
    is_required: bool = False
    like: str | None = None
    """The field whose fields this one has, too; they are not repeated."""


def section_docs(section: str, schema: Object, *, level: int = 1) -> str:
    """Return the documentation of one section as Markdown; ``schema`` refers to no other document.

    ``level`` is that of the heading.
    """
    reading = _Reading(schema)
    top, unit, prefix = reading.unit()
    told = [f"{'#' * level} {code(section)}", prose(str(top.get("description", "")))]
    if unit is not top:
        told.append(_shape(top, unit))
    if examples := top.get("examples"):
        told.append(f"For instance {', '.join(code(_json(example)) for example in examples)}.")
    fields = [_Field(prefix, unit), *reading.fields(unit, prefix)]
    if rows := [_row(one) for one in fields[1:]]:
        told.append(table(_HEAD, rows))
    if rules := list(_rules(fields)):
        told += [f"{'#' * (level + 1)} Rules", "\n".join(rules)]
    return "\n\n".join(filter(None, told)) + "\n"


def tenant_docs(sections: Mapping[str, Object], schemas: Mapping[str, Object]) -> str:
    """Return the documentation of all sections as Markdown.

    ``sections`` says in a sentence what each of them is, and ``schemas`` has the schema of those that are managed.
    """
    managed = [(f"[{code(name)}](#{name.lower()})", _told(sections[name])) for name in schemas]
    others = [(code(name), _told(said)) for name, said in sections.items() if name not in schemas]
    told = ["# Tenant files", table(("section", "what it is"), managed)]
    told += [section_docs(name, schema, level=2).rstrip("\n") for name, schema in schemas.items()]
    if others:
        told += ["## Not managed yet", table(("section", "what it is"), others)]
    return "\n\n".join(told) + "\n"


@dataclass(slots=True)
class _Reading:
    """Walks through a schema; what is described in several places is shown in the first."""

    document: Object
    _shown: dict[str, str] = field(default_factory=dict)

    def unit(self) -> tuple[Object, Object, str]:
        """Return the schema, that of one resource, and what stands before the fields of one."""
        top, _ = self._followed(self.document)
        if "items" in top:
            return top, self._followed(top["items"])[0], ""
        extra = top.get("additionalProperties")
        if isinstance(extra, dict) and not top.get("properties"):
            return top, self._followed(extra)[0], "*."
        return top, top, ""

    def fields(self, schema: Object, prefix: str) -> Iterator[_Field]:
        """Yield the fields of an object and, after each, the fields inside of it."""
        required = schema.get("required", ())
        for name, said in schema.get("properties", {}).items():
            yield from self._field(f"{prefix}{name}", said, is_required=name in required)
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict):
            yield from self._field(f"{prefix}*", extra)

    def _field(self, path: str, said: Object, *, is_required: bool = False) -> Iterator[_Field]:
        schema, target = self._followed(said)
        like = self._shown.setdefault(target, path) if target else path
        element, inner = self._element(schema)
        known = self._shown.setdefault(inner, path) if inner else path
        has_fields = any("properties" in one for one in (schema, element or {}))
        same = next((first for first in (like, known) if has_fields and first != path), None)
        if element is not None:
            schema = {**schema, "items": element}
        yield _Field(path, schema, is_required, same)
        if same is None:
            yield from self.fields(schema, f"{path}.")
            if element is not None:
                yield from self._inside(element, f"{path}[]")

    def _inside(self, element: Object, path: str) -> Iterator[_Field]:
        """Yield what stands in the elements of a list; they have a row of their own only if they have rules."""
        if element.get("allOf"):
            yield _Field(path, element)
        yield from self.fields(element, f"{path}.")

    def _element(self, schema: Object) -> tuple[Object | None, str | None]:
        items = schema.get("items")
        return self._followed(items) if isinstance(items, dict) else (None, None)

    def _followed(self, schema: Object) -> tuple[Object, str | None]:
        """Return a schema with what its ``$ref`` leads to, and the last reference if there was one."""
        target = None
        while "$ref" in schema:
            target = str(schema["$ref"])
            said = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**self._at(target), **said}
        return schema, target

    def _at(self, reference: str) -> Object:
        found: Any = self.document
        for step in reference.removeprefix(_ROOT).split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            found = found[int(key)] if isinstance(found, list) else found[key]
        return {key: value for key, value in found.items() if key != "$defs"}


def _shape(top: Object, unit: Object) -> str:
    name = str(unit.get("title", "resource")).lower()
    if "items" in top:
        return f"A list; each element is one {prose(name)}."
    return f"An object; each key, written {code('*')} below, names one {prose(name)}."


def _row(one: _Field) -> tuple[str, str, str]:
    told = [meaning(one.schema)]
    if one.like is not None:
        told.append(f"Has the fields of {code(one.like)}.")
    return (
        code(one.path),
        value_words(one.schema),
        " ".join([*told, *marks(one.schema, one.is_required)]).strip(),
    )


def _rules(fields: list[_Field]) -> Iterator[str]:
    for one in fields:
        for rule in () if one.like else one.schema.get("allOf", ()):
            where = f" in {code(one.path.rstrip('.'))}" if one.path.strip("*.") else ""
            title = str(rule.get("title", "rule"))
            yield f"* **{prose(title)}**{where}: {prose(str(rule.get('description', '')))}"


def _told(said: Object) -> str:
    return prose(str(said.get("description", "")))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
