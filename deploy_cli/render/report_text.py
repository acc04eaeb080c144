"""The report of an apply for people: what failed and why, what was not tried, and a last line with the counts."""

from collections.abc import Iterator

from deploy_cli.core.values import Object
from deploy_cli.render.edit_text import edit_lines
from deploy_cli.render.failure import exchange
from deploy_cli.render.line import GUTTER, folded, indented, joined
from deploy_cli.render.paint import Paint
from deploy_cli.render.plan_text import SIGNS
from deploy_cli.render.plan_words import place
from deploy_cli.render.report_words import NOT_CONFIRMED, totals
from deploy_cli.render.visible import name, visible

_DETAILS = 6


def report_text(report: Object, *, paint: Paint | None = None, width: int = 80) -> str:
    """Return the text view of a report, given as the object of `report_json.report_object`; no line end at its end.

    What was done is counted only: the plan and the progress have told it.
    """
    paint = paint or Paint()
    lines: list[str] = []
    for outcome in report["outcomes"]:
        if outcome["status"] == "failed":
            lines += [*_failed(outcome, paint, width), ""]
    for outcome in report["outcomes"]:
        if outcome["status"] == "not_tried":
            lines += [*_skipped(outcome, paint, width), ""]
    for change in report["unconfirmed"]:
        lines += [*_unconfirmed(change, paint, width), ""]
    return joined([*lines, paint.strong(totals(report))])


def _head(change: Object, word: str, paint: Paint) -> str:
    sign, source = SIGNS[change["action"]], change["source"]
    at = f"  {visible(source['file'])}:{source['line']}" if source else ""
    return f"  {paint.sign(sign, sign)} {paint.strong(name(change['address']))} {word}{paint.faint(at)}"


def _failed(outcome: Object, paint: Paint, width: int) -> Iterator[str]:
    error = outcome["error"]
    nearer = error["source"] != outcome["source"]
    yield _head({**outcome, "source": None} if nearer else outcome, paint.error("failed"), paint)
    for line in _error(error, paint, width - _DETAILS, at=place(error["source"]) if nearer else ""):
        yield " " * _DETAILS + line


def _error(error: Object, paint: Paint, width: int, *, at: str) -> Iterator[str]:
    first, *rest = error["message"].split("\n")
    lead = "error: "
    for number, line in enumerate(folded(visible(first), width - len(lead))):
        yield (" " * len(lead) if number else f"{paint.error('error:')} ") + line
    yield from (f"  {GUTTER}{visible(line)}".rstrip() for line in rest)
    for told in (at, exchange(error)):
        if told:
            yield "  " + paint.faint(visible(told))
    for number, line in enumerate(folded(visible(error["hint"] or ""), width - 6) if error["hint"] else ()):
        yield (" " * 6 if number else f"{paint.hint('hint:')} ") + line


def _skipped(outcome: Object, paint: Paint, width: int) -> Iterator[str]:
    yield _head(outcome, paint.changed("not tried"), paint)
    for line in folded(visible(outcome["because"]), width - _DETAILS):
        yield " " * _DETAILS + line


def _unconfirmed(change: Object, paint: Paint, width: int) -> Iterator[str]:
    yield _head(change, paint.changed(f"{NOT_CONFIRMED}; this still differs:"), paint)
    lines = edit_lines(change["edits"], width - _DETAILS)
    yield from (line.painted(paint) for line in indented(lines, _DETAILS))
