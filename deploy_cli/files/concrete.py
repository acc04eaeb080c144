"""A YAML text as it is written: a tree of nodes that know their place, with the comments and blank lines around them.

Nothing is lost: every node keeps its spelling, every comment stands at an entry, before it or behind it. What a tree
cannot hold without loss raises `Unkept`. The text has been masked (`deploy_cli.files.masking`), so offsets in it are
offsets in the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto


class Unkept(Exception):
    """The text holds something that cannot be moved about safely."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.why = why
        self.line = line
        """Counted from 1."""


class Kind(Enum):
    """What a node is, and how it is written."""

    EMPTY = auto()
    SCALAR = auto()
    ALIAS = auto()
    MAP = auto()
    LIST = auto()
    FLOW_MAP = auto()
    FLOW_LIST = auto()


@dataclass(slots=True, eq=False)
class Node:
    """One value, or one key."""

    kind: Kind
    start: int
    end: int
    line: int
    """Of its first character, counted from 0; of what follows the properties."""
    last: int
    """The line of its last character."""
    column: int
    text: str = ""
    """As it is written; without properties. Of block collections nothing."""
    properties: str = ""
    """The anchor and the tag, as they are written."""
    value: str = ""
    """What a scalar means, before it is typed."""
    style: str = ""
    """The quote or the indicator of a scalar; nothing for a plain one."""
    entries: list["Entry"] = field(default_factory=list)
    tail: list[str | None] = field(default_factory=list)
    """Comments and blank lines after the last entry, as in `Entry.leading`."""
    odd: bool = False
    """A flow collection that is only kept as it is written."""
    strange: bool = False
    """A flow collection with a key that is no plain text, is marked with ``?``, or stands in a list."""
    remarks: tuple[int, ...] = ()
    """Of a flow collection, where the comments begin that stand in it."""

    @property
    def is_block(self) -> bool:
        """Tell whether the node is a collection of lines."""
        return self.kind in (Kind.MAP, Kind.LIST)

    @property
    def is_flow(self) -> bool:
        """Tell whether the node is a collection in braces or brackets."""
        return self.kind in (Kind.FLOW_MAP, Kind.FLOW_LIST)

    @property
    def is_map(self) -> bool:
        """Tell whether the node is an object."""
        return self.kind in (Kind.MAP, Kind.FLOW_MAP)

    @property
    def is_list(self) -> bool:
        """Tell whether the node is a list."""
        return self.kind in (Kind.LIST, Kind.FLOW_LIST)

    def child(self, key: str) -> "Entry | None":
        """Return the entry of an object under ``key``."""
        return next((entry for entry in self.entries if entry.key and entry.key.value == key), None)

    def walk(self) -> Iterator["Node"]:
        """Yield the node and everything in it, keys left out."""
        yield self
        for entry in self.entries:
            yield from entry.value.walk()


@dataclass(slots=True, eq=False)
class Entry:
    """A key with its value, or an element of a list."""

    key: Node | None
    value: Node
    start: int
    """Of the key, or of the ``-``."""
    line: int
    leading: list[str | None] = field(default_factory=list)
    """Comments on lines of their own above it; ``None`` for a blank line."""
    comment: str = ""
    """The comment on its line, with the space before it."""


@dataclass(slots=True)
class Written:
    """A whole text."""

    root: Node | None
    """``None`` where the text holds nothing but comments."""
    head: str
    """The document marker, with what stands above it."""
    foot: str
    """The marker of the document's end, with what stands below it."""
    loose: list[str | None]
    """The comments of a text without a root."""
    comments: tuple[str, ...]
    """All comments, in order."""
