"""Durations, read and written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.lifetimes.durations import SECONDS, seconds, spoken, written


@pytest.mark.parametrize(
    ("duration", "count"),
    [
        ("90s", 90),
        ("15m", 900),
        ("12h", 43_200),
        ("30d", 2_592_000),
        ("2w", 1_209_600),
        ("1y", 31_557_600),
        ("0s", 0),
        (2_592_000, 2_592_000),
        (30.0, 30),
    ],
)
def test_a_duration_stands_for_seconds(duration: float | str, count: int) -> None:
    assert seconds(duration) == count


@pytest.mark.parametrize(
    "text", ["", "30", "d", "1.5h", "-5s", "30 d", "30D", "1d\n", "1d2h", "٣d", "none", "9" * 400 + "s"]
)
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        seconds(text)


def test_half_a_second_is_no_duration() -> None:
    with pytest.raises(ValueError, match="whole number"):
        seconds(0.5)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (2_592_000, "30d"),
        (31_557_600, "1y"),
        (63_115_200, "2y"),
        (1_209_600, "14d"),
        (129_600, "1d 12h"),
        (90, "1m 30s"),
        (0, "0s"),
        (31_557_601, "365d 6h 1s"),
    ],
)
def test_seconds_are_written_as_people_say_them(count: int, text: str) -> None:
    assert written(count) == text


@given(st.integers(0, 10**10))
def test_what_is_written_stands_for_the_same_seconds(count: int) -> None:
    assert sum(seconds(part) for part in written(count).split(" ")) == count


@given(st.integers(0, 9_999_999), st.sampled_from(sorted(SECONDS)))
def test_what_is_read_is_written_again_with_the_same_meaning(number: int, unit: str) -> None:
    count = seconds(f"{number}{unit}")

    assert count == number * SECONDS[unit]
    assert re.fullmatch(r"\d+[smhdy]( \d+[smhdy])*", written(count))
    assert sum(seconds(part) for part in written(count).split(" ")) == count


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (5_400, "1 hour 30 minutes"),
        (86_400, "1 day"),
        (1_296_000, "15 days"),
        (31_536_000, "365 days"),
        (31_557_600, "1 year"),
        (157_788_000, "5 years"),
        (86_400 * 2_000, "2,000 days"),
    ],
)
def test_a_duration_is_said_in_a_sentence(count: int, text: str) -> None:
    assert spoken(count) == text
