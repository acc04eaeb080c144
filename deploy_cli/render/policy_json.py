"""The refresh-token policies of a tenant as a JSON value, from which the other views are drawn.

Durations are whole seconds; ``null`` never ends; a field that nobody said is in ``unsaid``, and its value is what a
new client gets.
"""

from collections.abc import Iterable, Iterator

from deploy_cli.app.refresh_tokens import Tenancy
from deploy_cli.core.values import Object
from deploy_cli.lifetimes.absence import away
from deploy_cli.lifetimes.client import Client, Need, State, can_exist, conditions
from deploy_cli.lifetimes.durations import written
from deploy_cli.lifetimes.explanation import answers
from deploy_cli.lifetimes.settings import ACCESS_TOKEN, Application, Fallback, Settings, Subscription

_WORDS = {
    Need.PERSON: {
        State.MET: "a grant by which people get one",
        State.MISSING: "no grant by which people get one (`authorization_code`, `password`, device code)",
        State.UNSAID: "`grant_types` is not said; a new client gets `authorization_code`",
        State.APPLICATION: "its grants must bring people a refresh token; of these that is not documented",
    },
    Need.GRANT: {
        State.MET: "`grant_types` has `refresh_token`",
        State.MISSING: "`grant_types` lacks `refresh_token`",
        State.UNSAID: "`grant_types` is not said; a new first-party client gets `refresh_token`",
    },
    Need.API: {
        State.MET: "an API has `allow_offline_access`",
        State.MISSING: "no API has `allow_offline_access`",
        State.UNSAID: "no API is known to have `allow_offline_access`; a new one has not",
    },
    Need.CONFORMANT: {
        State.MET: "`oidc_conformant` is on",
        State.APPLICATION: "the application must ask for an `audience`, as `oidc_conformant` is not known to be on",
    },
    Need.ROTATION: {
        State.MET: "it rotates, as it must in a browser",
        State.MISSING: "in a browser Auth0 gives one only with rotation, and `rotation_type` is `non-rotating`",
        State.UNSAID: "in a browser it must rotate, and `rotation_type` is not said",
    },
    Need.SCOPE: {State.APPLICATION: "the application must ask for the scope `offline_access`"},
}


def policies_object(tenancy: Tenancy, clients: Iterable[Client]) -> Object:
    """Return what is known about the policies of ``clients``."""
    sessions = tenancy.sessions
    return {
        "environment": tenancy.environment,
        "source": "files and live tenant" if tenancy.is_live else "files",
        "sessions": {
            "absolute": sessions.absolute,
            "inactivity": sessions.idle,
            "survives_closing_the_browser": sessions.survives_closing,
            "unsaid": list(tenancy.unsaid_sessions),
        },
        "apis": [
            {
                "identifier": api.identifier,
                "allow_offline_access": api.offline,
                "access_token": api.access_token,
                "access_token_for_web": api.access_token_for_web,
            }
            for api in tenancy.apis
        ],
        "policies": [client_object(tenancy, client) for client in clients],
    }


def client_object(tenancy: Tenancy, client: Client) -> Object:
    """Return what is known about the policy of one client."""
    found, refresh = conditions(client, tenancy.apis), client.refresh
    possible = can_exist(found)
    access = _access_tokens(tenancy)
    return {
        "name": client.name,
        "kind": {
            "app_type": client.app_type,
            "first_party": client.is_first_party,
            "public": client.is_public,
            "token_endpoint_auth_method": client.auth_method,
        },
        "people_log_in": client.is_for_people,
        "policy": client.policy,
        "rotating": refresh.rotating,
        "leeway": refresh.leeway,
        "absolute": refresh.absolute,
        "inactivity": refresh.idle,
        "unsaid": list(client.unsaid),
        "access_token": {"shortest": access[0], "longest": access[-1]},
        "refresh_token": {True: "possible", False: "impossible", None: "unsaid"}[possible],
        "conditions": [
            {"need": one.need.value, "state": one.state.value, "text": _WORDS[one.need][one.state]}
            for one in found
        ],
        "away": [] if possible is False else list(answers(away(_settings(tenancy, client, access[-1])))),
        "notes": [] if possible is False else list(_notes(tenancy, client, access[-1])),
    }


def _access_tokens(tenancy: Tenancy) -> list[int]:
    """Return the lives of access tokens of the APIs that matter, the shortest first."""
    apis = [api for api in tenancy.apis if api.offline] or tenancy.apis
    return sorted(ACCESS_TOKEN if api.access_token is None else api.access_token for api in apis) or [
        ACCESS_TOKEN
    ]


def _settings(tenancy: Tenancy, client: Client, access_token: int) -> Settings:
    """Return the settings for an application that keeps its tokens and does not use the session."""
    app = Application(fallback=Fallback.NONE)
    return Settings(access_token=access_token, refresh=client.refresh, sessions=tenancy.sessions, app=app)


def _notes(tenancy: Tenancy, client: Client, access_token: int) -> Iterator[str]:
    """Yield what wins over what, and what cannot be seen."""
    refresh, block = client.refresh, client.block
    for field, limit in (("token_lifetime", refresh.absolute), ("idle_token_lifetime", refresh.idle)):
        number = block.get(field)
        if limit is None and isinstance(number, int):
            flag = "expiration_type: non-expiring" if _never(client) else f"infinite_{field}: true"
            yield f"`{field}: {number}` ({written(number)}) says nothing beside `{flag}`"
    if client.unsaid:
        listed = ", ".join(f"`{field}`" for field in client.unsaid)
        kept = "" if tenancy.is_live else "; a client that exists keeps what it has: `--live` reads it"
        yield f"{listed}: not said; shown is what a new client gets{kept}"
    if refresh.idle is not None and access_token >= refresh.idle:
        yield "the access token lives as long as the inactivity lifetime or longer: the latter does nothing before"
    if refresh.idle is not None and refresh.absolute is not None and refresh.idle >= refresh.absolute:
        yield "the inactivity lifetime is not shorter than the absolute one: it does nothing"
    sessions = tenancy.sessions
    if refresh.absolute is not None:
        sum_ = written(sessions.absolute + refresh.absolute + access_token)
        yield (
            f"where the application falls back to the session ({written(sessions.absolute)},"
            f" {written(sessions.idle)} idle), a new absolute lifetime begins without a password; a password is due"
            f" after {sum_} at the latest"
        )
    if (capped := sessions.capped(Subscription.SELF_SERVICE)) != sessions:
        yield (
            f"a self-service subscription caps sessions at {written(capped.absolute)} and {written(capped.idle)} idle"
        )
    if tenancy.has_actions:
        yield "actions run at login and may shorten these lifetimes; they never lengthen them"
    if client.app_type == "spa":
        yield "an application that keeps tokens in memory (the SDK's default) loses them with the page"


def _never(client: Client) -> bool:
    return client.block.get("expiration_type") == "non-expiring"
