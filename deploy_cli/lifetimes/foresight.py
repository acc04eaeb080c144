"""What will happen to the people of a client, found by running their lives through the model. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deploy_cli.lifetimes.absence import Away, away
from deploy_cli.lifetimes.moment import Cause, Moment, Outcome
from deploy_cli.lifetimes.settings import Era, Fallback, RefreshTokens, Settings, Storage
from deploy_cli.lifetimes.timeline import timeline
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Copy, Event, Logout, Retry, Visit

_OWNER, _OTHER = 0, 1


@dataclass(frozen=True, slots=True)
class Theft:
    """What somebody can do who copies the tokens of a device. Times are in seconds."""

    is_noticed: bool
    """As soon as both have used the refresh token, it ends for both."""
    rest: int
    """For how long after that the thief's last access token may still serve."""
    alone: int | None
    """When it ends at the latest, from the login on, where the owner never comes back; ``None`` is never."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """What will happen. The outcomes are those of the next visit."""

    away: Away
    unstored: Away
    """The same for an application that loses its tokens when it is closed."""
    closed: Outcome
    """The application was closed, and opened again after the access token had ended."""
    left_open: Outcome
    """Nobody closed the application, and it went on using its API for as long as nobody may be away."""
    elsewhere: Outcome
    """On another device, in another browser or in a private window, right after."""
    rested: tuple[Outcome, Outcome]
    """Of two devices one rested until a login was due, the other was in use: what each experiences."""
    logged_out: tuple[Outcome, Outcome]
    """Of two devices one was logged out: what each experiences."""
    twice: tuple[Outcome, Outcome]
    """A refresh token comes twice, within the leeway, and after it."""
    by_session: Outcome
    """Away until a login is due, where the application sends the browser to Auth0 instead of asking for one."""
    theft: Theft
    unknown: frozenset[Unknown]
    """The questions without a documented answer that this depends on."""


def foresight(settings: Settings) -> Foresight:
    """Return what will happen under ``settings``, which issue refresh tokens that end."""
    policy, life = _policy(settings), settings.access_token
    ended = away(settings)
    limit = max(life, ended.limit or 0)
    in_use = [Visit(at, _OTHER) for at in _often(limit, life)]
    return Foresight(
        away=ended,
        unstored=away(replace(settings, app=replace(settings.app, storage=Storage.MEMORY))),
        closed=_last(settings, [Visit(0), Visit(life)]).outcome,
        left_open=_last(settings, [Visit(0, stay=limit)]).outcome,
        elsewhere=_last(settings, [Visit(0), Visit(1, _OTHER)], _OTHER).outcome,
        rested=_both(settings, [Visit(0), *in_use, Visit(limit)]),
        logged_out=_both(
            settings, [Visit(0), Visit(0, _OTHER), Logout(life), Visit(life + 1), Visit(life + 1, _OTHER)]
        ),
        twice=(_twice(settings, policy.leeway), _twice(settings, policy.leeway + 1)),
        by_session=_last(_redirecting(settings), [Visit(0), Visit(limit)]).outcome,
        theft=_theft(settings, policy),
        unknown=_unknown(settings, policy),
    )


def _policy(settings: Settings) -> RefreshTokens:
    if settings.refresh is None:
        raise ValueError("these settings issue no refresh token")
    return settings.refresh


def _often(until: int, life: int) -> list[int]:
    """Return times at which to come so often that no clock runs out: a hundred, or every life of an access token."""
    step = max(life, until // 100)
    return [*range(0, until, step), until]


def _theft(settings: Settings, policy: RefreshTokens) -> Theft:
    life, late = settings.access_token, settings.access_token + policy.leeway + 1
    stolen: list[Event] = [Visit(0), Copy(1, _OWNER, _OTHER)]
    seen = timeline([*stolen, Visit(life, _OTHER), Visit(late)], [Era(0, settings)]).moments
    loss = seen[-1].refresh_loss
    return Theft(
        is_noticed=loss is not None and loss.cause is Cause.REUSED,
        rest=life,
        alone=None if policy.absolute is None else policy.absolute + life,
    )


def _unknown(settings: Settings, policy: RefreshTokens) -> frozenset[Unknown]:
    """Return the open questions that are met where a token comes twice, within the leeway and after it."""
    life, third = settings.access_token, 2
    copied: list[Event] = [Visit(0), Visit(0, third), Copy(1, _OWNER, _OTHER), Visit(life, _OTHER)]
    forked = [Visit(life + policy.leeway), Visit(3 * life, _OTHER), Visit(3 * life + 1)]
    reused = [Visit(life + policy.leeway + 1)]
    met = (timeline([*copied, *after], [Era(0, settings)]).met for after in (forked, reused))
    return frozenset[Unknown]().union(*met)


def _twice(settings: Settings, later: int) -> Outcome:
    life = settings.access_token
    return _last(settings, [Visit(0), Visit(life), Retry(life + later)]).outcome


def _both(settings: Settings, events: Sequence[Event]) -> tuple[Outcome, Outcome]:
    return _last(settings, events, _OWNER).outcome, _last(settings, events, _OTHER).outcome


def _last(settings: Settings, events: Sequence[Event], device: int = _OWNER) -> Moment:
    seen = timeline(events, [Era(0, settings)]).moments
    return [moment for moment in seen if moment.device == device][-1]


def _redirecting(settings: Settings) -> Settings:
    return replace(settings, app=replace(settings.app, fallback=Fallback.REDIRECT))
