"""The credentials of a client: public keys and certificates, of which only fingerprints are shown."""

import base64
import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING

from deploy_cli.emulator.call import Call, stamp
from deploy_cli.emulator.kind import Absent, Collection
from deploy_cli.emulator.refusal import Refused, invalid
from deploy_cli.emulator.values import Json, Object

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def add_credential(call: Call, client_id: str, given: Object) -> Object:
    """Store a credential that came inside a client's body."""
    made = _completed(call, {"id": call.new_id("cred_*22"), **given, **_stamps(call)})
    call.store.put(CREDENTIALS.path, made["id"], made, parent=client_id)
    return made


def _stamps(call: Call) -> Object:
    return {"created_at": call.now(), "updated_at": call.now()}


def _change(call: Call, old: Object | None, new: Object) -> Object:
    if old is None:
        return _completed(call, new)
    return _timed(new)


def _completed(call: Call, new: Object) -> Object:
    pem = new.get("pem")
    if isinstance(pem, str):
        new = new | _read(pem, new)
    elif new["credential_type"] in {"public_key", "x509_cert"}:
        raise invalid("Payload validation error: 'Missing required property: pem'.")
    return _timed(new)


def _timed(new: Object) -> Object:
    expires = new.get("expires_at")
    return new if expires is None else new | {"expires_at": _milliseconds(expires)}


def _milliseconds(text: str) -> str:
    return stamp(datetime.fromisoformat(text).timestamp())


def _read(pem: str, given: Object) -> Object:
    """What can be told of a key or certificate without showing it."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        if "CERTIFICATE" not in pem:
            return {"kid": given.get("kid") or _kid(load_pem_public_key(pem.encode())), **_algorithm(given)}
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except (ValueError, TypeError):
        raise invalid("Invalid credential: the pem is not valid") from None
    match given["credential_type"]:
        case "public_key":
            shown: Object = {"kid": given.get("kid") or _kid(certificate.public_key()), **_algorithm(given)}
        case "x509_cert":
            shown = {"thumbprint_sha256": _thumbprint(certificate)}
        case _:
            shown = {"subject_dn": _subject(certificate)}
    if given.get("parse_expiry_from_cert") and "expires_at" not in given:
        shown["expires_at"] = certificate.not_valid_after_utc.isoformat()
    return shown


def _algorithm(given: Object) -> Object:
    return {"alg": given.get("alg", "RS256")}


def _kid(key: Json) -> str:
    """The JWK thumbprint (RFC 7638) of a public key."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    if not isinstance(key, RSAPublicKey):
        raise invalid("Invalid credential: only RSA keys are supported")
    numbers = key.public_numbers()
    jwk = {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}
    return _digest(json.dumps(jwk, separators=(",", ":"), sort_keys=True).encode())


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8)).decode().rstrip("=")


def _thumbprint(certificate: "Certificate") -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return _digest(certificate.public_bytes(Encoding.DER))


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def _subject(certificate: "Certificate") -> str:
    names = {"countryName": "C", "stateOrProvinceName": "ST", "localityName": "L", "organizationName": "O"}
    names |= {"organizationalUnitName": "OU", "commonName": "CN", "emailAddress": "emailAddress"}
    parts = (f"{names.get(a.oid._name, a.oid.dotted_string)}={_text(a.value)}" for a in certificate.subject)
    return "\n".join(parts)


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode(errors="replace")


def _farewell(call: Call, credential: Object) -> None:
    client = call.store.get("/clients", call.values[0])
    if client is not None and f'"{credential["id"]}"' in json.dumps(client):
        raise Refused(400, f"Credential {credential['id']} is still associated with a client")


CREDENTIALS = Collection(
    path="/clients/{client_id}/credentials",
    item="/clients/{client_id}/credentials/{credential_id}",
    form="cred_*22",
    stamps="ms",
    latest_first=True,
    absent=Absent("Credential does not exist", "inexistent_credential"),
    hidden=("pem", "parse_expiry_from_cert"),
    forgiving=True,
    ignored=frozenset({"include_totals", "per_page", "page"}),
    change=_change,
    farewell=_farewell,
)
