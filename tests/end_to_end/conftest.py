"""The command line and a tenant on a port."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.cli.main import run
from deploy_cli.emulator.faults_file import parse
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.server import Server
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET
from tests.end_to_end.stage import Cli, Ran, Serve, Served
from tests.stage import Time, emulated


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """Run a command in an empty folder and return its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(arguments)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return command


def nothing(_: str) -> Mapping[str, Any]:
    return {}


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Serve tenants on ports; whoever waits, waits in a time that costs nothing."""

    @contextmanager
    def served(
        live: Callable[[str], Mapping[str, Any]] = nothing, faults: Sequence[Mapping[str, object]] = (), /
    ) -> Iterator[Served]:
        time, server, requests = Time(), Server.bind(), []
        emulator = emulated(server.domain, live(server.domain), time, parse({"rules": [*faults]}))

        def handle(request: Request) -> Response:
            requests.append(f"{request.method} {request.path}")
            return emulator.handle(request)

        server.start(handle)
        monkeypatch.setattr("deploy_cli.auth0.gateway.Clock", lambda: time.clock)
        monkeypatch.setenv("AUTH0_DOMAIN", server.url)
        monkeypatch.setenv("AUTH0_CLIENT_ID", DEPLOY_CLIENT_ID)
        monkeypatch.setenv("AUTH0_CLIENT_SECRET", DEPLOY_CLIENT_SECRET)
        try:
            yield Served(server.domain, requests)
        finally:
            server.stop()

    return served
