"""Rules about how far refresh tokens reach: other APIs, sessions, access tokens that outlive them."""

from collections.abc import Iterator, Mapping
from typing import Final

from deploy_cli.core.path import get
from deploy_cli.guardrails.remarks import remark
from deploy_cli.guardrails.rule import ERROR, INFO, WARNING, Remark, Rule, family
from deploy_cli.guardrails.sources import ACCESS_TOKENS, API, MRRT, ONLINE, REVOKING, SDK_656
from deploy_cli.guardrails.view import APIS, App, Subject, View
from deploy_cli.lifetimes.client import sessions_of
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.lasting import FOREVER

_TAG: Final = "must_reauthenticate"


def _idle_hidden(view: View) -> Iterator[Remark]:
    """Yield the clients whose inactivity lifetime no API lets act; where one does, nobody knows which is used."""
    giving = [api for api in view.apis if api.flag("allow_offline_access")]
    lives = [api.number("token_lifetime") for api in giving]
    if not giving or None in lives:
        return
    shortest = min(life for life in lives if life is not None)
    for app in view.apps:
        idle = app.lasting.idle
        if app.refreshes and idle is not None and idle != FOREVER and shortest >= idle:
            text = (
                f"access tokens live {spoken(int(shortest))}, so the inactivity lifetime of {app.name},"
                f" {spoken(int(idle))}, ends nobody's login before that"
            )
            yield remark(app, text, "refresh_token", "idle_token_lifetime")


def _session_outlives(view: View) -> Iterator[Remark]:
    if view.settings is None:
        return
    sessions, unsaid = sessions_of(view.settings.body)
    for app in view.apps:
        absolute = app.lasting.absolute
        tagged = str(app.inner("client_metadata").get(_TAG, "")).casefold() == "true"
        if tagged and not unsaid and absolute is not None and sessions.absolute > absolute:
            text = (
                f"people have to log in at {app.name} again after {spoken(int(absolute))}, and the session at Auth0"
                f" signs them in for {spoken(sessions.absolute)} without being asked"
            )
            yield remark(app, text, "refresh_token", "token_lifetime")


def _further_apis(view: View) -> Iterator[Remark]:
    known = {api.address.name: api for api in view.apis}
    for app in view.apps:
        policies = app.block.get("policies")
        for at, policy in enumerate(policies if isinstance(policies, list) else ()):
            if not isinstance(policy, dict):
                continue
            for text, severity in _unreachable(app, policy, known, says_apis=view.has(APIS)):
                yield remark(app, text, "refresh_token", "policies", at, "audience", severity=severity)


def _unreachable(
    app: App, policy: Mapping[str, object], known: Mapping[str, Subject], *, says_apis: bool
) -> Iterator[tuple[str, str | None]]:
    """Yield why Auth0 passes over one of the further APIs of a client; what only the files do not know is a warning."""
    audience = str(policy.get("audience"))
    if app.is_third_party:
        yield f"{app.name} is a third-party application, and those get no further APIs", None
    if audience.endswith(".auth0.com/api/v2/"):
        yield f"{app.name} names the Management API, for which Auth0 exchanges no refresh token", None
    elif (api := known.get(audience)) is None:
        if says_apis:
            yield f"{app.name} names the API `{audience}`, which the files do not know", WARNING
    else:
        if api.flag("skip_consent_for_verifiable_first_party_clients") is False:
            yield f"{app.name} names the API {api.name}, which asks for consent: Auth0 passes it over", None
        offered, asked = api.body.get("scopes"), policy.get("scope")
        if isinstance(offered, list) and isinstance(asked, list):
            known_scopes = {str(scope.get("value")) for scope in offered if isinstance(scope, dict)}
            for scope in asked:
                if str(scope) not in known_scopes:
                    yield f"{app.name} names the scope `{scope}`, which {api.name} does not have", None


def _online(view: View) -> Iterator[Remark]:
    for api in view.apis:
        without = api.flag("allow_online_access") is False or (
            api.is_whole and not api.flag("allow_online_access")
        )
        if api.flag("allow_online_access_with_ephemeral_sessions") and without:
            text = f"{api.name} gives online refresh tokens in ephemeral sessions, and none at all otherwise"
            yield remark(api, text, "allow_online_access_with_ephemeral_sessions")
    giving = [api for api in view.apis if api.flag("allow_online_access") or api.flag("allow_offline_access")]
    if not giving or any(api.flag("allow_offline_access") is not False for api in giving):
        return
    for app in view.apps:
        if (
            app.grants is not None
            and app.is_public
            and app.refreshes
            and app.flag("require_proof_of_possession") is False
        ):
            text = f"{app.name} is public, and its online refresh tokens have to be bound to a key"
            yield remark(app, text, "require_proof_of_possession")


