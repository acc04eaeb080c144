"""Two long texts as what changed between them: code, templates, pages."""

from collections.abc import Iterator
from difflib import unified_diff

from deploy_cli.render.line import CONTINUED, GUTTER, Line, chopped
from deploy_cli.render.visible import quoted, visible

_MOST_LINES = 40
_CONTEXT = 2
_LONGEST = 4_000
"""Lines on both sides together, above which difflib takes longer than a reader waits."""
_EXCERPT = 240
_LEAD = 40


def text_diff(before: str, after: str, width: int) -> Iterator[Line]:
    """Yield a unified diff of two texts of several lines, bounded; what is left out is counted."""
    one, other = before.split("\n"), after.split("\n")
    if len(one) + len(other) > _LONGEST:
        yield Line(f"{GUTTER}{len(one)} lines become {len(other)}, too many to compare here", tone="faint")
        return
    changes = list(unified_diff(one, other, n=_CONTEXT, lineterm=""))[2:]
    for change in changes[:_MOST_LINES]:
        yield from _change(change, width)
    if left := changes[_MOST_LINES:]:
        come, go = (sum(change.startswith(sign) for change in left) for sign in "+-")
        yield Line(f"{GUTTER}… {len(left)} more lines of this diff (+{come} -{go})", tone="faint")


def string_diff(before: str, after: str, width: int) -> Iterator[Line]:
    """Yield both sides of a long string of one line; of a very long one, from shortly before they part ways."""
    start = 0
    if max(len(before), len(after)) > _EXCERPT:
        start = max(0, _shared(before, after) - _LEAD)
    for sign, text in (("-", before), ("+", after)):
        lead = f"… from character {start + 1} on: " if start else ""
        for number, piece in enumerate(chopped(lead + quoted(text[start:]), width - 2, 4)):
            yield Line(piece, sign) if number == 0 else Line(GUTTER + piece, indent=2)


def _change(change: str, width: int) -> Iterator[Line]:
    if change.startswith("@@"):
        yield Line(GUTTER + change, tone="faint")
        return
    sign, text = change[0].strip(), visible(change[1:])
    for number, piece in enumerate(chopped(text, width - 6, 3)):
        shown = CONTINUED + piece if number else piece
        yield Line(f"{GUTTER}{sign or ' '} {shown}".rstrip(), tone=sign)


def _shared(one: str, other: str) -> int:
    """Return how many characters the two begin with together."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
