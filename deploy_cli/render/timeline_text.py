"""A simulation for people: what happens and when, why somebody must log in, and what would have spared it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from deploy_cli.app.simulating import Case, Simulation
from deploy_cli.lifetimes.durations import written
from deploy_cli.lifetimes.explanation import about, advice, experience, reason
from deploy_cli.lifetimes.moment import Moment, Outcome
from deploy_cli.lifetimes.settings import Era, Flow
from deploy_cli.lifetimes.timeline import Timeline
from deploy_cli.lifetimes.unknowns import ANSWERS
from deploy_cli.render.line import folded
from deploy_cli.render.paint import Paint
from deploy_cli.render.visible import name, visible

_MOST = 40
"""Lines of a timeline, beyond which its middle is left out."""


def simulation_text(simulation: Simulation, *, paint: Paint | None = None, width: int = 80) -> str:
    """Return the text view; its last line is the summary."""
    paint = paint or Paint()
    lines = [paint.strong(f"{name(simulation.client)}: {visible(simulation.habit)}")]
    lines += [*_settings(simulation, width), ""]
    lines += [*_timeline(simulation, paint, width), ""]
    for case in simulation.cases:
        lines += [*_case(case, simulation.devices, paint, width), ""]
    for timeline in simulation.timelines[1:]:
        lines += [*_branch(timeline, simulation.expected, paint, width), ""]
    lines += [*assumptions_lines(simulation.assumptions, width), ""]
    return "\n".join([*lines, paint.strong(summary(simulation))])


def summary(simulation: Simulation) -> str:
    """Return the last line: ``In 365d: 37 visits, 12 logins; the first after 30d.``"""
    visits = sum(not one.while_open and one.outcome in _VISITS for one in simulation.expected.moments)
    asked = simulation.expected.asked
    said = f"In {about(simulation.end)}: {_many(visits, 'visit')}, "
    if not asked:
        return said + "and nobody has to log in again."
    return said + f"{_many(len(asked), 'login')} after the first; the earliest at {about(asked[0].at)}."


_VISITS = frozenset({Outcome.TOKEN, Outcome.REFRESH, Outcome.SILENT, Outcome.REDIRECT, Outcome.LOGIN})


def assumptions_lines(assumptions: Sequence[str], width: int) -> Iterator[str]:
    """Yield what was assumed, one point each."""
    if assumptions:
        yield "Taken for granted:"
    for text in assumptions:
        first, *rest = folded(visible(text), width - 4)
        yield f"  · {first}"
        yield from (f"    {line}" for line in rest)


def _settings(simulation: Simulation, width: int) -> Iterator[str]:
    for number, era in enumerate(simulation.eras):
        prefix = (
            ""
            if number == 0
            else f"from {written(era.start)} on, as in {simulation.changed_to[number - 1]}: "
        )
        for line in folded(f"{visible(prefix)}{settings_line(era)}", width - 2):
            yield f"  {line}"


def settings_line(era: Era) -> str:
    """Return the numbers that decide, on one line."""
    settings, refresh = era.settings, era.settings.refresh
    parts = [f"access token {written(settings.access_token)}"]
    if settings.online:
        parts.append("online refresh token")
    elif refresh is None or settings.app.flow is Flow.IMPLICIT:
        parts.append("no refresh token")
    else:
        parts.append(f"absolute {_limit(refresh.absolute)}")
        parts.append(f"inactivity {_limit(refresh.idle)}")
        leeway = f", leeway {written(refresh.leeway)}" if refresh.rotating and refresh.leeway else ""
        parts.append(f"{'rotating' if refresh.rotating else 'not rotating'}{leeway}")
    if settings.app.fallback.value != "none" and settings.app.flow is not Flow.DEVICE:
        closes = "" if settings.sessions.survives_closing else ", gone with the browser"
        lives = f"{written(settings.sessions.absolute)}, {written(settings.sessions.idle)} idle"
        parts.append(f"session {lives}{closes}")
    return " · ".join(parts)


def _limit(lifetime: int | None) -> str:
    return "never" if lifetime is None else written(lifetime)


def _timeline(simulation: Simulation, paint: Paint, width: int) -> Iterator[str]:
    """Yield one line for moments in a row at which the same happens."""
    runs = [
        [moment for _, moment in run] for _, run in groupby(enumerate(simulation.expected.moments), _kind)
    ]
    room = max(len(_when(run)) for run in runs)
    shown = [_run(run, room, simulation.devices, paint, width) for run in runs]
    if len(shown) > _MOST:
        left_out = len(shown) - _MOST
        shown[_MOST // 2 : -(_MOST // 2)] = [[f"  {'…':>{room}}    {left_out:,} lines like these …"]]
    for lines in shown:
        yield from lines


def _kind(numbered: tuple[int, Moment]) -> tuple[Outcome, int, int]:
    """Tell what goes on one line with what stands before it: what is the same and asks nobody for anything."""
    number, one = numbered
    return one.outcome, one.device, number if one.outcome is Outcome.LOGIN else -1


def _when(run: Sequence[Moment]) -> str:
    times = dict.fromkeys((about(run[0].at), about(run[-1].at)))
    return " to ".join(times)


def _run(run: Sequence[Moment], room: int, devices: int, paint: Paint, width: int) -> list[str]:
    first = run[0]
    who = f"device {first.device + 1}: " if devices > 1 else ""
    times = f", {len(run)} times" if len(run) > 1 else ""
    sign, colour = _SIGNS[first.outcome]
    lead, *rest = folded(f"{who}{experience(first)}{times}", max(20, width - room - 6))
    painted = paint.sign(colour, f"{sign} {lead}") if colour else f"{sign} {lead}"
    return [f"  {_when(run):>{room}}  {painted}", *(f"  {'':{room}}    {line}" for line in rest)]


_SIGNS = {
    Outcome.TOKEN: ("·", ""),
    Outcome.REFRESH: ("✓", "+"),
    Outcome.SILENT: ("✓", "+"),
    Outcome.REDIRECT: ("↻", "~"),
    Outcome.LOGIN: ("●", "-"),
    Outcome.LOGOUT: ("○", ""),
    Outcome.OVERLAP: ("✓", "+"),
    Outcome.REUSE: ("!", "-"),
    Outcome.REFUSED: ("!", "-"),
}


def _case(case: Case, devices: int, paint: Paint, width: int) -> Iterator[str]:
    who = f" on device {case.moment.device + 1}" if devices > 1 else ""
    more = (
        f", and {case.count - 1} more time{'s' * (case.count > 2)} for such a reason"
        if case.count > 1
        else ""
    )
    head = f"Why a login at {about(case.moment.at)}{who}{more}:"
    yield from (paint.removed(line) for line in folded(head, width))
    yield from (f"  {line}" for line in folded(reason(case.moment) + ".", width - 2))
    if not case.remedies:
        yield "  No single setting would have spared it."
        return
    several = len(case.remedies) > 1
    yield f"  {'Any of these' if several else 'This'} would have spared it:"
    for remedy in case.remedies:
        first, *rest = folded(advice(remedy), width - 6)
        yield f"    + {first}"
        yield from (f"      {line}" for line in rest)


def _branch(timeline: Timeline, expected: Timeline, paint: Paint, width: int) -> Iterator[str]:
    """Yield what becomes different if an open question has the other answer."""
    told = " and ".join(ANSWERS[unknown][1] for unknown in sorted(timeline.others))
    yield from (paint.changed(line) for line in folded(f"Auth0 does not document it: if {told},", width))
    ours, theirs = ({(one.at, one.device) for one in side.asked} for side in (expected, timeline))
    if ours == theirs:
        yield "  the logins are the same."
        return
    for what, only in (("also due", theirs - ours), ("not due", ours - theirs)):
        if only:
            times = [about(at) for at, _ in sorted(only)]
            listed = ", ".join(times[:6]) + (f" and {len(times) - 6} more" if times[6:] else "")
            logins = "a login is" if len(times) == 1 else "logins are"
            yield from (f"  {line}" for line in folded(f"{logins} {what} at {listed}.", width - 2))


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"
