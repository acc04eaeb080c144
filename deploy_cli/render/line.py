"""One line of a text view: laid out first, coloured last."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from textwrap import wrap

from deploy_cli.render.columns import columns, pieces
from deploy_cli.render.paint import Paint

GUTTER = "│ "
"""Begins each line of a text that came from outside: a CI runner takes an indented ``::command`` for one."""

_COMMAND = re.compile(r"^((?:\s|\x1b\[[\d;]*m)*)(?=::)", re.MULTILINE)

CONTINUED = "↳ "
"""Begins what did not fit on the line before."""


@dataclass(frozen=True, slots=True)
class Line:
    """Text that is escaped already, how deep it stands, and its sign: ``+``, ``-``, ``~``, ``>`` or none."""

    text: str
    sign: str = ""
    indent: int = 0
    tone: str = ""
    """The sign whose colour the line has though it does not begin with it, or ``faint``."""
    beside: str = ""
    """Said at the end of the line for those who look for it: the place that a value comes from."""

    def painted(self, paint: Paint) -> str:
        """Return the line as it is printed."""
        text = f"{self.sign} {self.text}" if self.sign else self.text
        match self.tone or self.sign:
            case "":
                coloured = text
            case "faint":
                coloured = paint.faint(text)
            case sign:
                coloured = paint.sign(sign, text)
        return " " * self.indent + coloured + (paint.faint(self.beside) if self.beside else "")


def joined(lines: Iterable[str]) -> str:
    """Return lines as one text, in which no line begins with what a CI runner takes for a command."""
    text = "\n".join(lines)
    return _COMMAND.sub(lambda found: found[1] + GUTTER, text) if "::" in text else text


def annotated(lines: Iterable[Line], text: str, width: int) -> Iterator[Line]:
    """Write ``text`` to the right of the first line, or below it where there is no room within ``width``."""
    for number, line in enumerate(lines):
        used = line.indent + columns(line.text) + (2 if line.sign else 0)
        gap = width - used - columns(text)
        if number or not text:
            yield line
        elif gap >= 2:
            yield replace(line, beside=" " * gap + text)
        else:
            yield line
            below = line.indent + 2
            for piece in folded(f"from {text}", width - below, follow="   "):
                yield Line(piece, indent=below, tone="faint")


def indented(lines: Iterable[Line], by: int) -> Iterator[Line]:
    """Move ``lines`` to the right."""
    return (replace(line, indent=line.indent + by) for line in lines)


def folded(text: str, width: int, *, follow: str = "") -> list[str]:
    """Break escaped prose into lines of ``width``, those after the first beginning with ``follow``."""
    room = max(width, 20)
    return _wrapped(text, room, follow) or [""]


def _wrapped(text: str, width: int, follow: str) -> list[str]:
    # Paths and addresses stay whole, so that they can be copied.
    if columns(text) == len(text):
        return wrap(text, width, subsequent_indent=follow, break_on_hyphens=False, break_long_words=False)
    lines = [""]
    for word in text.split(" "):
        for piece in pieces(word, width - len(follow)) if columns(word) != len(word) else (word,):
            joined = f"{lines[-1]} {piece}" if lines[-1].strip() else lines[-1] + piece
            if columns(joined) <= width or not lines[-1].strip():
                lines[-1] = joined
            else:
                lines.append(follow + piece)
    return lines


def chopped(text: str, width: int, most: int) -> list[str]:
    """Break escaped text into ``most`` pieces of ``width`` at most, at spaces where there are any.

    Nothing is dropped, spaces neither; what is left out in the end is counted.
    """
    width = max(width, 20)
    if columns(text) == len(text):
        start = text[: width * most]
        shown = wrap(start, width, drop_whitespace=False, replace_whitespace=False, break_on_hyphens=False)
    else:
        shown = list(islice(pieces(text, width), most))
    left = len(text) - sum(map(len, shown[:most]))
    return [*shown[:most], f"… {left:,} more characters"] if left > 0 else shown[:most] or [""]
