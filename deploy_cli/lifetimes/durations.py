"""Durations as tenant files write them: ``90s 15m 12h 30d 2w 1y``, or whole seconds. Pure."""

import re
from typing import Final

SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "y": 31_557_600}
"""Seconds per unit. A year is 365.25 days: Auth0's own year, and its published maximum for a lifetime."""

_DURATION = re.compile(r"([0-9]{1,9})([smhdwy])")


def seconds(duration: float | str) -> int:
    """Return the seconds that ``duration`` stands for; a whole number may be written with a fraction of zero.

    Raises `ValueError` for what is no duration.
    """
    if isinstance(duration, int | float):
        if duration != int(duration):
            raise ValueError(f"`{duration}` is no whole number of seconds")
        return int(duration)
    if (match := _DURATION.fullmatch(duration)) is None:
        raise ValueError(f"`{duration}` is no duration")
    return int(match[1]) * SECONDS[match[2]]


def written(count: int) -> str:
    """Write ``count`` seconds as people say them: ``30d``, ``1d 12h``, ``1y``, ``0s``.

    Only whole years are written as years, and weeks never: people compare lifetimes in days.
    """
    if count and count % SECONDS["y"] == 0:
        return f"{count // SECONDS['y']}y"
    parts = []
    for unit in ("d", "h", "m", "s"):
        number, count = divmod(count, SECONDS[unit])
        if number:
            parts.append(f"{number}{unit}")
    return " ".join(parts) or "0s"


def spoken(count: int) -> str:
    """Say ``count`` seconds in a sentence: ``30 days``, ``1 day 12 hours``, ``1 year``, ``0 seconds``.

    As `written` does, in words: 24 hours are a day, and weeks are days.
    """
    if count and count % SECONDS["y"] == 0:
        return _many(count // SECONDS["y"], "year")
    parts = []
    for unit, word in (("d", "day"), ("h", "hour"), ("m", "minute"), ("s", "second")):
        number, count = divmod(count, SECONDS[unit])
        if number:
            parts.append(_many(number, word))
    return " ".join(parts) or "0 seconds"


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
