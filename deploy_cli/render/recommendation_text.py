"""Recommendations for people: the answer, a bar for each lifetime, and what else to know."""

from collections.abc import Iterator

from deploy_cli.core.values import Object
from deploy_cli.lifetimes.durations import written
from deploy_cli.render.line import folded
from deploy_cli.render.markdown import code, prose, table
from deploy_cli.render.paint import Paint
from deploy_cli.render.recommendation_words import DASH
from deploy_cli.render.visible import name

_BAR = 20
_EXPLAINED = (
    "kept with its 95 % interval; logins per 1,000 returns; unused: valid tokens nobody will use again"
)


def recommendations_text(value: Object, *, paint: Paint | None = None, width: int = 80) -> str:
    """Return the text view."""
    paint = paint or Paint()
    parts = ["\n".join(folded(_logs(value), width))]
    parts += ["\n".join(_client(client, paint, width)) for client in value["recommendations"]]
    return "\n\n".join(parts)


def recommendations_markdown(value: Object) -> str:
    """Return the view for a pull request or a wiki."""
    parts = [prose(_logs(value))]
    for client in value["recommendations"]:
        first, *rest = client["sentences"]
        lines = [f"### {code(client['name'])}", "", f"**{prose(first)}**", ""]
        if client["candidates"]:
            head = [
                "lifetime",
                "people kept",
                "returns kept",
                "logins per 1,000 returns",
                "unused tokens",
                "",
            ]
            rows = [
                [
                    written(one["lifetime"]),
                    _interval(one["users"]),
                    _interval(one["returns"]),
                    f"{one['logins_per_1000_returns']:,.0f}",
                    f"{one['unused_live_tokens']:,}",
                    _mark(client, one),
                ]
                for one in _rows(client)
            ]
            lines += [table([cell.capitalize() for cell in head], rows), ""]
        lines += [f"* {prose(text)}" for text in rest]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _logs(value: Object) -> str:
    logs = value["logs"]
    if logs["from"] is None:
        return "The logs hold no event with a date."
    hours = logs["days"] * 24
    span = f"{logs['days']:.0f} days" if hours >= 48 else f"{hours:.0f} hours" if hours >= 2 else "minutes"
    return f"Logs of {span}, {logs['from'][:10]} to {logs['to'][:10]}."


def _client(client: Object, paint: Paint, width: int) -> Iterator[str]:
    first, *rest = client["sentences"]
    yield paint.strong(name(client["name"]))
    tone = paint.added if client["recommended"] is not None else paint.changed
    yield from (f"  {tone(line)}" for line in folded(first, width - 2))
    if client["candidates"]:
        yield ""
        yield from _chart(client, paint, width)
        yield ""
    for text in rest:
        begin, *more = folded(text, width - 4)
        yield f"  · {begin}"
        yield from (f"    {line}" for line in more)


def _chart(client: Object, paint: Paint, width: int) -> Iterator[str]:
    bar = max(0, min(_BAR, width - 62))
    yield paint.faint(
        f"  {'lifetime':<9}{'people kept':<{bar + 1}}{'':<19}{'returns':>7}  {'logins':>6}  {'unused':>7}".rstrip()
    )
    for one in _rows(client):
        users = one["users"]
        drawn = _drawn(users["share"], client["keep"], bar)
        mark = _mark(client, one)
        line = (
            f"  {written(one['lifetime']):<9}{drawn} {_interval(users):<19}{100 * one['returns']['share']:5.1f} %"
            f"  {one['logins_per_1000_returns']:6,.0f}  {one['unused_live_tokens']:7,}  {mark}"
        ).rstrip()
        if one["lifetime"] == client["recommended"]:
            yield paint.added(line)
        else:
            yield line if one["supported"] else paint.faint(line)
    yield from (f"  {paint.faint(line)}" for line in folded(_EXPLAINED, width - 2))
    if any(not one["supported"] for one in _rows(client)):
        yield f"  {paint.faint('?: the logs cannot support it, it is shown only to compare')}"


def _drawn(share: float, target: float, bar: int) -> str:
    """Draw a share as a bar, with the target as a mark in it."""
    full = round(share * bar)
    cells = ["█" if at < full else "·" for at in range(bar)]
    at = min(int(target * bar), bar - 1)
    if bar and cells[at] == "·":
        cells[at] = "┊"
    return "".join(cells)


def _rows(client: Object) -> list[Object]:
    """Return the candidates with today's setting among them."""
    rows, seen = list(client["candidates"]), client["today"]["seen"]
    if seen is not None and all(one["lifetime"] != seen["lifetime"] for one in rows):
        rows.append(seen)
    return sorted(rows, key=lambda one: one["lifetime"])


def _mark(client: Object, one: Object) -> str:
    words = []
    if one["lifetime"] == client["recommended"]:
        words.append("◀ take")
    if one["lifetime"] == client["today"]["inactivity"]:
        words.append("today")
    if not one["supported"]:
        words.append("?")
    return " ".join(words)


def _interval(share: Object) -> str:
    return f"{100 * share['share']:.1f} % ({100 * share['low']:.1f}{DASH}{100 * share['high']:.1f})"
