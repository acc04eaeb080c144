"""People of whom everything is known: simulated populations whose true returns are there to be estimated."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from random import Random

from deploy_cli.lifetimes.gaps import Kind, TokenEvent
from deploy_cli.lifetimes.sample import Sample, Window, collected
from deploy_cli.lifetimes.settings import DAY, HOUR

MS = 1000


@dataclass(frozen=True)
class Habits:
    """How people of a population come and go; lengths are lognormal, with an effect of the person."""

    typical: float = 5.0
    """The median absence of the median person, in days."""
    between: float = 0.9
    """How much people differ."""
    within: float = 0.6
    """How much one person's absences differ."""
    churn: float = 0.10
    """The share of visits after which somebody never comes back."""

    def person(self, chance: Random) -> float:
        """What is typical for somebody."""
        return self.typical * exp(chance.gauss(0, self.between))

    def absence(self, typical: float, chance: Random) -> float | None:
        """How many days somebody is away; ``None`` for ever."""
        gone = chance.random() < self.churn
        return None if gone else typical * exp(chance.gauss(0, self.within))


def people(habits: Habits, count: int, days: float, seed: int) -> Iterator[list[TokenEvent]]:
    """The renewals of each person, who comes first at some time in the window of ``days``."""
    chance = Random(seed)
    for _ in range(count):
        typical, at = habits.person(chance), chance.random() * days
        events = []
        kind = Kind.LOGIN
        while at < days:
            events.append(TokenEvent(int(at * DAY * MS), 1, kind, 0))
            away = habits.absence(typical, chance)
            if away is None:
                break
            at, kind = at + away, Kind.EXCHANGE
        yield events


def sample(habits: Habits, count: int, days: float, seed: int, *, access_token: int = HOUR) -> Sample:
    """What the logs of a population tell."""
    empty = Sample(Window(0, int(days * DAY * MS)), access_token)
    return collected(empty, people(habits, count, days, seed))


def true_absences(habits: Habits, count: int = 200_000, seed: int = 99) -> list[float]:
    """The first absences of many people, in days, of those who ever come back: the truth, in order."""
    chance = Random(seed)
    drawn = (habits.absence(habits.person(chance), chance) for _ in range(count))
    return sorted(one for one in drawn if one is not None)
