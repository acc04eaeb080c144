"""How long the guardrails take: of files alone, and in a plan in which every client changes."""

import time
from collections.abc import Callable, Iterator

from deploy_cli import resources
from deploy_cli.app.desired import divide
from deploy_cli.app.judgement import judgement
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.pairing import PlanSettings, pair
from deploy_cli.core.references import Names
from deploy_cli.core.tenant import Live, LiveTenant
from deploy_cli.files import tenant as tenant_files
from deploy_cli.guardrails.judging import findings
from tests.benchmarks.measures import Bench, Measure
from tests.benchmarks.tenants import write_clients


def judging(bench: Bench) -> Iterator[Measure]:
    """Measure what the rules cost."""
    target = write_clients(bench.folder / "judged", 1_000)
    desired = divide(tenant_files.load(target, resources.ALL, environ={}), resources.ALL)
    yield Measure("guardrails, 1,000 clients of files, CPU", _fastest(lambda: findings(desired)), "s", 0.3)
    names, lives = Names(), dict[Address, tuple[Live, ...]]()
    for number, (address, one) in enumerate(desired.resources.items()):
        names.add(address.section, address.name, f"id-{number}")
        body = {**one.body, "description": "what it was", "cross_origin_authentication": True}
        lives[address] = (Live(address=address, body=body, id=f"id-{number}"),)
    live = LiveTenant(resources=lives, names=names)
    changes = pair(desired, live, resources.ALL, PlanSettings()).changes
    assert len(changes) == 1_000
    seconds = _fastest(lambda: judgement(desired, live, changes, Selection(), "2027-01-31"))
    yield Measure("guardrails, plan of 1,000 changed clients, CPU", seconds, "s", 0.3)


def _fastest(run: Callable[[], object]) -> float:
    return min(_seconds(run) for _ in range(3))


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start
