"""What a doctor found, for people and for programs."""

from collections.abc import Iterable, Iterator, Sequence

from deploy_cli.core.check import Check, Verdict
from deploy_cli.core.values import Object
from deploy_cli.render.line import folded
from deploy_cli.render.paint import Paint
from deploy_cli.render.visible import visible

_NAME, _VERDICT = 13, 9


def checks_text(checks: Iterable[Check], *, paint: Paint | None = None, width: int = 80) -> str:
    """Return one block for each check: what was looked at, what came out, and what to do about it."""
    return "\n".join(line for check in checks for line in _lines(check, paint or Paint(), width))


def verdict_text(checks: Sequence[Check]) -> str:
    """Return the last line: whether an apply would work, as far as anybody can tell before."""
    bad = [check.name for check in checks if check.verdict is Verdict.BAD]
    if bad:
        return f"An apply would fail: {', '.join(bad)}."
    return "An apply can work."


def checks_object(checks: Sequence[Check]) -> Object:
    """Return the checks as JSON values; ``ok`` is false where an apply would fail."""
    return {
        "format_version": 1,
        "ok": not any(check.verdict is Verdict.BAD for check in checks),
        "checks": [
            {
                "name": check.name,
                "verdict": str(check.verdict),
                "text": check.text,
                "hint": check.hint,
                "details": list(check.details),
            }
            for check in checks
        ],
    }


def _lines(check: Check, paint: Paint, width: int) -> Iterator[str]:
    start = _VERDICT + _NAME
    first, *rest = folded(visible(check.text), width - start)
    verdict = _painted(check.verdict, f"{check.verdict!s:<{_VERDICT}}", paint)
    yield f"{verdict}{paint.strong(f'{check.name:<{_NAME}}')}{first}".rstrip()
    yield from (" " * start + line for line in rest)
    for detail in check.details:
        yield from (" " * start + line for line in folded(f"- {visible(detail)}", width - start, follow="  "))
    if check.hint:
        for line in folded(f"hint: {visible(check.hint)}", width - start, follow="  "):
            yield " " * start + paint.hint(line)


def _painted(verdict: Verdict, text: str, paint: Paint) -> str:
    match verdict:
        case Verdict.GOOD:
            return paint.added(text)
        case Verdict.BAD:
            return paint.error(text)
        case Verdict.WARNING:
            return paint.changed(text)
        case Verdict.UNKNOWN:
            return paint.faint(text)
