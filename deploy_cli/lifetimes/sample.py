"""What the logs tell of one client: its people's absences, counted, so that millions of them take little room. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from deploy_cli.lifetimes.gaps import Gap, Kind, TokenEvent, gaps
from deploy_cli.lifetimes.grid import Grid, edges
from deploy_cli.lifetimes.settings import DAY, HOUR

LADDER: Final = tuple(days * DAY for days in (1, 3, 7, 10, 14, 15, 21, 30, 45, 60, 90, 180, 365))
"""The lifetimes that are considered, in seconds (refresh-token facts, 4.3)."""

_GRAIN: Final = 60
"""Seconds to which lengths are rounded down; every lifetime is a multiple of it, so no length changes sides."""

_POINTS: Final = 96
_LONGEST_VISIT: Final = 12 * HOUR


@dataclass(frozen=True, slots=True)
class Window:
    """What time the logs cover, in milliseconds since 1970."""

    start: int
    end: int

    @property
    def seconds(self) -> int:
        """How long it is."""
        return max(0, self.end - self.start) // 1000

    @property
    def days(self) -> float:
        """How long it is, in days."""
        return self.seconds / DAY


class Absences:
    """Absences of one sort: one of each person, or all of them."""

    def __init__(self, grid: Grid) -> None:
        self.back: Counter[int] = Counter()
        self.away: Counter[int] = Counter()
        self.grid = grid

    def add(self, person: int, length: int, *, is_back: bool) -> None:
        """Count one."""
        (self.back if is_back else self.away)[length] += 1
        self.grid.add(person, length, is_back=is_back)


class Sample:
    """What is known of one client."""

    def __init__(self, window: Window, access_token: int, marks: Sequence[int] = ()) -> None:
        """Take the seconds that an access token lives, and lifetimes that are asked for besides the ladder."""
        self.window = window
        self.visit = visit_of(access_token)
        own = (mark for mark in (*LADDER, *marks))
        points = edges(
            DAY // 2, max(2 * DAY, window.seconds), _POINTS, sorted({one for one in own if one > 0})
        )
        self.first = Absences(Grid(points))
        """The first absence of each person: a share of people."""
        self.all = Absences(Grid(points))
        """Every absence: a share of returns, in which those who come daily count most."""
        self.logins: Counter[int] = Counter()
        """The absences that ended with a login, by length."""
        self.longest: Counter[int] = Counter()
        """The longest absence of each person who came back, by length."""
        self.people = self.exchanges = self.events = 0

    def add(self, events: Sequence[TokenEvent]) -> None:
        """Take all events of one person, sorted by time."""
        self.events += len(events)
        exchanges = sum(1 for event in events if event.kind == Kind.EXCHANGE)
        self.exchanges += exchanges
        found = gaps(events, self.window.end, self.visit * 1000)
        if not found:
            return
        person = _scattered(events[0].at)
        self.people += 1
        self._count(self.first, person, found[0])
        for gap in found:
            self._count(self.all, person, gap)
            if gap.is_back and gap.is_login:
                self.logins[length_of(gap)] += 1
        if back := [length_of(gap) for gap in found if gap.is_back]:
            self.longest[max(back)] += 1

    def _count(self, absences: Absences, person: int, gap: Gap) -> None:
        absences.add(person, length_of(gap), is_back=gap.is_back)


def _scattered(at: int) -> int:
    """Return a number for a person: by when they were first seen, because ids are hashed anew in each run."""
    return (at * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF) >> 32


def length_of(gap: Gap) -> int:
    """Return how long a gap is, in seconds, rounded down to the minute."""
    return (gap.end - gap.start) // (1000 * _GRAIN) * _GRAIN


def visit_of(access_token: int) -> int:
    """Return the seconds up to which a renewal belongs to the visit of the one before.

    An application that stays open renews as each access token ends, which is no return of anybody. What is shorter than
    half a day is kept by every lifetime that is considered.
    """
    return min(max(access_token + access_token // 10, HOUR // 2), _LONGEST_VISIT)


def collected(sample: Sample, people: Iterable[Sequence[TokenEvent]]) -> Sample:
    """Return the sample with everybody's events in it."""
    for events in people:
        sample.add(events)
    return sample
