"""The command line and a tenant on a port, for tests that play the whole way."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Served:
    """A tenant on a port."""

    domain: str
    requests: list[str]
    """What was asked of it: ``GET /api/v2/clients``."""


Cli: TypeAlias = Callable[..., Ran]
"""Runs a command in a folder of its own."""


class Serve(Protocol):
    """Serves a tenant on a port for the length of a ``with`` block, and makes the environment name it."""

    def __call__(
        self,
        live: Callable[[str], Mapping[str, Any]] = ...,
        faults: Sequence[Mapping[str, object]] = ...,
        /,
    ) -> AbstractContextManager[Served]:
        """``live`` is told the domain; ``faults`` are rules of a faults file."""


def write(files: Mapping[str, str | bytes]) -> None:
    """Write files below the folder that the test runs in."""
    for name, content in files.items():
        file = Path(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
