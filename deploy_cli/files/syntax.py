"""What is wrong with a text that is no YAML, in words that help."""

import re
from typing import Any, Final

from deploy_cli.errors import Problem
from deploy_cli.files.place import Source

_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_INDENTATION: Final = (
    "the indentation does not fit the lines above",
    "line it up with the lines it belongs to; a text that goes on after a quote needs quotes around all of it",
)
_NEVER_ENDS: Final = {
    "while scanning a quoted scalar": (
        "the quoted text that starts here never ends",
        "close it with the same quote",
    ),
    "while parsing a flow sequence": (
        "the list that starts here is not closed",
        "put `,` between the values and `]` at the end",
    ),
    "while parsing a flow mapping": (
        "the object that starts here is not closed",
        "put `,` between the fields and `}` at the end",
    ),
}
_TAB: Final = ("a tab stands where spaces are expected", "indent with spaces")
_KNOWN: Final = {
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "did not find expected <document start>": (
        "the document ends above this line",
        "one file holds one document: remove the `...`, or what stands before the first section",
    ),
    "found unknown directive name": ("a line cannot start with `%`", "put the text in quotes"),
    "did not find expected node content": (
        "a value is missing here",
        "complete the list or the object that starts above, or put a text with `,`, `]` or `}` in quotes",
    ),
    "mapping values are not allowed in this context": (
        "`:` cannot stand here",
        "put a text that holds `: ` in quotes, or check the indentation of this line and the one above",
    ),
    "block sequence entries are not allowed in this context": (
        "`-` cannot start a list here",
        "put each `- ` on a line of its own, below its key",
    ),
    "did not find expected key": _INDENTATION,
    "did not find expected '-' indicator": _INDENTATION,
    "could not find expected ':'": (
        "this key has no `:`",
        "write `key: value`, with a space after the colon",
    ),
    "found unknown escape character": (
        'this is no escape that quotes with `"` know',
        "write `\\\\` for a backslash, or use `'` quotes, in which it means itself",
    ),
    "did not find expected alphabetic or numeric character": (
        "`*` and `&` start a name here, and none follows",
        "put a text that starts with `*` or `&` in quotes",
    ),
    "found undefined tag handle": ("this tag is not known here", "put a text that starts with `!` in quotes"),
}


class Unreadable(Exception):
    """A text of which nothing more can be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def first_unprintable(source: Source, text: str) -> None:
    """Raise `Unreadable` at the first character that YAML does not allow."""
    if found := _UNPRINTABLE.search(text):
        message = f"the character U+{ord(found[0]):04X} cannot stand in a YAML file"
        hint = f'write it as an escape in double quotes: `"\\u{ord(found[0]):04X}"`'
        location = source.location(found.start())
        raise Unreadable(Problem(message=message, location=location, hint=hint, rule="yaml"))


def explained(error: Any, source: Source, text: str) -> Problem:
    """Turn what libyaml says into one problem with a hint."""
    what = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None)
    mark = getattr(error, "problem_mark", None)
    offset = min(mark.index, len(text)) if mark is not None else 0
    never_ends = _NEVER_ENDS.get(context or "")
    if never_ends and (what.startswith("did not find expected") or "unexpected end of stream" in what):
        message, hint = never_ends
        offset = error.context_mark.index
    elif what == "found character that cannot start any token":
        message, hint = _bad_start(text[offset : offset + 1])
    elif what == "could not find expected ':'":
        message, hint = _KNOWN[what]
        offset = error.context_mark.index
    elif what == "found unknown directive name":
        message, hint = _KNOWN[what]
        offset = text.rfind("\n", 0, offset) + 1
    elif what.startswith("mapping values are not") and (above := _key_above(text, offset)) is not None:
        message, hint = _KNOWN["could not find expected ':'"]
        offset = above
    else:
        message, hint = _KNOWN.get(what, (f"this is not valid YAML: {what}", ""))
    return Problem(message=message, location=source.location(offset), hint=hint or None, rule="yaml")


def _bad_start(character: str) -> tuple[str, str]:
    if character == "\t":
        return _TAB
    shown = "a backtick" if character == "`" else f"`{character}`"
    return f"a value cannot start with {shown}", "put the text in quotes"


def _key_above(text: str, offset: int) -> int | None:
    """Return where the line above begins, if it is one word without a colon and the line at ``offset`` lies below."""
    *_, above, line = ["", "", *text[:offset].split("\n")]
    is_word = re.fullmatch(r"\s*(?:- )?\w+\s*", above) is not None
    if not is_word or _indentation(line) < _indentation(above):
        return None
    return offset - len(line) - 1 - len(above) + _indentation(above)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
