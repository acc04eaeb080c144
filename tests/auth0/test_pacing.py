import math
from dataclasses import dataclass
from itertools import pairwise

import pytest

from deploy_cli.auth0.pacing import Pacer
from deploy_cli.auth0.transport import RawAnswer

from .conftest import Time


@dataclass
class Bucket:
    """Auth0's rate limit: so many at a time, and some more at each full second."""

    time: Time
    burst: int
    pour: int
    tells: bool = True

    def __post_init__(self) -> None:
        self.left, self.second = self.burst, int(self.time.now)

    def answer(self) -> RawAnswer:
        second = int(self.time.now)
        self.left = min(self.burst, self.left + self.pour * (second - self.second))
        self.second = second
        if self.left == 0:
            return RawAnswer(429, self.headers())
        self.left -= 1
        return RawAnswer(200, self.headers())

    def headers(self) -> dict[str, str]:
        if not self.tells:
            return {}
        return {"x-ratelimit-remaining": str(self.left), "x-ratelimit-reset": str(self.second + 1)}


def drive(pacer: Pacer, bucket: Bucket, count: int, *, at_once: int) -> int:
    """Send until ``count`` requests have passed, ``at_once`` of them under way at a time; count the 429s."""
    passed = refused = 0
    while passed < count:
        wave = min(at_once, count - passed)
        flying = 0
        while flying < wave and pacer.enter(0.0 if flying else 300.0):
            flying += 1
        bucket.time.now += 0.05
        for _ in range(flying):
            answer = bucket.answer()
            pacer.leave(answer)
            passed += answer.status == 200
            refused += answer.status == 429
    return refused


@pytest.mark.parametrize(("burst", "pour"), [(2, 2), (10, 3), (50, 16)])
@pytest.mark.parametrize("at_once", [1, 8])
def test_a_limit_is_used_up_and_hardly_ever_exceeded(time: Time, burst: int, pour: int, at_once: int) -> None:
    count = burst + 20 * pour
    started = time.now

    refused = drive(Pacer(time.clock), Bucket(time, burst, pour), count, at_once=at_once)

    needed = max(math.ceil((count - burst) / pour), count / at_once * 0.05)
    assert time.now - started <= needed * 1.1 + 2
    assert refused <= count / 20


def test_an_api_that_tells_nothing_is_not_paced(time: Time) -> None:
    refused = drive(Pacer(time.clock), Bucket(time, 10_000, 1, tells=False), 500, at_once=8)

    assert refused == 0
    assert time.slept == []


def test_a_429_stops_everybody(time: Time) -> None:
    pacer = Pacer(time.clock)
    started = time.now
    assert pacer.enter(300)
    assert pacer.enter(300)

    pacer.leave(RawAnswer(429, {"retry-after": "30"}))
    pacer.leave(RawAnswer(200, {"x-ratelimit-remaining": "9", "x-ratelimit-reset": str(int(time.now) + 1)}))

    assert pacer.enter(300)
    assert time.now - started >= 30


def test_a_429_from_an_api_that_tells_nothing_else_is_waited_for_once(time: Time) -> None:
    pacer = Pacer(time.clock)
    started = time.now
    assert pacer.enter(300)
    pacer.leave(RawAnswer(429, {"retry-after": "2", "x-ratelimit-remaining": "0"}))

    for _ in range(100):
        assert pacer.enter(300)
        pacer.leave(RawAnswer(200))

    assert time.now - started < 3


def test_nobody_waits_longer_than_allowed(time: Time) -> None:
    pacer = Pacer(time.clock)
    assert pacer.enter(10)
    pacer.leave(RawAnswer(429, {"retry-after": "3600"}))

    assert not pacer.enter(10)
    assert time.slept == []


def test_refusals_that_ask_for_no_wait_are_waited_for_longer_and_longer(time: Time) -> None:
    pacer = Pacer(time.clock)

    for _ in range(8):
        assert pacer.enter(300)
        pacer.leave(RawAnswer(429, {"retry-after": "0"}))

    assert pacer.enter(300)
    assert time.slept == sorted(time.slept)
    assert sum(time.slept) > 10


@pytest.mark.parametrize("tells", [True, False])
def test_a_ceiling_is_never_exceeded_whatever_the_tenant_allows(time: Time, tells: bool) -> None:
    bucket, pacer = Bucket(time, 1000, 1000, tells=tells), Pacer(time.clock, ceiling=4.0)
    sent: list[float] = []
    for _ in range(40):
        assert pacer.enter(300)
        sent.append(time.now)
        pacer.leave(bucket.answer())

    assert all(later - earlier >= 0.25 - 1e-6 for earlier, later in pairwise(sent))
    assert sent[-1] - sent[0] <= 39 * 0.25 + 0.01
