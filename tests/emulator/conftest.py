"""A tenant to talk to, at a time that stands still."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest

from deploy_cli.emulator.emulator import Emulator
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET


@dataclass
class Clock:
    """A clock that moves when somebody sleeps, or when it is told to."""

    now: float = 1_800_000_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Client:
    """Talks to an emulator in process, with a token of the deploying client."""

    emulator: Emulator
    domain: str = "emulator"
    _token: str | None = field(default=None, repr=False)

    def ask_token(self, headers: dict[str, str] | None = None, /, **form: str | None) -> Response:
        """Ask for a token as the deploying client; what is None is left out."""
        known: dict[str, str | None] = {
            "grant_type": "client_credentials",
            "client_id": DEPLOY_CLIENT_ID,
            "client_secret": DEPLOY_CLIENT_SECRET,
            "audience": f"https://{self.domain}/api/v2/",
        }
        sent = {name: value for name, value in {**known, **form}.items() if value is not None}
        kind = {"content-type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.emulator.handle(Request("POST", "/oauth/token", (), kind, urlencode(sent).encode()))

    @property
    def token(self) -> str:
        """A token of the deploying client, asked for once."""
        if self._token is None:
            self._token = json.loads(self.ask_token().body)["access_token"]
        return self._token

    def send(self, method: str, path: str, body: object = None, *, token: str | None = None) -> Response:
        """Call the Management API; ``path`` is below ``/api/v2/``."""
        headers = {"authorization": f"Bearer {token or self.token}", "content-type": "application/json"}
        raw = b"" if body is None else json.dumps(body).encode()
        return self.emulator.handle(Request(method, f"/api/v2/{path}", (), headers, raw))

    def do(self, method: str, path: str, body: object = None) -> Any:
        """Call the Management API, which must answer with success, and return what it says."""
        answer = self.send(method, path, body)
        assert 200 <= answer.status < 300, answer
        return json.loads(answer.body) if answer.body else None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(clock: Clock) -> Iterator[Callable[..., Client]]:
    """Opens emulators that live in memory, by the clock that stands still."""
    emulators = []

    def open_one(**settings: Any) -> Client:
        emulator = Emulator.open(clock=clock, sleep=clock.sleep, **settings)
        emulators.append(emulator)
        return Client(emulator, settings.get("domain", "emulator"))

    yield open_one
    for emulator in emulators:
        emulator.close()


@pytest.fixture
def client(opened: Callable[..., Client]) -> Client:
    return opened()
