"""How long somebody may be away: the exact answer, and the grey zone around it (3.2). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from deploy_cli.lifetimes.moment import Outcome
from deploy_cli.lifetimes.settings import Era, Fallback, Flow, Settings, Storage, earliest
from deploy_cli.lifetimes.timeline import timeline
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Event, Visit

HORIZON: Final = 3_155_760_000
"""A hundred years: who is still logged in after that never has to log in."""


@dataclass(frozen=True, slots=True)
class Away:
    """Answers for somebody who uses the application now and then. ``None`` is for ever."""

    sure: int | None
    """Away for no longer than this since the last visit: always still logged in."""
    limit: int | None
    """Away for at least this since the last renewal: always a login."""
    blur: int
    """What a visit may lie behind the last renewal: the life of the access token, which a visit uses as it is."""
    since_login: int | None
    """However often somebody comes: a login this long after the last one, give or take the blur."""
    by_session: bool
    """The session decides, and not a refresh token."""
    after_login: int | None
    """Away for less than this right after a login: still logged in, as all clocks start with it."""
    is_hidden: bool = False
    """The session begins a new absolute lifetime without a login, again and again (3.2, GH#656)."""


def away(settings: Settings) -> Away:
    """Return how long somebody may be away under ``settings``."""
    by_session = is_by_session(settings)
    session = _session(settings)
    in_page = settings.app.storage is Storage.MEMORY
    token = 0 if in_page else settings.usable
    idle, absolute = session if by_session else _refresh(settings)
    limit = None if idle is None else max(token, idle)
    fresh = earliest(idle, absolute)
    return Away(
        sure=None if limit is None else limit - max(1, token),
        limit=limit,
        blur=token,
        since_login=absolute if by_session else _since_login(absolute, *session),
        by_session=by_session,
        after_login=None if fresh is None else max(token, fresh, min(session)),
        is_hidden=not by_session and absolute is not None and min(session) > absolute,
    )


def _since_login(absolute: int | None, idle: int, whole: int) -> int | None:
    """Return when who comes all the time must log in: at the first end of a family at which no session is left."""
    if absolute is None or min(idle, whole) <= absolute:
        return absolute
    return -(-whole // absolute) * absolute


def is_by_session(settings: Settings) -> bool:
    """Tell whether no refresh token outlives a visit, so that the session at Auth0 decides."""
    lost = settings.app.storage is Storage.MEMORY or settings.app.flow is Flow.IMPLICIT
    return lost or settings.online or settings.refresh is None


def _session(settings: Settings) -> tuple[int, int]:
    """Return the idle and the absolute lifetime of a session; nothing where the application uses none."""
    unused = settings.app.fallback is Fallback.NONE or settings.app.flow is Flow.DEVICE
    is_online = settings.online and settings.app.storage is not Storage.MEMORY
    if (unused and not is_online) or not settings.sessions.survives_closing:
        return 0, 0
    return settings.sessions.idle, settings.sessions.absolute


def _refresh(settings: Settings) -> tuple[int | None, int | None]:
    if settings.refresh is None:
        return 0, 0
    check = settings.app.session_check
    return earliest(settings.refresh.idle, check), settings.refresh.absolute


def after(
    events: Sequence[Event], eras: Sequence[Era], others: frozenset[Unknown] = frozenset()
) -> int | None:
    """Return how long after the last of ``events`` the person of these events must log in, to the second.

    It is the device of the last event that counts; ``None`` is never.
    """
    last = max(events, key=lambda event: event.at)
    end = last.at + (last.stay if isinstance(last, Visit) else 0)

    def is_asked(gap: int) -> bool:
        back = Visit(end + gap, last.device)
        seen = timeline([*events, back], eras, others).moments
        found = [
            one for one in seen if one.at == back.at and one.device == back.device and not one.while_open
        ]
        return found[-1].outcome is Outcome.LOGIN

    # Within one era every clock runs out once; a later one may bring a token back to life.
    gaps = [era.start - 1 - end for era in eras if era.start - 1 > end]
    low, high = 0, HORIZON
    for gap in (*gaps, HORIZON):
        if is_asked(gap):
            high = gap
            break
        low = gap
    if low == HORIZON:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_asked(middle) else (middle, high)
    return high
