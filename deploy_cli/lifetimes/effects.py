"""What a change of refresh-token settings does to people, in their words and with their numbers. Pure.

What Auth0 does to tokens that are issued already is section 1.8 of the refresh-token facts: the absolute lifetime is
fixed at the login, the inactivity lifetime is read at every renewal, tokens that never expired are converted at their
next renewal for good. Where Auth0 does not document something, the text says so.
"""

from collections.abc import Iterator

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.values import Object
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.holder import Holder
from deploy_cli.lifetimes.lasting import FOREVER, Lasting, lasting
from deploy_cli.lifetimes.sentences import (
    api_names,
    assumptions,
    audiences,
    away,
    ends,
    grey,
    hidden,
    no_difference,
    reach,
    said,
    unnoticed,
)

_SECURITY = (Concern.SECURITY,)
_IRREVERSIBLE = (Concern.IRREVERSIBLE,)
_NEVER = "never because of that"


def lifetime_effects(before: Object, after: Object, holder: Holder) -> Iterator[Effect]:
    """Yield what happens to people when the ``refresh_token`` block of a client goes from ``before`` to ``after``.

    Yields at least one effect: that nobody notices, where the two come to the same.
    """
    if before and not after:
        yield _cleared(holder)
        return
    was, will = lasting(before), lasting(after)
    told = (
        *_lifetimes(was, will, holder),
        *_rotation(was, will, holder),
        *_leeway(was, will, holder),
        *_policies(before, after, holder),
    )
    yield from told or (unnoticed(no_difference(before, after, will, holder)),)


def _lifetimes(was: Lasting, will: Lasting, holder: Holder) -> Iterator[Effect]:
    if None in (was.absolute, was.idle, will.absolute, will.idle):
        if (was.absolute, was.idle) != (will.absolute, will.idle):
            yield _unclear(will, holder)
    elif was.endless and not will.endless:
        yield _converted(will, holder)
        if will.acts_when_away:
            yield from _seen(was, will, holder)
    else:
        yield from _inactivity(was, will, holder)
        yield from _absolute(was, will, holder)


def _cleared(holder: Holder) -> Effect:
    """Say that nothing is said of the refresh tokens any more."""
    text = (
        f"The refresh-token settings of `{holder.name}` are taken away. What Auth0 puts in their place is not"
        " documented; a client that is created without them has refresh tokens that never expire and do not rotate."
        " Undo: possible, but tokens that were given an end keep one."
    )
    return Effect(Severity.HIGH, text, _SECURITY)


def _unclear(will: Lasting, holder: Holder) -> Effect:
    """Say what holds from now on where one side does not say what Auth0 documents."""
    text = (
        f"How long people stay logged in to `{holder.name}` may change: the settings before or after this change do"
        f" not name both lifetimes. After it, refresh tokens {ends(will)}."
    )
    return Effect(Severity.HIGH, text)


def _converted(will: Lasting, holder: Holder) -> Effect:
    """Tokens that never expired get an end: the one change of a lifetime that nobody can take back."""
    parts = [f"Refresh tokens of `{holder.name}` never expired; now they {ends(will)}."]
    if will.acts_when_away:
        parts += [away(will.idle, holder, _NEVER), *grey(will.idle, holder)]
    if will.absolute != FOREVER:
        parts.append(
            f"Everybody will have to log in again {said(will.absolute)} after their login, however often they come;"
            " for people who are logged in now Auth0 does not document whether that counts from their login or from"
            " their next renewal."
        )
    parts.append(
        "Each person's token is converted at their next renewal, and none that was converted can become"
        " never-expiring again; tokens that nobody renews stay valid without end."
    )
    parts += assumptions(holder)
    return Effect(Severity.HIGH, " ".join(parts), _IRREVERSIBLE)


def _inactivity(was: Lasting, will: Lasting, holder: Holder) -> Iterator[Effect]:
    if was.idle == will.idle or was.idle is None or will.idle is None:
        return
    if all(
        reach(was.idle, end, holder) == reach(will.idle, end, holder) for end in (was.absolute, will.absolute)
    ):
        yield unnoticed(hidden(will, holder))
    elif will.idle < was.idle:
        yield _shorter(was, will, holder)
        yield from _seen(was, will, holder)
    else:
        yield _longer(was, will, holder)


def _shorter(was: Lasting, will: Lasting, holder: Holder) -> Effect:
    before = _NEVER if was.idle == FOREVER else said(was.idle)
    if was.absolute is not None and not was.acts_when_away and was.idle != FOREVER:
        before += f", but never later than {said(was.absolute)} after login"
    parts = [away(will.idle, holder, before), *grey(will.idle, holder)]
    if was.idle == FOREVER:
        parts.append(
            "Applies to each person from their next renewal; people who are away now are not affected until they come"
            " back."
        )
    else:
        parts.append(
            "Applies to each person from their next renewal, so to everybody after"
            f" {said(min(was.idle or 0, was.absolute or FOREVER))} at the latest; whether Auth0 counts it at once"
            " for people who are away now is not documented."
        )
    parts.append("People who come more often notice nothing.")
    if was.absolute == will.absolute != FOREVER:
        parts.append(f"The end of {said(will.absolute)} after login stays as it is.")
    parts.append("Undo: possible, from each person's next renewal.")
    return Effect(Severity.HIGH, " ".join([*parts, *assumptions(holder)]))


def _seen(was: Lasting, will: Lasting, holder: Holder) -> Iterator[Effect]:
    """Say how many people it would have hit, where logs tell."""
    if holder.seen is None or will.idle is None:
        return
    access = holder.access if holder.is_known else 0
    before = was.idle if was.idle is None else max(was.idle, access)
    yield holder.seen.effect(holder.name, before, max(will.idle, access))


