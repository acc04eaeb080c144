"""How an apply is told on stderr: as lines, as events, not at all, or with a display on a terminal."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from deploy_cli.cli.exits import Exit

ANSI = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
MANY = "environment: {name: many, domain: emulator}\nroles:\n" + "".join(
    f"  - {{name: Role {n}, description: x}}\n" for n in range(30)
)


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_everything_is_an_event_where_programs_read_along(cli: Callable[..., Any], tenant: Path) -> None:
    ran = cli("apply", tenant, "--yes", "--log-format", "json")
    told = events(ran.err)
    kinds = [one["event"] for one in told]

    assert ran.code == Exit.DONE
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", one["time"]) for one in told)
    assert [kinds.count(kind) for kind in ("plan", "begin", "end", "error")] == [1, 2, 2, 0]
    assert kinds.count("request") >= 4
    ended = [one for one in told if one["event"] == "end"]
    assert {one["status"] for one in ended} == {"done"}
    assert [one["number"] for one in ended] == [1, 2]


@pytest.mark.parametrize("arguments", [("--nonsense",), ("--format", "pdf"), ("--only", "nothing/x")])
def test_failures_are_events_too_and_tell_the_exit_code(
    arguments: tuple[str, ...], cli: Callable[..., Any], tenant: Path
) -> None:
    ran = cli("apply", tenant, "--yes", "--log-format=json", *arguments)
    told = events(ran.err)

    assert [one["exit"] for one in told if one["event"] == "error"] == [ran.code]
    assert told[-1]["event"] == "error"


def test_problems_of_the_files_are_in_the_error(cli: Callable[..., Any], tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("environment: {domain: emulator}\nclients: [{name: A, app_type: nope}]\n")
    (error,) = events(cli("plan", broken, "--log-format", "json").err)

    (problem,) = error["problems"]
    assert (problem["address"], problem["source"]["line"]) == ("clients/A", 2)


def test_a_bug_is_an_event(cli: Callable[..., Any], tenant: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy_cli.app.planning.make_plan", lambda *_: 1 / 0)
    bug, error = events(cli("plan", tenant, "--log-format", "json").err)

    assert (bug["event"], error["exit"]) == ("bug", Exit.ERROR)
    assert "ZeroDivisionError" in bug["traceback"]


def test_quiet_tells_nothing_but_errors(cli: Callable[..., Any], tenant: Path) -> None:
    done = cli("apply", tenant, "--yes", "--quiet", "-v")
    wrong = cli("apply", tenant, "--yes", "--quiet", "--only", "nothing/x")

    assert (done.code, done.err) == (Exit.DONE, "")
    assert "Applied: 2 done" in done.out
    assert wrong.err.startswith("error: ")


@pytest.mark.parametrize("how", ["--quiet", "--log-format=json"])
def test_nobody_is_asked_what_they_cannot_see(
    how: str, cli: Callable[..., Any], tenant: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    assert cli("apply", tenant, how).code == Exit.USAGE


def test_requests_are_told_where_that_is_asked_for(cli: Callable[..., Any], tenant: Path) -> None:
    told = cli("apply", tenant, "--yes", "-v").err

    assert re.search(r"^POST /api/v2/clients: 201, \d+ ms$", told, re.MULTILINE)
    assert re.search(r"^\[2/2\] created ", told, re.MULTILINE)


def test_the_report_is_printed_and_written_in_every_format(
    cli: Callable[..., Any], tenant: Path, tmp_path: Path
) -> None:
    written = [f"--write={form}={tmp_path / form}" for form in ("text", "json", "markdown", "junit")]
    applied = cli("apply", tenant, "--yes", "--format", "markdown", *written)
    undone = cli("undo", tenant, "--yes", "--allow-deletes", "2", "--format", "junit")

    assert (applied.code, undone.code) == (Exit.DONE, Exit.DONE)
    assert applied.out.startswith("<!-- deploy-cli apply environment=shop")
    assert "Plan: 2 to create" in applied.err
    assert json.loads((tmp_path / "json").read_text())["summary"]["done"] == 2
    assert len(list(ElementTree.parse(tmp_path / "junit").iter("testcase"))) == 2
    assert (tmp_path / "text").read_text().endswith("Applied: 2 done, 0 failed, 0 not tried.\n")
    names = {case.get("name") for case in ElementTree.fromstring(undone.out.encode()).iter("testcase")}
    assert names == {"delete clients/Storefront", "delete roles/Clerk"}


def test_a_list_of_runs_is_no_report(cli: Callable[..., Any], tenant: Path) -> None:
    assert cli("undo", tenant, "--list", "--format", "junit").code == Exit.USAGE


class OnTerminal:
    """A process whose stderr is a terminal."""

    def __init__(self, folder: Path, *arguments: str, **environ: str) -> None:
        self.master, slave = pty.openpty()
        os.set_inheritable(slave, True)
        state = {"DEPLOY_CLI_STATE_DIR": str(folder / "state"), "TERM": "xterm-256color", "COLUMNS": "80"}
        clean = {key: text for key, text in os.environ.items() if key not in ("CI", "NO_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "deploy_cli", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=slave,
            cwd=folder,
            env={**clean, **state, "PYTHONPATH": str(Path(__file__).parents[2]), **environ},
            start_new_session=True,
        )
        os.close(slave)
        self.text = ""

    def until(self, sign: str) -> None:
        """Read until ``sign`` was shown."""
        while sign not in self.text and (more := self._more()):
            self.text += more
        assert sign in self.text, self.text

    def end(self) -> int:
        """Read all there is, and return the exit code."""
        while more := self._more():
            self.text += more
        os.close(self.master)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(timeout=60)

    def _more(self) -> str:
        try:
            return os.read(self.master, 65536).decode(errors="replace")
        except OSError:  # Linux's way to say that nobody writes any more
            return ""


def test_a_terminal_shows_where_it_stands_and_is_left_clean(tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_text(MANY)
    shown = OnTerminal(tmp_path, "apply", "many.yaml", "--yes")

    assert shown.end() == Exit.DONE
    assert "\x1b[?25l" in shown.text
    assert shown.text.rfind("\x1b[?25h") > shown.text.rfind("\x1b[?25l"), "the cursor is back"
    plain = ANSI.sub("", shown.text)
    assert "/30 changes" in plain
    assert "[30/30] created roles/Role" in plain


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"CI": "true"}])
def test_where_nobody_looks_there_are_plain_lines(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_text(MANY)
    shown = OnTerminal(tmp_path, "apply", "many.yaml", "--yes", "--no-color", **environ)

    assert shown.end() == Exit.DONE
    assert "\x1b" not in shown.text
    assert "creating roles/Role 0" in shown.text


def test_without_colour_the_display_has_none(tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_text(MANY)
    shown = OnTerminal(tmp_path, "apply", "many.yaml", "--yes", NO_COLOR="1")

    assert shown.end() == Exit.DONE
    assert "/30 changes" in shown.text
    assert not re.search(r"\x1b\[[\d;]*m", shown.text)


@pytest.mark.parametrize("times", [1, 2])
def test_after_ctrl_c_the_cursor_is_back(times: int, tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_text(MANY)
    shown = OnTerminal(tmp_path, "apply", "many.yaml", "--yes", "--max-rate", "4")
    shown.until("[2/30]")
    for _ in range(times):
        shown.process.send_signal(signal.SIGINT)
        time.sleep(0.05)

    assert shown.end() == Exit.INTERRUPTED
    assert shown.text.rfind("\x1b[?25h") > shown.text.rfind("\x1b[?25l")
    assert "Traceback" not in shown.text
