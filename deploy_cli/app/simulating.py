"""Simulates a person at a client: the timelines, why logins are due, and what would have spared them."""

from collections.abc import Sequence
from dataclasses import dataclass

from deploy_cli.app.situation import Situation
from deploy_cli.lifetimes.moment import Cause, Moment
from deploy_cli.lifetimes.remedies import Remedy, remedies
from deploy_cli.lifetimes.settings import Era
from deploy_cli.lifetimes.timeline import Timeline, futures
from deploy_cli.lifetimes.visits import Event, Visit


@dataclass(frozen=True, slots=True)
class Case:
    """The first login of one kind, and what would have spared it."""

    moment: Moment
    count: int
    """How many logins of the person have the same causes."""
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What became of a person. The first timeline is the assumed one; others answer open questions otherwise."""

    client: str
    environment: str
    habit: str
    """The visits in words."""
    eras: tuple[Era, ...]
    changed_to: tuple[str, ...]
    """The environments of the later eras."""
    assumptions: tuple[str, ...]
    devices: int
    end: int
    timelines: tuple[Timeline, ...]
    cases: tuple[Case, ...]

    @property
    def expected(self) -> Timeline:
        """The timeline by what is documented or assumed."""
        return self.timelines[0]


def simulate(
    client: str,
    environment: str,
    habit: str,
    events: Sequence[Event],
    first: Situation,
    changes: Sequence[tuple[int, str, Situation]] = (),
) -> Simulation:
    """Run ``events`` under the settings of ``first``, and from each time in ``changes`` on under others."""
    ordered = sorted(changes, key=lambda change: change[0])
    eras = (Era(0, first.settings), *(Era(at, other.settings) for at, _, other in ordered))
    timelines = futures(events, eras)
    assumed = [*first.assumptions, *(text for _, _, other in ordered for text in other.assumptions)]
    return Simulation(
        client=client,
        environment=environment,
        habit=habit,
        eras=eras,
        changed_to=tuple(name for _, name, _ in ordered),
        assumptions=tuple(dict.fromkeys(assumed)),
        devices=len({event.device for event in events if isinstance(event, Visit)}),
        end=max(event.at + (event.stay if isinstance(event, Visit) else 0) for event in events),
        timelines=timelines,
        cases=tuple(_cases(events, eras, timelines[0])),
    )


def _cases(events: Sequence[Event], eras: Sequence[Era], expected: Timeline) -> list[Case]:
    first: dict[tuple[Cause | None, Cause | None], Moment] = {}
    counts: dict[tuple[Cause | None, Cause | None], int] = {}
    for moment in expected.asked:
        key = (_cause(moment, "refresh"), _cause(moment, "session"))
        first.setdefault(key, moment)
        counts[key] = counts.get(key, 0) + 1
    return [Case(moment, counts[key], remedies(events, eras, moment)) for key, moment in first.items()]


def _cause(moment: Moment, what: str) -> Cause | None:
    loss = moment.refresh_loss if what == "refresh" else moment.session_loss
    return None if loss is None else loss.cause
