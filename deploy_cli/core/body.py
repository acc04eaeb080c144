"""Request bodies: made from a change alone, in the shape that the endpoint needs. Pure: no I/O, no clock, no log."""

from collections.abc import Iterable

from deploy_cli.core.diff import Edit, element_key
from deploy_cli.core.path import pattern, without
from deploy_cli.core.plan import Change
from deploy_cli.core.references import Names, references_of, to_ids
from deploy_cli.core.resource_type import Described
from deploy_cli.core.values import ABSENT, Object, Value


def created(
    change: Change, described: Described, names: Names, later: frozenset[str] = frozenset()
) -> Object:
    """Return the body of a create: everything the files say, less what is empty of meaning there.

    Nulls clear nothing on a create, children have endpoints of their own, and the fields of ``later`` are set by the
    step after it.
    """
    desired = change.desired.body if change.desired else {}
    hidden = _not_sent(described) | later
    body = {
        key: _without_nulls(value)
        for key, value in desired.items()
        if key not in hidden and value is not None
    }
    return _finished(body, desired, {}, described, names)


def updated(change: Change, described: Described, names: Names) -> Object:
    """Return the body of an update: the fields that change, nested ones whole or in part as the API needs them.

    Empty where only children or fields of the files change.
    """
    desired = change.desired.body if change.desired else {}
    live = _writable(change.live.body if change.live else {}, described)
    hidden = _not_sent(described)
    fields = [name for name in change.fields() if name not in hidden]
    body = {name: _field(name, desired, live, change.edits, described) for name in fields}
    return _finished(body, desired, live, described, names) if body else {}


def deferred(change: Change, later: frozenset[str], described: Described, names: Names) -> Object:
    """Return the body that sets what a create had to leave out."""
    desired = change.desired.body if change.desired else {}
    body = {name: _without_nulls(desired[name]) for name in sorted(later)}
    return _finished(body, desired, {}, described, names) if body else {}


def _finished(body: Object, desired: Object, live: Object, described: Described, names: Names) -> Object:
    """Let the type's hook have the last word, and put ids where names stand."""
    if described.hooks.prepare is not None:
        body = described.hooks.prepare(body, desired, live)
    return to_ids(body, references_of(described), names)


def _not_sent(described: Described) -> set[str]:
    return {*described.file_only, *(child.field for child in described.children)}


def _writable(live: Object, described: Described) -> Object:
    for text in described.read_only:
        live = without(live, pattern(text))
    return live


def _field(name: str, desired: Object, live: Object, edits: Iterable[Edit], described: Described) -> Value:
    want, have = desired.get(name), live.get(name)
    if not isinstance(want, dict):
        return _overlaid(want, have, (name,), described)
    touched = {edit.path[1]: edit for edit in edits if edit.path[0] == name and len(edit.path) > 1}
    gone = {key for key, edit in touched.items() if len(edit.path) == 2 and edit.after is ABSENT}
    have = have if isinstance(have, dict) else {}
    if name in described.merged:
        return {
            str(key): None
            if key in gone
            else _overlaid(want.get(str(key)), have.get(str(key)), (name, str(key)), described)
            for key in touched
        }
    whole = _overlaid(want, have, (name,), described)
    return {key: value for key, value in whole.items() if key not in gone}


def _overlaid(want: Value, have: Value, shape: tuple[str, ...], described: Described) -> Value:
    """Return ``want`` laid over ``have``: what the files do not mention stays, what they null goes."""
    match want, have:
        case dict(), dict():
            both = {**have, **{k: _overlaid(v, have.get(k), (*shape, k), described) for k, v in want.items()}}
            return {key: value for key, value in both.items() if value is not None}
        case dict(), _:
            return _without_nulls(want)
        case list(), list() if key := described.keyed.get(".".join(shape)):
            known = {element_key(item, key): item for item in have if isinstance(item, dict)}
            return [
                _overlaid(item, known.get(element_key(item, key)), (*shape, "[]"), described)
                if isinstance(item, dict)
                else item
                for item in want
            ]
        case _:
            return want


def _without_nulls(value: Value) -> Value:
    match value:
        case dict():
            return {key: _without_nulls(item) for key, item in value.items() if item is not None}
        case list():
            return [_without_nulls(item) for item in value]
        case _:
            return value
