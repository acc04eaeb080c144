"""Intervals by drawing people again: how far off the share of those who are back in time may be. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from deploy_cli.lifetimes.grid import Draw, Grid

DRAWS: Final = 200
_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """A share of 1, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def rest(self) -> "Share":
        """What is left of 1."""
        return Share(1 - self.value, 1 - self.high, 1 - self.low)


class Resampled:
    """The curve of a grid, of as many samples drawn from it, and of what is between them."""

    def __init__(self, grid: Grid, draw: Draw, times: int = DRAWS) -> None:
        self._grid = grid
        self._all = grid.once()
        self._samples = list(grid.drawn(draw, times))

    def returned(self, value: float, lifetime: int, horizon: int) -> Share:
        """Return ``value`` with its interval: the share back before ``lifetime`` of those back by ``horizon``.

        Both are lifetimes of the grid. The grid is coarser than the estimate, so that its spread is taken, not its
        place.
        """
        at, end = self._grid.index(lifetime), self._grid.index(horizon)
        here = _share(self._all, at, end)
        drawn = sorted(_share(sample, at, end) for sample in self._samples)
        low, high = (_quantile(drawn, q) + value - here for q in (0.025, 0.975))
        return Share(value, max(0.0, min(low, value)), min(1.0, max(high, value)))


def proportion(count: int, total: int) -> Share:
    """Return a share of people with Wilson's interval (JASA 22, 1927), which holds for few of them, too."""
    if not total:
        return Share(0.0, 0.0, 1.0)
    share, z2 = count / total, _Z * _Z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z / (1 + z2 / total) * sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return Share(share, max(0.0, middle - half), min(1.0, middle + half))


def _share(curve: Sequence[float], at: int, end: int) -> float:
    back = 1 - curve[end]
    return min(1.0, (1 - curve[at]) / back) if back > 0 else 1.0


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
