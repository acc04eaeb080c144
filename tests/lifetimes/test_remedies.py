"""What would have spared a login."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from deploy_cli.lifetimes.moment import Moment
from deploy_cli.lifetimes.remedies import Kind, Remedy, remedies
from deploy_cli.lifetimes.settings import DAY, HOUR, Application, Era, Fallback, Flow, Settings, Storage
from deploy_cli.lifetimes.timeline import timeline
from deploy_cli.lifetimes.visits import Event, Retry, Visit
from tests.lifetimes import lives
from tests.lifetimes.test_laws import alone, policy_of
from tests.lifetimes.test_worked_examples import BLOG, code, implicit, policy


def found(given_settings: Settings | list[Era], *events: Event) -> tuple[Remedy, ...]:
    eras = [Era(0, given_settings)] if isinstance(given_settings, Settings) else given_settings
    asked = timeline(events, eras).asked[0]
    return remedies(events, eras, asked)


def days(*at: float) -> list[Event]:
    return [Visit(round(day * DAY)) for day in at]


def test_an_absence_takes_a_longer_inactivity_lifetime_or_the_session() -> None:
    assert found(BLOG, *days(0, 14)) == (Remedy(Kind.IDLE, 14 * DAY + 1),)
    assert found(BLOG, *days(0, 2, 16)) == (Remedy(Kind.IDLE, 14 * DAY + 1),)


def test_the_absolute_end_takes_a_longer_absolute_lifetime() -> None:
    assert found(BLOG, *days(*range(0, 378, 13))) == (Remedy(Kind.ABSOLUTE, 377 * DAY + 1),)


def test_where_both_ran_out_both_are_needed() -> None:
    short = code(policy(5 * DAY, 3 * DAY))

    assert found(short, *days(0, 10)) == (Remedy(Kind.BOTH, 10 * DAY + 1, 10 * DAY + 1),)


def test_the_implicit_flow_takes_a_longer_session_or_another_flow() -> None:
    assert found(implicit(30 * DAY, 3 * DAY), *days(0, 7)) == (
        Remedy(Kind.SESSION_IDLE, 7 * DAY + 1),
        Remedy(Kind.FLOW, None, 7 * DAY + 1),
    )


@pytest.mark.parametrize(
    ("app", "events", "kind"),
    [
        (Application(storage=Storage.MEMORY), days(0, 4), Kind.STORAGE),
        (Application(session_check=DAY), days(0, 4), Kind.CHECK),
        (Application(fallback=Fallback.NONE, storage=Storage.MEMORY), days(0, 2), Kind.SESSION),
    ],
)
def test_what_the_app_can_do_is_told(app: Application, events: list[Event], kind: Kind) -> None:
    assert kind in {remedy.kind for remedy in found(code(policy(None, 14 * DAY), app=app), *events)}


def test_a_token_that_comes_twice_takes_leeway() -> None:
    tabs = code(policy(None, None), access=HOUR)

    assert found(tabs, Visit(0), Visit(HOUR), Retry(HOUR + 5), Visit(3 * HOUR)) == (
        Remedy(Kind.LEEWAY, 5),
        Remedy(Kind.SESSION),
    )


def test_a_change_that_costs_a_login_is_named() -> None:
    before = code(policy(None, None, rotating=False))
    eras = [Era(0, before), Era(10 * DAY, code(policy(None, None)))]

    assert Remedy(Kind.UNCHANGED) in found(
        eras, Visit(0, 0), Visit(0, 1), Visit(11 * DAY), Visit(12 * DAY, 1)
    )


@settings(max_examples=60)
@given(alone, lives.times())
def test_every_remedy_helps_and_a_second_less_does_not(one: Settings, times: list[int]) -> None:
    events = [Visit(at) for at in times]
    asked = timeline(events, [Era(0, one)]).asked

    for remedy in remedies(events, [Era(0, one)], asked[0]) if asked else ():
        match remedy:
            case Remedy(Kind.IDLE | Kind.ABSOLUTE as kind, int(least)):
                enough, short = (_with(one, kind, span) for span in (least, least - 1))

                assert not _asked_up_to(events, enough, asked[0])
                assert _asked_up_to(events, short, asked[0])


def _with(one: Settings, kind: Kind, span: int) -> Settings:
    now = policy_of(one)
    changed = replace(now, idle=span) if kind is Kind.IDLE else replace(now, absolute=span)
    return replace(one, refresh=changed)


def _asked_up_to(events: list[Visit], one: Settings, asked: Moment) -> bool:
    return any(moment.at <= asked.at for moment in timeline(events, [Era(0, one)]).asked)


def test_the_flow_is_only_in_question_on_the_implicit_flow() -> None:
    assert BLOG.app.flow is Flow.CODE
    assert Kind.FLOW not in {remedy.kind for remedy in found(BLOG, *days(0, 20))}
