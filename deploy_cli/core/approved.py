"""What a saved plan approves, held against the plan as it is now, both as JSON. Pure: no I/O, no clock, no log.

An approval is one of its edits: nothing is done that does not stand in it. What of it is done already need not be done
again, so that the rest of a plan of which an apply made a part can be carried out. Of a create that is no longer needed
that holds only where this machine knows that it made it: whoever may register clients could otherwise put one of their
own in the place of the one that was approved.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from deploy_cli.core.masks import MARK, is_mark
from deploy_cli.core.plan import digest_of
from deploy_cli.core.values import Object, Value, canonical

Ours: TypeAlias = Callable[[str], bool]
"""Tells whether what is at an address now is a resource that an apply on this machine made, or saw to be right."""


@dataclass(frozen=True, slots=True)
class EditDiffers:
    """One field, as approved and as it is now; ``None`` where there was, or is, no edit of it."""

    path: str
    approved: Object | None
    now: Object | None
    secret: bool = False
    """Both show a secret, and it is another one now."""


@dataclass(frozen=True, slots=True)
class ChangeDiffers:
    """One change that is not, or not so, the one that was approved."""

    action: str
    address: str
    why: str
    edits: tuple[EditDiffers, ...] = ()
    effects: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """What was said of its effects, and what is said now, where that differs."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of an approval."""

    differing: tuple[ChangeDiffers, ...]
    done: tuple[str, ...]
    """What was approved and is not needed any more: ``create clients/Storefront``."""
    unchecked: int
    """Edits that hold secrets of which nobody knows whether they are the approved ones."""


def digest_of_saved(plan: Object) -> str:
    """Return the digest that the plan's JSON comes to; it is another than ``digest`` where somebody edited it."""
    changes = [
        {
            "address": change["address"],
            "action": change["action"],
            "resource_id": change["resource_id"],
            "edits": [[edit["path"], edit["before"], edit["after"]] for edit in change["edits"]],
            "made_from": change["made_from"],
        }
        for change in plan["changes"]
    ]
    tenant = plan["tenant"]
    return digest_of(tenant["domain"], tenant["environment"], plan["source"]["digest"], changes)


def compare(approved: Object, now: Object, ours: Ours) -> Comparison:
    """Hold every change of ``now`` against what was ``approved``.

    The secrets of both have to be hashed with the same key and salt; where either is not, they are not compared.
    """
    pairs, done = _paired(approved["changes"], now["changes"])
    marks = _marks(approved), _marks(now)
    differing = [found for then, new in pairs for found in _differs(then, new, marks, ours, whole=not done)]
    if now["changes"]:
        differing += (_replaced(change) for change in done if _is_doubtful(change, ours))
    return Comparison(
        differing=tuple(differing),
        done=tuple(f"{change['action']} {change['address']}" for change in done),
        unchecked=sum(
            _is_unchecked(edit, marks)
            for change in now["changes"]
            for edit in change["edits"]
            if edit["sensitive"]
        ),
    )


_Marks: TypeAlias = tuple[Object, Object]
"""The hashes of the approved plan, and those of the plan as it is now."""

_LATER: Final = {"update": ("update", "rename", "create"), "rename": ("rename",)}
"""What an action may be left of: a create of which the child lists failed is an update now."""


def _paired(
    approved: Sequence[Object], now: Sequence[Object]
) -> tuple[list[tuple[Object | None, Object]], list[Object]]:
    """Return each change that is needed now with the approved one, and the approved ones that are not needed."""
    left = list(approved)
    pairs: list[tuple[Object | None, Object]] = []
    for change in now:
        actions = _LATER.get(change["action"], (change["action"],))
        fitting = [
            c
            for action in actions
            for c in left
            if (c["action"], c["address"]) == (action, change["address"])
        ]
        pairs.append((fitting[0] if fitting else None, change))
        if fitting:
            left.remove(fitting[0])
    return pairs, left


def _differs(
    then: Object | None, now: Object, marks: _Marks, ours: Ours, *, whole: bool
) -> Iterator[ChangeDiffers]:
    what = now["action"], now["address"]
    if then is None:
        yield ChangeDiffers(*what, "needed now, and not approved", tuple(_edits(None, now, marks)))
    elif then["action"] == "create" != now["action"] and not ours(now["address"]):
        yield _replaced(then)
    elif then["action"] != "create" and then["resource_id"] != now["resource_id"]:
        yield ChangeDiffers(*what, f"it was `{then['resource_id']}`, and is `{now['resource_id']}`")
    elif then["action"] == "delete" and then["made_from"] != now["made_from"]:
        yield ChangeDiffers(*what, "what would be deleted is not as it was")
    elif edits := tuple(_edits(then, now, marks)):
        same = then["action"] == now["action"]
        yield ChangeDiffers(*what, "approved otherwise" if same else f"approved as a {then['action']}", edits)
    elif whole and _same_edits(then, now) and (told := _told(then)) != (tells := _told(now)):
        yield ChangeDiffers(*what, "what it does was told otherwise", (), (told, tells))


