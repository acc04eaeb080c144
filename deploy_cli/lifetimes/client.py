"""What is known about a client, its APIs and its tenant's sessions; what nobody said stays ``None``. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from deploy_cli.core.values import Object, Value
from deploy_cli.lifetimes.lasting import FOREVER, Lasting, lasting, whole
from deploy_cli.lifetimes.settings import DAY, HOUR, RefreshTokens, Sessions

_PERSONAL: Final = frozenset(
    {
        "authorization_code",
        "password",
        "http://auth0.com/oauth/grant-type/password-realm",
        "urn:ietf:params:oauth:grant-type:device_code",
    }
)
"""Grants by which a person comes to a refresh token (1.4); never the implicit one."""

_IMPERSONAL: Final = frozenset({"client_credentials", "refresh_token"})
"""Grants with which nobody logs in."""

_IN_PUBLIC: Final = frozenset({"spa", "native"})
_CONFIDENTIAL: Final = frozenset({"regular_web", "non_interactive"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """An API (1.3, 2.2)."""

    identifier: str
    offline: bool | None = None
    online: bool | None = None
    access_token: int | None = None
    access_token_for_web: int | None = None

    @classmethod
    def of(cls, identifier: str, body: Object) -> "Api":
        """Read what a resource server's fields say."""
        return cls(
            identifier=identifier,
            offline=_flag(body, "allow_offline_access"),
            online=_flag(body, "allow_online_access"),
            access_token=whole(body.get("token_lifetime")),
            access_token_for_web=whole(body.get("token_lifetime_for_web")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client, as far as it matters for refresh tokens."""

    name: str
    policy: str | None = None
    """The policy of the tenant files that it refers to."""
    app_type: str | None = None
    is_first_party: bool | None = None
    is_strict: bool = False
    auth_method: str | None = None
    is_conformant: bool | None = None
    grants: tuple[str, ...] | None = None
    block: Object
    """The ``refresh_token`` block, as far as it is said."""

    @classmethod
    def of(cls, name: str, body: Object, policy: str | None = None) -> "Client":
        """Read what a client's fields say."""
        grants, block = body.get("grant_types"), body.get("refresh_token")
        return cls(
            name=name,
            policy=policy,
            app_type=_text(body, "app_type"),
            is_first_party=_flag(body, "is_first_party"),
            is_strict=body.get("third_party_security_mode") == "strict",
            auth_method=_text(body, "token_endpoint_auth_method"),
            is_conformant=_flag(body, "oidc_conformant"),
            grants=tuple(map(str, grants)) if isinstance(grants, list) else None,
            block=block if isinstance(block, dict) else {},
        )

    @property
    def lasting(self) -> Lasting:
        """What the block says, infinite flags considered."""
        return lasting(self.block)

    @property
    def is_public(self) -> bool | None:
        """Whether it cannot keep a secret (section 5); ``None`` where that is not said."""
        if self.app_type in _IN_PUBLIC or self.auth_method == "none":
            return True
        return False if self.auth_method is not None or self.app_type in _CONFIDENTIAL else None

    @property
    def is_for_people(self) -> bool | None:
        """Whether any grant lets a person log in, with or without a refresh token; ``None`` where none is said."""
        if self.app_type == "resource_server":  # it stands for an API
            return False
        return None if self.grants is None else bool({*self.grants} - _IMPERSONAL)

    @property
    def default(self) -> RefreshTokens:
        """What Auth0 gives a new client of this kind whose block is not said (1.3, recorded)."""
        if self.is_first_party is not False:
            return RefreshTokens(rotating=False, absolute=None, idle=None)
        if self.is_strict and self.is_public is False:
            return RefreshTokens(rotating=False, absolute=None, idle=30 * DAY)
        return RefreshTokens(rotating=True, absolute=30 * DAY, idle=15 * DAY)

    @property
    def refresh(self) -> RefreshTokens:
        """What the block says, and where it says nothing what a new client would get."""
        said, default = self.lasting, self.default
        return RefreshTokens(
            rotating=default.rotating if said.rotating is None else said.rotating,
            absolute=_limit(said.absolute, default.absolute),
            idle=_limit(said.idle, default.idle),
            leeway=said.leeway,
        )

    @property
    def unsaid(self) -> tuple[str, ...]:
        """The fields that nobody said anything about."""
        said = self.lasting
        fields = (
            ("rotation_type", said.rotating),
            ("token_lifetime", said.absolute),
            ("idle_token_lifetime", said.idle),
        )
        return tuple(name for name, value in fields if value is None)


class State(StrEnum):
    """How it stands with a condition."""

    MET = "met"
    MISSING = "missing"
    UNSAID = "unsaid"
    """The tenant decides, and what was read does not say."""
    APPLICATION = "application"
    """The code of the application decides; no tenant file says it."""


class Need(StrEnum):
    """What must be true for a refresh token to exist (1.4)."""

    PERSON = "flow"
    GRANT = "grant"
    API = "api"
    CONFORMANT = "audience"
    ROTATION = "rotation"
    SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Condition:
    """One of them, and how it stands."""

    need: Need
    state: State


def conditions(client: Client, apis: Sequence[Api]) -> tuple[Condition, ...]:
    """Return what must be true for the client to get a refresh token, and whether it is."""
    grants = None if client.grants is None else frozenset(client.grants)
    found = [
        Condition(Need.PERSON, _personal(grants)),
        Condition(Need.GRANT, _state(None if grants is None else "refresh_token" in grants)),
        Condition(Need.API, _offline(apis)),
        Condition(Need.CONFORMANT, State.MET if client.is_conformant else State.APPLICATION),
    ]
    if client.app_type == "spa":
        found.append(Condition(Need.ROTATION, _state(client.lasting.rotating)))
    return (*found, Condition(Need.SCOPE, State.APPLICATION))


def can_exist(found: Sequence[Condition]) -> bool | None:
    """Tell whether a refresh token can exist; ``None`` where what was read does not decide that."""
    states = {condition.state for condition in found}
    if State.MISSING in states:
        return False
    return None if State.UNSAID in states else True


def sessions_of(body: Object) -> tuple[Sessions, tuple[str, ...]]:
    """Return the sessions of a tenant's settings, with Auth0's defaults, and the fields that are not said."""
    cookie = body.get("session_cookie")
    mode = cookie.get("mode") if isinstance(cookie, dict) else None
    kept = mode != "non-persistent"
    fields = ("session_lifetime", "idle_session_lifetime")
    if not kept:
        fields = ("ephemeral_session_lifetime", "idle_ephemeral_session_lifetime")
    spans = [_session_span(body, field) for field in fields]
    unsaid = tuple(name for name, span in zip(fields, spans, strict=True) if span is None)
    defaults = (7 * DAY, 3 * DAY) if kept else (3 * DAY, DAY)
    absolute, idle = (
        default if span is None else span for span, default in zip(spans, defaults, strict=True)
    )
    return Sessions(absolute=absolute, idle=idle, survives_closing=kept), unsaid


def _session_span(body: Object, field: str) -> int | None:
    """Return a session's lifetime: in minutes where they are said, in hours otherwise (2.1)."""
    minutes, hours = body.get(f"{field}_in_minutes"), body.get(field)
    if isinstance(minutes, int | float) and not isinstance(minutes, bool):
        return round(minutes) * 60
    if isinstance(hours, int | float) and not isinstance(hours, bool):
        return round(hours * HOUR / 60) * 60
    return None


def _personal(grants: frozenset[str] | None) -> State:
    """Tell of the grants; of those that are neither known to bring a refresh token nor known not to, nobody says."""
    if grants is None or grants & _PERSONAL:
        return _state(None if grants is None else True)
    return State.APPLICATION if grants - _IMPERSONAL - {"implicit"} else State.MISSING


def _offline(apis: Sequence[Api]) -> State:
    if any(api.offline for api in apis):
        return State.MET
    return State.UNSAID if not apis or any(api.offline is None for api in apis) else State.MISSING


def _state(met: bool | None) -> State:
    return State.UNSAID if met is None else State.MET if met else State.MISSING


def _limit(said: float | None, default: int | None) -> int | None:
    if said is None:
        return default
    return None if said == FOREVER else int(said)


def _flag(body: Object, field: str) -> bool | None:
    value: Value = body.get(field)
    return value if isinstance(value, bool) else None


def _text(body: Object, field: str) -> str | None:
    value: Value = body.get(field)
    return value if isinstance(value, str) and value else None
