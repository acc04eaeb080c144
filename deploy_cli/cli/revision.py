"""The git commit that tenant files are those of, and which of two commits is older."""

import os
import subprocess
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

_PATIENCE = 5.0
"""Seconds; a plan does not wait longer for a name of its source."""

_PASSED_ON: Final = (
    "PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "GIT_CEILING_DIRECTORIES",
)  # fmt: skip
"""Variables that git gets: no credentials, and none that makes it look elsewhere, such as GIT_DIR."""
_OURS: Final = {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
_HARMLESS: Final = (
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "protocol.allow=never",
    "-c", "submodule.recurse=false", "-c", "status.submoduleSummary=false", "-c", "log.showSignature=false",
)  # fmt: skip
_FILTERS: Final = r"^filter\..*\.(clean|smudge|process|required)$"


@dataclass(frozen=True, slots=True)
class Revision:
    """The commit that is checked out."""

    commit: str
    committed_at: int
    """UNIX time in seconds."""
    edited: bool
    """The files were edited since."""


class Age(Enum):
    """How a commit stands to another one."""

    SAME = "same"
    OLDER = "older"
    """The other one came after it."""
    NEWER = "newer"
    APART = "apart"
    """Both are known, and neither came after the other."""
    OLDER_BY_DATE = "older by date"
    """The other one is not in this shallow clone, and bears a later date."""
    UNKNOWN = "unknown"
    """The other one is not in this clone."""


def commit_of(target: Path) -> str | None:
    """Return the commit whose files stand at ``target``; ``None`` outside git, and where they were edited since."""
    found = _head(target)
    return None if found is None or _is_edited(target) else found


def revision_of(target: Path) -> Revision | None:
    """Return the commit that is checked out where ``target`` stands; ``None`` outside git."""
    commit = _head(target)
    date = (
        _git(_folder(target), "show", "--no-patch", "--no-show-signature", "--format=%ct", commit)
        if commit
        else None
    )
    if not commit or not (date or "").isdecimal():
        return None
    return Revision(commit, int(date or 0), _is_edited(target))


def age_of(target: Path, now: Revision, other: str, other_at: int) -> Age:
    """Return how the commit ``now`` stands to the commit ``other``, of UNIX time ``other_at``."""
    folder = _folder(target)
    if now.commit == other:
        return Age.SAME
    if not other.isalnum() or _git(folder, "cat-file", "-e", f"{other}^{{commit}}") is None:
        shallow = _git(folder, "rev-parse", "--is-shallow-repository") == "true"
        return Age.OLDER_BY_DATE if shallow and now.committed_at < other_at else Age.UNKNOWN
    if _git(folder, "merge-base", "--is-ancestor", now.commit, other) is not None:
        return Age.OLDER
    if _git(folder, "merge-base", "--is-ancestor", other, now.commit) is not None:
        return Age.NEWER
    return Age.APART


def _folder(target: Path) -> Path:
    return target if target.is_dir() else target.parent


def _head(target: Path) -> str | None:
    return _git(_folder(target), "rev-parse", "--verify", "--quiet", "HEAD") or None


def _is_edited(target: Path) -> bool:
    return (
        _git(_folder(target), "status", "--porcelain", "--ignore-submodules=all", "--", str(target.resolve()))
        != ""
    )


def _git(folder: Path, *arguments: str) -> str | None:
    """Run git, and return what it says; ``None`` where it fails.

    A checkout may be anybody's, so nothing that its configuration names is run: no monitor, hook, pager or filter, and
    nothing is fetched. The configuration of the user is read all the same, for it says which checkouts are safe.
    """
    named = _run(folder, "config", "--name-only", "--get-regexp", _FILTERS) or ""
    harmless = [option for name in named.split("\n") if name for option in ("-c", f"{name}=")]
    return _run(folder, *_HARMLESS, *harmless, *arguments)


def _run(folder: Path, *arguments: str) -> str | None:
    command = ["git", "--no-pager", "--no-optional-locks", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _OURS,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode(errors="replace").strip()
