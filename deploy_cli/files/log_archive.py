"""What was read of a tenant's log through the API, kept in the state directory: hashed events and the checkpoint.

A tenant forgets its log after 1 to 30 days; what is kept here grows with each run. Events are appended before the
checkpoint moves, so a run that was broken off reads some again, and the same event twice counts once.
"""

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from deploy_cli.files import atomic
from deploy_cli.files.log_events import SIZE, Reckoning
from deploy_cli.files.state import FILE, file_name, open_private, private_folder, state_dir

FORMAT_VERSION: Final = 1
_FOLDER: Final = "logs"
_BLOCK: Final = 4096


class Archive:
    """The archive of one tenant."""

    def __init__(self, environ: Mapping[str, str], domain: str, environment: str) -> None:
        """Open or begin it. Raises `UsageError` where the state directory cannot be used."""
        folder = private_folder(state_dir(environ), _FOLDER, domain)
        self._events: Path = folder / f"{file_name(environment)}.events"
        self._state: Path = folder / f"{file_name(environment)}.json"
        self.reckoning = Reckoning()
        self.checkpoint: str | None = None
        self.salt = secrets.token_bytes(16)
        if not self._load():
            self._events.unlink(missing_ok=True)

    def append(self, records: Iterable[bytes]) -> None:
        """Add events."""
        descriptor = open_private(self._events, os.O_WRONLY | os.O_CREAT)
        with os.fdopen(descriptor, "wb") as stream:
            stream.seek(
                stream.seek(0, os.SEEK_END) // SIZE * SIZE
            )  # over what a broken-off run left of a record
            stream.write(b"".join(records))

    def save(self, checkpoint: str) -> None:
        """Remember how far it was read, once the events up to there are in the archive."""
        told, self.checkpoint = self.reckoning, checkpoint
        value = {
            "format_version": FORMAT_VERSION,
            "salt": self.salt.hex(),
            "checkpoint": checkpoint,
            "first": told.first,
            "last": told.last,
            "lines": told.lines,
            "kept": told.kept,
            "left_out": told.left_out,
            "names": told.names,
            "days": {str(day): count for day, count in sorted(told.days.items())},
        }
        atomic.write(self._state, (json.dumps(value) + "\n").encode(), mode=FILE)

    def records(self) -> Iterator[bytes]:
        """Yield the events, as they were read."""
        if not self._events.exists():
            return
        with os.fdopen(open_private(self._events, os.O_RDONLY), "rb") as stream:
            while block := stream.read(_BLOCK * SIZE):
                yield from (block[at : at + SIZE] for at in range(0, len(block) - SIZE + 1, SIZE))

    def _load(self) -> bool:
        """Read what is kept; tell whether there is anything that this version understands."""
        try:
            value = json.loads(self._state.read_bytes())
            if value["format_version"] != FORMAT_VERSION:
                return False
            salt, told = bytes.fromhex(value["salt"]), _reckoning(value)
            checkpoint = str(value["checkpoint"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False
        if len(salt) != len(self.salt):
            return False
        self.salt, self.reckoning, self.checkpoint = salt, told, checkpoint
        return True


def _reckoning(value: Mapping[str, Any]) -> Reckoning:
    return Reckoning(
        lines=int(value["lines"]),
        kept=int(value["kept"]),
        left_out=Counter({str(why): int(count) for why, count in value["left_out"].items()}),
        names={str(key): str(name) for key, name in value["names"].items()},
        days=Counter({int(day): int(count) for day, count in value["days"].items()}),
        first=None if value["first"] is None else int(value["first"]),
        last=None if value["last"] is None else int(value["last"]),
    )
