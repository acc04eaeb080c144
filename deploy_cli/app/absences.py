"""Answers how long somebody may be away: in general, or after certain visits."""

from collections.abc import Sequence
from dataclasses import dataclass

from deploy_cli.app.situation import Situation
from deploy_cli.lifetimes import absence
from deploy_cli.lifetimes.absence import Away
from deploy_cli.lifetimes.settings import Era
from deploy_cli.lifetimes.timeline import futures
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Event, Visit


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
    """Return an answer for each combination of answers to the questions that matter for who comes back."""
    last = max(events, key=lambda event: event.at)
    end = last.at + (last.stay if isinstance(last, Visit) else 0)
    found: dict[int | None, Exactly] = {}
    first = absence.after(events, eras)
    found[first] = Exactly(first)
    # an open question matters where the person comes back around the time at which a login is due
    probes = [end + gap for gap in {first or absence.HORIZON, 1}]
    questions = {
        timeline.others for at in probes for timeline in futures([*events, Visit(at, last.device)], eras)
    }
    for others in sorted(questions - {frozenset()}, key=sorted):
        gap = absence.after(events, eras, others)
        found.setdefault(gap, Exactly(gap, others))
    return list(found.values())
