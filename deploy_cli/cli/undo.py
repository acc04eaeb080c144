"""``deploy-cli undo``."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli import resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Asked, Given, addresses, planning, tenant_argument
from deploy_cli.cli.report_output import ReportOutput, report_output
from deploy_cli.cli.run import Run, looked_up, runs_of, writing
from deploy_cli.cli.running import Running, running
from deploy_cli.cli.wire import LiveCommand
from deploy_cli.errors import Refused, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deploy_cli.app.ports import ManagementApi
    from deploy_cli.cli.session import Session
    from deploy_cli.core.address import Address
    from deploy_cli.core.journal import Told
    from deploy_cli.core.plan import Plan


@click.command(cls=LiveCommand)
@tenant_argument()
@click.argument("run_id", metavar="[RUN]", required=False)
@planning
@addresses("allow-moved", "Take this back although it was changed since. Repeatable.")
@report_output
@click.option("--list", "listed", is_flag=True, help="List the runs that can be undone, the latest first.")
@running
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(
    console: Console,
    *,
    tenant: Path,
    run_id: str | None,
    variables: Given,
    asked: Asked,
    allow_moved: tuple[str, ...],
    output: ReportOutput,
    listed: bool,
    running: Running,
    yes: bool,
) -> Exit:
    """Take back what an apply to TENANT did: the last one, or RUN.

    What it wrote is set to what it was before, by a plan like any other: shown, asked for, applied, read back. RUN is
    the id that --list shows, or the beginning of it. What is not known any more, such as a secret, is told.
    """
    from deploy_cli.cli.apply import ask
    from deploy_cli.cli.session import Session

    _check(output, listed=listed, yes=yes)
    session = Session.load(tenant, variables, console)
    if listed:
        return _list(session, output, console)
    with writing(session, console, "undo", replace(running, allow_older=True)) as (api, interruption):
        chosen = _chosen(runs_of(api.domain, session.desired.environment.name), run_id)
        run = looked_up(chosen, session, api, console)
        back, lost = _turned(session, run, api, allow_moved)
        plan = back.plan(api, asked, console)
        _show(back, plan, lost, output, console)
        if plan.changes and not yes:
            ask(plan, console)
        report = Run(running, interruption, undoes=run.id).carry_out(back, plan, api, console)
    return output.tell(report, console)


def _check(output: ReportOutput, *, listed: bool, yes: bool) -> None:
    if listed and (output.files or output.form not in ("text", "json")):
        raise UsageError("a list of runs is no report", hint="use `--format text` or `--format json`")
    if not listed and not yes and not sys.stdin.isatty():
        raise UsageError("undo asks before it writes, and there is nobody to ask", hint="add `--yes`")


def _list(session: "Session", output: ReportOutput, console: Console) -> Exit:
    from deploy_cli.render.runs import run_object, runs_text

    with session.live() as api:
        known = runs_of(api.domain, session.desired.environment.name)
    if output.form == "json":
        console.show_json([run_object(one) for one in known])
    else:
        console.show(runs_text(known, paint=console.paint))
    return Exit.DONE


def _turned(
    session: "Session", run: "Told", api: "ManagementApi", allow_moved: tuple[str, ...]
) -> tuple["Session", "Sequence[tuple[Address, str]]"]:
    """Return the session in which the files say what there was before, and what cannot be brought back.

    Raises `Refused` for what is not as the run left it, and would be overwritten.
    """
    from deploy_cli.app.undoing import fitted, moved
    from deploy_cli.core.undoing import inverse
    from deploy_cli.files.conformity import Conformity
    from deploy_cli.files.schemas import shipped

    turned = inverse(run, session.desired, resources.ALL)
    if problems := tuple(moved(turned, run.id, api, resources.ALL, allow_moved)):
        raise Refused.of(problems)
    turned = fitted(turned, resources.ALL, Conformity(shipped(), resources.ALL))
    return replace(session, desired=turned.wanted), turned.lost


def _show(
    back: "Session",
    plan: "Plan",
    lost: "Sequence[tuple[Address, str]]",
    output: ReportOutput,
    console: Console,
) -> None:
    from deploy_cli.cli.plan import refuse

    console.show_plan(back.written(plan, for_readers=False), instead_of_result=not output.is_text)
    for address, why in lost:
        console.note(f"`{address}`: {why}")
    refuse(plan, shown=True)


def _chosen(known: tuple["Told", ...], named: str | None) -> "Told":
    """Return the run that is meant; the last one that wrote anything and was not undone where none is named."""
    undone = {one.begun.undoes for one in known if one.ended is not None and one.ended.complete}
    fitting = [
        one
        for one in known
        if (one.id.startswith(named) if named else one.id not in undone and one.begun.undoes is None)
    ]
    if not named:
        fitting = [one for one in fitting if one.touched()][:1]
    hint = "see `deploy-cli undo TENANT --list`; runs of other machines are not known here"
    if not fitting:
        what = f"no run `{named}` is" if named else "no run that could be undone is"
        raise UsageError(f"{what} known of this environment", hint=hint)
    if len(fitting) > 1:
        raise UsageError(f"{len(fitting)} runs begin with `{named}`", hint=hint)
    return fitting[0]
