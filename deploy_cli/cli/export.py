"""``deploy-cli export``."""

import os
from pathlib import Path

import click

from deploy_cli import resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.options import Given, addresses, tenant_argument, variables
from deploy_cli.cli.wire import LiveCommand
from deploy_cli.core.address import Selection
from deploy_cli.core.tenant import Environment, Sensitive
from deploy_cli.errors import UsageError


@click.command(cls=LiveCommand)
@tenant_argument(required=False)
@variables
@click.option(
    "-o",
    "--out",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to write tenant files.",
)
@click.option(
    "--snapshot",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a snapshot for `plan --snapshot` instead: the whole tenant, without its secrets.",
)
@addresses("only", "Nothing but this: a section, section/name, or a glob. Repeatable.")
@click.option("--overwrite", is_flag=True, help="Replace files that are there already, as a whole.")
@click.option(
    "--all-fields", is_flag=True, help="Into existing files: take up what they do not mention, too."
)
@click.option("--new", is_flag=True, help="Into existing files: add resources that they do not have.")
@click.pass_obj
def command(
    console: Console,
    *,
    tenant: Path | None,
    variables: Given,
    folder: Path | None,
    snapshot: Path | None,
    only: tuple[str, ...],
    overwrite: bool,
    all_fields: bool,
    new: bool,
) -> None:
    """Write the live tenant of TENANT, or the one that AUTH0_DOMAIN names, as tenant files into DIR.

    Secrets are left out. A plan of the files that were written is empty.

    Tenant files that DIR holds already are updated in place: what they mention is brought in line with their live
    tenant, so that a plan has nothing left to do, and everything else stays to the byte: comments, order, variables
    and secrets. What comes from a file that they extend is overridden in DIR. Resources that they do not have are
    added where `prune` would delete them, where --only names them, and with --new. What the tenant lacks is named,
    and so is what could not be preserved.

    A snapshot is one file that holds what a plan reads of the tenant; `plan --snapshot` needs no credentials.
    """
    from deploy_cli.cli.in_place import holds_tenant_files, update

    if snapshot is not None:
        if folder is not None or overwrite or all_fields or new:
            raise UsageError("a snapshot is one file: nothing but `--only` goes with `--snapshot`")
        _take(snapshot, tenant, variables, Selection(only=only), console)
    elif folder is None:
        raise UsageError("nothing says where to write", hint="add `-o DIR`, or `--snapshot FILE`")
    elif not overwrite and holds_tenant_files(folder):
        source = _environment(tenant, variables, folder, console)[0] if tenant else None
        update(folder, source, variables, console, Selection(only=only), all_fields=all_fields, new=new)
    else:
        _write(tenant, variables, folder, console, Selection(only=only), overwrite=overwrite)


def _take(file: Path, tenant: Path | None, variables: Given, selection: Selection, console: Console) -> None:
    from deploy_cli.cli.snapshot import take

    take(file, tenant, variables, selection, console)


def _write(
    tenant: Path | None,
    variables: Given,
    folder: Path,
    console: Console,
    selection: Selection,
    *,
    overwrite: bool,
) -> None:
    """Write all that the selection covers into files of its own."""
    from deploy_cli.app.exporting import export
    from deploy_cli.cli.session import live_tenant
    from deploy_cli.files import export as written
    from deploy_cli.files.conformity import Conformity
    from deploy_cli.files.schemas import shipped
    from deploy_cli.render.visible import visible

    environment, sensitive = _environment(tenant, variables, folder, console)
    with live_tenant(environment.domain, environment.name) as api:
        schemas = Conformity(shipped(), resources.ALL)
        exported = export(api, resources.ALL, schemas, selection, sensitive)
        domain = api.domain
    for note in exported.notes:
        console.note(note)
    placed = Environment(name=environment.name, domain=domain)
    for path in written.write(folder, placed, exported.sections, resources.ALL, overwrite=overwrite):
        console.show(visible(str(path)))


def _environment(
    tenant: Path | None, variables: Given, folder: Path, console: Console
) -> tuple[Environment, Sensitive]:
    """Return which tenant is exported, and which of its fields its files call sensitive."""
    if tenant is None:
        domain = os.environ.get("AUTH0_DOMAIN", "").strip() or None
        return Environment(name=folder.resolve().name, domain=domain), Sensitive()
    from deploy_cli.cli.session import Session

    desired = Session.load(tenant, variables, console).desired
    return desired.environment, desired.sensitive
