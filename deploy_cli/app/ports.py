"""What the use cases need from the outside, by the names they use for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from deploy_cli.core.address import Address
from deploy_cli.core.call import Answer, Call, Read, Wait
from deploy_cli.core.cost import Rate
from deploy_cli.core.journal import Record
from deploy_cli.core.plan import Change
from deploy_cli.core.report import Outcome
from deploy_cli.core.values import Object, Value

T = TypeVar("T")


class ManagementApi(Protocol):
    """A live tenant. Every method may raise `ApiError`; a missing scope is an `Unauthorized`."""

    @property
    def domain(self) -> str:
        """The tenant's domain, as the plan names it."""

    @property
    def client_id(self) -> str | None:
        """The client that the tool itself acts as; ``None`` with a ready access token that does not tell."""

    @property
    def requests(self) -> int:
        """How many requests were made so far, those for tokens included; tries of one count once."""

    @property
    def rate(self) -> Rate | None:
        """The rate limit that the answers tell of; ``None`` where they tell of none."""

    def fetch(self, reads: Sequence[Read]) -> list[Answer]:
        """Read all of ``reads`` side by side; the answers stand in the same order."""

    def call(self, call: Call) -> Value:
        """Carry out one change and return the answer's JSON, ``None`` where it has no body."""

    def wait(self, wait: Wait) -> Object:
        """Wait until the document has come to one of the states, and return it."""

    def pause(self, seconds: float) -> None:
        """Give the API time to catch up with what was written."""

    def side_by_side(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """Run ``tasks`` at the same time, as many as the connections allow; the results keep the order."""


class ExaminedApi(ManagementApi, Protocol):
    """A live tenant that can be asked what its token allows."""

    def scopes(self) -> frozenset[str] | None:
        """Ask for a token if there is none, and return the scopes that it tells of. Raises ApiError."""

    def events(self, query: Mapping[str, str]) -> list[Object]:
        """Return one page of the tenant log. Raises `ApiError`."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What a domain shows to anybody, without credentials."""

    is_tenant: bool
    """It serves what a tenant serves to everybody."""
    certificate_left: float | None
    """Seconds until the certificate ends; ``None`` where the connection is not encrypted."""
    clock_ahead: float | None
    """Seconds by which the clock of this machine is ahead; ``None`` where the other side tells no time."""


class Progress(Protocol):
    """Who wants to hear how an apply goes. Called from several threads."""

    def begin(self, change: Change) -> None:
        """A change is being made."""

    def end(self, outcome: Outcome) -> None:
        """A change was made, or not."""


class Journal(Protocol):
    """Keeps what a run meant to do and what came of it. Called from several threads."""

    def record(self, record: Record) -> None:
        """Keep ``record``; when this returns, no end of the process loses it. Raises `UsageError` where it cannot."""


class Schemas(Protocol):
    """What tenant files may hold."""

    def conform(self, address: Address, value: Value) -> tuple[Value, tuple[str, ...]]:
        """Return ``value`` without what a tenant file may not hold, and the paths of what is lost."""
