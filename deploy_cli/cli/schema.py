"""``deploy-cli schema``."""

import click

from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console

_NAMES = {"tenant": None, "composed": "composed.json", "plan": "plan.json", "tenantSettings": "tenant"}
"""What is not named after its section. The section `tenant`, its settings, yields to the tenant file."""


@click.command(cls=Command)
@click.argument("what", default="tenant", metavar="[tenant|plan|SECTION]")
@click.pass_obj
def command(console: Console, what: str) -> None:
    """Print the JSON Schema of a tenant file, of a plan, or of one section such as clients.

    It is one document that refers to no other, so that an editor or another tool can use it as it is.
    """
    from deploy_cli.files.schemas import bundled

    name = what.removesuffix(".json")
    console.show_json(bundled(_NAMES.get(name, name)))
