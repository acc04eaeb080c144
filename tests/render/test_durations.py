"""Tests of lifetimes in words."""

import pytest

from deploy_cli.lifetimes.durations import written as duration
from deploy_cli.render.durations import beside


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0s"),
        (3, "3s"),
        (90, "1m 30s"),
        (86_400, "1d"),
        (90_061, "1d 1h 1m 1s"),
        (2_592_000, "30d"),
        (31_536_000, "365d"),
        (31_557_600, "1y"),
        (63_115_200, "2y"),
    ],
)
def test_seconds_in_words(seconds: int, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("token_lifetime", 2_592_000, " (30d)"),
        ("idle_token_lifetime", 1_296_000, " (15d)"),
        ("token_lifetime_for_web", 7200, " (2h)"),
        ("leeway", 3, " (3s)"),
        ("lifetime_in_seconds", 36_000, " (10h)"),
        ("urlLifetimeInSeconds", 432_000, " (5d)"),
        ("session_lifetime", 168, " (7d)"),
        ("idle_session_lifetime", 0.5, " (30m)"),
        ("ephemeral_session_lifetime", 72, " (3d)"),
        ("session_lifetime_in_minutes", 90, " (1h 30m)"),
        ("leeway", 0, ""),
        ("infinite_token_lifetime", True, ""),
        ("token_lifetime", "30d", ""),
        ("token_lifetime", -1, ""),
        ("rate", 864_000, ""),
    ],
)
def test_a_lifetime_stands_beside_its_number(field: str, value: object, shown: str) -> None:
    assert beside(field, value) == shown
