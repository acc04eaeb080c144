"""The access token: asked for when it is first needed, kept in memory, renewed before it ends, never shown."""

import base64
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from deploy_cli.auth0.clock import Clock
from deploy_cli.auth0.credentials import AccessToken, ClientSecret, Credentials, SigningKey
from deploy_cli.auth0.domain import Domain
from deploy_cli.auth0.exchange import Exchange
from deploy_cli.auth0.refusals import masked, no_answer, shortened
from deploy_cli.auth0.transport import NoAnswer, RawAnswer, Request
from deploy_cli.core.values import Secret, Value
from deploy_cli.errors import ApiError, Unauthorized, Unreachable, UsageError

_PATH = "/oauth/token"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""RFC 7523 section 2.2."""

_ASSERTION_LIFE = 60
_MARGIN = 60.0
"""Seconds before its end at which a token is renewed, at most a tenth of its life."""

_UNTOLD_LIFE = 600.0


class Tokens(Protocol):
    """Where the access token comes from. May be used from several threads."""

    @property
    def client_id(self) -> str | None:
        """The client that the token is for, where that is known."""

    def current(self) -> Secret:
        """Return a token that is valid as far as anybody here can tell."""

    def scopes(self) -> frozenset[str] | None:
        """Return the scopes that the current token tells of; ``None`` where it tells of none. Raises ApiError."""

    def renewed(self, refused: Secret) -> Secret | None:
        """Return another token than ``refused``, which the API did not accept; ``None`` if there is no other."""


class ReadyToken:
    """A token from the environment."""

    def __init__(self, given: AccessToken) -> None:
        self._token = given.token
        self.client_id = _client_of(_claims(given.token)) or given.client_id

    def current(self) -> Secret:
        """Return the token."""
        return self._token

    def scopes(self) -> frozenset[str] | None:
        """Return the scopes that the token tells of; ``None`` where it tells of none."""
        return _scopes_of(_claims(self._token))

    def renewed(self, refused: Secret) -> None:
        """Nobody here can ask for another one."""


@dataclass(frozen=True, slots=True)
class _Held:
    token: Secret
    until: float


class RequestedToken:
    """A token by client credentials (RFC 6749 section 4.4)."""

    def __init__(
        self,
        exchange: Exchange,
        domain: Domain,
        proof: ClientSecret | SigningKey,
        audience: str,
        clock: Clock,
    ) -> None:
        self._exchange = exchange
        self._domain = domain
        self._proof = proof
        self._audience = audience
        self._clock = clock
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._denied: RawAnswer | None = None
        """What the credentials were refused with: more threads trying them would look like an attack."""

    @property
    def client_id(self) -> str:
        """The client that the credentials are for."""
        return self._proof.client_id

    def current(self) -> Secret:
        """Return the token, a new one where there is none or the one there is about to end. Raises ApiError."""
        with self._lock:
            if self._held is None or self._clock.monotonic() >= self._held.until:
                self._held = self._requested()
            return self._held.token

    def scopes(self) -> frozenset[str] | None:
        """Return the scopes that the token tells of; ``None`` where it tells of none. Raises ApiError."""
        return _scopes_of(_claims(self.current()))

    def renewed(self, refused: Secret) -> Secret:
        """Return a new token, or the one that another thread has asked for since. Raises ApiError."""
        with self._lock:
            if self._held is None or self._held.token == refused:
                self._held = self._requested()
            return self._held.token

    def _requested(self) -> _Held:
        if self._denied is not None:
            raise self._refused(self._denied)
        asked_at = self._clock.monotonic()
        try:
            reply = self._exchange.send(self._request, repeatable=True)  # a second token does no harm
        except NoAnswer as failure:
            raise no_answer("POST", _PATH, str(self._domain), failure, doubtful=False) from None
        if reply.answer.status != 200:
            self._denied = reply.answer if reply.answer.status in (400, 401, 403) else None
            raise self._refused(reply.answer)
        token, life = _granted(reply.value)
        return _Held(token, asked_at + life - min(_MARGIN, life / 10))

    def _request(self) -> Request:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._proof.client_id,
            **self._authentication(),
        }
        form["audience"] = self._audience
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        return Request("POST", _PATH, headers=headers, body=urlencode(form).encode())

    def _authentication(self) -> dict[str, str]:
        match self._proof:
            case ClientSecret(secret=secret):
                return {"client_secret": secret.reveal()}
            case SigningKey() as key:
                assertion = signed_assertion(key, self._domain, self._clock.wall())
                return {"client_assertion_type": _ASSERTION, "client_assertion": assertion}

    def _refused(self, answer: RawAnswer) -> ApiError:
        """Errors here have the shape of OAuth (RFC 6749 section 5.2), not that of the Management API."""
        secret = self._proof.secret if isinstance(self._proof, ClientSecret) else self._proof.key
        error, said = _oauth_error(answer, (secret,))
        kind = Unauthorized if answer.status in (400, 401, 403) and error else ApiError
        message = said or error or "the answer makes no sense"
        return kind(
            f"no access token from `{self._domain}`: {message} ({answer.status}{f' {error}' if error else ''})",
            hint=self._hint(answer.status, error, said),
            method="POST",
            path=_PATH,
            status=answer.status,
            code=error,
        )

    def _hint(self, status: int, error: str | None, said: str | None) -> str:
        if status == 429:
            return "the quota of tokens, or the rate limit, stays used up: try again later"
        if status >= 500 or error is None:
            return "check that the domain is that of an Auth0 tenant, and try again later"
        if status == 403 or error == "unauthorized_client":
            return self._grant_hint(said or "")
        if isinstance(self._proof, SigningKey):
            return "check AUTH0_CLIENT_ID, and that the public half of the key is registered for the client"
        return "check AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, and that they belong to this tenant"

    def _grant_hint(self, said: str) -> str:
        if "not enabled within domain" in said:
            return f"`{self._audience}` is no API of the tenant; behind a custom domain set AUTH0_AUDIENCE"
        return (
            f"authorize the application `{self.client_id}` for `{self._audience}`: it must be machine-to-machine, "
            "with the scopes that the tenant file needs (dashboard: Applications, APIs tab)"
        )


def tokens(exchange: Exchange, domain: Domain, credentials: Credentials, clock: Clock) -> Tokens:
    """Return the source of tokens that fits the credentials."""
    match credentials.proof:
        case AccessToken() as given:
            return ReadyToken(given)
        case proof:
            audience = credentials.audience or f"https://{domain}/api/v2/"
            return RequestedToken(exchange, domain, proof, audience, clock)


def signed_assertion(key: SigningKey, domain: Domain, now: float) -> str:
    """Return a JWT that proves who is asking; good for one use within a minute (RFC 7523 section 3).

    Raises UsageError where the key does not fit the algorithm.
    """
    import uuid

    import jwt

    claims = {
        "iss": key.client_id,
        "sub": key.client_id,
        "aud": f"https://{domain}/",
        "jti": uuid.uuid4().hex,
        "iat": int(now),
        "exp": int(now) + _ASSERTION_LIFE,
    }
    try:
        return jwt.encode(claims, key.key.reveal(), algorithm=key.algorithm)
    except (jwt.PyJWTError, ValueError, TypeError):
        raise UsageError(
            f"the signing key cannot sign with {key.algorithm}",
            hint="AUTH0_CLIENT_SIGNING_KEY_PATH must hold an RSA private key, without a passphrase, as PEM",
        ) from None


def _granted(value: Value) -> tuple[Secret, float]:
    token = value.get("access_token") if isinstance(value, dict) else None
    if (
        not isinstance(token, str)
        or not token.isascii()
        or not token.isprintable()
        or " " in token
        or not token
    ):
        raise Unreachable(
            "the token endpoint gave an answer without an access token", method="POST", path=_PATH
        )
    life = value.get("expires_in")
    known = isinstance(life, int | float) and not isinstance(life, bool) and life > 0
    return Secret(token, "access token"), float(life) if known else _UNTOLD_LIFE


def _oauth_error(answer: RawAnswer, secrets: Sequence[Secret]) -> tuple[str | None, str | None]:
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        body = None
    found = body if isinstance(body, dict) else {}
    error, said = found.get("error"), found.get("error_description") or found.get("message")
    return (
        shortened(masked(error, secrets), 60) if isinstance(error, str) else None,
        shortened(masked(said, secrets)).rstrip(".") if isinstance(said, str) else None,
    )


def _claims(token: Secret) -> dict[str, Any]:
    """What a JWT says of itself; nothing is verified, for nothing is decided by it. Empty for other tokens."""
    parts = token.reveal().split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _scopes_of(claims: dict[str, Any]) -> frozenset[str] | None:
    told = claims.get("scope")
    return frozenset(told.split()) if isinstance(told, str) else None


def _client_of(claims: dict[str, Any]) -> str | None:
    """``azp``, or the subject of a client credentials token: ``<client_id>@clients``."""
    azp, subject = claims.get("azp"), claims.get("sub")
    if isinstance(azp, str) and azp:
        return azp
    if isinstance(subject, str) and subject.endswith("@clients"):
        return subject.removesuffix("@clients") or None
    return None
