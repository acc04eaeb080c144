"""What the schemas say of the fields at one place of a tenant file: which there are, and in which order they stand."""

from dataclasses import dataclass, field
from typing import Any

from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.files.schemas import Schemas


@dataclass(frozen=True, slots=True)
class Shape:
    """One place. Where the schemas say nothing, it has no fields."""

    schemas: Schemas
    schema: Any
    file: str
    first: tuple[str, ...] = ()
    """The fields that tell a resource apart stand before all others."""
    element_first: tuple[str, ...] = ()
    """The same for the elements of a list."""
    _order: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for key in (*self.first, *self._properties()):
            self._order.setdefault(key, len(self._order))

    def rank(self, key: str) -> int:
        """Return the position of a field; of one that the schema does not know, the last."""
        return self._order.get(key, len(self._order))

    def field(self, key: str) -> "Shape":
        """Return the shape of what stands under ``key``."""
        known = self._properties()
        others = self.schema.get("additionalProperties") if isinstance(self.schema, dict) else None
        return _shape(self.schemas, known.get(key, others), self.file)

    def element(self) -> "Shape":
        """Return the shape of the elements of the list."""
        items = self.schema.get("items") if isinstance(self.schema, dict) else None
        return _shape(self.schemas, items, self.file, self.element_first)

    def _properties(self) -> dict[str, Any]:
        return self.schema.get("properties", {}) if isinstance(self.schema, dict) else {}


def section(described: ResourceType, schemas: Schemas) -> Shape:
    """Return the shape of one section."""
    match described:
        case Collection():
            first = described.identity
        case Documents(key_field=str(key)):
            first = (key,)
        case _:
            first = ()
    file = schemas.file_of(described.section)
    shape = _shape(schemas, schemas.file(file), file)
    return Shape(schemas, shape.schema, shape.file, element_first=first)


def named(schemas: Schemas, file: str) -> Shape:
    """Return the shape that a whole schema file describes."""
    return _shape(schemas, schemas.file(file), file)


def _shape(schemas: Schemas, schema: Any, file: str, first: tuple[str, ...] = ()) -> Shape:
    while isinstance(schema, dict) and "$ref" in schema and "properties" not in schema:
        schema, file = schemas.resolve(schema["$ref"], file)
    return Shape(schemas, schema, file, first)
