"""The one diff engine: two objects become edits. Pure: no I/O, no clock, no log."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from deploy_cli.core.masks import masked
from deploy_cli.core.path import Element, Path, Pattern, fits, pattern
from deploy_cli.core.recall import Recall, Recalls, nothing
from deploy_cli.core.resource_type import Described
from deploy_cli.core.values import (
    ABSENT,
    MaybeValue,
    Object,
    Secret,
    Value,
    canonical,
    freeze,
    is_empty,
    revealed,
    same,
)

WRITTEN_BEFORE: Final = Secret("", "last written", is_known=False)
"""What a secret was that Auth0 never gives back, and of which is remembered that it was another one."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One field that changes. ``before`` is `ABSENT` where there was nothing, ``after`` where nothing stays.

    An element of a set or of a keyed list that comes or goes is an edit of its own, at ``(…, Element(key))``.
    """

    path: Path
    before: MaybeValue
    after: MaybeValue

    @property
    def sensitive(self) -> bool:
        """Tell whether either side holds a secret."""
        return _holds_secret(self.before) or _holds_secret(self.after)

    @property
    def field(self) -> str:
        """The top-level field that the edit lies in."""
        return str(self.path[0])


class Rules:
    """How the fields of one resource type are compared; patterns are looked up once per shape of path."""

    def __init__(
        self,
        *,
        sets: Iterable[str] = (),
        keyed: Iterable[tuple[str, Sequence[str]]] = (),
        unknown: Iterable[str] = (),
        exact: Iterable[str] = (),
        write_unknown: bool = False,
    ) -> None:
        """Take patterns: of sets, of keyed lists with their key fields, of write-only fields, of maps owned whole.

        ``write_unknown`` makes every write-only field that is mentioned an edit: on a create, or on request.
        """
        lists: list[tuple[Pattern, tuple[str, ...]]] = [(pattern(text), ()) for text in sets]
        lists += [(pattern(text), tuple(fields)) for text, fields in keyed]
        self._lists = tuple(lists)
        self._unknown = tuple(map(pattern, unknown))
        self._exact = tuple(map(pattern, exact))
        self.write_unknown = write_unknown
        self.recalls: Recalls = nothing
        self._list_keys: dict[Pattern, tuple[str, ...] | None] = {}
        self._are_unknown: dict[Pattern, bool] = {}

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, described: Described, *, exact: tuple[str, ...] = (), write_unknown: bool = False) -> "Rules":
        """Return the rules of a resource type, its children's lists included; the same ones every time."""
        keyed = [*described.keyed.items(), *((c.field, c.key) for c in described.children if c.key)]
        sets = [*described.sets, *(c.field for c in described.children if not c.key)]
        return cls(
            sets=sets, keyed=keyed, unknown=described.write_only, exact=exact, write_unknown=write_unknown
        )

    def with_secrets(self, recalls: Recalls, *, write_unknown: bool | None = None) -> "Rules":
        """Return these rules with what is remembered of the write-only fields of one resource.

        One that is remembered to have been another is an edit; one of which nothing is known only if
        ``write_unknown`` says so, which stays as it is where it is not given.
        """
        rules = copy.copy(self)
        rules.recalls = recalls
        if write_unknown is not None:
            rules.write_unknown = write_unknown
        return rules

    def element_key(self, shape: Pattern) -> tuple[str, ...] | None:
        """Return the key fields of the list at ``shape``: ``()`` for a set, ``None`` for an ordered list."""
        if shape not in self._list_keys:
            self._list_keys[shape] = next((key for at, key in self._lists if fits(shape, at)), None)
        return self._list_keys[shape]

    def is_unknown(self, shape: Pattern) -> bool:
        """Tell whether the API never gives back what stands at ``shape``."""
        if shape not in self._are_unknown:
            self._are_unknown[shape] = any(fits(shape, at) for at in self._unknown)
        return self._are_unknown[shape]

    def is_exact(self, shape: Pattern) -> bool:
        """Tell whether the files own the whole map at ``shape``."""
        return any(fits(shape, at) for at in self._exact)


def diff(desired: Object, live: Object, rules: Rules | None = None) -> Iterator[Edit]:
    """Yield the edits that turn ``live`` into ``desired``, in the order of the paths.

    Only what ``desired`` mentions is compared: a field that the files leave out is not ours to manage, so that
    Auth0's defaults and timestamps never show up as a change. ``None`` clears a field; one that the tenant lacks
    counts as cleared, and so do empty texts, lists and objects (they are not kept apart by the API).

    Of a secret that is not known on one side (`Secret.is_known`) only coming and going is an edit.

    Objects are compared field by field. A list is one value whose order counts, unless the rules call it a set or
    keyed: then it is compared element by element, and an element that ``desired`` lacks goes. Of the objects in a
    list, too, only what ``desired`` mentions is compared.
    """
    yield from _object(desired, live, (), (), rules or Rules())


