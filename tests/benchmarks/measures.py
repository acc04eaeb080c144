"""What is measured, how, and how good it has to be. Figures are those of a whole process, its start included."""

import gc
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from deploy_cli import resources
from deploy_cli.app.desired import divide
from deploy_cli.core.address import Address
from deploy_cli.core.order import schedule
from deploy_cli.core.pairing import PlanSettings, pair
from deploy_cli.core.references import Names
from deploy_cli.core.tenant import Live, LiveTenant, TenantFiles
from deploy_cli.core.values import Object
from deploy_cli.effects import Context, effects_of
from deploy_cli.emulator.emulator import Emulator
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.server import Server
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET
from deploy_cli.files import tenant as tenant_files
from tests.benchmarks.lives import FORGOTTEN, KEPT, a_year_of_daily_visits
from tests.benchmarks.tenants import write_clients

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = 100
_COMMAND: Final = "from deploy_cli.__main__ import main; main()"
"""What the installed ``deploy-cli`` is, whatever else its script brings along."""

OWN: Final = 2
"""Clients that a new tenant has already: the tool's own, and one for a start."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure and what it must not exceed; without a limit it is told for comparison."""

    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def good(self) -> bool:
        """Tell whether the figure is within its limit."""
        return self.limit is None or self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took: seconds of CPU and of wall time, and MiB at its peak."""

    cpu: float
    wall: float
    peak: float


class Bench:
    """Runs processes as they run for people: with compiled modules at hand, and nothing of the outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AUTH0_", "PYTHON"))}
        state = {"DEPLOY_CLI_STATE_DIR": str(folder / "state"), "NO_COLOR": "1"}
        paths = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONPATH": str(ROOT)}
        self.environ = {**kept, **state, **paths}

    def wall(self, *arguments: str, runs: int = 15) -> float:
        """Return the seconds that a Python process takes: the fastest run, for nothing makes one too fast."""
        return min(self._timed(arguments) for _ in range(runs))

    def watched(self, *arguments: str) -> Run:
        """Run the command line and return what it took; raises where it fails."""
        report = self.folder / "report.json"
        script = str(Path(__file__).with_name("watched.py"))
        wall = self._timed((script, str(report), *arguments))
        told = json.loads(report.read_text(encoding="ascii"))
        return Run(told["cpu"], wall, told["peak"])

    def planned(self, count: int, share: int) -> dict[str, float]:
        """Return what a plan of ``count`` clients and its views take, where one in ``share`` differs."""
        report = self.folder / "planned.json"
        script = str(Path(__file__).with_name("planned.py"))
        self._timed((script, str(report), str(self.folder / f"plan-{count}"), str(count), str(share)))
        told: dict[str, float] = json.loads(report.read_text(encoding="ascii"))
        return told

    def _timed(self, arguments: tuple[str, ...]) -> float:
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, *arguments], env=self.environ, cwd=ROOT, check=True, capture_output=True
        )
        return time.perf_counter() - start