def _revoked_alone(view: View) -> Iterator[Remark]:
    if view.settings is not None and get(view.settings.body, "flags.revoke_refresh_token_grant") is False:
        text = "revoking a refresh token leaves the others of the same person and application alone"
        yield remark(view.settings, text, "flags", "revoke_refresh_token_grant")


def _further(policy: str) -> str:
    return f"""\
resourceServers:
  - identifier: https://orders.acme.example
    name: Orders
    skip_consent_for_verifiable_first_party_clients: true
    scopes: [{{value: read:orders}}]
clients:
  - name: Shop
    refresh_token:
      rotation_type: rotating
      expiration_type: expiring
      token_lifetime: 2592000
      policies: [{policy}]
"""


_HIDDEN: Final = """\
resourceServers:
  - {identifier: https://api.acme.example, name: Orders, allow_offline_access: true, token_lifetime: 2592000}
clients:
  - name: Shop
    refresh_token: {rotation_type: rotating, expiration_type: expiring, idle_token_lifetime: 1209600}
"""
_ONLINE: Final = """\
resourceServers:
  - identifier: https://api.acme.example
    name: Orders
    allow_online_access: false
    allow_online_access_with_ephemeral_sessions: true
"""
_SESSION: Final = """\
tenant: {session_lifetime: 720, idle_session_lifetime: 72}
clients:
  - name: Back office
    client_metadata: {must_reauthenticate: "true"}
    refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 86400}
"""

RULES: Final = family(
    Rule(
        id="RT016",
        name="access-token-outlives-inactivity",
        severity=WARNING,
        title="Access tokens end before the inactivity lifetime does",
        sources=(ACCESS_TOKENS,),
        why="As long as the access token works, nothing is renewed and nothing is refused: the inactivity lifetime"
        " cannot act before it ends.",
        fix="shorten `token_lifetime` of the API",
        fails=_HIDDEN,
        passes=_HIDDEN.replace("token_lifetime: 2592000", "token_lifetime: 3600"),
        judge=_idle_hidden,
    ),
    Rule(
        id="RT017",
        name="session-outlives-absolute-lifetime",
        severity=WARNING,
        title="Where people must log in again, the session at Auth0 ends as early as the refresh token",
        sources=(SDK_656,),
        why="When the refresh token has ended, an application goes to Auth0, where the session still lives: the person"
        " is signed in without being asked, and a new absolute lifetime begins. Said of clients whose `client_metadata`"
        ' holds `must_reauthenticate: "true"`.',
        fix="shorten `session_lifetime`, or have the application send `max_age`",
        fails=_SESSION,
        passes=_SESSION.replace("720", "24").replace("72}", "12}"),
        judge=_session_outlives,
    ),
    Rule(
        id="RT018",
        name="unreachable-further-api",
        severity=ERROR,
        title="The further APIs of a refresh token can be reached",
        sources=(MRRT,),
        why="Auth0 passes over an API or a scope that it does not know, in silence and only at the exchange. The"
        " Management API, third-party clients and APIs that ask for consent are excluded. An API that the files do not"
        " know is a warning, for the tenant may have it.",
        fix="correct the list in `refresh_token.policies`",
        fails=_further("{audience: 'https://orders.acme.example', scope: ['write:orders']}"),
        passes=_further("{audience: 'https://orders.acme.example', scope: ['read:orders']}"),
        judge=_further_apis,
    ),
    Rule(
        id="RT019",
        name="online-refresh-tokens",
        severity=ERROR,
        title="Online refresh tokens are allowed as a whole, and bound to a key in public clients",
        sources=(ONLINE, API),
        why="Those in ephemeral sessions are a part of the feature and do nothing without it; a public client gets"
        " none unless it proves possession of a key.",
        fix="set `allow_online_access: true`; in public clients `require_proof_of_possession: true`",
        fails=_ONLINE,
        passes=_ONLINE.replace("allow_online_access: false", "allow_online_access: true"),
        judge=_online,
    ),
    Rule(
        id="RT022",
        name="revoked-alone",
        severity=INFO,
        title="It is decided what revoking one refresh token does to the others",
        sources=(REVOKING,),
        why="With the flag, revoking one token ends all of the same person, application and API. Without it a lost"
        " phone can be shut out alone, and whoever wants everybody out has to revoke each one.",
        fix="set `flags.revoke_refresh_token_grant: true` if revoking is to end everything; else leave it out",
        fails="tenant: {flags: {revoke_refresh_token_grant: false}}\n",
        passes="tenant: {flags: {revoke_refresh_token_grant: true}}\n",
        judge=_revoked_alone,
    ),
)
