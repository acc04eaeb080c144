"""What would have kept somebody logged in: found by running the timeline again under other settings. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

from deploy_cli.lifetimes.durations import SECONDS
from deploy_cli.lifetimes.moment import Moment, Outcome
from deploy_cli.lifetimes.settings import (
    DAY,
    Application,
    Era,
    Fallback,
    Flow,
    RefreshTokens,
    Settings,
    Storage,
)
from deploy_cli.lifetimes.timeline import timeline
from deploy_cli.lifetimes.unknowns import Unknown
from deploy_cli.lifetimes.visits import Event

LONGEST: Final = 5 * SECONDS["y"]
LONGEST_SESSION: Final = 365 * DAY
LONGEST_LEEWAY: Final = 60
"""What a guardrail takes for too much (RT008)."""


class Kind(StrEnum):
    """What to do otherwise."""

    IDLE = "inactivity-lifetime"
    ABSOLUTE = "absolute-lifetime"
    BOTH = "both-lifetimes"
    SESSION = "use-session"
    SESSION_IDLE = "session-inactivity"
    SESSION_ABSOLUTE = "session-absolute"
    STORAGE = "persistent-storage"
    FLOW = "code-flow"
    CHECK = "get-tokens-silently"
    LEEWAY = "leeway"
    UNCHANGED = "no-change"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that would have spared the login. ``least`` is the shortest duration, in seconds, that does."""

    kind: Kind
    least: int | None = None
    second: int | None = None
    """With both lifetimes, the least absolute one; with another flow, the least inactivity lifetime."""


Change: TypeAlias = Callable[[Settings], Settings]


def remedies(
    events: Sequence[Event], eras: Sequence[Era], asked: Moment, others: frozenset[Unknown] = frozenset()
) -> tuple[Remedy, ...]:
    """Return what, changed alone and from the login before on, spares the person the login ``asked``."""
    return tuple(_Search(events, eras, asked, others).found())


class _Search:
    """Runs up to the moment in question, under changed settings."""

    def __init__(
        self, events: Sequence[Event], eras: Sequence[Era], asked: Moment, others: frozenset[Unknown]
    ) -> None:
        self._events = [event for event in events if event.at <= asked.at]
        self._eras, self._asked, self._others = tuple(eras), asked, others
        seen = timeline(self._events, eras, others).moments
        logins = [one for one in seen if one.outcome is Outcome.LOGIN and one.device == asked.device]
        self._start = max((one.at for one in logins if one.at < asked.at), default=0)
        self._now = _at(self._eras, asked.at)

    def found(self) -> Iterator[Remedy]:
        """Yield what helps, what the tenant's files decide first."""
        if len(self._eras) > 1 and self._spares(self._eras[:1]):
            yield Remedy(Kind.UNCHANGED)
        yield from self._lifetimes()
        yield from self._sessions()
        yield from self._applications()

    def _lifetimes(self) -> Iterator[Remedy]:
        if self._now.refresh is None:
            return
        for kind, change in ((Kind.IDLE, _idle), (Kind.ABSOLUTE, _absolute)):
            if (least := self._least(change, LONGEST)) is not None:
                yield Remedy(kind, least)
        if (least := self._least(_leeway, LONGEST_LEEWAY)) is not None:
            yield Remedy(Kind.LEEWAY, least)
        if not self._helps(_idle(None)) and not self._helps(_absolute(None)):
            idle = self._least(lambda span: _both(span, None), LONGEST)
            absolute = self._least(lambda span: _both(None, span), LONGEST)
            if idle is not None and absolute is not None:
                yield Remedy(Kind.BOTH, idle, absolute)

    def _sessions(self) -> Iterator[Remedy]:
        for kind, change in ((Kind.SESSION_IDLE, _session_idle), (Kind.SESSION_ABSOLUTE, _session_absolute)):
            if (least := self._least(change, LONGEST_SESSION)) is not None:
                yield Remedy(kind, least)

    def _applications(self) -> Iterator[Remedy]:
        app = self._now.app
        if app.fallback is Fallback.NONE and self._helps(_app(fallback=Fallback.REDIRECT)):
            yield Remedy(Kind.SESSION)
        if app.storage is Storage.MEMORY and self._helps(_app(storage=Storage.PERSISTENT)):
            yield Remedy(Kind.STORAGE)
        if app.session_check is not None and self._helps(_app(session_check=None)):
            yield Remedy(Kind.CHECK)
        if app.flow is Flow.IMPLICIT and self._helps(_code_flow(None)):
            yield Remedy(Kind.FLOW, None, self._least(_code_flow, LONGEST))

    def _least(self, change: Callable[[int | None], Change], most: int) -> int | None:
        """Return the shortest duration that helps; ``None`` where none does, or where nothing needs to change."""
        if not self._helps(change(most)):
            return None
        low, high = 0, most  # law 4: longer never does worse
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._helps(change(middle)) else (middle, high)
        return high

    def _helps(self, change: Change) -> bool:
        """Try a change that holds from the login before on: what was earlier has its own remedies."""
        before = [era for era in self._eras if era.start < self._start]
        since = [Era(era.start, change(era.settings)) for era in self._eras if era.start > self._start]
        now = Era(self._start, change(_at(self._eras, self._start)))
        return self._spares([*before, now, *since])

    def _spares(self, eras: Sequence[Era]) -> bool:
        asked = timeline(self._events, eras, self._others).asked
        return not any(one.device == self._asked.device and one.at > self._start for one in asked)


def _at(eras: Sequence[Era], at: int) -> Settings:
    return [era.settings for era in eras if era.start <= at][-1]


def _refresh(settings: Settings, **changed: int | None) -> Settings:
    if settings.refresh is None:
        return settings
    return replace(settings, refresh=replace(settings.refresh, **changed))  # type: ignore[arg-type]


def _idle(span: int | None) -> Change:
    return lambda settings: _refresh(settings, idle=span)


def _absolute(span: int | None) -> Change:
    return lambda settings: _refresh(settings, absolute=span)


def _leeway(span: int | None) -> Change:
    return lambda settings: _refresh(settings, leeway=span or 0)


def _both(idle: int | None, absolute: int | None) -> Change:
    return lambda settings: _refresh(settings, idle=idle, absolute=absolute)


def _session_idle(span: int | None) -> Change:
    return lambda settings: replace(settings, sessions=replace(settings.sessions, idle=span or 0))


def _session_absolute(span: int | None) -> Change:
    return lambda settings: replace(settings, sessions=replace(settings.sessions, absolute=span or 0))


def _app(**changed: object) -> Change:
    return lambda settings: replace(settings, app=replace(settings.app, **changed))  # type: ignore[arg-type]


def _code_flow(idle: int | None) -> Change:
    """Let the application get refresh tokens, without an absolute lifetime."""
    policy = RefreshTokens(rotating=True, absolute=None, idle=idle)
    return lambda settings: replace(
        settings, refresh=policy, app=Application(flow=Flow.CODE, fallback=settings.app.fallback)
    )
