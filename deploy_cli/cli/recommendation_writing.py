"""Writes recommended lifetimes into the tenant files, after the difference was shown and somebody said yes."""

import os
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli import resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.options import Given
from deploy_cli.errors import Refused
from deploy_cli.render.visible import visible

if TYPE_CHECKING:
    from deploy_cli.app.refresh_tokens import Tenancy
    from deploy_cli.lifetimes.recommendation import Recommendation


def write_down(
    target: Path,
    variables: Given,
    known: "Tenancy",
    found: "Sequence[Recommendation]",
    console: Console,
    *,
    yes: bool,
) -> None:
    """Show what changes in the files, ask, write, and name the files.

    A policy gets the longest lifetime that one of its clients needs. Raises `Refused` for a no, `UsageError` for files
    that cannot be changed in parts.
    """
    from deploy_cli.app.desired import divide
    from deploy_cli.app.lifetime_writing import corrections
    from deploy_cli.files.schemas import shipped
    from deploy_cli.files.tenant import Loading
    from deploy_cli.files.updating import preview, update

    def loading() -> Loading:
        return Loading(
            target,
            resources.ALL,
            os.environ,
            variables.texts,
            variables.files,
            shipped(),
            needs_secrets=False,
        )

    first = loading()
    files = first.result()
    wanted = corrections(files, divide(files, resources.ALL), known, found)
    for note in wanted.notes:
        console.note(note)
    changes = preview(first, wanted) if wanted.fields else {}
    if not changes:
        console.note("the files say so already: nothing is written")
        return
    for path, (before, after) in sorted(changes.items()):
        _show(path, before, after, console)
    if not yes and not click.confirm(f"\nWrite this into `{visible(str(target))}`?", err=True):
        raise Refused("nothing was written: the answer was no")
    again = loading()
    updated = update(again, again.result(), wanted)
    for note in dict.fromkeys(updated.notes):
        console.note(note)
    for path in updated.files:
        console.note(f"written: `{path}`")


def _show(path: Path, before: str, after: str, console: Console) -> None:
    """Show the lines that differ, on stderr; those around them may hold what is nobody's business."""
    lines = unified_diff(before.splitlines(), after.splitlines(), str(path), str(path), lineterm="", n=0)
    paint = console.error_paint
    for line in lines:
        sign, text = line[:1], visible(line)
        console.tell(paint.sign(sign, text) if sign in "+-" else text)
