"""Observations counted on a grid of lifetimes and in groups of people, from which samples are drawn again. Pure.

People are what varies, so people are what is drawn: a person's absences stay together. Groups of people that chance
put together stand for them, so that a million people take no longer than some hundred.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from operator import mul
from typing import Final, TypeAlias

from deploy_cli.lifetimes.settings import DAY, HOUR

Draw: TypeAlias = Callable[[], float]
"""Gives a number from 0 up to 1, another one each time."""

GROUPS: Final = 400


class Grid:
    """How many were back, and how many were lost from sight, between two lifetimes, group by group."""

    def __init__(self, edges: Sequence[int]) -> None:
        """Take the lifetimes at which the curve is asked for, in ascending order."""
        self.edges = tuple(edges)
        self._back: list[array[int] | None] = [None] * (len(self.edges) + 1)
        self._away: list[array[int] | None] = [None] * (len(self.edges) + 1)

    def add(self, person: int, length: int, *, is_back: bool) -> None:
        """Count one absence of a person, of whom any number stands that has nothing to do with their absences."""
        group = person % GROUPS
        cells = self._back if is_back else self._away
        at = bisect_right(self.edges, length)
        row = cells[at]
        if row is None:
            row = cells[at] = array("q", bytes(8 * GROUPS))
        row[group] += 1

    def once(self) -> list[float]:
        """Return the share that stays away as long as each lifetime or longer, by all that was counted."""
        return self._curve([1] * GROUPS)

    def drawn(self, draw: Draw, times: int) -> Iterator[list[float]]:
        """Yield the same for as many samples, each drawn by people with replacement."""
        for _ in range(times):
            weights = [0] * GROUPS
            for _ in range(GROUPS):
                weights[int(draw() * GROUPS)] += 1
            yield self._curve(weights)

    def _curve(self, weights: list[int]) -> list[float]:
        back = [sum(map(mul, weights, row)) if row is not None else 0 for row in self._back]
        away = [sum(map(mul, weights, row)) if row is not None else 0 for row in self._away]
        left, survival, curve = sum(back) + sum(away), 1.0, []
        for returns, lost in zip(back[:-1], away[:-1], strict=True):
            exposed = left - lost / 2  # those lost from sight between two lifetimes count half
            if returns:
                survival *= max(0.0, 1 - returns / exposed) if exposed > 0 else 0.0
            left -= returns + lost
            curve.append(survival)
        return curve

    def index(self, lifetime: int) -> int:
        """Return where a lifetime stands on the grid. Raises `ValueError` where it does not."""
        at = bisect_left(self.edges, lifetime)
        if at == len(self.edges) or self.edges[at] != lifetime:
            raise ValueError(f"{lifetime} is not on the grid")
        return at


def edges(least: int, most: int, points: int, marks: Sequence[int]) -> tuple[int, ...]:
    """Return lifetimes from ``least`` to ``most`` seconds in about equal proportions, and all of ``marks``.

    From three days on they are whole days, before that whole hours.
    """
    factor = (max(most, least) / least) ** (1 / points)
    steps = (least * factor**step for step in range(points + 1))
    return tuple(sorted({*(int(one) // _unit(one) * _unit(one) for one in steps), *marks}))


def _unit(lifetime: float) -> int:
    return DAY if lifetime >= 3 * DAY else HOUR
