"""Views that are written into files: ``--write FORMAT=FILE``."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from deploy_cli.cli.options import Decorated


def write_option(formats: Sequence[str], what: str) -> Callable[[Decorated], Decorated]:
    """Add ``--write``, which gives the format and the file of each view."""

    def as_files(
        _: click.Context, __: click.Parameter, given: tuple[str, ...]
    ) -> tuple[tuple[str, Path], ...]:
        return tuple(_as_file(text, formats) for text in given)

    return click.option(
        "--write",
        multiple=True,
        metavar="FORMAT=FILE",
        callback=as_files,
        help=f"Write {what} into FILE, too, in any of the formats. Repeatable.",
    )


def write_view(path: Path, text: str) -> None:
    """Replace a file as a whole. It is for other readers, so it has the usual mode. Raises `UsageError`."""
    from deploy_cli.files import atomic

    atomic.write(path, f"{text}\n".encode("utf-8", "backslashreplace"))


def _as_file(text: str, formats: Sequence[str]) -> tuple[str, Path]:
    form, equals, path = text.partition("=")
    if form not in formats or not equals or not path:
        raise click.BadParameter(f"`{text}` is not FORMAT=FILE, where FORMAT is one of {', '.join(formats)}")
    return form, Path(path)
