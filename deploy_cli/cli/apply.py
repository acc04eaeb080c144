"""``deploy-cli apply``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.interruption import Interruption
from deploy_cli.cli.options import Asked, Given, planning, tenant_argument
from deploy_cli.cli.report_output import ReportOutput, report_output
from deploy_cli.cli.run import Run, in_order, taken_up, writing
from deploy_cli.cli.running import Running, alone, running
from deploy_cli.cli.wire import LiveCommand
from deploy_cli.errors import Refused, UsageError

if TYPE_CHECKING:
    from deploy_cli.app.ports import ManagementApi
    from deploy_cli.cli.approved import Approval
    from deploy_cli.cli.session import Session
    from deploy_cli.core.plan import Plan
    from deploy_cli.core.report import Report


@click.command(cls=LiveCommand)
@tenant_argument()
@planning
@report_output
@click.option(
    "--plan",
    "approved",
    type=click.Path(path_type=Path),
    help="Carry out this saved plan, if it still is the plan.",
)
@click.option(
    "--resume", is_flag=True, help="Finish the last run that did not: the same addresses, nothing twice."
)
@running
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(
    console: Console,
    *,
    tenant: Path,
    variables: Given,
    asked: Asked,
    output: ReportOutput,
    approved: Path | None,
    resume: bool,
    running: Running,
    yes: bool,
) -> Exit:
    """Make the live tenant what TENANT says, and read back what was written.

    Shows the plan and asks. A saved plan is approval enough: it is made anew, for the addresses that it was made for,
    and carried out only if nothing is needed now that was not approved.
    """
    from deploy_cli.cli.approved import Approval
    from deploy_cli.cli.session import Session

    _check(asked, approved=approved, resume=resume)
    agreed = _agreed(yes=yes or approved is not None)
    saved = Approval.load(approved) if approved is not None else None
    asked = saved.asked(asked) if saved is not None else asked
    session = Session.load(tenant, variables, console)
    with writing(session, console, "apply", running) as (api, interruption):
        asked, continues = taken_up(session, api, asked, console, resume=resume)
        if saved is not None:
            saved.check_here(session, api)
        plan = session.plan(api, asked, console)
        _show(session, plan, saved, output, console, show_unmanaged=asked.show_unmanaged)
        if not agreed and plan.changes:
            ask(plan, console)
        run = Run(running, interruption, write_secrets=asked.write_secrets, continues=continues)
        report = run.carry_out(session, plan, api, console)
    return output.tell(report, console)


def _check(asked: Asked, *, approved: Path | None, resume: bool) -> None:
    """Raise `UsageError` for options that do not go together."""
    if resume and approved is not None:
        raise UsageError(
            "`--resume` makes a new plan of what is left", hint="leave `--plan` out, and look at the plan"
        )
    if resume and (asked.selection.only or asked.selection.exclude):
        raise UsageError(
            "`--resume` finishes what the last run was about", hint="leave `--only` and `--exclude` out"
        )


def _agreed(*, yes: bool) -> bool:
    """Return ``yes``; raise `UsageError` where somebody has to be asked and nobody is there."""
    if not yes and not sys.stdin.isatty():
        hint = "add `--yes`, or name the plan that was approved with `--plan FILE`"
        raise UsageError("apply asks before it writes, and there is nobody to ask", hint=hint)
    return yes


def _show(
    session: "Session",
    plan: "Plan",
    saved: "Approval | None",
    output: ReportOutput,
    console: Console,
    *,
    show_unmanaged: bool,
) -> None:
    """Show the plan, and refuse it where it is not the approved one or goes beyond the limits."""
    from deploy_cli.cli.plan import refuse

    salt = saved.salt if saved is not None else None
    shown = session.written(plan, list_unmanaged=show_unmanaged, for_readers=False, salt=salt)
    console.show_plan(shown, instead_of_result=not output.is_text)
    if saved is not None:
        saved.check(plan, shown, console)
    refuse(plan, shown=True)


def ask(plan: "Plan", console: Console) -> None:
    """Ask whether to apply; raises `Refused` for a no, and `UsageError` where stderr is not for people."""
    from deploy_cli.render.visible import visible

    if console.quiet or console.events is not None:
        raise UsageError("nobody can be asked with `--quiet` or `--log-format json`", hint="add `--yes`")
    where = f"{visible(plan.environment)} ({visible(plan.domain)})"
    if not click.confirm(f"\nApply this to {where}?", err=True):
        raise Refused("nothing was applied: the answer was no")


def carried_out(session: "Session", plan: "Plan", api: "ManagementApi", console: Console) -> "Report":
    """Carry out a plan that was made elsewhere, as `apply` does."""
    interruption, told = Interruption(console.signalled), Running()
    with interruption.handled(), alone(session, api, console, "apply", told):
        in_order(session, api, console, told)
        return Run(told, interruption).carry_out(session, plan, api, console)
