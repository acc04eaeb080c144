"""How a resource is told apart: the natural key as one name. Pure: no I/O, no clock, no log."""

from deploy_cli.core.resource_type import Collection
from deploy_cli.core.values import Object


def name_of(collection: Collection, body: Object) -> str | None:
    """Return the name of a resource: its natural key, parts joined by ``:``; ``None`` where a part is missing.

    Fields with a default, such as the subject type of a grant, are left out where all of them have it, and else
    follow after ``::``. Colons are escaped wherever two keys would otherwise make one name.
    """
    optional = collection.identity_defaults
    parts = [body.get(field, optional.get(field)) for field in collection.identity]
    if not all(isinstance(part, str) and part for part in parts):
        return None
    values = dict(zip(collection.identity, map(str, parts), strict=True))
    *leading, last = (value for field, value in values.items() if field not in optional)
    if not optional:
        return ":".join([*map(_escaped, leading), last])
    name = ":".join([*map(_escaped, leading), last.replace("\\", "\\\\").replace("::", ":\\:")])
    if all(values[field] == default for field, default in optional.items()):
        return name
    return f"{name}::{':'.join(_escaped(values[field]) for field in optional)}"


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace(":", "\\:")
