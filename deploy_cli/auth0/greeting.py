"""The first contact with a domain: is it there, until when is its certificate good, what time does it have."""

from typing import Final

from deploy_cli.app.ports import Contact
from deploy_cli.auth0.clock import Clock
from deploy_cli.auth0.domain import Domain
from deploy_cli.auth0.http_date import unix_time
from deploy_cli.auth0.refusals import no_answer
from deploy_cli.auth0.transport import NoAnswer

_PATH: Final = "/.well-known/openid-configuration"
"""Every tenant serves it to everybody (OpenID Connect Discovery 1.0, section 4)."""


def greet(domain: Domain, clock: Clock, *, timeout: float = 15.0) -> Contact:
    """Look at ``domain`` without credentials. Raises ApiError where it cannot be reached or is not trusted."""
    from deploy_cli.auth0.client import HttpClient

    client = HttpClient(domain, connections=1, timeout=timeout)
    try:
        greeting = client.greet(_PATH)
    except NoAnswer as failure:
        raise no_answer("GET", _PATH, str(domain), failure, doubtful=False) from None
    finally:
        client.close()
    now = clock.wall()
    their_time = unix_time(greeting.date)
    return Contact(
        is_tenant=greeting.status == 200,
        certificate_left=_end(greeting.certificate) - now if greeting.certificate else None,
        clock_ahead=now - their_time if their_time is not None else None,
    )


def _end(certificate: bytes) -> float:
    from cryptography import x509

    return x509.load_der_x509_certificate(certificate).not_valid_after_utc.timestamp()
