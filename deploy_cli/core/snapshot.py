"""A snapshot: what was read of a live tenant at one time, without its secrets. Pure: no I/O, no clock, no log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from deploy_cli.core.call import Answer, Read
from deploy_cli.core.values import Secret

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Denied:
    """The credentials with which the snapshot was taken did not suffice for this read."""

    reason: str
    """Auth0's own message."""


Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""Path below ``/api/v2/`` and query, sorted: what tells one read from another, however it pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A tenant at one time."""

    domain: str
    client_id: str | None
    """The client that took it, which a plan never touches."""
    created_at: str
    """RFC 3339, UTC."""
    tool_version: str
    sections: tuple[str, ...]
    """What it covers."""
    answers: Mapping[Key, Answer | Denied]
    """A secret in an answer is one of which nothing is known (`redacted`)."""


def key_of(read: Read) -> Key:
    """Return what tells ``read`` from others."""
    return read.path, tuple(sorted(read.query.items()))


def redacted() -> Secret:
    """Return what stands for a secret in a snapshot."""
    return Secret("", "not in the snapshot", is_known=False)
