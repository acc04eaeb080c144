"""The report of an apply as GitHub's Markdown, for a job's summary or a comment: what went wrong comes first.

It fits where a plan fits (`plan_markdown.LIMIT`): what there is no room for is counted, what was done first of all.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from deploy_cli.core.values import Object
from deploy_cli.render.change_markdown import diff, headline, said, summary
from deploy_cli.render.failure import exchange
from deploy_cli.render.markdown import comment, fenced, sentence, span
from deploy_cli.render.plan_markdown import LIMIT
from deploy_cli.render.plan_words import place, shortened
from deploy_cli.render.report_words import NOT_CONFIRMED, ending, totals
from deploy_cli.render.room import Room, size

_RESERVE: Final = 1_500
"""Bytes for headings, and for saying what was left out."""
_PLACE: Final = 160


def report_markdown(report: Object, *, limit: int = LIMIT) -> str:
    """Return the Markdown view of a report, of ``limit`` bytes at most; no line end at its end.

    Its first line is a comment that nobody sees, the same up to `` digest=`` for every apply to one tenant.
    """
    top, bottom = list(_top(report)), _bottom(report)
    room = Room(limit - _RESERVE - sum(map(size, [*top, bottom])))
    blocks = [
        *_section("Failed", _with("failed", report), _failure, room),
        *_section("Not tried", _with("not_tried", report), _untried, room),
        *_section(NOT_CONFIRMED.capitalize(), report["unconfirmed"], _unconfirmed, room),
        *_done(_with("done", report), room),
    ]
    return "\n\n".join([*top, *blocks, bottom])


def _top(report: Object) -> Iterator[str]:
    tenant = report["tenant"]
    identity = {key: shortened(tenant[key], 200) for key in ("environment", "domain")}
    where = " on ".join(span(shortened(tenant[key], 100)) for key in ("environment", "domain"))
    yield comment("deploy-cli apply", **identity, digest=report["plan"]["digest"][:19]) + (
        f"\n### Applied to {where}"
    )
    good = report["exit"]["code"] == 0
    lines = [f"**{totals(report).removeprefix('Applied: ').rstrip('.')}**", "", sentence(ending(report))]
    yield "\n".join(lines if good else ["> [!CAUTION]", *(f"> {line}".rstrip() for line in lines)])


def _bottom(report: Object) -> str:
    facts = [f"run: {span(shortened(report['run'], _PLACE))}"] if report["run"] else []
    facts += [f"digest of the plan: {span(shortened(report['plan']['digest'], _PLACE))}"]
    facts += [sentence(f"made: {report['created_at']} by deploy-cli {report['tool_version']}")]
    listed = "\n".join(f"- {fact}" for fact in facts)
    return f"<details><summary>About this run</summary>\n\n{listed}\n\n</details>"


def _with(status: str, report: Object) -> list[Object]:
    return [outcome for outcome in report["outcomes"] if outcome["status"] == status]


def _section(
    heading: str, changes: Sequence[Object], draw: Callable[[Object], str], room: Room
) -> Iterator[str]:
    """Yield a heading with as many of ``changes`` as there is room for: whole, or else their names, or their number."""
    if not changes:
        return
    drawn = Room(room.bytes)
    drawn.improve(range(len(changes)), lambda number: headline(changes[number]))
    drawn.improve(range(len(changes)), lambda number: draw(changes[number]))
    room.bytes = drawn.bytes
    lines = [drawn.drawn[number] for number in sorted(drawn.drawn)]
    yield "\n".join([f"#### {heading}", "", *lines, *_left(len(changes) - len(lines))])


def _done(changes: Sequence[Object], room: Room) -> Iterator[str]:
    if not changes:
        return
    own = Room(room.bytes)
    own.improve(range(len(changes)), lambda number: headline(changes[number]))
    own.improve(range(len(changes)), lambda number: summary(changes[number]))
    lines = [own.drawn[number] for number in sorted(own.drawn)]
    text = "\n".join([*lines, *_left(len(changes) - len(lines))])
    yield f"<details><summary>Done, with what it does</summary>\n\n{text}\n\n</details>"


def _left(count: int) -> list[str]:
    return [f"- **… and {count:,} more**, for which there is no room here"] if count else []


def _failure(outcome: Object) -> str:
    error = outcome["error"]
    told = [said(error["message"]), *([said(exchange(error))] if exchange(error) else [])]
    told += [_at(error["source"])] if error["source"] else []
    told += [f"hint: {said(error['hint'])}"] if error["hint"] else []
    return "\n".join([headline(outcome), *(f"  - {line}" for line in told)])


def _untried(outcome: Object) -> str:
    return f"{headline(outcome)}\n  - {said(outcome['because'])}"


def _unconfirmed(change: Object) -> str:
    block = fenced(diff(change), "diff").split("\n")
    at = [f"  - {_at(change['source'])}", ""] if change["source"] else [""]
    return "\n".join([headline(change), *at, *(f"  {line}".rstrip() for line in block)])


def _at(source: Object) -> str:
    return f"at {span(shortened(place(source), _PLACE))}"
