"""What the tool proves to Auth0 that it may act, read from the environment by the names Auth0's own tools use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, TypeAlias

from deploy_cli.auth0.domain import Domain
from deploy_cli.core.values import Secret
from deploy_cli.errors import UsageError

ALGORITHMS: Final = ("RS256", "RS384", "PS256")
"""What Auth0 takes for a signed assertion (docs: authenticate with private key JWT)."""

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)
"""What may stand after ``Bearer`` (RFC 6750 section 2.1)."""

_VISIBLE = re.compile(r"[!-~]+", re.ASCII)
_LARGEST_KEY = 100_000


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """A client and its secret."""

    client_id: str
    secret: Secret


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A client and the private key of which it registered the public half (private_key_jwt)."""

    client_id: str
    key: Secret
    """PEM."""
    algorithm: str


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token that somebody else asked for; it is not renewed."""

    token: Secret
    client_id: str | None = None
    """What the environment says about it; the token itself knows better."""


Proof: TypeAlias = ClientSecret | SigningKey | AccessToken


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """How to authenticate, and what else the environment says about the tenant."""

    proof: Proof
    domain: Domain | None = None
    audience: str | None = None
    """The identifier of the Management API where it does not follow from the domain: with a custom domain."""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read ``AUTH0_*``; empty variables count as unset. A ready access token goes before all else.

        Raises UsageError where something is missing, malformed or said twice; no message holds a secret.
        """
        domain = _get(environ, "AUTH0_DOMAIN")
        return cls(
            proof=_proof(environ),
            domain=None if domain is None else Domain.parse(domain, source="AUTH0_DOMAIN"),
            audience=_visible(environ, "AUTH0_AUDIENCE"),
        )

    def domain_for(self, written: str | None) -> Domain:
        """Return the domain to call: the one in the files, which ``AUTH0_DOMAIN`` must not contradict.

        Where both name the same host, the spelling in the environment decides how it is called. Raises UsageError.
        """
        if written is None and self.domain is None:
            raise UsageError(
                "no tenant is named",
                hint="set AUTH0_DOMAIN, or write `environment: {domain: acme.eu.auth0.com}` into the tenant file",
            )
        named = None if written is None else Domain.parse(written, source="the domain in the tenant file,")
        if named and self.domain and str(named) != str(self.domain):
            raise UsageError(
                f"AUTH0_DOMAIN is `{self.domain}`, but the tenant file is for `{named}`",
                hint="unset AUTH0_DOMAIN, or set the credentials of the tenant that the file names",
            )
        domain = self.domain or named
        assert domain is not None  # noqa: S101 - one of them is there, see above
        return domain


def _proof(environ: Mapping[str, str]) -> Proof:
    token = _get(environ, "AUTH0_ACCESS_TOKEN")
    if token is not None:
        return _ready(token, _visible(environ, "AUTH0_CLIENT_ID"))
    secret, path = _get(environ, "AUTH0_CLIENT_SECRET"), _get(environ, "AUTH0_CLIENT_SIGNING_KEY_PATH")
    if secret is not None and path is not None:
        raise UsageError(
            "AUTH0_CLIENT_SECRET and AUTH0_CLIENT_SIGNING_KEY_PATH are both set",
            hint="unset one of them: a client authenticates with its secret or with its key",
        )
    client_id = _visible(environ, "AUTH0_CLIENT_ID")
    if client_id is None or (secret is None and path is None):
        raise _missing(environ)
    if path is not None:
        return _signing_key(client_id, path, environ)
    return ClientSecret(client_id, Secret(secret or "", "AUTH0_CLIENT_SECRET"))


def _missing(environ: Mapping[str, str]) -> UsageError:
    names = ("AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "AUTH0_CLIENT_SIGNING_KEY_PATH")
    there = [name for name in names if _get(environ, name) is not None]
    if not there:
        summary = "there are no credentials for Auth0 in the environment"
    elif there == ["AUTH0_CLIENT_ID"]:
        summary = "AUTH0_CLIENT_ID is set, but neither AUTH0_CLIENT_SECRET nor AUTH0_CLIENT_SIGNING_KEY_PATH"
    else:
        summary = f"{there[0]} is set, but AUTH0_CLIENT_ID is not"
    hint = (
        "set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of a machine-to-machine application that may call the "
        "Auth0 Management API; or AUTH0_CLIENT_SIGNING_KEY_PATH in place of the secret; or AUTH0_ACCESS_TOKEN alone"
    )
    return UsageError(summary, hint=hint)


def _ready(token: str, client_id: str | None) -> AccessToken:
    if not _TOKEN.fullmatch(token):
        raise UsageError(
            "AUTH0_ACCESS_TOKEN holds characters that no access token has",
            hint="set it to the token alone: no quotes, no `Bearer`, no line breaks",
        )
    return AccessToken(Secret(token, "AUTH0_ACCESS_TOKEN"), client_id)


def _signing_key(client_id: str, path: str, environ: Mapping[str, str]) -> SigningKey:
    algorithm = _get(environ, "AUTH0_CLIENT_SIGNING_ALGORITHM") or ALGORITHMS[0]
    if algorithm not in ALGORITHMS:
        raise UsageError(
            "AUTH0_CLIENT_SIGNING_ALGORITHM names an algorithm that Auth0 does not take",
            hint=f"use one of {', '.join(f'`{name}`' for name in ALGORITHMS)}, as registered for the client",
        )
    return SigningKey(client_id, Secret(_key_text(path), "AUTH0_CLIENT_SIGNING_KEY_PATH"), algorithm)


def _key_text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            text = file.read(_LARGEST_KEY).decode()
    except OSError as error:
        raise UsageError(
            f"the signing key `{path}` cannot be read: {error.strerror or type(error).__name__}",
            hint="AUTH0_CLIENT_SIGNING_KEY_PATH is the path of the private key, as PEM",
        ) from None
    except ValueError:
        text = ""
    if "PRIVATE KEY-----" not in text:
        raise UsageError(
            f"`{path}` does not hold a private key as PEM",
            hint="a PEM private key begins with `-----BEGIN PRIVATE KEY-----` or `-----BEGIN RSA PRIVATE KEY-----`",
        )
    return text


def _visible(environ: Mapping[str, str], name: str) -> str | None:
    value = _get(environ, name)
    if value is not None and not _VISIBLE.fullmatch(value):
        raise UsageError(f"{name} holds blanks or control characters", hint="set it to the bare value")
    return value


def _get(environ: Mapping[str, str], name: str) -> str | None:
    """The variable without blanks around it, which CI systems like to add; ``None`` where nothing is left."""
    return environ.get(name, "").strip() or None
