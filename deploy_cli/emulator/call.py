"""One request to the Management API on its way to an answer: read, admitted and checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from deploy_cli.emulator.identifiers import Identifiers
from deploy_cli.emulator.operation import Operation
from deploy_cli.emulator.store import Store
from deploy_cli.emulator.values import Json, Object

DIGITS = {"ms": 3, "us": 6, "ns": 9}


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body; ``EMPTY`` is no body at all."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """Where calls are carried out."""

    store: Store
    domain: str
    clock: Callable[[], float]
    identifiers: Identifiers
    build_seconds: float
    delete_seconds: float

    @property
    def audience(self) -> str:
        """The identifier of the tenant's Management API."""
        return f"https://{self.domain}/api/v2/"

    @property
    def name(self) -> str:
        """The tenant's name: the first label of its domain."""
        return self.domain.split(".")[0].split(":")[0]


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked for. ``values`` are those of the path's parameters, in order."""

    tenant: Tenant
    operation: Operation
    values: tuple[str, ...] = ()
    query: Mapping[str, Json] = field(default_factory=dict)
    body: Json = None
    scopes: frozenset[str] | None = None
    """What the caller may do; nothing given means everything."""

    client_id: str | None = None

    @property
    def store(self) -> Store:
        """The tenant's objects."""
        return self.tenant.store

    def may(self, *scopes: str) -> bool:
        """Whether the caller has one of these scopes."""
        return self.scopes is None or not self.scopes.isdisjoint(scopes)

    def new_id(self, form: str) -> str:
        """A fresh identifier."""
        return self.tenant.identifiers.new(form)

    def now(self, precision: str = "ms") -> str:
        """The time in UTC, to the ``ms``, ``us`` or ``ns``."""
        return stamp(self.tenant.clock(), precision)

    def answer(self, body: Json = None) -> Answer:
        """Success, with the status that this operation is known to have."""
        return Answer(self.operation.status, body)

    def sent(self) -> Object:
        """The body, which the schema has found to be an object."""
        return dict(self.body) if isinstance(self.body, dict) else {}


def stamp(seconds: float, precision: str = "ms") -> str:
    """Seconds since 1970 as ``2026-02-16T16:36:00.438Z``."""
    nanoseconds = round(seconds * 1e9)
    whole = datetime.fromtimestamp(nanoseconds // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{nanoseconds % 10**9:09d}"[: len(whole) + 1 + DIGITS[precision]] + "Z"
