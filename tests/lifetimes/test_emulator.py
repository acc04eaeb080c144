"""The model meets a running server: what it says of random lives is what the emulator's token endpoint does."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from deploy_cli.emulator.emulator import Emulator
from deploy_cli.lifetimes.settings import DAY, HOUR, Application, Era, Fallback, RefreshTokens, Settings
from deploy_cli.lifetimes.timeline import timeline
from deploy_cli.lifetimes.visits import Event, Logout, Retry, Visit
from tests.emulator.conftest import Client, Clock
from tests.emulator.test_refresh_tokens import API, App

START = 1_800_000_000


@st.composite
def policies(draw: st.DrawFn) -> RefreshTokens:
    """Policies that Auth0 takes: what rotates must expire, and the inactivity lifetime is the shorter one."""
    rotating = draw(st.booleans())
    absolute = draw(st.sampled_from([DAY, 30 * DAY, None] if not rotating else [DAY, 30 * DAY]))
    idle = draw(st.sampled_from([HOUR, 12 * HOUR, 15 * DAY, None] if not rotating else [HOUR, 12 * HOUR]))
    if absolute is not None and idle is not None and idle >= absolute:
        idle = HOUR
    return RefreshTokens(
        rotating=rotating, absolute=absolute, idle=idle, leeway=draw(st.sampled_from([0, 10]))
    )


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Event], list[Era]]:
    app = Application(fallback=Fallback.NONE)
    starts = draw(st.lists(st.integers(1, 10 * DAY), max_size=2, unique=True))
    eras = [
        Era(start, Settings(access_token=draw(st.sampled_from([1, HOUR])), refresh=draw(policies()), app=app))
        for start in [0, *sorted(starts)]
    ]
    at, events = 0, list[Event]([Visit(0)])
    for _ in range(draw(st.integers(1, 12))):
        at += draw(st.sampled_from([0, 1, 5, 10, 11, HOUR - 1, HOUR, 5 * HOUR, DAY, 14 * DAY]))
        kind = draw(st.sampled_from([Visit, Visit, Visit, Retry, Retry, Logout]))
        events.append(kind(at, draw(st.integers(0, 1))))
    return events, eras


class Person:
    """Does with a real token endpoint what the model says that a person does."""

    def __init__(self, app: App, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.devices: dict[int, dict[str, Any]] = {}
        self.seen: list[tuple[int, int, str]] = []

    def does(self, event: Event) -> None:
        self.clock.now = START + event.at
        held = self.devices.get(event.device)
        match event:
            case Visit():
                self.comes(event, held or {})
            case Logout() if held is not None:
                self.devices[event.device] = {}
                self.seen.append((event.at, event.device, "logout"))
            case Retry() if held and held.get("spent") and held.get("refresh_token"):
                answer = self.app.refresh(held["spent"])
                if answer.status == 200:
                    self.takes(event, held, answer.body, "overlap", spent=held["spent"])
                else:
                    self.seen.append((event.at, event.device, "refused"))

    def comes(self, event: Event, held: Mapping[str, Any]) -> None:
        if event.at < held.get("end", 0):
            self.seen.append((event.at, event.device, "token"))
            return
        if token := held.get("refresh_token"):
            answer = self.app.refresh(token)
            if answer.status == 200:
                self.takes(event, held, answer.body, "refresh", spent=token)
                return
        self.takes(event, {}, self.app.log_in().body, "login", spent=None)

    def takes(
        self, event: Event, held: Mapping[str, Any], body: bytes, outcome: str, *, spent: str | None
    ) -> None:
        got = json.loads(body)
        token = got.get("refresh_token", held.get("refresh_token"))
        self.devices[event.device] = {
            "end": event.at + got["expires_in"],
            "refresh_token": token,
            "spent": spent if spent != token else None,
        }
        self.seen.append((event.at, event.device, outcome))


def block(policy: RefreshTokens) -> dict[str, Any]:
    return {
        "rotation_type": "rotating" if policy.rotating else "non-rotating",
        "expiration_type": "non-expiring" if policy.absolute is policy.idle is None else "expiring",
        "leeway": policy.leeway,
        "token_lifetime": policy.absolute or 31_557_600,
        "infinite_token_lifetime": policy.absolute is None,
        "idle_token_lifetime": policy.idle or 2_592_000,
        "infinite_idle_token_lifetime": policy.idle is None,
    }


@settings(max_examples=150)
@given(lives())
def test_a_running_server_does_what_the_model_says(life: tuple[list[Event], list[Era]]) -> None:
    events, eras = life
    clock = Clock(START)
    emulator = Emulator.open(clock=clock)
    client = Client(emulator)
    app, waiting = App(client), list(eras)
    person = Person(app, clock)
    server = next(one for one in client.do("GET", "resource-servers") if one["identifier"] == API)
    for event in events:
        while waiting and waiting[0].start <= event.at:
            now = waiting.pop(0).settings
            assert now.refresh is not None
            app.client = client = Client(emulator)  # with a token of its own: the one before may have expired
            app.change(refresh_token=block(now.refresh))
            client.do("PATCH", f"resource-servers/{server['id']}", {"token_lifetime": now.access_token})
        person.does(event)
    emulator.close()

    told = [
        (one.at, one.device, "refused" if one.outcome.value == "reuse" else one.outcome.value)
        for one in timeline(events, eras).moments
    ]
    assert person.seen == told
