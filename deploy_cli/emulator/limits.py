"""Rate limits: token buckets, their headers, and the answer once a bucket is empty.

A bucket holds as many requests as its burst; what the sustained rate gives back is poured in at whole seconds of the
clock: 16/s is 16 every second, 150/min is 5 every 2 seconds. The limit of the whole API is drawn on first, then
the endpoint's own. The token endpoint has a limit of its own.
"""

import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from deploy_cli.emulator.answers import api_error, oauth_error
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.plans import Limit, Plan

_GLOBAL = "Global limit has been reached"
_ENDPOINT = (
    "Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers."
)


@dataclass(slots=True)
class _Bucket:
    """What is left of a limit, and when it was last poured into: a count of pours since 1970."""

    limit: Limit
    left: int
    poured: int

    @classmethod
    def full(cls, limit: Limit, now: float) -> "_Bucket":
        return cls(limit, limit.burst, int(now) // limit.pour[1])

    def refill(self, now: float) -> None:
        amount, every = self.limit.pour
        mark = int(now) // every
        if mark > self.poured:
            self.left = min(self.limit.burst, self.left + amount * (mark - self.poured))
            self.poured = mark

    @property
    def reset(self) -> int:
        """The UNIX second at which requests come back next."""
        return (self.poured + 1) * self.limit.pour[1]


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a request may pass, and what its answer says about the limits."""

    headers: Mapping[str, str]
    refusal: Response | None = None

    def stamped(self, answer: Response) -> Response:
        """The answer with the headers of the limit."""
        return replace(answer, headers={**answer.headers, **self.headers})


class Limits:
    """The buckets of one tenant. May be asked from any thread."""

    def __init__(self, plan: Plan | None, clock: Callable[[], float]) -> None:
        self._plan = plan
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def api(self, request: Request) -> Allowance:
        """Draw on the limits of the Management API."""
        if self._plan is None:
            return Allowance({})
        own = [(str(each), each.limit) for each in self._plan.endpoints if each.meets(request)]
        empty, headers = self._draw([("api", self._plan.api), *own])
        if empty is None:
            return Allowance(headers)
        message = _GLOBAL if empty == "api" else _ENDPOINT
        return Allowance({}, api_error(429, message, code="too_many_requests", headers=headers))

    def token(self) -> Allowance:
        """Draw on the limit of the token endpoint."""
        if self._plan is None:
            return Allowance({})
        empty, headers = self._draw([("token", self._plan.token)])
        if empty is None:
            return Allowance(headers)
        return Allowance({}, oauth_error(429, "too_many_requests", _GLOBAL, headers=headers))

    def _draw(self, limits: Sequence[tuple[str, Limit]]) -> tuple[str | None, dict[str, str]]:
        """Take one from each bucket in turn, up to the first that is empty; name that one.

        The headers are those of the bucket with least left.
        """
        with self._lock:
            now = self._clock()
            drawn = []
            for name, limit in limits:
                bucket = self._buckets.setdefault(name, _Bucket.full(limit, now))
                bucket.refill(now)
                if bucket.left == 0:
                    wait = max(1, math.ceil(bucket.reset - now))
                    return name, {**_headers(bucket), "retry-after": str(wait)}
                bucket.left -= 1
                drawn.append(bucket)
            return None, _headers(min(drawn, key=lambda bucket: bucket.left))


def _headers(bucket: _Bucket) -> dict[str, str]:
    return {
        "x-ratelimit-limit": str(bucket.limit.burst),
        "x-ratelimit-remaining": str(bucket.left),
        "x-ratelimit-reset": str(bucket.reset),
    }
