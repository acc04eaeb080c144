"""Journals: one file of JSON lines for each run, written so that no end of the process loses a line.

They lie in ``journals/DOMAIN/RUN.jsonl`` in the state directory. A line is on the disk before `RunJournal.record`
returns; the states before the changes, of which there are many, are there before the first request is. A last line that
was cut off is no record, and neither is what a later version of the tool wrote.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Final

from deploy_cli.core.journal import (
    Before,
    Begun,
    Continued,
    Ended,
    Intent,
    Record,
    Result,
    Settled,
    Told,
    told,
)
from deploy_cli.core.values import Object
from deploy_cli.errors import UsageError
from deploy_cli.files.state import open_private

KEPT: Final = 50
"""How many runs are kept for each domain; older ones are removed when another begins."""

_KINDS: Final[dict[str, type[Record]]] = {
    "begun": Begun,
    "before": Before,
    "intent": Intent,
    "settled": Settled,
    "ended": Ended,
    "continued": Continued,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}

Now = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class RunJournal:
    """Implements `deploy_cli.app.ports.Journal`. May be used from several threads."""

    def __init__(self, path: Path, descriptor: int, now: Now = _now) -> None:
        self._path = path
        self._descriptor = descriptor
        self._now = now
        self._lock = Lock()

    @property
    def run(self) -> str:
        """The id of the run."""
        return self._path.stem

    @classmethod
    def begin(cls, folder: Path, begun: Begun, now: Now = _now) -> "RunJournal":
        """Begin the journal of a run in ``folder``, and remove the oldest ones. Raises `UsageError`."""
        at = now()
        run = f"{at:%Y%m%d-%H%M%S}-{at.microsecond // 1000:03}-{secrets.token_hex(2)}"
        path = folder / f"{run}.jsonl"
        try:
            descriptor = open_private(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL)
            _keep_folder(folder)
        except OSError as error:
            raise _cannot(path, error) from error
        journal = cls(path, descriptor, now)
        journal.record(begun)
        _remove_oldest(folder)
        return journal

    @classmethod
    def reopen(cls, folder: Path, run: str, now: Now = _now) -> "RunJournal":
        """Open the journal of an earlier run, to say what became of it. Raises `UsageError`."""
        path = folder / f"{run}.jsonl"
        try:
            descriptor = open_private(path, os.O_RDWR | os.O_APPEND)
            if os.lseek(descriptor, 0, os.SEEK_END) and not _ends_with_a_line(descriptor):
                os.write(descriptor, b"\n")  # a line that was cut off stays alone
        except OSError as error:
            raise _cannot(path, error) from error
        return cls(path, descriptor, now)

    def record(self, record: Record) -> None:
        """Keep ``record``; on the disk, but for states before a change, which the next other record takes along.

        Raises `UsageError` where that is not possible.
        """
        at = self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        value = {"record": _NAMES[type(record)], "at": at, **asdict(record)}
        line = json.dumps(value, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        with self._lock:
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
                if not isinstance(record, Before):
                    os.fsync(self._descriptor)
            except OSError as error:
                raise _cannot(self._path, error) from error

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(OSError):
            os.close(self._descriptor)


def runs(folder: Path) -> Iterator[Told]:
    """Yield the runs of one domain, the latest first; what cannot be read is left out."""
    for path in sorted(_files(folder), reverse=True):
        run = read(path)
        if run is not None:
            yield run


def read(path: Path) -> Told | None:
    """Return the run that the journal at ``path`` tells of; ``None`` where it tells of none."""
    try:
        descriptor = open_private(path, os.O_RDONLY)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as stream:
        lines = [value for line in stream if (value := _parsed(line)) is not None]
    records = [record for line in lines if (record := _record(line)) is not None]
    return told(path.stem, str(lines[0].get("at", "")) if lines else "", records)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.jsonl") if not path.is_symlink()] if folder.is_dir() else []


def _remove_oldest(folder: Path) -> None:
    for path in sorted(_files(folder), reverse=True)[KEPT:]:
        with contextlib.suppress(OSError):
            path.unlink()


def _parsed(line: bytes) -> Object | None:
    try:
        value = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _record(value: Object) -> Record | None:
    kind = _KINDS.get(str(value.get("record")))
    if kind is None:
        return None
    known = {field.name for field in fields(kind)}
    given: dict[str, Any] = {name: _restored(item) for name, item in value.items() if name in known}
    if kind is Before:
        given |= {name: value.get(name) for name in ("before", "after")}
    if kind is Intent:
        given["key"] = value.get("key") or {}
    try:
        if kind is Settled:
            given["result"] = Result(given["result"])
        return kind(**given)
    except (TypeError, ValueError, KeyError):
        return None


def _restored(item: object) -> object:
    return tuple(item) if isinstance(item, list) else item


def _keep_folder(folder: Path) -> None:
    """Make sure that the new file is found after a loss of power, where folders can be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _ends_with_a_line(descriptor: int) -> bool:
    os.lseek(descriptor, -1, os.SEEK_END)
    return os.read(descriptor, 1) == b"\n"


def _cannot(path: Path, error: OSError) -> UsageError:
    reason = (error.strerror or str(error)).lower()
    return UsageError(
        f"the journal `{path}` cannot be written: {reason}",
        hint="nothing is sent that could not be told of afterwards: make room, or set DEPLOY_CLI_STATE_DIR",
    )
