"""The eighteen worked examples of the refresh-token facts, section 3.3, number by number."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from deploy_cli.lifetimes.moment import Cause, Outcome
from deploy_cli.lifetimes.settings import (
    DAY,
    HOUR,
    Application,
    Era,
    Fallback,
    Flow,
    RefreshTokens,
    Sessions,
    Settings,
    Storage,
)
from deploy_cli.lifetimes.timeline import Timeline, futures, timeline
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Copy, Event, Logout, Retry, Visit

ALONE = Application(fallback=Fallback.NONE)
YEAR = 365 * DAY


def policy(
    absolute: int | None, idle: int | None, *, rotating: bool = True, leeway: int = 0
) -> RefreshTokens:
    return RefreshTokens(rotating=rotating, absolute=absolute, idle=idle, leeway=leeway)


def code(refresh: RefreshTokens | None, *, access: int = DAY, app: Application = ALONE) -> Settings:
    return Settings(access_token=access, refresh=refresh, app=app)


def implicit(absolute: int, idle: int, fallback: Fallback = Fallback.SILENT) -> Settings:
    return Settings(
        access_token=7_200,
        refresh=policy(None, None),
        sessions=Sessions(absolute=absolute, idle=idle),
        app=Application(flow=Flow.IMPLICIT, fallback=fallback),
    )


BLOG = code(policy(YEAR, 14 * DAY))


def run(settings: Settings | Sequence[Era], *times: float) -> Timeline:
    eras = [Era(0, settings)] if isinstance(settings, Settings) else settings
    return timeline([Visit(round(at * DAY)) for at in times], eras)


def outcomes(settings: Settings | Sequence[Era], *times: float) -> list[str]:
    return [moment.outcome.value for moment in run(settings, *times).moments]


def asked(settings: Settings | Sequence[Era], *times: float) -> list[float]:
    return [moment.at / DAY for moment in run(settings, *times).asked]


def every(days: float, until: float) -> list[float]:
    return [index * days for index in range(int(until / days) + 1)]


def test_1_a_year_with_two_weeks_lasts_a_year_for_who_comes_every_13_days() -> None:
    seen = run(BLOG, *every(13, 390)).moments

    assert {moment.outcome for moment in seen if 0 < moment.at <= 364 * DAY} == {Outcome.REFRESH}
    assert [moment.at / DAY for moment in seen if moment.is_asked] == [377]
    assert next(moment for moment in seen if moment.is_asked).refresh_loss.cause is Cause.ABSOLUTE  # type: ignore[union-attr]


@pytest.mark.parametrize(("away", "expected"), [(14, "login"), (14 - 1 / 24, "refresh")])
def test_2_once_in_two_weeks_means_less_than_fourteen_days(away: float, expected: str) -> None:
    assert outcomes(BLOG, 0, away) == ["login", expected]


def test_3_the_clock_starts_at_the_last_renewal_and_not_at_the_last_visit() -> None:
    times = (0, 23 / 24, 14.5)

    assert outcomes(BLOG, *times) == ["login", "token", "login"]
    assert outcomes(replace(BLOG, access_token=2 * HOUR), *times) == ["login", "refresh", "refresh"]


def test_4_thirty_days_absolute() -> None:
    month = code(policy(30 * DAY, None))

    assert outcomes(month, 0, 30 - 1 / 24) == ["login", "refresh"]
    assert outcomes(month, 0, 30) == ["login", "login"]
    assert asked(month, *every(1, 65)) == [30, 60]
    assert outcomes(month, 0, 29.9, 30.5, 30.9) == ["login", "refresh", "token", "login"]


def test_5_inactivity_alone_never_ends_for_who_comes_often_enough() -> None:
    assert asked(code(policy(None, 14 * DAY)), *every(13, 5 * 365)) == []


def test_6_inactivity_alone_ends_after_a_holiday() -> None:
    assert asked(code(policy(None, 14 * DAY)), 0, 15) == [15]


def test_7_leaves_after_half_an_hour_and_comes_back_after_five() -> None:
    times = (0, 0.5 / 24, 5 / 24)

    assert outcomes(implicit(7 * DAY, 3 * DAY), *times) == ["login", "token", "silent"]
    assert outcomes(implicit(7 * DAY, 3 * DAY, Fallback.REDIRECT), *times) == ["login", "token", "redirect"]
    assert outcomes(implicit(7 * DAY, 4 * HOUR), *times) == ["login", "token", "login"]


def test_8_every_week_on_the_implicit_flow_is_a_login_every_time() -> None:
    assert asked(implicit(30 * DAY, 3 * DAY), *every(7, 35)) == [7, 14, 21, 28, 35]


def test_9_a_daily_user_on_the_implicit_flow() -> None:
    assert asked(implicit(30 * DAY, 3 * DAY), *every(1, 65)) == [30, 60]
    assert asked(implicit(365 * DAY, 100 * DAY), *every(21, 390)) == [378]


def test_10_every_three_weeks_on_the_code_flow() -> None:
    assert asked(code(policy(None, 30 * DAY)), *every(21, 5 * 365)) == []
    assert asked(code(policy(None, 14 * DAY)), *every(21, 84)) == [21, 42, 63, 84]


def changed(before: Settings, after: Settings, day: float = 10) -> list[Era]:
    return [Era(0, before), Era(round(day * DAY), after)]


def test_11_a_shorter_inactivity_lifetime_for_who_is_away() -> None:
    eras = changed(code(policy(None, 30 * DAY)), code(policy(None, 15 * DAY)))
    away = [Visit(0), Visit(5 * DAY), Visit(22 * DAY)]

    at_exchange, live = futures(away, eras)

    assert [one.outcome for one in at_exchange.moments] == [Outcome.LOGIN, Outcome.REFRESH, Outcome.REFRESH]
    assert at_exchange.moments[-1].idle_end == 37 * DAY
    assert live.others == {Unknown.IDLE_CHANGE}
    assert [moment.at for moment in live.asked] == [22 * DAY]
    assert asked(eras, 0, 5, 22, 36.9) == []
    assert asked(eras, 0, 5, 22, 37.1) == [37.1]


def test_12_a_longer_absolute_lifetime_is_for_the_next_login() -> None:
    eras = changed(code(policy(30 * DAY, None)), code(policy(90 * DAY, None)))

    seen = run(eras, 0, 5, 20, 29, 31)

    assert [moment.at / DAY for moment in seen.asked] == [31]
    assert seen.moments[-1].absolute_end == (31 + 90) * DAY


def test_13_rotation_switched_on_ends_the_other_device() -> None:
    eras = changed(code(policy(30 * DAY, None, rotating=False)), code(policy(30 * DAY, None)))
    events = [Visit(0, 0), Visit(0, 1), Visit(11 * DAY, 0), Visit(12 * DAY, 1)]

    phone, tablet = timeline(events, eras).moments[2:]

    assert phone.outcome is Outcome.REFRESH
    assert (tablet.outcome, tablet.refresh_loss and tablet.refresh_loss.cause) == (
        Outcome.LOGIN,
        Cause.ROTATION_ON,
    )


def test_14_a_page_that_keeps_tokens_in_memory_lives_by_the_session() -> None:
    app = Application(storage=Storage.MEMORY, fallback=Fallback.REDIRECT)
    page = code(policy(30 * DAY, 15 * DAY), app=app)

    assert outcomes(page, 0, 3 / 24) == ["login", "redirect"]
    assert outcomes(page, 0, 4) == ["login", "login"]


def test_15_an_app_that_only_checks_its_session_gives_up_after_a_day() -> None:
    careful = code(policy(30 * DAY, 15 * DAY))
    only_checks = code(policy(30 * DAY, 15 * DAY), app=replace(ALONE, session_check=DAY))

    back = run(only_checks, 0, 3).moments[-1]

    assert (back.outcome, back.refresh_loss and back.refresh_loss.cause) == (Outcome.LOGIN, Cause.CHECK)
    assert outcomes(careful, 0, 3) == ["login", "refresh"]


def test_16_a_session_hides_the_absolute_lifetime() -> None:
    app = Application(fallback=Fallback.SILENT)
    long = replace(
        code(policy(30 * DAY, 15 * DAY), app=app), sessions=Sessions(absolute=365 * DAY, idle=100 * DAY)
    )

    seen = run(long, *every(1, 400))

    assert [m.at / DAY for m in seen.moments if m.outcome is Outcome.SILENT] == list(range(30, 390, 30))
    assert [m.at / DAY for m in seen.asked] == [390]


@pytest.mark.parametrize(
    ("leeway", "second", "later"),
    [(0, Outcome.REUSE, Outcome.LOGIN), (10, Outcome.OVERLAP, Outcome.REFRESH)],
)
def test_17_two_tabs_present_the_same_token(leeway: int, second: Outcome, later: Outcome) -> None:
    tabs = code(policy(30 * DAY, None, leeway=leeway))
    events: list[Event] = [
        Visit(0),
        Visit(DAY),
        Retry(DAY + 5),
        Visit(DAY + 5 + HOUR),
        Visit(2 * DAY + 5),
    ]

    seen = [moment.outcome for moment in timeline(events, [Era(0, tabs)]).moments]

    assert seen == [Outcome.LOGIN, Outcome.REFRESH, second, Outcome.TOKEN, later]


def test_18_an_access_token_outlives_the_inactivity_lifetime() -> None:
    long = code(policy(None, 14 * DAY), access=30 * DAY)

    assert outcomes(long, 0, 20, 29.9, 30) == ["login", "token", "token", "login"]


# What the facts say beside the eighteen (1.5, 1.6, 1.8).


def test_the_201st_token_of_a_person_ends_the_oldest() -> None:
    kept = code(policy(None, None, rotating=False), access=60)
    devices: list[Event] = [Visit(number, number) for number in range(201)]

    seen = timeline([*devices, Visit(1_000, 0), Visit(1_001, 2)], [Era(0, kept)]).moments[-2:]

    assert [moment.outcome for moment in seen] == [Outcome.LOGIN, Outcome.REFRESH]
    assert seen[0].refresh_loss is not None
    assert seen[0].refresh_loss.cause is Cause.EVICTED


def test_a_thief_and_the_victim_are_both_put_out_by_rotation() -> None:
    rotating = code(policy(None, None), access=HOUR)
    events: list[Event] = [Visit(0), Copy(60, 0, 7), Visit(HOUR, 7), Visit(HOUR + 60), Visit(3 * HOUR, 7)]

    thief, victim, later = timeline(events, [Era(0, rotating)]).moments[1:]

    assert thief.outcome is Outcome.REFRESH
    assert (victim.outcome, victim.refresh_loss and victim.refresh_loss.cause) == (
        Outcome.LOGIN,
        Cause.REUSED,
    )
    assert (later.outcome, later.refresh_loss and later.refresh_loss.cause) == (Outcome.LOGIN, Cause.REUSED)


def test_without_rotation_a_thief_stays_unnoticed() -> None:
    plain = code(policy(None, None, rotating=False), access=HOUR)
    events: list[Event] = [Visit(0), Copy(60, 0, 7), Visit(HOUR, 7), Visit(HOUR + 60), Visit(3 * HOUR, 7)]

    assert {m.outcome for m in timeline(events, [Era(0, plain)]).moments[1:]} == {Outcome.REFRESH}


def test_the_later_branch_of_a_forked_family_may_be_refused() -> None:
    forking = code(policy(None, None, leeway=10), access=HOUR)
    events: list[Event] = [
        Visit(0),
        Copy(60, 0, 1),
        Visit(HOUR, 0),
        Visit(HOUR + 5, 1),
        Visit(2 * HOUR + 5, 0),
        Visit(2 * HOUR + 6, 1),
    ]

    both, refused = futures(events, [Era(0, forking)])

    assert both.asked == ()
    assert refused.others == {Unknown.FORK}
    assert [(m.at, m.device) for m in refused.asked] == [(2 * HOUR + 6, 1)]


def test_an_online_refresh_token_lives_and_keeps_alive_the_session() -> None:
    online = replace(code(policy(DAY, DAY), access=HOUR), online=True)

    assert asked(online, *every(2, 8)) == [8]
    assert asked(online, 0, 2.9, 6) == [6]


def test_who_logs_out_logs_in_again_though_the_token_at_auth0_lives() -> None:
    events: list[Event] = [Visit(0), Logout(HOUR), Visit(2 * HOUR)]

    back = timeline(events, [Era(0, BLOG)]).moments[-1]

    assert (back.outcome, back.refresh_loss and back.refresh_loss.cause) == (Outcome.LOGIN, Cause.LOGOUT)


def test_a_long_visit_renews_whenever_the_access_token_ends() -> None:
    hourly = code(policy(None, None), access=HOUR)

    seen = timeline([Visit(0, stay=3 * HOUR + 1)], [Era(0, hourly)]).moments

    assert [(m.at // HOUR, m.outcome.value, m.while_open) for m in seen] == [
        (0, "login", False),
        (1, "refresh", True),
        (2, "refresh", True),
        (3, "refresh", True),
    ]


def test_a_shorter_session_counts_at_once_and_a_longer_one_for_the_next() -> None:
    def with_session(days: int) -> Settings:
        return implicit(30 * DAY, days * DAY)

    assert asked(changed(with_session(5), with_session(2)), 0, 4, 8, 10.5) == [10.5]
    assert asked(changed(with_session(2), with_session(5)), 0, 2, 9, 10.5, 14) == [2, 9, 14]


def test_the_clock_of_a_token_that_never_ended_starts_at_a_time_nobody_documents() -> None:
    eras = changed(code(policy(None, None)), code(policy(30 * DAY, None)))

    at_renewal, from_login = futures([Visit(0), Visit(12 * DAY), Visit(31 * DAY)], eras)

    assert at_renewal.asked == ()
    assert from_login.others == {Unknown.ABSOLUTE_START}
    assert [moment.at for moment in from_login.asked] == [31 * DAY]


def test_what_becomes_of_tokens_whose_grant_is_removed_is_carried_both_ways() -> None:
    eras = changed(code(policy(None, None)), code(None))

    refused, kept = futures([Visit(0), Visit(12 * DAY)], eras)

    assert [moment.at for moment in refused.asked] == [12 * DAY]
    assert kept.asked == ()


def test_switching_rotation_off_may_end_the_other_devices() -> None:
    eras = changed(code(policy(None, None)), code(policy(None, None, rotating=False)))
    events = [Visit(0, 0), Visit(0, 1), Visit(11 * DAY, 0), Visit(12 * DAY, 1)]

    alone, together = futures(events, eras)

    assert alone.asked == ()
    assert [(moment.device, moment.at) for moment in together.asked] == [(1, 12 * DAY)]
