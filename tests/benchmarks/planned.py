"""Compares clients with a live tenant in which one in a hundred differs, and draws every view of the plan.

``python planned.py REPORT FOLDER COUNT SHARE``: leaves the seconds of CPU, the MiB above what the data itself took, and
the bytes of the views in the file REPORT. One in SHARE clients differs.
"""

import gc
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from deploy_cli import resources
from deploy_cli.app.desired import divide
from deploy_cli.app.planning import PlanSettings, make_plan
from deploy_cli.app.ports import ManagementApi
from deploy_cli.core.references import Names
from deploy_cli.core.tenant import DesiredTenant, Live, LiveTenant
from deploy_cli.core.values import Object
from deploy_cli.files import tenant as tenant_files
from deploy_cli.render.plan_json import plan_object
from deploy_cli.render.plan_views import FORMATS, view
from tests.benchmarks.tenants import write_clients


def compared(desired: DesiredTenant, live: LiveTenant) -> dict[str, int]:
    """Make the plan, draw its views, and return how many bytes each has."""
    api = cast(ManagementApi, SimpleNamespace(domain="bench", requests=0, rate=None))
    with patch("deploy_cli.app.planning.read", lambda *_: live):
        plan = make_plan(desired, api, resources.ALL, PlanSettings())
    value = plan_object(plan, created_at="2026-01-02T03:04:05Z", tool_version="0")
    assert value["summary"]["update"] == len(value["changes"])
    return {"changes": len(value["changes"]), **{form: len(view(value, form).encode()) for form in FORMATS}}


def sides(folder: Path, count: int, share: int) -> tuple[DesiredTenant, LiveTenant]:
    """Return what the files want, and a live tenant in which one in ``share`` clients differs."""
    files = tenant_files.load(write_clients(folder, count), resources.ALL, environ={})
    desired = divide(files, resources.ALL)
    names, lives = Names(), {}
    for number, (address, one) in enumerate(desired.resources.items()):
        names.add(address.section, address.name, f"id-{number}")
        body = _altered(one.body) if number % share == 0 else one.body
        lives[address] = (Live(address=address, body=body, id=f"id-{number}"),)
    return desired, LiveTenant(resources=lives, names=names)


def _altered(body: Object) -> Object:
    tokens: dict[str, Any] = {**body["refresh_token"], "leeway": 60}
    return {**body, "description": "another", "callbacks": body["callbacks"][:1], "refresh_token": tokens}


def _status(field: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(f"{field}:")).split()[1]) / 1024


def main(report: Path, folder: Path, count: int, share: int) -> None:
    """Measure once, in a process that does nothing else."""
    desired, live = sides(folder, count, share)
    gc.collect()
    linux = Path("/proc/self/clear_refs").exists()
    if linux:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before, start = _status("VmRSS") if linux else 0.0, time.process_time()
    told = compared(desired, live)
    cpu = time.process_time() - start
    above = _status("VmHWM") - before if linux else 0.0
    report.write_text(json.dumps({"cpu": cpu, "above": above, **told}), encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
