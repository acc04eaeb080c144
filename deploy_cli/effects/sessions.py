"""What changes of a tenant's login sessions do: for how long people are let in without a login, in all applications."""

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.values import Object
from deploy_cli.effects.case import Case
from deploy_cli.effects.rule import Rule, harmless
from deploy_cli.lifetimes.durations import spoken

TENANT: Final = ("tenant",)
_SECURITY: Final = (Concern.SECURITY,)


class _Session(NamedTuple):
    """One of the four lifetimes of a session."""

    field: str
    """In hours; its twin with ``_in_minutes`` holds minutes."""
    default: int
    """Minutes that Auth0 takes where nothing is set (refresh-token facts, 2.1)."""
    when: str
    """When people have to log in again; holds ``{}``, the lifetime."""
    who: str
    cap: int
    """Minutes that Auth0 grants at most without an Enterprise contract."""
    whole: str | None = None
    """The lifetime that ends a session however often people come."""


_ALWAYS: Final = "{} after their login, however often they come"
_AWAY: Final = "after {} without coming to Auth0"
_CLOSED: Final = "People whose session ends with the browser"

_LIFETIMES: Final = (
    _Session("session_lifetime", 10_080, _ALWAYS, "People", 43_200),
    _Session("idle_session_lifetime", 4_320, _AWAY, "People", 4_320, "session_lifetime"),
    _Session("ephemeral_session_lifetime", 4_320, _ALWAYS, _CLOSED, 43_200),
    _Session("idle_ephemeral_session_lifetime", 1_440, _AWAY, _CLOSED, 4_320, "ephemeral_session_lifetime"),
)


def _told(one: _Session, case: Case) -> Iterator[Effect]:
    stated, after = _minutes(case.before, one.field), _minutes(_edited(case, one.field), one.field)
    before = one.default if stated is None else stated
    if after is None:
        return
    if before == after:
        default = "" if stated is not None else ", as Auth0 takes it anyway"
        yield harmless(f"`{one.field}` is {_said(after)}, as before{default}")
        return
    if one.whole and min(before, after) >= (_minutes(case.after, one.whole) or 0) > 0:
        yield harmless(f"`{one.field}` is not felt, because `{one.whole}` ends sessions before")
        return
    parts = [
        f"{one.who} are asked to log in again {one.when.format(_said(after))} (before: {_said(before)}), in every"
        " application of the tenant that relies on the session at Auth0.",
        *_capped(one, before, after),
    ]
    if after < before:
        parts += [
            "It counts from each person's next visit, also for sessions that are older by then; single-page"
            " applications without refresh tokens feel it first. Undo: possible, but sessions that ended stay ended."
        ]
        yield Effect(Severity.HIGH, " ".join(parts))
    else:
        parts += [
            "It counts once a person's present session has ended, so from their next login. A browser that somebody"
            " leaves behind stays logged in as much longer. Undo: possible."
        ]
        yield Effect(Severity.MEDIUM, " ".join(parts), _SECURITY)


def _capped(one: _Session, before: int, after: int) -> Iterator[str]:
    """Say what of the numbers counts only under an Enterprise contract."""
    cap = _said(one.cap)
    if min(before, after) >= one.cap:
        yield f"Only under an Enterprise contract: under others it is {cap}, before and after."
    elif max(before, after) > one.cap:
        yield f"Auth0 honours more than {cap} only under an Enterprise contract; under others it takes {cap} instead."


def _edited(case: Case, field: str) -> Object:
    """Return what is written of a lifetime: hours or minutes, not what the twin still holds of before."""
    written = {edit.field for edit in case.change.edits}
    return {name: case.after.get(name) for name in (field, f"{field}_in_minutes") if name in written}


def _minutes(body: Object, field: str) -> int | None:
    exact, hours = body.get(f"{field}_in_minutes"), body.get(field)
    for value, unit in ((exact, 1), (hours, 60)):
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e9:
            return round(value * unit)
    return None


def _said(minutes: int) -> str:
    return spoken(minutes * 60)


def _cookie(case: Case) -> Iterator[Effect]:
    before, after = (
        case.old("session_cookie.mode") or "persistent",
        case.new("session_cookie.mode") or "persistent",
    )
    if before == after:
        yield harmless("the session cookie stays `persistent`, as Auth0 makes it anyway")
    elif after == "non-persistent":
        text = (
            "People have to log in again once they have closed their browser, in every application of the tenant that"
            " relies on the session at Auth0, from their next login; logging in by fingerprint or face as the first"
            " step stops working. Undo: possible."
        )
        yield Effect(Severity.HIGH, text)
    elif after == "persistent":
        text = (
            "People stay logged in when they close their browser, from their next login, until their session ends. A"
            " browser that somebody leaves behind stays logged in, too. Undo: possible."
        )
        yield Effect(Severity.MEDIUM, text, _SECURITY)


RULES: Final = (
    *(
        Rule(
            f"session-{one.field.replace('_', '-')}",
            TENANT,
            (one.field, f"{one.field}_in_minutes"),
            partial(_told, one),
        )
        for one in _LIFETIMES
    ),
    Rule("session-cookie", TENANT, ("session_cookie",), _cookie),
)
