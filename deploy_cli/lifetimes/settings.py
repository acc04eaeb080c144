"""What decides how long somebody stays logged in: a client, its API, its tenant's sessions, the app. Pure.

All durations are whole seconds; ``None`` is a lifetime that never ends. The numbers in brackets are the sections
of the refresh-token facts that a value comes from.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

DAY: Final = 86_400
HOUR: Final = 3_600

ACCESS_TOKEN: Final = 86_400
"""An access token from the token endpoint, where the API says nothing (1.3)."""

ACCESS_TOKEN_FOR_WEB: Final = 7_200
"""An access token of the implicit and hybrid flows, where the API says nothing (1.3, recorded)."""

MOST_TOKENS: Final = 200
"""Refresh tokens that one person can have at one client; one more ends the oldest (1.5)."""

SDK_MARGIN: Final = 60
"""Seconds before its end at which Auth0's SDK for single-page applications stops using an access token (2.4)."""


class Flow(StrEnum):
    """How the application gets its tokens."""

    CODE = "code"
    IMPLICIT = "implicit"
    DEVICE = "device"


class Storage(StrEnum):
    """Where the application keeps them: `MEMORY` is lost with the page."""

    PERSISTENT = "persistent"
    MEMORY = "memory"


class Fallback(StrEnum):
    """How the application uses the session at Auth0 once it cannot renew by itself (2.3)."""

    NONE = "none"
    REDIRECT = "redirect"
    """It sends the browser to Auth0 and back: a flash, no password."""
    SILENT = "silent"
    """It asks in a hidden frame: nothing is seen. Needs cookies that the browser lets through."""


class Subscription(StrEnum):
    """What kind of contract with Auth0 a tenant is under; it caps sessions (2.1)."""

    SELF_SERVICE = "self-service"
    ENTERPRISE = "enterprise"


_CAPS: Final = {
    Subscription.SELF_SERVICE: (30 * DAY, 3 * DAY),
    Subscription.ENTERPRISE: (365 * DAY, 100 * DAY),
}
"""The longest absolute and idle session lifetimes. Larger values are accepted, and not honoured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokens:
    """The refresh-token policy of a client (1.1)."""

    rotating: bool
    absolute: int | None
    idle: int | None
    leeway: int = 0
    """For how long after an exchange the token that was given up may come once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The sessions of a tenant (2.1). The defaults are Auth0's."""

    absolute: int = 7 * DAY
    idle: int = 3 * DAY
    survives_closing: bool = True
    """Whether the cookie is persistent; otherwise it goes when the browser is closed."""

    def capped(self, subscription: Subscription) -> "Sessions":
        """Return the sessions as Auth0 honours them."""
        absolute, idle = _CAPS[subscription]
        return replace(self, absolute=min(self.absolute, absolute), idle=min(self.idle, idle))


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the code of the application decides; no tenant file says it (2.4)."""

    flow: Flow = Flow.CODE
    storage: Storage = Storage.PERSISTENT
    fallback: Fallback = Fallback.REDIRECT
    margin: int = 0
    """Seconds before its end at which an access token is no longer used."""
    session_check: int | None = None
    """For an app that only calls ``checkSession`` of Auth0's SDK: how long that keeps trying after tokens came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that decides what happens when somebody comes back."""

    access_token: int
    """How long an access token lives in the flow of the application."""
    refresh: RefreshTokens | None
    """``None`` where no refresh token is issued."""
    sessions: Sessions = Sessions()
    app: Application = Application()
    online: bool = False
    """Refresh tokens are online ones: they live as long as the session, and ``refresh`` does not apply (1.6)."""

    @property
    def usable(self) -> int:
        """For how long after it came an access token is used."""
        return max(0, self.access_token - self.app.margin)


@dataclass(frozen=True, slots=True)
class Era:
    """Settings, and from when on they hold."""

    start: int
    settings: Settings


def earliest(*ends: int | None) -> int | None:
    """Return the first of several ends; ``None`` never comes."""
    known = [end for end in ends if end is not None]
    return min(known) if known else None


def after(start: int, lifetime: int | None) -> int | None:
    """Return when a lifetime that begins at ``start`` ends."""
    return None if lifetime is None else start + lifetime


def is_past(end: int | None, at: int) -> bool:
    """Tell whether something that ends at ``end`` is over at ``at``; an end is exclusive (3.1)."""
    return end is not None and at >= end
