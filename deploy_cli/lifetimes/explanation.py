"""Sentences about what happens to a person: why a login is due, and what would have spared it. Pure."""

from typing import Final

from deploy_cli.lifetimes.absence import Away
from deploy_cli.lifetimes.durations import spoken, written
from deploy_cli.lifetimes.moment import Cause, Loss, Moment, Outcome
from deploy_cli.lifetimes.remedies import Kind, Remedy

EXPERIENCES: Final = {
    Outcome.TOKEN: "still logged in (the access token serves)",
    Outcome.REFRESH: "still logged in (renewed by the refresh token)",
    Outcome.SILENT: "still logged in (renewed by the session, unseen)",
    Outcome.REDIRECT: "logged in without a password (a short trip to Auth0)",
    Outcome.LOGIN: "must log in",
    Outcome.LOGOUT: "logs out",
    Outcome.OVERLAP: "a refresh token comes twice within the leeway: both calls succeed",
    Outcome.REUSE: "a refresh token comes twice: Auth0 takes it for a theft and ends all tokens of this login",
    Outcome.REFUSED: "a refresh token comes twice, and is refused",
}


def experience(moment: Moment) -> str:
    """Say what the person experiences."""
    return "logs in" if moment.is_first else EXPERIENCES[moment.outcome]


def reason(moment: Moment) -> str:
    """Say why a login is due: about the refresh token, then about the session."""
    token, session = moment.refresh_loss, moment.session_loss
    said = [] if token is None or token.cause is Cause.NEVER else [_of_token(token)]
    told = token is not None and token.cause is Cause.SESSION
    if session is not None and session.cause not in (Cause.UNUSED, Cause.FIRST) and not told:
        said.append(_of_session(session))
    elif not said:
        said.append("there is no refresh token, and the application does not use the session")
    return "; ".join(said)


def _of_token(loss: Loss) -> str:
    since = about(loss.at)
    return {
        Cause.FIRST: "nobody logged in here before",
        Cause.NEVER: "there is no refresh token",
        Cause.ABSOLUTE: f"the absolute lifetime of the refresh token ended at {since}",
        Cause.IDLE: f"the refresh token was not used for too long: its inactivity lifetime ended at {since}",
        Cause.MEMORY: "the refresh token was gone with the page that held it",
        Cause.LOGOUT: f"the person had logged out at {since}",
        Cause.CLOSED: "the browser was closed",
        Cause.REUSED: f"a refresh token had come twice at {since}, and Auth0 ended all of this login",
        Cause.OVERTAKEN: "another copy of the refresh token had been used first",
        Cause.ROTATION_ON: f"another device renewed first after rotation was switched on, at {since}",
        Cause.ROTATION_OFF: f"another device renewed first after rotation was switched off, at {since}",
        Cause.EVICTED: f"the person had more than 200 refresh tokens here, and the oldest ended at {since}",
        Cause.SWITCHED_OFF: "the client or the API gives no refresh tokens any more",
        Cause.SESSION: f"the refresh token lives as long as the session, which ended at {since}",
        Cause.CHECK: f"the app did not try: since {since} its SDK takes the person for logged out",
        Cause.UNUSED: "",
    }[loss.cause]


def _of_session(loss: Loss) -> str:
    match loss.cause:
        case Cause.ABSOLUTE:
            return f"the session had reached its end at {about(loss.at)}"
        case Cause.IDLE:
            return f"the session had ended at {about(loss.at)} for want of activity"
        case Cause.CLOSED:
            return "the session went when the browser was closed"
        case Cause.LOGOUT:
            return "the logout had ended the session"
        case _:
            return "there was no session on this device"


def advice(remedy: Remedy) -> str:
    """Say what would have spared a login. A bound is exclusive: ``more than 14d``."""
    least = "" if remedy.least is None else more_than(remedy.least)
    second = "" if remedy.second is None else more_than(remedy.second)
    return {
        Kind.IDLE: f"an inactivity lifetime of {least}",
        Kind.ABSOLUTE: f"an absolute lifetime of {least}",
        Kind.BOTH: f"an inactivity lifetime of {least} together with an absolute lifetime of {second}",
        Kind.SESSION: "an application that sends people to Auth0, where their session still lives",
        Kind.SESSION_IDLE: f"a session that may be idle for {least} (`idle_session_lifetime`)",
        Kind.SESSION_ABSOLUTE: f"a session of {least} (`session_lifetime`)",
        Kind.STORAGE: "an application that keeps its tokens when its page is closed",
        Kind.FLOW: f"the authorization code flow with refresh tokens and an inactivity lifetime of {second}",
        Kind.CHECK: "an application that asks for tokens (`getTokenSilently`), not only `checkSession`",
        Kind.LEEWAY: f"a leeway of at least {written(remedy.least or 0)}",
        Kind.UNCHANGED: "leaving the settings as they were",
    }[remedy.kind]


def more_than(least: int) -> str:
    """Say the shortest duration that suffices: ``more than 14d`` for a second more than that."""
    exact = written(least - 1)
    short = about(least - 1)
    return f"more than {exact}" if exact == short else f"a little more than {short}"


def about(at: int) -> str:
    """Write a time by its two largest units."""
    return " ".join(written(at).split()[:2])


def answers(away: Away) -> tuple[str, ...]:
    """Answer how long somebody may be away, with the grey zone."""
    return tuple(_answers(away))


def _answers(away: Away) -> list[str]:
    clock = "the last time the session was used" if away.by_session else "the last renewal"
    if away.limit is None:
        said = ["As long as you like: absence alone never leads to a login."]
    elif away.limit == 0:
        said = ["Not at all: every new visit is a login."]
    else:
        said = [f"Away for {spoken(away.limit)} or more: must log in again."]
        if away.blur > 1 and away.sure is not None and away.sure > 0:
            said = [
                f"Away for up to {spoken(away.sure)}: still logged in, always.",
                f"Between the two: it depends. The clock starts at {clock}, and a visit that still had a valid access"
                f" token renewed nothing: it may lie up to {spoken(away.blur)} after that.",
                *said,
            ]
            said[1], said[2] = said[2], said[1]
        elif away.blur > 1:
            said.append(
                f"The access token lives as long as that, or longer: until it ends, {spoken(away.blur)} after"
                f" {clock}, nothing is asked; then a login is due at once."
            )
        else:
            said.insert(0, f"Away for less than {spoken(away.limit)}: still logged in, always.")
    if not away.by_session and away.limit is not None and (away.after_login or 0) > away.limit > 0:
        said.append(
            f"Except up to {spoken(away.after_login or 0)} after a login: so long the session may still live, and"
            " spares the password."
        )
    if away.since_login is not None and (away.limit is None or away.limit > 0):
        said.append(_in_any_case(away.since_login, away))
    return said


def _in_any_case(since_login: int, away: Away) -> str:
    tail = f", up to {spoken(away.blur)} later where an access token is still valid" if away.blur > 1 else ""
    hidden = (
        "; until then the session begins new absolute lifetimes without a password" if away.is_hidden else ""
    )
    return f"However often somebody comes: a login is due {spoken(since_login)} after the last one{tail}{hidden}."
