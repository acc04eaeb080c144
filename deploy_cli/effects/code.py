"""What changes of code do that runs while people log in: Actions, what they are bound to, rules and hooks of old."""

from collections.abc import Iterator, Set
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.plan import Action
from deploy_cli.effects.case import Case, objects
from deploy_cli.effects.phrases import quoted
from deploy_cli.effects.rule import Note, Rule, breaks, harmless, switch, weaker

ACTIONS: Final = ("actions",)
TRIGGERS: Final = ("triggers",)
OLD: Final = ("rules", "hooks")

_LOCKOUT: Final = (Concern.LOCKOUT,)
_BOTH: Final = (Concern.LOCKOUT, Concern.SECURITY)

WHEN: Final = {
    "post-login": "at every login and every renewal of a refresh token",
    "credentials-exchange": "whenever a program gets an access token on its own behalf",
    "pre-user-registration": "before people sign up",
    "post-user-registration": "after people have signed up",
    "post-change-password": "after people have changed their password",
    "send-phone-message": "whenever a text message or call for a second factor is sent",
    "custom-phone-provider": "whenever a text message or call is sent",
    "custom-email-provider": "whenever an e-mail is sent",
    "password-reset-post-challenge": "when people set another password",
    "custom-token-exchange": "whenever a token is exchanged for another",
    "password-hash-migration": "when passwords of old are checked",
    "login-post-identifier": "once people have said who they are",
    "signup-post-identifier": "once people have said who they want to sign up as",
}
"""Trigger → when its Actions run."""
_IN_THE_WAY: Final = frozenset(WHEN) - {"post-user-registration", "post-change-password"}
"""Triggers where an Action that fails stops people or programs."""


def _runs(case: Case) -> tuple[str, bool]:
    """Tell when an Action runs, and whether it is in the way of people there."""
    name = case.change.address.name
    bound = case.around.triggers_of.get(name, ())
    supported = [
        trigger["id"]
        for trigger in objects(case.after.get("supported_triggers") or case.before.get("supported_triggers"))
        if isinstance(trigger.get("id"), str)
    ]
    triggers = bound or tuple(supported)
    if not triggers:
        return "where it is bound", True
    when = ", ".join(dict.fromkeys(WHEN.get(trigger, f"at `{trigger}`") for trigger in triggers))
    if not bound:
        when += ", if it is bound there"
    return when, not _IN_THE_WAY.isdisjoint(triggers)


def _action_created(case: Case) -> Iterator[Effect]:
    yield harmless(f"the Action `{case.name}` runs only once it is bound to a trigger")


def _action_deleted(case: Case) -> Iterator[Effect]:
    when, _ = _runs(case)
    yield Effect(
        Severity.HIGH,
        f"What the Action `{case.name}` does no longer happens, at once ({when}): what it checks is let through,"
        " what it adds to tokens is missing. Its secrets are lost. Undo: it can be created again, with its secrets"
        " at hand.",
        (*_BOTH, Concern.IRREVERSIBLE),
    )


def _action_code(case: Case) -> Iterator[Effect]:
    when, in_the_way = _runs(case)
    if case.new("deployed") is False:
        yield harmless(f"the Action `{case.name}` runs as it did until it is deployed")
        return
    what = _what_runs({edit.field for edit in case.change.edits})
    is_new = what in (_OTHER_CODE, _WAITING_CODE)
    fault = "a fault in it" if is_new else "if it fails with that, this"
    fault += " keeps people out" if in_the_way else " is only seen in the logs"
    text = f"{what} {when} (the Action `{case.name}`), once it is deployed; {fault}. Undo: possible."
    concerns = () if not in_the_way else _BOTH if is_new else _LOCKOUT
    yield Effect(Severity.HIGH if in_the_way else Severity.MEDIUM, text, concerns)


_OTHER_CODE: Final = "Other code runs"
_WAITING_CODE: Final = "Code that was not deployed yet runs"
_SURROUNDINGS: Final = {
    "dependencies": "with other packages",
    "runtime": "on another version of Node.js",
    "secrets": "with other secrets",
}
"""Field of an Action → how its code runs when only that changes."""


