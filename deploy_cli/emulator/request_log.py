"""A log of every request that came: what it did to the tenant, and what its sender was told.

One JSON object a line: ``at`` (UNIX time), ``method``, ``path``, ``query``, ``carried_out`` (the status that the tenant
came to, null where the request never got there) and ``answered`` (the status that was sent, null where the connection
went down). No header and no body, for those hold secrets.
"""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self, TextIO

from deploy_cli.emulator.errors import EmulatorError
from deploy_cli.emulator.message import Request


class Log(Protocol):
    """Hears of every request. Called from any thread."""

    def __call__(self, request: Request, carried_out: int | None, answered: int | None) -> None:
        """``request`` came to an end; see the module for the two statuses."""


def nothing(request: Request, carried_out: int | None, answered: int | None) -> None:
    """Keep no log."""


class RequestLog:
    """Appends to a file, each line at once. May be used from any thread."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path, clock: Callable[[], float]) -> Self:
        """Open ``path``, and keep what is in it. Raises EmulatorError."""
        try:
            return cls(path.open("a", encoding="utf-8"), clock)
        except OSError as error:
            raise EmulatorError(f"`{path}` cannot be written: {error}") from error

    def __call__(self, request: Request, carried_out: int | None, answered: int | None) -> None:
        """Write one line."""
        line = json.dumps(
            {
                "at": self._clock(),
                "method": request.method,
                "path": request.path,
                "query": dict(request.query),
                "carried_out": carried_out,
                "answered": answered,
            }
        )
        with self._lock:
            self._stream.write(f"{line}\n")
            self._stream.flush()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
