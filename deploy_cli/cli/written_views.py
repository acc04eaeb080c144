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
        files = tuple(_as_file(text, formats) for text in given)
        keep_apart([path for _, path in files])
        return files

    return click.option(
        "--write",
        multiple=True,
        metavar="FORMAT=FILE",
        callback=as_files,
        help=f"Write {what} into FILE, too, in any of the formats. Repeatable.",
    )


def keep_apart(paths: Sequence[Path]) -> None:
    """Raise `click.UsageError` where one file is to be written twice, or a tenant file to be replaced by a view."""
    seen: set[Path] = set()
    for path in paths:
        place = path.resolve()
        if place in seen:
            raise click.UsageError(f"`{path}` would be written twice")
        if place.suffix in (".yaml", ".yml") and place.exists():
            raise click.UsageError(f"`{path}` may be a tenant file: no view of a plan is written over YAML")
        if place.is_file() or not place.exists():
            seen.add(place)


def write_view(path: Path, text: str) -> None:
    """Replace a file as a whole. It is for other readers, so it has the usual mode. Raises `UsageError`."""
    from deploy_cli.files import atomic

    atomic.write(path, f"{text}\n".encode("utf-8", "backslashreplace"))


def _as_file(text: str, formats: Sequence[str]) -> tuple[str, Path]:
    form, equals, path = text.partition("=")
    if form not in formats or not equals or not path:
        raise click.BadParameter(f"`{text}` is not FORMAT=FILE, where FORMAT is one of {', '.join(formats)}")
    if path == "-":
        raise click.BadParameter(f"`{text}`: what goes to stdout is chosen with `--format {form}`")
    return form, Path(path)
