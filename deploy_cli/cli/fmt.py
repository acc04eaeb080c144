"""``deploy-cli fmt``."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli import resources
from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit

if TYPE_CHECKING:
    from deploy_cli.files.formatting import Formatted


@click.command(cls=Command)
@click.argument("tenants", nargs=-1, required=True, metavar="TENANT...", type=click.Path(path_type=Path))
@click.option(
    "--check", is_flag=True, help="Write nothing; name the files that would change, and exit with 1."
)
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.pass_obj
def command(console: Console, *, tenants: tuple[Path, ...], check: bool, diff: bool) -> Exit:
    """Format tenant files: canonical order, spelling and durations; what they say stays as it is.

    Each TENANT is a tenant file, or a folder: every YAML file below it is formatted, and nothing that it extends.
    Comments, blank lines between fields, anchors, references and keywords are kept. No variable has to be defined.
    A file that holds something that cannot be kept safely is left as it is, and named.
    """
    from deploy_cli.files import atomic
    from deploy_cli.files.formatting import Formatter
    from deploy_cli.files.schemas import shipped

    files = Formatter(resources.ALL, shipped(), os.environ).files(tenants)
    changed = [file for file in files if file.after != file.before]
    for file in files:
        if file.left is not None:
            console.note(f"{file.left.location}: {file.left.message}")
    if not (check or diff):
        atomic.write_all({file.path: file.content for file in changed})
    _tell(console, changed, diff=diff)
    return Exit.ERROR if check and changed else Exit.DONE


def _tell(console: Console, changed: "Sequence[Formatted]", *, diff: bool) -> None:
    """Name the files that change, or show their differences."""
    from deploy_cli.files.reading import shown
    from deploy_cli.render.visible import visible

    for file in changed:
        name = visible(shown(file.path))
        console.show(_difference(file, name) if diff else name)


def _difference(file: "Formatted", name: str) -> str:
    from difflib import unified_diff

    from deploy_cli.render.visible import visible

    before, after = (text.split("\n") for text in (file.before, file.after))
    lines = unified_diff(before, after, f"{name}", f"{name} (formatted)", lineterm="")
    return "\n".join(visible(line.removesuffix("\r")) for line in lines)
