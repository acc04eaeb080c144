"""Cuts what was read from a tenant down to what a tenant file may hold, and says what was cut."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from deploy_cli.core.address import Address
from deploy_cli.core.path import Path, written
from deploy_cli.core.resource_type import Documents, ResourceType, Singleton
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Value, is_empty, revealed
from deploy_cli.files.schemas import Schemas
from deploy_cli.files.validation import Validation

_RESOURCE: Final = "#/$defs/resource"


class Conformity:
    """Knows, by the schemas, which fields a tenant file has."""

    def __init__(self, schemas: Schemas, types: Mapping[str, ResourceType]) -> None:
        self._schemas = schemas
        self._types = types
        self._validation = Validation(schemas, types, lambda section, item: None, reveal=False)

    def conform(self, address: Address, value: Value) -> tuple[Value, tuple[str, ...]]:
        """Return ``value`` without what a tenant file may not hold, and the paths of what is lost.

        Fields that the schema calls read-only are left out in silence: they are no settings. A value that the schema
        does not accept, such as one of a list of choices that grew, is left out and named, unless it is empty: then
        it says nothing. Secrets are judged as the texts they are, and stay secrets.
        """
        described = self._types[address.section]
        file = self._schemas.file_of(address.section)
        divided = isinstance(described, Documents) and described.key_field is None
        whole = divided or isinstance(described, Singleton)
        lost: list[Path] = []
        cut = self._cut({address.name: value} if divided else value, *self._root(file, whole), (), lost)
        cut = self._accepted(cut, file if whole else f"{file}{_RESOURCE}", lost)
        skipped = 1 if divided else 0
        result = cut.get(address.name) if divided else cut
        return result, tuple(written(path[skipped:]) for path in lost)

    def _accepted(self, value: Value, reference: str, lost: list[Path]) -> Value:
        """Take out what fails until nothing does: an object that has lost its last field may fail in turn."""
        out: set[Path] = set()
        while paths := [
            p for p in self._validation.failing_paths(reference, revealed(value)) if p not in out
        ]:
            for path in paths:
                if not is_empty(_at(value, path)):
                    lost.append(path)
                value = _without(value, path)
            out.update(paths)
        return value

    def _root(self, file: str, whole: bool) -> tuple[Object, str]:
        return (self._schemas.file(file), file) if whole else self._schemas.resolve(_RESOURCE, file)

    def _cut(self, value: Value, schema: Any, file: str, at: Path, lost: list[Path]) -> Value:
        while isinstance(schema, dict) and "$ref" in schema:
            schema, file = self._schemas.resolve(schema["$ref"], file)
        if not isinstance(schema, dict):
            return value
        match value:
            case dict():
                kept = self._kept(value, schema, at, lost)
                return {key: self._cut(value[key], inner, file, (*at, key), lost) for key, inner in kept}
            case list() if "items" in schema:
                return [self._cut(v, schema["items"], file, (*at, i), lost) for i, v in enumerate(value)]
            case _:
                return value

    def _kept(self, value: Object, schema: Object, at: Path, lost: list[Path]) -> Iterator[tuple[str, Any]]:
        known: Mapping[str, Any] = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        for key in value:
            if key in known:
                if not self._is_read_only(known[key]):
                    yield key, known[key]
            elif others is False:
                lost.append((*at, key))
            else:
                yield key, others

    @staticmethod
    def _is_read_only(schema: Any) -> bool:
        return isinstance(schema, dict) and schema.get("readOnly") is True


def _at(value: Value, path: Path) -> MaybeValue:
    for part in path:
        match value:
            case dict() if part in value:
                value = value[part]
            case list() if isinstance(part, int) and part < len(value):
                value = value[part]
            case _:
                return ABSENT
    return value


def _without(value: Value, path: Path) -> MaybeValue:
    if not path:
        return ABSENT
    head, rest = path[0], path[1:]
    match value:
        case dict() if head in value:
            inner = _without(value[str(head)], rest)
            return {
                k: inner if k == head else v for k, v in value.items() if k != head or inner is not ABSENT
            }
        case list() if isinstance(head, int) and head < len(value):
            inner = _without(value[head], rest)
            kept = [inner if i == head else v for i, v in enumerate(value)]
            return [item for item in kept if item is not ABSENT]
        case _:
            return value
