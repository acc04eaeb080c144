"""Tests of the served emulator, used by the tool itself over a port."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.cli.exits import Exit

Cli = Callable[..., Any]
ROOT = Path(__file__).parents[2]


@contextmanager
def _served(tmp_path: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Serve an emulator, and give the process and the variables that it wrote for its clients."""
    env_file = tmp_path / "client.env"
    command = [
        sys.executable,
        "-m",
        "deploy_cli",
        "emulator",
        "serve",
        "--env-file",
        str(env_file),
        *arguments,
    ]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
    ) as process:
        try:
            deadline = time.monotonic() + 30
            while not env_file.exists():
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < deadline
                time.sleep(0.02)
            lines = env_file.read_text("utf-8").splitlines()
            pairs = (
                line.removeprefix("export ").partition("=")
                for line in lines
                if "=" in line and line[0] != "#"
            )
            yield process, {name: value.strip("'\"") for name, _, value in pairs}
        finally:
            process.kill()


@pytest.mark.parametrize("arguments", [(), ("--https",)], ids=["http", "https"])
def test_the_cycle_runs_over_a_port(
    cli: Cli, tenant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    tenant.write_text(tenant.read_text("utf-8").replace("  domain: emulator\n", ""), encoding="utf-8")
    with _served(tmp_path, *arguments, "--state", str(tmp_path / "served.sqlite")) as (_, variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

        applied = cli("apply", tenant, "--yes")
        again = cli("plan", tenant, "--detailed-exitcode")

    assert applied.err.count("created") == 2
    assert applied.code == again.code == Exit.DONE
    assert again.out.startswith("No changes: shop (")
    assert variables["AUTH0_DOMAIN"].removeprefix("http://") in again.out


def test_a_wrong_secret_is_one_clear_message(
    cli: Cli, tenant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant.write_text(tenant.read_text("utf-8").replace("  domain: emulator\n", ""), encoding="utf-8")
    with _served(tmp_path) as (_, variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AUTH0_CLIENT_SECRET", canary := "wrong-canary")

        ran = cli("plan", tenant)

    assert ran.code == Exit.ERROR
    assert ran.out == ""
    assert ran.err.startswith("error: ")
    assert "Traceback" not in ran.err
    assert canary not in ran.err


def test_nobody_listening_is_one_clear_message(
    cli: Cli, tenant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant.write_text(tenant.read_text("utf-8").replace("  domain: emulator\n", ""), encoding="utf-8")
    with _served(tmp_path) as (_, variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    ran = cli("plan", tenant)

    assert ran.code == Exit.ERROR
    assert ran.err.startswith("error: ")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_ends_quietly_and_takes_its_files_along(tmp_path: Path, number: signal.Signals) -> None:
    with _served(tmp_path) as (process, _):
        process.send_signal(number)
        out, err = process.communicate(timeout=30)

    assert process.returncode == Exit.DONE
    assert out == ""
    assert "listening on http://" in err
    assert "Traceback" not in err
    assert not (tmp_path / "client.env").exists()


def test_what_the_emulator_cannot_use_is_an_error(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.env").write_text("MINE=1\n", encoding="utf-8")
    (tmp_path / "faults.yaml").write_text("nonsense: [", encoding="utf-8")

    kept = cli("emulator", "serve", "--env-file", tmp_path / "mine.env")
    faulty = cli("emulator", "serve", "--faults", tmp_path / "faults.yaml")

    assert kept.code == faulty.code == Exit.ERROR
    assert "is not replaced" in kept.err
    assert (tmp_path / "mine.env").read_text("utf-8") == "MINE=1\n"
    assert faulty.err.startswith("error: ")
