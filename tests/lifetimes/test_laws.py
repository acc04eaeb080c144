"""The laws of the model: facts, sections 3.2 and 3.3, on random lives."""

import random
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deploy_cli.lifetimes.moment import Cause, Outcome
from deploy_cli.lifetimes.settings import (
    DAY,
    HOUR,
    Application,
    Era,
    Fallback,
    Flow,
    RefreshTokens,
    Settings,
    Storage,
)
from deploy_cli.lifetimes.timeline import timeline
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Copy, Event, Visit
from tests.lifetimes import lives

FOREVER = 10**12

alone = st.builds(
    Settings,
    access_token=st.integers(0, 3 * DAY),
    refresh=lives.policies(),
    app=st.builds(Application, fallback=st.just(Fallback.NONE), margin=st.sampled_from([0, 60])),
)
"""No session: the refresh token alone decides."""

with_session = st.builds(
    Settings,
    access_token=st.integers(0, 3 * DAY),
    refresh=lives.policies(),
    sessions=lives.sessions(),
    app=st.builds(
        Application,
        fallback=st.sampled_from([Fallback.REDIRECT, Fallback.SILENT]),
        storage=st.sampled_from(Storage),
    ),
)


def logins(times: list[int], given_settings: Settings) -> list[int]:
    return [m.at for m in timeline([Visit(at) for at in times], [Era(0, given_settings)]).asked]


def policy_of(given_settings: Settings) -> RefreshTokens:
    assert given_settings.refresh is not None
    return given_settings.refresh


def finite(lifetime: int | None) -> int:
    return FOREVER if lifetime is None else lifetime


@given(alone, lives.times(), st.integers(0, 60 * DAY))
def test_law_1_who_is_in_is_told_by_the_last_renewal_alone(
    one: Settings, times: list[int], away: int
) -> None:
    at = times[-1] + away
    seen = timeline([Visit(time) for time in [*times, at]], [Era(0, one)]).moments
    before = seen[-2]
    left = finite(before.absolute_end) - before.renewed

    kept = at < before.renewed + max(one.usable, min(finite(policy_of(one).idle), left))

    assert (seen[-1].outcome is not Outcome.LOGIN) == kept


@given(alone, lives.times(), st.integers(1, 60 * DAY))
def test_law_2_there_is_a_grey_zone_as_wide_as_the_access_token_lives(
    one: Settings, times: list[int], away: int
) -> None:
    one = replace(one, refresh=replace(policy_of(one), absolute=None, idle=policy_of(one).idle or DAY))
    idle = finite(policy_of(one).idle)
    assume(one.usable <= idle)

    asked = times[-1] + away in logins([*times, times[-1] + away], one)

    if away <= idle - max(1, one.usable):
        assert not asked
    if away >= idle:
        assert asked


@given(alone, st.integers(0, 60 * DAY))
def test_law_3_an_access_token_that_outlives_the_inactivity_lifetime_hides_it(
    one: Settings, away: int
) -> None:
    idle = finite(policy_of(one).idle)
    assume(one.usable >= idle)
    dormant = replace(one, refresh=replace(policy_of(one), idle=1))

    assert logins([0, away], one) == logins([0, away], dormant)


@settings(max_examples=400)
@given(st.one_of(alone, with_session), lives.times(), lives.lifetimes, st.sampled_from(["absolute", "idle"]))
def test_law_4_longer_lifetimes_never_bring_more_logins(
    one: Settings, times: list[int], other: int | None, field: str
) -> None:
    now = policy_of(one)
    shorter, longer = sorted([now.idle if field == "idle" else now.absolute, other], key=finite)

    def under(lifetime: int | None) -> int:
        changed = replace(now, idle=lifetime) if field == "idle" else replace(now, absolute=lifetime)
        return len(logins(times, replace(one, refresh=changed)))

    assert under(longer) <= under(shorter)


def test_law_4_a_longer_access_token_can_bring_a_login() -> None:
    one = Settings(
        access_token=2 * HOUR,
        refresh=RefreshTokens(rotating=True, absolute=None, idle=14 * DAY),
        app=Application(fallback=Fallback.NONE),
    )
    times = [0, 23 * HOUR, 14 * DAY + 12 * HOUR]

    assert logins(times, one) == []
    assert logins(times, replace(one, access_token=DAY)) == [14 * DAY + 12 * HOUR]


@given(alone, lives.times())
def test_law_5_after_the_absolute_end_nobody_is_kept_longer_than_the_access_token(
    one: Settings, times: list[int]
) -> None:
    absolute = policy_of(one).absolute or 30 * DAY
    one = replace(one, refresh=replace(policy_of(one), absolute=absolute))

    started = 0
    for moment in timeline([Visit(at) for at in times], [Era(0, one)]).moments:
        if moment.outcome is Outcome.LOGIN:
            started = moment.at
        else:
            assert moment.at < started + max(absolute + one.usable, one.usable)


