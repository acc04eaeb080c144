"""A simulation as a picture (SVG): one lane per device, green while logged in, a red dot for a login that is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from deploy_cli.app.simulating import Simulation
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.explanation import advice, reason
from deploy_cli.lifetimes.moment import Moment, Outcome
from deploy_cli.lifetimes.settings import DAY, HOUR
from deploy_cli.render.line import folded
from deploy_cli.render.timeline_text import settings_line
from deploy_cli.render.visible import visible

WIDTH: Final = 960
_LEFT, _RIGHT, _LANE, _BAR = 40, 40, 92, 18
_MOST_LANES = 8
_FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours; each pair of text and ground has a contrast of at least 4.5."""

    ground: str
    text: str
    faint: str
    line: str
    kept: str
    seen: str
    trip: str
    login: str
    lost: str


THEMES: Final = {
    "light": Theme(
        ground="#ffffff",
        text="#1b1f24",
        faint="#59636e",
        line="#d1d9e0",
        kept="#b7e4c7",
        seen="#1a7f37",
        trip="#9a6700",
        login="#cf222e",
        lost="#f6c9cc",
    ),
    "dark": Theme(
        ground="#0d1117",
        text="#e6edf3",
        faint="#9198a1",
        line="#3d444d",
        kept="#1b4d2e",
        seen="#4ac26b",
        trip="#d4a72c",
        login="#ff7b72",
        lost="#5c2327",
    ),
}


def picture(simulation: Simulation, theme: str = "light") -> str:
    """Return the SVG; titles on the dots tell when and why."""
    return "\n".join(_Drawing(simulation, THEMES[theme]).parts())


class _Drawing:
    """The coordinates of one picture."""

    def __init__(self, simulation: Simulation, theme: Theme) -> None:
        self._it, self._theme = simulation, theme
        moments = simulation.expected.moments
        self._devices = sorted({moment.device for moment in moments})
        self._shown = self._devices[:_MOST_LANES]
        self._span = max(simulation.end, 1)
        self._head = [
            *folded(f"{visible(simulation.client)}: {visible(simulation.habit)}", 64),
        ]
        self._settings = [
            line
            for number, era in enumerate(simulation.eras)
            for line in folded(self._settings_of(number, settings_line(era)), 124)
        ]
        self._causes = list(_causes(simulation))
        above = 28 * len(self._head) + 22 * len(self._causes) + 20 * len(self._settings)
        self._top = above + (96 if len(simulation.eras) > 1 else 80)
        self._height = self._top + _LANE * len(self._shown) + 92

    def _settings_of(self, number: int, text: str) -> str:
        if number == 0:
            return text
        era = self._it.eras[number]
        return f"from {spoken(era.start)} on ({visible(self._it.changed_to[number - 1])}): {text}"

    def _x(self, at: int) -> float:
        inner = WIDTH - _LEFT - _RIGHT
        return round(_LEFT + inner * min(max(at, 0), self._span) / self._span, 1)

    def parts(self) -> Iterator[str]:
        """Yield the lines of the file."""
        theme = self._theme
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self._height}" width="{WIDTH}"'
            f' height="{self._height}" font-family="{_FONT}" role="img">'
        )
        yield f"<title>{escape(self._head[0])}</title>"
        yield f'<rect width="{WIDTH}" height="{self._height}" fill="{theme.ground}"/>'
        yield from self._texts()
        yield from self._axis()
        for lane, device in enumerate(self._shown):
            yield from self._device(device, self._top + _LANE * lane)
        yield from self._changes()
        yield from self._legend()
        yield "</svg>"

    def _text(self, x: float, y: float, text: str, *, size: int = 14, colour: str = "", **more: str) -> str:
        attributes = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
        fill = colour or self._theme.text
        return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{attributes}>{escape(text)}</text>'

    def _texts(self) -> Iterator[str]:
        y = 24
        for line in self._head:
            y += 28
            yield self._text(_LEFT, y, line, size=22, font_weight="600")
        asked = self._it.expected.asked
        verdict, colour = _verdict(self._it, asked), self._theme.login if asked else self._theme.seen
        y += 30
        yield self._text(_LEFT, y, verdict, size=17, colour=colour, font_weight="600")
        for line in self._causes:
            y += 22
            yield self._text(_LEFT, y, line, size=14)
        y += 4
        for line in self._settings:
            y += 20
            yield self._text(_LEFT, y, line, size=13, colour=self._theme.faint)

    def _axis(self) -> Iterator[str]:
        bottom = self._top + _LANE * len(self._shown) - 18
        for at in _ticks(self._span):
            x = self._x(at)
            yield f'<line x1="{x}" x2="{x}" y1="{self._top}" y2="{bottom}" stroke="{self._theme.line}"/>'
            label = "first login" if at == 0 else spoken(at)
            anchor = "start" if at == 0 else "end" if x > WIDTH - _RIGHT - 30 else "middle"
            yield self._text(x, bottom + 18, label, size=12, colour=self._theme.faint, text_anchor=anchor)

    def _device(self, device: int, top: int) -> Iterator[str]:
        moments = [moment for moment in self._it.expected.moments if moment.device == device]
        middle = top + 42
        if len(self._devices) > 1:
            yield self._text(_LEFT, top + 6, f"Device {device + 1}", size=13, font_weight="600")
        for moment, following in zip(moments, [*moments[1:], None], strict=True):
            yield from self._stretch(moment, following, middle)
        many = len(moments) > 150
        labelled = -100.0
        for moment in sorted(moments, key=lambda one: one.is_asked):  # a login lies on top
            yield self._dot(moment, middle, 2.5 if many else 5)
            x = min(self._x(moment.at), WIDTH - _RIGHT - 14)
            if moment.is_asked and x - labelled >= 52:
                labelled, colour = x, self._theme.login
                words = _short(moment.at)
                yield self._text(x, middle - 16, words, size=12, colour=colour, text_anchor="middle")

    def _stretch(self, moment: Moment, following: Moment | None, middle: int) -> Iterator[str]:
        """Draw how long the person stays logged in after a moment, and from when on a login is due."""
        end = self._it.end if following is None else following.at
        kept = _kept_until(moment, end)
        for start, stop, colour in ((moment.at, kept, self._theme.kept), (kept, end, self._theme.lost)):
            if stop > start:
                x, wide = self._x(start), round(self._x(stop) - self._x(start), 1)
                yield f'<rect x="{x}" y="{middle - _BAR / 2}" width="{wide}" height="{_BAR}" fill="{colour}"/>'

    def _dot(self, moment: Moment, middle: int, radius: float) -> str:
        theme = self._theme
        colour = {
            Outcome.LOGIN: theme.login,
            Outcome.REDIRECT: theme.trip,
            Outcome.REUSE: theme.login,
            Outcome.REFUSED: theme.login,
            Outcome.LOGOUT: theme.faint,
        }.get(moment.outcome, theme.seen)
        size = max(radius, 7) if moment.is_asked else radius
        if moment.is_first:
            colour = theme.text
        why = f": {reason(moment)}" if moment.is_asked else ""
        title = escape(f"{spoken(moment.at)}{why}" if moment.at else "first login")
        return (
            f'<circle cx="{self._x(moment.at)}" cy="{middle}" r="{size}" fill="{colour}" stroke="{theme.ground}"'
            f' stroke-width="{1.5 if size > 3 else 0.5}"><title>{title}</title></circle>'
        )

    def _changes(self) -> Iterator[str]:
        bottom = self._top + _LANE * len(self._shown) - 18
        for era, name in zip(self._it.eras[1:], self._it.changed_to, strict=True):
            x = self._x(era.start)
            yield (
                f'<line x1="{x}" x2="{x}" y1="{self._top - 12}" y2="{bottom}" stroke="{self._theme.text}"'
                ' stroke-width="1.5" stroke-dasharray="5 4"/>'
            )
            anchor = "end" if x > WIDTH / 2 else "start"
            label = f"settings of {visible(name)}"
            yield self._text(x, self._top - 18, label[:60], size=12, text_anchor=anchor)

    def _legend(self) -> Iterator[str]:
        y, x, theme = self._height - 34, _LEFT, self._theme
        for shape, colour, words in (
            ("bar", theme.kept, "still logged in"),
            ("bar", theme.lost, "a login is due"),
            ("dot", theme.seen, "comes back, sees nothing"),
            ("dot", theme.trip, "short trip to Auth0, no password"),
            ("dot", theme.login, "must log in"),
        ):
            if shape == "bar":
                yield f'<rect x="{x}" y="{y - 10}" width="22" height="12" fill="{colour}"/>'
            else:
                yield f'<circle cx="{x + 11}" cy="{y - 4}" r="6" fill="{colour}"/>'
            yield self._text(x + 30, y, words, size=12, colour=theme.faint)
            x += 50 + round(len(words) * 6.6)
        if len(self._devices) > len(self._shown):
            words = f"{len(self._devices) - len(self._shown)} more devices are not drawn"
            yield self._text(_LEFT, y + 20, words, size=12, colour=theme.faint)


