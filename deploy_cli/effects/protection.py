"""What changes of attack protection and of second factors do: guessed, stolen and sprayed passwords, and bots."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.effects.case import Case, integer, texts
from deploy_cli.effects.phrases import quoted
from deploy_cli.effects.rule import Note, Rule, breaks, felt, harmless, switch, weaker

ATTACKS: Final = ("attackProtection",)
FACTORS: Final = ("guardianFactors",)
POLICIES: Final = ("guardianPolicies",)

_LOCKOUT: Final = (Concern.LOCKOUT,)
_SECURITY: Final = (Concern.SECURITY,)

_SHIELDS: Final = {
    "bruteForceProtection": {
        "block": "an account is blocked after many wrong passwords",
        "user_notification": "people are told by e-mail that their account was blocked",
    },
    "suspiciousIpThrottling": {
        "block": "an address that tries many accounts is slowed down",
        "admin_notification": "administrators are told of such addresses",
    },
    "breachedPasswordDetection": {
        "block": "people with a password that was stolen elsewhere cannot log in until they set another",
        "user_notification": "people with a password that was stolen elsewhere are told by e-mail",
        "admin_notification": "administrators are told of such passwords",
    },
}


def _sleeping(case: Case) -> Iterator[Effect]:
    if case.old("enabled") is False and case.new("enabled") is False:
        yield harmless("this protection is switched off, so its settings do not count")


def _counts(case: Case) -> bool:
    """Tell whether the protection is on before or after: else `_sleeping` says all there is to say."""
    return case.old("enabled") is not False or case.new("enabled") is not False


def _shields(case: Case) -> Iterator[Effect]:
    if not _counts(case):
        return
    if case.old("enabled") is False or case.new("enabled") is False:
        yield harmless("what the shields do begins and ends with the protection itself")
        return
    known = _SHIELDS.get(case.change.address.name, {})
    for shield in case.gone("shields"):
        what = known.get(shield, f"`{shield}` acts")
        blocks = shield == "block"
        text = f"No longer true, at once: {what}. Undo: possible."
        yield Effect(Severity.HIGH if blocks else Severity.LOW, text, _SECURITY)
    for shield in case.come("shields"):
        what = known.get(shield, f"`{shield}` acts")
        yield Effect(Severity.LOW, f"From now on {what}. Undo: possible.")


def _allowlist(case: Case) -> Iterator[Effect]:
    if not _counts(case):
        return
    if come := case.come("allowlist"):
        text = f"This protection no longer looks at logins from {quoted(come)}. Undo: possible."
        yield Effect(Severity.MEDIUM, text, _SECURITY)
    if gone := case.gone("allowlist"):
        text = (
            f"This protection looks at logins from {quoted(gone)}, too: many logins from there may be blocked."
            " Undo: possible."
        )
        yield Effect(Severity.MEDIUM, text, _LOCKOUT)


def _attempts(case: Case) -> Iterator[Effect]:
    before, after = integer(case.old("max_attempts")), integer(case.new("max_attempts"))
    if after is None or before == after or not _counts(case):
        return
    was = f" (before: {before})" if before is not None else ""
    text = f"An account is blocked after {after} wrong passwords{was}, at once. Undo: possible."
    weak = before is None or after > before
    yield Effect(Severity.MEDIUM, text, _SECURITY if weak else ())


def _policies(case: Case) -> Iterator[Effect]:
    """Tell when people are asked for a second factor: always, or where a login looks risky."""
    before, after = (_asked(body) for body in (case.before, case.after))
    if before == after:
        return
    if not after:
        text = (
            "People are no longer asked for a second factor, from their next login, unless an Action or rule"
            " asks for it."
        )
        yield weaker(text)
    elif "all-applications" in after and "all-applications" not in before:
        text = (
            "Everybody is asked for a second factor in every application, from their next login; who has none"
            " has to set one up."
        )
        yield felt(text, Severity.HIGH)
    elif "all-applications" in before:
        yield weaker(
            "People are asked for a second factor only where a login looks risky, from their next login."
        )
    else:
        yield felt(
            "People whose login looks risky are asked for a second factor, from their next login.",
            Severity.MEDIUM,
        )


def _asked(body: dict[str, object]) -> frozenset[str]:
    return frozenset(text for field in ("policies", "guardianPolicies") for text in texts(body.get(field)))


RULES: Final = (
    *(
        switch(
            f"attack-{key}",
            ATTACKS,
            "enabled",
            keys=(key,),
            default=None,
            on=felt(on),
            off=weaker(off),
        )
        for key, on, off in (
            (
                "bruteForceProtection",
                "An account is blocked for an address after many wrong passwords from there.",
                "Passwords can be guessed without end: accounts are no longer blocked after many wrong ones.",
            ),
            (
                "suspiciousIpThrottling",
                "Addresses that try many accounts are slowed down; a company behind one address may be, too.",
                "An address can try any number of accounts: it is no longer slowed down.",
            ),
            (
                "breachedPasswordDetection",
                "People who use a password that was stolen elsewhere are stopped or told, as its shields say.",
                "Passwords that were stolen elsewhere can be used here: nobody is stopped or told any more.",
            ),
        )
    ),
    Rule(
        "attack-sleeping",
        ATTACKS,
        ("admin_notification_frequency", "allowlist", "max_attempts", "method", "mode", "shields", "stage"),
        _sleeping,
    ),
    Rule("attack-shields", ATTACKS, ("shields",), _shields),
    Rule("attack-allowlist", ATTACKS, ("allowlist",), _allowlist),
    Rule("attack-attempts", ATTACKS, ("max_attempts",), _attempts),
    switch(
        "factor-enabled",
        FACTORS,
        "enabled",
        default=None,
        on=felt("People can use `{name}` as a second factor, from their next login."),
        off=breaks(
            "People can no longer use `{name}` as a second factor, at once: who has no other has to set one up, or"
            " cannot log in where one is asked for."
        ),
    ),
    Rule("second-factor-policies", POLICIES, ("policies", "guardianPolicies"), _policies),
)

NOTES: Final = (
    Note(
        ATTACKS,
        ("admin_notification_frequency",),
        Severity.NONE,
        "{fields} is about how often administrators are told",
        keys=("breachedPasswordDetection",),
    ),
    Note(
        ATTACKS,
        ("mode", "method", "stage", "shields", "allowlist", "enabled", "max_attempts"),
        Severity.MEDIUM,
        "When logins or sign-ups are slowed down, stopped or reported changes, at once: looser settings let attackers"
        " try more, tighter ones stop more people by mistake.",
        _SECURITY,
    ),
    Note(
        ATTACKS,
        (
            "challenge_password_policy",
            "challenge_passwordless_policy",
            "challenge_password_reset_policy",
            "bot_detection_level",
            "monitoring_mode_enabled",
        ),
        Severity.MEDIUM,
        "Who has to solve a puzzle before logging in changes, at once: fewer puzzles let more programs through, more of"
        " them cost people time.",
        _SECURITY,
        keys=("botDetection",),
    ),
    Note(
        ATTACKS,
        ("*",),
        Severity.MEDIUM,
        "People who have to prove that they are no program get another puzzle, at once; where its settings are wrong,"
        " nobody gets past it.",
        _LOCKOUT,
        keys=("captcha",),
    ),
    Note(
        (
            "guardianFactorProviders",
            "guardianPhoneFactorMessageTypes",
            "guardianPhoneFactorSelectedProvider",
            "phoneProviders",
        ),
        ("*",),
        Severity.HIGH,
        "The codes and calls that people get as a second factor are sent in another way, at once: where it does not"
        " work, who needs one cannot log in.",
        _LOCKOUT,
    ),
    Note(
        ("guardianFactorTemplates", "phoneTemplates"),
        ("*",),
        Severity.LOW,
        "People read other words in the messages and calls that carry their codes.",
    ),
    Note(
        ("riskAssessment", "riskAssessments", "supplementalSignals"),
        ("*",),
        Severity.MEDIUM,
        "What counts as a risky login changes, from the next one: people may be asked for a second factor more or less"
        " often.",
        _SECURITY,
    ),
)
