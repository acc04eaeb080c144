"""The model and an independent, naive reading of the same rules agree on random lives."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy_cli.lifetimes.moment import Outcome
from deploy_cli.lifetimes.settings import (
    Application,
    Era,
    Fallback,
    RefreshTokens,
    Sessions,
    Settings,
    Storage,
)
from deploy_cli.lifetimes.timeline import timeline
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Event, Retry, Visit
from tests.lifetimes import lives
from tests.lifetimes.oracle import Seen, experience

unknowns = st.frozensets(st.sampled_from(Unknown))


def by_the_model(events: list[Event], eras: list[Era], others: frozenset[Unknown]) -> list[Seen]:
    return [(one.at, one.device, one.outcome.value) for one in timeline(events, eras, others).moments]


@settings(max_examples=2_000)
@given(lives.events(), lives.eras(), unknowns)
def test_the_model_agrees_with_the_oracle(
    events: list[Event], eras: list[Era], others: frozenset[Unknown]
) -> None:
    assert by_the_model(events, eras, others) == experience(events, eras, others)


@pytest.mark.slow
def test_the_model_agrees_with_the_oracle_at_length() -> None:
    chance = random.Random(20_260_820)
    seen = set[str]()

    for number in range(100_000):
        events, eras = lives.life(chance)
        others = frozenset(unknown for unknown in Unknown if chance.random() < 0.5)
        told = by_the_model(events, eras, others)
        seen.update(outcome for _, _, outcome in told)

        assert told == experience(events, eras, others), (number, events, eras, others)

    assert seen == {outcome.value for outcome in Outcome}


@pytest.mark.parametrize("absolute", [None, 50_000])
def test_they_agree_on_who_is_evicted(absolute: int | None) -> None:
    """A device that loses its tokens with the page fills up the places of those that keep them."""
    keeps = Settings(
        access_token=60,
        refresh=RefreshTokens(rotating=True, absolute=absolute, idle=None, leeway=10),
        sessions=Sessions(absolute=10**9, idle=10**9),
        app=Application(fallback=Fallback.SILENT),
    )
    loses = replace(keeps, app=replace(keeps.app, storage=Storage.MEMORY))
    eras = [Era(0, keeps), Era(900, loses), Era(220 * 300, keeps)]
    events: list[Event] = [Visit(0, 0), Visit(1, 1), Visit(2, 2), Visit(600, 1), Retry(605, 1)]
    events += [Visit(at, 3) for at in range(900, 212 * 300, 300)]
    events += [Visit(220 * 300 + device, device) for device in range(4)]

    seen = by_the_model(events, eras, frozenset())

    assert seen == experience(events, eras, frozenset())
    assert [one[2] for one in seen[-4:]] == ["silent", "silent", "silent", "refresh"]
