"""The situation of one person at one client: the settings for a simulation, and what had to be assumed for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deploy_cli.app.refresh_tokens import Tenancy
from deploy_cli.core.suggest import did_you_mean, one_of
from deploy_cli.errors import UsageError
from deploy_cli.lifetimes.client import Api, Client, Need, State, can_exist, conditions
from deploy_cli.lifetimes.durations import written
from deploy_cli.lifetimes.settings import (
    ACCESS_TOKEN,
    ACCESS_TOKEN_FOR_WEB,
    SDK_MARGIN,
    Application,
    Fallback,
    Flow,
    Settings,
    Storage,
    Subscription,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the command line says of the application; ``None`` where it does not."""

    flow: Flow | None = None
    storage: Storage | None = None
    fallback: Fallback | None = None
    session_check: int | None = None
    api: str | None = None
    subscription: Subscription | None = None
    online: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """Settings, and the sentences that say what was assumed to get to them."""

    settings: Settings
    assumptions: tuple[str, ...]


def situation(tenancy: Tenancy, client: Client, profile: Profile) -> Situation:
    """Return the settings of ``client`` in ``tenancy`` for an application of ``profile``.

    Raises `UsageError` for a client at which nobody logs in, and for an API that is not there.
    """
    if client.is_for_people is False:
        raise UsageError(
            f"`{client.name}` is for machines: nobody logs in there",
            hint=f"its `grant_types` are {one_of(list(client.grants))}" if client.grants else None,
        )
    assumed: list[str] = []
    flow = _flow(client, profile)
    api = _api(tenancy.apis, profile.api, assumed)
    fallback = profile.fallback or (Fallback.SILENT if flow is Flow.IMPLICIT else Fallback.REDIRECT)
    app = Application(
        flow=flow,
        storage=profile.storage or Storage.PERSISTENT,
        fallback=fallback,
        margin=SDK_MARGIN if client.app_type == "spa" and flow is Flow.CODE else 0,
        session_check=profile.session_check,
    )
    settings = Settings(
        access_token=_access_token(api, flow, assumed),
        refresh=client.refresh
        if can_exist(conditions(client, _apis(tenancy, profile))) is not False
        else None,
        sessions=tenancy.sessions.capped(profile.subscription or Subscription.ENTERPRISE),
        app=app,
        online=profile.online,
    )
    assumed += _about_tokens(tenancy, client, profile, settings)
    assumed += _about_app(client, profile, app)
    assumed += _about_sessions(tenancy, profile, app)
    return Situation(settings, tuple(assumed))


def _flow(client: Client, profile: Profile) -> Flow:
    if profile.flow is not None:
        return profile.flow
    grants = client.grants or ("authorization_code",)
    if any(grant in ("authorization_code", "password") for grant in grants):
        return Flow.CODE
    if any(grant.endswith("device_code") for grant in grants):
        return Flow.DEVICE
    return Flow.IMPLICIT if "implicit" in grants else Flow.CODE


def _apis(tenancy: Tenancy, profile: Profile) -> tuple[Api, ...]:
    chosen = tuple(api for api in tenancy.apis if api.identifier == profile.api)
    return chosen or tenancy.apis


def _api(apis: Sequence[Api], wanted: str | None, assumed: list[str]) -> Api | None:
    """Choose the API that the access tokens are for: one with refresh tokens, that whose tokens live longest."""
    if wanted is not None:
        names = [api.identifier for api in apis]
        if wanted not in names:
            hint = did_you_mean(wanted, names, f"there are {one_of(names)}" if names else "there is none")
            raise UsageError(f"there is no API `{wanted}` in the files", hint=hint)
        return apis[names.index(wanted)]
    candidates = [api for api in apis if api.offline] or list(apis)
    if not candidates:
        assumed.append(
            "the files describe no API: an access token is taken to live as long as Auth0's default"
        )
        return None
    chosen = max(candidates, key=lambda api: api.access_token or ACCESS_TOKEN)
    if len(candidates) > 1:
        assumed.append(
            f"the tokens are for `{chosen.identifier}`, whose access tokens live longest; `--api` says otherwise"
        )
    return chosen


def _access_token(api: Api | None, flow: Flow, assumed: list[str]) -> int:
    is_web = flow is Flow.IMPLICIT
    default = ACCESS_TOKEN_FOR_WEB if is_web else ACCESS_TOKEN
    field = "token_lifetime_for_web" if is_web else "token_lifetime"
    said = None if api is None else api.access_token_for_web if is_web else api.access_token
    if said is None and api is not None:
        assumed.append(
            f"`{api.identifier}` does not say `{field}`: an access token lives {written(default)}, Auth0's default"
        )
    return default if said is None else said


def _about_tokens(tenancy: Tenancy, client: Client, profile: Profile, settings: Settings) -> Iterator[str]:
    if settings.app.flow is Flow.IMPLICIT:
        yield "on the implicit flow there are no refresh tokens; only the session brings new tokens"
        return
    if settings.online:
        yield "the application asks for `online_access`: its refresh tokens live as long as the session"
        return
    found = conditions(client, _apis(tenancy, profile))
    if settings.refresh is None:
        missing = [one.need for one in found if one.state is State.MISSING]
        yield f"no refresh token can exist here: {' and '.join(_MISSING[need] for need in missing)}"
        return
    yield "the application asks for `offline_access`, and Auth0 gives it refresh tokens"
    if client.unsaid:
        listed = ", ".join(f"`{field}`" for field in client.unsaid)
        yield f"nothing says {listed}: what a new client gets is taken; `--live` reads what is there"
    if tenancy.has_actions:
        yield "no action shortens these lifetimes; the tenant has actions that could"


_MISSING = {
    Need.PERSON: "no grant lets a person get one",
    Need.GRANT: "`grant_types` lacks `refresh_token`",
    Need.API: "no API has `allow_offline_access`",
    Need.ROTATION: "a single-page application gets one only with rotation",
    Need.CONFORMANT: "no audience is asked for",
    Need.SCOPE: "`offline_access` is not asked for",
}


def _about_app(client: Client, profile: Profile, app: Application) -> Iterator[str]:
    if profile.storage is None and app.flow is not Flow.IMPLICIT:
        default = (
            " (Auth0's SDK does so only if told to; else `--storage memory`)"
            if client.app_type == "spa"
            else ""
        )
        yield f"the application keeps its tokens when it is closed{default}"
    if profile.fallback is None and app.flow is not Flow.DEVICE:
        how = {
            Fallback.REDIRECT: "where a session still lives, it logs people in again without a password",
            Fallback.SILENT: "the browser lets the hidden frame of the application see the session",
            Fallback.NONE: "",
        }[app.fallback]
        yield f"{how}; `--fallback` says otherwise"


def _about_sessions(tenancy: Tenancy, profile: Profile, app: Application) -> Iterator[str]:
    if app.fallback is Fallback.NONE or app.flow is Flow.DEVICE:
        return
    sessions = tenancy.sessions
    if tenancy.unsaid_sessions:
        yield (
            f"sessions are Auth0's default where the files are silent: {written(sessions.absolute)} at most,"
            f" {written(sessions.idle)} without activity"
        )
    capped = sessions.capped(Subscription.SELF_SERVICE)
    if profile.subscription is None and capped != sessions:
        yield (
            f"the subscription is an enterprise one; a self-service one caps sessions at {written(capped.absolute)}"
            f" and {written(capped.idle)} (`--subscription self-service`)"
        )
