"""How wide text is in a terminal, where ideographs and emoji take two columns and marks none.

After Unicode's East Asian Width (UAX 11). Texts are escaped already: nothing in them is a control.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache


def columns(text: str) -> int:
    """Return how many columns ``text`` takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def cut(text: str, width: int) -> tuple[str, str]:
    """Return what of ``text`` fits into ``width`` columns, and the rest; marks stay with their letter."""
    if text.isascii():
        return text[:width], text[width:]
    used = 0
    for at, character in enumerate(text):
        used += _width(character)
        if used > width and at:
            return text[:at], text[at:]
    return text, ""


def pieces(text: str, width: int) -> Iterator[str]:
    """Yield ``text`` in pieces of at most ``width`` columns, broken after spaces where there are any."""
    while text:
        piece, rest = cut(text, width)
        space = piece.rfind(" ") + 1
        if rest and space > len(piece) // 3:
            piece, rest = text[:space], text[space:]
        yield piece
        text = rest


@lru_cache(maxsize=8192)
def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
