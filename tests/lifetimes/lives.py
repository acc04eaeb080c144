"""Random people under random settings: what the laws and the oracle are tried on."""

import random

from hypothesis import strategies as st

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
from deploy_cli.lifetimes.visits import Copy, Event, Logout, Opening, Retry, Visit

HORIZON = 60 * DAY

spans = st.one_of(
    st.sampled_from([1, 5, 60, HOUR, 2 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 15 * DAY, 30 * DAY]),
    st.integers(1, 40 * DAY),
)
lifetimes = st.one_of(st.none(), spans)
access_tokens = st.one_of(
    st.sampled_from([0, 30, 60, 600, 2 * HOUR, DAY, 30 * DAY]), st.integers(0, 30 * DAY)
)


@st.composite
def policies(draw: st.DrawFn) -> RefreshTokens:
    return RefreshTokens(
        rotating=draw(st.booleans()),
        absolute=draw(lifetimes),
        idle=draw(lifetimes),
        leeway=draw(st.sampled_from([0, 3, 10, 60])),
    )


@st.composite
def sessions(draw: st.DrawFn) -> Sessions:
    return Sessions(absolute=draw(spans), idle=draw(spans), survives_closing=draw(st.booleans()))


@st.composite
def applications(draw: st.DrawFn) -> Application:
    return Application(
        flow=draw(st.sampled_from(Flow)),
        storage=draw(st.sampled_from(Storage)),
        fallback=draw(st.sampled_from(Fallback)),
        margin=draw(st.sampled_from([0, 60])),
        session_check=draw(st.sampled_from([None, None, None, DAY, 7 * DAY])),
    )


busy = st.builds(
    Settings,
    access_token=st.sampled_from([0, 30]),
    refresh=st.builds(
        RefreshTokens,
        rotating=st.booleans(),
        absolute=st.sampled_from([None, 30 * DAY]),
        idle=st.sampled_from([None, 15 * DAY]),
        leeway=st.sampled_from([0, 60, DAY]),
    ),
    app=st.just(Application(fallback=Fallback.NONE)),
)
"""Nearly every visit exchanges a token, so that devices meet."""


@st.composite
def settings(draw: st.DrawFn) -> Settings:
    if draw(st.booleans()):
        return draw(busy)
    return Settings(
        access_token=draw(access_tokens),
        refresh=draw(st.one_of(policies(), policies(), policies(), st.none())),
        sessions=draw(sessions()),
        app=draw(applications()),
        online=draw(st.sampled_from([False, False, False, False, True])),
    )


@st.composite
def eras(draw: st.DrawFn) -> list[Era]:
    starts = draw(st.lists(st.integers(1, HORIZON), max_size=2, unique=True))
    return [Era(start, draw(settings())) for start in [0, *sorted(starts)]]


@st.composite
def times(draw: st.DrawFn) -> list[int]:
    """Gaps rather than times, so that short and long absences are equally likely."""
    gaps = draw(st.lists(st.one_of(spans, st.integers(0, 120)), max_size=12))
    at, seen = 0, [0]
    for gap in gaps:
        at += gap
        seen.append(at)
    return seen


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    """Whatever a person with up to three devices may do, in order, a login first."""
    done: list[Event] = []
    devices = st.integers(0, 2)
    for at in draw(times()):
        kind = (
            draw(st.sampled_from(["visit"] * 7 + ["logout", "retry", "retry", "copy"])) if done else "visit"
        )
        match kind:
            case "visit":
                stay = draw(st.sampled_from([0, 0, 0, 90, 600, 1_200]))
                done.append(Visit(at, draw(devices), stay, draw(st.sampled_from(Opening))))
            case "logout":
                done.append(Logout(at, draw(devices)))
            case "retry":
                done.append(Retry(at, draw(devices)))
            case _:
                one = draw(devices)
                done.append(Copy(at, one, (one + draw(st.integers(1, 2))) % 3))
    return done


def life(chance: random.Random) -> tuple[list[Event], list[Era]]:
    """Draw a life without Hypothesis: a tenth of the time, for very many of them."""
    starts = sorted(chance.sample(range(1, HORIZON), chance.randrange(3)))
    done: list[Event] = []
    at = 0
    for _ in range(chance.randrange(1, 14)):
        done.append(_event(chance, at, is_first=not done))
        at += chance.choice([0, 1, 5, 30, 90, HOUR, DAY, 3 * DAY, 14 * DAY, chance.randrange(30 * DAY)])
    return done, [Era(start, _settings(chance)) for start in [0, *starts]]


def _event(chance: random.Random, at: int, *, is_first: bool) -> Event:
    device = chance.randrange(3)
    match "visit" if is_first else chance.choice(["visit"] * 7 + ["logout", "retry", "retry", "copy"]):
        case "visit":
            stay = chance.choice([0, 0, 0, 90, 600, 1_200])
            return Visit(at, device, stay, chance.choice([*Opening]))
        case "logout":
            return Logout(at, device)
        case "retry":
            return Retry(at, device)
        case _:
            return Copy(at, device, (device + chance.randrange(1, 3)) % 3)


def _settings(chance: random.Random) -> Settings:
    def span() -> int:
        return chance.choice([1, 60, HOUR, DAY, 3 * DAY, 14 * DAY, 30 * DAY, chance.randrange(1, 40 * DAY)])

    is_busy = chance.random() < 0.5
    policy = RefreshTokens(
        rotating=chance.random() < 0.6,
        absolute=chance.choice([None, 30 * DAY, span()]),
        idle=chance.choice([None, 15 * DAY, span()]),
        leeway=chance.choice([0, 3, 10, 60, DAY]),
    )
    app = Application(
        flow=chance.choice([*Flow]),
        storage=chance.choice([*Storage]),
        fallback=chance.choice([*Fallback]),
        margin=chance.choice([0, 60]),
        session_check=chance.choice([None, None, None, DAY, 7 * DAY]),
    )
    return Settings(
        access_token=chance.choice([0, 30] if is_busy else [0, 30, 60, 600, 2 * HOUR, DAY, 30 * DAY, span()]),
        refresh=policy if is_busy or chance.random() < 0.8 else None,
        sessions=Sessions(absolute=span(), idle=span(), survives_closing=chance.random() < 0.7),
        app=Application(fallback=Fallback.NONE) if is_busy else app,
        online=not is_busy and chance.random() < 0.2,
    )
