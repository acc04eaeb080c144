"""Where an apply stands, in two lines or three that fit a terminal."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from deploy_cli.core.plan import Change
from deploy_cli.lifetimes.durations import written
from deploy_cli.render.columns import columns, pieces
from deploy_cli.render.paint import Paint
from deploy_cli.render.plan_text import SIGNS
from deploy_cli.render.visible import name

_LONGEST_BAR: Final = 40
_SHORTEST_BAR: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where it stands."""

    done: int
    failed: int
    skipped: int
    total: int
    wave: int
    waves: int
    under_way: tuple[Change, ...]
    pace: float
    """Requests per second, of late."""
    limit: float | None
    """Requests per second that the tenant allows in the long run; ``None`` where that is not known."""
    each: float | None
    """Requests that a change took so far; ``None`` at the beginning."""
    stopping: bool = False

    @property
    def ended(self) -> int:
        """How many changes came to an end."""
        return self.done + self.failed + self.skipped

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at the pace that is possible; ``None`` where nobody can tell yet.

        The first requests may use up a burst, so the pace of late says nothing beyond the limit.
        """
        pace = min(self.pace, self.limit) if self.limit else self.pace
        if self.each is None or pace <= 0:
            return None
        return (self.total - self.ended) * self.each / pace


def standing_lines(standing: Standing, width: int, *, paint: Paint) -> list[str]:
    """Return the lines, each of ``width`` columns at most; what there is no room for is left out."""
    lines = [_bar(standing, width, paint), _counts(standing, width, paint)]
    if standing.stopping:
        told = _cut("finishing the requests under way; Ctrl-C once more stops at once", width - 2)
        return [*lines, "  " + paint.changed(told)]
    if standing.under_way:
        return [*lines, paint.faint(_now(standing.under_way, width))]
    return lines


def _bar(standing: Standing, width: int, paint: Paint) -> str:
    total = f"{standing.ended:,}/{standing.total:,} changes"
    room = min(_LONGEST_BAR, width - columns(total) - 4)
    if room < _SHORTEST_BAR:
        return _cut(f"  {total}", width)
    full = room * standing.ended // max(standing.total, 1)
    bad = min(full, math.ceil(room * standing.failed / max(standing.total, 1)))
    bar = paint.added("━" * (full - bad)) + paint.removed("━" * bad) + paint.faint("─" * (room - full))
    return f"  {bar}  {paint.strong(total)}"


def _counts(standing: Standing, width: int, paint: Paint) -> str:
    """Return what is known, as much of it as there is room for, what matters most kept longest."""
    left = standing.total - standing.ended
    parts: list[tuple[int, str, Callable[[str], str]]] = [
        (0, f"{standing.failed:,} failed" if standing.failed else "", paint.removed),
        (1, _phase(standing, left), str),
        (5, f"{standing.skipped:,} not tried" if standing.skipped else "", paint.changed),
        (3, _pace(standing), str),
        (2, _left(standing) if left else "", str),
    ]
    told = [part for part in parts if part[1]]
    while len(told) > 1 and columns(" · ".join(text for _, text, _ in told)) > width - 2:
        told.remove(max(told, key=lambda part: part[0]))
    return "  " + " · ".join(style(_cut(text, width - 2)) for _, text, style in told)


def _phase(standing: Standing, left: int) -> str:
    if not left:
        return "reading back what was written"
    return f"wave {standing.wave} of {standing.waves}" if standing.wave else "looking at what is there"


def _pace(standing: Standing) -> str:
    limit = f", {standing.limit:g}/s allowed" if standing.limit else ""
    return f"{standing.pace:.1f} requests/s{limit}"


def _left(standing: Standing) -> str:
    seconds = standing.seconds_left
    return f"about {written(max(1, _rounded(seconds)))} left" if seconds is not None else ""


def _rounded(seconds: float) -> int:
    """Return seconds that do not pretend to be exact: steps of 5 above 30 s, whole minutes above ten."""
    step = 60 if seconds >= 600 else 5 if seconds >= 30 else 1
    return int(math.ceil(seconds / step) * step)


def _now(under_way: tuple[Change, ...], width: int) -> str:
    told = ", ".join(f"{SIGNS[change.action]} {name(str(change.address))}" for change in under_way)
    return "  " + _cut(told, width - 2)


def _cut(text: str, width: int) -> str:
    """Return escaped ``text`` on one line of ``width`` columns, with a sign where something is left out."""
    if columns(text) <= width:
        return text
    first = next(iter(pieces(text, max(width - 1, 1))), "")
    return f"{first}…"
