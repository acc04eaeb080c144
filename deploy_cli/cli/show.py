"""``deploy-cli show``."""

from pathlib import Path

import click

from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console
from deploy_cli.cli.plan_output import PlanOutput, plan_output


@click.command(cls=Command)
@click.argument("file", metavar="PLAN", type=click.Path(dir_okay=False, path_type=Path))
@plan_output
@click.pass_obj
def command(console: Console, *, file: Path, output: PlanOutput) -> None:
    """Show the saved plan in the file PLAN, as `plan` showed it when it was made.

    Neither the tenant nor its files are read, so nobody knows whether it still is the plan; `apply --plan` finds out.
    A plan that was seen to be edited is not shown; of a signed one `DEPLOY_CLI_PLAN_KEY` tells.
    """
    from deploy_cli.app import approval
    from deploy_cli.cli.expiry import is_past
    from deploy_cli.cli.keys import plan_key
    from deploy_cli.cli.session import now
    from deploy_cli.files import planfile

    plan = planfile.load(file)
    approval.check_digest(plan)
    if plan["signature"] is not None and (key := plan_key()) is not None:
        approval.check_signature(plan, key)
    for note in plan["notes"]:
        console.note(note)
    output.emit(plan, console)
    if plan["expires_at"] is not None and is_past(plan["expires_at"], now()):
        console.note(f"this plan cannot be applied any more: it expired at `{plan['expires_at']}`")
