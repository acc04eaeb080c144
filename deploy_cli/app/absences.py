"""Answers how long somebody may be away: in general, or after certain visits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deploy_cli.app.situation import Situation
from deploy_cli.lifetimes import absence
from deploy_cli.lifetimes.absence import Away
from deploy_cli.lifetimes.settings import Era
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Copy, Event, Retry


@dataclass(frozen=True, slots=True)
class Exactly:
    """How long after the last visit a login is due; ``None`` is never."""

    gap: int | None
    others: frozenset[Unknown] = frozenset()
    """The open questions that are answered the other way for this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """The answer for everybody, and the one for a person whose visits are known."""

    client: str
    away: Away
    exactly: tuple[Exactly, ...]
    """The first one is by what is assumed; empty where no visits are given."""
    assumptions: tuple[str, ...]


def absences(
    client: str, first: Situation, changes: Sequence[tuple[int, str, Situation]], events: Sequence[Event]
) -> Absence:
    """Return how long somebody may be away from ``client`` under the latest settings, or after ``events``."""
    ordered = sorted(changes, key=lambda change: change[0])
    latest = ordered[-1][2] if ordered else first
    eras = (Era(0, first.settings), *(Era(at, other.settings) for at, _, other in ordered))
    return Absence(
        client=client,
        away=absence.away(latest.settings),
        exactly=tuple(_exactly(events, eras)) if events else (),
        assumptions=latest.assumptions,
    )


def _exactly(events: Sequence[Event], eras: Sequence[Era]) -> list[Exactly]:
    """Return the answer by what is assumed, and one for each open question whose other answer changes it."""
    first = absence.after(events, eras)
    found = {first: Exactly(first)}
    for unknown in _open(events, eras):
        gap = absence.after(events, eras, frozenset({unknown}))
        found.setdefault(gap, Exactly(gap, frozenset({unknown})))
    return list(found.values())


def _open(events: Sequence[Event], eras: Sequence[Era]) -> Iterator[Unknown]:
    """Yield the questions that can matter: about changes where there are some, about tokens that come twice."""
    comes_twice = any(isinstance(event, Retry | Copy) for event in events)
    for unknown in Unknown:
        if comes_twice if unknown in (Unknown.FORK, Unknown.REUSE_REACH) else len(eras) > 1:
            yield unknown
