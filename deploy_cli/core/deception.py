"""What a text may hold to deceive who reads it in a terminal, a log, a comment or a page.

Pure: no I/O, no clock, no log. Sinks show all of this harmlessly; what is here says that somebody tried. Judged is what
cannot be honest: emoji with their joiners, Hebrew and Arabic with their marks, and code that prints a runner's commands
in the middle of a line are left in peace.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from deploy_cli.core.lookalikes import disguises
from deploy_cli.core.unseen import MARKS, Unseen, may_hide, unseen


class Kind(StrEnum):
    """What a text is; the same trick is honest in one and not in another."""

    NAME = "name"
    """What a resource, or a key of a map, is called: short, and copied into sentences."""
    VALUE = "value"
    """A text of one line."""
    BODY = "body"
    """Code, a template, a page: several lines."""


class Rule(StrEnum):
    """The rules that findings about deceptive texts go by."""

    CHARACTERS = "deceptive-characters"
    LOOKALIKE = "deceptive-lookalike"
    SPACING = "deceptive-spacing"
    IMITATION = "deceptive-imitation"
    MARKUP = "deceptive-markup"


@dataclass(frozen=True, slots=True)
class Trick:
    """One thing about a text: a sentence without its subject, such as ``begins or ends with a space``."""

    rule: Rule
    text: str


_DOES: Final = {
    Unseen.CONTROL: "a terminal may act on it",
    Unseen.BIDI: "what follows is shown in another order",
    Unseen.INVISIBLE: "it is not seen",
    Unseen.SPACE: "it is no usual space",
    Unseen.PRIVATE: "it has no meaning of its own",
    Unseen.BROKEN: "it is no character",
    Unseen.STACK: "it is stacked on others",
}
_CONTROLS: Final = {
    "\0": "NULL", "\a": "BELL", "\b": "BACKSPACE", "\t": "TAB", "\n": "LINE FEED", "\v": "LINE TABULATION",
    "\f": "FORM FEED", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE", "\x7f": "DELETE", "\x85": "NEXT LINE",
    "\x9b": "CONTROL SEQUENCE INTRODUCER", "\x9d": "OPERATING SYSTEM COMMAND",
}  # fmt: skip

_SUMMARY: Final = re.compile(
    r"(?im)^[^\w\n]*(?:plan|applied): *\d[\d,]* +(?:to +\w+|done|added)\b|^[^\w\n]*no changes: "
)
"""A last line of ours, or of the tools that people know."""
_SAID: Final = re.compile(
    r"(?i)^[^\w\n:]*(?:error|warning|hint|note|finding|effect|refused)\b[^:]{0,40}:|^[^\w\n]*apply this to "
)
_COMMAND: Final = re.compile(
    r"(?m)^\s*::(?:set-env|add-path|set-output|save-state|add-mask|(?:add|remove)-matcher|stop-commands|error|warning"
    r"|notice|debug|group|endgroup|echo)\b[^\n]*::|##(?:vso|teamcity)?\[[a-z][\w.-]*"
)
_ANY_COMMAND: Final = re.compile(r"^\s*::[A-Za-z][\w-]*(?:\s[^:]*)?::")
_NAME_MARKUP: Final = re.compile(
    r"(?P<html><[a-zA-Z/!?][^>]*>?)|(?P<link>\]\([^)]*\)?)|(?P<fence>```+|~~~+)|(?P<entity>&(?:#x?[\da-fA-F]+|[a-zA-Z]+);)"
    r"|(?P<mention>(?<![\w.@/])@[a-zA-Z\d][\w-]*)"
    r"|(?P<closing>(?i:\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)):?\s+[\w./-]*\#\d+)"
)
_VALUE_MARKUP: Final = re.compile(
    r"(?i)(?P<html><!--|<(?:script|img|iframe|svg|object|embed|style)\b)|(?P<link>javascript:)"
)
_WORDS: Final = {
    "html": "HTML", "link": "a link", "fence": "a code fence", "entity": "an HTML entity", "mention": "a mention",
    "closing": "an order to close an issue",
}  # fmt: skip
_LONG: Final = 300
"""Characters from which on a line is a page in one line."""
_FAST: Final = re.compile(r"[^\W_][\w./:=?&%,;()+*-]*(?: [\w./:=?&%,;()+*-]+)*", re.ASCII)
"""Texts in which nothing can hide."""


def tricks(text: str, kind: Kind) -> Iterator[Trick]:
    """Yield what deceives in ``text``, each trick once."""
    if _FAST.fullmatch(text) and ":" not in text:
        return
    yield from _characters(text, kind)
    yield from _disguised(text, kind)
    if kind is Kind.NAME:
        yield from _spacing(text)
    yield from _imitation(text, kind)
    yield from _markup(text, kind)


def named(character: str) -> str:
    """Return a character by its number and its name: ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    name = _CONTROLS.get(character) or unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()


def kind_of(text: str, *, is_name: bool = False) -> Kind:
    """Return what a value of a field is."""
    if "\n" in text.strip("\n") or len(text) > _LONG:
        return Kind.BODY
    return Kind.NAME if is_name else Kind.VALUE


