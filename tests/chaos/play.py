"""Plays a scenario: applies, again and again, until it ends by itself, and holds what is left against what was seen."""

import json
import multiprocessing
import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

import yaml

from deploy_cli.core.journal import Result, Told
from deploy_cli.emulator.server import Server
from deploy_cli.emulator.serving import Settings, running
from deploy_cli.files.journal import runs
from tests.chaos.scenario import KEYS, End, Scenario, Sections

WRITES: Final = frozenset({"POST", "PATCH", "PUT", "DELETE"})
ALL: Final = ("clients", "resource-servers", "client-grants", "roles", "connections", "organizations")
MOST_RUNS: Final = 12

_PACKAGES: Final = ("app", "auth0", "cli", "core", "effects", "files", "guardrails", "lifetimes", "resources")
_LIBRARIES: Final = ("filelock", "httpcore._sync", "httpx", "jsonschema_rs", "yaml")

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(  # what would take longer in each process than all that it does
    [
        *_LIBRARIES,
        *(
            module.name
            for name in _PACKAGES
            for module in walk_packages(import_module(f"deploy_cli.{name}").__path__, f"deploy_cli.{name}.")
        ),
    ]
)


@dataclass
class Figures:
    """What happened, over all scenarios."""

    scenarios: int = 0
    runs: int = 0
    requests: int = 0
    faults: int = 0
    """Answers that were others than what was done, and limits; delays are not counted."""
    killed: int = 0
    stopped: int = 0
    unknown: int = 0
    """Requests of which nobody knew the outcome when their run ended."""
    looked_up: int = 0
    """Creates that were found instead of being sent again."""

    def __str__(self) -> str:
        return (
            f"{self.scenarios} scenarios, {self.runs} runs, {self.requests} writes seen by the server, "
            f"{self.faults} faults injected, {self.killed} runs killed, {self.stopped} stopped, "
            f"{self.unknown} outcomes unknown, {self.looked_up} creates found instead of repeated"
        )


@dataclass
class Stage:
    """A folder with the files, a tenant on a port, and what is known of it."""

    folder: Path
    environ: dict[str, str]
    log: Path
    server: Server
    figures: Figures = field(default_factory=Figures)

    def seen(self, start: int = 0) -> list[dict[str, Any]]:
        """Return what the server wrote down, from line ``start`` on."""
        lines = self.log.read_text(encoding="utf-8").splitlines()[start:]
        return [json.loads(line) for line in lines]

    def journals(self) -> list[Told]:
        """Return the runs, the earliest first."""
        kept = self.folder / "state" / "journals"
        return [run for folder in kept.glob("*") for run in reversed([*runs(folder)])]

    def forget(self) -> None:
        """Lose everything that is kept from one run to the next."""
        shutil.rmtree(self.folder / "state", ignore_errors=True)


def play(scenario: Scenario, folder: Path, figures: Figures) -> None:
    """Play ``scenario`` in ``folder``. Raises `AssertionError` where a promise is broken."""
    beside = {section: [*scenario.before[section], *given] for section, given in BYSTANDERS.items()}
    _write(folder / "before", {**scenario.before, **beside})
    _write(folder / "after", {**scenario.after})
    state, log = folder / "tenant.sqlite", folder / "log.jsonl"
    with served(folder, state, log, ()) as stage:
        assert run_in(stage, "apply", "before", "--yes").wait() == 0, stage.folder
        before = _contents(stage)
    log.unlink()
    with served(folder, state, log, scenario.faults) as stage:
        stage.figures = figures
        _apply_until_done(stage, scenario)
        figures.faults += sum(one["answered"] != one["carried_out"] for one in stage.seen())
    with served(folder, state, folder / "after.jsonl", ()) as stage:
        if any(
            _meddled(scenario)
        ):  # somebody may have been at work after the last plan, where it wrote nothing
            assert run_in(stage, "apply", "after", "--yes").wait() == 0
        assert run_in(stage, "plan", "after", "--detailed-exitcode").wait() == 0, (
            "the tenant is as the files say"
        )
        _check_contents(before, _contents(stage), scenario)
    figures.scenarios += 1


