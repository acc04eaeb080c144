"""One change as Markdown, in four sizes, so that a comment can hold as much as there is room for."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.values import Object
from deploy_cli.render import drift_words
from deploy_cli.render.edit_text import edit_lines
from deploy_cli.render.line import GUTTER, Line
from deploy_cli.render.markdown import fenced, html_code, sentence, span
from deploy_cli.render.plan_words import elsewhere, many, place, shortened

_WIDTH: Final = 96
"""Columns of code that a comment shows without a bar to scroll."""
_MOST_LINES: Final = 120
_MOST_CHARACTERS: Final = 12_000
_NAME: Final = 160
_SENTENCE: Final = 1_500
_BRIEF: Final = 240

_FIRST_COLUMNS: Final = {"+": "+ ", "-": "- ", "~": "! ", ">": "! "}
"""What GitHub colours in a ``diff``: only the first column counts."""


def name(change: Object) -> str:
    """Return the address alone, as code."""
    return span(shortened(change["address"], _NAME))


def headline(change: Object) -> str:
    """Return the change on one line of a list: what happens to which resource, and its risk."""
    return f"- **{change['action']}** {name(change)}{_risk(change)}"


def summary(change: Object) -> str:
    """Return the line, and below it what gives the change its risk, each in brief."""
    gravest = [effect for effect in change["effects"] if effect["severity"] == change["risk"]]
    told = gravest or change["effects"][:1]
    lines = (f"  - {_severity(effect['severity'])}{sentence(_brief(effect['text']))}" for effect in told)
    return "\n".join([headline(change), *lines])


def details(change: Object, *, unfolded: bool) -> str:
    """Return all there is to say of the change, folded below its headline unless ``unfolded``."""
    edits = len(change["edits"])
    told = f"<b>{change['action']}</b> {html_code(shortened(change['address'], _NAME))}{_risk(change, html=True)}"
    told += f" · {many(edits, 'edit')}" if edits else ""
    blocks = [
        f"<details{' open' if unfolded else ''}><summary>{told}</summary>",
        *_blocks(change),
        "</details>",
    ]
    return "\n\n".join(blocks)


def diff(change: Object) -> Iterator[str]:
    """Return the edits of the change as the lines of a ``diff``, and how many were left out of very many."""
    return _cut(list(_diff(change)))


def length(change: Object) -> int:
    """Return how many lines the details take, roughly: what decides whether they are unfolded."""
    return 2 + len(change["edits"]) + len(change["effects"]) + len(change["findings"])


def said(text: str) -> str:
    """Return a sentence that a reader can take in."""
    return sentence(shortened(text, _SENTENCE))


def _brief(text: str) -> str:
    """Return the first sentences of a long text: as many as are short together, at least the beginning of one."""
    if len(text) <= _BRIEF:
        return text
    end = text.rfind(". ", 0, _BRIEF)
    return f"{text[: end + 1]} …" if end > 0 else shortened(text, _BRIEF)


def _blocks(change: Object) -> Iterator[str]:
    source = f" ({span(shortened(place(change['source']), _NAME))})" if change["source"] else ""
    known = f", id {span(shortened(change['resource_id'], _NAME))}" if change["resource_id"] else ""
    fields = change["unchanged_fields"]
    unchanged = f", {many(fields, 'field')} unchanged" if fields else ""
    yield f"{change['id']}: {said(change['reason']) or 'no reason given'}{source}{known}{unchanged}"
    if moved := [f"- {said(line)}" for line in drift_words.of_change(change)]:
        yield "\n".join(moved)
    remarks = [*_effects(change), *_findings(change)]
    if remarks:
        yield "\n".join(remarks)
    if lines := list(diff(change)):
        yield fenced(lines, "diff")


def _risk(change: Object, *, html: bool = False) -> str:
    risk = change["risk"]
    if risk == "none":
        return ""
    if risk in ("critical", "high"):
        return f" · <b>{risk} risk</b>" if html else f" · **{risk} risk**"
    return f" · {risk} risk"


def _effects(change: Object) -> list[str]:
    return [f"- {_severity(effect['severity'])}{said(effect['text'])}" for effect in change["effects"]]


def _severity(severity: str) -> str:
    return "" if severity == "none" else f"**{severity}:** "


def _findings(change: Object) -> list[str]:
    return [
        f"- {finding['severity']} {span(shortened(finding['rule'], _NAME))}: {said(finding['text'])}"
        for finding in change["findings"]
    ]


def _diff(change: Object) -> Iterator[str]:
    new = change["action"] == "create"
    for line in edit_lines(change["edits"], _WIDTH, new=new, place=elsewhere(change)):
        sign = _first_column(line, "+ " if new else "  ")
        yield f"{sign}{' ' * line.indent}{_text(line)}{line.beside}".rstrip()


def _text(line: Line) -> str:
    """Return the text of a line; that of a diff within a text without its sign, which the first column has."""
    lead = GUTTER + line.tone
    doubled = line.tone in ("+", "-") and line.text.startswith(lead)
    return f"{GUTTER} {line.text[len(lead) :]}" if doubled else line.text


def _first_column(line: Line, otherwise: str) -> str:
    return _FIRST_COLUMNS.get(line.sign or line.tone, otherwise)


def _cut(lines: list[str]) -> Iterator[str]:
    room = _MOST_CHARACTERS
    for number, line in enumerate(lines):
        room -= len(line.encode("utf-8", "backslashreplace")) + 1
        if number == _MOST_LINES or room < 0:
            yield f"  … {len(lines) - number:,} more lines, which the page and the text view have"
            return
        yield line
