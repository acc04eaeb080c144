"""Faults on purpose: which requests they strike, and what happens to those."""

import math
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from http import HTTPStatus
from random import Random
from typing import Literal, NamedTuple, TypeAlias

from deploy_cli.emulator.answers import JSON_TYPE, api_error
from deploy_cli.emulator.losing import without_some
from deploy_cli.emulator.message import Request, Response


class Dropped(Exception):
    """The connection goes down and the caller never gets an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer with something else."""

    response: Response
    carry_out: bool = False


@dataclass(frozen=True, slots=True)
class Limited:
    """Answer 429."""

    wait: float


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection."""

    when: Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Truncate:
    """Send less of the body than was announced."""

    size: int


@dataclass(frozen=True, slots=True)
class Garble:
    """Send a body that no JSON parser accepts."""


@dataclass(frozen=True, slots=True)
class Mislabel:
    """Send the body as another type."""

    content_type: str


@dataclass(frozen=True, slots=True)
class Stale:
    """Answer as last time."""


@dataclass(frozen=True, slots=True)
class Meddle:
    """Let somebody else make another request first."""

    method: str
    path: str
    """The struck request's own where it is empty; ``{name}`` is the resource of that name in the list before it."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Lose:
    """Leave elements out of a list."""

    count: int | None
    """All of them where it is None."""
    counted: bool
    """The total counts them all the same."""
    seed: str


@dataclass(frozen=True, slots=True)
class Expire:
    """Refuse the token of the request from now on."""


Outcome: TypeAlias = Answer | Limited | Drop | Truncate | Garble | Mislabel | Stale | Meddle | Lose | Expire


class Strike(NamedTuple):
    """What happens to one request."""

    delay: float = 0.0
    """Seconds that it waits."""
    outcome: Outcome | None = None
    skew: float = 0.0
    """Seconds by which its answer's clock is ahead."""


@dataclass(frozen=True, slots=True)
class Match:
    """Which requests a rule applies to."""

    methods: frozenset[str] = frozenset()
    path: re.Pattern[str] | None = None
    nth: frozenset[int] = frozenset()
    every: int | None = None
    probability: float | None = None
    times: float = math.inf
    in_a_row: int = 1
    """How many requests are struck from each that is selected on."""

    def meets(self, request: Request) -> bool:
        """Whether method and path are meant."""
        method = not self.methods or request.method in self.methods
        return method and (self.path is None or self.path.fullmatch(request.path) is not None)


@dataclass(slots=True)
class Rule:
    """One rule, and how often it has been looked at and has struck."""

    match: Match
    delay: float
    outcome: Outcome | None
    random: Random
    skew: float = 0.0
    seen: int = 0
    struck: int = 0
    following: int = 0
    """How many more are struck in a row."""

    def strikes(self, request: Request) -> bool:
        """Count ``request``, and say whether the rule applies to it."""
        if not self.match.meets(request):
            return False
        self.seen += 1
        if self.following:
            self.following -= 1
            return True
        if self.struck >= self.match.times or not self._selected():
            return False
        self.struck += 1
        self.following = self.match.in_a_row - 1
        return True

    def _selected(self) -> bool:
        match = self.match
        if match.nth:
            return self.seen in match.nth
        if match.every is not None:
            return self.seen % match.every == 0
        return match.probability is None or self.random.random() < match.probability


@dataclass(slots=True)
class Faults:
    """The rules of one file. May be asked from any thread."""

    rules: tuple[Rule, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def may_be_stale(self) -> bool:
        """Whether any rule needs to know how a request was answered last."""
        return any(isinstance(rule.outcome, Stale) for rule in self.rules)

    def strike(self, request: Request) -> Strike:
        """Return what happens to ``request``."""
        with self._lock:
            struck = [rule for rule in self.rules if rule.strikes(request)]
        outcomes = (rule.outcome for rule in struck if rule.outcome is not None)
        delay, skew = sum(rule.delay for rule in struck), sum(rule.skew for rule in struck)
        return Strike(delay, next(outcomes, None), skew)


def suffer(
    outcome: Outcome,
    carry_out: Callable[[], Response],
    now: float,
    *,
    last: Response | None = None,
    meddle: Callable[[Meddle], None] = lambda _: None,
    expire: Callable[[], None] = lambda: None,
) -> Response:
    """Answer as ``outcome`` says, at second ``now`` of the clock. Raises Dropped.

    ``last`` is how the same request was answered last, ``meddle`` makes the request of somebody else, ``expire`` ends
    the token of this one.
    """
    match outcome:
        case Expire():
            expire()
            return carry_out()
        case Lose(count, counted, seed):
            return without_some(carry_out(), count, seed, counted=counted)
        case Stale():
            return last if last is not None else carry_out()
        case Meddle():
            meddle(outcome)
            return carry_out()
        case Answer(response, carried):
            if carried:
                carry_out()
            return response
        case Limited(wait):
            return _limited(wait, now)
        case Drop("before"):
            raise Dropped
        case Drop():
            carry_out()
            raise Dropped
        case Truncate(size):
            return _truncated(carry_out(), size)
        case Garble():
            return _garbled(carry_out())
        case Mislabel(content_type):
            answer = carry_out()
            return replace(answer, headers={**answer.headers, "content-type": content_type})


def skewed(answer: Response, seconds: float, now: float) -> Response:
    """Return an answer of a machine whose clock is ``seconds`` ahead of ``now``: its date, and its next refill."""
    headers = {**answer.headers, "date": formatdate(now + seconds, usegmt=True)}
    if "x-ratelimit-reset" in headers:
        headers["x-ratelimit-reset"] = str(int(headers["x-ratelimit-reset"]) + round(seconds))
    return replace(answer, headers=headers)


def _limited(wait: float, now: float) -> Response:
    later = math.ceil(now + wait)
    headers = {
        "x-ratelimit-limit": "1",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(later),
        "retry-after": str(max(1, math.ceil(wait))),
    }
    return api_error(429, "Global limit has been reached", code="too_many_requests", headers=headers)


def _truncated(answer: Response, size: int) -> Response:
    """The ``content-length`` stays that of the whole body: that is how a caller can tell."""
    headers = {**answer.headers, "content-length": str(max(len(answer.body), size + 1))}
    return replace(answer, headers=headers, body=answer.body[:size])


def _garbled(answer: Response) -> Response:
    body = answer.body[: len(answer.body) // 2] + b'{"'
    status = 200 if answer.status == HTTPStatus.NO_CONTENT else answer.status
    return Response(status, {**answer.headers, "content-type": JSON_TYPE}, body)
