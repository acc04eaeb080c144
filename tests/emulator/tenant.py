"""An emulated tenant for tests: repeatable identifiers, a clock that only tests move."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

from deploy_cli.emulator.api import ManagementApi
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.store import Store

START = 1_750_000_000.0


@dataclass
class Reply:
    """A status and a decoded body."""

    status: int
    body: Any

    @property
    def message(self) -> str:
        return str(self.body["message"])


@dataclass
class Tenant:
    """A tenant that lives in memory."""

    build_seconds: float = 0.0
    delete_seconds: float = 0.0
    now: float = START
    scopes: frozenset[str] | None = None
    store: Store = field(default_factory=lambda: Store.open(":memory:"))

    def __post_init__(self) -> None:
        self.api = ManagementApi(
            self.store,
            domain="acme.eu.auth0.com",
            clock=lambda: self.now,
            build_seconds=self.build_seconds,
            delete_seconds=self.delete_seconds,
            random_source=random.Random(7),
        )

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Reply:
        pairs = tuple((name.rstrip("_"), str(value)) for name, value in query.items())
        sent = b"" if body is None else json.dumps(body).encode()
        request = Request(method, f"/api/v2{path}", pairs, {"content-type": "application/json"}, sent)
        response = self.api.handle(request, scopes=self.scopes)
        return Reply(response.status, json.loads(response.body) if response.body else None)

    def get(self, path: str, **query: Any) -> Reply:
        return self.call("GET", path, **query)

    def post(self, path: str, body: Any = None) -> Reply:
        return self.call("POST", path, body)

    def patch(self, path: str, body: Any) -> Reply:
        return self.call("PATCH", path, body)

    def put(self, path: str, body: Any) -> Reply:
        return self.call("PUT", path, body)

    def delete(self, path: str, body: Any = None, **query: Any) -> Reply:
        return self.call("DELETE", path, body, **query)

    def made(self, path: str, body: Any) -> Any:
        """What ``POST`` makes; a refusal fails the test."""
        reply = self.post(path, body)
        assert reply.status in {200, 201}, reply
        return reply.body
