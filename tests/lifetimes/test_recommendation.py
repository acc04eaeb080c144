"""Recommendations from simulated populations whose truth is known."""

from bisect import bisect_left
from itertools import pairwise
from random import Random

import pytest

from deploy_cli.lifetimes.bootstrap import proportion
from deploy_cli.lifetimes.recommendation import Candidate, Lack, Measure, Recommendation, Refusal
from deploy_cli.lifetimes.sample import LADDER, Sample, Window, visit_of
from deploy_cli.lifetimes.settings import DAY, HOUR, RefreshTokens
from deploy_cli.lifetimes.study import recommend
from tests.lifetimes.populations import Habits, sample, true_absences

POLICY = RefreshTokens(rotating=True, absolute=365 * DAY, idle=15 * DAY)
HABITS = Habits()


def recommended(
    found: Sample,
    policy: RefreshTokens = POLICY,
    *,
    target: float = 0.9,
    measure: Measure = Measure.USERS,
    seed: int = 1,
) -> Recommendation:
    return recommend("Shop", found, policy, HOUR, target=target, measure=measure, draw=Random(seed).random)


def candidate(found: Recommendation, days: int) -> Candidate:
    return next(one for one in found.candidates if one.lifetime == days * DAY)


@pytest.fixture(scope="module")
def truth() -> list[float]:
    return true_absences(HABITS)


@pytest.fixture(scope="module")
def shop() -> Recommendation:
    return recommended(sample(HABITS, 4000, 60, seed=1))


def share(truth: list[float], days: float, horizon: float) -> float:
    return bisect_left(truth, days) / bisect_left(truth, horizon)


def quantile(truth: list[float], target: float, horizon: float) -> float:
    return truth[int(target * bisect_left(truth, horizon))]


def test_the_recommended_lifetime_keeps_what_was_asked_for_and_is_two_steps_off_at_most(
    shop: Recommendation, truth: list[float]
) -> None:
    assert shop.chosen is not None
    below = LADDER[LADDER.index(shop.chosen.lifetime) - 2]
    horizon = shop.horizon / DAY

    assert share(truth, shop.chosen.lifetime / DAY, horizon) >= 0.9
    assert share(truth, below / DAY, horizon) < 0.9


def test_dropping_open_absences_errs_by_half_and_the_estimate_does_not(
    shop: Recommendation, truth: list[float], record_property: pytest.Mark
) -> None:
    true = quantile(truth, 0.9, shop.horizon / DAY)
    ours = next(at for at, kept in shop.curve if kept.value >= 0.9) / DAY
    naive = (shop.naive or 0) / DAY

    figures = f"90 % are back within {true:.1f} days; the naive method says {naive:.1f}, this one {ours:.1f}"
    record_property("figures", figures)  # type: ignore[operator]
    assert naive < 0.6 * true, figures
    assert ours == pytest.approx(true, rel=0.12), figures


def test_every_estimate_is_near_the_truth(shop: Recommendation, truth: list[float]) -> None:
    for one in shop.candidates:
        if one.lack is None:
            true = share(truth, one.lifetime / DAY, shop.horizon / DAY)
            assert one.users.value == pytest.approx(true, abs=0.02), one.lifetime / DAY
            assert one.users.low <= one.users.value <= one.users.high


def test_who_comes_often_counts_more_among_returns_than_among_people(shop: Recommendation) -> None:
    assert all(one.returns.value >= one.users.value for one in shop.candidates if one.lifetime < shop.horizon)


def test_longer_lifetimes_keep_more_and_cost_more(shop: Recommendation) -> None:
    for one, longer in pairwise(shop.candidates):
        assert longer.users.value >= one.users.value
        assert longer.asked.value <= one.asked.value
        assert longer.dormant > one.dormant


def test_unused_tokens_are_those_lost_per_day_times_the_days_they_live() -> None:
    habits = Habits(typical=1, between=0.1, within=0.2, churn=0.2)
    found = recommended(sample(habits, 3000, 60, seed=3))
    lost_per_day = 3000 / 60

    assert candidate(found, 15).dormant == pytest.approx(lost_per_day * 15, rel=0.15)


def test_a_window_that_is_too_short_is_refused_with_what_to_collect() -> None:
    found = recommended(sample(HABITS, 4000, 20, seed=1), target=0.99)

    assert (found.chosen, found.refusal) == (None, Refusal.TOO_SHORT)
    assert found.collect is not None
    assert found.collect >= 28


