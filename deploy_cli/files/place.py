"""Where values come from: a tree of places that runs parallel to a value."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from deploy_cli.errors import Location

Shift: TypeAlias = tuple[int, int, bool]
"""From this offset of the parsed text on, this offset of the text in the file; and whether both run in step. A
substituted value does not: all of it stands where its marker stands."""


class Source:
    """A file that was read, and how to find a line and a column in it."""

    def __init__(self, path: Path, name: str, text: str) -> None:
        self.path = path
        self.name = name
        """How messages call the file."""
        self.text = text
        """What the file holds, before any substitution, without a byte-order mark."""
        self.shifts: Sequence[Shift] = ()
        """Sorted; none where the parsed text is the text of the file."""
        self.base = path.parent
        """The folder that paths in the file are relative to."""

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))]

    def location(self, offset: int) -> Location:
        """Return the place of a character, counted from 0 in the parsed text."""
        return self._at(min(self._original(offset), len(self.text)))

    def original(self, offset: int) -> int:
        """Return where in the file a character of the parsed text stands."""
        return min(self._original(offset), len(self.text))

    def find(self, written: str, offset: int) -> Location:
        """Return the place of ``written`` at or after an offset of the parsed text, or of that offset."""
        start = self._original(offset)
        at = self.text.find(written, start) if written else -1
        return self.location(offset) if at < 0 else self._at(at)

    def _at(self, at: int) -> Location:
        line = bisect_right(self._lines, at)
        return Location(self.name, line, at - self._lines[line - 1] + 1)

    def _original(self, offset: int) -> int:
        index = bisect_right(self.shifts, offset, key=lambda shift: shift[0]) - 1
        if index < 0:
            return offset
        parsed, original, in_step = self.shifts[index]
        return original + (offset - parsed if in_step else 0)


class Place:
    """Where one value stands, where its key stands, and the places of what it holds.

    Never changed once a file is read: composed values share the places of what they are composed of.
    """

    __slots__ = ("at", "inner", "key_at", "overrides", "source")

    def __init__(
        self,
        source: Source,
        at: int,
        key_at: int,
        inner: "dict[str, Place] | list[Place] | None" = None,
        overrides: "Place | None" = None,
    ) -> None:
        self.source = source
        self.at = at
        self.key_at = key_at
        self.inner = inner
        self.overrides = overrides
        """Where the value stood that this one was laid over."""

    @property
    def location(self) -> Location:
        """The place of the value."""
        return self.source.location(self.at)

    @property
    def key(self) -> Location:
        """The place of the key the value stands under; of the value itself in a list."""
        return self.source.location(self.key_at)

    def child(self, part: object) -> "Place | None":
        """Return the place of one thing that the value holds."""
        if isinstance(part, str) and isinstance(self.inner, dict):
            return self.inner.get(part)
        if isinstance(part, int) and isinstance(self.inner, list) and -1 < part < len(self.inner):
            return self.inner[part]
        return None

    def nearest(self, path: Sequence[object]) -> "Place":
        """Return the place at ``path`` below this one, or of the closest thing above it that has one."""
        here = self
        for part in path:
            inner = here.child(part)
            if inner is None:
                return here
            here = inner
        return here

    def over(self, other: "Place | None") -> "Place":
        """Return this place as that of a value that was laid over the one at ``other``."""
        return Place(self.source, self.at, self.key_at, self.inner, other) if other is not None else self

    def items(self) -> Iterator[tuple[str, "Place"]]:
        """Yield the places of an object's values."""
        return iter(self.inner.items() if isinstance(self.inner, dict) else ())
