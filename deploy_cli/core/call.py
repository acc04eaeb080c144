"""What the core asks of the Management API, as values: reads, calls and waits. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from deploy_cli.core.values import Value


class Paging(Enum):
    """How a list is read to its end."""

    OFFSET = "offset"
    """``page`` and ``per_page``, with ``include_totals``."""
    CHECKPOINT = "checkpoint"
    """``take`` and ``from``, until ``next`` is absent."""
    COUNTED = "counted"
    """``page`` and ``per_page`` in an answer that counts by itself: the dialect of the actions service."""
    NONE = "none"
    """One answer holds everything."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to be read to its end. ``path`` is below ``/api/v2/``, its parts percent-encoded."""

    path: str
    paging: Paging
    page_size: int
    wrapper: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """One object to be read; a 404 means that it does not exist."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that changes something."""

    method: str
    path: str
    body: Value = None
    """JSON; ``None`` sends no body. Secrets are still `Secret`s."""
    query: Mapping[str, str] = field(default_factory=dict)
    gone_is_done: bool = False
    """A 404 means that there is nothing left to do: deletes."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Read ``path`` until its ``field`` is one of ``until``; one of ``failed`` ends in an error."""

    path: str
    field: str
    until: tuple[str | bool, ...]
    failed: tuple[str, ...] = ()
    seconds: float = 120.0
    """How long to wait at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a read brought: a list for a `Listing`, an object for a `Document`."""

    value: Value


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such document (404)."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The tenant does not have the feature: its plan lacks it, or it is not switched on."""

    reason: str
    """Auth0's own message."""


Read: TypeAlias = Listing | Document
Answer: TypeAlias = Found | Missing | Unavailable
