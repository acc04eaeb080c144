"""The time, and waiting: everything here that sleeps does it through one of these."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """All three in seconds."""

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    """UNIX time: rate limits are announced in it."""
    sleep: Callable[[float], None] = time.sleep
