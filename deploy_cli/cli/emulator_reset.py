"""``deploy-cli emulator reset``."""

from pathlib import Path

import click

from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console
from deploy_cli.cli.options import Given, tenant_argument, variables
from deploy_cli.errors import UsageError


@click.command(cls=Command)
@tenant_argument(required=False)
@variables
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The tenant that `emulator serve` keeps here.",
)
@click.pass_obj
def command(console: Console, *, tenant: Path | None, variables: Given, state: Path | None) -> None:
    """Forget what the emulated tenant of TENANT holds; without TENANT, those of all environments."""
    from deploy_cli.cli.told import told_by_emulator
    from deploy_cli.emulator.serving import reset

    if tenant is not None and state is not None:
        raise UsageError("TENANT and --state both name a tenant", hint="give one of them")
    found = [state] if state is not None else _states(tenant, variables, console)
    for path in found:
        with told_by_emulator():
            reset(path)
    console.tell(f"forgotten: {len(found)} emulated tenant{'' if len(found) == 1 else 's'}")


def _states(tenant: Path | None, variables: Given, console: Console) -> list[Path]:
    from deploy_cli.cli.embedded import state_of, states

    if tenant is None:
        return sorted(states().glob("*.sqlite"))
    from deploy_cli.cli.session import Session

    return [state_of(Session.load(tenant, variables, console).desired.environment.name)]
