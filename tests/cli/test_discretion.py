"""What this process knows stays with it: in tracebacks, in core dumps, in what it starts."""

import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.cli.exits import Exit
from deploy_cli.core.values import Secret

TENANT = """\
environment: {name: shop, domain: emulator}
clients:
  - {name: Worker, app_type: non_interactive, client_secret: $(secret:WORKER)}
"""


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKER", 'canary "of" the worker')
    monkeypatch.setenv("AUTH0_CLIENT_SECRET", "canary-of-the-credentials")
    monkeypatch.setenv("DEPLOY_CLI_STATE_KEY", "canary-of-the-state-key-0123456789")
    file = tmp_path / "tenant.yaml"
    file.write_text(TENANT)
    return file


@pytest.mark.parametrize("log", ["text", "json"])
def test_a_traceback_quotes_no_secret_not_even_a_revealed_one(
    log: str, cli: Callable[..., Any], secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(desired: Any, *_: object) -> None:
        (worker,) = desired.resources.values()
        hidden = worker.body["client_secret"]
        assert isinstance(hidden, Secret)
        try:
            int(hidden.reveal())
        except ValueError as error:
            raise RuntimeError(f"{hidden.reveal()} canary-of-the-credentials", desired) from error

    monkeypatch.setattr("deploy_cli.app.planning.make_plan", broken)
    ran = cli("plan", secret, "--log-format", log)

    assert ran.code == Exit.ERROR
    assert "test_discretion.py" in ran.err
    assert "int() with base 10" in ran.err, "the rest of the message is there"
    assert "canary" not in ran.err


def test_a_core_dump_is_not_written(cli: Callable[..., Any]) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    cli("schema", "plan")

    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, hard)
