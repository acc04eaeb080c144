"""Rules about who has a refresh-token policy, and whether it can do anything."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.address import Address
from deploy_cli.guardrails.remarks import remark
from deploy_cli.guardrails.rule import INFO, WARNING, Remark, Rule, family
from deploy_cli.guardrails.sources import API, EXPIRATION, REFRESH_TOKENS, TOKEN_PRACTICES, asvs
from deploy_cli.guardrails.view import View

_GRANTS: Final = "grant_types"
_BLOCK: Final = "refresh_token"


def _missing(view: View) -> Iterator[Remark]:
    """Yield the clients that may get refresh tokens, and leave their lifetimes to whatever the tenant holds.

    Where the files do not say which grants a client has, nobody knows.
    """
    for app in view.apps:
        said = app.desired.body
        if isinstance(grants := said.get(_GRANTS), list) and _BLOCK in grants and not said.get(_BLOCK):
            text = (
                f"{app.name} may get refresh tokens, and nothing says how long they live:"
                f" add `refresh_token_policy`, or `{_BLOCK}`"
            )
            yield remark(app, text, _GRANTS)


def _dead(view: View) -> Iterator[Remark]:
    for app in view.apps:
        if app.desired.policy is not None and not app.refreshes:
            text = f"{app.name} has the policy `{app.desired.policy}`, and gets no refresh tokens: the grant is missing"
            yield remark(app, text, "refresh_token_policy")


def _no_api(view: View) -> Iterator[Remark]:
    offered = [api.flag("allow_offline_access") or (None if api.lacks("allow_offline_access") is None else False)
               for api in view.apis]  # fmt: skip
    if not offered or True in offered or None in offered:
        return
    for app in view.apps:
        if app.grants is not None and app.refreshes and app.has_code:
            text = (
                f"{app.name} may get refresh tokens, and no API in these files gives any:"
                " Auth0 leaves them out silently"
            )
            yield remark(app, text, _GRANTS)


def _offered_for_nobody(view: View) -> Iterator[Remark]:
    if not view.apps or any(app.refreshes for app in view.apps):
        return
    for api in view.apis:
        if api.flag("allow_offline_access"):
            text = f"{api.name} gives refresh tokens, and no client has the grant for them"
            yield remark(api, text, "allow_offline_access")


def _unused(view: View) -> Iterator[Remark]:
    """Yield the policies that no resource refers to, nor any policy that one refers to."""
    desired, used = view.desired, set[str]()
    for one in desired.resources.values():
        name = one.policy if not one.lifecycle.absent else None
        while name is not None and name not in used:
            used.add(name)
            name = desired.policies[name].extends if name in desired.policies else None
    for name, policy in desired.policies.items():
        if name not in used:
            text = f"no client uses the refresh-token policy `{name}`: name it in a client, or remove it"
            yield Remark(text, Address("refresh_token_policies", name), policy.source)


_POLICY: Final = """\
refresh_token_policies:
  browser: {rotation: rotating, leeway: 3s, absolute_lifetime: 30d, inactivity_lifetime: 15d}
"""

RULES: Final = family(
    Rule(
        id="RT010",
        name="refresh-token-policy-missing",
        severity=WARNING,
        title="A client that may get refresh tokens says how long they live",
        sources=(API, EXPIRATION),
        why="Where nothing is said, Auth0's API makes tokens that do not rotate and never expire, whatever kind of"
        " application it is.",
        fix="name a policy with `refresh_token_policy`, or write a `refresh_token` block",
        fails="""\
clients:
  - name: Shop
    grant_types: [authorization_code, refresh_token]
""",
        passes=_POLICY
        + """\
clients:
  - name: Shop
    grant_types: [authorization_code, refresh_token]
    refresh_token_policy: browser
""",
        judge=_missing,
        of_tenant=False,
    ),
    Rule(
        id="RT011",
        name="policy-without-grant",
        severity=WARNING,
        title="A client with a refresh-token policy has the grant for refresh tokens",
        sources=(REFRESH_TOKENS,),
        why="Without the grant `refresh_token` Auth0 issues none, and the policy says something that never holds.",
        fix="add `refresh_token` to `grant_types`, or remove the policy",
        fails=_POLICY
        + """\
clients:
  - {name: Shop, grant_types: [authorization_code], refresh_token_policy: browser}
""",
        passes=_POLICY
        + """\
clients:
  - {name: Shop, grant_types: [authorization_code, refresh_token], refresh_token_policy: browser}
""",
        judge=_dead,
    ),
    Rule(
        id="RT012",
        name="no-api-gives-refresh-tokens",
        severity=WARNING,
        title="Where clients may get refresh tokens, an API gives them",
        sources=(TOKEN_PRACTICES, REFRESH_TOKENS),
        why="Auth0 issues a refresh token only if the API that is asked for allows offline access. Otherwise it leaves"
        " the token out and says nothing, and people log in again and again.",
        fix="set `allow_offline_access: true` on the API that the client uses",
        fails="""\
resourceServers:
  - {identifier: https://api.acme.example, name: Orders, allow_offline_access: false}
clients:
  - {name: Shop, grant_types: [authorization_code, refresh_token]}
""",
        passes="""\
resourceServers:
  - {identifier: https://api.acme.example, name: Orders, allow_offline_access: true}
clients:
  - {name: Shop, grant_types: [authorization_code, refresh_token]}
""",
        judge=_no_api,
    ),
    Rule(
        id="RT013",
        name="refresh-tokens-for-nobody",
        severity=INFO,
        title="An API gives refresh tokens only where a client may get them",
        sources=(asvs("10.4.4"),),
        why="What nobody needs should be off: the next client would get long-lived tokens without a decision.",
        fix="set `allow_offline_access: false`",
        fails="""\
resourceServers:
  - {identifier: https://api.acme.example, name: Orders, allow_offline_access: true}
clients:
  - {name: Shop, grant_types: [authorization_code]}
""",
        passes="""\
resourceServers:
  - {identifier: https://api.acme.example, name: Orders, allow_offline_access: false}
clients:
  - {name: Shop, grant_types: [authorization_code]}
""",
        judge=_offered_for_nobody,
    ),
    Rule(
        id="RT023",
        name="refresh-token-policy-unused",
        severity=INFO,
        title="Every refresh-token policy is used",
        sources=(EXPIRATION,),
        why="A policy that no client refers to decides nothing, and who reads it believes that it does.",
        fix="name it in a client, or remove it",
        fails=_POLICY,
        passes=_POLICY
        + """\
clients:
  - {name: Shop, refresh_token_policy: browser}
""",
        judge=_unused,
        of_tenant=False,
    ),
)
