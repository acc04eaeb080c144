import json

import pytest

from deploy_cli.emulator.limits import Allowance, Limits
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.plans import Limit
from deploy_cli.emulator.plans import plan as plan_of

from .conftest import Clock

ROLES = Request("GET", "/api/v2/roles")
CLIENTS = Request("GET", "/api/v2/clients")


def passed(limits: Limits, request: Request = ROLES, *, tries: int = 200) -> int:
    """How many of so many requests at once pass."""
    return sum(limits.api(request).refusal is None for _ in range(tries))


def refused(limits: Limits, request: Request = ROLES) -> Allowance:
    """The allowance of the first request that does not pass."""
    return next(each for each in iter(lambda: limits.api(request), None) if each.refusal)


@pytest.mark.parametrize(("plan", "burst"), [("free", 2), ("essentials", 10), ("enterprise", 50)])
def test_a_burst_is_as_large_as_the_bucket(plan: str, burst: int, clock: Clock) -> None:
    assert passed(Limits(plan_of(plan), clock)) == burst


def test_without_a_plan_there_is_no_limit_and_no_header(clock: Clock) -> None:
    allowance = Limits(plan_of("none"), clock).api(ROLES)

    assert allowance == Allowance({})


@pytest.mark.parametrize(
    ("plan", "in_ten_minutes"), [("free", 1_200), ("essentials", 1_500), ("enterprise", 9_600)]
)
def test_in_the_long_run_the_sustained_rate_passes(plan: str, in_ten_minutes: int, clock: Clock) -> None:
    limits = Limits(plan_of(plan), clock)
    burst = passed(limits)

    total = 0
    for _ in range(600):
        clock.now += 1
        total += passed(limits, tries=20)

    assert total == pytest.approx(in_ten_minutes, abs=burst)


def test_nothing_comes_back_within_a_second_and_all_of_a_pour_at_its_top(clock: Clock) -> None:
    limits = Limits(plan_of("free"), clock)
    passed(limits)

    clock.now += 0.999
    before = passed(limits)
    clock.now += 0.001

    assert (before, passed(limits)) == (0, 2)


def test_a_bucket_never_holds_more_than_its_burst(clock: Clock) -> None:
    limits = Limits(plan_of("free"), clock)

    clock.now += 3_600

    assert passed(limits) == 2


def test_headers_count_down_and_say_when_more_comes(clock: Clock) -> None:
    limits = Limits(plan_of("free"), clock)

    headers = [limits.api(ROLES).headers for _ in range(2)]

    assert [each["x-ratelimit-remaining"] for each in headers] == ["1", "0"]
    assert {each["x-ratelimit-limit"] for each in headers} == {"2"}
    assert {int(each["x-ratelimit-reset"]) for each in headers} == {int(clock.now) + 1}


def test_the_answer_of_an_empty_bucket_is_the_real_one(clock: Clock) -> None:
    refusal = refused(Limits(plan_of("free"), clock)).refusal

    assert refusal is not None
    assert refusal.status == 429
    assert json.loads(refusal.body) == {
        "statusCode": 429,
        "error": "Too Many Requests",
        "message": "Global limit has been reached",
        "errorCode": "too_many_requests",
    }
    assert refusal.headers["x-ratelimit-remaining"] == "0"
    assert refusal.headers["retry-after"] == "1"


def test_who_waits_as_told_passes(clock: Clock) -> None:
    limits = Limits(plan_of("essentials"), clock)

    for _ in range(20):
        refusal = refused(limits).refusal
        assert refusal is not None
        clock.now += int(refusal.headers["retry-after"])
        assert limits.api(ROLES).refusal is None


def test_an_endpoint_with_a_limit_of_its_own_is_refused_first(clock: Clock) -> None:
    limits = Limits(plan_of("essentials"), clock)

    assert passed(limits, CLIENTS, tries=7) == 5
    refusal = limits.api(CLIENTS).refusal
    assert refusal is not None
    assert "X-RateLimit-Limit" in json.loads(refusal.body)["message"]
    assert refusal.headers["x-ratelimit-limit"] == "5"


@pytest.mark.parametrize(
    ("method", "path", "query", "burst"),
    [
        ("GET", "/api/v2/clients/abc", (), 50),
        ("GET", "/api/v2/clients", (("q", "x"),), 5),
        ("GET", "/api/v2/organizations/org_1", (), 10),
        ("GET", "/api/v2/organizations/name/acme", (), 20),
        ("PATCH", "/api/v2/organizations/org_1", (), 5),
        ("POST", "/api/v2/organizations/org_1/enabled_connections", (), 5),
        ("PUT", "/api/v2/prompts/login/partials", (), 5),
        ("GET", "/api/v2/email-templates/welcome_email", (), 15),
    ],
)
def test_endpoints_have_the_documented_burst(
    method: str, path: str, query: tuple[tuple[str, str], ...], burst: int, clock: Clock
) -> None:
    assert passed(Limits(plan_of("enterprise"), clock), Request(method, path, query)) == burst


def test_the_token_endpoint_has_its_own_bucket_and_its_own_shape_of_error(clock: Clock) -> None:
    limits = Limits(plan_of("free"), clock)
    passed(limits)

    refusals = [limits.token().refusal for _ in range(31)]

    assert refusals[:30] == [None] * 30
    assert refusals[30] is not None
    assert json.loads(refusals[30].body)["error"] == "too_many_requests"


@pytest.mark.parametrize(
    ("limit", "pour"),
    [
        (Limit(50, 16), (16, 1)),
        (Limit(10, 150, 60), (5, 2)),
        (Limit(5, 25, 60), (5, 12)),
        (Limit(5, 5, 60), (1, 12)),
    ],
)
def test_a_rate_is_poured_at_whole_seconds(limit: Limit, pour: tuple[int, int]) -> None:
    assert limit.pour == pour
