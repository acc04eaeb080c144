"""The canonical order of fields: what tells a resource apart, then the order of the schema, then the alphabet."""

from typing import Any

from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.values import Value
from deploy_cli.files.schemas import Schemas


def ordered(value: Value, described: ResourceType, schemas: Schemas) -> Value:
    """Return one section with its fields in canonical order, at every depth. Lists keep theirs."""
    match described:
        case Collection():
            first = described.identity
        case Documents(key_field=str(key)):
            first = (key,)
        case _:
            first = ()
    file = schemas.file_of(described.section)
    if isinstance(value, list):
        schema, file = schemas.resolve("#/$defs/resource", file)
        return [_ordered(body, schema, file, schemas, first) for body in value]
    return _ordered(value, schemas.file(file), file, schemas, first)


def _ordered(value: Value, schema: Any, file: str, schemas: Schemas, first: tuple[str, ...] = ()) -> Value:
    while isinstance(schema, dict) and "$ref" in schema and "properties" not in schema:
        schema, file = schemas.resolve(schema["$ref"], file)
    if not isinstance(schema, dict):
        return value
    if isinstance(value, list):
        return [_ordered(item, schema.get("items"), file, schemas) for item in value]
    if not isinstance(value, dict):
        return value
    known = schema.get("properties", {})
    others = schema.get("additionalProperties")
    order = {key: index for index, key in enumerate(dict.fromkeys((*first, *known)))}
    keys = sorted(value, key=lambda key: (order.get(key, len(order)), key))
    return {key: _ordered(value[key], known.get(key, others), file, schemas) for key in keys}
