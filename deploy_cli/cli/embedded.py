"""The emulator within this process: a tenant on this machine, one for each environment, that outlives the run."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from deploy_cli.app.ports import ExaminedApi
from deploy_cli.auth0.credentials import ClientSecret, Credentials
from deploy_cli.auth0.domain import Domain
from deploy_cli.auth0.gateway import connect
from deploy_cli.auth0.transport import Handle
from deploy_cli.cli.told import told_by_emulator
from deploy_cli.cli.wire import requests_told, wire
from deploy_cli.core.values import Secret
from deploy_cli.emulator.emulator import Emulator
from deploy_cli.emulator.faults import Dropped
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET
from deploy_cli.files.state import private_folder, state_dir

EMULATOR = "emulator"


@contextmanager
def embedded_tenant(
    domain: str | None, environment: str, stopped: Callable[[], bool] | None = None
) -> Iterator[ExaminedApi]:
    """Give the emulated tenant of ``environment``. Raises `UsageError` where `AUTH0_DOMAIN` names another one."""
    private_folder(state_dir(os.environ), EMULATOR)
    with told_by_emulator():
        emulator = Emulator.open(state_of(environment), domain=EMULATOR)
    try:
        told = wire()
        with connect(
            domain,
            _credentials(),
            handle=_handle(emulator),
            stopped=stopped,
            max_rate=told.max_rate,
            deadline=told.deadline,
            observe=requests_told(),
        ) as api:
            yield api
    finally:
        emulator.close()


def state_of(environment: str) -> Path:
    """Return the file in which an environment's emulated tenant is kept; no name leads out of the folder."""
    return states() / f"{quote(environment, safe='')}.sqlite"


def states() -> Path:
    """Return the folder in which emulated tenants are kept."""
    return state_dir(os.environ) / EMULATOR


def _credentials() -> Credentials:
    named = os.environ.get("AUTH0_DOMAIN", "").strip()
    return Credentials(
        proof=ClientSecret(DEPLOY_CLIENT_ID, Secret(DEPLOY_CLIENT_SECRET, "the emulator's")),
        domain=Domain.parse(named, source="AUTH0_DOMAIN") if named else None,
    )


def _handle(emulator: Emulator) -> Handle:
    def handle(
        method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        try:
            answer = emulator.handle(Request(method, path, tuple(query), headers, body))
        except Dropped as error:
            raise ConnectionError from error
        return answer.status, answer.headers, answer.body

    return handle
