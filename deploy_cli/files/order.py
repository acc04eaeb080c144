"""The canonical order of fields: what tells a resource apart, then the order of the schema, then the alphabet."""

from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.values import Value
from deploy_cli.files.schemas import Schemas
from deploy_cli.files.shape import Shape, section


def ordered(value: Value, described: ResourceType, schemas: Schemas) -> Value:
    """Return one section with its fields in canonical order, at every depth. Lists keep theirs."""
    return _ordered(value, section(described, schemas))


def _ordered(value: Value, shape: Shape) -> Value:
    if isinstance(value, list):
        element = shape.element()
        return [_ordered(item, element) for item in value]
    if not isinstance(value, dict) or not isinstance(shape.schema, dict):
        return value
    keys = sorted(value, key=lambda key: (shape.rank(key), key))
    return {key: _ordered(value[key], shape.field(key)) for key in keys}
