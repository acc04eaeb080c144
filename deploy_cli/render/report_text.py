"""The report of an apply for people: what failed and why, what was not tried, and a last line with the counts."""

from collections.abc import Iterator

from deploy_cli.core.masks import Masks
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.report import Done, Failed, Outcome, Report, Skipped
from deploy_cli.render.edit_text import edit_lines
from deploy_cli.render.line import folded, indented, joined
from deploy_cli.render.paint import Paint
from deploy_cli.render.plan_json import edit_object
from deploy_cli.render.plan_text import SIGNS
from deploy_cli.render.problems import error_lines
from deploy_cli.render.visible import name, visible

_DOING = {
    Action.CREATE: "creating",
    Action.UPDATE: "updating",
    Action.RENAME: "renaming",
    Action.DELETE: "deleting",
}
_DONE = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.RENAME: "renamed",
    Action.DELETE: "deleted",
}
_DETAILS = 6


def report_text(report: Report, *, paint: Paint | None = None, width: int = 80) -> str:
    """Return the text view of ``report``. What was done is counted only: the progress has told it."""
    paint = paint or Paint()
    lines: list[str] = []
    for failed in report.failed:
        lines += [*_failed(failed, paint, width), ""]
    for skipped in report.skipped:
        lines += [*_skipped(skipped, paint, width), ""]
    for change in report.unconfirmed:
        lines += [*_unconfirmed(change, paint, width), ""]
    return joined([*lines, paint.strong(totals(report))])


def totals(report: Report) -> str:
    """Return the last line: ``Applied: 3 done, 1 failed, 2 not tried.``"""
    text = f"Applied: {len(report.done)} done, {len(report.failed)} failed, {len(report.skipped)} not tried"
    return f"{text}, {len(report.unconfirmed)} not confirmed." if report.unconfirmed else f"{text}."


def begun(change: Change, *, paint: Paint) -> str:
    """Return the line of progress for a change that is being made."""
    return paint.faint(f"  {SIGNS[change.action]} {_DOING[change.action]} {name(str(change.address))}")


def ended(outcome: Outcome, number: int, total: int, *, paint: Paint) -> str:
    """Return the line of progress for the ``number``-th of ``total`` changes that came to an end."""
    address, count = name(str(outcome.change.address)), paint.faint(f"[{number}/{total}]")
    match outcome:
        case Done(change):
            return f"{count} {paint.sign(SIGNS[change.action], _DONE[change.action])} {address}"
        case Failed(_, error):
            return f"{count} {paint.error('failed')} {address}: {visible(error.summary)}"
        case Skipped(_, because):
            return f"{count} {paint.changed('not tried')} {address}: {visible(because)}"


def _head(change: Change, word: str, paint: Paint) -> str:
    sign = SIGNS[change.action]
    place = f"  {visible(change.source.file)}:{change.source.line}" if change.source else ""
    address = paint.strong(name(str(change.address)))
    return f"  {paint.sign(sign, sign)} {address} {word}{paint.faint(place)}"


def _failed(failed: Failed, paint: Paint, width: int) -> Iterator[str]:
    yield _head(failed.change, paint.error("failed"), paint)
    for line in error_lines(failed.error, paint, width - _DETAILS):
        yield " " * _DETAILS + line


def _skipped(skipped: Skipped, paint: Paint, width: int) -> Iterator[str]:
    yield _head(skipped.change, paint.changed("not tried"), paint)
    for line in folded(visible(skipped.because), width - _DETAILS):
        yield " " * _DETAILS + line


def _unconfirmed(change: Change, paint: Paint, width: int) -> Iterator[str]:
    yield _head(change, paint.changed("written, but reads back otherwise; this still differs:"), paint)
    masks = Masks()
    edits = [edit_object(edit, masks) for edit in change.edits]
    yield from (line.painted(paint) for line in indented(edit_lines(edits, width - _DETAILS), _DETAILS))
