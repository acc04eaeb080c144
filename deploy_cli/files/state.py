"""The state directory: where things are kept that are convenient to have and cost nothing to lose.

It is its owner's alone: folders are 0700 and files 0600. Nothing in it is reached through a link, so that nobody who
can write beside it makes the tool write elsewhere.
"""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from deploy_cli.errors import UsageError

VARIABLE: Final = "DEPLOY_CLI_STATE_DIR"

FOLDER: Final = 0o700
FILE: Final = 0o600

_HINT: Final = f"move it away, or name another folder with {VARIABLE}"


def state_dir(environ: Mapping[str, str]) -> Path:
    """Return the state directory: what `DEPLOY_CLI_STATE_DIR` says, or the platform's own place. Not created here."""
    if told := environ.get(VARIABLE):
        return Path(told).expanduser()
    import platformdirs

    return Path(platformdirs.user_state_path("deploy-cli", appauthor=False))


def file_name(name: str) -> str:
    """Return a file name for any ``name``, such as a domain with a port; no name leads out of the folder."""
    return quote(name, safe="").replace(".", "%2E") if name.strip(".") == "" else quote(name, safe="")


def private_folder(root: Path, *names: str) -> Path:
    """Return the folder ``names`` below the state directory ``root``, made and closed to others.

    Raises `UsageError` where it cannot be made, is somebody else's, or is a link: the state directory itself may be
    one, what is in it may not.
    """
    folder = root
    try:
        root.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        for name in names:
            folder = folder / file_name(name)
            folder.mkdir(mode=FOLDER, exist_ok=True)
            _check(folder, folder.lstat())
    except FileExistsError:
        raise UsageError(f"`{folder}` is no folder", hint=_HINT) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"`{folder}` cannot be used: {reason}", hint=_HINT) from error
    return folder


def open_private(path: Path, flags: int) -> int:
    """Open a file of the state directory and return its descriptor; a link is not followed. Raises `OSError`."""
    descriptor = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0), FILE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"`{path}` is no file")
    return descriptor


def _check(folder: Path, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode) or not stat.S_ISDIR(found.st_mode):
        raise UsageError(f"`{folder}` is a link or no folder, and is not followed", hint=_HINT)
    user = getattr(os, "geteuid", lambda: found.st_uid)()
    if found.st_uid != user:
        raise UsageError(f"`{folder}` belongs to somebody else", hint=_HINT)
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(FOLDER)