@pytest.mark.parametrize("days", [8, 28, 60])
def test_no_lifetime_is_recommended_that_does_not_fit_into_the_logs_twice(days: int) -> None:
    found = recommended(sample(HABITS, 600, days, seed=days), target=0.6)

    assert all(one.lack is not None for one in found.candidates if one.lifetime > (days + 1) * DAY / 2)
    if found.chosen is not None:
        assert found.chosen.lifetime <= (days + 1) * DAY / 2
        assert found.chosen.users.low >= 0.6


def test_a_handful_of_people_tells_nothing() -> None:
    found = recommended(sample(HABITS, 40, 90, seed=1))

    assert found.chosen is None
    assert found.refusal is not None
    assert all(one.lack is not None for one in found.candidates)


def test_without_events_renewals_or_returns_nothing_is_recommended() -> None:
    nobody = Sample(Window(0, 60 * DAY * 1000), HOUR)
    once = sample(Habits(churn=1.0), 500, 60, seed=1)

    assert recommended(nobody).refusal is Refusal.NO_EVENTS
    assert recommended(once).refusal is Refusal.NO_EXCHANGES


def test_nothing_longer_than_the_absolute_lifetime_is_considered() -> None:
    policy = RefreshTokens(rotating=True, absolute=14 * DAY, idle=7 * DAY)
    found = recommended(sample(HABITS, 3000, 90, seed=1), policy, target=0.95)

    assert found.refusal is Refusal.CAPPED or found.chosen is not None
    assert all(one.lifetime < 14 * DAY for one in found.candidates)


def test_the_same_chance_gives_the_same_answer() -> None:
    assert recommended(sample(HABITS, 500, 60, seed=5)) == recommended(sample(HABITS, 500, 60, seed=5))


def test_a_stolen_token_ends_with_rotation_or_with_the_absolute_lifetime() -> None:
    found = sample(HABITS, 4000, 60, seed=1)
    end = 90 * DAY + HOUR
    for policy, used, left in (
        (RefreshTokens(rotating=True, absolute=None, idle=None), 30 * DAY + HOUR, None),
        (RefreshTokens(rotating=False, absolute=None, idle=None), None, None),
        (RefreshTokens(rotating=False, absolute=90 * DAY, idle=None), end, end),
    ):
        answer = recommended(found, policy, target=0.93)
        assert answer.exposure is not None
        exposure = answer.exposure
        assert (exposure.while_used, exposure.once_left, exposure.from_backup) == (used, left, 30 * DAY)


def test_todays_lifetime_is_told_with_what_it_hides() -> None:
    today = recommended(sample(HABITS, 2000, 60, seed=1)).today

    assert today.inactivity == 15 * DAY
    assert today.candidate is not None
    assert today.candidate.lack is None
    assert today.never_seen_again > 0


def test_a_visit_is_never_longer_than_half_a_day() -> None:
    assert [visit_of(one) for one in (60, HOUR, DAY)] == [HOUR // 2, HOUR + HOUR // 10, DAY // 2]


def test_lifetimes_without_enough_late_returns_are_marked() -> None:
    found = recommended(sample(Habits(typical=1, between=0.1, within=0.1, churn=0.3), 2000, 90, seed=1))

    assert candidate(found, 30).lack is Lack.RETURNS


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    share = proportion(10, 100)

    assert (share.value, round(share.low, 4), round(share.high, 4)) == (0.1, 0.0552, 0.1744)
    assert proportion(0, 0).high == 1


def covered(truth: list[float], seeds: range, people: int) -> dict[int, float]:
    """The share of populations whose interval holds the truth, by days."""
    hits: dict[int, list[bool]] = {7: [], 14: [], 21: []}
    for seed in seeds:
        found = recommended(sample(HABITS, people, 60, seed), seed=seed)
        for days, held in hits.items():
            kept = candidate(found, days).users
            held.append(kept.low <= share(truth, days, found.horizon / DAY) <= kept.high)
    return {days: sum(held) / len(held) for days, held in hits.items()}


def test_intervals_hold_the_truth_in_most_populations(truth: list[float]) -> None:
    assert sum(covered(truth, range(5), 400).values()) / 3 >= 0.8


@pytest.mark.slow
def test_intervals_hold_the_truth_in_at_least_nine_of_ten_of_two_hundred_populations(
    truth: list[float],
) -> None:
    assert min(covered(truth, range(200), 800).values()) >= 0.9
