"""What carries a request to Auth0 and an answer back, whatever it is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. What could hold a secret is not part of its ``repr``."""

    method: str
    path: str
    """From the root on, percent-encoded."""
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case."""
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """One HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case."""
    body: bytes = field(default=b"", repr=False)


class NoAnswer(Exception):
    """No usable answer came; ``reason`` says why, as the end of a sentence."""

    def __init__(
        self, reason: str, *, sent: bool = True, hopeless: bool = False, hint: str | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent
        """The request may have arrived, so that it may have been carried out."""
        self.hopeless = hopeless
        """Another try would end the same way."""
        self.hint = hint


class Transport(Protocol):
    """May be used from several threads at a time."""

    def send(self, request: Request) -> RawAnswer:
        """Carry one request, follow no redirect, repeat nothing. Raises NoAnswer."""

    def close(self) -> None:
        """Give back what is held; nothing is sent any more."""


Handle: TypeAlias = Callable[
    [str, str, list[tuple[str, str]], dict[str, str], bytes], tuple[int, Mapping[str, str], bytes]
]
"""``(method, path, query, headers, body) -> (status, headers, body)``; header names in lower case. It may raise
`ConnectionError` or `TimeoutError` where a network would have failed."""


class InProcess:
    """A transport that is a function call: the embedded emulator. Costs no socket and no import of a library."""

    def __init__(self, handle: Handle, host: str) -> None:
        self._handle = handle
        self._host = host

    def send(self, request: Request) -> RawAnswer:
        """Call the function. Raises NoAnswer where it drops the connection or cuts the answer short."""
        headers = {"host": self._host, **request.headers}
        try:
            status, answered, body = self._handle(
                request.method, request.path, list(request.query), headers, request.body
            )
        except (ConnectionError, TimeoutError) as error:
            raise NoAnswer("the connection broke before an answer came") from error
        if _is_cut(answered, body):
            raise NoAnswer("the connection broke in the middle of the answer")
        return RawAnswer(status, answered, body)

    def close(self) -> None:
        """Do nothing: the function belongs to whoever gave it."""


def _is_cut(headers: Mapping[str, str], body: bytes) -> bool:
    announced = headers.get("content-length", "")
    return announced.isdecimal() and len(body) < int(announced)