def _longer(was: Lasting, will: Lasting, holder: Holder) -> Effect:
    if will.absolute not in (None, FOREVER) and not will.acts_when_away and will.idle != FOREVER:
        text = (
            f"People may stay away from `{holder.name}` until {said(will.absolute)} after their login, when they"
            f" have to log in anyway (before: for {said(was.idle)})"
        )
    elif will.idle == FOREVER:
        text = f"Nobody has to log in to `{holder.name}` again for having been away (before: after {said(was.idle)})"
    else:
        text = (
            f"People may stay away from `{holder.name}` for up to {said(will.idle)} without having to log in again"
            f" (before: {said(was.idle)})"
        )
    text += ", each from their next renewal. A lost or stolen device stays logged in as much longer."
    if will.endless:
        text += " A stolen refresh token works until somebody revokes it."
    elif will.absolute != FOREVER and (will.acts_when_away or will.idle == FOREVER):
        text += f" Everybody still has to log in again {said(will.absolute)} after their login."
    text += " Undo: possible, from each person's next renewal."
    return Effect(Severity.HIGH if will.endless else Severity.MEDIUM, text, _SECURITY)


def _absolute(was: Lasting, will: Lasting, holder: Holder) -> Iterator[Effect]:
    before, after = was.absolute, will.absolute
    if before == after or before is None or after is None:
        return
    keep = "People who are logged in now keep the date they have"
    if after == FOREVER:
        text = (
            f"People who log in to `{holder.name}` from now on are never made to log in again while they keep coming"
            f" back (before: {said(before)} after login). {keep}. A stolen refresh token that is used all the time"
            " works until somebody revokes it. Undo: possible."
        )
        yield Effect(Severity.HIGH if will.endless else Severity.MEDIUM, text, _SECURITY)
    elif before == FOREVER:
        text = (
            f"Everybody will have to log in to `{holder.name}` again {said(after)} after login, however often they"
            " come (before: never). It applies from each person's next renewal; whether the time then counts from"
            " their login or from that renewal is not documented. Undo: not for people who renewed in between, a token"
            " that was given an end keeps one."
        )
        yield Effect(Severity.HIGH, text, _IRREVERSIBLE)
    else:
        text = (
            f"People who log in to `{holder.name}` after this change have to log in again {said(after)} later, however"
            f" often they come (before: {said(before)}). {keep}, so the old lifetime is gone after {said(before)}."
            " Undo: possible, for later logins."
        )
        shorter = after < before
        yield Effect(Severity.HIGH if shorter else Severity.MEDIUM, text, () if shorter else _SECURITY)


def _rotation(was: Lasting, will: Lasting, holder: Holder) -> Iterator[Effect]:
    if was.rotating == will.rotating or will.rotating is None:
        return
    if will.rotating:
        leeway = f" within {spoken(will.leeway)}" if will.leeway else ""
        kept = f"is accepted once more{leeway}, then" if will.leeway else "is not accepted again:"
        text = (
            f"People who use `{holder.name}` on several devices or browsers will have to log in again on all but the"
            " first one that renews: that renewal ends their other refresh tokens. From then on a refresh token serves"
            f" once; one that comes twice {kept} it ends the login. A version of the application that"
            " does not store the new token from each renewal makes its users log in again and again. Undo: possible,"
            " but switching back costs people a renewal each, and those other devices stay logged out."
        )
        yield Effect(Severity.HIGH, text)
        return
    text = (
        f"People notice nothing, but a stolen refresh token of `{holder.name}` is no longer found out by being used"
        " twice. Whether other devices of a person stay logged in at the switch is not documented. Undo: possible."
    )
    yield Effect(Severity.MEDIUM if holder.confidential else Severity.HIGH, text, _SECURITY)


def _leeway(was: Lasting, will: Lasting, holder: Holder) -> Iterator[Effect]:
    if was.leeway == will.leeway or not (was.rotating and will.rotating):
        return
    before, after = spoken(was.leeway), spoken(will.leeway)
    if will.leeway < was.leeway:
        text = (
            f"People of `{holder.name}` with a poor network or several open tabs may be logged out all of a sudden: a"
            f" refresh token that comes twice is accepted for {after} after it was exchanged (before: {before}), and"
            " later it ends the login. Applies from the next renewal. Undo: possible."
        )
        yield Effect(Severity.MEDIUM, text)
        return
    text = (
        f"People of `{holder.name}` with a poor network or several open tabs are logged out less often: a refresh token"
        f" that comes twice is accepted for {after} after it was exchanged (before: {before}). Within that time a"
        " stolen one is not found out. Undo: possible."
    )
    yield Effect(Severity.MEDIUM if will.leeway > 60 else Severity.LOW, text, _SECURITY)


def _policies(before: Object, after: Object, holder: Holder) -> Iterator[Effect]:
    """Tell of the APIs for which one refresh token serves as well."""
    had, has = audiences(before), audiences(after)
    if lost := sorted(api for api, scopes in had.items() if not scopes <= has.get(api, frozenset())):
        text = (
            f"`{holder.name}` can no longer use its refresh tokens for all it could at {api_names(lost)}: Auth0 leaves"
            " out what is not allowed without an error, and what needs it fails at the next renewal. Undo: possible."
        )
        yield Effect(Severity.MEDIUM, text)
    if won := sorted(api for api, scopes in has.items() if not scopes <= had.get(api, frozenset())):
        text = (
            f"The refresh tokens of `{holder.name}` also bring access tokens for {api_names(won)}, without asking"
            " people: a stolen one is worth more. Undo: possible."
        )
        yield Effect(Severity.LOW, text, _SECURITY)