def _edits(then: Object | None, now: Object, marks: _Marks) -> Iterator[EditDiffers]:
    """Yield where more, or other, is written now than what was approved; a create has to be whole."""
    approved: dict[str, list[Object]] = {}
    for edit in then["edits"] if then else ():
        approved.setdefault(edit["path"], []).append(edit)
    for edit in now["edits"]:
        known = _taken(approved.get(edit["path"], []), edit, marks)
        if known is None or _plain(known) != _plain(edit):
            yield EditDiffers(edit["path"], known, edit)
        elif edit["sensitive"] and _is_other_secret(known, edit, marks):
            yield EditDiffers(edit["path"], known, edit, secret=True)
    if then and then["action"] == now["action"] == "create":
        yield from (EditDiffers(path, edit, None) for path, left in approved.items() for edit in left)


def _taken(approved: list[Object], edit: Object, marks: _Marks) -> Object | None:
    """Take the edit out of ``approved``, all of one path, that ``edit`` has to be held against.

    Only secret elements of a set share a path, for nothing else of them may be told.
    """
    alike = [one for one in approved if one["sensitive"] and _plain(one) == _plain(edit)]
    same = (one for one in alike if not _is_other_secret(one, edit, marks))
    found = next(same, next(iter([*alike, *reversed(approved)]), None))
    if found is not None:
        approved.remove(found)
    return found


def _replaced(change: Object) -> ChangeDiffers:
    why = "it is there now, and nothing on this machine tells that an apply made it"
    return ChangeDiffers(change["action"], change["address"], why)


def _is_doubtful(change: Object, ours: Ours) -> bool:
    return bool(change["action"] == "create" and not ours(change["address"]))


def _same_edits(then: Object, now: Object) -> bool:
    return [*map(_plain, then["edits"])] == [*map(_plain, now["edits"])]


def _told(change: Object) -> tuple[str, ...]:
    """Return what a reviewer was told of what a change does; what logs showed at that time does not have to hold."""
    lasting = (effect for effect in change["effects"] if not effect.get("observed"))
    return (
        *(f"{effect['severity']}: {effect['text']}" for effect in lasting),
        *(f"{finding['rule']}: {finding['text']}" for finding in change["findings"]),
    )


def _plain(edit: Object) -> str:
    """Return what counts of an edit; the number of a secret depends on what else is in the plan."""
    sides = [edit["before"], edit["after"]]
    if edit["sensitive"]:
        sides = [_without_numbers(side) for side in sides]
    return canonical([edit["path"], *sides, bool(edit["sensitive"])])


def _without_numbers(value: Value) -> Value:
    match value:
        case str():
            return MARK if is_mark(value) else value
        case dict():
            return {key: _without_numbers(item) for key, item in value.items()}
        case list():
            return [_without_numbers(item) for item in value]
        case _:
            return value


def _is_other_secret(then: Object, now: Object, marks: _Marks) -> bool:
    both = zip(_secrets(then), _secrets(now), strict=True)
    return any(
        one in marks[0] and other in marks[1] and marks[0][one] != marks[1][other] for one, other in both
    )


def _is_unchecked(edit: Object, marks: _Marks) -> bool:
    return not (marks[0] and marks[1]) and any(True for _ in _secrets(edit))


def _secrets(edit: Object) -> Iterator[str]:
    """Yield ``#1`` for each secret of which something is known; its own text for one that has no number."""
    for side in ("before", "after"):
        yield from (text[len("(secret ") : -1] or MARK for text in _marks_in(edit[side]))


def _marks_in(value: Value) -> Iterator[str]:
    match value:
        case str() if is_mark(value):
            yield value
        case dict():
            for key in sorted(value):
                yield from _marks_in(value[key])
        case list():
            for item in value:
                yield from _marks_in(item)
        case _:
            return


def _marks(plan: Object) -> Object:
    kept: Object = (plan.get("secrets") or {}).get("marks", {})
    return kept
