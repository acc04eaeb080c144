"""Failures as text: what is wrong, where, the line itself, and what to do about it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from deploy_cli.core.plan import Finding
from deploy_cli.errors import ApiError, ConfigError, DeployError, Location, Problem, Refused
from deploy_cli.render.failure import error_object, exchange
from deploy_cli.render.line import GUTTER, folded, joined
from deploy_cli.render.paint import Paint
from deploy_cli.render.visible import visible

Sources = Mapping[str, str]
"""File → its text, for as many files as could be read; files are named as `Location` names them."""

_Lines = Mapping[str, list[str]]

_WORD = re.compile(r""""[^"]*"?|'[^']*'?|(?:[^\s:,\]}]|:(?=\S))+""")
_BEFORE = 40
"""Characters shown before the place in a very long line."""


def error_text(error: DeployError, sources: Sources | None = None, *, paint: Paint, width: int = 80) -> str:
    """Return the text of a failure; where it has several problems each of them, and a last line with their count."""
    if not isinstance(error, ConfigError | Refused) or not error.problems:
        return joined(error_lines(error, paint, width))
    lines = _lines(sources)
    blocks = ["\n".join(_problem(problem, lines, paint, width)) for problem in error.problems]
    return joined(["\n\n".join([*blocks, paint.strong(visible(error.summary))])])


def _lines(sources: Sources | None) -> _Lines:
    return {file: re.split(r"\r\n|\r|\n", text) for file, text in (sources or {}).items()}


def error_lines(error: DeployError, paint: Paint, width: int) -> Iterator[str]:
    """Yield what went wrong, the request where Auth0 refused one, and the hint."""
    yield from _said(error.summary, paint)
    if isinstance(error, ApiError) and (text := visible(exchange(error_object(error)))):
        yield "  " + paint.faint(text)
    yield from _hint(error.hint, paint, width)


def findings_text(
    findings: Sequence[Finding],
    sources: Sources | None = None,
    *,
    paint: Paint,
    width: int = 80,
    fixes: Mapping[str, str] | None = None,
) -> str:
    """Return what the guardrails have to say: each finding with its rule, and the line of the file it is about.

    ``fixes`` say of rules how to set right what they find.
    """
    lines, known = _lines(sources), fixes or {}
    blocks = (
        "\n".join(
            [
                *_finding(finding, lines, paint, width),
                *_hint(None if finding.waiver else known.get(finding.rule), paint, width),
            ]
        )
        for finding in findings
    )
    return joined(["\n\n".join(blocks)])


def _finding(finding: Finding, files: _Lines, paint: Paint, width: int) -> Iterator[str]:
    address = f"{finding.address}: " if finding.address else ""
    head = f"{finding.severity}:"
    first, *rest = folded(visible(f"{address}{finding.text} ({finding.rule})"), width - len(head) - 1)
    coloured = paint.error(head) if finding.severity == "error" else paint.hint(head)
    yield f"{coloured} {first}"
    yield from (" " * (len(head) + 1) + line for line in rest)
    if finding.source:
        yield "  " + paint.faint(visible(str(finding.source)))
        yield from _excerpt(finding.source, files, paint, width)


def _said(text: str, paint: Paint) -> Iterator[str]:
    """Yield ``error: text``. Further lines of a text stand behind a gutter, so that they look like nothing else."""
    first, *rest = text.split("\n")
    yield f"{paint.error('error:')} {visible(first)}"
    yield from (f"  {GUTTER}{visible(line)}".rstrip() for line in rest)


def _problem(problem: Problem, files: _Lines, paint: Paint, width: int) -> Iterator[str]:
    address = f"{problem.address}: " if problem.address else ""
    yield from _said(address + problem.message, paint)
    if problem.location:
        yield "  " + paint.faint(visible(str(problem.location)))
        yield from _excerpt(problem.location, files, paint, width)
    yield from _hint(problem.hint, paint, width)


def _hint(hint: str | None, paint: Paint, width: int) -> Iterator[str]:
    if not hint:
        return
    first, *rest = folded(visible(hint), width - len("hint: "))
    yield f"{paint.hint('hint:')} {first}"
    yield from (" " * len("hint: ") + line for line in rest)


def _excerpt(location: Location, files: _Lines, paint: Paint, width: int) -> Iterator[str]:
    """Yield the line of the file and an underline, where the file is known and still has that line."""
    lines = files.get(location.file, [])
    if not 1 <= location.line <= len(lines) or not (line := lines[location.line - 1]).strip():
        return
    at = min(location.column - 1, len(line))
    start = at - _BEFORE if at > width - 20 else 0
    marked = _WORD.match(line, at)
    before, word = (
        "…" * bool(start) + visible(line[start:at]),
        visible(marked.group() if marked else line[at : at + 1]) or " ",
    )
    number = str(location.line)
    room = max(width - len(number) - 7, 20)
    shown = (before + visible(line[at:]))[:room]
    yield f"    {paint.faint(number + ' │')} {shown}"
    rule = "^" * max(min(len(word), room - len(before)), 1)
    yield f"    {paint.faint(' ' * len(number) + ' │')} {' ' * len(before)}{paint.error(rule)}"


def note_text(text: str, *, paint: Paint, width: int = 80) -> str:
    """Return something that a person should know though it is no error."""
    first, *rest = folded(visible(text), width - len("note: "))
    return joined([f"{paint.hint('note:')} {first}", *(" " * len("note: ") + line for line in rest)])


def valid_text(environment: str, resources: int, sections: int) -> str:
    """Return the one line that says that nothing is wrong."""
    told = f"{counted(resources, 'resource')} in {counted(sections, 'section')}"
    return joined([f"{visible(environment)}: valid, {told}"])


def counted(count: int, word: str) -> str:
    """Return ``1 resource``, ``2 resources``."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
