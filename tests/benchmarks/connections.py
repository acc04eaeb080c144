"""What one request costs the client, and how many at a time pay: measured against an emulator that takes its time."""

import time
from collections.abc import Iterator
from functools import partial
from typing import Final

from deploy_cli.auth0 import gateway
from deploy_cli.auth0.credentials import Credentials
from deploy_cli.core.call import Call
from tests.benchmarks.measures import Bench, Measure
from tests.benchmarks.rehearsal import served

LATENCY: Final = 0.1
"""Seconds that each answer takes longer: a tenant on another continent."""

ENOUGH: Final = 1_000 / (2 * 16)
"""Milliseconds per request at twice what the largest documented plan allows in the long run: more is of no use."""


def asking(bench: Bench, count: int = 600) -> Iterator[Measure]:
    """Measure ``count`` updates of one role, by as many connections as are used, and by others for comparison."""
    with served(bench, "--latency", f"{LATENCY}s") as environ:
        for connections in (2, 4, gateway.CONNECTIONS, 16, 32):
            cpu, wall = _asked(environ, connections, count)
            what = f"{connections} connections, {LATENCY * 1e3:g} ms away"
            is_ours = connections == gateway.CONNECTIONS
            yield Measure(f"{what}, CPU per request", cpu / count * 1e3, "ms", 3 if is_ours else None)
            yield Measure(f"{what}, time per request", wall / count * 1e3, "ms", ENOUGH if is_ours else None)


def _asked(environ: dict[str, str], connections: int, count: int) -> tuple[float, float]:
    """Return the seconds of CPU and of wall time that so many requests take."""
    credentials = Credentials.from_environ(environ)
    with gateway.connect(None, credentials, connections=connections) as api:
        made = api.call(Call("POST", "roles", {"name": f"Role {connections}"}))
        role = made["id"] if isinstance(made, dict) else ""
        calls = [Call("PATCH", f"roles/{role}", {"description": f"Number {n}"}) for n in range(count)]
        cpu, wall = time.process_time(), time.perf_counter()
        api.side_by_side([partial(api.call, call) for call in calls])
        return time.process_time() - cpu, time.perf_counter() - wall
