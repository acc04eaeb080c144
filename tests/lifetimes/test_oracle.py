"""The model and an independent, naive reading of the same rules agree on random lives."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from deploy_cli.lifetimes.visits import Event, Visit
from tests.lifetimes import lives
from tests.lifetimes.oracle import Seen, experience

unknowns = st.frozensets(st.sampled_from(Unknown))


def by_the_model(events: list[Event], eras: list[Era], others: frozenset[Unknown]) -> list[Seen]:
    return [(one.at, one.device, one.outcome.value) for one in timeline(events, eras, others).moments]


@settings(max_examples=3_000)
@given(lives.events(), lives.eras(), unknowns)
def test_the_model_agrees_with_the_oracle(
    events: list[Event], eras: list[Era], others: frozenset[Unknown]
) -> None:
    assert by_the_model(events, eras, others) == experience(events, eras, others)


@pytest.mark.slow
@settings(max_examples=100_000)
@given(lives.events(), lives.eras(), unknowns)
def test_the_model_agrees_with_the_oracle_at_length(
    events: list[Event], eras: list[Era], others: frozenset[Unknown]
) -> None:
    assert by_the_model(events, eras, others) == experience(events, eras, others)


@pytest.mark.parametrize("limit", [None, 40])
def test_they_agree_on_who_is_evicted(limit: int | None) -> None:
    """Three devices that keep nothing but one of them: each page is a new family, and the oldest is the kept one."""
    random_ = random.Random(1)
    forgetful = Settings(
        access_token=600,
        refresh=RefreshTokens(rotating=True, absolute=limit and limit * 600, idle=None, leeway=10),
        sessions=Sessions(absolute=10**9, idle=10**9),
        app=Application(storage=Storage.MEMORY, fallback=Fallback.SILENT),
    )
    events: list[Event] = [
        Visit(at, 0 if at == 0 else random_.choice([1, 2])) for at in range(0, 230 * 600, 600)
    ]
    eras = [Era(0, forgetful), Era(225 * 600, _persistent(forgetful))]
    events += [Visit(231 * 600, 0), Visit(232 * 600, 1)]

    seen = by_the_model(events, eras, frozenset())

    assert seen == experience(events, eras, frozenset())


def _persistent(settings_: Settings) -> Settings:
    from dataclasses import replace

    return replace(settings_, app=replace(settings_.app, storage=Storage.PERSISTENT))
