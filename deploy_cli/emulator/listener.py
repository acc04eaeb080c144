"""One listening socket of the emulator, and the threads that answer on its connections."""

import contextlib
import logging
import socket
import socketserver
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from deploy_cli.emulator.answers import api_error
from deploy_cli.emulator.faults import Dropped
from deploy_cli.emulator.http_request import Unreadable, read_request
from deploy_cli.emulator.message import Request, Response

Handle = Callable[[Request], Response]

IDLE: Final = 65.0
"""Seconds after which a connection that says nothing is closed; clients keep theirs for less."""

_GRACE = 5.0
_LINGER = 2.0
_EMPTY = frozenset({204, 304})
_log = logging.getLogger(__name__)


class Listener(ThreadingHTTPServer):
    """A thread per connection, all of which end with the listener."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._context = context
        self._handle: Handle = _nobody
        self._started = False
        self._open: set[socket.socket] = set()
        self._busy: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Connection)

    @property
    def port(self) -> int:
        """The port that was asked for, or given where any would do."""
        return int(self.server_address[1])

    @property
    def connections(self) -> int:
        """How many connections are open: what came over one that its client left may still be under way."""
        return len(self._open)

    def start(self, handle: Handle) -> None:
        """Answer with ``handle``, in threads."""
        self._handle = handle
        self._started = True
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Accept no more, let requests under way finish (for seconds at most), then close all connections."""
        if self._started:
            self.shutdown()
        self.server_close()
        deadline = time.monotonic() + _GRACE
        while self._busy and time.monotonic() < deadline:
            time.sleep(0.005)
        with self._lock:
            for connection in self._open:
                _cut(connection)

    def answer(self, request: Request) -> Response:
        """Answer one request; what the emulator does not survive is a 500 and goes to the log."""
        try:
            return self._handle(request)
        except Dropped:
            raise
        except Exception:
            _log.exception("the emulator failed at %s %s", request.method, request.path)
            return api_error(500, "An internal server error occurred")

    @contextmanager
    def busy(self, connection: socket.socket) -> Iterator[None]:
        """Mark a connection as one that a stop waits for."""
        with self._lock:
            self._busy.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(connection)

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, as `http.server` would."""
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        socketserver.TCPServer.server_bind(self)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve one connection, in its own thread: a slow handshake holds up nobody else."""
        connection: socket.socket = request
        connection.settimeout(IDLE)
        if self._context is not None:
            connection = self._context.wrap_socket(connection, server_side=True)
        with self._lock:
            self._open.add(connection)
        try:
            super().finish_request(connection, client_address)
        finally:
            with self._lock:
                self._open.discard(connection)
            _close(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is the client's affair; anything else is a bug and is to be seen."""
        if not isinstance(sys.exc_info()[1], OSError):
            _log.exception("a connection of the emulator failed")


class _Connection(BaseHTTPRequestHandler):
    """Reads requests from one connection and writes the answers, each in one piece."""

    server: Listener
    protocol_version = "HTTP/1.1"
    timeout = IDLE
    disable_nagle_algorithm = True

    def answer(self) -> None:
        """Answer the request whose line and headers were read."""
        with self.server.busy(self.connection):
            try:
                request = read_request(self.command, self.path, self.headers, self.rfile)
            except Unreadable as unreadable:
                self.send_error(unreadable.status, unreadable.reason)
                _linger(self.connection)
                return
            try:
                self._write(self.server.answer(request))
            except Dropped:
                self.close_connection = True
                _cut(self.connection)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer as the API does where the standard library would answer in HTML."""
        self.close_connection = True
        self._write(api_error(code, message or HTTPStatus(code).phrase))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: who serves decides what is said."""

    def _write(self, answer: Response) -> None:
        body = b"" if answer.status in _EMPTY else answer.body
        headers = {"date": formatdate(usegmt=True), **answer.headers}
        if answer.status not in _EMPTY:
            headers.setdefault("content-length", str(len(body)))
            self.close_connection |= int(headers["content-length"]) != len(body)
        if self.close_connection:
            headers["connection"] = "close"
        lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}"]
        lines += [f"{name}: {_one_line(value)}" for name, value in headers.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        self.wfile.write(head if self.command == "HEAD" else head + body)


def _nobody(request: Request) -> Response:
    """Answer before `start`: no connection is accepted until then."""
    return api_error(503, f"nobody answers {request.path} yet")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _one_line(value: str) -> str:
    return " ".join(value.splitlines())


def _linger(connection: socket.socket) -> None:
    """Read on for a moment, for who closes on a client that still sends takes the answer back from it."""
    deadline = time.monotonic() + _LINGER
    with contextlib.suppress(OSError):
        while time.monotonic() < deadline:
            connection.settimeout(max(0.01, deadline - time.monotonic()))
            if not connection.recv(65_536):
                return


def _cut(connection: socket.socket) -> None:
    """End a connection at once, without TLS's farewell. The socket itself is closed by the thread that reads it."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _close(connection: socket.socket) -> None:
    """Say farewell where TLS has one, without waiting for the other side's."""
    with contextlib.suppress(OSError, ValueError):
        connection.settimeout(0)
        if isinstance(connection, ssl.SSLSocket):
            connection.unwrap()
    with contextlib.suppress(OSError):
        connection.close()
