"""The Kaplan-Meier estimate: how long people stay away, though some are still away when the logs end. Pure.

Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53 (1958). Its variance is
Greenwood's, its interval is that of ``log(-log S)``, which stays within 0 and 1.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, inf, log, sqrt

_NORMAL_95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A survival function: it falls at each of ``times``, to the value beside it."""

    times: tuple[float, ...]
    survival: tuple[float, ...]
    at_risk: tuple[float, ...]
    """How many were still away just before each time."""
    greenwood: tuple[float, ...]
    """The sum of d / (n (n - d)) up to each time: the variance of log S."""
    total: float

    def beyond(self, time: float) -> float:
        """Return the share whose absence is longer than ``time``."""
        return self._value(bisect_right(self.times, time))

    def reaching(self, time: float) -> float:
        """Return the share whose absence is ``time`` or longer: those who have to log in at that lifetime."""
        return self._value(bisect_left(self.times, time))

    def returned(self, time: float, horizon: float) -> float | None:
        """Return the share back before ``time`` of those who are back by ``horizon``; ``None`` if nobody is."""
        back = 1 - self.beyond(horizon)
        return (1 - self.reaching(min(time, horizon + 1))) / back if back > 0 else None

    def interval(self, time: float) -> tuple[float, float]:
        """Return the 95 % interval of `beyond`, as if no two observations were of the same person."""
        index = bisect_right(self.times, time)
        value = self._value(index)
        if index == 0 or not 0 < value < 1:
            return value, value
        half = _NORMAL_95 * sqrt(self.greenwood[index - 1]) / abs(log(value))
        return value ** exp(half), value ** exp(-half)

    def _value(self, index: int) -> float:
        return self.survival[index - 1] if index else 1.0


def kaplan_meier(back: Mapping[int, float], still_away: Mapping[int, float]) -> Curve:
    """Return the curve of observations, counted by their length; ``still_away`` were open when they were last seen.

    Where somebody comes back at the very length at which another is lost from sight, the latter was still away.
    """
    left = total = float(sum(back.values()) + sum(still_away.values()))
    rows: list[tuple[float, float, float, float]] = []
    survival, variance = 1.0, 0.0
    for length in sorted({*back, *still_away}):
        returns = back.get(length, 0)
        if returns:
            survival *= 1 - returns / left
            variance += returns / (left * (left - returns)) if left > returns else inf
            rows.append((length, max(survival, 0.0), left, variance))
        left -= returns + still_away.get(length, 0)
    columns = tuple(zip(*rows, strict=True)) or ((), (), (), ())
    return Curve(columns[0], columns[1], columns[2], columns[3], total)
