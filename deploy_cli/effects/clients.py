"""What changes of an application do: that it comes, goes, changes its name or its kind, and how it is shown."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.plan import Action, Cause
from deploy_cli.effects.case import Case, texts
from deploy_cli.effects.phrases import listed, quoted
from deploy_cli.effects.rule import Rule, harmless, switch
from deploy_cli.effects.tokens import may_renew
from deploy_cli.lifetimes.lasting import lasting

CLIENTS: Final = ("clients",)
MACHINES: Final = frozenset({"client_credentials"})
"""Grants by which nobody logs in."""

_LOCKOUT: Final = (Concern.LOCKOUT,)
_SECURITY: Final = (Concern.SECURITY,)
_AGAIN: Final = (
    "one that is created again gets another client_id and secret, and the old ones never come back"
)


def _created(case: Case) -> Iterator[Effect]:
    if case.change.cause is Cause.REPLACED:
        text = (
            f"`{case.name}` gets another client_id and secret: every version of the application has to be given them"
            " before anybody can log in again."
        )
        yield Effect(Severity.HIGH, text, _LOCKOUT)
    else:
        yield harmless(f"nobody uses `{case.name}` yet")
    if dangers := list(_dangers(case)):
        yield Effect(Severity.LOW, f"Once `{case.name}` is used, mind that {listed(dangers, 9)}.", _SECURITY)


def _dangers(case: Case) -> Iterator[str]:
    """Say what of a new client is dangerous, what Auth0 chooses where the files say nothing included."""
    grants, strangers = case.after.get("grant_types"), case.after.get("is_first_party") is False
    if not isinstance(grants, list) and not strangers:
        yield "its grant types are not named, so Auth0 adds `implicit` and `refresh_token` to them"
    yield from (
        f"it may use `{grant}`" for grant in texts(grants) if grant == "implicit" or "password" in grant
    )
    yield from (f"`{field}` has `*`" for field in ("callbacks", "web_origins") if _has_wildcard(case, field))
    block = case.after.get("refresh_token")
    stated = isinstance(block, dict) and bool(block)
    endless = lasting(block).endless if isinstance(block, dict) and stated else not strangers
    if may_renew(case.after) is not False and endless:
        yield "its refresh tokens never expire" + (
            "" if stated else ", as Auth0 has it where nothing is said"
        )
    if case.after.get("cross_origin_authentication") is True:
        yield "it may take passwords on pages of its own (`cross_origin_authentication`)"


def _has_wildcard(case: Case, field: str) -> bool:
    return any("*" in url for url in texts(case.after.get(field)))


def is_for_machines(body: dict[str, object]) -> bool:
    """Tell whether nobody logs in to a client: programs use it on their own behalf."""
    grants = frozenset(texts(body.get("grant_types")))
    return bool(grants) and grants <= MACHINES


def _deleted(case: Case) -> Iterator[Effect]:
    if is_for_machines(case.before):
        text = (
            f"The programs that act as `{case.name}` get no more access tokens, at once; those they hold last until"
            f" they end. Undo: not possible; {_AGAIN}."
        )
    else:
        text = (
            f"Nobody can log in to `{case.name}` any more, at once; its refresh tokens and the consents given to it are"
            f" gone with it. Undo: not possible; {_AGAIN}."
        )
    yield Effect(Severity.CRITICAL, text, (Concern.LOCKOUT, Concern.IRREVERSIBLE))


def _renamed(case: Case) -> Iterator[Effect]:
    before = case.old("name")
    was = before if isinstance(before, str) else case.change.live.address.name if case.change.live else ""
    yield Effect(
        Severity.LOW,
        f"People see `{case.name}` instead of `{was}` where Auth0 names the application, such as on consent screens and"
        " in e-mails. Its client_id, its secret and all logins stay. Undo: possible.",
    )


def _authentication(case: Case) -> Iterator[Effect]:
    before, after = case.old("token_endpoint_auth_method"), case.new("token_endpoint_auth_method")
    if before == after or not isinstance(after, str):
        return
    if after == "none":
        text = (
            f"`{case.name}` no longer proves with a secret who it is: whoever knows its client_id can redeem codes and"
            " refresh tokens that were stolen. Its refresh-token settings stay as they are; Auth0 does not adapt them."
            " Undo: possible."
        )
        yield Effect(Severity.HIGH, text, _SECURITY)
        return
    was = f"`{before}`" if isinstance(before, str) else "what Auth0 chose"
    text = (
        f"`{case.name}` has to prove who it is by `{after}` (before: {was}), at once: a version that does not do so can"
        " neither log anybody in nor renew a login. Undo: possible."
    )
    yield Effect(Severity.HIGH, text, _LOCKOUT)


def _methods(case: Case) -> Iterator[Effect]:
    yield Effect(
        Severity.HIGH,
        f"`{case.name}` has to prove who it is with other keys or in another way, at once: a version that does not do"
        " so can neither log anybody in nor renew a login. Undo: possible.",
        _LOCKOUT,
    )


def _kind(case: Case) -> Iterator[Effect]:
    before, after = case.old("app_type"), case.new("app_type")
    if not isinstance(after, str):
        return
    was = f"`{before}`" if isinstance(before, str) else "not set"
    text = (
        f"`{case.name}` counts as `{after}` (before: {was}). Its logins, its grant types and its refresh-token settings"
        " stay; what Auth0 offers and assumes for that kind of application changes, such as whether it is taken to"
        " keep a secret. Undo: possible."
    )
    public = {"spa", "native"}
    weaker = after in public and before not in public
    yield Effect(Severity.MEDIUM, text, _SECURITY if weaker else ())


def _secret(case: Case) -> Iterator[Effect]:
    yield Effect(
        Severity.CRITICAL,
        f"`{case.name}` gets another client secret: servers that still have the old one can neither log anybody in nor"
        " renew a login nor call an API, at once, until they get the new one. Undo: only with the old secret.",
        _LOCKOUT,
    )


_USAGE: Final = {
    "deny": "not as members of an organization, only for themselves",
    "allow": "as members of an organization or for themselves",
    "require": "only as members of an organization",
}


def _organizations(case: Case) -> Iterator[Effect]:
    before, after = case.old("organization_usage") or "deny", case.new("organization_usage") or "deny"
    if before not in _USAGE or after not in _USAGE:
        return
    if before == after:
        yield harmless(f"people log in to `{case.name}` {_USAGE[after]}, as before")
        return
    text = f"People log in to `{case.name}` {_USAGE[after]} (before: {_USAGE[before]}), from the next login."
    if after == "allow":
        yield Effect(Severity.LOW, f"{text} Undo: possible.")
    else:
        yield Effect(Severity.HIGH, f"{text} All others are refused. Undo: possible.", _LOCKOUT)


def _back_channel(case: Case) -> Iterator[Effect]:
    path = "oidc_logout.backchannel_logout_urls"
    if gone := case.gone(path):
        text = (
            f"The servers of `{case.name}` at {quoted(gone)} no longer hear that a person logged out elsewhere: that"
            " person stays logged in there. Undo: possible."
        )
        yield Effect(Severity.MEDIUM, text, _SECURITY)
    if come := case.come(path):
        text = (
            f"The servers of `{case.name}` at {quoted(come)} hear that a person logged out elsewhere, and can log that"
            " person out, too. Undo: possible."
        )
        yield Effect(Severity.LOW, text)


def _allowed_clients(case: Case) -> Iterator[Effect]:
    if gone := case.gone("allowed_clients"):
        text = f"{quoted(gone)} can no longer exchange tokens for tokens of `{case.name}`, at once. Undo: possible."
        yield Effect(Severity.MEDIUM, text)
    if come := case.come("allowed_clients"):
        text = f"{quoted(come)} may exchange tokens for tokens of `{case.name}`. Undo: possible."
        yield Effect(Severity.LOW, text, _SECURITY)


RULES: Final = (
    Rule("client-created", CLIENTS, (), _created, actions=(Action.CREATE,)),
    Rule("client-deleted", CLIENTS, (), _deleted, actions=(Action.DELETE,)),
    Rule("client-renamed", CLIENTS, ("name",), _renamed),
    Rule("client-secret", CLIENTS, ("client_secret",), _secret),
    Rule("client-authentication", CLIENTS, ("token_endpoint_auth_method",), _authentication),
    Rule("client-authentication-methods", CLIENTS, ("client_authentication_methods",), _methods),
    Rule("client-kind", CLIENTS, ("app_type",), _kind),
    Rule("client-organizations", CLIENTS, ("organization_usage",), _organizations),
    Rule("client-back-channel", CLIENTS, ("oidc_logout",), _back_channel),
    Rule("client-allowed-clients", CLIENTS, ("allowed_clients",), _allowed_clients),
    switch(
        "client-cross-origin",
        CLIENTS,
        "cross_origin_authentication",
        on=Effect(
            Severity.MEDIUM,
            "`{name}` may take passwords on pages of its own instead of the login page: what runs on those pages can"
            " read them. Undo: possible.",
            _SECURITY,
        ),
        off=Effect(
            Severity.HIGH,
            "Login forms on pages of `{name}` itself fail at once; the login page of Auth0 goes on working. Undo:"
            " possible.",
            _LOCKOUT,
        ),
    ),
    switch(
        "client-conformant",
        CLIENTS,
        "oidc_conformant",
        on=Effect(
            Severity.HIGH,
            "`{name}` gets tokens in the form of OpenID Connect only, at once: user data leaves the ID token unless a"
            " scope asks for it, and logins in the old ways fail; an application that relies on them stops"
            " working. Undo: possible.",
            _LOCKOUT,
        ),
        off=Effect(
            Severity.HIGH,
            "`{name}` falls back to the ways of before OpenID Connect: ID tokens may carry more about people than was"
            " asked for, and refresh tokens can no longer rotate. Undo: possible.",
            _SECURITY,
        ),
    ),
    switch(
        "client-first-party",
        CLIENTS,
        "is_first_party",
        default=True,
        on=Effect(
            Severity.MEDIUM,
            "`{name}` counts as your own application: people are no longer asked whether it may use their data. Undo:"
            " possible.",
            _SECURITY,
        ),
        off=Effect(
            Severity.MEDIUM,
            "`{name}` counts as somebody else's application: people are asked for their consent at the next login, and"
            " it can use only connections that are open to such applications. Undo: possible.",
        ),
    ),
    switch(
        "client-pushed-requests",
        CLIENTS,
        "require_pushed_authorization_requests",
        on=Effect(
            Severity.HIGH,
            "Logins to `{name}` fail at once unless the application sends its request to Auth0 ahead (pushed"
            " authorization requests). Undo: possible.",
            _LOCKOUT,
        ),
        off=Effect(
            Severity.MEDIUM,
            "Login requests of `{name}` may pass through the browser again, where they can be changed. Undo: possible.",
            _SECURITY,
        ),
    ),
    switch(
        "client-sso-disabled",
        CLIENTS,
        "sso_disabled",
        on=Effect(
            Severity.HIGH,
            "People have to log in to `{name}` each time, even if they are logged in to another application. Undo:"
            " possible.",
        ),
        off=Effect(
            Severity.LOW,
            "People who are logged in to another application are let in to `{name}` without a login. Undo: possible.",
        ),
    ),
)
