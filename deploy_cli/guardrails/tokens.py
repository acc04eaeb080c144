"""Rules about access tokens and ID tokens."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.path import get
from deploy_cli.guardrails.remarks import remark
from deploy_cli.guardrails.rule import ERROR, INFO, WARNING, Remark, Rule, family
from deploy_cli.guardrails.sources import ACCESS_TOKENS, ALGORITHMS, API, KINDS, bcp, oauth21, rfc
from deploy_cli.guardrails.view import View, number
from deploy_cli.lifetimes.durations import spoken

_DAY, _WEEK, _FOR_WEB, _ID_TOKEN = 86_400, 604_800, 7_200, 36_000
_NORMAL: Final = "token_lifetime"
_WEB: Final = "token_lifetime_for_web"


def _symmetric_client(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.inner("jwt_configuration").get("alg") == "HS256":
            text = (
                f"the ID tokens of {app.name} are signed with a secret that whoever checks them has to know"
            )
            severity = ERROR if app.is_public else None
            yield remark(app, text, "jwt_configuration", "alg", severity=severity)


def _symmetric_api(view: View) -> Iterator[Remark]:
    for api in view.apis:
        if api.text("signing_alg") == "HS256":
            text = (
                f"the access tokens of {api.name} are signed with a secret: whoever checks one can make one"
            )
            yield remark(api, text, "signing_alg")


def _long_access(view: View) -> Iterator[Remark]:
    for api in view.apis:
        life = api.number(_NORMAL)
        if life is not None and life > _DAY:
            text = f"a stolen access token of {api.name} works for {spoken(int(life))}, and cannot be revoked"
            yield remark(api, text, _NORMAL, severity=ERROR if life >= _WEEK else None)


def _web_longer(view: View) -> Iterator[Remark]:
    for api in view.apis:
        life, web = api.number(_NORMAL), api.number(_WEB)
        if web is None or _WEB not in api.desired.body:
            continue  # nobody knows whether Auth0 minds one that it chose itself
        if life is not None and web > life:
            text = (
                f"`{_WEB}` of {api.name}, {spoken(int(web))}, is longer than `{_NORMAL}`, {spoken(int(life))}"
            )
            yield remark(api, text, _WEB)
        elif web > _FOR_WEB:
            text = f"access tokens of {api.name} that stand in an address live {spoken(int(web))}"
            yield remark(api, text, _WEB, severity=WARNING)


def _unbound(view: View) -> Iterator[Remark]:
    for api in view.apis:
        sensitive = api.text("consent_policy") or api.body.get("authorization_details")
        if sensitive and not api.inner("proof_of_possession").get("required"):
            text = f"{api.name} asks for consent to each transaction, and takes its tokens from anybody who has them"
            yield remark(api, text, "proof_of_possession")


def _long_id_token(view: View) -> Iterator[Remark]:
    for app in view.apps:
        life = number(get(app.body, "jwt_configuration.lifetime_in_seconds"))
        if life is not None and life > _ID_TOKEN:
            text = f"the ID tokens of {app.name} live {spoken(int(life))}; Auth0's own default is 10 hours"
            yield remark(app, text, "jwt_configuration", "lifetime_in_seconds")


def _client(alg: str, life: int = _ID_TOKEN) -> str:
    signed = f"{{alg: {alg}, lifetime_in_seconds: {life}}}"
    return f"clients:\n  - {{name: Shop, app_type: spa, jwt_configuration: {signed}}}\n"


def _api(*fields: str) -> str:
    lines = (
        "  - identifier: https://api.acme.example",
        "    name: Orders",
        *(f"    {one}" for one in fields),
    )
    return "\n".join(("resourceServers:", *lines)) + "\n"


RULES: Final = family(
    Rule(
        id="TK001",
        name="symmetric-id-token",
        severity=WARNING,
        title="ID tokens are signed with a private key",
        sources=(KINDS, ALGORITHMS),
        why="With HS256 the client's secret checks the signature, and makes it. An error in public clients, which"
        " cannot have one; Auth0's SDKs for them refuse such tokens.",
        fix="write `alg: RS256`",
        fails=_client("HS256"),
        passes=_client("RS256"),
        judge=_symmetric_client,
    ),
    Rule(
        id="TK002",
        name="symmetric-access-token",
        severity=WARNING,
        title="Access tokens are signed with a private key",
        sources=(ALGORITHMS,),
        why="Every service that checks a token under HS256 can make tokens for all others.",
        fix="use RS256; where Auth0 does not change it any more, make another API",
        fails=_api("signing_alg: HS256"),
        passes=_api("signing_alg: RS256"),
        judge=_symmetric_api,
    ),
    Rule(
        id="TK003",
        name="long-access-token",
        severity=WARNING,
        title="Access tokens live a day at most",
        sources=(rfc(6750, "5.3"), oauth21("7.1.3.5"), bcp("4.10")),
        why="Nobody can take an access token back. RFC 6750 recommends an hour or less. More than a day is a warning, a"
        " week or more an error.",
        fix="write at most 86400, and let refresh tokens do the rest",
        fails=_api("token_lifetime: 172800"),
        passes=_api("token_lifetime: 3600"),
        judge=_long_access,
    ),
    Rule(
        id="TK004",
        name="long-token-in-an-address",
        severity=ERROR,
        title="Access tokens of the implicit flow live shorter than others",
        sources=(API, ACCESS_TOKENS),
        why="Auth0 does not take a longer one. More than two hours, Auth0's default, is a warning: these tokens stand"
        " in addresses. The setting does nothing for the code flow.",
        fix="lower `token_lifetime_for_web`",
        fails=_api("token_lifetime: 3600", "token_lifetime_for_web: 7200"),
        passes=_api("token_lifetime: 7200", "token_lifetime_for_web: 3600"),
        judge=_web_longer,
    ),
    Rule(
        id="TK005",
        name="unbound-sensitive-api",
        severity=INFO,
        title="Tokens of an API for transactions are bound to a key",
        sources=(bcp("2.2.1"), rfc(9449, "1"), rfc(8705, "3")),
        why="Where each transaction is worth a consent, its token should be worth nothing to a thief. Said of APIs with"
        " a `consent_policy` or `authorization_details`.",
        fix="require `proof_of_possession`, by DPoP or mTLS",
        fails=_api("consent_policy: transactional-authorization-with-mfa"),
        passes=_api(
            "consent_policy: transactional-authorization-with-mfa",
            "proof_of_possession: {mechanism: dpop, required: true}",
        ),
        judge=_unbound,
    ),
    Rule(
        id="TK006",
        name="long-id-token",
        severity=WARNING,
        title="ID tokens live ten hours at most",
        sources=(API,),
        why="Applications that tie their own session to the ID token keep people in for as long.",
        fix="write at most 36000",
        fails=_client("RS256", 86_400),
        passes=_client("RS256"),
        judge=_long_id_token,
    ),
)
