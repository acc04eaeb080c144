"""The shares of statuses and bodies that agree, per family, and the disagreements one by one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tests.emulator.replay.player import Outcome


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def ratio(self) -> float:
        return self.part / self.whole if self.whole else 1.0

    def __str__(self) -> str:
        return f"{self.part:5}/{self.whole:<5} {self.ratio:6.1%}"


def statuses(outcomes: Iterable[Outcome]) -> Share:
    """Answers with the recorded status."""
    every = list(outcomes)
    return Share(sum(one.status_agrees for one in every), len(every))


def bodies(outcomes: Iterable[Outcome], *, earned: bool = False) -> Share:
    """Recorded bodies all of whose fields came back; ``earned`` leaves aside those that were seeded."""
    every = [one for one in outcomes if one.has_body and not (earned and one.given)]
    return Share(sum(one.body_agrees for one in every), len(every))


def exact(outcomes: Iterable[Outcome]) -> Share:
    """Recorded bodies that came back with nothing more and nothing less."""
    every = [one for one in outcomes if one.has_body and not one.interaction.passed_through_a_struct]
    return Share(sum(one.is_exact for one in every), len(every))


def lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A table with one line per family, then the sums."""
    yield f"{'family':34} {'statuses':>18} {'bodies':>18} {'bodies not seeded':>18} {'exact':>18}"
    ordered = sorted(outcomes, key=lambda one: one.interaction.family)
    for family, group in groupby(ordered, key=lambda one: one.interaction.family):
        yield _line(family, list(group))
    yield _line("all", outcomes)


def listed(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Every disagreement of a status or of a recorded field."""
    for one in outcomes:
        asked = one.interaction
        where = f"{asked.recording}#{asked.n} {asked.method} {asked.path}"
        if not one.status_agrees:
            told = one.body.get("message", "") if isinstance(one.body, dict) else ""
            yield f"{where}: recorded {asked.status}, emulated {one.status} {told}"
        elif one.has_body and not one.body_agrees:
            yield f"{where}: " + "; ".join(str(wrong) for wrong in one.differences if not wrong.extra)


def _line(name: str, outcomes: Sequence[Outcome]) -> str:
    shares = (statuses(outcomes), bodies(outcomes), bodies(outcomes, earned=True), exact(outcomes))
    return f"{name:34} " + " ".join(f"{share!s:>18}" for share in shares)
