"""Tests of what all commands share: help, exit codes, errors, encodings."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from deploy_cli import __version__
from deploy_cli.cli import main as main_module
from deploy_cli.cli.exits import MEANINGS, Exit

Cli = Callable[..., Any]
ROOT = Path(__file__).parents[2]
COMMANDS = [
    [],
    ["validate"],
    ["plan"],
    ["apply"],
    ["export"],
    ["schema"],
    ["emulator"],
    ["emulator", "serve"],
    ["emulator", "reset"],
]
HEAVY = {
    "asyncio",
    "httpx",
    "deepdiff",
    "jsonschema",
    "jsonschema_rs",
    "rich",
    "yaml",
    "sqlite3",
    "cryptography",
}


def _process(
    *arguments: str, stdin: Any = subprocess.DEVNULL, **settings: Any
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *settings.pop("python", ()), "-m", "deploy_cli", *arguments]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **settings.pop("environ", {})}
    return subprocess.run(
        command,
        stdin=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environ,
        check=False,
        **settings,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_help_tells_every_exit_code(cli: Cli, command: list[str]) -> None:
    ran = cli(*command, "--help")

    assert ran.code == 0
    assert ran.err == ""
    for code, meaning in MEANINGS.items():
        assert re.search(rf"^ +{int(code)} +{re.escape(meaning)}$", ran.out, re.MULTILINE)


def test_every_command_of_the_table_is_there_and_is_described(cli: Cli) -> None:
    ran = cli("--help")

    for name, (_, line) in main_module.COMMANDS.items():
        assert f"  {name}" in ran.out
        assert line in ran.out


def test_the_version_is_the_same_wherever_it_is_asked_for(cli: Cli) -> None:
    assert _process("--version").stdout == f"deploy-cli {__version__}\n"
    assert cli("--no-color", "--version").out == f"deploy-cli {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["plan", "--help"], ["emulator", "serve", "--help"]]
)
def test_the_version_and_help_import_nothing_heavy(arguments: list[str]) -> None:
    ran = _process(*arguments, python=("-X", "importtime"))

    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.stderr.splitlines()}
    assert ran.returncode == 0
    assert not imported & HEAVY
    assert ("click" in imported) == (arguments != ["--version"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["plam"], "error: no such command 'plam'"),
        (["plan"], "error: missing argument 'TENANT'"),
        (["plan", "x", "--dry_run"], "error: no such option"),
        (["plan", "x", "--format", "xml"], "error: invalid value for '--format'"),
        (["plan", "x", "--var", "novalue"], "NAME=VALUE"),
        (["export"], "error: nothing says where to write"),
        (["emulator", "serve", "--latency", "soon"], "`soon` is not a duration"),
        (["emulator", "serve", "--port", "70000"], "error: invalid value for '--port'"),
        (["schema", "nonsense"], "error: there is no schema for `nonsense`"),
        (["schema", "../pyproject"], "error: there is no schema for"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_exits_with_64_and_tells_on_stderr(cli: Cli, arguments: list[str], told: str) -> None:
    ran = cli(*arguments)

    assert ran.code == Exit.USAGE
    assert told in ran.err
    assert "hint: " in ran.err
    assert ran.out == ""


@pytest.mark.parametrize("command", [[], ["emulator"]], ids=["deploy-cli", "emulator"])
def test_no_command_shows_the_help_as_wrong_usage(cli: Cli, command: list[str]) -> None:
    ran = cli(*command)

    assert ran.code == Exit.USAGE
    assert ran.err.startswith("Usage: deploy-cli")
    assert ran.out == ""


def test_a_bug_keeps_its_traceback_and_says_that_it_is_one(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("deploy_cli.files.schemas.bundled", broken)

    ran = cli("schema")

    assert ran.code == Exit.ERROR
    assert "ZeroDivisionError: oops" in ran.err
    assert "error: this is a bug in deploy-cli" in ran.err


def test_an_interruption_exits_with_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("deploy_cli.files.schemas.bundled", interrupted)

    ran = cli("schema")

    assert (ran.code, ran.out, ran.err.strip()) == (Exit.INTERRUPTED, "", "interrupted")


@pytest.mark.parametrize("locale", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}])
def test_output_is_utf8_whatever_the_locale(tmp_path: Path, locale: dict[str, str]) -> None:
    file = tmp_path / "tenant.yaml"
    file.write_text("roles:\n  - name: Büro 日本 🙂\n    descriptoin: x\n", encoding="utf-8")

    ran = _process("validate", str(file), environ={**locale, "PYTHONCOERCECLOCALE": "0"})

    assert ran.returncode == Exit.ERROR
    assert "descriptoin" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "Büro 日本 🙂" in ran.stderr


def test_an_argument_that_is_no_text_is_no_crash(tmp_path: Path) -> None:
    command = [os.fsencode(sys.executable), b"-m", b"deploy_cli", b"validate", b"no-such-\xff\x1b[2J.yaml"]

    ran = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)

    assert ran.returncode == Exit.ERROR
    assert b"Traceback" not in ran.stderr
    assert b"\x1b" not in ran.stderr


def test_a_reader_who_leaves_is_not_complained_to() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "deploy_cli", "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        complaint = process.stderr.read()
        process.wait(30)

    assert complaint == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_an_error_and_not_a_crash() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "deploy_cli", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
            check=False,
        )

    assert ran.returncode == Exit.ERROR
    assert ran.stderr.startswith("error: no space left on device")
    assert "Traceback" not in ran.stderr


def _on_a_terminal(
    tmp_path: Path, *arguments: str, typed: bytes = b"", environ: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run a command with a terminal for its three streams, and return what the terminal got."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ.pop("NO_COLOR", None)
        os.environ.update({"TERM": "xterm", "PYTHONPATH": str(ROOT), **(environ or {})})
        os.chdir(tmp_path)
        os.execv(sys.executable, [sys.executable, "-m", "deploy_cli", *arguments])
    if typed:
        os.write(terminal, typed)
    seen = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux: the other side is closed
            break
        if not piece:
            break
        seen += piece
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), seen.decode()


@pytest.mark.parametrize(
    ("arguments", "environ", "coloured"),
    [
        ([], {}, True),
        (["--no-color"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
    ],
)
def test_there_is_colour_on_a_terminal_unless_it_is_declined(
    tmp_path: Path, tenant: Path, arguments: list[str], environ: dict[str, str], coloured: bool
) -> None:
    code, seen = _on_a_terminal(tmp_path, "plan", str(tenant), *arguments, environ=environ)

    assert code == 0
    assert "clients/Storefront" in seen
    assert ("\x1b[" in seen) == coloured


@pytest.mark.parametrize(
    ("typed", "code"), [(b"y\n", Exit.DONE), (b"n\n", Exit.REFUSED), (b"\x04", Exit.INTERRUPTED)]
)
def test_apply_asks_on_a_terminal(tmp_path: Path, tenant: Path, typed: bytes, code: Exit) -> None:
    ended, seen = _on_a_terminal(tmp_path, "apply", str(tenant), typed=typed)

    assert ended == code
    assert "Apply this to shop (emulator)? [y/N]" in seen
    assert ("Applied: 2 done" in seen) == (code is Exit.DONE)
