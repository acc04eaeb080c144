"""Advice for who chooses how long people stay logged in: a situation, the file to write, what people notice."""

from dataclasses import dataclass

from deploy_cli.app.refresh_tokens import Places
from deploy_cli.core.suggest import did_you_mean, one_of
from deploy_cli.core.values import Object
from deploy_cli.errors import UsageError
from deploy_cli.lifetimes.absence import Away, away
from deploy_cli.lifetimes.notices import Notice, notices
from deploy_cli.lifetimes.situations import BY_KEY, SITUATIONS, Situation

_API = "https://api.example.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What there is to say about a situation."""

    situation: Situation
    file: Object
    """A tenant file: the policy, the fields of the client and of its API that belong to it."""
    away: Away
    notices: tuple[Notice, ...]


def advice(key: str, places: Places) -> Advice:
    """Return the advice for the situation that is called ``key``. Raises `UsageError` where there is none."""
    if (situation := BY_KEY.get(key)) is None:
        hint = did_you_mean(key, BY_KEY, f"there are {one_of(BY_KEY)}")
        raise UsageError(f"there is no situation `{key}`", hint=hint)
    return _advice(situation, places)


def all_advice(places: Places) -> tuple[Advice, ...]:
    """Return the advice for every situation."""
    return tuple(_advice(situation, places) for situation in SITUATIONS)


def _advice(situation: Situation, places: Places) -> Advice:
    api = {
        "identifier": _API,
        "allow_offline_access": True,
        "token_lifetime": situation.access_token,
    }
    file: Object = {
        "refresh_token_policies": {situation.policy_name: situation.policy},
        places.clients: [dict(situation.client)],
        places.apis: [api],
    }
    return Advice(situation=situation, file=file, away=away(situation.settings), notices=notices(situation))