def _characters(text: str, kind: Kind) -> Iterator[Trick]:
    if not may_hide(text):
        return
    first: dict[str, int] = {}
    why: dict[str, Unseen] = {}
    counts: Counter[str] = Counter()
    for at, character in enumerate(text):
        reason = unseen(text, at)
        if reason is not None and not _is_honest(text, at, reason, kind):
            first.setdefault(character, at)
            why.setdefault(character, reason)
            counts[character] += 1
    for character, at in list(first.items())[:3]:
        times = f", {counts[character]} times" if counts[character] > 1 else ""
        text_ = f"holds {named(character)} {_place(text, at)}{times}: {_DOES[why[character]]}"
        yield Trick(Rule.CHARACTERS, text_)
    if len(first) > 3:
        yield Trick(
            Rule.CHARACTERS, f"holds {len(first) - 3} more kinds of characters that are not seen as such"
        )


def _place(text: str, at: int) -> str:
    if "\n" not in text:
        return f"at character {at + 1}"
    line, start = text.count("\n", 0, at) + 1, text.rfind("\n", 0, at) + 1
    return f"in line {line}, character {at - start + 1}"


def _is_honest(text: str, at: int, reason: Unseen, kind: Kind) -> bool:
    character = text[at]
    match reason:
        case Unseen.CONTROL:
            return (
                kind is not Kind.NAME and character in "\n\t\r" and (kind is Kind.BODY or character == "\n")
            )
        case Unseen.BIDI:
            return character in MARKS and any(_is_right_to_left(c) for c in text)
        case Unseen.INVISIBLE:
            return _joins(text, at) or (
                kind is Kind.BODY and (character == "\xad" or (at == 0 and character == "\ufeff"))
            )
        case Unseen.SPACE if character == "\u3000":
            return _is_asian(text)
        case Unseen.SPACE:
            return kind is not Kind.NAME and character not in "\u2028\u2029"
        case Unseen.PRIVATE:
            return kind is Kind.BODY
        case Unseen.BROKEN | Unseen.STACK:
            return False


def _is_right_to_left(character: str) -> bool:
    return character.isalpha() and unicodedata.bidirectional(character) in {"R", "AL"}


def _joins(text: str, at: int) -> bool:
    """Tell whether what is not seen belongs to an emoji, to a word of a script that joins, or to an ideograph."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    match text[at]:
        case "\u200d" | "\u200c" if after and before:
            emoji = unicodedata.category(after) == "So" and unicodedata.category(before) in {"So", "Sk", "Mn"}
            return emoji or (_is_joined(before) and _is_joined(after))
        case c if "\U000e0100" <= c <= "\U000e01ef":
            return before != "" and unicodedata.name(before, "").startswith("CJK ")
        case c if "\U000e0020" <= c <= "\U000e007f":
            return _within_flag(text, at)
        case _:
            return False


_FLAG: Final = re.compile(
    "\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f"
)
"""The flags of England, Scotland and Wales, which are all that tags are used for."""


def _within_flag(text: str, at: int) -> bool:
    return any(found.start() < at < found.end() for found in _FLAG.finditer(text))


_JOINING: Final = ("ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU",
    "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR", "MONGOLIAN")  # fmt: skip


def _is_joined(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_JOINING)


def _is_asian(text: str) -> bool:
    return any(unicodedata.east_asian_width(c) in "WF" and c != "\u3000" for c in text)


def _disguised(text: str, kind: Kind) -> Iterator[Trick]:
    if kind is Kind.BODY:
        return
    for one in list(disguises(text))[:2]:
        letters = ", ".join(map(named, one.letters[:3])) + (" and more" if one.letters[3:] else "")
        yield Trick(Rule.LOOKALIKE, f"reads as `{one.reads}` and is not: {letters} in `{one.word}`")


def _spacing(text: str) -> Iterator[Trick]:
    if text != text.strip():
        yield Trick(Rule.SPACING, "begins or ends with a space")
    if "  " in text.strip():
        yield Trick(Rule.SPACING, "holds several spaces in a row")


def _imitation(text: str, kind: Kind) -> Iterator[Trick]:
    if _SUMMARY.search(text) or (kind is Kind.NAME and _SAID.search(text)):
        yield Trick(Rule.IMITATION, "looks like a line that deploy-cli writes itself")
    if (found := _COMMAND.search(text)) or (kind is not Kind.BODY and _ANY_COMMAND.search(text)):
        what = found[0].strip() if found else text.strip()
        yield Trick(Rule.IMITATION, f"looks like a command to a CI runner: `{what[:40]}`")


def _markup(text: str, kind: Kind) -> Iterator[Trick]:
    if kind is Kind.BODY:
        return
    looked_for = _NAME_MARKUP if kind is Kind.NAME else _VALUE_MARKUP
    whats = dict.fromkeys(str(found.lastgroup) for found in looked_for.finditer(text))
    if whats:
        yield Trick(Rule.MARKUP, f"holds {' and '.join(_WORDS[what] for what in whats)}")
