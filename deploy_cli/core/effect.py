"""What a change does to people and to security, and how grave that is. Pure: no I/O, no clock, no log."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave an effect is, the gravest first; the gravest effect of a change is its risk."""

    CRITICAL = "critical"
    """People are locked out at once, or something is lost for good."""
    HIGH = "high"
    """Some people are locked out or have to log in again, or a protection gets weaker."""
    MEDIUM = "medium"
    """People notice, or an application may have to be adapted."""
    LOW = "low"
    """Hardly anybody notices."""
    NONE = "none"
    """Nobody notices: said, so that nobody has to wonder."""

    @property
    def rank(self) -> int:
        """The place in the order of gravity: 0 for the gravest."""
        return _ORDER.index(self)


_ORDER = tuple(Severity)


class Concern(StrEnum):
    """Why an effect matters."""

    LOCKOUT = "lockout"
    """People who could log in no longer can."""
    SECURITY = "security"
    """What protects people gets weaker."""
    IRREVERSIBLE = "irreversible"
    """Changing the files back does not bring back what was."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to end users and to security: one sentence, or a few."""

    severity: Severity
    text: str
    concerns: tuple[Concern, ...] = ()
    observed: bool = False
    """It tells what logs show, so it reads otherwise with other logs, and is no part of what was approved."""


def gravest(severities: Iterable[Severity]) -> Severity:
    """Return the gravest of ``severities``; `Severity.NONE` where there is none."""
    return min(severities, key=lambda one: one.rank, default=Severity.NONE)
