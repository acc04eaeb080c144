"""Which client asks for a token: secret in the body, HTTP Basic, or a signed assertion (private_key_jwt)."""

import base64
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from deploy_cli.emulator.engine import Engine, Object
from deploy_cli.emulator.signing import Malformed, take_apart

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""RFC 7523 section 2.2."""

_ALGORITHMS = frozenset({"RS256", "RS384", "PS256"})
_SKEW = 10
_LONGEST = 2048
_LONGEST_LIFE = 300


class Refused(Exception):
    """The client is not who it says: an OAuth error, 401."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


class ClientAuthentication:
    """Knows a client by its secret, or by an assertion signed with a key that is registered for it."""

    def __init__(self, engine: Engine, clock: Callable[[], float]) -> None:
        self._engine = engine
        self._clock = clock
        self._used: dict[tuple[str, str], float] = {}

    def client(self, form: Mapping[str, str], authorization: str | None, issuers: frozenset[str]) -> Object:
        """Return the client that ``form`` and the ``Authorization`` header prove. Raises Refused.

        ``issuers`` are the audiences that an assertion may be meant for.
        """
        assertion = form.get("client_assertion")
        if assertion is not None:
            return self._by_assertion(form, assertion, issuers)
        client_id, secret = _basic(authorization) or (form.get("client_id"), form.get("client_secret"))
        client = self._engine.client(client_id) if client_id else None
        if client is None or not secret or not _secret_of(client, secret):
            raise Refused("access_denied", "Unauthorized")
        return client

    def _by_assertion(self, form: Mapping[str, str], assertion: str, issuers: frozenset[str]) -> Object:
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise _invalid("client_assertion_type must be " + ASSERTION_TYPE)
        client_id, header = _announced(assertion)
        if form.get("client_id", client_id) != client_id:
            raise _invalid("client_id does not match the subject of client_assertion")
        client = self._engine.client(client_id)
        if client is None:
            raise Refused("access_denied", "Unauthorized")
        for credential in self._registered(client, header):
            claims = _verified(assertion, credential)
            if claims is not None:
                self._check(claims, client_id, issuers)
                return client
        raise _invalid("client_assertion is not signed with a key registered for the client")

    def _registered(self, client: Object, header: Object) -> list[Object]:
        """The client's live keys that may have signed, those that the header names by ``kid`` only."""
        method = (client.get("client_authentication_methods") or {}).get("private_key_jwt") or {}
        ids = {credential.get("id") for credential in method.get("credentials", ())}
        kid = header.get("kid")
        return [
            credential
            for credential in self._engine.credentials(str(client["client_id"]))
            if credential.get("id") in ids
            and credential.get("pem")
            and (kid is None or kid == credential.get("kid"))
            and header.get("alg") == credential.get("alg", "RS256")
            and not self._expired(credential)
        ]

    def _expired(self, credential: Object) -> bool:
        expires = credential.get("expires_at")
        return isinstance(expires, str) and datetime.fromisoformat(expires).timestamp() <= self._clock()

    def _check(self, claims: Object, client_id: str, issuers: frozenset[str]) -> None:
        now = self._clock()
        expires, jti = claims.get("exp"), claims.get("jti")
        named = claims.get("aud")
        audiences = set(named) if isinstance(named, list) else {named}
        if claims.get("iss") != client_id or not audiences & issuers:
            raise _invalid("iss or aud of client_assertion is not the expected one")
        if not isinstance(expires, int | float) or expires + _SKEW <= now:
            raise _invalid("client_assertion is expired")
        if expires > now + _LONGEST_LIFE + _SKEW or _later(claims, now):
            raise _invalid("client_assertion is valid for too long, or not yet")
        if not isinstance(jti, str) or not 0 < len(jti) <= 64 or not self._first_use(client_id, jti, expires):
            raise _invalid("jti of client_assertion is missing or was used before")

    def _first_use(self, client_id: str, jti: str, expires: float) -> bool:
        now = self._clock()
        self._used = {key: until for key, until in self._used.items() if until + _SKEW > now}
        if (client_id, jti) in self._used:
            return False
        self._used[client_id, jti] = expires
        return True


def _announced(assertion: str) -> tuple[str, Object]:
    """Whom the assertion says it speaks for, and its header; nothing is verified yet."""
    if len(assertion) > _LONGEST:
        raise _invalid(f"client_assertion is longer than {_LONGEST} bytes")
    try:
        header, claims, _, _ = take_apart(assertion)
    except Malformed:
        raise _invalid("client_assertion is not a JSON Web Token") from None
    subject = claims.get("sub")
    if header.get("alg") not in _ALGORITHMS or not isinstance(subject, str) or len(subject) > 64:
        raise _invalid("client_assertion has an unsupported alg or no usable sub")
    return subject, header


def _verified(assertion: str, credential: Object) -> dict[str, Any] | None:
    import jwt

    options: Any = {"verify_signature": True, "verify_exp": False, "verify_aud": False, "verify_iat": False}
    options["verify_nbf"] = False
    try:
        return jwt.decode(
            assertion,
            _public_key(str(credential["pem"])),
            algorithms=[str(credential["alg"])],
            options=options,
        )
    except (jwt.PyJWTError, ValueError):
        return None


def _public_key(pem: str) -> Any:
    """Read a public key, or the key of a certificate."""
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
    from cryptography.x509 import load_pem_x509_certificate

    if "BEGIN CERTIFICATE" in pem:
        return load_pem_x509_certificate(pem.encode()).public_key()
    return load_pem_public_key(pem.encode())


def _later(claims: Object, now: float) -> bool:
    starts = [claims.get("nbf"), claims.get("iat")]
    return any(isinstance(start, int | float) and start > now + _SKEW for start in starts)


def _secret_of(client: Object, secret: str) -> bool:
    """A client that authenticates by key or certificate has no use for a secret."""
    kept = client.get("client_secret")
    if client.get("client_authentication_methods") or not isinstance(kept, str):
        return False
    return hmac.compare_digest(kept.encode(), secret.encode())


def _basic(authorization: str | None) -> tuple[str, str] | None:
    """Read HTTP Basic as RFC 6749 section 2.3.1 has it: both halves form-encoded, then base64."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        raise Refused("access_denied", "Unauthorized") from None
    if not colon:
        raise Refused("access_denied", "Unauthorized")
    return unquote_plus(name), unquote_plus(secret)


def _invalid(description: str) -> Refused:
    return Refused("invalid_client", description)
