"""Rules about refresh tokens that are used again: rotation, its leeway, and binding to a key."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.guardrails.remarks import remark
from deploy_cli.guardrails.rule import ERROR, INFO, WARNING, Remark, Rule, family
from deploy_cli.guardrails.sources import (
    KINDS,
    ROTATION,
    SDK_1684,
    asvs,
    bcp,
    browsers,
    fapi2,
    oauth21,
)
from deploy_cli.guardrails.view import View
from deploy_cli.lifetimes.durations import spoken

_LONG, _FAR_TOO_LONG = 60, 300
_TYPE: Final = ("refresh_token", "rotation_type")
_LEEWAY: Final = ("refresh_token", "leeway")


def _public_without_rotation(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.is_public and app.refreshes and app.lasting.rotating is False and not app.is_bound:
            yield remark(
                app,
                f"the refresh tokens of {app.name} do not rotate, and it cannot keep a secret:"
                " whoever steals one can use it unnoticed",
                *_TYPE,
            )


def _long_leeway(view: View) -> Iterator[Remark]:
    for app in view.apps:
        leeway = app.lasting.leeway
        if app.lasting.rotating and leeway > _LONG:
            yield remark(
                app,
                f"for {spoken(leeway)} after each exchange a stolen refresh token of {app.name} works unnoticed",
                *_LEEWAY,
                severity=ERROR if leeway > _FAR_TOO_LONG else None,
            )


def _no_leeway(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.kind in ("spa", "native") and app.lasting.rotating and app.block.get("leeway") == 0:
            yield remark(
                app,
                f"{app.name} has no leeway: a lost answer, or two tabs that renew at once, log the person out",
                *_LEEWAY,
            )


def _rotating_legacy(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.lasting.rotating and app.flag("oidc_conformant") is False:
            text = f"{app.name} is not OIDC-conformant, and Auth0 rotates refresh tokens only of clients that are"
            severity = None if "oidc_conformant" in app.desired.body else WARNING
            yield remark(app, text, "oidc_conformant", severity=severity)


def _rotating_fapi(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if (app.text("compliance_level") or "").startswith("fapi2") and app.lasting.rotating:
            yield remark(
                app,
                f"{app.name} is held to FAPI 2.0, which has no refresh-token rotation:"
                " its tokens are bound to a key already",
                *_TYPE,
            )


RULES: Final = family(
    Rule(
        id="RT001",
        name="public-client-without-rotation",
        severity=ERROR,
        title="The refresh tokens of a public client rotate, or are bound to its key",
        sources=(
            bcp("2.2.2"),
            bcp("4.14.2"),
            browsers("6.3.2.3"),
            oauth21("4.3"),
            asvs("10.4.5"),
        ),
        why="An application in a browser or on a phone cannot keep a secret, so its refresh token is all that a thief"
        " needs. With rotation the thief and the owner use the same token twice, which Auth0 notices and ends. Auth0's"
        " API accepts public clients without either.",
        fix="write `rotation: rotating` in the policy, or `require_proof_of_possession: true` in the client",
        fails="""\
clients:
  - name: Storefront
    app_type: spa
    grant_types: [authorization_code, refresh_token]
    refresh_token:
      rotation_type: non-rotating
      expiration_type: expiring
      token_lifetime: 2592000
      idle_token_lifetime: 1296000
""",
        passes="""\
refresh_token_policies:
  browser: {rotation: rotating, leeway: 3s, absolute_lifetime: 30d, inactivity_lifetime: 15d}
clients:
  - name: Storefront
    app_type: spa
    grant_types: [authorization_code, refresh_token]
    refresh_token_policy: browser
""",
        judge=_public_without_rotation,
    ),
    Rule(
        id="RT008",
        name="long-leeway",
        severity=WARNING,
        title="The leeway of a rotation is a matter of seconds",
        sources=(ROTATION, SDK_1684, bcp("4.14.2")),
        why="Within the leeway a used token gives a new one once more, and no alarm is raised; each such token begins"
        " a branch of its own. More than a minute is a warning, more than five minutes an error.",
        fix="write 0 to 10 seconds for the web, at most 30 seconds for phones",
        fails="""\
clients:
  - name: Storefront
    refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 2592000, leeway: 120}
""",
        passes="""\
clients:
  - name: Storefront
    refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 2592000, leeway: 10}
""",
        judge=_long_leeway,
    ),
    Rule(
        id="RT009",
        name="no-leeway",
        severity=INFO,
        title="Applications in browsers and on phones have a few seconds of leeway",
        sources=(ROTATION, SDK_1684),
        why="Phones lose answers, and two tabs renew at once. Without leeway the second use of a token counts as theft:"
        " the whole login on that device ends.",
        fix="write a leeway of 3 to 10 seconds",
        fails="""\
clients:
  - name: Storefront
    app_type: spa
    refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 2592000, leeway: 0}
""",
        passes="""\
clients:
  - name: Storefront
    app_type: spa
    refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 2592000, leeway: 3}
""",
        judge=_no_leeway,
    ),
    Rule(
        id="RT014",
        name="rotating-and-not-conformant",
        severity=ERROR,
        title="Only OIDC-conformant clients rotate refresh tokens",
        sources=(ROTATION, KINDS),
        why="Auth0 supports rotation for OIDC-conformant clients with the refresh-token grant, and for no others. A"
        " warning where the files do not say it and the tenant has it so: Auth0 gives it to new clients.",
        fix="set `oidc_conformant: true`; that changes token formats, so review what the application expects",
        fails="""\
clients:
  - name: Legacy shop
    oidc_conformant: false
    refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 2592000, leeway: 3}
""",
        passes="""\
clients:
  - name: Legacy shop
    oidc_conformant: true
    refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 2592000, leeway: 3}
""",
        judge=_rotating_legacy,
    ),
    Rule(
        id="RT021",
        name="fapi-without-rotation",
        severity=WARNING,
        title="Clients held to FAPI 2.0 do not rotate refresh tokens",
        sources=(fapi2("5.3.2.1"),),
        why="FAPI 2.0 binds refresh tokens to the client, so rotation adds no protection, and a lost answer costs a"
        " login. It is meant for extraordinary circumstances only.",
        fix="write `rotation: non-rotating` in the policy",
        fails="""\
clients:
  - name: Bank
    compliance_level: fapi2_sp_pkj_mtls
    refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 2592000}
""",
        passes="""\
clients:
  - name: Bank
    compliance_level: fapi2_sp_pkj_mtls
    refresh_token: {rotation_type: non-rotating, expiration_type: expiring, token_lifetime: 2592000}
""",
        judge=_rotating_fapi,
    ),
)
