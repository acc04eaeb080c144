"""What every collection does: list, create, read, update, replace, delete."""

from typing import assert_never
from urllib.parse import unquote

from deploy_cli.emulator import paging
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Collection, Stored, Unique
from deploy_cli.emulator.refusal import Refused, conflict, missing
from deploy_cli.emulator.store import Where
from deploy_cli.emulator.values import Json, Object, deeply_merged, denulled, merged, without

LARGEST = 2**63 - 1
"""What SQLite keeps as an integer; anything beyond becomes a fraction there too."""


def index(call: Call, kind: Collection) -> Answer:
    """Answer with a page of the objects."""
    where, by = paging.conditions(call.query, kind.filters, kind.ignored), paging.order(call.query)
    parent = "/".join(call.values)

    def fetch(offset: int, limit: int) -> list[Json]:
        found = call.store.page(
            kind.place, parent, where=where, offset=offset, limit=limit, latest_first=kind.latest_first, by=by
        )
        return [_picked(call, kind, without(seen(call, kind, item), kind.summary)) for item in found]

    def count() -> int:
        return call.store.count(kind.place, parent, where=where)

    return call.answer(paging.paged(call, fetch, count, capped=kind.capped, eager=kind.eager))


def create(call: Call, kind: Collection) -> Answer:
    """Make an object of the body, with an identifier and what the server fills in."""
    sent = call.sent()
    made = {**kind.defaults, **_kept(kind, sent)}
    if kind.form:
        made = {kind.id: call.new_id(kind.form), **made}
    if kind.stamps:
        made |= {"created_at": call.now(kind.stamps), "updated_at": call.now(kind.stamps)}
    if kind.change is not None:
        made = kind.change(call, None, made)
    parent = "/".join(call.values)
    _check_unique(call, kind, made, parent)
    keep(call, kind, made, parent)
    return call.answer(seen(call, kind, made))


def read(call: Call, kind: Collection) -> Answer:
    """Answer with one object."""
    return call.answer(_picked(call, kind, seen(call, kind, wanted(call, kind))))


def update(call: Call, kind: Collection) -> Answer:
    """Lay the body over the object; what it leaves out stays."""
    old = wanted(call, kind)
    return _change(call, kind, old, patched(kind, old, call.sent()))


def replace(call: Call, kind: Collection) -> Answer:
    """Make the body the object; only what the server made stays."""
    old = wanted(call, kind)
    given = (call.operation.body or {}).get("properties", {})
    own = {key: value for key, value in old.items() if key in (kind.id, "created_at") and key not in given}
    return _change(call, kind, old, {**kind.defaults, **own, **_kept(kind, call.sent())})


def remove(call: Call, kind: Collection) -> Answer:
    """Delete one object and what hangs below it."""
    try:
        old = wanted(call, kind)
    except Refused:
        if kind.forgiving:
            return Answer(204)
        raise
    parent = "/".join(call.values[:-1])
    special = kind.farewell(call, old) if kind.farewell else None
    call.store.delete(kind.place, kind.key(old), parent)
    call.store.orphan(kind.place, "/".join((*call.values[:-1], kind.key(old))))
    return special or call.answer({} if call.operation.status != 204 else None)


def wanted(call: Call, kind: Collection) -> Object:
    """The object that the path names. Raises ``Refused`` if there is none."""
    depth = kind.path.count("{")
    found = lookup(call, kind, call.values[depth], "/".join(call.values[:depth]))
    if found is None:
        raise missing(kind.absent.message.replace("{id}", call.values[depth]), kind.absent.code)
    return found


def lookup(call: Call, kind: Collection, key: str, parent: str = "") -> Object | None:
    """An object by its identifier, or by a field that may stand for it."""
    found = call.store.get(kind.place, key, parent)
    for alias in kind.aliases:
        # Some clients encode an identifier twice; the service finds it all the same.
        for text in (key, unquote(key)):
            found = found or call.store.find(kind.place, alias, text, parent)
    return found


def keep(call: Call, kind: Collection, item: Object, parent: str = "") -> None:
    """Store an object in its place."""
    call.store.put(kind.place, kind.key(item), item, parent=parent, sort=kind.rank(item))


def seen(call: Call, kind: Stored, item: Object) -> Object:
    """What an answer shows of an object."""
    shown = without(item, kind.hidden)
    return kind.show(call, shown) if kind.show is not None else shown


def patched(kind: Stored, old: Object, sent: Object) -> Object:
    """``sent`` over ``old``: null removes, some objects merge, the others are replaced."""
    new = dict(old)
    for key, value in sent.items():
        if value is None and key not in kind.nulls:
            new.pop(key, None)
        elif key in kind.deep:
            new[key] = deeply_merged(old.get(key), value)
        elif key in kind.merged and isinstance(value, dict):
            new[key] = merged(old.get(key) or {}, value)
        elif key in kind.dropped and value in kind.dropped[key]:
            new.pop(key, None)
        else:
            new[key] = value if key in kind.verbatim else denulled(value)
    return new


def _picked(call: Call, kind: Collection, item: Object) -> Object:
    return paging.selected(call.query, item, kind.always)


def _kept(kind: Stored, sent: Object) -> Object:
    return patched(kind, {}, sent)


def _change(call: Call, kind: Collection, old: Object, new: Object) -> Answer:
    if kind.stamps:
        new |= {"updated_at": call.now(kind.stamps)}
    if kind.change is not None:
        new = kind.change(call, old, new)
    parent = "/".join(call.values[: kind.path.count("{")])
    _check_unique(call, kind, new, parent)
    keep(call, kind, new, parent)
    return call.answer(seen(call, kind, new))


def _check_unique(call: Call, kind: Collection, item: Object, parent: str) -> None:
    for rule in kind.unique:
        where = [_equals(field, item.get(field)) for field in rule.fields]
        twins = call.store.matching(kind.place, *where, parent=parent, limit=2)
        if any(kind.key(twin) != kind.key(item) or call.operation.method == "POST" for twin in twins):
            raise _twin(rule)


def _equals(field: str, value: Json) -> Where:
    match value:
        case None:
            return Where(f"json_extract(body, '$.{field}') IS NULL")
        case int() if abs(value) > LARGEST:
            return Where(f"json_extract(body, '$.{field}') = ?", (float(value),))
        case bool() | int() | float() | str():
            return Where(f"json_extract(body, '$.{field}') = ?", (value,))
        case dict() | list():
            raise TypeError(f"`{field}` is compared as one value, and it is none")
        case _:
            assert_never(value)


def _twin(rule: Unique) -> Refused:
    return conflict(rule.message, rule.code)
