"""One change as the effect rules see it: the resource before and after, and what stands around it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from deploy_cli.core.diff import Edit
from deploy_cli.core.path import Element, Path, Pattern, pattern
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.resource_type import Documents, Singleton
from deploy_cli.core.values import ABSENT, Object, Value
from deploy_cli.effects.context import Context

_UPDATES = (Action.UPDATE, Action.RENAME)


@dataclass(frozen=True, slots=True)
class Case:
    """One change, read once. ``before`` is empty on a create, ``after`` on a delete; nothing in them is certain to
    have the shape that Auth0 documents, because live data comes from strangers."""

    change: Change
    before: Object
    after: Object
    around: Context
    title: str
    """What the resource is, in words: ``client``."""

    @classmethod
    def of(cls, change: Change, around: Context) -> "Case":
        """Read a change."""
        before = change.live.body if change.live is not None and change.action is not Action.CREATE else {}
        described = around.types.get(change.address.section)
        title = described.title if described is not None else change.address.section
        return cls(change, before, _after(change, before), around, title)

    @property
    def lays_over(self) -> bool:
        """Tell whether the change alters what was in force before: also where a document is written for the first
        time, because Auth0 has a default of its own for it."""
        described = self.around.types.get(self.change.address.section)
        is_new = self.change.action is Action.CREATE
        return self.change.action in _UPDATES or (is_new and isinstance(described, Singleton | Documents))

    @property
    def name(self) -> str:
        """What people call the resource once the change is made: an API by its name, not by its identifier."""
        name = self.after.get("name") or self.before.get("name")
        return name if isinstance(name, str) else self.change.address.name or self.title

    def hides(self, edit: Edit) -> bool:
        """Tell whether ``edit`` holds what is a secret only because the files call it sensitive."""
        described = self.around.types.get(self.change.address.section)
        known = (*described.secret, *described.write_only) if described is not None else ()
        return edit.sensitive and not any(_touches(edit.path, pattern(text)) for text in known)

    def old(self, path: str) -> Value:
        """Return what stood at a dotted path; ``None`` where nothing did."""
        return at(self.before, path)

    def new(self, path: str) -> Value:
        """Return what will stand at a dotted path; ``None`` where nothing will."""
        return at(self.after, path)

    def gone(self, path: str) -> tuple[str, ...]:
        """Return the texts that leave the list at ``path``, in the order they stood in."""
        stay = set(texts(self.new(path)))
        return tuple(text for text in texts(self.old(path)) if text not in stay)

    def come(self, path: str) -> tuple[str, ...]:
        """Return the texts that join the list at ``path``, in the order of the files."""
        were = set(texts(self.old(path)))
        return tuple(text for text in texts(self.new(path)) if text not in were)


def at(value: Value, path: str) -> Value:
    """Return what stands at a dotted path; ``None`` where nothing does."""
    for part in _parts(path):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def texts(value: Value) -> tuple[str, ...]:
    """Return the texts in a list, each once; of anything else none."""
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(item for item in value if isinstance(item, str)))


def objects(value: Value) -> tuple[Object, ...]:
    """Return the objects in a list; of anything else none."""
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def integer(value: Value) -> int | None:
    """Return a whole number; ``None`` for anything else. Auth0 and YAML may write one with a fraction of zero."""
    if isinstance(value, float) and isfinite(value) and value == int(value):
        return int(value)
    return value if type(value) is int else None


def _touches(path: Path, secret: Pattern) -> bool:
    """Tell whether ``path`` leads to, below or above what ``secret`` describes."""
    shape = tuple("[]" if isinstance(part, int | Element) else part for part in path)
    return all(one == other or "*" in (one, other) for one, other in zip(shape, secret, strict=False))


@lru_cache(maxsize=1024)
def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _after(change: Change, before: Object) -> Object:
    if change.action is Action.DELETE or change.desired is None:
        return {}
    laid = laid_over(change.desired.body, before)
    for edit in change.edits:
        if edit.after is ABSENT and not any(isinstance(part, Element) for part in edit.path):
            laid = _without(laid, [str(part) for part in edit.path])
    return laid


def laid_over(want: Object, have: Object) -> Object:
    """Return what the tenant holds once ``want`` is written over ``have``: what is not mentioned stays."""
    result = dict(have)
    for key, item in want.items():
        there = have.get(key)
        if item is None:
            result.pop(key, None)
        elif isinstance(item, dict) and isinstance(there, dict):
            result[key] = laid_over(item, there)
        else:
            result[key] = item
    return result


def _without(value: Value, path: Iterable[str]) -> Value:
    head, *rest = path
    if not isinstance(value, dict) or head not in value:
        return value
    if not rest:
        return {key: item for key, item in value.items() if key != head}
    return {**value, head: _without(value[head], rest)}
