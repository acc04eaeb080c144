"""How a resource is told apart: the natural key as one name. Pure: no I/O, no clock, no log."""

from deploy_cli.core.resource_type import Collection
from deploy_cli.core.values import Object


def name_of(collection: Collection, body: Object) -> str | None:
    """Return the name of a resource: its natural key, parts joined by ``:``; ``None`` where a part is missing.

    A part with a default, such as the subject type of a grant, is left out where it has that value. A ``:`` inside
    any but the last part is escaped, so that two keys never make one name.
    """
    parts: list[str] = []
    for field in collection.identity:
        default = collection.identity_defaults.get(field)
        value = body.get(field, default)
        if not isinstance(value, str) or not value:
            return None
        if value != default:
            parts.append(value)
    return ":".join([*(part.replace(":", "\\:") for part in parts[:-1]), parts[-1]])
