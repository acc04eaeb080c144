"""What a person does: visits, logouts, tokens that come twice. Times are seconds since the first login. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Opening(StrEnum):
    """What was between this visit and the one before on the same device."""

    CLOSED = "closed"
    """The browser or the app was closed."""
    PAGE = "page"
    """A new page or tab; the browser stayed open."""
    SAME = "same"
    """The page was there all the time."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody uses the application from ``at`` for ``stay`` seconds. The first one on a device is a login."""

    at: int
    device: int = 0
    stay: int = 0
    opening: Opening = Opening.CLOSED


@dataclass(frozen=True, slots=True)
class Logout:
    """Somebody logs out: the session ends and the app forgets its tokens; Auth0 does not revoke them (1.5)."""

    at: int
    device: int = 0


@dataclass(frozen=True, slots=True)
class Retry:
    """The refresh token that the device gave up last is presented again: a second tab, an answer that got lost."""

    at: int
    device: int = 0


@dataclass(frozen=True, slots=True)
class Copy:
    """The tokens of a device come into other hands: a second tab that does not share, a backup, a thief."""

    at: int
    device: int
    to: int


Event: TypeAlias = Visit | Logout | Retry | Copy
