"""The live tenant, as the use cases see it: reads side by side, calls, and waits."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from deploy_cli.auth0.api import Api
from deploy_cli.auth0.clock import Clock, interruptible
from deploy_cli.auth0.credentials import Credentials
from deploy_cli.auth0.domain import Domain
from deploy_cli.auth0.exchange import Exchange, Observe
from deploy_cli.auth0.paging import read_all
from deploy_cli.auth0.refusals import Refusal
from deploy_cli.auth0.token import Tokens, tokens
from deploy_cli.auth0.transport import Handle, InProcess, Transport
from deploy_cli.auth0.workers import Workers
from deploy_cli.core.call import Answer, Call, Document, Found, Listing, Missing, Read, Unavailable, Wait
from deploy_cli.core.cost import Rate
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import ApiError, Unreachable

T = TypeVar("T")

CONNECTIONS = 8
"""How many requests are under way at a time.

They make 16 requests a second, all that the largest documented plan allows in the long run, while an answer takes less
than half a second. More would cost no CPU and bring nothing (``tests/benchmarks/connections.py``).
"""

_DELETING = 60.0
"""Seconds to wait at most for something of the same name to be gone."""

_FIRST_LOOK, _SLOWER, _SLOWEST = 0.2, 1.6, 5.0
"""Seconds between two looks at what is waited for, and how they grow."""


class Gateway:
    """Implements `deploy_cli.app.ports.ManagementApi`. May be used from several threads."""

    def __init__(
        self, domain: Domain, exchange: Exchange, source: Tokens, *, clock: Clock, connections: int
    ) -> None:
        self._domain = domain
        self._exchange = exchange
        self._tokens = source
        self._clock = clock
        self._api = Api(exchange, source, str(domain))
        self._workers = Workers(connections)

    @property
    def domain(self) -> str:
        """The tenant's domain: ``host``, or ``host:port``."""
        return str(self._domain)

    @property
    def client_id(self) -> str | None:
        """The client that the tool itself acts as; ``None`` with a ready access token that does not tell."""
        return self._tokens.client_id

    @property
    def requests(self) -> int:
        """How many requests were made so far, those for tokens included; tries of one count once."""
        return self._exchange.requests

    @property
    def rate(self) -> Rate | None:
        """The rate limit that the answers tell of; ``None`` where they tell of none."""
        return self._exchange.rate

    def scopes(self) -> frozenset[str] | None:
        """Ask for a token if there is none, and return the scopes that it tells of. Raises ApiError."""
        return self._tokens.scopes()

    def events(self, query: Mapping[str, str]) -> list[Object]:
        """Return one page of the tenant log. Raises ApiError; needs the scope ``read:logs``."""
        answer = self._api.get("logs", query)
        if isinstance(answer, Refusal):
            raise answer.error()
        return [one for one in answer if isinstance(one, dict)] if isinstance(answer, list) else []

    def fetch(self, reads: Sequence[Read]) -> list[Answer]:
        """Read all of ``reads`` side by side; what is asked for twice is read once. Raises ApiError."""
        once = {_key(read): read for read in reads}
        answers = self.side_by_side([partial(self._read, read) for read in once.values()])
        found = dict(zip(once, answers, strict=True))
        return [found[_key(read)] for read in reads]

    def call(self, call: Call) -> Value:
        """Carry out one change and return the answer's JSON, ``None`` where it has no body. Raises ApiError.

        Waits where something of the same name is still being deleted: Auth0 deletes connections on its own time.
        """
        deadline, pause = self._clock.monotonic() + _DELETING, _FIRST_LOOK
        while True:
            try:
                return self._api.write(
                    call.method, call.path, call.query, call.body, gone_is_done=call.gone_is_done
                )
            except ApiError as error:
                if not _is_in_the_way(error) or self._clock.monotonic() >= deadline:
                    raise
            self._clock.sleep(pause)
            pause = min(pause * _SLOWER, _SLOWEST)

    def wait(self, wait: Wait) -> Object:
        """Wait until the document has come to one of the states, and return it. Raises ApiError."""
        deadline = self._clock.monotonic() + wait.seconds
        pause = _FIRST_LOOK
        while True:
            document = _document(wait.path, self._api.get(wait.path, {}))
            state = document.get(wait.field)
            if state in wait.until:
                return document
            if state in wait.failed:
                raise _came_to_nothing(wait, f"has come to `{state}`")
            left = deadline - self._clock.monotonic()
            if left <= 0:
                raise _came_to_nothing(wait, f"is still `{state}` after {wait.seconds:g} s")
            self._clock.sleep(min(pause, left))
            pause = min(pause * _SLOWER, _SLOWEST)

    def pause(self, seconds: float) -> None:
        """Give the API time to catch up with what was written."""
        self._clock.sleep(seconds)

    def side_by_side(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """Run ``tasks`` at the same time, as many as the connections allow; the results keep the order.

        A task may itself read side by side. When one fails, those not yet begun are left, and its error is raised.
        """
        return self._workers.run(tasks)

    def close(self) -> None:
        """Close the connections and let the threads end."""
        self._workers.close()
        self._exchange.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, read: Read) -> Answer:
        match read:
            case Listing():
                answer = read_all(self._api.get, self._workers.run, read)
                return _refused(answer, document=False) if isinstance(answer, Refusal) else Found(answer)
            case Document():
                answer = self._api.get(read.path, read.query)
                if isinstance(answer, Refusal):
                    return _refused(answer, document=True)
                return Found(_document(read.path, answer))


