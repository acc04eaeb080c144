"""What is recommended for the inactivity lifetime of a client, and what is known about each other one. Pure.

The method and its limits are sections 4.3 and 4.4 of the refresh-token facts.
"""

from dataclasses import dataclass
from enum import StrEnum

from deploy_cli.lifetimes.bootstrap import Share


class Measure(StrEnum):
    """What is to be kept."""

    USERS = "users"
    """People: one absence of each."""
    RETURNS = "returns"
    """Returns: who comes daily counts thirty times as much as who comes monthly."""


class Lack(StrEnum):
    """Why the logs cannot tell of a lifetime."""

    WINDOW = "window"
    PEOPLE = "people"
    RETURNS = "returns"


class Refusal(StrEnum):
    """Why nothing is recommended."""

    NO_EVENTS = "no_events"
    NO_EXCHANGES = "no_exchanges"
    NOBODY_CAME_BACK = "nobody_came_back"
    TOO_SHORT = "window_too_short"
    TOO_FEW = "too_few_people"
    UNSURE = "interval_too_wide"
    CAPPED = "absolute_lifetime_too_short"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One inactivity lifetime, in seconds, and what it does."""

    lifetime: int
    users: Share
    """Of the people who came back, the share that is back in time."""
    returns: Share
    asked: Share
    """Of the people who came back, the share that was away as long at least once: seen in the logs, not estimated."""
    dormant: float
    """Refresh tokens that live though nobody will use them again, at any time."""
    lack: Lack | None

    def kept(self, measure: Measure) -> Share:
        """Return the share that is kept."""
        return self.users if measure is Measure.USERS else self.returns

    @property
    def logins_per_1000(self) -> float:
        """Logins among 1,000 returns."""
        return 1000 * (1 - self.returns.value)


@dataclass(frozen=True, slots=True)
class Exposure:
    """For how long a stolen refresh token serves, in seconds; ``None`` is without end (4.4)."""

    while_used: int | None
    """The person goes on using theirs: with rotation, the theft ends with a renewal of theirs."""
    once_left: int | None
    """The person never comes back: only the absolute lifetime ends it."""
    from_backup: int
    """A token that nobody used since it was copied."""


@dataclass(frozen=True, slots=True)
class Today:
    """What holds now, and what the logs show of it."""

    inactivity: int | None
    candidate: Candidate | None
    """``None`` where refresh tokens rest for ever."""
    returned_later: int
    """Returns after that time, seen because the person logged in again."""
    never_seen_again: int
    """Absences that were longer when the logs ended; who gave up at the login is among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The answer for one client."""

    client: str
    target: float
    measure: Measure
    people: int
    absences: int
    returns: int
    window: float
    """Days that the logs cover."""
    horizon: int
    """By when people have to be back to count as coming back, in seconds; 0 where the logs do not tell."""
    not_back: float
    """The share of people who are not back by then."""
    candidates: tuple[Candidate, ...]
    curve: tuple[tuple[int, Share], ...]
    """Lifetimes in seconds and the share kept, for a picture."""
    today: Today
    chosen: Candidate | None
    refusal: Refusal | None
    collect: float | None
    """Days of logs with which it could be told; ``None`` where more logs of the same kind are no help."""
    exposure: Exposure | None
    naive: int | None
    """What would be said if absences that were open at the end were dropped, in seconds: it errs by half."""
