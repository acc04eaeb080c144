"""Random people under random settings: what the laws and the oracle are tried on."""

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
