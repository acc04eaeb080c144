"""``deploy-cli drift``."""

import sys
from dataclasses import replace
from functools import partial
from glob import escape
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from deploy_cli import resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Asked, Given, planning, tenant_argument
from deploy_cli.cli.plan_output import PlanOutput, plan_output
from deploy_cli.cli.wire import LiveCommand
from deploy_cli.cli.written_views import keep_apart
from deploy_cli.core.address import Selection
from deploy_cli.core.values import Object
from deploy_cli.errors import UsageError

if TYPE_CHECKING:
    from deploy_cli.app.drifting import Drift
    from deploy_cli.app.ports import ManagementApi
    from deploy_cli.cli.session import Session


@click.command(cls=LiveCommand)
@tenant_argument()
@planning
@plan_output
@click.option("--adopt", is_flag=True, help="Write what the tenant has into the files; comments stay.")
@click.option("--revert", is_flag=True, help="Make the tenant what the files say: plan, ask, apply.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --revert: save the plan for `apply --plan` instead of applying it.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if anything differs.")
@click.pass_obj
def command(
    console: Console,
    *,
    tenant: Path,
    variables: Given,
    asked: Asked,
    output: PlanOutput,
    adopt: bool,
    revert: bool,
    out: Path | None,
    yes: bool,
    detailed_exitcode: bool,
) -> Exit:
    """Show what differs between the files of TENANT and the live tenant, and who moved; change nothing.

    Who moved is known from the last apply on this machine. Who wrote last is known from the tenant log, which takes
    the scope read:logs. What came about in the files alone waits for an apply: --adopt and --revert leave it alone.
    """
    from deploy_cli.cli.session import Session
    from deploy_cli.render.drift_json import drift_object

    _check(output, adopt=adopt, revert=revert, out=out, yes=yes)
    session = Session.load(tenant, variables, console)
    with session.live() as api:
        drift, asked = _found(session, api, asked, console, acts=adopt or revert)
        ends = Exit.DIFFERENCES if detailed_exitcode and drift.plan.changes else Exit.DONE
        value = drift_object(drift, _written(session, drift, ends, output, asked))
        if adopt or revert:  # what becomes of it is the result
            console.show_plan(value, instead_of_result=output.form != "text")
        else:
            output.emit(value, console)
        if adopt:
            from deploy_cli.cli.adoption import adopted

            return adopted(session, drift, variables, api, console, yes=yes)
        if revert:
            return _reverted(session, drift, api, console, form=output.form, out=out, yes=yes)
    return ends


def _check(output: PlanOutput, *, adopt: bool, revert: bool, out: Path | None, yes: bool) -> None:
    """Raise `UsageError` for options that do not go together, and where nobody is there to be asked."""
    if adopt and revert:
        hint = "choose one of them, or narrow each with `--only`"
        raise UsageError("`--adopt` and `--revert` are opposites", hint=hint)
    keep_apart([path for _, path in output.files] + ([out] if out else []))
    if (adopt or revert) and (output.form not in ("text", "json") or output.files):
        raise UsageError("views of drift are of what is there", hint="leave out `--adopt` and `--revert`")
    if out is not None and not revert:
        raise UsageError("`--out` saves the plan of `--revert`", hint="add `--revert`")
    if yes and not (adopt or revert):
        raise UsageError("nothing is asked without `--adopt` or `--revert`", hint="leave `--yes` out")
    if (adopt or (revert and out is None)) and not yes and not sys.stdin.isatty():
        raise UsageError("this asks before it writes, and there is nobody to ask", hint="add `--yes`")


def _found(
    session: "Session", api: "ManagementApi", asked: Asked, console: Console, *, acts: bool
) -> tuple["Drift", Asked]:
    """Return the drift; for what ``acts`` on it, without what came about in the files alone."""
    drift = _drift(session, api, asked)
    if acts and drift.waiting:
        waiting = [str(change.address) for change in drift.waiting]
        more = f" and {len(waiting) - 3} more" if waiting[3:] else ""
        console.note(f"moved in the files alone, and left alone: {', '.join(waiting[:3])}{more}")
        left = {change.address for change in drift.plan.changes} - {
            change.address for change in drift.waiting
        }
        only = tuple(sorted(f"{one.section}/{escape(one.name)}" if one.name else one.section for one in left))
        asked = replace(asked, selection=Selection(only=only) if only else Selection(exactly=frozenset()))
        drift = _drift(session, api, asked)
    console.tell_of(drift.plan)
    return drift, asked


def _drift(session: "Session", api: "ManagementApi", asked: Asked) -> "Drift":
    from deploy_cli.app import drifting
    from deploy_cli.cli.memory import Memory

    memory = Memory.of(api.domain, session.desired.environment.name)
    settings = session.settings(api, asked)
    return drifting.find(session.desired, api, resources.ALL, settings, memory.last, memory.seal)


def _written(session: "Session", drift: "Drift", ends: Exit, output: PlanOutput, asked: Asked) -> Object:
    return session.written(
        drift.plan, ends=ends, list_unmanaged=asked.show_unmanaged, for_readers=output.for_machines
    )


def _reverted(
    session: "Session",
    drift: "Drift",
    api: "ManagementApi",
    console: Console,
    *,
    form: str,
    out: Path | None,
    yes: bool,
) -> Exit:
    """Save the plan that takes the drift back, or have it applied as any other."""
    from deploy_cli.cli import expiry
    from deploy_cli.cli.apply import ask, carried_out
    from deploy_cli.cli.plan import refuse
    from deploy_cli.cli.report_output import ReportOutput
    from deploy_cli.files import planfile

    if out is not None:
        expires = partial(expiry.expires, None, saved=True)
        planfile.save(out, session.written(drift.plan, expires=expires))
        only = "".join(f" --only {quote(one)}" for one in drift.plan.selection.only)
        console.note(f"the plan is saved in `{out}`; apply it with `--plan {out}{only}`")
    refuse(drift.plan, shown=True)
    if out is not None:
        return Exit.DONE
    if drift.plan.changes and not yes:
        ask(drift.plan, console)
    return ReportOutput(form).tell(carried_out(session, drift.plan, api, console), console)
