"""Rules about how clients prove who they are."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.path import Path
from deploy_cli.core.values import Secret, Value
from deploy_cli.guardrails.remarks import remark
from deploy_cli.guardrails.rule import ERROR, INFO, WARNING, Remark, Rule, family
from deploy_cli.guardrails.sources import CROSS_ORIGIN, KINDS, ROTATION, SECRETS, asvs, bcp, rfc
from deploy_cli.guardrails.view import View

_METHOD: Final = "token_endpoint_auth_method"
_SECRET_BASED: Final = ("client_secret_post", "client_secret_basic")


def _unauthenticated(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.kind in ("regular_web", "non_interactive") and app.text(_METHOD) == "none":
            text = f"{app.name} runs on a server and does not prove who it is: anybody can be it"
            yield remark(app, text, _METHOD)


def _public_secret(view: View) -> Iterator[Remark]:
    for app in view.apps:
        method = app.text(_METHOD)
        if app.kind in ("spa", "native") and method in _SECRET_BASED:
            text = f"{app.name} runs on people's devices, and its secret (`{method}`) with it"
            yield remark(app, text, _METHOD)


def _shared_secret(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.is_public is False and app.text(_METHOD) in _SECRET_BASED:
            text = f"{app.name} shares a secret with Auth0, where a key of its own would do"
            yield remark(app, text, _METHOD)


def _literal(view: View) -> Iterator[Remark]:
    """Yield the secrets that stand in the files themselves: nothing was put in for them."""
    for one in view.desired.resources.values():
        origins = (one.origin(path) for path, secret in _secrets(one.body) if secret.is_known)
        plain = [origin.location for origin in origins if origin is not None and not origin.through]
        if plain:
            what = "a secret" if len(plain) == 1 else f"{len(plain)} secrets"
            text = (
                f"{what} of `{one.address.name or one.address.section}` in the file itself, for all to read"
            )
            yield Remark(text, one.address, plain[0])


def _secrets(value: Value, at: Path = ()) -> Iterator[tuple[Path, Secret]]:
    match value:
        case Secret():
            yield at, value
        case dict():
            for key, item in value.items():
                yield from _secrets(item, (*at, key))
        case list():
            for index, item in enumerate(value):
                yield from _secrets(item, (*at, index))


def _cross_origin(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.flag("cross_origin_authentication"):
            text = f"{app.name} takes passwords in its own pages, and sends them to Auth0 across origins"
            yield remark(app, text, "cross_origin_authentication")


def _legacy(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.flag("oidc_conformant") is False:
            text = f"{app.name} is not OIDC-conformant: Auth0 treats it as in the days before the standard"
            yield remark(app, text, "oidc_conformant")


def _client(*fields: str) -> str:
    return "clients:\n  - name: Shop\n" + "".join(f"    {field}\n" for field in fields)


RULES: Final = family(
    Rule(
        id="CL001",
        name="server-without-authentication",
        severity=ERROR,
        title="Applications on servers authenticate",
        sources=(bcp("2.5"), KINDS),
        why="A server can keep a secret or a key. Without one whoever has a stolen code or refresh token can use it,"
        " and Auth0 treats the client as a public one.",
        fix="use `private_key_jwt`, or at least `client_secret_post`",
        fails=_client("app_type: regular_web", "token_endpoint_auth_method: none"),
        passes=_client("app_type: regular_web", "token_endpoint_auth_method: client_secret_post"),
        judge=_unauthenticated,
    ),
    Rule(
        id="CL002",
        name="secret-on-a-device",
        severity=ERROR,
        title="Applications on people's devices have no secret",
        sources=(rfc(8252, "8.5"), KINDS),
        why="What is in every copy of an app or a page is known to everybody; it proves nothing.",
        fix="write `token_endpoint_auth_method: none`, and use PKCE",
        fails=_client("app_type: spa", "token_endpoint_auth_method: client_secret_post"),
        passes=_client("app_type: spa", "token_endpoint_auth_method: none"),
        judge=_public_secret,
    ),
    Rule(
        id="CL003",
        name="shared-secret",
        severity=INFO,
        title="Confidential clients authenticate with a key of their own",
        sources=(bcp("2.5"), asvs("10.4.16")),
        why="A secret is known to both sides and travels with every request; a private key stays where it is. Off in"
        " the default profile, for Auth0 offers keys on some plans only.",
        fix="use `private_key_jwt` or mTLS",
        fails=_client("app_type: regular_web", "token_endpoint_auth_method: client_secret_post"),
        passes=_client("app_type: regular_web"),
        judge=_shared_secret,
    ),
    Rule(
        id="CL004",
        name="secret-in-the-files",
        severity=WARNING,
        title="No secret stands in a tenant file",
        sources=(SECRETS,),
        why="What is in git stays there, for everybody who has ever had a copy. An error in the profiles `strict` and"
        " `fapi2`; a plan that is refused for it would not take it back.",
        fix="write `$(secret:NAME)`, and change the secret, for it is known now",
        fails=_client("client_secret: 9f8ab4d2c3e1f0a7b6c5d4e3f2a1b0c9"),
        passes=_client("client_secret: $(secret:SHOP_SECRET)"),
        judge=_literal,
        of_tenant=False,
    ),
    Rule(
        id="CL005",
        name="cross-origin-authentication",
        severity=WARNING,
        title="No application takes passwords in its own pages",
        sources=(CROSS_ORIGIN,),
        why="Whatever else runs in the page reads along, and it needs cookies of a third party, which browsers block.",
        fix="set `cross_origin_authentication: false`, and use Universal Login",
        fails=_client("cross_origin_authentication: true"),
        passes=_client("cross_origin_authentication: false"),
        judge=_cross_origin,
    ),
    Rule(
        id="CL006",
        name="not-conformant",
        severity=WARNING,
        title="Clients are OIDC-conformant",
        sources=(ROTATION, KINDS),
        why="Without it Auth0 keeps old token formats and flows alive; what is new, as rotation, is missing.",
        fix="set `oidc_conformant: true`, after a look at what the application expects",
        fails=_client("oidc_conformant: false"),
        passes=_client("oidc_conformant: true"),
        judge=_legacy,
    ),
)
