"""Keeps all threads within the rate limit that Auth0's answers tell of.

Auth0 counts with a token bucket: ``x-ratelimit-remaining`` is what is left of it, ``x-ratelimit-reset`` the UNIX
time of the next refill (docs: rate limit use cases). What is left is spent, then everybody waits for the refill.
How much a refill brings is learned from the one before, and less is expected after a 429. An API that tells
nothing is not paced.
"""

import threading
from collections.abc import Mapping

from deploy_cli.auth0.clock import Clock
from deploy_cli.auth0.limit_headers import limit, refusal_wait, remaining, reset_wait
from deploy_cli.auth0.transport import RawAnswer
from deploy_cli.core.cost import Rate

_FIRST = 2
"""How many requests are sent before the first answer tells of a limit: the burst of the smallest plan."""

_NEWS = 0.02
"""Seconds between looks at the budget while requests are under way whose answers will renew it."""

_SILENCE = 1.0
"""Seconds without any news after which a refill is taken for granted."""

_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.1, 10.0
"""A 429 that asks for no wait, or for one that does not help, is waited for all the same: longer each time."""


_PER_SECOND: Mapping[int, float] = {2: 2.0, 10: 2.5, 50: 16.0}
"""Burst → requests per second in the long run, of the plans that Auth0 documents."""


class Pacer:
    """The budget that all threads share."""

    def __init__(self, clock: Clock, ceiling: float | None = None) -> None:
        """``ceiling`` is how many requests per second are never exceeded, whatever the tenant allows."""
        self._clock = clock
        self._gap = 1.0 / ceiling if ceiling is not None else 0.0
        self._next_at = clock.monotonic()
        self._lock = threading.Lock()
        self._left: int | None = _FIRST
        """What may be sent before the next refill; ``None`` where there is no limit."""
        self._tells = False
        """Answers say what is left; where they do not, only a 429 holds anybody up."""
        self._refill_at = clock.monotonic() + _SILENCE
        self._refill = _FIRST
        """What a refill is expected to bring."""
        self._sent: int | None = None
        """What was sent since the last refill; ``None`` before the first one: that was the burst."""
        self._burst: int | None = None
        self._flying = 0
        self._stopped_until = 0.0
        self._backoff = _FIRST_BACKOFF

    @property
    def rate(self) -> Rate | None:
        """The limit that the answers told; ``None`` where they told of none.

        The headers hold the burst alone. What comes back per second is documented for each burst (rate limit
        configurations, August 2026); of another burst it is not known.
        """
        with self._lock:
            return None if self._burst is None else Rate(self._burst, _PER_SECOND.get(self._burst))

    def enter(self, longest: float) -> bool:
        """Wait until a request may be sent; false, at once, where that would take more than ``longest`` seconds."""
        until = self._clock.monotonic() + longest
        while (seconds := self._take()) > 0:
            if self._clock.monotonic() + seconds > until:
                return False
            self._clock.sleep(seconds)
        return True

    def leave(self, answer: RawAnswer | None) -> None:
        """Learn from the answer to a request that was let in; ``None`` where none came."""
        with self._lock:
            self._flying -= 1
            if answer is None:
                return
            if answer.status == 429:
                self._refused(answer.headers)
            elif (left := remaining(answer.headers)) is not None:
                self._burst = max(self._burst or 0, limit(answer.headers) or 0) or None
                self._told(left, answer.headers)
            elif not self._tells:
                self._left = None

    def _take(self) -> float:
        """Take one from the budget and return 0.0, or return the seconds until that may be tried again."""
        with self._lock:
            now = self._clock.monotonic()
            if now < self._stopped_until:
                return self._stopped_until - now
            if now < self._next_at:
                return self._next_at - now
            if self._left is not None and self._left <= 0:
                if now < self._refill_at:
                    wait = self._refill_at - now
                    return min(wait, _NEWS) if self._flying else wait
                self._left, self._sent, self._refill_at = self._refill, 0, now + _SILENCE
            self._count()
            return 0.0

    def _count(self) -> None:
        self._flying += 1
        self._next_at = max(self._next_at, self._clock.monotonic() - self._gap) + self._gap
        if self._left is not None:
            self._left -= 1
        if self._sent is not None:
            self._sent += 1

    def _told(self, left: int, headers: Mapping[str, str]) -> None:
        self._tells = True
        self._backoff = _FIRST_BACKOFF
        self._left = left - self._flying
        if self._left > 0:
            return
        wait = reset_wait(headers, self._clock.wall())
        self._refill_at = self._clock.monotonic() + (_SILENCE if wait is None else wait)
        if self._sent is not None:
            self._refill = max(1, self._sent)

    def _refused(self, headers: Mapping[str, str]) -> None:
        now = self._clock.monotonic()
        if now >= self._stopped_until:
            self._refill = max(1, self._refill // 2)
            self._backoff = min(self._backoff * 2, _LONGEST_BACKOFF)
        wait = max(refusal_wait(headers, self._clock.wall()), self._backoff / 2)
        self._stopped_until = max(self._stopped_until, now + wait)
        self._left, self._sent, self._refill_at = 0, None, self._stopped_until
