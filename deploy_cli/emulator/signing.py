"""Signed tokens: with a keyed hash inside a process, with RSA on a port.

In process nobody but the emulator itself reads a token, so a keyed hash from the standard library does and
no cryptography is imported. On a port strangers may check tokens against the published keys, as they would with a
real tenant: there tokens are signed RS256 with a key that is made once and kept in the state.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

Claims = Mapping[str, object]


class BadSignature(Exception):
    """The token is well formed, and was not signed with this key."""


class Malformed(Exception):
    """What was sent is not a signed token at all."""


class Signer(Protocol):
    """Signs claims, and says whether it did."""

    def sign(self, claims: Claims) -> str:
        """Return the compact form (RFC 7515) of a token with these claims, in this order."""

    def claims(self, token: str) -> Claims:
        """Return the claims of a token of ours. Raises Malformed or BadSignature."""

    def jwks(self) -> list[dict[str, str]]:
        """Return the public keys that strangers need in order to check a token (RFC 7517)."""


class HashSigner:
    """HS256 with a key that lives as long as the process."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)

    def sign(self, claims: Claims) -> str:
        """See `Signer.sign`."""
        signed = _signed_part({"alg": "HS256", "typ": "JWT"}, claims)
        return f"{signed}.{encode(self._mac(signed))}"

    def claims(self, token: str) -> Claims:
        """See `Signer.claims`."""
        header, claims, signature, signed = take_apart(token)
        if header.get("alg") != "HS256" or not hmac.compare_digest(signature, self._mac(signed)):
            raise BadSignature
        return claims

    def jwks(self) -> list[dict[str, str]]:
        """A keyed hash has no public half."""
        return []

    def _mac(self, signed: str) -> bytes:
        return hmac.digest(self._key, signed.encode(), "sha256")


class RsaSigner:
    """RS256 with a 2048-bit key."""

    def __init__(self, key: "RSAPrivateKey") -> None:
        self._key = key
        self._public = key.public_key()
        self._kid = _kid(key)

    @classmethod
    def from_pem(cls, pem: str) -> "RsaSigner":
        """Take up the key that `new_rsa_key` once made."""
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        key = load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("the signing key is not an RSA key")
        return cls(key)

    def sign(self, claims: Claims) -> str:
        """See `Signer.sign`."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        signed = _signed_part({"alg": "RS256", "typ": "JWT", "kid": self._kid}, claims)
        return f"{signed}.{encode(self._key.sign(signed.encode(), PKCS1v15(), SHA256()))}"

    def claims(self, token: str) -> Claims:
        """See `Signer.claims`."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        header, claims, signature, signed = take_apart(token)
        if header.get("alg") != "RS256":
            raise BadSignature
        try:
            self._public.verify(signature, signed.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            raise BadSignature from None
        return claims

    def jwks(self) -> list[dict[str, str]]:
        """See `Signer.jwks`."""
        return [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self._kid, **_numbers(self._key)}]


def new_rsa_key() -> str:
    """Return a new 2048-bit RSA key in PEM."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def take_apart(token: str) -> tuple[Claims, Claims, bytes, str]:
    """Return header, claims, signature and the part that was signed; nothing is checked but the form."""
    signed, _, signature = token.rpartition(".")
    header, dot, payload = signed.partition(".")
    if not dot or "." in payload:
        raise Malformed
    return _object(header), _object(payload), decode(signature), signed


def encode(raw: bytes) -> str:
    """Base64 for URLs, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The inverse of `encode`. Raises Malformed."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Malformed from None


def _signed_part(header: Claims, claims: Claims) -> str:
    return ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))


def _object(text: str) -> Claims:
    try:
        value = json.loads(decode(text))
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(value, dict):
        raise Malformed
    return value


def _numbers(key: "RSAPrivateKey") -> dict[str, str]:
    public = key.public_key().public_numbers()
    return {name: encode(_big_endian(number)) for name, number in (("n", public.n), ("e", public.e))}


def _big_endian(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _kid(key: "RSAPrivateKey") -> str:
    """The thumbprint of RFC 7638, so that one key always has one name."""
    numbers = _numbers(key)
    canonical = json.dumps({"e": numbers["e"], "kty": "RSA", "n": numbers["n"]}, separators=(",", ":"))
    return encode(hashlib.sha256(canonical.encode()).digest())
