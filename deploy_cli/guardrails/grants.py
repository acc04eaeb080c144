"""Rules about grants: which ways to a token a client may go."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.path import get
from deploy_cli.guardrails.remarks import remark
from deploy_cli.guardrails.rule import ERROR, INFO, WARNING, Remark, Rule, family
from deploy_cli.guardrails.sources import API, FORM_POST, GRANTS, asvs, bcp, browsers, oauth21, rfc
from deploy_cli.guardrails.view import ACTIONS, View

_FIELD: Final = "grant_types"
_PASSWORDS: Final = ("password", "http://auth0.com/oauth/grant-type/password-realm")
_LEGACY: Final = "http://auth0.com/oauth/legacy/grant-type/"
_LEGACY_FLAGS: Final = (
    "allow_legacy_delegation_grant_types",
    "allow_legacy_ro_grant_types",
    "allow_legacy_tokeninfo_endpoint",
)
_OF_PEOPLE: Final = ("authorization_code", "urn:ietf:params:oauth:grant-type:device_code")


def _implicit(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for at, grant in app.texts(_FIELD):
            if grant == "implicit":
                text = f"{app.name} allows the implicit flow, which puts tokens into addresses"
                yield remark(app, text, _FIELD, at)


def _password(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for at, grant in app.texts(_FIELD):
            if grant in _PASSWORDS:
                text = f"{app.name} takes people's passwords itself, by the grant `{grant}`"
                yield remark(app, text, _FIELD, at)


def _machine_in_public(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for at, grant in app.texts(_FIELD):
            if grant == "client_credentials" and app.is_public:
                text = f"{app.name} cannot keep a secret, and may log in as itself by `client_credentials`"
                yield remark(app, text, _FIELD, at)


def _undeclared(view: View) -> Iterator[Remark]:
    for app in view.apps:
        described = app.is_whole or "app_type" in app.desired.body
        if described and app.grants is None and not app.is_third_party and app.kind != "resource_server":
            text = (
                f"{app.name} does not say its grants: a new client gets `implicit` and `refresh_token`, too"
            )
            yield remark(app, text, severity=None if app.is_whole else INFO)


def _unusual(view: View) -> Iterator[Remark]:
    for app in view.apps:
        for at, grant in app.texts(_FIELD):
            if grant.startswith(_LEGACY):
                yield remark(app, f"{app.name} allows a grant of Auth0's past, `{grant}`", _FIELD, at)
            elif app.kind == "non_interactive" and grant in _OF_PEOPLE:
                text = f"{app.name} is for machines, and allows a grant for people, `{grant}`"
                yield remark(app, text, _FIELD, at)
    for flag in _LEGACY_FLAGS if view.settings is not None else ():
        if view.settings is not None and get(view.settings.body, f"flags.{flag}") is True:
            yield remark(view.settings, f"`{flag}` keeps a way open that Auth0 has given up", "flags", flag)


def _unproved(view: View) -> Iterator[Remark]:
    """Yield one remark, about the first of the clients: nothing forces them to use PKCE."""
    public = [app for app in view.apps if app.kind in ("spa", "native") and app.has_code]
    enforced = any("code_challenge" in (action.text("code") or "") for action in view.actions)
    if public and view.has(ACTIONS) and not enforced:
        others = f" and {len(public) - 1} more" if len(public) > 1 else ""
        text = f"nothing makes {public[0].name}{others} use PKCE: Auth0 takes a code without it as well"
        yield remark(public[0], text, _FIELD)


def _client(kind: str, *grants: str) -> str:
    return f"clients:\n  - {{name: Shop, app_type: {kind}, grant_types: [{', '.join(grants)}]}}\n"


_ACTION: Final = """\
actions:
  - name: Require PKCE
    supported_triggers: [{id: post-login, version: v3}]
    code: |
      exports.onExecutePostLogin = async (event, api) => {
        CHECK
      };
"""

RULES: Final = family(
    Rule(
        id="GT001",
        name="implicit-grant",
        severity=WARNING,
        title="No client uses the implicit flow",
        sources=(bcp("2.1.2"), oauth21("10.1"), browsers("7.2"), asvs("10.4.4"), FORM_POST),
        why="Tokens in addresses end up in histories, logs and referrers. RFC 9700 says SHOULD NOT, and Auth0 gives the"
        " grant to every client that says none, so that it is a warning; the profiles `strict` and `fapi2` refuse it.",
        fix="use the authorization code flow with PKCE, and remove `implicit`",
        fails=_client("spa", "authorization_code", "implicit"),
        passes=_client("spa", "authorization_code"),
        judge=_implicit,
    ),
    Rule(
        id="GT002",
        name="password-grant",
        severity=ERROR,
        title="No application takes people's passwords",
        sources=(bcp("2.4"), asvs("10.4.4")),
        why="Whoever takes passwords can lose them, and neither a second factor nor a passkey gets in between. RFC 9700"
        " forbids it.",
        fix="send people to Universal Login",
        fails=_client("regular_web", "authorization_code", "password"),
        passes=_client("regular_web", "authorization_code"),
        judge=_password,
    ),
    Rule(
        id="GT003",
        name="client-credentials-in-public",
        severity=ERROR,
        title="Only confidential clients use client credentials",
        sources=(rfc(6749, "4.4"), GRANTS),
        why="Who reads the secret out of a page or an app is that machine.",
        fix="remove `client_credentials`, or make a client of its own for the machine",
        fails=_client("spa", "authorization_code", "client_credentials"),
        passes=_client("non_interactive", "client_credentials"),
        judge=_machine_in_public,
    ),
    Rule(
        id="GT004",
        name="grants-undeclared",
        severity=WARNING,
        title="A client says its grants",
        sources=(API,),
        why="Where they are left out, Auth0 gives a new client `authorization_code`, `implicit` and `refresh_token`."
        " A warning in a plan that creates the client; a note where only the files are known.",
        fix="write `grant_types`",
        fails="clients:\n  - {name: Shop, app_type: spa}\n",
        passes=_client("spa", "authorization_code"),
        judge=_undeclared,
    ),
    Rule(
        id="GT005",
        name="unusual-grant",
        severity=WARNING,
        title="Grants suit the kind of application",
        sources=(asvs("10.4.4"), GRANTS),
        why="A way that is not used is still a way in: machines with grants for people, and what Auth0 has given up.",
        fix="remove the grant, or switch the flag off",
        fails=_client("non_interactive", "client_credentials", "authorization_code"),
        passes=_client("non_interactive", "client_credentials"),
        judge=_unusual,
    ),
    Rule(
        id="GT006",
        name="pkce-not-enforced",
        severity=INFO,
        title="Public clients are made to use PKCE",
        sources=(bcp("2.1.1"),),
        why="Auth0 does not refuse a request without PKCE, so a stolen code can be used. Only an action can refuse it."
        " Judged where the files hold the actions.",
        fix="refuse requests without a `code_challenge` in an action for post-login",
        fails=_client("spa", "authorization_code")
        + _ACTION.replace("CHECK", "api.user.setUserMetadata('seen', true);"),
        passes=_client("spa", "authorization_code")
        + _ACTION.replace(
            "CHECK", "if (!event.request.query.code_challenge) api.access.deny('PKCE is required');"
        ),
        judge=_unproved,
    ),
)
