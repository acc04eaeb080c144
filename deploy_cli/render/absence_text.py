"""How long somebody may be away, for people and as JSON."""

from deploy_cli.app.absences import Absence, Exactly
from deploy_cli.core.values import Object
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.explanation import answers
from deploy_cli.lifetimes.unknowns import ANSWERS
from deploy_cli.render.line import folded
from deploy_cli.render.paint import Paint
from deploy_cli.render.timeline_text import assumptions_lines
from deploy_cli.render.visible import name


def absence_text(absence: Absence, *, paint: Paint | None = None, width: int = 80) -> str:
    """Return the text view."""
    paint = paint or Paint()
    lines = [paint.strong(f"{name(absence.client)}: how long may somebody be away?"), ""]
    for one in absence.exactly:
        lines += [f"  {line}" for line in folded(_exactly(one), width - 2)]
    if absence.exactly:
        lines += ["", "In general:"]
    for text in answers(absence.away):
        first, *rest = folded(text, width - 4)
        lines += [f"  · {first}", *(f"    {line}" for line in rest)]
    return "\n".join([*lines, "", *assumptions_lines(absence.assumptions, width)])


def absence_object(absence: Absence) -> Object:
    """Return the JSON view: durations in seconds, ``null`` is for ever."""
    away = absence.away
    return {
        "client": absence.client,
        "after_the_visits": [
            {"login_after": one.gap, "if": [ANSWERS[unknown][1] for unknown in sorted(one.others)]}
            for one in absence.exactly
        ],
        "kept_up_to": away.sure,
        "login_from": away.limit,
        "last_renewal_may_lie_behind": away.blur,
        "login_after_login": away.since_login,
        "kept_after_login_for_less_than": away.after_login,
        "decided_by": "session" if away.by_session else "refresh token",
        "answers": list(answers(away)),
        "assumptions": list(absence.assumptions),
    }


def _exactly(one: Exactly) -> str:
    condition = " and ".join(ANSWERS[unknown][1] for unknown in sorted(one.others))
    lead = f"But if {condition} (Auth0 does not document it): after" if condition else "After"
    if one.gap is None:
        return f"{lead} these visits: for as long as they like; no absence leads to a login."
    return f"{lead} these visits, a login is due from {spoken(one.gap)} after the last one on, and not a second before."