def _what_runs(fields: Set[str]) -> str:
    if not fields.isdisjoint({"code", "modules"}):
        return _OTHER_CODE
    if how := [words for field, words in _SURROUNDINGS.items() if field in fields]:
        return f"The same code runs {' and '.join(how)}"
    return _WAITING_CODE


def _bindings(case: Case) -> Iterator[Effect]:
    trigger = case.change.address.name
    before, after = (_bound(body.get("bindings")) for body in (case.before, case.after))
    when = WHEN.get(trigger, f"at `{trigger}`")
    in_the_way = trigger in _IN_THE_WAY or trigger not in WHEN
    if gone := [name for name in before if name not in after]:
        text = (
            f"{quoted(gone)} no longer runs {when}, at once: what it checks is let through, what it adds or sends is"
            " missing. Undo: possible."
        )
        yield Effect(Severity.HIGH, text, (Concern.SECURITY,))
    if come := [name for name in after if name not in before]:
        fault = "; a fault in it keeps people out" if in_the_way else ""
        text = f"{quoted(come)} runs {when}, at once{fault}. Undo: possible."
        yield Effect(Severity.HIGH if in_the_way else Severity.MEDIUM, text, _LOCKOUT if in_the_way else ())
    stay = [name for name in before if name in after]
    if stay != [name for name in after if name in before]:
        text = (
            f"The Actions that run {when} do so in another order: {', '.join(f'`{name}`' for name in after)}."
        )
        yield Effect(Severity.MEDIUM, f"{text} Undo: possible.")
    elif not gone and not come:
        yield harmless(
            f"the same Actions run {when}; only how they are shown changes, or the secrets they are given"
        )


def _bound(bindings: object) -> list[str]:
    names = (one.get("action_name") for one in objects(bindings))
    return list(dict.fromkeys(name for name in names if isinstance(name, str)))


def _old_created(case: Case) -> Iterator[Effect]:
    yield Effect(
        Severity.HIGH,
        f"Other code runs when people log in or sign up ({case.title} `{case.name}`), at once if it is enabled; a"
        " fault in it keeps people out. Undo: possible.",
        _LOCKOUT,
    )


def _old_deleted(case: Case) -> Iterator[Effect]:
    yield Effect(
        Severity.HIGH,
        f"What the {case.title} `{case.name}` does no longer happens, at once: what it checks is let through, what"
        " it adds to tokens is missing. Undo: possible while Auth0 still takes new ones.",
        _BOTH,
    )


RULES: Final = (
    Rule("action-created", ACTIONS, (), _action_created, actions=(Action.CREATE,)),
    Rule("action-deleted", ACTIONS, (), _action_deleted, actions=(Action.DELETE,)),
    Rule(
        "action-code",
        ACTIONS,
        ("code", "dependencies", "secrets", "runtime", "deployed", "modules"),
        _action_code,
    ),
    Rule("trigger-bindings", TRIGGERS, ("bindings",), _bindings),
    Rule("old-code-created", OLD, (), _old_created, actions=(Action.CREATE,)),
    Rule("old-code-deleted", OLD, (), _old_deleted, actions=(Action.DELETE,)),
    switch(
        "old-code-enabled",
        OLD,
        "enabled",
        default=True,
        on=breaks("`{name}` runs when people log in or sign up, at once; a fault in it keeps people out."),
        off=weaker(
            "`{name}` no longer runs: what it checks is let through, what it adds to tokens is missing."
        ),
    ),
)

NOTES: Final = (
    Note(
        ACTIONS,
        ("name", "supported_triggers"),
        Severity.MEDIUM,
        "Where the Action `{name}` can run, or under what name, changes; people notice nothing while it stays bound.",
    ),
    Note(
        OLD,
        ("script", "code", "order", "stage", "dependencies", "secrets", "triggerId", "name"),
        Severity.HIGH,
        "Other code runs when people log in or sign up (`{name}`), or in another order, at once; a fault in it keeps"
        " people out.",
        _BOTH,
    ),
    Note(
        ("rulesConfigs",),
        ("value", "key"),
        Severity.HIGH,
        "All rules read another value of `{name}` from the next login on; one that it does not suit keeps people out.",
        _LOCKOUT,
    ),
)
