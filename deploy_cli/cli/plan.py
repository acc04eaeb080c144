"""``deploy-cli plan``."""

from pathlib import Path

import click

from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Asked, Given, output_format, planning, tenant_argument


@click.command(cls=Command)
@tenant_argument()
@planning
@output_format("text", "json")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Save the plan for `apply --plan`."
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 if anything would change.")
@click.pass_obj
def command(
    console: Console,
    *,
    tenant: Path,
    variables: Given,
    asked: Asked,
    form: str,
    out: Path | None,
    detailed_exitcode: bool,
) -> Exit:
    """Show what apply would change in TENANT, and change nothing."""
    from deploy_cli.cli.session import Session
    from deploy_cli.core import safety
    from deploy_cli.files import planfile

    session = Session.load(tenant, variables, console)
    with session.live() as api:
        plan = session.plan(api, asked, console)
    value = session.written(plan, for_readers=form == "json" or out is not None)
    console.show_json(value) if form == "json" else console.show_plan(value)
    if out is not None:
        planfile.save(out, value)
        console.note(f"the plan is saved in `{out}`")
    safety.check(plan, session.desired.environment.limits)
    return Exit.DIFFERENCES if detailed_exitcode and plan.changes else Exit.DONE
