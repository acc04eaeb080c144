"""Keywords of the official tool, hidden: a text of the same length that is YAML whatever the keywords stand for."""

import re
from typing import Final

from deploy_cli.files.concrete import Unkept

_KEYWORD: Final = re.compile(r"(##|@@)([A-Za-z0-9_][A-Za-z0-9_.-]*)\1")
_MARKS: Final = {"##": "\ue000\ue000", "@@": "\ue001\ue001"}
MARKED: Final = re.compile("[\ue000\ue001]")
"""What a masked keyword is known by."""


def masked(text: str) -> str:
    """Return ``text`` with its keywords as plain words.

    One that begins a line keeps its first ``#``: there it is a comment, unless it stands in a text of several lines.
    """
    return _KEYWORD.sub(lambda match: _mask(match, text), text) if "##" in text or "@@" in text else text


def refuse_lines(comments: tuple[str, ...], text: str) -> None:
    """Raise `Unkept` where a keyword is a line of its own: it may stand for lines of YAML."""
    for comment in comments:
        if (match := _KEYWORD.match(comment)) and match[1] == "##":
            line = text.count("\n", 0, max(text.find(comment), 0)) + 1
            raise Unkept(f"`{match[0]}` at the start of a line may stand for lines of YAML", line)


def _mask(match: re.Match[str], text: str) -> str:
    mark = _MARKS[match[1]]
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    starts = match[1] == "##" and not line.strip()
    return f"{'#' + mark[1:] if starts else mark}{match[2]}{mark}"
