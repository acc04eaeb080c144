"""The edits of one change as rows of a page: whole values, whole texts, and where each comes from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Final

from deploy_cli.core.masks import MARK
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Value
from deploy_cli.render.explanation import explain
from deploy_cli.render.plan_words import origin
from deploy_cli.render.value_text import flow
from deploy_cli.render.visible import visible

_LONG: Final = 100
"""Characters of both sides together, above which what changed inside of them is told instead."""
_LONGEST: Final = 4_000
"""Lines on both sides together, above which difflib takes longer than a reader waits."""
_CONTEXT: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row; every text is escaped for the eye, and not yet for HTML."""

    sign: str
    """``+``, ``-`` or ``~``."""
    label: str
    before: str | None = None
    after: str | None = None
    lines: Sequence[tuple[str, str]] = ()
    """A text of several lines: the sign of each line, and the line."""
    note: str = ""
    origin: str = ""
    """Where the value comes from; empty where nobody knows."""


def rows(edits: Iterable[Object]) -> Iterator[Row]:
    """Yield the rows of a change's edits, as the plan's JSON holds them."""
    for edit in edits:
        path, before, after = edit["path"], edit["before"], edit["after"]
        only = after if before is None else before
        tail = f"[{MARK if edit['sensitive'] else only}]"
        if isinstance(only, str) and None in (before, after) and path.endswith(tail) and path != tail:
            path = path.removesuffix(tail)  # an element of a set is told once, as a value
        yield from _edit(visible(path), edit, visible(origin(edit["source"])))


def _edit(label: str, edit: Object, place: str) -> Iterator[Row]:
    before, after, sensitive = edit["before"], edit["after"], edit["sensitive"]
    if _is_text(before) or _is_text(after):
        yield _text(label, before, after, place)
        return
    field = label.rpartition(".")[2]
    one, other = (
        None if side is None else flow(side, field, sensitive=sensitive) for side in (before, after)
    )
    long = one is not None and other is not None and len(one) + len(other) > _LONG
    if long and (parts := list(_parts(label, before, after, sensitive=sensitive))):
        yield Row("~", label, origin=place)
        yield from parts
        return
    note = "another secret" if one == other else ""
    yield Row(_sign(before, after), label, one, other, note=note, origin=place)


def _parts(label: str, before: Value, after: Value, *, sensitive: bool) -> Iterator[Row]:
    """Yield what changed inside of a list or of an object."""
    if not (isinstance(before, list | dict) and isinstance(after, list | dict)):
        return
    found = explain(before, after)
    if any(not part.path for part in found):
        return  # one has become the other as a whole, which its own row tells
    for part in found:
        one, other = (
            None if side is ABSENT else flow(side, sensitive=sensitive) for side in (part.before, part.after)
        )
        inside = visible(part.label)
        joint = "" if inside.startswith("[") else "."
        yield Row(_sign(_present(part.before), _present(part.after)), f"{label}{joint}{inside}", one, other)


def _present(side: MaybeValue) -> Value:
    return None if side is ABSENT else (side if side is not None else "null")


def _sign(before: Value, after: Value) -> str:
    return "+" if before is None else "-" if after is None else "~"


def _is_text(side: Value) -> bool:
    return isinstance(side, str) and "\n" in side


def _text(label: str, before: Value, after: Value, place: str) -> Row:
    """Return a text of several lines: what changed in it with some context, or all of it where a side is missing."""
    one, other = (_lines(side) for side in (before, after))
    if not (one and other):
        sign = "+" if other else "-"
        lines = [(sign, visible(line)) for line in (other or one)]
        return Row(sign, label, lines=lines, note=_count(len(lines)), origin=place)
    changes = list(_compared(one, other))
    come, go = (sum(sign == wanted for sign, _ in changes) for wanted in "+-")
    ends = [side.endswith("\n") for side in (before, after) if isinstance(side, str)]
    last = ", the line end at the end of the text" if len(set(ends)) == 2 else ""
    note = f"{_count(len(other))}, {come:,} added and {go:,} removed{last}"
    return Row("~", label, lines=changes, note=note, origin=place)


def _lines(side: Value) -> list[str]:
    """Return the lines of a text; the last one has no line end to show unless there are more of them."""
    return side.removesuffix("\n").split("\n") if isinstance(side, str) else []


def _count(lines: int) -> str:
    return f"{lines:,} line" if lines == 1 else f"{lines:,} lines"


def _compared(one: list[str], other: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines that differ; of very long texts all between their first difference and their last."""
    if len(one) + len(other) <= _LONGEST:
        for line in list(unified_diff(one, other, n=_CONTEXT, lineterm=""))[2:]:
            yield ("@", line) if line.startswith("@@") else (line[0].strip(), visible(line[1:]))
        return
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    yield "@", f"from line {start + 1:,} on"
    yield from (("-", visible(line)) for line in one[start : len(one) - end])
    yield from (("+", visible(line)) for line in other[start : len(other) - end])


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
