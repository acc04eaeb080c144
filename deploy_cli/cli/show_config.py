"""``deploy-cli show-config``."""

import os
from collections.abc import Iterable
from pathlib import Path

import click

from deploy_cli import resources
from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console
from deploy_cli.cli.options import Given, output_format, tenant_argument, variables
from deploy_cli.core.address import Address, Selection
from deploy_cli.errors import UsageError


@click.command(cls=Command)
@tenant_argument()
@click.argument("address", required=False)
@variables
@click.option("--origin", is_flag=True, help="Tell where each value comes from, and what it overrides.")
@output_format("yaml", "json")
@click.pass_obj
def command(
    console: Console, *, tenant: Path, address: str | None, variables: Given, origin: bool, form: str
) -> None:
    """Print what the tenant files of TENANT come to, or the part of it that ADDRESS names.

    Everything is composed, variables have their values, side files are put in. What is printed is a tenant file;
    secrets stay references, and are never shown. ADDRESS is a section, section/name, or a glob.
    """
    from deploy_cli.files.composed import composed
    from deploy_cli.files.emit import yaml
    from deploy_cli.render.config import config_object, origin_text

    config = composed(
        tenant,
        resources.ALL,
        environ=os.environ,
        variables=variables.texts,
        variable_files=variables.files,
    )
    for note in config.notes:
        console.note(note)
    if address is not None:
        config = config.selected(_selection(address, config.addresses()))
    if form == "json":
        console.show_json(config_object(config.sections, config.origin if origin else None))
    else:
        remark = (lambda path: origin_text(config.origin(path))) if origin else None
        console.show(yaml(dict(config.sections), spaced=True, remark=remark).rstrip("\n"))


def _selection(address: str, known: Iterable[Address]) -> Selection:
    """Return what ``address`` selects; raises `UsageError` where that is nothing."""
    from deploy_cli.files.suggest import did_you_mean

    selection, addresses = Selection(only=(address,)), tuple(known)
    if selection.unmatched(addresses):
        names = dict.fromkeys(str(one) for one in addresses)
        sections = dict.fromkeys(one.section for one in addresses)
        hint = did_you_mean(
            address, names if "/" in address else sections, "an address is `section/name`, or a glob"
        )
        raise UsageError(f"nothing in the files matches `{address}`", hint=hint)
    return selection
