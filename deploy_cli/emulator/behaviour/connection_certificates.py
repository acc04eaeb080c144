"""What the Management API reads out of the certificates and the SAML metadata of a connection."""

import base64
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from deploy_cli.emulator.call import stamp
from deploy_cli.emulator.refusal import invalid
from deploy_cli.emulator.values import Object

METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}"
KEPT = frozenset(
    {
        *("cert", "signingCert", "expires", "subject", "thumbprints"),
        *("signInEndpoint", "signOutEndpoint", "bindingMethod"),
    }
)
"""Derived fields, which stay when ``options`` are replaced by others that do not say them anew."""


def samlp(options: Object, old: Object | None, sent: Object | None) -> Object:
    """The options of a SAML connection, with what its metadata and its certificate say."""
    made = {key: value for key, value in options.items() if key != "metadataXml"}
    if sent and sent.get("metadataXml"):
        made |= dict(_metadata(sent["metadataXml"]))
    if old is None:
        made["assertion_decryption_settings"] = {"algorithm_profile": "v2026-1", "algorithm_exceptions": []}
    return made | described(_pem(made.get("signingCert")))


def pingfederate(options: Object, old: Object | None, sent: Object | None) -> Object:
    """The options of a PingFederate connection; the certificate comes back under another name."""
    made = {key: value for key, value in options.items() if key != "signingCert"}
    return made | described(_pem(options.get("signingCert")))


def described(pem: str | None) -> Object:
    """A certificate with its subject, thumbprint and end; nothing if it is none."""
    if pem is None:
        return {}
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        return {}
    subject = {one.oid._name: str(one.value) for one in certificate.subject}
    return {
        "expires": stamp(certificate.not_valid_after_utc.timestamp()),
        "subject": subject,
        "thumbprints": [certificate.fingerprint(SHA1()).hex()],  # noqa: S303 - the service names them so
        "cert": certificate.public_bytes(Encoding.PEM).decode(),
    }


def _pem(text: object) -> str | None:
    """A certificate as it is written in files; the service also takes that once more in base64."""
    if not isinstance(text, str) or not text:
        return None
    if "BEGIN CERTIFICATE" in text:
        return text
    try:
        decoded = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return decoded.decode() if decoded.startswith(b"-----BEGIN") else _wrapped(text)


def _wrapped(encoded: str) -> str:
    lines = re.findall(r".{1,64}", re.sub(r"\s", "", encoded))
    return "\n".join(("-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""))


def _metadata(text: str) -> Iterator[tuple[str, str]]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise invalid("options.metadataXml must not declare a document type")
    try:
        root = ElementTree.fromstring(text.strip())  # noqa: S314 - declarations, the danger, are refused above
    except ElementTree.ParseError:
        raise invalid("options.metadataXml is not valid XML") from None
    for name, field in (
        ("SingleSignOnService", "signInEndpoint"),
        ("SingleLogoutService", "signOutEndpoint"),
    ):
        service = root.find(f".//{METADATA}{name}")
        if service is not None and "Location" in service.attrib:
            yield field, service.attrib["Location"]
            if field == "signInEndpoint" and "Binding" in service.attrib:
                yield "bindingMethod", service.attrib["Binding"]
    certificate = root.findtext(f".//{SIGNATURE}X509Certificate")
    if certificate:
        yield "signingCert", base64.b64encode(_wrapped(certificate).encode()).decode()
