"""What fits: things of several sizes are put into a bounded room, what matters most first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

_LEFT_OVER: Final = 120
"""Bytes with which nothing can be done any more."""

_PATIENCE: Final = 20
"""Things in a row that do not fit, after which the rest is not tried: thousands would be drawn for nothing."""

Size = Callable[[int], str]
"""Draws one of the things, given its number."""


@dataclass(slots=True)
class Room:
    """A number of bytes in UTF-8, and what was drawn into them so far: number of the thing → its text."""

    bytes: int
    drawn: dict[int, str] = field(default_factory=dict)

    def improve(self, numbers: Iterable[int], draw: Size) -> None:
        """Draw each of the things anew where the new text fits; what does not fit stays as it was."""
        missed = 0
        for number in numbers:
            if self.bytes < _LEFT_OVER or missed == _PATIENCE:
                return
            text = draw(number)
            more = size(text) - size(self.drawn[number]) if number in self.drawn else size(text)
            missed = 0 if more <= self.bytes else missed + 1
            if not missed:
                self.bytes -= more
                self.drawn[number] = text

    def taken(self, texts: Sequence[str]) -> int:
        """Take as many of ``texts`` as fit, from the first on; return how many."""
        for count, text in enumerate(texts):
            if size(text) > self.bytes:
                return count
            self.bytes -= size(text)
        return len(texts)


def size(text: str) -> int:
    """Return what ``text`` takes, with the empty line that sets it apart."""
    return len(text.encode("utf-8", "backslashreplace")) + 2
