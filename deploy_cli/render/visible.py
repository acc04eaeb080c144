"""Text that came from outside, made safe for a terminal and a CI log: nothing in it moves, hides or commands.

Names, values and server messages are raw in the model and are escaped here, once, on their way out. What
`deploy_cli.core.unseen` calls unseen is written as ``\\n``, ``\\t`` or ``\\u{202e}``: control characters, ESC and C1
range (terminal sequences), bidirectional overrides (Trojan Source, CVE-2021-42574), characters without width, stacked
marks, other spaces than the usual one. So are letters that pass for letters of another script, and the markers by
which CI runners recognise commands inside a line.
"""

import re
from functools import lru_cache

from deploy_cli.core.lookalikes import disguises
from deploy_cli.core.unseen import is_unseen, may_hide

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_COMMAND = re.compile(r"#(?=#\w*\[)")
"""``##[command]``, ``##vso[command]`` and ``##teamcity[command]`` are acted on anywhere in a line, or nearly so."""

_BARE = re.compile(r"[A-Za-z_][\w./:@%?&=+#~,;|*$-]*", re.ASCII)
_KEYWORDS = frozenset({"true", "false", "null"})


def visible(text: str) -> str:
    """Return ``text`` on one line with everything that would not be seen as what it is written out."""
    shown = text if text.isascii() and text.isprintable() else _written_out(text)
    return _COMMAND.sub(r"\\u{23}", shown)


def quoted(text: str) -> str:
    """Return ``text`` between quotes, so that its ends are seen and no text looks like another one."""
    literal = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{visible(literal)}"'


def scalar(text: str) -> str:
    """Return ``text`` as a value: bare where it can be taken for nothing else, otherwise quoted."""
    return visible(text) if _BARE.fullmatch(text) and text not in _KEYWORDS else quoted(text)


def name(text: str) -> str:
    """Return ``text`` as a name: bare, unless it could be taken for another one, or for more than a name.

    Spaces at its ends or in a row set it apart from its line; a backslash looks like an escape.
    """
    return quoted(text) if text != text.strip(" ") or "  " in text or "\\" in text else visible(text)


def _written_out(text: str) -> str:
    letters = {at for disguise in disguises(text) for at in disguise.places()}
    if not letters and not may_hide(text):
        return text
    return "".join(
        _escape(character) if at in letters or is_unseen(text, at) else character
        for at, character in enumerate(text)
    )


@lru_cache(maxsize=1024)
def _escape(character: str) -> str:
    return _SHORT.get(character) or f"\\u{{{ord(character):x}}}"
