"""How long somebody may be away."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from deploy_cli.lifetimes import absence
from deploy_cli.lifetimes.settings import (
    DAY,
    HOUR,
    Application,
    Era,
    Fallback,
    RefreshTokens,
    Sessions,
    Settings,
)
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Visit
from tests.lifetimes import lives
from tests.lifetimes.test_laws import alone, logins, policy_of

BLOG = Settings(
    access_token=DAY,
    refresh=RefreshTokens(rotating=True, absolute=365 * DAY, idle=14 * DAY),
    app=Application(fallback=Fallback.NONE),
)


def test_fourteen_days_are_thirteen_for_sure() -> None:
    found = absence.away(BLOG)

    assert (found.sure, found.limit, found.since_login) == (13 * DAY, 14 * DAY, 365 * DAY)


def test_a_certain_person_gets_a_certain_answer() -> None:
    assert absence.after([Visit(0)], [Era(0, BLOG)]) == 14 * DAY
    assert absence.after([Visit(0), Visit(DAY - 60)], [Era(0, BLOG)]) == 13 * DAY + 60
    assert absence.after([Visit(0, stay=DAY)], [Era(0, BLOG)]) == 14 * DAY
    assert absence.after([Visit(at * DAY) for at in range(0, 364, 13)], [Era(0, BLOG)]) == 13 * DAY + DAY


def test_who_never_has_to_log_in_is_told_so() -> None:
    endless = replace(BLOG, refresh=RefreshTokens(rotating=False, absolute=None, idle=None))

    assert absence.after([Visit(0)], [Era(0, endless)]) is None
    assert absence.away(endless).limit is None


@given(lives.settings(), st.integers(0, 60 * DAY))
def test_right_after_a_login_the_answer_is_exact(one: Settings, gap: int) -> None:
    assume(one.app.session_check is None)
    assume(not one.online or one.app.storage.value == "persistent")
    end = absence.away(one).after_login

    asked = logins([0, gap], one) == [gap]

    assert asked == (end is not None and gap >= end)


@given(alone, lives.times(), st.integers(1, 60 * DAY))
def test_outside_of_the_grey_zone_the_answer_holds_for_everybody(
    one: Settings, times: list[int], gap: int
) -> None:
    one = replace(one, refresh=replace(policy_of(one), absolute=None))
    found, back = absence.away(one), times[-1] + gap
    asked = back in logins([*times, back], one)

    assert not (asked and (found.sure is None or gap <= found.sure))
    assert asked or found.limit is None or gap < found.limit


@given(alone, lives.times())
def test_the_exact_answer_is_the_first_second_at_which_a_login_is_due(
    one: Settings, times: list[int]
) -> None:
    found = absence.after([Visit(at) for at in times], [Era(0, one)])

    if found is None:
        assert logins([*times, times[-1] + absence.HORIZON], one)[-1:] != [times[-1] + absence.HORIZON]
    else:
        assert times[-1] + found in logins([*times, times[-1] + found], one)
        assert found == 1 or times[-1] + found - 1 not in logins([*times, times[-1] + found - 1], one)


def test_the_session_can_hide_the_absolute_lifetime() -> None:
    hidden = replace(
        BLOG,
        refresh=RefreshTokens(rotating=True, absolute=30 * DAY, idle=15 * DAY),
        sessions=Sessions(absolute=365 * DAY, idle=100 * DAY),
        app=Application(fallback=Fallback.SILENT),
    )

    found = absence.away(hidden)

    assert (found.since_login, found.is_hidden) == (390 * DAY, True)
    assert logins([day * DAY for day in range(400)], hidden) == [390 * DAY]


@given(alone, lives.sessions())
def test_who_comes_all_the_time_must_log_in_when_it_is_said(one: Settings, sessions_: Sessions) -> None:
    pace = 6 * HOUR
    one = replace(
        one,
        access_token=0,
        refresh=replace(policy_of(one), absolute=10 * pace, idle=None),
        sessions=replace(sessions_, absolute=min(sessions_.absolute, 100 * pace)),
        app=Application(fallback=Fallback.SILENT),
    )
    assume(sessions_.survives_closing)
    assume(one.sessions.idle != 10 * pace)

    first = logins([step * pace for step in range(120)], one)[0]

    assert first == absence.away(one).since_login


def test_a_change_ahead_is_counted_in_and_the_first_login_is_told() -> None:
    def with_idle(days: int) -> Settings:
        return replace(BLOG, refresh=RefreshTokens(rotating=True, absolute=None, idle=days * DAY))

    shorter = [Era(0, with_idle(30)), Era(10 * DAY, with_idle(15))]
    longer = [Era(0, with_idle(15)), Era(30 * DAY, with_idle(60))]
    at_once = frozenset({Unknown.IDLE_CHANGE})

    assert absence.after([Visit(5 * DAY)], shorter) == 30 * DAY
    assert absence.after([Visit(5 * DAY)], shorter, at_once) == 15 * DAY
    assert absence.after([Visit(5 * DAY)], longer, at_once) == 15 * DAY
