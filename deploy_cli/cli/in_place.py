"""Exports into a folder that holds tenant files already: what is there is kept, what differs is corrected."""

import os
from pathlib import Path

from deploy_cli import resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.options import Given
from deploy_cli.core.address import Selection
from deploy_cli.core.tenant import Environment
from deploy_cli.errors import UsageError


def holds_tenant_files(target: Path) -> bool:
    """Tell whether there is anything to keep.

    Raises `UsageError` for a folder in the official tool's directory format, of which no part can be updated.
    """
    from deploy_cli.files.directory import DirectoryFormat
    from deploy_cli.files.reading import tenant_files
    from deploy_cli.files.schemas import shipped

    if target.is_dir() and DirectoryFormat(resources.ALL, shipped()).is_at(target):
        hint = "convert it with `deploy-cli init --from`, or choose another folder"
        raise UsageError(f"`{target}` is in the official tool's directory format", hint=hint)
    return target.is_file() or (target.is_dir() and bool(tenant_files(target)))


def update(
    target: Path,
    source: Environment | None,
    variables: Given,
    console: Console,
    selection: Selection,
    *,
    all_fields: bool,
    new: bool,
) -> None:
    """Bring the files of ``target`` in line with the live tenant of their environment.

    ``source`` is the environment that the command names, which must be the same tenant. Prints the files that were
    written, and notes what could not be preserved.
    """
    from deploy_cli.app.desired import divide
    from deploy_cli.app.updating import corrections
    from deploy_cli.cli.session import live_tenant
    from deploy_cli.files.conformity import Conformity
    from deploy_cli.files.schemas import shipped
    from deploy_cli.files.tenant import Loading
    from deploy_cli.files.updating import update as written
    from deploy_cli.render.visible import visible

    loading = Loading(target, resources.ALL, os.environ, variables.texts, variables.files, shipped())
    files = loading.result()
    desired = divide(files, resources.ALL)
    _refuse_other(source, files.environment, target)
    with live_tenant(files.environment.domain, files.environment.name) as api:
        schemas = Conformity(shipped(), resources.ALL)
        found = corrections(
            api, files, desired, resources.ALL, schemas, selection, all_fields=all_fields, all_resources=new
        )
    updated = written(loading, files, found)
    for note in dict.fromkeys((*desired.notes, *found.notes, *updated.notes)):
        console.note(note)
    for path in updated.files:
        console.show(visible(str(path)))


def _refuse_other(source: Environment | None, own: Environment, target: Path) -> None:
    """Raise `UsageError` where the files are those of another environment than the one to be exported."""
    if source is None or (source.domain, source.name) == (own.domain, own.name):
        return
    if source.domain == own.domain and source.domain != "emulator":
        return
    hint = "choose another folder, or replace its files with `--overwrite`"
    named = ", ".join(f"{what.name} ({what.domain or 'AUTH0_DOMAIN'})" for what in (own, source))
    raise UsageError(f"`{target}` holds another environment: {named.replace(', ', ', not ')}", hint=hint)
