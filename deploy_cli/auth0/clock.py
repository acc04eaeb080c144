"""The time, and waiting: everything here that sleeps does it through one of these."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

_SLICE: Final = 0.1
"""Seconds until a sleeper notices that it is to stop."""


class Stopped(KeyboardInterrupt):
    """The run is to end, and nobody waits any more."""


@dataclass(frozen=True, slots=True)
class Clock:
    """All three in seconds."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    """UNIX time: rate limits are announced in it."""
    sleep: Callable[[float], None] = time.sleep


def interruptible(clock: Clock, stopped: Callable[[], bool]) -> Clock:
    """Return ``clock`` with a sleep that ends in `Stopped` once ``stopped`` is true: a wait is no work."""

    def sleep(seconds: float) -> None:
        while seconds > 0:
            if stopped():
                raise Stopped
            clock.sleep(min(seconds, _SLICE))
            seconds -= _SLICE
        if stopped():
            raise Stopped

    return replace(clock, sleep=sleep)
