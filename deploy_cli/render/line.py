"""One line of a text view: laid out first, coloured last."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from textwrap import wrap

from deploy_cli.render.paint import Paint

GUTTER = "│ "
"""Begins each line of a text that came from outside: a CI runner takes an indented ``::command`` for one."""

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
        return " " * self.indent + coloured


def indented(lines: Iterable[Line], by: int) -> Iterator[Line]:
    """Move ``lines`` to the right."""
    return (replace(line, indent=line.indent + by) for line in lines)


def folded(text: str, width: int, *, follow: str = "") -> list[str]:
    """Break escaped prose into lines of ``width``, those after the first beginning with ``follow``.

    No line begins with what a CI runner takes for a command, wherever the prose has to be broken.
    """
    # Paths and addresses stay whole, so that they can be copied.
    room = max(width, 20)
    lines = wrap(text, room, subsequent_indent=follow, break_on_hyphens=False, break_long_words=False)
    return [GUTTER + line if line.lstrip().startswith("::") else line for line in lines] or [""]


def chopped(text: str, width: int, most: int) -> list[str]:
    """Break escaped text into ``most`` pieces of ``width`` at most, at spaces where there are any.

    Nothing is dropped, spaces neither; what is left out in the end is counted.
    """
    width = max(width, 20)
    start = text[: width * most]
    pieces = wrap(start, width, drop_whitespace=False, replace_whitespace=False, break_on_hyphens=False)[
        :most
    ]
    left = len(text) - sum(map(len, pieces))
    return [*pieces, f"… {left:,} more characters"] if left > 0 else pieces or [""]
