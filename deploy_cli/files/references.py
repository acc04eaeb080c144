"""The references that a text holds: variables, with a default or without, secrets, and files of secrets.

They are written ``$(var:name)``, ``$(var:name|default)``, ``$(secret:NAME)`` and ``$(secret-file:path)``.
Of any run of ``$`` before ``(var:`` and its like, a single one makes a reference; a longer one loses one and stays
text, so that ``$$(var:name)`` is the text ``$(var:name)``. Auth0's own ``${…}``, ``{{…}}`` and every other ``$(`` are
no references. A default goes up to the parenthesis that closes the reference, so it may hold references itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HEAD = re.compile(r"(?P<dollars>\$+)\((?P<kind>var|secret-file|secret):")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_FILE = re.compile(r"[^()\r\n\0]+")
_PARENTHESIS = re.compile(r"[()]")
_LONGEST_DEFAULT: Final = 4096
"""Characters; where no parenthesis closes a default by then, it was none."""

_MOST_OPEN: Final = 100
"""After so many references in one text that do not close, the rest of it is not looked at."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference, or what looks like one."""

    kind: str
    """``var``, ``secret`` or ``secret-file``."""
    name: str | None
    """The name, or the path of a file; ``None`` where what follows the colon is none."""
    default: str | None
    start: int
    end: int
    is_escaped: bool = False


def references(text: str) -> Iterator[Reference]:
    """Yield the references in ``text``, in order; those in a default belong to the default."""
    at = 0
    open_ones = 0
    while open_ones < _MOST_OPEN and (head := _HEAD.search(text, at)):
        kind, start, end = head["kind"], head.start(), head.end()
        if len(head["dollars"]) > 1:
            found = Reference(kind, None, None, start, end, is_escaped=True)
        else:
            found = _closed(text, kind, start, end) or Reference(kind, None, None, start, end)
        yield found
        at = found.end
        open_ones += found.name is None and not found.is_escaped


def whole(text: str) -> Reference | None:
    """Return the variable that ``text`` is, from its first character to its last."""
    if not text.startswith("$(var:"):
        return None
    first = next(references(text))
    return first if first.name is not None and first.end == len(text) else None


def escaped(text: str) -> str:
    """Return ``text`` so written that resolving it gives ``text``."""
    return _HEAD.sub(lambda head: "$" + head[0], text) if "$(" in text else text


def _closed(text: str, kind: str, start: int, at: int) -> Reference | None:
    """Return the reference whose name begins at ``at``; ``None`` where it is no name, or is not closed."""
    if (name := (_FILE if kind == "secret-file" else _NAME).match(text, at)) is None:
        return None
    if text.startswith(")", name.end()):
        return Reference(kind, name[0], None, start, name.end() + 1)
    if kind != "var" or not text.startswith("|", name.end()):
        return None
    end = _closing(text, name.end() + 1)
    return Reference(kind, name[0], text[name.end() + 1 : end], start, end + 1) if end is not None else None


def _closing(text: str, at: int) -> int | None:
    """Return where the parenthesis stands that closes what is open at ``at``."""
    depth = 0
    for found in _PARENTHESIS.finditer(text, at, at + _LONGEST_DEFAULT):
        depth += 1 if found[0] == "(" else -1
        if depth < 0:
            return found.start()
    return None