def connect(
    domain: str | None,
    credentials: Credentials,
    *,
    handle: Handle | None = None,
    transport: Transport | None = None,
    connections: int | None = None,
    timeout: float = 60.0,
    patience: float = 300.0,
    max_rate: float | None = None,
    deadline: float | None = None,
    observe: Observe | None = None,
    clock: Clock | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Gateway:
    """Return the tenant at ``domain``, or at ``AUTH0_DOMAIN`` where that is ``None``. Nothing is sent yet.

    ``handle`` is a tenant within this process, and called in place of a network: the embedded emulator.
    ``connections`` is 8, within the process 1. ``timeout`` bounds the silence of the other side, ``patience``
    what one request may wait for the rate limit, ``deadline`` the whole run; all are in seconds. ``max_rate`` is how
    many requests per second are never exceeded. Once ``stopped`` is true, nobody waits any more:
    who does, or is about to, gets `Stopped`. Raises UsageError.
    """
    where = credentials.domain_for(domain)
    time = clock or Clock()
    time = interruptible(time, stopped) if stopped is not None else time
    count = connections or (CONNECTIONS if handle is None else 1)
    carrier = transport or _transport(where, handle, count, timeout)
    exchange = Exchange(carrier, time, patience=patience, observe=observe, ceiling=max_rate, whole=deadline)
    return Gateway(where, exchange, tokens(exchange, where, credentials, time), clock=time, connections=count)


def _transport(domain: Domain, handle: Handle | None, connections: int, timeout: float) -> Transport:
    if handle is not None:
        return InProcess(handle, str(domain))
    from deploy_cli.auth0.client import HttpClient

    return HttpClient(domain, connections=connections, timeout=timeout)


def _key(read: Read) -> tuple[object, ...]:
    query = tuple(sorted(read.query.items()))
    match read:
        case Listing():
            return (read.path, query, read.paging, read.page_size, read.wrapper)
        case Document():
            return (read.path, query)


def _refused(refusal: Refusal, *, document: bool) -> Answer:
    """Judge the refusal of a read: some mean that there is nothing, all others are errors."""
    if refusal.lacking is not None:
        return refusal.lacking
    if refusal.status == 404 and refusal.is_api:
        return Missing() if document else Unavailable(refusal.message)
    raise refusal.error()


def _document(path: str, answer: Value | Refusal) -> Object:
    if isinstance(answer, Refusal):
        raise answer.error()
    if not isinstance(answer, dict):
        raise Unreachable(
            f"`GET {path}` gave an answer that is not an object",
            hint="check that the domain is that of an Auth0 tenant",
            method="GET",
            path=path,
        )
    return answer


def _is_in_the_way(error: ApiError) -> bool:
    return error.status == 409 and "being deleted" in error.summary


def _came_to_nothing(wait: Wait, what: str) -> ApiError:
    return ApiError(
        f"`{wait.path}` {what}",
        hint="look at it in the dashboard, and plan again",
        method="GET",
        path=wait.path,
    )
