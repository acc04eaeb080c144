"""The emulator on a port: HTTP/1.1, on this machine's loopback addresses only."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from deploy_cli.emulator.certificates import Certificates, new_certificates
from deploy_cli.emulator.emulator import Emulator
from deploy_cli.emulator.errors import PortError
from deploy_cli.emulator.listener import Handle, Listener

_LOOPBACK = "127.0.0.1"
_LOOPBACK_6 = "::1"
_ATTEMPTS = 20


class Server:
    """Listening sockets on one port; what they answer with is known once they are started."""

    def __init__(self, listeners: tuple[Listener, ...], certificates: Certificates | None) -> None:
        self._listeners = listeners
        self._certificates = certificates

    @classmethod
    def bind(cls, port: int = 0, certificates: Certificates | None = None) -> Self:
        """Take ``port`` (0: any that is free) for HTTP, or for HTTPS with ``certificates``. Raises PortError."""
        return cls(_listeners(port, certificates), certificates)

    @property
    def port(self) -> int:
        """The port taken."""
        return self._listeners[0].port

    @property
    def domain(self) -> str:
        """What a tenant's domain is here: `localhost:PORT`."""
        return f"localhost:{self.port}"

    @property
    def url(self) -> str:
        """Where to reach the server."""
        return f"{'http' if self._certificates is None else 'https'}://{self.domain}"

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return sum(listener.connections for listener in self._listeners)

    @property
    def authority(self) -> str | None:
        """The certificate, in PEM, that clients have to trust; only with HTTPS."""
        return None if self._certificates is None else self._certificates.authority

    def start(self, handle: Handle) -> None:
        """Answer requests with ``handle``, in threads; return at once."""
        for listener in self._listeners:
            listener.start(handle)

    def stop(self) -> None:
        """Let requests under way finish, then let go of the port."""
        for listener in self._listeners:
            listener.stop()


@contextmanager
def serve(emulator: Emulator, *, port: int = 0, https: bool = False) -> Iterator[Server]:
    """Serve ``emulator`` for the length of a ``with`` block. Raises PortError."""
    server = Server.bind(port, new_certificates() if https else None)
    server.start(emulator.handle)
    try:
        yield server
    finally:
        server.stop()


def _listeners(port: int, certificates: Certificates | None) -> tuple[Listener, ...]:
    """Listen on both loopback addresses where there are two: `localhost` is either, as a client's system likes."""
    context = None if certificates is None else certificates.context
    for _ in range(_ATTEMPTS):
        try:
            first = Listener((_LOOPBACK, port), context)
        except (OSError, OverflowError) as error:
            raise _no_port(port, error) from error
        try:
            return first, Listener((_LOOPBACK_6, first.port), context)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return (first,)  # no IPv6 here
            first.server_close()
            if port:
                raise _no_port(port, error) from error
    raise PortError("no port is free")


def _no_port(port: int, error: Exception) -> PortError:
    return PortError(
        f"cannot listen on port {port}: {error}", hint="name another port, or 0 for any that is free"
    )
