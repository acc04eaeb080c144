"""Pictures, saved as the name of the file says."""

from pathlib import Path

from deploy_cli.errors import UsageError
from deploy_cli.files import atomic


def save(svg: str, file: Path) -> None:
    """Write a picture as a whole. Raises `UsageError` for a file that is neither ``.svg`` nor ``.png``."""
    check(file)
    if file.suffix.lower() == ".svg":
        atomic.write(file, f"{svg}\n".encode())
        return
    from deploy_cli.render.raster import png

    atomic.write(file, png(svg))


def check(file: Path | None) -> None:
    """Raise `UsageError` where ``file`` does not end as a picture does."""
    if file is not None and file.suffix.lower() not in (".svg", ".png"):
        raise UsageError(f"`{file}` is no picture", hint="pictures end in `.svg` or `.png`")
