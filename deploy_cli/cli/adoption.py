"""Takes drift over: what the tenant has is written into the files, and what stands there otherwise stays."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli import resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Given
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.drift import Mover
from deploy_cli.core.plan import Action
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.errors import Refused

if TYPE_CHECKING:
    from deploy_cli.app.drifting import Drift
    from deploy_cli.app.ports import ManagementApi
    from deploy_cli.cli.session import Session


def adopted(
    session: "Session",
    drift: "Drift",
    variables: Given,
    api: "ManagementApi",
    console: Console,
    *,
    yes: bool,
) -> Exit:
    """Ask, write, compare again, remember what agrees now, and name what still differs.

    Raises `Refused` for a no, and what writing into files raises.
    """
    from deploy_cli.cli.session import Session
    from deploy_cli.render.visible import visible

    if not drift.plan.changes:
        return Exit.DONE
    if not yes and not click.confirm(f"\nWrite this into `{visible(str(session.target))}`?", err=True):
        raise Refused("nothing was written: the answer was no")
    for path in _written(session.target, drift, variables, api, console):
        console.show(visible(str(path)))
    _settle(Session.load(session.target, variables, console).desired, drift, api, console)
    return Exit.DONE


def _settle(desired: DesiredTenant, drift: "Drift", api: "ManagementApi", console: Console) -> None:
    """Compare the files as they are now, remember what agrees, and name what still differs."""
    from deploy_cli.app.planning import PlanSettings, make_plan
    from deploy_cli.cli.memory import remember_adoption

    addresses = {change.address for change in drift.plan.changes} & desired.resources.keys()
    settings = PlanSettings(selection=Selection(exactly=frozenset(addresses)))
    plan = make_plan(desired, api, resources.ALL, settings)
    remember_adoption(desired, plan, addresses - {change.address for change in plan.changes}, console)
    for change in plan.changes:
        fields = f" in {', '.join(f'`{name}`' for name in change.fields())}" if change.edits else ""
        console.note(f"{change.address} still differs{fields}")


def _written(
    target: Path, drift: "Drift", variables: Given, api: "ManagementApi", console: Console
) -> tuple[Path, ...]:
    """Write what differs, but for the fields that moved in the files alone."""
    from deploy_cli.app.desired import divide
    from deploy_cli.app.updating import corrections
    from deploy_cli.files.conformity import Conformity
    from deploy_cli.files.schemas import shipped
    from deploy_cli.files.tenant import Loading
    from deploy_cli.files.updating import update

    loading = Loading(target, resources.ALL, os.environ, variables.texts, variables.files, shipped())
    files = loading.result()
    found = corrections(
        api,
        files,
        divide(files, resources.ALL),
        resources.ALL,
        Conformity(shipped(), resources.ALL),
        Selection(exactly=frozenset(change.address for change in drift.plan.changes)),
        spared=_spared(drift),
        gone={
            c.address
            for c in drift.plan.changes
            if c.action is Action.CREATE and drift.whole(c) is Mover.TENANT
        },
    )
    updated = update(loading, files, found)
    for note in dict.fromkeys((*found.notes, *updated.notes)):
        console.note(note)
    return updated.files


def _spared(drift: "Drift") -> dict[Address, frozenset[str]]:
    """Return the fields that moved in the files alone."""
    spared: dict[Address, frozenset[str]] = {}
    for change in drift.plan.changes:
        pairs = list(zip(change.edits, drift.moved[change.id].edits, strict=True))
        others = {edit.field for edit, mover in pairs if mover is not Mover.FILES}
        spared[change.address] = frozenset(change.fields()) - others
    return spared
