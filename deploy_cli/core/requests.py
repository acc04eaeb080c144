"""One step becomes requests. Pure: no I/O, no clock, no log."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from deploy_cli.core import body
from deploy_cli.core.call import Call
from deploy_cli.core.diff import element_key
from deploy_cli.core.order import Part, Step
from deploy_cli.core.path import Element
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.references import Names, references_of, to_ids
from deploy_cli.core.resource_type import (
    AddedAndRemoved,
    Child,
    Collection,
    Described,
    Documents,
    EachWritten,
    ResourceType,
    Switched,
    Uploaded,
)
from deploy_cli.core.values import Object, Value


def calls(step: Step, described: ResourceType, names: Names, server_id: str | None) -> tuple[Call, ...]:
    """Return the requests that carry out ``step``; ``server_id`` is the resource's own, once it has one."""
    change = step.change
    match step.part:
        case Part.CHILD if step.child is not None and server_id is not None:
            return tuple(_child(step.child, change, described, names, server_id))
        case Part.DEFERRED if server_id is not None:
            sent = body.deferred(change, step.later, described, names)
            return (Call("PATCH", resource_path(described, change, server_id), sent),) if sent else ()
        case _ if change.action is Action.DELETE:
            query = described.delete_query if isinstance(described, Collection) else {}
            return (
                Call(
                    "DELETE",
                    resource_path(described, change, server_id or ""),
                    query=query,
                    gone_is_done=True,
                ),
            )
        case _ if change.action is Action.CREATE and change.resource_id is None:
            return (_create(step, described, names),)
        case _:
            sent = body.updated(change, described, names)
            return (Call("PATCH", resource_path(described, change, server_id or ""), sent),) if sent else ()


def _create(step: Step, described: ResourceType, names: Names) -> Call:
    change = step.change
    sent = body.created(change, described, names, step.later)
    match described:
        case Collection():
            return Call("POST", described.path, sent)
        case Documents(create_path=str(path), key_field=str(key)):
            return Call("POST", path, {key: change.address.name, **sent})
        case _:
            return Call("PATCH", resource_path(described, change, ""), sent)


def resource_path(described: ResourceType, change: Change, server_id: str) -> str:
    """Return where the resource itself is; ``server_id`` is its own."""
    match described:
        case Collection():
            return f"{described.path}/{quote(server_id, safe='')}"
        case Documents():
            return described.paths[change.address.name]
        case _:
            return described.path


def _child(
    child: Child, change: Change, described: Described, names: Names, server_id: str
) -> Iterator[Call]:
    path = child.path.replace("{id}", quote(server_id, safe=""))
    added, changed, removed = (
        _with_ids(child, items, described, names) for items in difference(child, change)
    )
    match child.write:
        case AddedAndRemoved(wrapper=wrapper):
            if added:
                yield Call("POST", path, {wrapper: added})
            if removed:
                yield Call("DELETE", path, {wrapper: removed}, gone_is_done=True)
        case Switched(id_field=id_field, at_once=at_once):
            switches = [{id_field: item, "status": True} for item in added]
            switches += [{id_field: item, "status": False} for item in removed]
            for start in range(0, len(switches), at_once):
                yield Call("PATCH", path, switches[start : start + at_once])
        case EachWritten() as each:
            for item in added:
                yield Call("POST", path, {each.id_field: item[each.written_as], **_rest(item, each)})
            for item in changed:
                yield Call("PATCH", f"{path}/{quote(item[each.written_as], safe='')}", _rest(item, each))
            for item in removed:
                yield Call("DELETE", f"{path}/{quote(item[each.written_as], safe='')}", gone_is_done=True)
        case Uploaded(names=segments, value_field=value):
            for item in (*added, *changed):
                yield Call("PUT", f"{path}/{segments[item[child.key[0]]]}", item[value])
            for item in removed:
                yield Call("DELETE", f"{path}/{segments[item[child.key[0]]]}", gone_is_done=True)


def _rest(item: Object, each: EachWritten) -> Object:
    return {key: value for key, value in item.items() if key != each.written_as and value is not None}


def _with_ids(child: Child, items: Sequence[Value], described: Described, names: Names) -> list[Value]:
    resolved: list[Value] = to_ids({child.field: list(items)}, references_of(described), names)[child.field]
    return resolved


def difference(child: Child, change: Change) -> tuple[list[Value], list[Value], list[Value]]:
    """Return the elements that are added, those that are changed, and those that are removed."""

    def known(item: Value) -> str:
        return element_key(item, child.key) if child.key else str(item)

    want = {
        known(item): item for item in (change.desired.body.get(child.field) or [] if change.desired else [])
    }
    have = {known(item): item for item in (change.live.body.get(child.field) or [] if change.live else [])}
    deep = {
        edit.path[1].key
        for edit in change.edits
        if edit.path[0] == child.field and len(edit.path) > 2 and isinstance(edit.path[1], Element)
    }
    added = [item for key, item in want.items() if key not in have]
    changed = [item for key, item in want.items() if key in have and key in deep]
    removed = [item for key, item in have.items() if key not in want]
    return added, changed, removed
