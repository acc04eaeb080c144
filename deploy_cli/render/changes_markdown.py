"""The changes of a plan as Markdown that fits a room: each as large as what is graver leaves room for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from deploy_cli.core.values import Object
from deploy_cli.render.change_markdown import details, headline, length, name, summary
from deploy_cli.render.plan_words import GRAVE, joined, many
from deploy_cli.render.room import Room, size

_SHORT: Final = 40
"""Lines of details, above which they are folded."""
_MOST_SECTIONS: Final = 12
_FOLDED: Final = "<details"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Markdown, and what could not be said in it: both are lines."""

    lines: list[str]
    left_out: list[str] = field(default_factory=list)


def first_changes(changes: Sequence[Object], room: Room) -> Drawn:
    """Return what a reader has to see: every delete, and all that carries a grave risk.

    Half of ``room`` is for what they do; their names may take all of it.
    """
    first = [change for change in changes if _has_to_be_seen(change)]
    deletes = [number for number, change in enumerate(first) if change["action"] == "delete"]
    rest = [number for number, change in enumerate(first) if change["action"] != "delete"]
    if sum(size(headline(change)) + 2 for change in first) > room.bytes:
        return _names([first[number] for number in (*deletes, *rest)], room)
    own = Room(room.bytes)
    own.improve((*deletes, *rest), lambda number: _quoted(headline(first[number])))
    spared = own.bytes // 2
    own.bytes -= spared
    own.improve(range(len(first)), lambda number: _quoted(summary(first[number])))
    room.bytes = own.bytes + spared
    return Drawn([own.drawn[number].replace("\n> ", "\n") for number in sorted(own.drawn)])


def all_changes(changes: Sequence[Object], room: Room) -> Drawn:
    """Return the changes in their order; those of `first_changes` only where there is room for their details."""
    first, medium, low = _classes(changes)
    unfolded = sum(map(length, changes)) <= _SHORT
    own = Room(room.bytes)
    for numbers, draw in (
        (medium, headline),
        (medium, summary),
        (first, lambda change: details(change, unfolded=unfolded)),
        (low, headline),
        (medium, lambda change: details(change, unfolded=unfolded)),
        (low, summary),
        (low, lambda change: details(change, unfolded=unfolded)),
    ):
        own.improve(numbers, lambda number, draw=draw: draw(changes[number]))  # type: ignore[misc]
    room.bytes = own.bytes
    blocks = [own.drawn[number] for number in sorted(own.drawn)]
    shown = {number for number, text in own.drawn.items() if text.startswith(_FOLDED)}
    untold = [number for number in (*medium, *low) if number not in own.drawn]
    return Drawn(list(_spaced(blocks)), list(_left_out(changes, shown, untold)))


def _has_to_be_seen(change: Object) -> bool:
    return change["action"] == "delete" or change["risk"] in GRAVE


def _classes(changes: Sequence[Object]) -> tuple[list[int], list[int], list[int]]:
    """Return the numbers of what has to be seen, of what is of medium risk, and of the rest."""
    classes: tuple[list[int], list[int], list[int]] = ([], [], [])
    for number, change in enumerate(changes):
        classes[0 if _has_to_be_seen(change) else 1 if change["risk"] == "medium" else 2].append(number)
    return classes


def _names(first: Sequence[Object], room: Room) -> Drawn:
    """Return as many names as fit, deletes first."""
    lines = [f"- {'**delete** ' if change['action'] == 'delete' else ''}{name(change)}" for change in first]
    count = room.taken([_quoted(line) for line in lines])
    left = first[count:]
    if not left:
        return Drawn(lines, [f"- What {many(len(first), 'grave change')} do is left out."])
    deletes = sum(change["action"] == "delete" for change in left)
    told = [many(deletes, "delete")] if deletes else []
    told += [many(len(left) - deletes, "change") + " of grave risk"] if len(left) > deletes else []
    return Drawn([*lines[:count], f"- **… and {joined(told)} more, for whose names there is no room**"])


def _quoted(text: str) -> str:
    """Return ``text`` with what a quotation adds to each of its lines, so that its size is right."""
    return text.replace("\n", "\n> ") + "  "


def _spaced(blocks: Iterable[str]) -> Iterator[str]:
    """Set what is folded apart with an empty line, before and after."""
    before = ""
    for block in blocks:
        if before and (before.startswith(_FOLDED) or block.startswith(_FOLDED)):
            yield ""
        yield block
        before = block


def _left_out(changes: Sequence[Object], shown: set[int], untold: Sequence[int]) -> Iterator[str]:
    cut = [change for number, change in enumerate(changes) if number not in shown]
    if edits := sum(bool(change["edits"]) for change in cut):
        yield f"- The edits of {many(edits, 'change')} are left out, those of the lowest risk first."
    if untold:
        counted = Counter(_kind(changes[number]) for number in untold)
        told = [f"{many(count, action)} in `{section}`" for (section, action), count in counted.most_common()]
        more = [f"{many(len(told) - _MOST_SECTIONS, 'more kind')}"] if len(told) > _MOST_SECTIONS else []
        which = joined([*told[:_MOST_SECTIONS], *more])
        yield f"- {many(len(untold), 'change')} of medium risk or less are only counted: {which}."


def _kind(change: Object) -> tuple[str, str]:
    """Return the section and the action of a change; a section that cannot be one is not repeated here."""
    section = str(change["address"]).partition("/")[0]
    return (section if section.isidentifier() and section.isascii() and len(section) < 40 else "?"), change[
        "action"
    ]
