"""Characters that a reader does not see as what they are. Pure: no I/O, no clock, no log.

One vocabulary for all: the sinks write these out (`\\u{202e}`), the guardrails name them. After Unicode's general
categories and ``Default_Ignorable_Code_Point``, UTS 36 and UTS 55 (source code spoofing), and CVE-2021-42574.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Unseen(StrEnum):
    """Why a character is not seen as what it is."""

    CONTROL = "control"
    """C0, DEL and C1: terminals act on them."""
    BIDI = "bidi"
    """Reorders what is read after it."""
    INVISIBLE = "invisible"
    """Drawn as nothing: joiners, fillers, tags, selectors, soft hyphens."""
    SPACE = "space"
    """A space or line end other than the usual one."""
    PRIVATE = "private"
    """Drawn as whatever a font likes."""
    BROKEN = "broken"
    """Half a surrogate pair, or no character at all."""
    STACK = "stack"
    """A mark on top of so many others that it leaves its line, or one without a letter to sit on."""


BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MARKS: Final = frozenset("\u061c\u200e\u200f")
"""Those that texts in Hebrew and Arabic honestly hold."""

_NOTHING: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\ufffc"
    "\U0001d159\U000e0000-\U000e0fff]"
)
"""Drawn as nothing, though Unicode does not class them as formats, or has not given them away yet."""
_SELECTORS: Final = "\ufe0e\ufe0f"
_KEYCAP: Final = "\u20e3"
_MOST_MARKS: Final = 3
"""Vietnamese and Hebrew need two or three on one letter."""
_SPACES: Final = {"Zs", "Zl", "Zp"}


def may_hide(text: str) -> bool:
    """Tell whether there is any character in ``text`` that `unseen` may have something to say about."""
    if text.isascii() and text.isprintable():
        return False
    return any(_kind(character) is not None or _is_mark(character) for character in set(text))


def is_unseen(text: str, at: int) -> bool:
    """Tell whether the character at ``at`` is not seen as what it is."""
    return unseen(text, at) is not None


def unseen(text: str, at: int) -> Unseen | None:
    """Return why the character at ``at`` is not seen as what it is; ``None`` where it is.

    What stands before it counts: a selector belongs to the emoji before it, a mark to its letter.
    """
    character = text[at]
    kind = _kind(character)
    if kind is Unseen.INVISIBLE and character in _SELECTORS and _is_selected(text, at):
        return None
    if kind is None and _is_mark(character) and not _sits(text, at):
        return Unseen.STACK
    return kind


@lru_cache(maxsize=8192)
def _kind(character: str) -> Unseen | None:
    if character == " ":
        return None
    if character in BIDI:
        return Unseen.BIDI
    if _NOTHING.match(character):
        return Unseen.INVISIBLE
    category = unicodedata.category(character)
    match category:
        case "Cc":
            return Unseen.CONTROL
        case "Cf":
            return Unseen.INVISIBLE
        case "Co":
            return Unseen.PRIVATE
        case "Cs":
            return Unseen.BROKEN
        case "Cn" if ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef":
            return Unseen.BROKEN
        case _:
            return Unseen.SPACE if category in _SPACES else None


@lru_cache(maxsize=8192)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Me"}


def _is_selected(text: str, at: int) -> bool:
    """Tell whether a selector makes an emoji, or a keycap, of what stands before it."""
    before = text[at - 1] if at else ""
    if before and before in "#*0123456789":
        return text[at + 1 : at + 2] == _KEYCAP
    return bool(before) and unicodedata.category(before) in {"So", "Sm"} and _kind(before) is None


def _sits(text: str, at: int) -> bool:
    """Tell whether a mark has a letter below it, and few enough other marks between."""
    for below in range(at - 1, max(at - _MOST_MARKS - 2, -1), -1):
        character = text[below]
        if character in _SELECTORS:
            continue
        if not _is_mark(character):
            return at - below <= _MOST_MARKS and _carries(character)
    return False


@lru_cache(maxsize=8192)
def _carries(character: str) -> bool:
    """Tell whether marks may sit on it: letters, digits, symbols, vowel signs; not quotes and spaces of ours."""
    category = unicodedata.category(character)
    return (category[0] in "LNS" or category == "Mc") and _kind(character) is None
