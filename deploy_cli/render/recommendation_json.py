"""Recommendations as a JSON value, from which the other views are drawn; `schemas/recommendation.json` describes it.

Lifetimes are whole seconds, ``null`` never ends; shares are of 1, each with its 95 % interval.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from deploy_cli.core.values import Object, Value
from deploy_cli.lifetimes.bootstrap import Share
from deploy_cli.lifetimes.recommendation import Candidate, Recommendation, Today
from deploy_cli.lifetimes.sample import Window
from deploy_cli.lifetimes.settings import RefreshTokens
from deploy_cli.render.recommendation_words import sentences

FORMAT_VERSION: Final = 1


def recommendations_object(
    environment: str,
    window: Window,
    access_token: int,
    found: Iterable[tuple[Recommendation, RefreshTokens]],
) -> Object:
    """Return what is recommended for the clients of an environment, with the policy that each has."""
    return {
        "format_version": FORMAT_VERSION,
        "environment": environment,
        "logs": {
            "from": _date(window.start),
            "to": _date(window.end),
            "days": round(window.days, 2),
        },
        "access_token": access_token,
        "recommendations": [_client(one, policy, access_token) for one, policy in found],
    }


def _client(one: Recommendation, policy: RefreshTokens, access_token: int) -> Object:
    exposure = one.exposure
    return {
        "name": one.client,
        "policy": {"rotating": policy.rotating, "absolute": policy.absolute, "inactivity": policy.idle},
        "keep": one.target,
        "measure": one.measure.value,
        "recommended": one.chosen.lifetime if one.chosen else None,
        "refusal": one.refusal.value if one.refusal else None,
        "collect_days": None if one.collect is None else round(one.collect),
        "people": one.people,
        "absences": one.absences,
        "returns": one.returns,
        "horizon": one.horizon,
        "not_back": round(one.not_back, 4),
        "dropping_open_absences_would_say": one.naive,
        "today": _today(one.today),
        "candidates": [_candidate(candidate) for candidate in one.candidates],
        "curve": [{"lifetime": lifetime, **_share(share)} for lifetime, share in one.curve],
        "stolen_token": None
        if exposure is None
        else {
            "while_used": exposure.while_used,
            "once_left": exposure.once_left,
            "from_backup": exposure.from_backup,
        },
        "sentences": list(sentences(one, policy, access_token)),
    }


def _today(today: Today) -> Object:
    return {
        "inactivity": today.inactivity,
        "seen": None if today.candidate is None else _candidate(today.candidate),
        "returned_later": today.returned_later,
        "never_seen_again": today.never_seen_again,
    }


def _candidate(one: Candidate) -> Object:
    return {
        "lifetime": one.lifetime,
        "users": _share(one.users),
        "returns": _share(one.returns),
        "asked_at_least_once": _share(one.asked),
        "logins_per_1000_returns": round(one.logins_per_1000, 1),
        "unused_live_tokens": round(one.dormant),
        "supported": one.lack is None,
        "lack": one.lack.value if one.lack else None,
    }


def _share(share: Share) -> Object:
    return {"share": round(share.value, 4), "low": round(share.low, 4), "high": round(share.high, 4)}


def _date(milliseconds: int) -> Value:
    if not milliseconds:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
