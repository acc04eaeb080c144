"""What the advice says people notice is what happens to them, by the second opinion on the model.

The numbers are read out of the sentences, so that a sentence cannot say something else than was tried.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.lifetimes.client import Api, Client, can_exist, conditions
from deploy_cli.lifetimes.durations import SECONDS
from deploy_cli.lifetimes.notices import notices
from deploy_cli.lifetimes.policies import complete
from deploy_cli.lifetimes.settings import DAY, SDK_MARGIN, Application, Era, Fallback, Settings, Storage
from deploy_cli.lifetimes.situations import SITUATIONS, Situation, Surface
from deploy_cli.lifetimes.timeline import timeline
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Copy, Event, Logout, Retry, Visit
from tests.lifetimes.oracle import Seen, experience

each = pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.key)
rotating = pytest.mark.parametrize(
    "situation", [one for one in SITUATIONS if one.key != "web"], ids=lambda one: one.key
)
in_browsers = pytest.mark.parametrize(
    "situation",
    [one for one in SITUATIONS if one.surface in (Surface.BROWSER, Surface.SERVER)],
    ids=lambda one: one.key,
)

SPAN = r"\d+ (?:year|day|hour|minute|second)s?"
KEPT = {"token", "refresh", "silent"}


def told(situation: Situation, label: str) -> str:
    (found,) = [one.text for one in notices(situation) if one.label == label]
    return found


def numbers(text: str) -> list[int]:
    """The durations in a sentence, in seconds."""
    return [
        sum(int(part.split()[0]) * SECONDS[part.split()[1][0]] for part in re.findall(SPAN, span))
        for span in re.findall(rf"{SPAN}(?: {SPAN})*", text)
    ]


def seen(situation: Situation, events: Iterable[Event], **app: Any) -> list[Seen]:
    settings = situation.settings
    changed = replace(settings, app=replace(settings.app, **app))
    return experience(list(events), [Era(0, changed)], frozenset())


def last(situation: Situation, *events: Event, device: int = 0, **app: Any) -> str:
    return [outcome for _, who, outcome in seen(situation, events, **app) if who == device][-1]


def often(until: int, step: int, device: int = 0) -> list[Event]:
    return [Visit(at, device) for at in range(0, until, step)]


def test_there_are_seven_and_each_is_another_one() -> None:
    assert len(SITUATIONS) == 7
    assert len({one.key for one in SITUATIONS}) == 7
    assert len({one.policy_name for one in SITUATIONS}) == 7
    assert len({one.title for one in SITUATIONS}) == 7


@each
def test_each_policy_is_a_whole_one(situation: Situation) -> None:
    resolved, faults = complete({situation.policy_name: situation.policy})

    assert faults == ()
    assert resolved[situation.policy_name] == situation.policy
    assert situation.policy["absolute_lifetime"] != "none"
    assert situation.policy["inactivity_lifetime"] != "none"


@each
def test_each_reason_has_its_sources_and_is_a_sentence(situation: Situation) -> None:
    assert sum(len(one.sources) for one in situation.reasons) >= 2
    for reason in situation.reasons:
        assert reason.text.endswith(".")
        assert all(source.url.startswith("https://") for source in reason.sources)


@each
def test_a_refresh_token_can_exist_there(situation: Situation) -> None:
    assert can_exist(conditions(situation.described, [Api(identifier="api", offline=True)])) is True


def test_a_program_that_acts_for_nobody_gets_none() -> None:
    machine = Client.of("Job", {"app_type": "non_interactive", "grant_types": ["client_credentials"]})

    assert can_exist(conditions(machine, [Api(identifier="api", offline=True)])) is False


WORDS = {one.key: (numbers(told(one, "Away")), numbers(told(one, "In any case"))) for one in SITUATIONS}


@given(st.sampled_from(SITUATIONS), st.lists(st.floats(0, 1), max_size=6), st.floats(0, 1), st.booleans())
def test_who_is_away_is_kept_or_asked_as_is_said(
    situation: Situation, before: list[float], within: float, has_margin: bool
) -> None:
    """Whatever visits came before, and whether or not the SDK gives an access token up early."""
    (sure, limit, blur), (since, _) = WORDS[situation.key]
    margin = SDK_MARGIN if has_margin else 0
    visits = [0]
    for part in before:
        visits.append(visits[-1] + int(part * sure))
    short, long = visits[-1] + int(within * sure), visits[-1] + limit + int(within * limit)
    events = [Visit(at) for at in visits]

    assert sure == limit - blur
    if short < since:
        assert last(situation, *events, Visit(short), margin=margin) in KEPT
    assert last(situation, *events, Visit(long), margin=margin) == "login"


@each
def test_the_grey_zone_is_as_wide_as_is_said(situation: Situation) -> None:
    sure, limit, blur = numbers(told(situation, "Away"))

    late = [Visit(0), Visit(blur - 1)]
    assert last(situation, *late, Visit(blur - 1 + sure)) in KEPT
    assert last(situation, *late, Visit(blur - 1 + sure + 1)) == "login"
    assert last(situation, Visit(0), Visit(limit - 1)) in KEPT
    assert last(situation, Visit(0), Visit(limit)) == "login"


@each
def test_however_often_somebody_comes_a_login_is_due(situation: Situation) -> None:
    since, later = numbers(told(situation, "In any case"))
    step = max(later, since // 60) + 1

    logins = [
        at for at, _, outcome in seen(situation, often(2 * since + 3 * step, step)) if outcome == "login"
    ]

    assert len(logins) >= 2
    assert all(since <= after - before <= since + later + step for before, after in pairwise(logins))
    steps = [Visit(0), *(Visit(since * part // 40) for part in range(1, 40)), Visit(since - 1)]
    assert last(situation, *steps, Visit(since - 1 + later)) == "login"
    assert last(situation, *steps, Visit(since - 1 + later - 1)) == "token"


@each
def test_without_stored_tokens_the_session_decides(situation: Situation) -> None:
    """In memory in a browser; after a new installation; after the application's own session."""
    (text,) = [
        one.text for one in notices(situation) if re.match("Closing|Switching", one.label) and one.text
    ]
    life = situation.access_token
    assert last(situation, Visit(0), Visit(life)) == "refresh"
    spans = numbers(text)
    if not spans:
        assert text.endswith("is a login.")
        assert last(situation, Visit(0), Visit(1), storage=Storage.MEMORY) == "login"
        return
    idle, whole = spans
    assert last(situation, Visit(0), Visit(idle - 1), storage=Storage.MEMORY) == "redirect"
    assert last(situation, Visit(0), Visit(idle), storage=Storage.MEMORY) == "login"
    used = [Visit(at) for at in range(0, whole, idle // 2)]
    assert last(situation, *used, Visit(whole - 1), storage=Storage.MEMORY) == "redirect"
    assert last(situation, *used, Visit(whole), storage=Storage.MEMORY) == "login"


@each
def test_what_is_left_open_renews_by_itself(situation: Situation) -> None:
    if situation.surface is Surface.SERVER:
        return
    _, limit, _ = numbers(told(situation, "Away"))
    since, later = numbers(told(situation, "In any case"))
    assert "renews by itself" in told(situation, "Left open")

    eras = [Era(0, situation.settings)]  # thousands of renewals are too much for the second opinion
    assert limit < since
    assert not timeline([Visit(0, stay=since - 1)], eras).asked
    (asked,) = timeline([Visit(0, stay=since + later)], eras).asked
    assert asked.at >= since


@each
def test_one_device_that_rests_asks_for_a_login_and_the_others_do_not(situation: Situation) -> None:
    (rest,) = numbers(told(situation, "Several devices"))
    used = often(rest, max(situation.access_token, rest // 50), device=1)

    assert last(situation, Visit(0), *used, Visit(rest - 1)) in KEPT
    assert last(situation, Visit(0), *used, Visit(rest)) == "login"
    assert last(situation, Visit(0), *used, Visit(rest), Visit(rest, 1), device=1) in KEPT


@in_browsers
def test_every_private_window_begins_with_a_login(situation: Situation) -> None:
    assert "begins with a login" in told(situation, "Private windows")

    windows = [Visit(at, at) for at in range(1, 5)]
    outcomes = [outcome for _, who, outcome in seen(situation, [Visit(0), *windows]) if who]
    assert outcomes == ["login"] * 4


@each
def test_logging_out_ends_one_login_and_leaves_the_others(situation: Situation) -> None:
    assert "there and nowhere else" in told(situation, "Logging out")
    life = situation.access_token
    events: list[Event] = [Visit(0), Visit(0, 1), Logout(1), Visit(life), Visit(life, 1)]

    assert last(situation, *events) == "login"
    assert last(situation, *events, device=1) == "refresh"


@rotating
def test_a_token_may_come_twice_for_a_few_seconds(situation: Situation) -> None:
    leeway, apart = numbers(told(situation, "Twice at once"))
    life = situation.access_token

    assert leeway == apart
    assert last(situation, Visit(0), Visit(life), Retry(life + leeway)) == "overlap"
    assert last(situation, Visit(0), Visit(life), Retry(life + leeway + 1)) == "reuse"
    back = last(situation, Visit(0), Visit(life), Retry(life + leeway + 1), Visit(3 * life))
    assert back == ("redirect" if "lets it in" in told(situation, "Twice at once") else "login")


@rotating
@pytest.mark.parametrize("first", ["thief", "owner"])
def test_a_theft_ends_once_both_have_used_the_token(situation: Situation, first: str) -> None:
    text = told(situation, "A stolen token")
    leeway, rest, _, _ = numbers(text)
    life = situation.access_token
    early, late = (1, 0) if first == "thief" else (0, 1)
    end = life + leeway + 1
    events: list[Event] = [Visit(0), Copy(1, 0, 1), Visit(life, early), Visit(end, late)]

    later = seen(situation, [*events, Visit(end + rest, 1), Visit(end + rest)])
    owner, thief = ([outcome for at, who, outcome in later if at >= end and who == one] for one in (0, 1))
    assert thief[0] == "login"  # which a thief cannot do
    assert owner[0] == ("redirect" if "lets it in" in text else "login")
    within: list[Event] = [*events[:-1], Visit(life + leeway, late)]
    assert all(last(situation, *within, Visit(life + leeway + 1, who), device=who) in KEPT for who in (0, 1))


@each
def test_a_thief_whom_nobody_disturbs_is_out_in_the_end(situation: Situation) -> None:
    *_, until, tail = numbers(told(situation, "A stolen token"))
    _, limit, _ = numbers(told(situation, "Away"))
    stolen: list[Event] = [Visit(0), Copy(1, 0, 1)]
    used = [Visit(at, 1) for at in range(limit // 2, until - 1, limit // 2)]
    kept: list[Event] = [*stolen, *used, Visit(until - 1, 1)]

    assert all(outcome in KEPT for _, who, outcome in seen(situation, kept) if who == 1)
    assert last(situation, *kept, Visit(until - 1 + tail - 1, 1), device=1) in KEPT
    assert last(situation, *kept, Visit(until + tail, 1), device=1) == "login"


@rotating
def test_what_auth0_does_not_document_is_said_to_be_so(situation: Situation) -> None:
    """Of each question both answers are tried; it is told because they differ for somebody."""
    life, leeway = situation.access_token, numbers(told(situation, "Twice at once"))[0]
    copied: list[Event] = [Visit(0), Visit(0, 2), Copy(1, 0, 1), Visit(life, 1)]
    forked = [*copied, Visit(life + leeway), Visit(3 * life, 1), Visit(3 * life + 1)]
    reused = [*copied, Visit(life + leeway + 1), Visit(3 * life, 2)]
    eras = [Era(0, situation.settings)]

    for unknown, events, label in (
        (Unknown.FORK, forked, "Twice at once"),
        (Unknown.REUSE_REACH, reused, "A stolen token"),
    ):
        assert "Auth0 does not document" in told(situation, label)
        assert experience(events, eras, frozenset()) != experience(events, eras, frozenset({unknown}))


def test_without_rotation_nobody_notices_a_theft() -> None:
    (web,) = [one for one in SITUATIONS if one.key == "web"]
    life = web.access_token
    events: list[Event] = [
        Visit(0),
        Copy(1, 0, 1),
        Visit(life, 1),
        Visit(2 * life),
        Visit(3 * life, 1),
        Visit(4 * life),
    ]

    assert "nobody notices" in told(web, "A stolen token")
    assert not any("not document" in one.text for one in notices(web))
    assert {outcome for at, _, outcome in seen(web, events) if at} == {"refresh"}
    assert last(web, Visit(0), Visit(life), Retry(life + DAY)) in {"overlap", "refresh"}


def test_what_is_at_stake_in_a_back_office_if_it_asks_for_no_login() -> None:
    (office,) = [one for one in SITUATIONS if one.key == "back-office"]
    away, idle, whole = numbers(told(office, "Without `prompt=login`"))
    lenient: dict[str, Any] = {"fallback": Fallback.REDIRECT}

    assert last(office, Visit(0), Visit(away), **lenient) == "redirect"
    assert last(office, Visit(0), Visit(idle - 1), **lenient) == "redirect"
    assert last(office, Visit(0), Visit(idle), **lenient) == "login"
    used = [Visit(at) for at in range(0, whole, DAY)]
    assert last(office, *used, Visit(whole - 1), **lenient) == "redirect"
    assert last(office, *used, Visit(whole), **lenient) == "login"
    assert not [
        one for other in SITUATIONS for one in notices(other) if "prompt" in one.label and other is not office
    ]


def test_a_policy_of_ones_own_is_told_by_its_own_numbers() -> None:
    """The sentences follow the policy; none of them was written for the numbers that stand there today."""
    (spa,) = [one for one in SITUATIONS if one.key == "spa"]
    other = replace(
        spa,
        policy={**spa.policy, "leeway": "7s", "absolute_lifetime": "60d", "inactivity_lifetime": "20d"},
        access_token=DAY,
    )

    assert numbers(told(other, "Away")) == [19 * DAY, 20 * DAY, DAY]
    assert numbers(told(other, "In any case")) == [60 * DAY, DAY]
    assert numbers(told(other, "Twice at once")) == [7, 7]
    assert numbers(told(other, "A stolen token")) == [7, DAY, 60 * DAY, DAY]
    endless = replace(spa, policy={**spa.policy, "absolute_lifetime": "none"})
    assert told(endless, "In any case").startswith("Never")
    assert "for ever" in told(endless, "A stolen token")


def test_settings_without_refresh_tokens_have_nothing_to_tell() -> None:
    from deploy_cli.lifetimes.foresight import foresight

    with pytest.raises(ValueError, match="issue no refresh token"):
        foresight(Settings(access_token=DAY, refresh=None, app=Application()))
