"""Pictures, saved as the name of the file says."""

from pathlib import Path

from deploy_cli.errors import UsageError


def save(svg: str, file: Path) -> None:
    """Write a picture. Raises `UsageError` for a file that is neither ``.svg`` nor ``.png``."""
    if file.suffix.lower() == ".svg":
        file.write_text(svg + "\n", encoding="utf-8")
        return
    check(file)
    from deploy_cli.render.raster import png

    file.write_bytes(png(svg))


def check(file: Path | None) -> None:
    """Raise `UsageError` where ``file`` does not end as a picture does."""
    if file is not None and file.suffix.lower() not in (".svg", ".png"):
        raise UsageError(f"`{file}` is no picture", hint="pictures end in `.svg` or `.png`")
