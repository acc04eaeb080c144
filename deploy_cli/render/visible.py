"""Text that came from outside, made safe for a terminal and a CI log: nothing in it moves, hides or commands.

Names, values and server messages are raw in the model and are escaped here, once, on their way out. What is
escaped is written as ``\\n``, ``\\t`` or ``\\u{202e}``: control characters, ESC and the C1 range (terminal sequences),
bidirectional overrides (Trojan Source, CVE-2021-42574), characters without width, other spaces than the usual
one, and the markers by which CI runners recognise commands inside a line.
"""

import re
import unicodedata
from functools import lru_cache

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that are drawn as nothing, though Unicode does not class them as controls."""

_COMMAND = re.compile(r"#(?=#(?:vso)?\[)")
"""``##[command]`` and ``##vso[command]`` are acted on anywhere in a line by GitHub's and Azure's runners."""

_BARE = re.compile(r"[A-Za-z_][\w./:@%?&=+#~,;|*$-]*", re.ASCII)
_KEYWORDS = frozenset({"true", "false", "null"})


def visible(text: str) -> str:
    """Return ``text`` on one line with everything that a terminal would not show as itself written out."""
    shown = text if text.isascii() and text.isprintable() else "".join(map(_shown, text))
    return _COMMAND.sub(r"\\u{23}", shown)


def quoted(text: str) -> str:
    """Return ``text`` between quotes, so that its ends are seen and no text looks like another one."""
    literal = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{visible(literal)}"'


def scalar(text: str) -> str:
    """Return ``text`` as a value: bare where it can be taken for nothing else, otherwise quoted."""
    return visible(text) if _BARE.fullmatch(text) and text not in _KEYWORDS else quoted(text)


def name(text: str) -> str:
    """Return ``text`` as a name: bare, unless spaces at its ends or in a row could set it apart from its line."""
    return quoted(text) if text != text.strip(" ") or "  " in text else visible(text)


@lru_cache(maxsize=1024)
def _shown(character: str) -> str:
    if character == " ":
        return character
    if character in _SHORT:
        return _SHORT[character]
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"}
    if hidden or character in _INVISIBLE or "\U000e0100" <= character <= "\U000e01ef":
        return f"\\u{{{ord(character):x}}}"
    return character
