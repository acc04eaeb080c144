"""``deploy-cli emulator serve`` and ``deploy-cli emulator reset``."""

from collections.abc import Mapping

import click

from deploy_cli.cli.command import LazyGroup

_COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("deploy_cli.cli.emulator_serve", "Serve it on a port of this machine."),
    "reset": ("deploy_cli.cli.emulator_reset", "Forget what an emulated tenant holds."),
}


@click.group(cls=LazyGroup, table=_COMMANDS)
def command() -> None:
    """The local Management API: no Auth0 account, no network."""
