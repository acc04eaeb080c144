"""One thing that was looked at before an apply. Pure: no I/O, no clock, no log."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What came out of looking."""

    GOOD = "good"
    WARNING = "warning"
    """An apply works, and something about it should be known."""
    BAD = "bad"
    """An apply would fail."""
    UNKNOWN = "unknown"
    """It could not be looked at, because something before it is bad, or Auth0 does not tell."""


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, and what came out."""

    name: str
    """One or two words: ``certificate``, ``scopes``."""
    verdict: Verdict
    text: str
    hint: str | None = None
    details: tuple[str, ...] = ()
    """One line each: the scopes that are missing."""
