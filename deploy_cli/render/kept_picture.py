"""A recommendation as a picture (SVG): who is kept by which lifetime, with the interval, today's and the wish."""

from collections.abc import Iterator, Sequence
from html import escape
from math import log
from typing import Final

from deploy_cli.lifetimes.bootstrap import Share
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.recommendation import Measure, Recommendation
from deploy_cli.lifetimes.settings import DAY
from deploy_cli.render.line import folded
from deploy_cli.render.recommendation_words import headline, interval, percent
from deploy_cli.render.timeline_picture import THEMES, WIDTH, Theme
from deploy_cli.render.visible import visible

_HEIGHT, _LEFT, _RIGHT, _BOTTOM = 600, 76, 40, 470
_FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
_TICKS: Final = tuple(days * DAY for days in (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 365))


def picture(one: Recommendation, theme: str = "light") -> str:
    """Return the SVG of a recommendation that has a curve."""
    return "\n".join(_Drawing(one, THEMES[theme]).parts())


class _Drawing:
    """The coordinates of one picture."""

    def __init__(self, one: Recommendation, theme: Theme) -> None:
        self._it, self._theme = one, theme
        self._first = max(one.curve[0][0], DAY // 2)
        self._last = max(one.curve[-1][0], self._first + 1)
        self._head = folded(f"{visible(one.client)}: how long may people stay away?", 72)
        self._answer = folded(headline(one), 100)
        self._top = 60 + 28 * len(self._head) + 24 * len(self._answer)

    def parts(self) -> Iterator[str]:
        """Yield the lines of the file."""
        theme = self._theme
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_HEIGHT}" width="{WIDTH}"'
            f' height="{_HEIGHT}" font-family="{_FONT}" role="img">'
        )
        yield f"<title>{escape(' '.join([*self._head, *self._answer]))}</title>"
        yield f'<rect width="{WIDTH}" height="{_HEIGHT}" fill="{theme.ground}"/>'
        yield from self._texts()
        yield from self._axes()
        yield from self._band()
        yield from self._marks()
        yield from self._legend()
        yield "</svg>"

    def _x(self, lifetime: int) -> float:
        inner = WIDTH - _LEFT - _RIGHT
        share = log(max(lifetime, self._first) / self._first) / log(self._last / self._first)
        return round(_LEFT + inner * min(share, 1.0), 1)

    def _y(self, share: float) -> float:
        return round(_BOTTOM - (_BOTTOM - self._top) * share, 1)

    def _text(self, x: float, y: float, text: str, *, size: int = 13, colour: str = "", **more: str) -> str:
        attributes = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
        return (
            f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour or self._theme.text}"{attributes}>'
            f"{escape(text)}</text>"
        )

    def _texts(self) -> Iterator[str]:
        y = 24
        for line in self._head:
            y += 28
            yield self._text(_LEFT - 36, y, line, size=22, font_weight="600")
        colour = self._theme.seen if self._it.chosen else self._theme.login
        for line in self._answer:
            y += 25
            yield self._text(_LEFT - 36, y, line, size=16, colour=colour, font_weight="600")

    def _axes(self) -> Iterator[str]:
        theme = self._theme
        for tenth in range(0, 11, 2):
            y = self._y(tenth / 10)
            yield f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="{theme.line}"/>'
            words = f"{tenth * 10} %"
            yield self._text(_LEFT - 10, y + 4, words, size=12, colour=theme.faint, text_anchor="end")
        taken = -100.0
        for tick in _TICKS:
            x = self._x(tick)
            if self._first <= tick <= self._last and x - taken >= 48:
                taken = x
                yield f'<line x1="{x}" x2="{x}" y1="{_BOTTOM}" y2="{_BOTTOM + 5}" stroke="{theme.faint}"/>'
                words = f"{tick // DAY} d"
                yield self._text(x, _BOTTOM + 20, words, size=12, colour=theme.faint, text_anchor="middle")
        label = "inactivity lifetime"
        yield self._text(WIDTH - _RIGHT, _BOTTOM + 40, label, size=12, colour=theme.faint, text_anchor="end")

    def _band(self) -> Iterator[str]:
        theme, curve = self._theme, self._it.curve
        upper = [f"{self._x(at)},{self._y(share.high)}" for at, share in curve]
        lower = [f"{self._x(at)},{self._y(share.low)}" for at, share in reversed(curve)]
        middle = [f"{self._x(at)},{self._y(share.value)}" for at, share in curve]
        yield f'<polygon points="{" ".join([*upper, *lower])}" fill="{theme.kept}"/>'
        points = " ".join(middle)
        yield f'<polyline points="{points}" fill="none" stroke="{theme.seen}" stroke-width="2.5"/>'

    def _marks(self) -> Iterator[str]:
        theme, one = self._theme, self._it
        y = self._y(one.target)
        yield (
            f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}" stroke="{theme.faint}"'
            ' stroke-width="1.5" stroke-dasharray="3 4"/>'
        )
        words = f"wish: {percent(one.target)}"
        yield self._text(_LEFT + 8, y - 6, words, size=12, colour=theme.faint)
        marks = list(self._marked())
        for lifetime, share, _, colour in marks:
            yield from self._line(lifetime, share, colour)
        for row, (lifetime, share, words, colour) in enumerate(marks):
            yield from self._label(lifetime, share, words, colour, _BOTTOM - 62 + 40 * row)

    def _marked(self) -> Iterator[tuple[int, Share, str, str]]:
        """Yield the lifetimes that are marked, with their words and colours."""
        one, today, chosen = self._it, self._it.today.candidate, self._it.chosen
        same = today is not None and chosen is not None and today.lifetime == chosen.lifetime
        if today is not None and not same and today.lifetime <= self._last:
            yield today.lifetime, today.kept(one.measure), "today", self._theme.trip
        if chosen is not None:
            words = "take, as today" if same else "take"
            yield chosen.lifetime, chosen.kept(one.measure), words, self._theme.text

    def _line(self, lifetime: int, share: Share, colour: str) -> Iterator[str]:
        x, y = self._x(lifetime), self._y(share.value)
        yield (
            f'<line x1="{x}" x2="{x}" y1="{self._top}" y2="{_BOTTOM}" stroke="{colour}" stroke-width="1.5"'
            ' stroke-dasharray="6 4"/>'
        )
        yield f'<circle cx="{x}" cy="{y}" r="6" fill="{colour}" stroke="{self._theme.ground}" stroke-width="1.5"/>'

    def _label(self, lifetime: int, share: Share, words: str, colour: str, y: int) -> Iterator[str]:
        """Write beside the line, on a ground of its own where it crosses another one."""
        x = self._x(lifetime)
        place, anchor = (x - 10, "end") if x > WIDTH * 0.6 else (x + 10, "start")
        for number, text in enumerate((f"{words}: {spoken(lifetime)}", f"{interval(share)} kept")):
            yield self._text(
                place,
                y - 40 + 17 * number,
                text,
                colour=colour,
                text_anchor=anchor,
                font_weight="400" if number else "600",
                stroke=self._theme.ground,
                stroke_width="5",
                stroke_linejoin="round",
                paint_order="stroke",
            )

    def _legend(self) -> Iterator[str]:
        theme, one, y = self._theme, self._it, _HEIGHT - 62
        who = "people who came back" if one.measure is Measure.USERS else "returns"
        x = _LEFT - 36
        yield f'<rect x="{x}" y="{y - 10}" width="22" height="12" fill="{theme.kept}"/>'
        yield f'<line x1="{x}" x2="{x + 22}" y1="{y - 4}" y2="{y - 4}" stroke="{theme.seen}" stroke-width="2.5"/>'
        words = f"share of {who} within {spoken(one.horizon)} that stays logged in, with its 95 % interval"
        yield self._text(x + 30, y, words, size=12, colour=theme.faint)
        for number, line in enumerate(self._small()):
            yield self._text(x, y + 20 * (number + 1), line, size=12, colour=theme.faint)

    def _small(self) -> Sequence[str]:
        one = self._it
        text = (
            f"Logs of {one.window:.0f} days: {one.people:,} people, {one.returns:,} returns; {percent(one.not_back)}"
            " of the people were not seen again by then and count neither way."
        )
        return folded(text, 130)
