"""Kaplan-Meier against scipy, and its laws."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.lifetimes.survival import kaplan_meier

lengths = st.lists(st.integers(1, 30), min_size=1, max_size=40)


def counted(back: list[int], away: list[int]) -> tuple[Counter[int], Counter[int]]:
    return Counter(back), Counter(away)


@given(lengths, st.lists(st.integers(1, 30), max_size=40))
def test_the_estimate_is_that_of_scipy(back: list[int], away: list[int]) -> None:
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.ecdf(stats.CensoredData(uncensored=back, right=away)).sf

    ours = kaplan_meier(*counted(back, away))

    for time in range(32):
        assert ours.beyond(time) == pytest.approx(float(theirs.evaluate(time)), abs=1e-12)


def test_the_interval_is_that_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    back, away = [1, 2, 2, 3, 5, 8, 8, 13, 21], [2, 4, 8, 9, 25]
    theirs = stats.ecdf(stats.CensoredData(uncensored=back, right=away)).sf
    their = theirs.confidence_interval(method="log-log")

    ours = kaplan_meier(*counted(back, away))

    for time in (1, 2, 3, 5, 8, 13):
        low, high = ours.interval(time)
        assert low == pytest.approx(float(their.low.evaluate(time)), abs=1e-9)
        assert high == pytest.approx(float(their.high.evaluate(time)), abs=1e-9)


@given(lengths, st.lists(st.integers(1, 30), max_size=40))
def test_it_falls_from_one_and_never_below_zero(back: list[int], away: list[int]) -> None:
    curve = kaplan_meier(*counted(back, away))
    values = [curve.beyond(time) for time in range(32)]

    assert values[0] == 1
    assert all(0 <= later <= earlier for earlier, later in pairwise(values))
    assert all(curve.reaching(time) >= curve.beyond(time) for time in range(32))


@given(lengths)
def test_without_open_absences_it_is_the_plain_share(back: list[int]) -> None:
    curve = kaplan_meier(Counter(back), {})

    assert all(
        curve.reaching(time) == pytest.approx(sum(one >= time for one in back) / len(back), abs=1e-12)
        for time in range(32)
    )


@given(lengths, st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_an_open_absence_never_makes_people_seem_to_be_back_earlier(back: list[int], away: list[int]) -> None:
    naive, ours = kaplan_meier(Counter(back), {}), kaplan_meier(*counted(back, away))

    assert all(ours.beyond(time) >= naive.beyond(time) - 1e-12 for time in range(31))


def test_who_has_to_log_in_was_away_exactly_as_long_or_longer() -> None:
    curve = kaplan_meier({10: 1, 20: 1}, {})

    assert (curve.reaching(10), curve.reaching(11), curve.beyond(10)) == (1, 0.5, 0.5)
    assert curve.returned(20, 20) == 0.5
    assert curve.returned(21, 30) == 1


def test_nothing_is_known_of_nobody() -> None:
    curve = kaplan_meier({}, {})

    assert (curve.beyond(5), curve.returned(1, 5)) == (1, None)
