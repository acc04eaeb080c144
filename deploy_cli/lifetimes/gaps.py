"""From the token events of one person to absences: how long nothing was renewed, and whether they came back. Pure.

What is measured is the time between two token-issuing events of a device, which is what the inactivity clock counts
(refresh-token facts, 4.3); the access token's life is in it already. Times are milliseconds.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import Final, NamedTuple


class Kind(IntEnum):
    """What an event means for a refresh token (4.1)."""

    EXCHANGE = 1
    LOGIN = 2
    """Tokens without a refresh token: a login, or the session at Auth0 spared it."""
    FAILED = 3
    """A refresh token was refused: somebody came back too late."""
    LOGOUT = 4
    REVOKED = 5
    EVICTED = 6
    REUSED = 7


_LOGINS: Final = ("seacft", "sede", "sepft", "sens", "seotpft", "seoobft", "sercft")

KINDS: Final[Mapping[str, Kind]] = {
    "sertft": Kind.EXCHANGE,
    **dict.fromkeys(_LOGINS, Kind.LOGIN),
    "fertft": Kind.FAILED,
    "slo": Kind.LOGOUT,
    "srrt": Kind.REVOKED,
    "resource_cleanup": Kind.EVICTED,
    "ferrt": Kind.REUSED,
}
"""Types of log events that count. Exchanges of passkeys have several, all of which begin with ``sepk``."""


def kind_of(event_type: str) -> Kind | None:
    """Return what a type of log event means; ``None`` for one that says nothing about refresh tokens."""
    return KINDS.get(event_type) or (Kind.LOGIN if event_type.startswith("sepk") else None)


class TokenEvent(NamedTuple):
    """One event of one person at one client."""

    at: int
    device: int
    """A hash of what the device looks like."""
    kind: int
    family: int
    """A hash of the token's family; 0 where the event names none."""


class Gap(NamedTuple):
    """One stretch without a renewal."""

    start: int
    end: int
    is_back: bool
    """The person came back at ``end``; otherwise nobody knows how long it was: it was still open then."""
    is_login: bool
    """They came back without a refresh token that served."""


class _Track:
    """One device as far as it can be told apart: its families follow one another."""

    __slots__ = ("device", "family", "last")

    def __init__(self, device: int, family: int | None) -> None:
        self.device = device
        self.family = family
        """``None`` after a login whose family is not seen yet."""
        self.last: int | None = None
        """The last renewal; ``None`` once that ended badly, until the next login."""


def gaps(events: Sequence[TokenEvent], until: int, visit: int) -> list[Gap]:
    """Return the absences of one person at one client, in the order in which they began.

    ``events`` are sorted by time. Renewals within ``visit`` milliseconds of the one before are part of the same visit.
    What is open at ``until``, or ends by a logout or because the token was revoked, is a gap without a return.
    """
    if _is_plain(events):
        ends = [event.at for event in events]
        plain = [Gap(start, end, True, False) for start, end in pairwise(ends) if end - start > visit]
        return [*plain, Gap(ends[-1], until, False, False)] if until > ends[-1] else plain
    devices = _Devices(events)
    found = sorted(gap for gap in devices.gaps(until) if not (gap.is_back and gap.end - gap.start <= visit))
    return [gap for gap in found if gap.end > gap.start]


def _is_plain(events: Sequence[TokenEvent]) -> bool:
    """Tell whether one family of tokens is all there is, as with most people: then nothing has to be told apart."""
    if not events or events[0].kind > Kind.LOGIN:
        return False
    _, device, _, family = events[-1]
    return all(event[1:] == (device, Kind.EXCHANGE, family) for event in events[1:]) and (
        events[0].device == device and (events[0].kind == Kind.LOGIN or events[0].family == family)
    )


class _Devices:
    """Follows the devices of one person."""

    def __init__(self, events: Sequence[TokenEvent]) -> None:
        self._events = events
        self._tracks: dict[int, list[_Track]] = {}
        self._families: dict[int, _Track] = {}
        self._ends: dict[int, int] = {}
        for event in events:
            if event.family and event.kind == Kind.EXCHANGE:
                self._ends[event.family] = event.at

    def gaps(self, until: int) -> Iterator[Gap]:
        """Yield them as they end."""
        for event in self._events:
            match event.kind:
                case Kind.EXCHANGE:
                    yield from self._renewed(self._exchanged(event), event.at, is_login=False)
                case Kind.LOGIN:
                    track = self._silent(event) or self._new(event.device, None)
                    yield from self._renewed(track, event.at, is_login=True)
                    track.family = None
                case Kind.FAILED:
                    yield from self._failed(event)
                case _:
                    yield from self._ended(event)
        for track in self._known():
            if track.last is not None:
                yield Gap(track.last, until, is_back=False, is_login=False)

    def _new(self, device: int, family: int | None) -> _Track:
        track = _Track(device, family)
        self._tracks.setdefault(device, []).append(track)
        return track

    def _known(self) -> Iterator[_Track]:
        for tracks in self._tracks.values():
            yield from tracks

    def _renewed(self, track: _Track, at: int, *, is_login: bool) -> Iterator[Gap]:
        if track.last is not None:
            yield Gap(track.last, at, is_back=True, is_login=is_login)
        track.last = at

    def _exchanged(self, event: TokenEvent) -> _Track:
        """Return the device that an exchange comes from: by the family, otherwise by the login that began it."""
        if event.family in self._families:
            return self._families[event.family]
        mine = self._tracks.get(event.device, ())
        wanted = None if event.family else 0
        track = next((one for one in reversed(mine) if one.family in (None, wanted)), None)
        track = track or self._new(event.device, event.family)
        track.family = event.family
        if event.family:
            self._families[event.family] = track
        return track

    def _silent(self, event: TokenEvent) -> _Track | None:
        """Return the device that was heard last of those whose family is not heard of again."""
        mine = self._tracks.get(event.device, ())
        silent = (track for track in mine if not self._goes_on(track, event.at))
        return max(silent, key=lambda track: track.last or 0, default=None)

    def _goes_on(self, track: _Track, at: int) -> bool:
        return bool(track.family) and self._ends.get(track.family or 0, 0) > at

    def _failed(self, event: TokenEvent) -> Iterator[Gap]:
        track = self._silent(event)
        if track is not None and track.last is not None:
            yield Gap(track.last, event.at, is_back=True, is_login=True)
            track.last = None

    def _ended(self, event: TokenEvent) -> Iterator[Gap]:
        """Something other than absence ended refresh tokens."""
        over = [
            track
            for track in self._known()
            if track.last is not None
            and (track.family == event.family if event.family else not self._goes_on(track, event.at))
            and (event.kind in (Kind.REVOKED, Kind.EVICTED, Kind.REUSED) or track.device == event.device)
        ]
        if event.kind == Kind.EVICTED:
            over = sorted(over, key=lambda track: track.last or 0)[:1]
        for track in over:
            yield Gap(track.last or 0, event.at, is_back=False, is_login=False)
            self._tracks[track.device].remove(track)
            self._families.pop(track.family or 0, None)