class served:  # noqa: N801
    """Serve the tenant kept in ``state`` for the length of a ``with`` block, always on the same port."""

    def __init__(self, folder: Path, state: Path, log: Path, faults: Any) -> None:
        self._folder = folder
        self._log = log
        rules = folder / "faults.yaml"
        rules.write_text(yaml.safe_dump({"seed": 1, "rules": [*faults]}), encoding="utf-8")
        port = int((folder / "port").read_text()) if (folder / "port").exists() else 0
        self._env = folder / "env"
        settings = Settings(state=state, log=log, faults=rules, env_file=self._env, latency=0.005, port=port)
        self._running = running(settings, lambda _: None)

    def __enter__(self) -> Stage:
        server = self._running.__enter__()
        (self._folder / "port").write_text(str(server.port))
        lines = [line for line in self._env.read_text().splitlines() if not line.startswith("#")]
        told = dict(line.split("=", 1) for line in lines)
        return Stage(
            self._folder, {**told, "DEPLOY_CLI_STATE_DIR": str(self._folder / "state")}, self._log, server
        )

    def __exit__(self, *error: Any) -> None:
        self._running.__exit__(*error)


def _apply_until_done(stage: Stage, scenario: Scenario) -> None:
    waiting = [*scenario.ends]
    for number in range(MOST_RUNS):
        if scenario.forgets:
            stage.forget()
        start = len(stage.seen())
        before = {run.id for run in stage.journals()}
        end = waiting.pop(0) if waiting else None
        resume = ("--resume",) if number % 2 else ()
        process = run_in(stage, "apply", "after", "--yes", "--format", "json", *resume)
        if end is not None:
            _end(process, end, stage, start)
        code = process.wait()
        _settle(stage)
        stage.figures.runs += 1
        stage.figures.killed += code == -signal.SIGKILL
        stage.figures.stopped += code == 130
        assert code in (0, 1, 5, 130, -signal.SIGKILL), (code, process.err)
        assert "Traceback" not in process.err, process.err
        _check_run(stage, start, before, code, process.out)
        if code == 0:
            return
    raise AssertionError(f"it does not end: {process.err}")


def _end(process: "_Process", end: End, stage: Stage, start: int) -> None:
    """Send the signal once so many writes have come in."""
    size = -1
    while process.alive:
        before, size = size, stage.log.stat().st_size
        if size == before:
            time.sleep(0.002)
        elif sum(one["method"] in WRITES for one in stage.seen(start)) > end.writes:  # one is for the token
            time.sleep(end.delay)
            process.send(getattr(signal, f"SIG{end.signal}"))
            return


def _settle(stage: Stage) -> None:
    """Wait until the server has carried out what it was asked for before the process went, however slow it is."""
    seen, deadline = -1, time.monotonic() + 60
    while (now := stage.log.stat().st_size) != seen or stage.server.connections:
        assert time.monotonic() < deadline, "connections of a process that is gone stay open"
        seen = now
        time.sleep(0.15)


@dataclass
class _Process:
    process: BaseProcess
    files: tuple[Path, Path]

    @property
    def alive(self) -> bool:
        return self.process.is_alive()

    @property
    def out(self) -> str:
        return self.files[0].read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return self.files[1].read_text(encoding="utf-8")

    def send(self, number: int) -> None:
        if self.process.pid is not None and self.alive:
            os.kill(self.process.pid, number)

    def wait(self) -> int:
        self.process.join(120)
        if self.alive:
            self.process.kill()
            self.process.join()
            raise AssertionError(f"it hangs: {self.err}")
        assert self.process.exitcode is not None
        return self.process.exitcode


def run_in(stage: Stage, *arguments: str) -> _Process:
    """Run a command in a process of its own."""
    files = (stage.folder / "out", stage.folder / "err")
    process = _SERVER.Process(
        target=_command, args=(arguments, stage.environ, str(stage.folder), tuple(map(str, files)))
    )
    process.start()
    return _Process(process, files)


