"""The git commit that tenant files are those of."""

import subprocess
from pathlib import Path

_PATIENCE = 5.0
"""Seconds; a plan does not wait longer for a name of its source."""


def commit_of(target: Path) -> str | None:
    """Return the commit whose files stand at ``target``; ``None`` outside git, and where they were edited since."""
    folder = target if target.is_dir() else target.parent
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    if not commit or _git(folder, "status", "--porcelain", "--", str(target.resolve())) != "":
        return None
    return commit


def _git(folder: Path, *arguments: str) -> str | None:
    command = ["git", "-C", str(folder), "--no-optional-locks", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode(errors="replace").strip()
