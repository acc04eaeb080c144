"""The plan for a pull request: a comment in GitHub's Markdown that always fits, what is dangerous first.

GitHub refuses a body of more than 65,536 characters, and counts bytes in some places (a comment may have 262,144), so
the limit kept here is one of bytes. What does not fit is left out from the least important on, and that is said: a
delete is never left out, nor is a refusal, unless they alone do not fit; then their number is told.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from deploy_cli.core.values import Object
from deploy_cli.render import drift_words, plan_words
from deploy_cli.render.change_markdown import said
from deploy_cli.render.changes_markdown import all_changes, first_changes
from deploy_cli.render.markdown import comment, fenced, sentence, span
from deploy_cli.render.plan_words import joined, place, shortened
from deploy_cli.render.room import Room, size
from deploy_cli.render.visible import visible

LIMIT: Final = 65_000
"""Bytes of UTF-8."""

_RESERVE: Final = 1_500
"""Bytes for saying what was left out."""
_REFUSALS: Final = 20_000
_FINDINGS: Final = 8_000
_NOTES: Final = 4_000


def plan_markdown(plan: Object, *, limit: int = LIMIT) -> str:
    """Return the Markdown view of a plan, of ``limit`` bytes at most; no line end at its end.

    Its first line is a comment that nobody sees, the same up to `` digest=`` for every plan of one tenant, so that a
    pipeline can find the comment that it wrote before and replace it. ``limit`` is no less than 10,000.
    """
    top, bottom = list(_top(plan)), list(_bottom(plan))
    room = Room(limit - _RESERVE - sum(map(size, [*top, *bottom])))
    refusals = _alert("CAUTION", _REFUSED, _listed(plan["refusals"], min(room.bytes, _REFUSALS), room))
    findings = _section("Findings", _listed(plan["findings"], min(room.bytes // 4, _FINDINGS), room))
    first = first_changes(plan["changes"], room)
    changes = all_changes(plan["changes"], room)
    cut = [*first.left_out, *changes.left_out]
    return "\n\n".join(
        [
            *top,
            *refusals,
            *_alert("NOTE", "This view is shortened.", [*cut, _WHOLE] if cut else []),
            *_alert("WARNING", "Look at these first.", first.lines),
            *_section("Changes, gravest first", changes.lines),
            *findings,
            *bottom,
        ]
    )


_WHOLE: Final = "- The whole plan is in the HTML page and in the saved plan: `deploy-cli show PLAN`."
_REFUSED: Final = "Refused: `apply` will not carry this plan out as it is."


def _top(plan: Object) -> Iterator[str]:
    tenant, digest = plan["tenant"], plan["digest"]
    identity = {key: shortened(tenant[key], 200) for key in ("environment", "domain")}
    kind, what = ("drift", "Drift of") if plan.get("drift") else ("plan", "Plan for")
    yield comment(f"deploy-cli {kind}", **identity, digest=digest[:19]) + f"\n### {what} {_tenant(tenant)}"
    if plan["changes"]:
        told = [f"**{joined(plan_words.counts(plan))}**", *plan_words.others(plan)]
        yield " · ".join(told) + (
            f"\\\nRisk: **{', '.join(risks)}**" if (risks := plan_words.risks(plan)) else ""
        )
    else:
        yield plan_words.nothing_to_do(plan)
    if plan["snapshot"]:
        yield f"_Made offline_ against {sentence(plan_words.snapshot(plan))}; it cannot be applied."
    yield from map(said, drift_words.head(plan))


def _tenant(tenant: Object) -> str:
    environment, domain = (span(shortened(tenant[key], 100)) for key in ("environment", "domain"))
    return f"{environment} on {domain}"


def _bottom(plan: Object) -> Iterator[str]:
    notes = [f"- {said(note)}" for note in plan["notes"]]
    yield from _section("Notes", _fitting(notes, Room(_NOTES), "notes"))
    if plan["unmanaged"]:
        named = [f"- {span(shortened(one['address'], 160))}" for one in plan["unmanaged"]]
        listed = "\n".join(_fitting(named, Room(_NOTES), "resources"))
        yield f"<details><summary>In the tenant, and not in the files</summary>\n\n{listed}\n\n</details>"
    facts = "\n".join(f"- {name}: {sentence(shortened(text, 250))}" for name, text in plan_words.facts(plan))
    again = fenced([visible(shortened(plan_words.command(plan), 400))], "sh")
    yield f"<details><summary>About this plan</summary>\n\n{facts}\n\nTo make it again:\n\n{again}\n\n</details>"


def _listed(remarks: Sequence[Object], most: int, room: Room) -> list[str]:
    """Return refusals or findings as a list that takes ``most`` bytes at most, out of ``room``."""
    own = Room(most)
    lines = _fitting([_remark(one) for one in remarks], own, "more")
    room.bytes -= most - own.bytes
    return lines


def _remark(one: Object) -> str:
    lead = f"{one['severity']} " if "severity" in one else ""
    untold = one["address"] and f"`{one['address']}`" not in one["text"]
    about = f" {span(shortened(one['address'], 160))}:" if untold else ""
    at = f" ({span(shortened(place(one['source']), 160))})" if one["source"] else ""
    hint = f"\\\n  {said(one['hint'])}" if one.get("hint") else ""
    return f"- {lead}{span(shortened(one['rule'], 80))}:{about} {said(one['text'])}{at}{hint}"


def _fitting(lines: list[str], room: Room, noun: str) -> list[str]:
    count = room.taken(lines)
    left = len(lines) - count
    return [
        *lines[:count],
        *([f"- **… and {left:,} {noun}**, for which there is no room here"] if left else []),
    ]


def _section(heading: str, lines: Sequence[str]) -> list[str]:
    return [f"#### {heading}\n\n" + "\n".join(lines)] if lines else []


def _alert(kind: str, heading: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    text = "\n".join([f"**{heading}**", "", *lines])
    return ["\n".join([f"> [!{kind}]", *(f"> {line}".rstrip() for line in text.split("\n"))])]
