"""A rehearsal against the limits of the real thing: a thousand updates at 16 requests a second, with a burst of 50."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.measures import ROOT, Bench, Measure
from tests.benchmarks.tenants import write_clients

BURST: Final = 50
PER_SECOND: Final = 16
"""What the emulator's plan `enterprise` allows, as Auth0 documents it."""


def rehearsal(bench: Bench, count: int = 1_000) -> Iterator[Measure]:
    """Measure updating ``count`` clients of a served tenant, from the first write on: before, nobody is at the limit.

    The emulator is a process of its own, as a tenant is, so that its work does not slow the client within Python.
    """
    folder, state, log = (bench.folder / name for name in ("rehearsal", "rehearsal.sqlite", "log.jsonl"))
    with served(bench, "--state", str(state)) as environ:
        bench.environ |= environ
        write_clients(folder, count, _domain(environ))
        bench.watched("apply", "--yes", str(folder))
    with served(bench, "--state", str(state), "--limits", "enterprise", "--log", str(log)) as environ:
        bench.environ |= environ
        write_clients(folder, count, _domain(environ))
        clients = folder / "clients.yaml"
        clients.write_text(clients.read_text("utf-8").replace("kept by team", "owned by team"), "utf-8")
        run = bench.watched("apply", "--yes", str(folder))
    seen = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    yield from _figures([one for one in seen if one["path"].startswith("/api/v2/")], run.cpu, count)


def _figures(seen: list[Mapping[str, Any]], cpu: float, count: int) -> Iterator[Measure]:
    first = next(number for number, one in enumerate(seen) if one["method"] == "PATCH")
    paced = seen[first:]
    took = paced[-1]["at"] - paced[0]["at"]
    refused = sum(one["answered"] == 429 for one in seen)
    demanded = (len(paced) - sum(one["answered"] == 429 for one in paced) - BURST) / PER_SECOND
    what = f"{count:,} updates at {PER_SECOND}/s"
    yield Measure(f"{what}, all requests", len(seen), "requests", count * 1.06)
    yield Measure(f"{what}, writes and what belongs to them", took, "s")
    yield Measure(f"{what}, against what the limit demands", took / demanded, "times", 1.05)
    yield Measure(f"{what}, answers 429", refused, "answers", count / 100)
    yield Measure(f"{what}, CPU per request, plan included", cpu / len(seen) * 1e3, "ms", 6)


@contextmanager
def served(bench: Bench, *arguments: str) -> Iterator[dict[str, str]]:
    """Serve an emulator, and give the variables that it wrote for its clients."""
    env_file = bench.folder / "client.env"
    command = [sys.executable, "-m", "deploy_cli", "emulator", "serve", "--env-file", str(env_file)]
    with subprocess.Popen(
        [*command, *arguments],
        env=bench.environ,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield _written(env_file, process)
        finally:
            process.terminate()


def _written(env_file: Path, process: "subprocess.Popen[bytes]") -> dict[str, str]:
    deadline = time.monotonic() + 60
    while not env_file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the emulator does not start")
        time.sleep(0.02)
    lines = [line for line in env_file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    pairs = (line.removeprefix("export ").partition("=") for line in lines)
    return {name: value.strip("'\"") for name, _, value in pairs}


def _domain(environ: Mapping[str, str]) -> str:
    return environ["AUTH0_DOMAIN"]
