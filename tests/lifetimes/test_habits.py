"""Habits in words."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.lifetimes.habits import FORMS, span, visits
from deploy_cli.lifetimes.settings import DAY, HOUR


def times(text: str, devices: int = 1) -> list[int]:
    return [visit.at for visit in visits(text, random.Random(0).random, devices=devices)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every 10d for 30d", [0, 10 * DAY, 20 * DAY, 30 * DAY]),
        ("  Every 10d  for 15d ", [0, 10 * DAY]),
        ("at 0s, 30m, 5h", [0, 1_800, 5 * HOUR]),
        ("at 5h 7h", [0, 2 * HOUR]),
        ("at 0s, 14d12h", [0, 14 * DAY + 12 * HOUR]),
        ("on mon, wed for 1w", [0, 2 * DAY, 7 * DAY]),
        ("on wednesday mon for 1w", [0, 5 * DAY, 7 * DAY]),
        ("on weekdays for 7d", [0, DAY, 2 * DAY, 3 * DAY, 4 * DAY, 7 * DAY]),
        ("on weekends for 6d", [0, DAY]),
        ("on mon at 9h, 17h for 1w", [0, 8 * HOUR, 7 * DAY]),
    ],
)
def test_a_habit_comes_to_visits(text: str, expected: list[int]) -> None:
    assert times(text) == expected


@pytest.mark.parametrize("form", FORMS)
def test_every_example_is_understood_and_may_say_how_long_a_visit_is(form: str) -> None:
    assert {visit.stay for visit in visits(f"{form} staying 30m", random.Random(0).random)} == {1_800}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no habit"),
        ("daily", "is no habit"),
        ("every 10d", "for how long"),
        ("every for 1y", "is no duration"),
        ("every 0s for 1y", "some time between"),
        ("every 3w to 1w for 1y", "ends before it begins"),
        ("every 10d for 1y for 2y", "stands twice"),
        ("every 1s for 1y", "more than 100,000"),
        ("on someday for 1y", "no day of the week"),
        ("on at 9h for 1y", "no day of the week"),
        ("on mon at 25h for 1y", "longer than a day"),
        ("at tomorrow", "is no duration"),
        ("about 10d for 1y", "is no habit"),
    ],
)
def test_what_is_no_habit_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        times(text)


def test_devices_take_turns() -> None:
    seen = visits("every 1d for 4d", random.Random(0).random, devices=2)

    assert [(visit.at // DAY, visit.device) for visit in seen] == [(0, 0), (1, 1), (2, 0), (3, 1), (4, 0)]


def test_chance_is_the_same_for_the_same_seed_and_keeps_to_its_bounds() -> None:
    first, again = times("every 1w to 3w for 5y"), times("every 1w to 3w for 5y")
    gaps = [later - sooner for sooner, later in pairwise(first)]

    assert first == again
    assert len(set(gaps)) > 50
    assert min(gaps) >= 7 * DAY
    assert max(gaps) <= 21 * DAY


def test_what_comes_by_chance_comes_as_often_as_it_says() -> None:
    assert 3_400 < len(times("about every 1d for 10y")) < 3_900


@given(st.integers(1, 999), st.sampled_from("smhdw"), st.integers(1, 59))
def test_durations_in_a_row_add_up(number: int, unit: str, more: int) -> None:
    assert span(f"{number}{unit}{more}s") == span(f"{number}{unit}") + more
