"""``deploy-cli plan``."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli.cli import expiry
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Asked, Given, planning, tenant_argument
from deploy_cli.cli.plan_output import PlanOutput, plan_output
from deploy_cli.cli.wire import LiveCommand
from deploy_cli.cli.written_views import keep_apart
from deploy_cli.errors import Refused

if TYPE_CHECKING:
    from deploy_cli.cli.session import Session
    from deploy_cli.core.plan import Plan


@click.command(cls=LiveCommand)
@tenant_argument()
@planning
@plan_output
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Save the plan for `apply --plan`."
)
@expiry.OPTION
@click.option(
    "--snapshot",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Compare with this snapshot of the tenant: no credentials, no network, no secrets needed.",
)
@click.option(
    "--logs",
    multiple=True,
    metavar="FILES",
    help="Tell from logs how many people a shorter inactivity lifetime would have asked to log in. Repeatable.",
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if anything would change.")
@click.pass_obj
def command(
    console: Console,
    *,
    tenant: Path,
    variables: Given,
    asked: Asked,
    output: PlanOutput,
    out: Path | None,
    expires: str | None,
    snapshot: Path | None,
    logs: tuple[str, ...],
    detailed_exitcode: bool,
) -> Exit:
    """Show what apply would change in TENANT, and change nothing.

    A plan that was made against a snapshot cannot be applied.
    """
    from deploy_cli.cli.session import Session, now
    from deploy_cli.files import planfile

    keep_apart([path for _, path in output.files] + ([out] if out else []))
    lasts = partial(expiry.expires, expires, saved=out is not None or output.saves)
    lasts(now())
    session = Session.load(tenant, variables, console, needs_secrets=snapshot is None)
    plan = _planned(session, asked, snapshot, console, logs)
    ends = _ending(plan, detailed=detailed_exitcode)
    readers = output.for_machines or out is not None
    value = session.written(
        plan, ends=ends, list_unmanaged=asked.show_unmanaged, for_readers=readers, expires=lasts
    )
    output.emit(value, console)
    if out is not None:
        planfile.save(out, value)
        console.note(f"the plan is saved in `{out}`")
    refuse(plan, shown=output.form == "text")
    return ends


def _planned(
    session: "Session", asked: Asked, snapshot: Path | None, console: Console, logs: tuple[str, ...]
) -> "Plan":
    seen = None
    if logs:
        from deploy_cli.cli.logs import seen_in

        seen = seen_in(session, logs, console)
    if snapshot is not None:
        from deploy_cli.cli.snapshot import plan_offline

        return plan_offline(snapshot, session, asked, console, seen)
    with session.live() as api:
        return session.plan(api, asked, console, seen)


def _ending(plan: "Plan", *, detailed: bool) -> Exit:
    if plan.refusals:
        return Exit.REFUSED
    return Exit.DIFFERENCES if detailed and plan.changes else Exit.DONE


def refuse(plan: "Plan", *, shown: bool) -> None:
    """Raise `Refused` where something stands in the way of the plan; in short where its view was just ``shown``."""
    if plan.refusals and shown:
        count = len(plan.refusals)
        raise Refused(
            f"the plan is refused, for {'the reason' if count == 1 else f'the {count} reasons'} above"
        )
    if plan.refusals:
        raise Refused.of(plan.refusals)
