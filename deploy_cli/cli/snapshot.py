"""Takes snapshots of live tenants, and gives them in place of those."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from deploy_cli import __version__, resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.options import Asked, Given
from deploy_cli.core.address import Selection
from deploy_cli.core.redaction import NOTHING, Known, Redaction
from deploy_cli.core.tenant import DesiredTenant, Environment
from deploy_cli.errors import UsageError

if TYPE_CHECKING:
    from deploy_cli.cli.session import Session
    from deploy_cli.core.plan import Plan
    from deploy_cli.files.snapshot import SnapshotTenant
    from deploy_cli.lifetimes.seen import Seen


def take(file: Path, tenant: Path | None, variables: Given, selection: Selection, console: Console) -> None:
    """Write a snapshot of the live tenant of ``tenant``, or of the one that `AUTH0_DOMAIN` names, to ``file``."""
    from deploy_cli.app import snapshots
    from deploy_cli.cli.session import Session, live_tenant, now
    from deploy_cli.files import snapshot as snapshot_file
    from deploy_cli.render.visible import visible

    known, named = NOTHING, os.environ.get("AUTH0_DOMAIN", "").strip() or None
    environment = Environment(name=file.resolve().parent.name, domain=named)
    if tenant is not None:
        desired = Session.load(tenant, variables, console, needs_secrets=False).desired
        known, environment = Known.of(desired), desired.environment
    with live_tenant(environment.domain, environment.name) as api:
        redaction = Redaction(resources.ALL, known)
        taken = snapshots.take(
            api, resources.ALL, redaction, selection, created_at=now(), tool_version=__version__
        )
    for path in snapshots.denied(taken):
        console.note(f"`GET {path}` is not in the snapshot: the credentials lack the scope")
    snapshot_file.save(file, taken)
    console.show(visible(str(file)))


def plan_offline(
    file: Path,
    session: "Session",
    asked: Asked,
    console: Console,
    seen: "Mapping[str, Seen] | None" = None,
) -> "Plan":
    """Make the plan of ``session`` against the snapshot in ``file``, by the code that plans against a live tenant."""
    tenant = _opened(file, session.desired.environment)
    plan = session.plan(tenant, asked, console, seen)
    notes = tuple(_not_compared(session.desired, asked.selection))
    for note in notes:
        console.note(note)
    return replace(plan, snapshot_at=tenant.created_at, notes=(*plan.notes, *notes))


def _not_compared(desired: DesiredTenant, selection: Selection) -> Iterator[str]:
    """Say whose secrets cannot be compared."""
    holding = [address for address in Known.of(desired).addresses if selection.includes(address)]
    if holding:
        more = f" and {len(holding) - 3} more" if holding[3:] else ""
        listed = ", ".join(map(str, holding[:3]))
        yield f"a snapshot holds no secrets: those of {listed}{more} may differ"


def _opened(file: Path, environment: Environment) -> "SnapshotTenant":
    """Give the tenant of the snapshot in ``file``.

    Raises `UsageError` where it is not the tenant of ``environment``, `PlanError` where the file holds no snapshot.
    """
    from deploy_cli.auth0.domain import Domain
    from deploy_cli.files import snapshot as snapshot_file

    snapshot = snapshot_file.load(file)
    named = environment.domain or os.environ.get("AUTH0_DOMAIN", "").strip() or None
    if named is not None and str(Domain.parse(named)) != str(Domain.parse(snapshot.domain)):
        raise UsageError(
            f"`{file}` is a snapshot of `{snapshot.domain}`, and the tenant files are for `{named}`",
            hint="name the snapshot of this environment",
        )
    return snapshot_file.SnapshotTenant(snapshot)
