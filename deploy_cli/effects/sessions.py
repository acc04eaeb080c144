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
    """After what people have to log in again."""
    who: str
    cap: int
    """Minutes that Auth0 grants at most in a self-service tenant."""


_LIFETIMES: Final = (
    _Session("session_lifetime", 10_080, "after the login, however often they come", "People", 43_200),
    _Session("idle_session_lifetime", 4_320, "without having come to Auth0", "People", 4_320),
    _Session(
        "ephemeral_session_lifetime",
        4_320,
        "after the login, however often they come",
        "People whose session ends with the browser",
        43_200,
    ),
    _Session(
        "idle_ephemeral_session_lifetime",
        1_440,
        "without having come to Auth0",
        "People whose session ends with the browser",
        4_320,
    ),
)


def _told(one: _Session, case: Case) -> Iterator[Effect]:
    before, after = (_minutes(body, one.field) for body in (case.before, case.after))
    stated, before = before, one.default if before is None else before
    if after is None:
        return
    if before == after:
        default = "" if stated is not None else ", as Auth0 takes it anyway"
        yield harmless(f"`{one.field}` is {_said(after)}, as before{default}")
        return
    parts = [
        f"{one.who} are asked to log in again {_said(after)} {one.when} (before: {_said(before)}), in every application"
        " of the tenant that relies on the session at Auth0."
    ]
    if after < before:
        parts += [
            "It counts from each person's next visit, also for sessions that are older by then; single-page"
            " applications without refresh tokens feel it first. Undo: possible, but sessions that ended stay ended."
        ]
        yield Effect(Severity.HIGH, " ".join(parts))
        return
    parts.append("It counts once a person's present session has ended, so from their next login.")
    if after > one.cap:
        parts.append(
            f"Auth0 honours more than {_said(one.cap)} only under an Enterprise contract; under others it ends there."
        )
    parts.append("A browser that somebody leaves behind stays logged in as much longer. Undo: possible.")
    yield Effect(Severity.MEDIUM, " ".join(parts), _SECURITY)


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
