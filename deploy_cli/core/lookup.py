"""Whether a write of unknown outcome was carried out, told from what there is now. Pure: no I/O, no clock, no log.

A POST that was cut off may have been carried out or not. Before it is sent again it is looked for by what it would have
made: a resource by its natural key, where its id was not there before (names of clients are not unique); the
elements of a child list by their keys.
"""

from collections.abc import Iterable, Set

from deploy_cli.core.diff import element_key
from deploy_cli.core.identity import name_of
from deploy_cli.core.resource_type import AddedAndRemoved, Child, Collection, EachWritten
from deploy_cli.core.values import Object, Value


def members(described: Collection, listed: Iterable[Object]) -> dict[str, Object]:
    """Return id → resource for what of a list belongs to the type: two types may be parts of one list."""
    return {
        raw[described.server_id]: raw
        for raw in listed
        if isinstance(raw.get(described.server_id), str) and (described.where is None or described.where(raw))
    }


def natural_key(described: Collection, sent: Object) -> Object:
    """Return the fields of a create's body by which it can be found again."""
    return {field: sent[field] for field in described.identity if isinstance(sent.get(field), str)}


def appeared(
    described: Collection, key: Object, listed: Iterable[Object], known: Set[str]
) -> tuple[str, ...]:
    """Return the ids of what goes by the natural ``key`` and is none of ``known``: what was there before."""
    name = name_of(described, key)
    if name is None:
        return ()
    return tuple(
        server_id
        for server_id, raw in members(described, listed).items()
        if server_id not in known and name_of(described, raw) == name
    )


def is_added(child: Child, sent: Value, listed: Iterable[Object]) -> bool:
    """Tell whether the elements that a POST to a child list adds are there."""
    match child.write:
        case AddedAndRemoved(wrapper=wrapper) if child.key:
            present = {element_key(item, child.key) for item in listed}
            return all(element_key(item, child.key) in present for item in sent[wrapper])
        case EachWritten(id_field=id_field):
            return sent[id_field] in {item.get(id_field) for item in listed}
        case _:
            return False
