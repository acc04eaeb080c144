"""Approved against now: what makes a saved plan no approval, field by field."""

from collections.abc import Iterator
from itertools import takewhile

from deploy_cli.app.approval import Verdict
from deploy_cli.core.approved import ChangeDiffers, EditDiffers
from deploy_cli.core.values import Object, Value
from deploy_cli.render.columns import columns, cut
from deploy_cli.render.value_text import flow
from deploy_cli.render.visible import visible

_CONTEXT = 12
"""Characters that are shown before the first one that differs."""
_INDENT = 4
"""Columns that an error message takes before each of its lines but the first."""
_MOST_EDITS = 20
"""Of one change; the plan that is shown has them all."""


def approval_text(verdict: Verdict, width: int) -> str:
    """Return what differs, on lines that are escaped; the first says what it comes to."""
    if verdict.spent and not verdict.files:
        done = (f"done already: {visible(what)}" for what in verdict.comparison.done)
        return "\n".join(["nothing is left to apply: all that was approved is done already", *done])
    lines = ["the plan is not the one that was approved: nothing was written"]
    if verdict.files:
        lines.append("the files changed:")
        lines += [f"  {visible(name)}" for name in verdict.files]
    for change in verdict.comparison.differing:
        lines += _change(change, width - _INDENT)
    return "\n".join(lines)


def _change(change: ChangeDiffers, width: int) -> Iterator[str]:
    yield f"{change.action} {visible(change.address)}: {visible(change.why)}"
    for edit in change.edits[:_MOST_EDITS]:
        yield from _edit(edit, width)
    if (more := len(change.edits) - _MOST_EDITS) > 0:
        yield f"  and {more} more field{'s' if more > 1 else ''}"
    if change.effects != ((), ()):
        yield from (f"  approved: {visible(text)}" for text in change.effects[0] or ("no effect",))
        yield from (f"  now:      {visible(text)}" for text in change.effects[1] or ("no effect",))


def _edit(edit: EditDiffers, width: int) -> Iterator[str]:
    path = visible(edit.path)
    if edit.secret:
        yield f"  {path}   another secret than the approved one"
        return
    then, now = _sides(edit.approved), _sides(edit.now)
    line = f"  {path}   approved: {then}   now: {now}"
    if columns(line) <= width:
        yield line
        return
    yield f"  {path}"
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(then, now, strict=False)))
    start = max(0, alike - _CONTEXT)
    yield f"    approved: {_room(then, start, width - 14)}"
    yield f"    now:      {_room(now, start, width - 14)}"


def _room(text: str, start: int, width: int) -> str:
    """Return what of ``text`` there is room for: from its beginning, or from ``start`` where it differs too late."""
    if columns(text) <= width:
        return text
    if start > width // 2:
        text = "…" + text[start:]
    shown, rest = cut(text, width - 1)
    return f"{shown}…" if rest else shown


def _sides(edit: Object | None) -> str:
    if edit is None:
        return "no change"
    return f"{_side(edit, edit['before'])} → {_side(edit, edit['after'])}"


def _side(edit: Object, value: Value) -> str:
    if value is None:
        return "nothing"
    field = str(edit["path"]).rpartition(".")[2]
    return flow(value, field, sensitive=edit["sensitive"])
