import pytest

from deploy_cli.auth0.limit_headers import refusal_wait, remaining, reset_wait

NOW = 1_800_000_000.0
"""Fri, 15 Jan 2027 08:00:00 GMT."""


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"x-ratelimit-reset": "1800000003"}, 3.0, id="the reset"),
        pytest.param({"x-ratelimit-reset": "1799999999"}, 0.0, id="a reset that has passed"),
        pytest.param({"retry-after": "7"}, 7.0, id="seconds"),
        pytest.param({"retry-after": "Fri, 15 Jan 2027 08:00:05 GMT"}, 5.0, id="a date"),
        pytest.param(
            {"retry-after": "3", "x-ratelimit-reset": "1800000002"}, 2.0, id="seconds that are rounded up"
        ),
        pytest.param(
            {"retry-after": "30", "x-ratelimit-reset": "1800000001"},
            30.0,
            id="another limit than the tenant's",
        ),
        pytest.param({}, 1.0, id="nothing told"),
        pytest.param({"retry-after": "soon", "x-ratelimit-reset": "²"}, 1.0, id="nothing sensible told"),
        pytest.param({"retry-after": "99999999999"}, 86400.0, id="never more than a day"),
        pytest.param(
            {"x-ratelimit-reset": "1800000103", "date": "Fri, 15 Jan 2027 08:01:40 GMT"},
            3.0,
            id="our clock is slow",
        ),
        pytest.param(
            {"x-ratelimit-reset": "1799999903", "date": "Fri, 15 Jan 2027 07:58:20 GMT"},
            2.0,
            id="our clock is fast",
        ),
        pytest.param(
            {"x-ratelimit-reset": "1800000003", "date": "Fri, 99 Jan 2027 08:01:40 GMT"}, 3.0, id="no date"
        ),
    ],
)
def test_a_429_is_waited_for_as_long_as_its_headers_say(headers: dict[str, str], seconds: float) -> None:
    assert refusal_wait(headers, NOW) == seconds


def test_what_is_not_told_is_not_known() -> None:
    assert remaining({}) is None
    assert remaining({"x-ratelimit-remaining": "-1"}) is None
    assert remaining({"x-ratelimit-remaining": " 4 "}) == 4
    assert reset_wait({}, NOW) is None
