"""What every single document does: read, merge, replace, create, delete."""

from deploy_cli.emulator import paging
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.collection import patched, seen
from deploy_cli.emulator.kind import Document
from deploy_cli.emulator.refusal import missing
from deploy_cli.emulator.values import Json, Object


def read(call: Call, kind: Document) -> Answer:
    """Answer with the document."""
    body = current(call, kind)
    if body is None:
        raise missing(kind.absent.message, kind.absent.code)
    return call.answer(
        paging.selected(call.query, _seen(call, kind, body)) if isinstance(body, dict) else body
    )


def update(call: Call, kind: Document) -> Answer:
    """Lay the body over the document."""
    old = current(call, kind)
    if old is None:
        raise missing(kind.absent.message, kind.absent.code)
    return _write(call, kind, old, patched(kind, old, call.sent()))


def replace(call: Call, kind: Document) -> Answer:
    """Make the body the document."""
    body = call.body
    if isinstance(body, dict):
        body = patched(kind, {}, body)
    return _write(call, kind, current(call, kind), body)


def remove(call: Call, kind: Document) -> Answer:
    """Delete the document; that it is not there is no failure."""
    old = current(call, kind)
    special = kind.farewell(call, old) if kind.farewell and isinstance(old, dict) else None
    call.store.delete(kind.place, key(call))
    return special or call.answer()


def current(call: Call, kind: Document) -> Json:
    """The document as it stands, or as a new tenant has it; nothing if there is none."""
    stored = call.store.get(kind.place, key(call))
    return kind.initial if stored is None else stored


def key(call: Call) -> str:
    """The values that the path's parameters have."""
    return "/".join(call.values) + "/"


def _write(call: Call, kind: Document, old: Object | None, new: Json) -> Answer:
    if isinstance(new, dict):
        if kind.stamps:
            stamps = {"updated_at": call.now(kind.stamps)}
            new |= stamps if old else {"created_at": stamps["updated_at"]} | stamps
        if kind.change is not None:
            new = kind.change(call, old, new)
    call.store.put(kind.place, key(call), new)
    return call.answer(_seen(call, kind, new) if call.operation.status != 204 else None)


def _seen(call: Call, kind: Document, body: Json) -> Json:
    return seen(call, kind, body) if isinstance(body, dict) else body
