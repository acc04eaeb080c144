"""The session at Auth0 that a browser has: its two clocks (2.1), and what changed settings do to them (1.8). Pure."""

from dataclasses import dataclass

from deploy_cli.lifetimes.moment import Cause, Loss
from deploy_cli.lifetimes.settings import Sessions


@dataclass(slots=True)
class Session:
    """One session. Its absolute end is fixed when it begins; a shorter idle lifetime counts at the next activity,
    a longer one only for sessions that begin later.
    """

    absolute_end: int
    idle: int
    active: int
    """When it was last used."""

    @classmethod
    def begun(cls, at: int, sessions: Sessions) -> "Session":
        """Begin a session with a login."""
        return cls(at + sessions.absolute, sessions.idle, at)

    def end(self, sessions: Sessions) -> int:
        """Return when it ends, unless it is used before."""
        return min(self.absolute_end, self.active + min(self.idle, sessions.idle))

    def loss(self, at: int, sessions: Sessions) -> Loss | None:
        """Tell why it is over at ``at``; ``None`` while it lives."""
        if at < (end := self.end(sessions)):
            return None
        return Loss(Cause.ABSOLUTE if end == self.absolute_end else Cause.IDLE, end)

    def use(self, at: int, sessions: Sessions) -> None:
        """Move the idle clock: silent authentication, a redirect, the exchange of an online refresh token."""
        self.idle = min(self.idle, sessions.idle)
        self.active = at