def _walk(want: Value, have: MaybeValue, path: Path, shape: Pattern, rules: Rules) -> Iterator[Edit]:
    if rules.is_unknown(shape):
        if not is_empty(want):
            changed = rules.recalls(path, want) is Recall.CHANGED
            if changed or rules.write_unknown:
                yield Edit(path, WRITTEN_BEFORE if changed else ABSENT, want)
        return
    if _is_hidden(want) or _is_hidden(have):
        if is_empty(want) != is_empty(have):
            yield Edit(path, have, want)
        return
    match want, have:
        case dict(), dict():
            yield from _object(want, have, path, shape, rules)
        case dict(), _ if is_empty(have):
            yield from _object(want, {}, path, shape, rules)
        case list(), _ if isinstance(have, list) or is_empty(have):
            yield from _list(want, have, path, shape, rules)
        case _ if not same(want, have):
            yield Edit(path, have, want)


def _object(want: Object, have: Object, path: Path, shape: Pattern, rules: Rules) -> Iterator[Edit]:
    gone = have.keys() - want.keys() if rules.is_exact(shape) else set()
    for key in sorted(want.keys() | gone):
        if key in want:
            yield from _walk(want[key], have.get(key, ABSENT), (*path, key), (*shape, key), rules)
        elif not is_empty(have[key]):
            yield Edit((*path, key), have[key], ABSENT)


def _list(want: list[Value], have: MaybeValue, path: Path, shape: Pattern, rules: Rules) -> Iterator[Edit]:
    key = rules.element_key(shape)
    present: list[Value] = have if isinstance(have, list) else []
    if key is None:
        if not _stands(want, present, path, shape, rules):
            yield Edit(path, have, want)
    elif not (key and _are_keyed(want, key) and _are_keyed(present, key)):
        yield from _set(want, present, path)
    else:
        yield from _keyed(want, present, path, shape, rules, key)


def _stands(want: list[Value], have: list[Value], path: Path, shape: Pattern, rules: Rules) -> bool:
    """Tell whether an ordered list says what is wanted; what else its objects hold is not ours to manage."""
    pairs = enumerate(zip(want, have, strict=False))
    return len(want) == len(have) and not any(
        True
        for index, (one, other) in pairs
        for _ in _walk(one, other, (*path, index), (*shape, "[]"), rules)
    )


def _set(want: list[Value], have: list[Value], path: Path) -> Iterator[Edit]:
    wanted, present = ({freeze(item): item for item in side} for side in (want, have))
    for frozen, item in wanted.items():
        if frozen not in present:
            yield Edit((*path, Element(element_text(item))), ABSENT, item)
    gone = (item for frozen, item in present.items() if frozen not in wanted)
    yield from _removed(((element_text(item), item) for item in gone), path)


def _keyed(
    want: list[Object], have: list[Object], path: Path, shape: Pattern, rules: Rules, key: tuple[str, ...]
) -> Iterator[Edit]:
    wanted, present = ({element_key(item, key): item for item in side} for side in (want, have))
    for text, item in wanted.items():
        at = (*path, Element(text))
        if text not in present:
            yield Edit(at, ABSENT, item)
        else:
            yield from _walk(item, present[text], at, (*shape, "[]"), rules)
    yield from _removed(((text, item) for text, item in present.items() if text not in wanted), path)


def _are_keyed(items: list[Value], key: tuple[str, ...]) -> bool:
    """Tell whether every element has the key fields, and no two the same: else none can be told apart by them."""
    if not all(
        isinstance(item, dict) and not any(is_empty(item.get(name)) for name in key) for item in items
    ):
        return False
    return len({element_key(item, key) for item in items}) == len(items)


def _removed(elements: Iterable[tuple[str, Value]], path: Path) -> Iterator[Edit]:
    """Yield the removals sorted: the order in which Auth0 lists a set may differ from one read to the next."""
    for text, item in sorted(elements, key=lambda element: (element[0], canonical(revealed(element[1])))):
        yield Edit((*path, Element(text)), item, ABSENT)


def element_key(item: Object, key: Sequence[str]) -> str:
    """Return the text by which an element of a keyed list is known: its key fields, joined by a space.

    Spaces inside any but the last field are escaped, so that two keys never make one text.
    """
    *leading, last = (element_text(item.get(name)) for name in key)
    return " ".join([*(part.replace("\\", "\\\\").replace(" ", "\\ ") for part in leading), last])


def element_text(item: Value) -> str:
    """Return the text by which an element of a set is known: itself, or its canonical JSON; secrets are masked."""
    shown = masked(item)
    return shown if isinstance(shown, str) else canonical(shown)


def _is_hidden(value: MaybeValue) -> bool:
    """Tell whether ``value`` is a secret of which nothing is known but that there is one."""
    return isinstance(value, Secret) and not value.is_known


def _holds_secret(value: MaybeValue) -> bool:
    match value:
        case Secret():
            return True
        case dict():
            return any(map(_holds_secret, value.values()))
        case list():
            return any(map(_holds_secret, value))
        case _:
            return False
