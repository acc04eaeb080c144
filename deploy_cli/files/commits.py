"""Which commit was last applied, kept for each environment in the state directory."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy_cli.core.values import Value
from deploy_cli.errors import UsageError
from deploy_cli.files import atomic
from deploy_cli.files.state import file_name, open_private, private_folder, state_dir


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedCommit:
    """The commit whose files were applied last."""

    commit: str
    committed_at: int
    """UNIX time in seconds."""
    applied_at: str
    """RFC 3339, UTC."""
    digest: str
    """Of the files."""
    edited: bool = False
    """The files were edited since that commit."""


def path_of(environ: Mapping[str, str], domain: str, environment: str) -> Path:
    """Return the file in which it is kept. Raises `UsageError` where there can be none."""
    return private_folder(state_dir(environ), "commits", domain) / f"{file_name(environment)}.json"


def load(path: Path) -> AppliedCommit | None:
    """Return what is remembered; ``None`` where there is nothing that this version can read."""
    try:
        with os.fdopen(open_private(path, os.O_RDONLY), "rb") as stream:
            value: Value = json.loads(stream.read())
        kinds = {"commit": str, "committed_at": int, "applied_at": str, "digest": str, "edited": bool}
        whole = all(isinstance(value[name], kind) for name, kind in kinds.items())
        return AppliedCommit(**{name: value[name] for name in kinds}) if whole else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def save(path: Path, applied: AppliedCommit) -> None:
    """Remember, for the owner only. Raises `UsageError` where it cannot be written."""
    atomic.write(path, (json.dumps(asdict(applied)) + "\n").encode(), mode=0o600)


def forget(path: Path) -> None:
    """Forget. Raises `UsageError` where that cannot be done."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"`{path}` cannot be removed: {(error.strerror or str(error)).lower()}") from error
