"""Certificates for HTTPS on this machine, from an authority that lives as long as the server."""

import ssl
from dataclasses import dataclass

NAMES = ("localhost", "127.0.0.1", "::1")
"""What the certificate is good for."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """How to serve HTTPS, and whom a client has to trust to believe it."""

    context: ssl.SSLContext
    authority: str
    """The authority's certificate in PEM."""


def new_certificates() -> Certificates:
    """Make an authority and a certificate for this machine's own names. No private key is ever written to a file."""
    import trustme

    authority = trustme.CA(organization_name="deploy-cli emulator")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_alpn_protocols(["http/1.1"])
    authority.issue_cert(*NAMES).configure_cert(context)
    return Certificates(context, authority.cert_pem.bytes().decode())
