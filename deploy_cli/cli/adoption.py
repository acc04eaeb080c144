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
    from deploy_cli.app.planning import PlanSettings, make_plan
    from deploy_cli.cli.memory import remember_adoption
    from deploy_cli.cli.session import Session
    from deploy_cli.render.visible import visible

    if not drift.plan.changes:
        return Exit.DONE
    if not yes and not click.confirm(f"\nWrite this into `{visible(str(session.target))}`?", err=True):
        raise Refused("nothing was written: the answer was no")
    for path in _written(session.target, drift, variables, api, console):
        console.show(visible(str(path)))
    again = Session.load(session.target, variables, console).desired
    adopted = {change.address for change in drift.plan.changes} & again.resources.keys()
    settings = PlanSettings(selection=Selection(exactly=frozenset(adopted)))
    plan = make_plan(again, api, resources.ALL, settings)
    differing = {change.address for change in plan.changes}
    remember_adoption(again, plan, adopted - differing, console)
    for address in sorted(differing):
        console.note(f"{address} still differs")
    return Exit.DONE


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
