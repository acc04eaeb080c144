"""What happens at one moment of a timeline, and why. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What a person experiences, from nothing at all to a login (2.3, 3.1)."""

    TOKEN = "token"  # noqa: S105
    """The access token still serves; nothing is renewed, and no clock moves."""
    REFRESH = "refresh"
    """A refresh token brings a new access token; nothing is seen."""
    SILENT = "silent"
    """The session brings new tokens in a hidden frame; nothing is seen."""
    REDIRECT = "redirect"
    """The session brings new tokens by way of Auth0: a flash, no password."""
    LOGIN = "login"
    """The person must log in."""
    LOGOUT = "logout"
    """The person logs out."""
    OVERLAP = "overlap"
    """A refresh token came twice within the leeway: both calls succeed, the family forks."""
    REUSE = "reuse"
    """A refresh token came twice: Auth0 takes it for a theft and ends the family."""
    REFUSED = "refused"
    """A refresh token came twice, and is worth nothing any more anyway."""


class Cause(StrEnum):
    """Why a refresh token, or a session, does not serve."""

    FIRST = "first"
    """Nobody logged in on this device yet."""
    NEVER = "never"
    """None was issued."""
    ABSOLUTE = "absolute"
    IDLE = "idle"
    MEMORY = "memory"
    """The page that held it is gone."""
    LOGOUT = "logout"
    CLOSED = "closed"
    """The browser was closed, and the cookie does not survive that."""
    REUSED = "reused"
    """It came twice, and Auth0 ended the family."""
    OVERTAKEN = "overtaken"
    """The family forked, and the other branch was used first."""
    ROTATION_ON = "rotation-on"
    """Rotation was switched on, and another device renewed first (1.8)."""
    ROTATION_OFF = "rotation-off"
    """Rotation was switched off, and another device renewed first (unknown)."""
    EVICTED = "evicted"
    """The person has too many refresh tokens at this client; the oldest went."""
    SWITCHED_OFF = "switched-off"
    """The client or the API gives no refresh tokens any more."""
    SESSION = "session"
    """It is an online one, and its session is over."""
    CHECK = "check"
    """The app did not even try: the cookie of its SDK had run out (2.4)."""
    UNUSED = "unused"
    """The application does not use the session."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Why something does not serve, and since when."""

    cause: Cause
    at: int


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happens, and how things stand after it. Ends are exclusive."""

    at: int
    device: int
    outcome: Outcome
    while_open: bool
    """A renewal in the middle of a visit."""
    renewed: int
    """When the access token came that is held after this moment."""
    token_end: int
    """Until when that is used."""
    absolute_end: int | None
    """Of the refresh token; ``None`` never comes. The same holds for ``idle_end``."""
    idle_end: int | None
    session_end: int | None
    """``None`` where the application uses none."""
    has_refresh_token: bool
    refresh_loss: Loss | None = None
    session_loss: Loss | None = None

    @property
    def is_asked(self) -> bool:
        """Whether the person must log in again."""
        return self.outcome is Outcome.LOGIN and not self.is_first

    @property
    def is_first(self) -> bool:
        """Whether this is the first login on its device."""
        return self.refresh_loss is not None and self.refresh_loss.cause is Cause.FIRST
