"""A tenant that answers what a test has written down, at a time that moves only when somebody sleeps."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pytest

from deploy_cli.auth0.clock import Clock
from deploy_cli.auth0.credentials import Credentials
from deploy_cli.auth0.gateway import Gateway, connect
from deploy_cli.auth0.transport import NoAnswer, RawAnswer, Request

SECRET = "the-secret-of-the-client"
ENVIRON = {"AUTH0_DOMAIN": "acme.eu.auth0.com", "AUTH0_CLIENT_ID": "deployer", "AUTH0_CLIENT_SECRET": SECRET}

Step: TypeAlias = RawAnswer | NoAnswer | Callable[[Request], RawAnswer]


def answer(status: int, value: Any = None, **headers: str) -> RawAnswer:
    """An answer with JSON in it; underscores in the names of headers stand for dashes."""
    body = b"" if value is None else json.dumps(value).encode()
    return RawAnswer(status, {name.replace("_", "-"): text for name, text in headers.items()}, body)


def refused(status: int, message: str, code: str | None = None, **headers: str) -> RawAnswer:
    """A refusal in the shape of the Management API."""
    body = {"statusCode": status, "error": "…", "message": message, **({"errorCode": code} if code else {})}
    return answer(status, body, **headers)


@dataclass
class Time:
    """Stands still until somebody sleeps."""

    now: float = 1_800_000_000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def clock(self) -> Clock:
        return Clock(monotonic=lambda: self.now, wall=lambda: self.now, sleep=self.sleep)


class Tenant:
    """A transport that plays steps, by method and path below ``/api/v2/``; the last step of a path repeats."""

    def __init__(self, time: Time) -> None:
        self.time = time
        self.seen: list[Request] = []
        self.issued = 0
        self.token_steps: list[Step] = []
        self._steps: dict[tuple[str, str], list[Step]] = defaultdict(list)
        self._lock = threading.Lock()

    def on(self, method: str, path: str, *steps: Step) -> None:
        """Answer like this."""
        self._steps[method, f"/api/v2/{path}"] += steps

    def gateway(
        self, *, environ: Mapping[str, str] = ENVIRON, connections: int = 1, **settings: Any
    ) -> Gateway:
        """A gateway to this tenant."""
        credentials = Credentials.from_environ(environ)
        return connect(
            None, credentials, transport=self, connections=connections, clock=self.time.clock, **settings
        )

    @property
    def calls(self) -> list[Request]:
        """What was sent, less the requests for tokens."""
        return [request for request in self.seen if request.path != "/oauth/token"]

    @property
    def pages(self) -> list[dict[str, str]]:
        """The queries that were sent."""
        return [dict(request.query) for request in self.calls]

    def send(self, request: Request) -> RawAnswer:
        with self._lock:
            self.seen.append(request)
            step = self._next(request)
        if isinstance(step, NoAnswer):
            raise step
        return step if isinstance(step, RawAnswer) else step(request)

    def close(self) -> None:
        self.closed = True

    def _next(self, request: Request) -> Step:
        if request.path == "/oauth/token":
            return self._token()
        steps = self._steps[request.method, request.path]
        if not steps:
            return refused(404, f"nothing was written down for {request.method} {request.path}")
        return steps.pop(0) if len(steps) > 1 else steps[0]

    def _token(self) -> Step:
        if self.token_steps:
            return self.token_steps.pop(0)
        self.issued += 1
        return answer(
            200, {"access_token": f"token-{self.issued}", "expires_in": 86400, "token_type": "Bearer"}
        )


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def tenant(time: Time) -> Tenant:
    return Tenant(time)
