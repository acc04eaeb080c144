"""There is a word for every field that files may hold: nobody reads that what a change does is not known."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from deploy_cli import resources
from deploy_cli.core.path import Pattern, fits, pattern
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from tests.effects.told import told, updated
from tests.resources.schema_paths import Field, fields, written

_VALUES: Final[dict[str, tuple[Any, Any]]] = {
    "boolean": (False, True),
    "integer": (100, 200),
    "number": (100, 200),
    "string": ("https://old.example", "https://new.example"),
}


def managed(described: ResourceType) -> Iterator[tuple[str, Field]]:
    """The fields that a change may show, each with the name of a resource that has it."""
    hidden = [pattern(text) for text in (*described.read_only, *described.unmanaged, *described.former_names)]
    hidden += [pattern(text) for text in (*described.create_only, "lifecycle", "refresh_token_policy")]
    if isinstance(described, Collection):
        hidden += [(described.server_id,), *((field,) for field in described.not_managed_with)]
    if isinstance(described, Documents) and described.key_field:
        hidden.append((described.key_field,))
    for name, one in documents(described):
        for field in fields(one):
            if not any(fits(field.path[: len(wanted)], wanted) for wanted in hidden):
                yield name, field


def documents(described: ResourceType) -> Iterator[tuple[str, ResourceType]]:
    if isinstance(described, Documents):
        yield from ((name, replace(described, paths={name: path})) for name, path in described.paths.items())
    else:
        yield "Some", described


def values(schema: dict[str, Any]) -> tuple[Any, Any] | None:
    """Two values of a field that are not the same; none where it holds fields of its own."""
    given = schema.get("type", [])
    types = {given} if isinstance(given, str) else set(given)
    known = [value for value in schema.get("enum", []) if value]
    if known:
        return (known[0] if len(known) > 1 else None), known[-1]
    return next((pair for name, pair in _VALUES.items() if name in types), None)


def nested(path: Pattern, value: Any) -> Any:
    for part in reversed(path):
        value = [value] if part == "[]" else {"any" if part == "*" else part: value}
    return value


@pytest.mark.parametrize("section", resources.ALL)
def test_a_change_of_any_field_has_a_word(section: str) -> None:
    unknown = []
    for name, field in managed(resources.ALL[section]):
        if (pair := values(field.schema)) is None:
            continue
        one, other = (nested(field.path, value) for value in pair)
        for before, after in ((one, other), (other, one)):
            change = updated(f"{section}/{name}", before, after)
            if change.edits and any("not known here" in effect.text for effect in told(change)):
                unknown.append(f"{name}: {written(field.path)}")

    assert unknown == []
