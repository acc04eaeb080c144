"""One apply at a time to one tenant, from one machine: a lock that ends with the process, and says whose it is."""

import getpass
import json
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from deploy_cli.errors import Refused, UsageError
from deploy_cli.files import atomic
from deploy_cli.files.state import file_name, open_private

_LOOK: Final = 0.25
"""Seconds between two looks at a lock that somebody holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who holds a lock."""

    pid: int
    host: str
    user: str
    command: str
    since: float
    """UNIX time in seconds."""

    @classmethod
    def self(cls, command: str) -> "Owner":
        """Return this process; ``command`` is what it was asked to do, without anything that could be secret."""
        return cls(pid=os.getpid(), host=platform.node(), user=_user(), command=command, since=time.time())

    def told(self, now: float) -> str:
        """Return who it is and for how long: ``apply tenants/prod, process 4711 of ann on build-1, for 2 min``."""
        return f"`{self.command}`, process {self.pid} of {self.user} on {self.host}, for {_age(now - self.since)}"


@contextmanager
def locked(
    folder: Path, tenant: str, command: str, *, wait: float, waiting: Callable[[str], None]
) -> Iterator[None]:
    """Hold the lock of ``tenant`` for the length of a ``with`` block; the end of the process frees it in any case.

    Waits for at most ``wait`` seconds, and tells ``waiting`` for whom. Raises `Refused` where somebody else holds it
    for longer, and `UsageError` where there can be no lock.
    """
    from filelock import FileLock, Timeout

    path = folder / f"{file_name(tenant)}.lock"
    owner = path.with_suffix(".json")
    lock = FileLock(path, mode=0o600)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if wait > 0:
                waiting(_held(owner))
            lock.acquire(timeout=wait, poll_interval=_LOOK)
    except Timeout:
        raise Refused(
            f"another apply to `{tenant}` is under way: {_held(owner)}",
            hint="let it end; `--lock-timeout 5m` waits for that",
        ) from None
    except OSError as error:
        raise UsageError(f"`{path}` cannot be locked: {(error.strerror or str(error)).lower()}") from error
    try:
        atomic.write(owner, json.dumps(asdict(Owner.self(command))).encode(), mode=0o600)
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _held(path: Path) -> str:
    """Return who holds a lock, as far as that can be told: the owner writes it a moment after it has the lock."""
    try:
        with os.fdopen(open_private(path, os.O_RDONLY), "rb") as stream:
            return Owner(**json.loads(stream.read())).told(time.time())
    except (OSError, ValueError, TypeError):
        return "by whom is not known"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return str(getattr(os, "getuid", lambda: "somebody")())


def _age(seconds: float) -> str:
    """Return how long ago that is, in the largest fitting unit: ``2 min``."""
    whole = max(0, int(seconds))
    if whole < 120:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 7200 else f"{whole // 3600} h"
