"""What the front of the emulator asks of the engine behind it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from deploy_cli.emulator.identifiers import Identifiers
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.store import Store

Object = Mapping[str, Any]
"""A JSON object of the tenant, read only."""


class Engine(Protocol):
    """The tenant and its Management API, once it is known who asks."""

    def handle(self, request: Request, *, scopes: frozenset[str] | None, client_id: str | None) -> Response:
        """Carry out a request below ``/api/v2/``; without ``scopes`` everything is allowed."""

    def client(self, client_id: str) -> Object | None:
        """Return a client with its secret, or None."""

    def credentials(self, client_id: str) -> Sequence[Object]:
        """Return the credentials of a client with what the API never shows: their ``pem``."""

    def grant_scopes(self, client_id: str, audience: str) -> frozenset[str] | None:
        """Return what a client may do at an audience, or None if it has no grant there."""

    def kept(self) -> AbstractContextManager[tuple[Store, Identifiers]]:
        """Open a transaction on what the tenant keeps: its users, its refresh tokens."""
