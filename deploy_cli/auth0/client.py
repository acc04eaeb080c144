"""The transport over a network: one shared httpx client. The only module that imports httpx.

Measured against the alternatives: a synchronous client on HTTP/1.1, shared by as many threads as it has
connections, costs the least CPU per request. The library is imported when the first client is made, because that
takes longer than everything else at start-up.
"""

import os
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deploy_cli import __version__
from deploy_cli.auth0.domain import Domain
from deploy_cli.auth0.transport import NoAnswer, RawAnswer, Request
from deploy_cli.errors import UsageError

if TYPE_CHECKING:
    import httpx

_IDLE = 5.0
"""Seconds after which an idle connection is not used again; servers on Node close theirs after five."""

_CONNECT = 10.0


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the first contact with a domain shows."""

    status: int
    date: str | None
    """The header of that name: the server's clock."""
    certificate: bytes | None = field(repr=False)
    """In DER; ``None`` where the connection is not encrypted."""


class HttpClient:
    """Carries requests to one domain. May be used from ``connections`` threads at a time."""

    def __init__(
        self,
        domain: Domain,
        *,
        connections: int = 8,
        timeout: float = 60.0,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        """``timeout`` is how long the other side may keep silent, in seconds; ``transport`` replaces the network."""
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpx

        self._httpx = httpx
        self._host = str(domain)
        self._url = domain.url
        self._timeout = timeout
        self._client = httpx.Client(
            verify=_context() if domain.scheme == "https" and transport is None else False,
            trust_env=not domain.is_loopback,  # proxies; nothing on this machine is reached through one
            http2=False,
            follow_redirects=False,  # the token must not go to another host
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT), pool=None),
            limits=httpx.Limits(
                max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=_IDLE
            ),
            cookies=CookieJar(
                DefaultCookiePolicy(allowed_domains=[])
            ),  # none: requests do not depend on another
            headers={"user-agent": f"deploy-cli/{__version__}"},
            transport=transport,
        )

    def send(self, request: Request) -> RawAnswer:
        """Carry one request. Raises NoAnswer."""
        try:
            answer = self._client.request(
                request.method,
                self._url + request.path,
                params=list(request.query) or None,
                headers=dict(request.headers),
                content=request.body or None,
            )
        except self._httpx.RequestError as error:
            raise self._no_answer(
                error
            ) from None  # the request, and the token in it, would hang on the cause
        return RawAnswer(answer.status_code, dict(answer.headers), answer.content)

    def greet(self, path: str) -> Greeting:
        """Ask for a document that needs no token, and tell what the connection itself shows. Raises NoAnswer."""
        try:
            with self._client.stream("GET", self._url + path) as answer:
                stream = answer.extensions.get("network_stream")
                tls = stream.get_extra_info("ssl_object") if stream is not None else None
                raw = tls.getpeercert(True) if tls is not None else None
                return Greeting(answer.status_code, answer.headers.get("date"), raw or None)
        except self._httpx.RequestError as error:
            raise self._no_answer(error) from None

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _no_answer(self, error: "httpx.RequestError") -> NoAnswer:
        httpx = self._httpx
        match error:
            case httpx.ConnectTimeout():
                return NoAnswer(f"`{self._host}` does not answer the connection", sent=False)
            case httpx.ProxyError():
                return NoAnswer("the proxy refuses the connection", sent=False, hint=_PROXY)
            case httpx.ConnectError():
                return self._not_connected(error)
            case httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
                return NoAnswer("the request cannot be sent as HTTP", sent=False, hopeless=True)
            case httpx.TimeoutException():
                return NoAnswer(f"no answer came within {self._timeout:g} s")
            case httpx.DecodingError():
                return NoAnswer("the answer cannot be decompressed")
            case _:
                return NoAnswer("the connection broke before the answer was complete")

    def _not_connected(self, error: BaseException) -> NoAnswer:
        text = str(error)
        if "CERTIFICATE_VERIFY_FAILED" in text:
            detail = text.partition("certificate verify failed: ")[2].partition(" (_ssl")[0]
            reason = f"the certificate of `{self._host}` is not trusted{': ' if detail else ''}{detail}"
            return NoAnswer(reason, sent=False, hopeless=True, hint=_CERTIFICATE)
        if "SSL" in text:
            return NoAnswer(f"`{self._host}` does not speak TLS as expected", sent=False, hopeless=True)
        if any(sign in text for sign in _UNKNOWN_HOST):
            hint = "check the domain in the tenant file, AUTH0_DOMAIN and the network"
            return NoAnswer(f"there is no host `{self._host}`", sent=False, hopeless=True, hint=hint)
        return NoAnswer(f"`{self._host}` cannot be connected to", sent=False, hint=_REFUSED)


_PROXY = "check HTTPS_PROXY and NO_PROXY"
_REFUSED = "check the domain, the network and HTTPS_PROXY"
_CERTIFICATE = "if its issuer is to be trusted, name the issuer's certificates in SSL_CERT_FILE"
_UNKNOWN_HOST = (
    "Name or service not known",
    "nodename nor servname",
    "No address associated",
    "getaddrinfo failed",
)


def _context() -> ssl.SSLContext:
    """Trust what ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` names, or else what the system trusts."""
    file, folder = os.environ.get("SSL_CERT_FILE") or None, os.environ.get("SSL_CERT_DIR") or None
    if file or folder:
        try:
            return ssl.create_default_context(cafile=file, capath=folder)
        except OSError as error:
            raise UsageError(
                f"the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read: {error.strerror or error}",
                hint="name a PEM file of trusted issuers, or unset the variable",
            ) from None
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
