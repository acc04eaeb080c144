"""Writes files as a whole or not at all."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from deploy_cli.errors import UsageError


def write(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Replace one file; see `write_all`."""
    write_all({path: content}, mode=mode)


def write_all(files: Mapping[Path, bytes], *, mode: int | None = None) -> None:
    """Replace all of ``files``: each is written beside its place first, then all are moved there.

    Folders are made. A link stays, and what it leads to is replaced; a device is written to. ``mode`` is that of new
    files and old ones alike; without it an old file keeps its own. Raises `UsageError` where a file cannot be
    written, and then none of them has changed unless the moving itself failed.
    """
    staged: list[tuple[str, Path]] = []
    try:
        for path, content in files.items():
            target = path.resolve()
            if target.exists() and not target.is_file() and not target.is_dir():
                target.write_bytes(content)
            else:
                staged.append((_staged(target, content, mode), target))
        for temporary, target in staged:
            os.replace(temporary, target)  # noqa: PTH105
    except OSError as error:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
        where = error.filename2 or error.filename or next(iter(files), "")
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"`{where}` cannot be written: {reason}") from error


def _staged(target: Path, content: bytes, mode: int | None) -> str:
    if target.is_dir():
        raise IsADirectoryError(21, "it is a folder", str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=".deploy-cli-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode(target) if mode is None else mode)  # noqa: PTH101
    except OSError:
        os.unlink(temporary)  # noqa: PTH108
        raise
    return temporary


def _mode(target: Path) -> int:
    """Return the mode of the file that is there, or the one that a new file would have."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
