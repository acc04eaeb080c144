"""Who calls the Management API: the check of the `Authorization` header.

Texts and statuses are those that users of the API report (community.auth0.com 11660, hapi's bearer scheme) and that
the API's description lists on every operation.
"""

from collections.abc import Callable
from dataclasses import dataclass

from deploy_cli.emulator.answers import api_error
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.signing import BadSignature, Claims, Malformed, Signer, take_apart

_REMEMBERED = 256
"""How many tokens are remembered as checked; RSA is not paid for on every request."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The client that a token was issued to, and what the token allows."""

    client_id: str
    scopes: frozenset[str]


class BearerCheck:
    """Admits tokens that this tenant issued for its Management API and that are still valid."""

    def __init__(self, signer: Signer, *, audience: str, clock: Callable[[], float]) -> None:
        self._signer = signer
        self._audience = audience
        self._clock = clock
        self._checked: dict[str, Claims] = {}
        self._ended: set[str] = set()

    def expire(self, request: Request) -> None:
        """Take the token of ``request`` for expired from now on."""
        token = request.headers.get("authorization", "").strip().partition(" ")[2].strip()
        if token:
            self._ended.add(token)

    def is_expired(self, token: str) -> bool:
        """Tell whether ``token`` was ended before its time."""
        return token in self._ended

    def caller(self, request: Request) -> Caller | Response:
        """Return who calls, or the answer that turns the request away."""
        header = request.headers.get("authorization")
        if header is None:
            return api_error(401, "Missing authentication", headers={"www-authenticate": "Bearer"})
        scheme, _, token = header.strip().partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or token.count(".") != 2 or " " in token:
            return api_error(400, "Bad HTTP authentication header format", code="Bearer")
        try:
            claims = self._claims(token)
        except Malformed:
            return _unauthorized("Invalid token")
        except BadSignature:
            return _unauthorized("Invalid signature received for JSON Web Token validation")
        return self._admit(claims, token)

    def _admit(self, claims: Claims, token: str) -> Caller | Response:
        expires = claims.get("exp")
        if not _meant_for(claims, self._audience) or not isinstance(expires, int | float):
            return _unauthorized("Invalid token")
        if expires <= self._clock() or self.is_expired(token):
            return _unauthorized("Expired token received for JSON Web Token validation")
        return Caller(str(claims.get("azp", "")), frozenset(str(claims.get("scope", "")).split()))

    def _claims(self, token: str) -> Claims:
        claims = self._checked.get(token)
        if claims is not None:
            return claims
        if not _meant_for(take_apart(token)[1], self._audience):
            raise Malformed  # another API's token is refused before its signature is looked at
        claims = self._signer.claims(token)
        if len(self._checked) >= _REMEMBERED:
            self._checked.clear()
        self._checked[token] = claims
        return claims


def _meant_for(claims: Claims, audience: str) -> bool:
    named = claims.get("aud")
    return audience in named if isinstance(named, list) else named == audience


def _unauthorized(message: str) -> Response:
    challenge = {"www-authenticate": f'Bearer error="{message}"'}
    return api_error(401, message, attributes={"error": message}, headers=challenge)