def _causes(simulation: Simulation) -> Iterator[str]:
    """Yield why the first login is due, and what would have spared it."""
    for case in simulation.cases[:1]:
        yield from folded(f"Why: {reason(case.moment)}.", 118)
        if case.remedies:
            spared = " or ".join(advice(remedy).replace("`", "") for remedy in case.remedies[:2])
            yield from folded(f"What would spare it: {spared}.", 118)


def _kept_until(moment: Moment, end: int) -> int:
    """Return until when the person stays logged in if nothing happens before ``end``."""
    if moment.outcome is Outcome.LOGOUT:
        return moment.at
    ends = [moment.token_end, moment.session_end or 0]
    if moment.has_refresh_token:
        ends.append(min(end if one is None else one for one in (moment.absolute_end, moment.idle_end)))
    return max(moment.at, min(end, max(ends)))


def _verdict(simulation: Simulation, asked: Sequence[Moment]) -> str:
    if not asked:
        return f"Nobody has to log in again in {_rounded(simulation.end)}."
    count = len(asked)
    logins = f"{count} more logins" if count > 1 else "1 more login"
    which = "first" if count > 1 else "login"
    return f"{logins} in {_rounded(simulation.end)}; the {which} after {_rounded(asked[0].at)}."


def _rounded(at: int) -> str:
    return " ".join(spoken(at).split()[:4])


def _short(at: int) -> str:
    days = at / DAY
    if days >= 1:
        return f"day {days:.0f}" if days == int(days) or days > 10 else f"day {days:.1f}"
    return f"{at / HOUR:.0f} h" if at >= HOUR else f"{at // 60} min"


_STEPS: Final = (
    60,
    300,
    900,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    *(days * DAY for days in (1, 2, 5, 7, 14, 30, 60, 90, 180)),
)


def _ticks(span: int) -> list[int]:
    """Return at most nine round times."""
    step = next((step for step in _STEPS if span / step <= 8), -(-span // 8 // (365 * DAY)) * 365 * DAY)
    return list(range(0, span + 1, max(step, 1)))