def _command(
    arguments: tuple[str, ...], environ: Mapping[str, str], folder: str, files: tuple[str, str]
) -> None:
    """Run one command in a process of its own."""
    os.environ.update(environ, NO_COLOR="1")
    os.chdir(folder)
    for number, name in enumerate(files, 1):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from deploy_cli.cli.main import run

    code = run(arguments)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _check_run(stage: Stage, start: int, before: set[str], code: int, out: str) -> None:
    """Hold the journal of a run, and its report, against what the server saw in the meantime."""
    seen = [one for one in stage.seen(start) if one["method"] in WRITES and one["path"] != "/oauth/token"]
    stage.figures.requests += len(seen)
    new = [run for run in stage.journals() if run.id not in before]
    assert len(new) <= 1
    if not new:
        assert seen == [], "nothing is written without a journal"
        return
    (run,) = new
    stage.figures.unknown += len(run.unknown)
    meant = Counter((intent.method, intent.path) for intent in run.intents)
    results = {
        result: Counter((i.method, i.path) for i in run.intents if run.result(i) is result)
        for result in Result
    }
    came = Counter((one["method"], one["path"].removeprefix("/api/v2/")) for one in seen)
    done = Counter((one["method"], one["path"].removeprefix("/api/v2/")) for one in seen if _is_done(one))
    for what, count in came.items():
        assert meant[what], f"{what} came {count} times, and the journal does not know of it"
        if what[0] == "POST":
            most = results[Result.DONE][what] + results[Result.UNKNOWN][what]
            assert results[Result.DONE][what] <= done[what] <= most, (what, done[what], most)
    for what, count in results[Result.DONE].items():
        assert done[what] >= min(count, 1), f"{what} is told as done, and never was"
    if out:
        _check_report(json.loads(out), run)
    assert run.ended is not None or code not in (0, 5, 130), code
    posts = [i for i in run.intents if i.key and run.result(i) is Result.DONE]
    answered = Counter(
        one["path"] for one in seen if one["method"] == "POST" and one["answered"] in (200, 201)
    )
    stage.figures.looked_up += max(0, len(posts) - sum(answered.values()))


def _is_done(one: Mapping[str, Any]) -> bool:
    status = one["carried_out"]
    return status is not None and (status < 300 or (one["method"] == "DELETE" and status == 404))


def _check_report(report: Mapping[str, Any], run: Told) -> None:
    for outcome in report["outcomes"]:
        results = {run.result(intent) for intent in run.intents if intent.change == outcome["id"]}
        match outcome["status"]:
            case "done":
                assert Result.REFUSED not in results, outcome
                assert Result.UNKNOWN not in results, outcome
            case "not_tried":
                assert results <= {Result.ABSENT}, outcome


def _contents(stage: Stage) -> dict[str, dict[str, Any]]:
    """Return all there is, by id."""
    from deploy_cli import resources
    from deploy_cli.auth0.credentials import Credentials
    from deploy_cli.auth0.gateway import connect
    from deploy_cli.core.call import Found
    from deploy_cli.core.live import listing
    from deploy_cli.core.resource_type import Collection

    with connect(None, Credentials.from_environ(stage.environ)) as api:
        found: dict[str, dict[str, Any]] = {}
        for described in resources.ALL.values():
            if isinstance(described, Collection) and described.section in KEYS:
                (answer,) = api.fetch([listing(described)])
                assert isinstance(answer, Found)
                found[described.section] = {one[described.server_id]: one for one in answer.value}
    return found


def _check_contents(
    before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]], scenario: Scenario
) -> None:
    meddled = dict(_meddled(scenario))
    for section, keys in KEYS.items():
        counted = Counter(tuple(str(one.get(key)) for key in keys) for one in after[section].values())
        assert max(counted.values(), default=1) == 1, f"twice: {counted.most_common(1)}"
        named = {tuple(one[key] for key in keys) for one in scenario.after[section]}
        for server_id, one in before[section].items():
            if section != "clientGrants" and tuple(one.get(key) for key in keys) not in named:
                touched = _differing(one, after[section][server_id])
                by_others = meddled.get((section, one.get("name", "")), set())
                assert touched <= TAKEN_OUT.get(section, set()) | by_others, (
                    f"outside the plan: {section} {touched}"
                )


def _meddled(scenario: Scenario) -> Iterator[tuple[tuple[str, str], set[str]]]:
    """Yield what somebody else changes: section and name, and the fields."""
    for fault in scenario.faults:
        if told := fault["then"].get("meddle"):
            section, _, name = told["path"].removeprefix("/api/v2/").partition("/")
            yield (section, name.strip("{}")), set(told["body"])


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


TAKEN_OUT: Final = {"connections": {"enabled_clients"}}
"""Fields from which Auth0 itself takes what is deleted."""


def _write(folder: Path, sections: Mapping[str, Any]) -> None:
    folder.mkdir()
    (folder / "welcome.html").write_text("<p>Hello</p>\n", encoding="utf-8")
    content = {"environment": {"name": "prod"}, **sections}
    (folder / "tenant.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


BYSTANDERS: Final[Sections] = {
    "clients": [{"name": "Bystander", "app_type": "spa"}],
    "roles": [{"name": "Bystander", "description": "Stands by"}],
    "organizations": [{"name": "bystander"}],
}