class Counted:
    """A served emulator that counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._emulator = Emulator.open()
        self._server = Server.bind()

    def __enter__(self) -> "Counted":
        self._server.start(self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()
        self._emulator.close()

    @property
    def environ(self) -> dict[str, str]:
        """What makes a client use it."""
        return {"AUTH0_CLIENT_ID": DEPLOY_CLIENT_ID, "AUTH0_CLIENT_SECRET": DEPLOY_CLIENT_SECRET}

    @property
    def url(self) -> str:
        """Where to reach it."""
        return self._server.url

    def _handle(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.path}")
        return self._emulator.handle(request)


def measures() -> Iterator[Measure]:
    """Measure everything, one after the other."""
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        yield from start_up(bench)
        for count in (1_000, 10_000):
            yield from loading(bench, count)
        yield from over_http(bench, 1_000)
        yield from viewing(bench)
        yield from growth(bench)
        yield from effects(bench)
        yield from simulating(bench)


def simulating(_: Bench) -> Iterator[Measure]:
    """Measure a year of daily visits: one that only exchanges, and one that always begins anew."""
    for what, settings in (("kept", KEPT), ("lost", FORGOTTEN)):
        once = a_year_of_daily_visits(settings)
        fastest = min(once() for _ in range(20))
        yield Measure(f"a year of daily visits, tokens {what}", fastest * 1e3, "ms", 5)


def start_up(bench: Bench) -> Iterator[Measure]:
    """Measure what everybody waits for."""
    nothing = bench.wall("-c", "pass")
    version = bench.wall("-c", _COMMAND, "--version")
    yield Measure("`python -c pass`", nothing * 1e3, "ms")
    yield Measure("`--version`, beyond that", (version - nothing) * 1e3, "ms", 15)
    yield Measure("`--help`", bench.wall("-c", _COMMAND, "--help") * 1e3, "ms", 100)
    demo = bench.wall("-c", _COMMAND, "validate", "tenants/demo")
    yield Measure("`validate tenants/demo`", demo * 1e3, "ms", 200)


def loading(bench: Bench, count: int) -> Iterator[Measure]:
    """Measure loading and validating ``count`` clients of forty fields."""
    bench.watched("validate", "tenants/demo")  # compiles what is not compiled yet
    run = bench.watched("validate", str(write_clients(bench.folder / f"load-{count}", count, wide=True)))
    yield Measure(f"`validate`, {count:,} clients, CPU", run.cpu, "s", 0.6 if count <= 1_000 else 4)
    yield Measure(f"`validate`, {count:,} clients, memory", run.peak, "MiB", 300)


def over_http(bench: Bench, count: int) -> Iterator[Measure]:
    """Measure creating ``count`` clients in a served tenant, and a plan once they are there."""
    with Counted() as tenant:
        bench.environ |= tenant.environ
        files = str(write_clients(bench.folder / "http", count, tenant.url))
        applied = bench.watched("apply", "--yes", files)
        yield Measure(f"`apply`, {count:,} creates, CPU", applied.cpu, "s", 4)
        yield Measure(f"`apply`, {count:,} creates, wall", applied.wall, "s")
        yield Measure(f"`apply`, {count:,} creates, memory", applied.peak, "MiB", 120)
        tenant.asked.clear()
        planned = bench.watched("plan", "--detailed-exitcode", files)
        pages = -(-(count + OWN) // PAGE)
        yield Measure(f"`plan`, {count:,} unchanged clients, CPU", planned.cpu, "s", 1.2)
        yield Measure(f"`plan`, {count:,} unchanged clients, wall", planned.wall, "s")
        yield Measure(f"`plan`, {count:,} unchanged clients, memory", planned.peak, "MiB", 120)
        yield Measure("the pages of a plan, and a token", len(tenant.asked), "requests", pages + 1)


def viewing(bench: Bench) -> Iterator[Measure]:
    """Measure the comparison and every view of its plan, without what is read."""
    small, large, whole = bench.planned(1_000, 100), bench.planned(10_000, 100), bench.planned(10_000, 1)
    what = "plan and all views, 1 % of 10,000 clients"
    yield Measure(f"{what}, CPU", large["cpu"], "s", 3)
    yield Measure(f"{what}, memory beyond the data", large["above"], "MiB", 400)
    yield Measure(f"{what}, against 1 % of 1,000", large["cpu"] / small["cpu"], "times", 16)
    yield Measure("plan and all views, 10,000 changes, CPU", whole["cpu"], "s", 20)
    yield Measure("plan and all views, 10,000 changes, memory", whole["above"], "MiB", 1_000)
    yield Measure("the page of 10,000 changes", whole["html"] / 2**20, "MiB", 40)


def growth(bench: Bench) -> Iterator[Measure]:
    """Measure how much longer ten times as much takes: 10, and a little for the logarithm and the caches."""
    for name, work in (("pairing and diff", _paired), ("pairing of new ones", _new), ("order", _ordered)):
        small, large = (_fastest(work, bench.folder, count) for count in (1_000, 10_000))
        yield Measure(f"{name}, 10,000 clients", large * 1e3, "ms")
        yield Measure(f"{name}, 10,000 against 1,000", large / small, "times", 16)


def effects(bench: Bench) -> Iterator[Measure]:
    """Measure saying what every change of a plan does, where every client gets other lifetimes and addresses."""
    small, large = (_fastest(_told, bench.folder, count) for count in (1_000, 10_000))
    yield Measure("effects, 1,000 changed clients, CPU", small, "s", 0.5)
    yield Measure("effects, 10,000 changed clients, CPU", large, "s", 5)
    yield Measure("effects, 10,000 against 1,000", large / small, "times", 16)


def _fastest(work: Callable[[Path, int], Callable[[], object]], folder: Path, count: int) -> float:
    """Return the seconds of CPU of the fastest of three runs, without the collector: the others were disturbed."""
    run = work(folder, count)
    gc.collect()
    gc.disable()
    try:
        return min(_seconds(run) for _ in range(3))
    finally:
        gc.enable()


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


@cache
def _sides(folder: Path, count: int) -> tuple[TenantFiles, LiveTenant, LiveTenant]:
    target = write_clients(folder / f"grow-{count}", count)
    files = tenant_files.load(target, resources.ALL, environ={})
    bodies = {address: one.body for address, one in divide(files, resources.ALL).resources.items()}
    order = list(bodies)
    random.Random(0).shuffle(order)
    names = Names()
    lives: dict[Address, tuple[Live, ...]] = {}
    for number, address in enumerate(order):
        names.add(address.section, address.name, f"id-{number}")
        lives[address] = (Live(address=address, body=bodies[address], id=f"id-{number}"),)
    return files, LiveTenant(resources=lives, names=names), LiveTenant(resources={}, names=Names())


def _paired(folder: Path, count: int) -> Callable[[], object]:
    files, live, _ = _sides(folder, count)
    desired = divide(files, resources.ALL)
    return lambda: pair(desired, live, resources.ALL, PlanSettings())


def _new(folder: Path, count: int) -> Callable[[], object]:
    files, _, empty = _sides(folder, count)
    desired = divide(files, resources.ALL)
    return lambda: pair(desired, empty, resources.ALL, PlanSettings())


def _told(folder: Path, count: int) -> Callable[[], object]:
    files, live, _ = _sides(folder, count)
    desired = divide(files, resources.ALL)
    older = {
        address: tuple(replace(one, body=_older(one.body)) for one in lives)
        for address, lives in live.resources.items()
    }
    tenant = LiveTenant(resources=older, names=live.names)
    changes = pair(desired, tenant, resources.ALL, PlanSettings()).changes
    assert len(changes) == count

    def tell() -> object:
        context = Context(desired=desired, live=tenant, types=resources.ALL, names=tenant.names)
        return [effects_of(change, context) for change in changes]

    return tell


def _older(client: Object) -> Object:
    """Return a client as it was before: other lifetimes, another way to log in, other addresses and words."""
    lifetimes = {**client["refresh_token"], "idle_token_lifetime": 2_000_000, "leeway": 0}
    return {
        **client,
        "refresh_token": lifetimes,
        "grant_types": [*client["grant_types"], "implicit"],
        "callbacks": ["http://localhost:3000", *client["callbacks"]],
        "description": "what it was",
    }


def _ordered(folder: Path, count: int) -> Callable[[], object]:
    files, _, empty = _sides(folder, count)
    changes = pair(divide(files, resources.ALL), empty, resources.ALL, PlanSettings()).changes
    return lambda: schedule(changes, resources.ALL)