@given(with_session, lives.times())
def test_law_6_nobody_goes_without_credentials_longer_than_three_lifetimes_together(
    one: Settings, times: list[int]
) -> None:
    absolute = policy_of(one).absolute or 30 * DAY
    one = replace(one, refresh=replace(policy_of(one), absolute=absolute))

    entered = 0
    for moment in timeline([Visit(at) for at in times], [Era(0, one)]).moments:
        if moment.outcome is Outcome.LOGIN:
            entered = moment.at
        else:
            assert moment.at - entered < one.sessions.absolute + absolute + one.access_token


@given(with_session, lives.times(), lives.lifetimes)
def test_law_7_what_a_page_keeps_in_memory_lives_by_the_session(
    one: Settings, times: list[int], idle: int | None
) -> None:
    one = replace(one, app=replace(one.app, storage=Storage.MEMORY))
    other = replace(one, refresh=replace(policy_of(one), idle=idle))

    assert logins(times, one) == logins(times, other)


@given(alone, st.integers(1, 200))
def test_law_8_inactivity_alone_never_stops_who_keeps_coming(one: Settings, count: int) -> None:
    idle = policy_of(one).idle or DAY
    one = replace(one, refresh=replace(policy_of(one), absolute=None, idle=idle))
    pace = max(1, min(idle - 1, 30 * DAY))
    assume(idle > 1)
    assume(one.usable <= pace)

    assert logins([index * pace for index in range(count)], one) == []


@given(lives.events(), lives.eras())
def test_the_absolute_end_of_a_family_never_moves(events: list[Event], eras: list[Era]) -> None:
    ends: dict[int, int | None] = {}
    own = [event for event in events if not isinstance(event, Copy)]  # a copy is of another device's family
    for moment in timeline(own, eras).moments:
        if moment.outcome is Outcome.REFRESH and ends.get(moment.device) is not None:
            assert moment.absolute_end == ends[moment.device]
        if moment.outcome in (Outcome.REFRESH, Outcome.LOGIN, Outcome.SILENT, Outcome.REDIRECT):
            ends[moment.device] = moment.absolute_end


@given(lives.eras(), lives.times())
def test_a_change_to_the_same_settings_changes_nothing(eras: list[Era], times: list[int]) -> None:
    visits = [Visit(at) for at in times]
    twice = [Era(0, eras[0].settings), *(Era(day * DAY, eras[0].settings) for day in (1, 5, 20))]

    assert timeline(visits, twice).moments == timeline(visits, eras[:1]).moments
    assert timeline(visits, twice).met == frozenset()


@given(alone, lives.times(), st.integers(1, 40 * DAY), st.integers(1, 40 * DAY))
def test_a_shorter_inactivity_lifetime_asks_no_fewer_where_it_counts_at_once(
    one: Settings, times: list[int], idle: int, when: int
) -> None:
    before = replace(one, refresh=replace(policy_of(one), idle=idle + DAY))
    after = replace(one, refresh=replace(policy_of(one), idle=idle))
    eras, visits = [Era(0, before), Era(when, after)], [Visit(at) for at in times]

    first_at_exchange = [m.at for m in timeline(visits, eras).asked[:1]]
    first_live = [m.at for m in timeline(visits, eras, frozenset({Unknown.IDLE_CHANGE})).asked[:1]]

    assert (first_live or [FOREVER]) <= (first_at_exchange or [FOREVER])


@given(lives.settings(), lives.times())
def test_refresh_settings_do_nothing_on_the_implicit_flow(one: Settings, times: list[int]) -> None:
    one = replace(one, online=False, app=replace(one.app, flow=Flow.IMPLICIT, session_check=None))

    assert logins(times, one) == logins(times, replace(one, refresh=None))


@settings(max_examples=300)
@given(lives.events(), lives.eras(), st.frozensets(st.sampled_from(Unknown)))
def test_every_login_has_a_reason_for_both_the_token_and_the_session(
    events: list[Event], eras: list[Era], others: frozenset[Unknown]
) -> None:
    for moment in timeline(events, eras, others).moments:
        if moment.outcome is Outcome.LOGIN:
            assert moment.refresh_loss is not None
            assert moment.session_loss is not None
            assert moment.refresh_loss.at <= moment.at
            assert moment.session_loss.at <= moment.at


def test_random_lives_come_to_everything() -> None:
    """What the oracle is tried on is not empty of anything."""
    chance = random.Random(5)
    outcomes, causes = set[Outcome](), set[Cause]()

    for number in range(6_000):
        events, eras = lives.life(chance)
        others = frozenset(Unknown) if number % 2 else frozenset[Unknown]()
        for moment in timeline(events, eras, others).moments:
            outcomes.add(moment.outcome)
            causes.update(loss.cause for loss in (moment.refresh_loss, moment.session_loss) if loss)

    assert outcomes == set(Outcome)
    assert set(Cause) - causes == {
        Cause.EVICTED
    }  # takes more than 200 tokens; two tests of their own have it
