"""What changes of what stands around logins do: who may reach the tenant, who hears of it, forms, profiles."""

from collections.abc import Iterator
from functools import partial
from typing import Final, NamedTuple

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.plan import Action
from deploy_cli.effects.case import Case
from deploy_cli.effects.rule import Note, Rule, switch, weaker

_LOCKOUT: Final = (Concern.LOCKOUT,)
_SECURITY: Final = (Concern.SECURITY,)
_GONE: Final = (Concern.IRREVERSIBLE,)

NETWORK: Final = ("networkACLs",)
STREAMS: Final = ("logStreams",)


class _Whole(NamedTuple):
    """What happens when a whole resource comes or goes; texts may hold ``{name}``."""

    id: str
    sections: tuple[str, ...]
    action: Action
    effect: Effect


_WHOLE: Final = (
    _Whole(
        "network-rule-created",
        NETWORK,
        Action.CREATE,
        Effect(
            Severity.HIGH,
            "Requests that fit the network rule `{name}` are blocked or let through, at once if it is active: one"
            " that is too wide keeps people out. Undo: possible.",
            _LOCKOUT,
        ),
    ),
    _Whole(
        "network-rule-deleted",
        NETWORK,
        Action.DELETE,
        weaker("Requests that the network rule `{name}` decided about are no longer looked at, at once."),
    ),
    _Whole(
        "log-stream-created",
        STREAMS,
        Action.CREATE,
        Effect(
            Severity.LOW,
            "No effect on users, but what they do is reported to one more place (`{name}`), with their names and"
            " addresses unless those are masked. Undo: what was sent stays there.",
        ),
    ),
    _Whole(
        "log-stream-deleted",
        STREAMS,
        Action.DELETE,
        Effect(
            Severity.MEDIUM,
            "No effect on users, but the audit trail in `{name}` ends, at once: what happens meanwhile is never"
            " sent there. Undo: not for what was missed.",
            (*_SECURITY, *_GONE),
        ),
    ),
    _Whole(
        "form-deleted",
        ("forms", "flows", "flowVaultConnections"),
        Action.DELETE,
        Effect(
            Severity.HIGH,
            "Where `{name}` is part of a login, people do not get past it any more, at once; elsewhere nobody notices."
            " Undo: one that is created again has another id.",
            (*_LOCKOUT, *_GONE),
        ),
    ),
    _Whole(
        "profile-deleted",
        (
            "connectionProfiles",
            "selfServiceProfiles",
            "tokenExchangeProfiles",
            "userAttributeProfiles",
        ),
        Action.DELETE,
        Effect(
            Severity.HIGH,
            "What is set up or exchanged with the profile `{name}` fails, at once; connections and logins that"
            " exist stay. Undo: one that is created again has another id.",
            (*_LOCKOUT, *_GONE),
        ),
    ),
)


def _told(effect: Effect, case: Case) -> Iterator[Effect]:
    yield Effect(effect.severity, effect.text.format(name=case.name), effect.concerns)


def _status(case: Case) -> Iterator[Effect]:
    after = case.new("status")
    if after == "paused":
        text = (
            f"No effect on users, but the audit trail in `{case.name}` pauses, at once: what happens meanwhile may"
            " never be sent there. Undo: not for what was missed."
        )
        yield Effect(Severity.MEDIUM, text, (*_SECURITY, *_GONE))
    elif after == "active":
        text = f"No effect on users, but what they do is reported to `{case.name}` again. Undo: possible."
        yield Effect(Severity.LOW, text)


RULES: Final = (
    *(Rule(one.id, one.sections, (), partial(_told, one.effect), actions=(one.action,)) for one in _WHOLE),
    Rule("log-stream-status", STREAMS, ("status",), _status),
    switch(
        "network-rule-active",
        NETWORK,
        "active",
        default=None,
        on=Effect(
            Severity.HIGH,
            "Requests that fit the network rule `{name}` are blocked or let through, at once: one that is too wide"
            " keeps people out. Undo: possible.",
            _LOCKOUT,
        ),
        off=weaker("The network rule `{name}` no longer decides about any request, at once."),
    ),
)

NOTES: Final = (
    Note(
        NETWORK,
        ("description",),
        Severity.NONE,
        "the description of a network rule is only shown to administrators",
    ),
    Note(
        NETWORK,
        ("*",),
        Severity.HIGH,
        "The network rule `{name}` blocks or lets through other requests ({fields}), at once: one that is too wide"
        " keeps people out, one that is too narrow lets attackers in.",
        (*_LOCKOUT, *_SECURITY),
    ),
    Note(STREAMS, ("name",), Severity.NONE, "the name of a log stream is only shown to administrators"),
    Note(
        STREAMS,
        ("*",),
        Severity.LOW,
        "No effect on users, but what is reported to `{name}`, or where to, changes ({fields}); a wrong setting"
        " ends the audit trail there.",
        _SECURITY,
    ),
    Note(
        ("forms", "flows", "flowVaultConnections"),
        ("*",),
        Severity.MEDIUM,
        "People who meet `{name}` in a login go through other steps, at once; a fault in it stops them there.",
    ),
    Note(
        ("selfServiceProfiles", "connectionProfiles", "userAttributeProfiles"),
        ("*",),
        Severity.LOW,
        "Administrators of customers who set up their own login find other choices ({fields}); people who log in notice"
        " nothing.",
    ),
    Note(
        ("tokenExchangeProfiles",),
        ("*",),
        Severity.HIGH,
        "Which tokens can be exchanged through `{name}`, and what checks them, changes at once.",
        (*_LOCKOUT, *_SECURITY),
    ),
    Note(
        ("rateLimitPolicies",),
        ("*",),
        Severity.MEDIUM,
        "How many requests get through before they are refused changes, at once, for whoever the policy is about.",
    ),
    Note(
        ("eventStreams",),
        ("*",),
        Severity.LOW,
        "No effect on users, but programs that hear of changes to users through `{name}` hear others, or none.",
    ),
    Note(
        ("migrations",),
        ("*",),
        Severity.HIGH,
        "A way of old is switched on or off for the whole tenant ({fields}), at once: applications that rely on one"
        " that goes fail.",
        _LOCKOUT,
    ),
)
