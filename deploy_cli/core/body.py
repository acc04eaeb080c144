"""Request bodies: made from a change alone, in the shape that the endpoint needs. Pure: no I/O, no clock, no log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from deploy_cli.core.diff import Edit, element_key
from deploy_cli.core.path import Element, Path, Pattern, fits, pattern
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
    live = change.live.body if change.live else {}
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


def _field(name: str, desired: Object, live: Object, edits: Iterable[Edit], described: Described) -> Value:
    want, have = desired.get(name), live.get(name)
    touched = [edit for edit in edits if edit.path[0] == name]
    gone = frozenset(edit.path for edit in touched if edit.after is ABSENT)
    overlay = _Overlay(described, gone)
    if name not in described.merged or not isinstance(want, dict) or any(len(e.path) == 1 for e in touched):
        return overlay.of(want, have, (name,), (name,))
    have = have if isinstance(have, dict) else {}
    keys = dict.fromkeys(str(edit.path[1]) for edit in touched)
    return {key: overlay.of(want.get(key), have.get(key), (name, key), (name, key)) for key in keys}


@dataclass(frozen=True, slots=True)
class _Overlay:
    """Lays what the files want over what there is, for values that the API replaces as a whole."""

    described: Described
    gone: frozenset[Path]
    """Paths of what is removed though the files do not mention it: maps that they own whole."""

    def of(self, want: Value, have: Value, path: Path, shape: Pattern) -> Value:
        """Return ``want`` laid over ``have``: what the files do not mention stays, what they null goes."""
        match want, have:
            case dict(), dict():
                return self._object(want, have, path, shape)
            case list(), list() if key := self._key(shape):
                known = {element_key(item, key): item for item in have if isinstance(item, dict)}
                return [self._element(item, known, key, path, shape) for item in want]
            case _:
                return _without_nulls(want)

    def _object(self, want: Object, have: Object, path: Path, shape: Pattern) -> Object:
        others = {key: item for key, item in have.items() if key not in want}
        kept = {key: _without_nulls(item) for key, item in others.items() if (*path, key) not in self.gone}
        laid = {k: self.of(item, have.get(k), (*path, k), (*shape, k)) for k, item in want.items()}
        return {key: value for key, value in {**kept, **laid}.items() if value is not None}

    def _element(
        self, item: Value, known: Mapping[str, Object], key: Sequence[str], path: Path, shape: Pattern
    ) -> Value:
        if not isinstance(item, dict):
            return item
        text = element_key(item, key)
        return self.of(item, known.get(text), (*path, Element(text)), (*shape, "[]"))

    def _key(self, shape: Pattern) -> Sequence[str] | None:
        return next((key for text, key in self.described.keyed.items() if fits(shape, pattern(text))), None)


def _without_nulls(value: Value) -> Value:
    match value:
        case dict():
            return {key: _without_nulls(item) for key, item in value.items() if item is not None}
        case list():
            return [_without_nulls(item) for item in value]
        case _:
            return value
