"""Habits in words, such as ``every 10d for 1y``, and the visits that they come to. Pure: chance is handed in."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from deploy_cli.lifetimes.durations import seconds
from deploy_cli.lifetimes.settings import DAY
from deploy_cli.lifetimes.visits import Visit

Draw: TypeAlias = Callable[[], float]
"""Gives a number from 0 up to 1, another one each time."""

MOST: Final = 100_000
"""Visits that one habit may come to."""

FORMS: Final = (
    "every 10d for 1y",
    "every 1w to 3w for 1y",
    "about every 10d for 1y",
    "on mon, wed, fri at 9h, 17h for 90d",
    "at 0s, 30m, 5h",
)
"""One example of each form; every one of them may say how long a visit is: ``staying 30m``."""

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLAUSE = re.compile(r"\s+(for|staying)\s+(\S+)\s*$")
_PART = re.compile(r"[0-9]+[a-z]")


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: str
    length: int | None
    stay: int


def visits(text: str, draw: Draw, *, devices: int = 1) -> tuple[Visit, ...]:
    """Return the visits of a habit, from the first login at 0 on; devices take turns.

    Raises `ValueError` where the words are none of `FORMS`.
    """
    words = _words(text.strip().lower())
    times = list(_times(words, text, draw))
    start = times[0]
    return tuple(Visit(at - start, number % devices, words.stay) for number, at in enumerate(times))


def span(text: str) -> int:
    """Return the seconds of one duration, or of several in a row: ``14d12h``. Raises `ValueError`."""
    parts = _PART.findall(text)
    if "".join(parts) != text or not parts:
        raise ValueError(f"`{text}` is no duration such as `90s`, `12h`, `10d` or `1d12h`")
    return sum(seconds(part) for part in parts)


def _words(text: str) -> _Words:
    """Take the clauses off the end."""
    found: dict[str, int] = {}
    while (clause := _CLAUSE.search(text)) is not None:
        if clause[1] in found:
            raise ValueError(f"`{clause[1]}` stands twice in `{text}`")
        found[clause[1]] = span(clause[2])
        text = text[: clause.start()]
    return _Words(text, found.get("for"), found.get("staying", 0))


def _times(words: _Words, text: str, draw: Draw) -> Iterator[int]:
    first, _, rest = words.pattern.partition(" ")
    rest = rest.strip()
    if first == "at" and words.length is None:
        yield from _checked(sorted(span(part) for part in _listed(rest)))
        return
    if words.length is None:
        raise ValueError(
            f"`{text}` does not say for how long; add `for 1y`" if first in _STARTS else _unread(text)
        )
    if first == "every":
        yield from _until(words.length, _gaps(rest, draw))
    elif first == "about" and rest.startswith("every "):
        mean = _gap(rest.removeprefix("every ").strip())
        yield from _until(words.length, _chances(mean, draw))
    elif first == "on":
        yield from _checked(_on_days(rest, words.length))
    else:
        raise ValueError(_unread(text))


_STARTS: Final = frozenset({"every", "about", "on"})


def _unread(text: str) -> str:
    return f"`{text}` is no habit such as {', '.join(f'`{form}`' for form in FORMS)}"


def _listed(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,]+", text) if part]


def _gap(text: str) -> int:
    if (gap := span(text)) == 0:
        raise ValueError("visits need some time between them")
    return gap


def _gaps(text: str, draw: Draw) -> Iterator[int]:
    """Yield the gaps of ``10d``, or those of ``1w to 3w``, of which each is as likely as any other."""
    low, to, high = text.partition(" to ")
    least = _gap(low.strip())
    most = _gap(high.strip()) if to else least
    if most < least:
        raise ValueError(f"`{text}` ends before it begins")
    while True:
        yield least + int(draw() * (most - least + 1)) if most > least else least


def _chances(mean: int, draw: Draw) -> Iterator[int]:
    """Yield gaps as they are between events that come by chance (exponential); none is shorter than a second."""
    while True:
        yield max(1, round(-mean * math.log(1 - draw())))


def _until(length: int, gaps: Iterator[int]) -> Iterator[int]:
    def times() -> Iterator[int]:
        at = 0
        while at <= length:
            yield at
            at += next(gaps)

    return _checked(times())


def _checked(times: Iterator[int] | list[int]) -> Iterator[int]:
    for number, at in enumerate(times):
        if number == MOST:
            raise ValueError(f"that is more than {MOST:,} visits")
        yield at


def _on_days(text: str, length: int) -> Iterator[int]:
    """Yield the times of a weekly habit; the calendar begins on the first day that is listed."""
    names, _, hours = text.partition(" at ")
    listed = [day for name in _listed(names) for day in _days(name)]
    if not listed:
        raise ValueError(f"`on {text}` names no day of the week")
    times = sorted({span(part) for part in _listed(hours)} or {0})
    if times[-1] >= DAY:
        raise ValueError(f"`at {hours}` is longer than a day")
    first = listed[0]
    week = sorted({(day - first) % 7 for day in listed})
    for start in range(0, length + 1, 7 * DAY):
        for day in week:
            yield from (at for time in times if (at := start + day * DAY + time) - times[0] <= length)


def _days(name: str) -> list[int]:
    if name in ("weekdays", "weekends"):
        return list(range(5)) if name == "weekdays" else [5, 6]
    if name[:3] in _DAYS and _LONG[name[:3]].startswith(name):
        return [_DAYS.index(name[:3])]
    raise ValueError(f"`{name}` is no day of the week")


_LONG: Final = dict(
    zip(_DAYS, ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), strict=True)
)
