"""Log events as short records without a name or an address in them: who it was is hashed as it is read.

A record is sorted as bytes: by client, then person, then time. The same event twice gives the same record.
"""

import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final
from zlib import crc32

from deploy_cli.lifetimes.gaps import Kind, TokenEvent, kind_of

_LAYOUT: Final = struct.Struct(">6s8sQIBII")
_EVENT: Final = struct.Struct(">QIBI")
SIZE: Final = _LAYOUT.size
WHOSE: Final = slice(0, 14)
"""Where a record says of which client and person it is."""
_VERSIONS: Final = re.compile(r"[\d._]+")
_LOOKS: Final = 4096
"""Kinds of devices that are remembered; there are some dozens."""

_NAMED: Final = 5
"""Damaged places that are named; the rest is counted."""

_LATEST: Final = 1 << 47
"""Milliseconds since 1970, in the year 6429; what is later is no date."""


@dataclass(slots=True)
class Reckoning:
    """What was read and what was left out."""

    lines: int = 0
    kept: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    """Why → how many events."""
    damaged: int = 0
    places: list[str] = field(default_factory=list)
    """The first damaged places."""
    names: dict[str, str] = field(default_factory=dict)
    """Client id → client name, as the events have it."""
    tenants: Counter[str] = field(default_factory=Counter)
    days: Counter[int] = field(default_factory=Counter)
    """Day since 1970 → events of any kind."""
    first: int | None = None
    last: int | None = None
    """Milliseconds since 1970."""

    def tell_damage(self, file: str, line: int, reason: str) -> None:
        """Count what cannot be read, and name the first places."""
        self.damaged += 1
        if len(self.places) < _NAMED:
            self.places.append(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")


class Hashing:
    """Turns events into records, under one salt."""

    def __init__(self, salt: bytes, reckoning: Reckoning, tenant: str | None = None) -> None:
        """Take 16 random bytes, and the name of the tenant, where it is known: events of another one are left alone."""
        self._salt, self._reckoning, self._tenant = salt, reckoning, tenant
        self._start = crc32(salt)
        self._looks: dict[tuple[str, str], int] = {}
        self._clients: dict[str, bytes] = {}

    def records(self, events: Iterable[dict[str, Any]]) -> Iterator[bytes]:
        """Yield a record for each event that counts."""
        for event in events:
            record = self.record(event)
            if record is not None:
                yield record

    def record(self, event: dict[str, Any]) -> bytes | None:
        """Return the record of one event; ``None`` where it does not count, which the reckoning tells."""
        self._reckoning.lines += 1
        inner = event.get("data")
        body = inner if isinstance(inner, dict) and "type" not in event else event
        found = self._read(body, event.get("log_id"))
        if isinstance(found, str):
            self._reckoning.left_out[found] += 1
            return None
        self._reckoning.kept += 1
        return found

    def _read(self, body: dict[str, Any], log_id: object) -> bytes | str:
        """Return the record of an event, or in words why it does not count."""
        at = milliseconds(body.get("date"))
        if at is None:
            return "without a date"
        if self._tenant is not None and self._is_foreign(body):
            return "of other tenants"
        self._cover(at)
        event_type = body.get("type")
        kind = kind_of(event_type) if isinstance(event_type, str) else None
        if kind is None:
            return "of other kinds"
        client, person = body.get("client_id"), body.get("user_id")
        if not isinstance(client, str) or not client:
            return "without a client"
        if not isinstance(person, str) or not person:
            return "without a user"
        details = body.get("details")
        details = details if isinstance(details, dict) else {}
        if kind is Kind.EXCHANGE and _is_no_activity(body, details):
            return "of online refresh tokens or transfers of a session"
        family = details.get("familyId")
        unique = body.get("log_id") or log_id or body.get("_id")
        return _LAYOUT.pack(
            self.client(client, body.get("client_name")),
            self._hash(person, 8),
            at,
            self._look(body),
            kind,
            self._number(family) | 1 if isinstance(family, str) and family else 0,
            self._number(unique if isinstance(unique, str) else repr(body)),
        )

    def _cover(self, at: int) -> None:
        told = self._reckoning
        told.days[at // 86_400_000] += 1
        told.first = at if told.first is None or at < told.first else told.first
        told.last = at if told.last is None or at > told.last else told.last

    def client(self, client_id: str, name: object = None) -> bytes:
        """Return how records name a client, and remember its name."""
        found = self._clients.get(client_id)
        if found is None:
            found = self._clients[client_id] = self._hash(client_id, 6)
        if client_id not in self._reckoning.names and isinstance(name, str) and name:
            self._reckoning.names[client_id] = name
        return found

    def _look(self, body: dict[str, Any]) -> int:
        """Return what the device looks like: its user agent without versions, which change while it stays."""
        sdk, agent = body.get("auth0_client"), body.get("user_agent")
        named = sdk.get("name") if isinstance(sdk, dict) else None
        key = (agent if isinstance(agent, str) else "", named if isinstance(named, str) else "")
        found = self._looks.get(key)
        if found is None:
            if len(self._looks) >= _LOOKS:
                self._looks.clear()
            plain = f"{_VERSIONS.sub('', key[0])}|{key[1]}"
            found = self._looks[key] = self._number(plain)
        return found

    def _is_foreign(self, body: dict[str, Any]) -> bool:
        name = body.get("tenant_name")
        if isinstance(name, str) and name:
            self._reckoning.tenants[name] += 1
            return name != self._tenant
        return False

    def _number(self, text: str) -> int:
        """Return what tells apart a few things of one person: enough for that, and fast."""
        return crc32(text.encode("utf-8", "replace"), self._start)

    def _hash(self, text: str, size: int) -> bytes:
        return blake2b(text.encode("utf-8", "replace"), digest_size=size, salt=self._salt).digest()


def client_of(record: bytes) -> bytes:
    """Return how a record, or the beginning of one, names its client."""
    return record[:6]


def event_of(record: bytes) -> TokenEvent:
    """Return the event of a record."""
    return TokenEvent._make(_EVENT.unpack_from(record, WHOSE.stop))


def milliseconds(date: object) -> int | None:
    """Return an ISO 8601 date as milliseconds since 1970; ``None`` for anything else."""
    if not isinstance(date, str):
        return None
    try:
        moment = datetime.fromisoformat(date)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        found = round(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < _LATEST else None


def _is_no_activity(body: dict[str, Any], details: dict[str, Any]) -> bool:
    """Tell whether an exchange says nothing about the inactivity clock (refresh-token facts, 1.6 and 4.1)."""
    audience = body.get("audience")
    if isinstance(audience, str) and audience.startswith("urn:") and audience.endswith(":session_transfer"):
        return True
    token = details.get("refresh_token")
    return isinstance(token, dict) and token.get("access") == "online"
