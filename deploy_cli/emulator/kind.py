"""The vocabulary in which the emulator's behaviour is written down, where the API's description is silent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from deploy_cli.emulator.values import Json, Object

if TYPE_CHECKING:
    from deploy_cli.emulator.call import Answer, Call

Behaviour: TypeAlias = "Callable[[Call], Answer]"
"""What one operation does that no table can say."""

Change: TypeAlias = "Callable[[Call, Object | None, Object], Object] | None"
"""What is stored, from what was there (nothing: it is being created) and what the tables made of the body."""

Show: TypeAlias = "Callable[[Call, Object], Object] | None"
"""What an answer shows of what is stored."""

Farewell: TypeAlias = "Callable[[Call, Object], Answer | None] | None"
"""What else a delete does; an answer here stands for the usual one."""


LAST = "~"
"""Stands after every text that begins with a letter or a digit."""


@dataclass(frozen=True, slots=True)
class Absent:
    """How the API says that something is not there."""

    message: str = "Not Found"
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Unique:
    """Fields that no two objects share, and how the API says so."""

    fields: tuple[str, ...]
    message: str
    code: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """What every kind of object states."""

    path: str
    """The template below ``/api/v2``."""

    kept: str = ""
    """The path under which the objects are stored, where two paths show the same ones."""

    absent: Absent = Absent()
    hidden: tuple[str, ...] = ()
    """Fields (dotted paths) that are taken and never given back."""

    merged: frozenset[str] = frozenset()
    """Object fields that ``PATCH`` merges one level deep; all others it replaces."""

    deep: frozenset[str] = frozenset()
    """Object fields that ``PATCH`` merges at every depth."""

    nulls: frozenset[str] = frozenset()
    """Fields that stay null when null is sent; elsewhere null removes."""

    verbatim: frozenset[str] = frozenset()
    """Fields that keep the nulls inside them."""

    dropped: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)
    """Fields that vanish when one of these (empty) values is sent."""

    stamps: str = ""
    """The precision of ``created_at`` and ``updated_at``: ``ms``, ``us`` or ``ns``; empty: there are none."""

    change: Change = None
    show: Show = None

    @property
    def place(self) -> str:
        """The store's name for this kind."""
        return self.kept or self.path


@dataclass(frozen=True, kw_only=True, slots=True)
class Collection(Stored):
    """Many objects, each with an identifier that the server makes (or a field that the caller gives)."""

    item: str = ""
    """The template of one object; ``path`` and one parameter when empty."""

    id: str = "id"
    """The field that identifies an object, or several with blanks between."""

    form: str = "*24h"
    """The form of a new identifier; empty: the caller gives it."""

    aliases: tuple[str, ...] = ()
    """Fields whose value may stand for the identifier in a path."""

    sort: str = ""
    """The field that lists are ordered by; empty: creation."""

    latest_first: bool = False
    """Whether lists begin with what was created last."""

    caseless: bool = False
    """Whether that order looks through upper and lower case."""

    unique: tuple[Unique, ...] = ()
    defaults: Mapping[str, Json] = field(default_factory=dict)
    summary: tuple[str, ...] = ()
    """Fields that only the object itself shows, not a list."""

    always: tuple[str, ...] = ()
    """Fields that ``fields`` cannot deselect."""

    filters: Mapping[str, str] = field(default_factory=dict)
    """Query parameters whose condition is not equality with the field of that name: SQL with one ``?``."""

    ignored: frozenset[str] = frozenset()
    """Query parameters that select nothing."""

    capped: bool = False
    """Whether pages end after 1,000 objects unless checkpoints are used."""

    eager: bool = False
    """Whether a page carries ``next`` although it is the last one; the page after it is empty."""

    forgiving: bool = False
    """Whether deleting what is not there succeeds."""

    farewell: Farewell = None

    def key(self, item: Object) -> str:
        """What identifies an object among its likes. Raises KeyError if it lacks that."""
        return " ".join(str(item[field]) for field in self.id.split())

    def rank(self, item: Object) -> str:
        """Where an object stands in a list."""
        value = item.get(self.sort) if self.sort else None
        rank = str(value or "") if not isinstance(value, bool) else LAST if value else ""
        return rank.lower() if self.caseless else rank


@dataclass(frozen=True, kw_only=True, slots=True)
class Document(Stored):
    """One object at one path; a parameter in the path makes it one per value."""

    initial: Json = None
    """What a new tenant has; null: nothing until it is written."""

    farewell: Farewell = None


Kind: TypeAlias = Collection | Document
