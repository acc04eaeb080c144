"""What changes of looks and words do: login pages, e-mails, custom domains; and who sends the e-mails."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.plan import Action
from deploy_cli.effects.case import Case, integer
from deploy_cli.effects.rule import Note, Rule, breaks, felt, harmless, switch
from deploy_cli.lifetimes.durations import spoken

BRANDING: Final = ("branding",)
TEMPLATES: Final = ("emailTemplates",)
PROVIDER: Final = ("emailProvider",)
DOMAINS: Final = ("customDomains",)

_LOCKOUT: Final = (Concern.LOCKOUT,)

_EMAILS: Final = {
    "verify_email": "asks people to confirm their address",
    "verify_email_by_code": "gives people the code that confirms their address",
    "auth_email_by_code": "gives people the code to log in with",
    "reset_email": "lets people set another password",
    "reset_email_by_code": "gives people the code to set another password with",
    "change_password": "lets people set another password",
    "welcome_email": "welcomes people",
    "blocked_account": "tells people that their account was blocked",
    "stolen_credentials": "tells people that their password was stolen elsewhere",
    "enrollment_email": "lets people set up a second factor",
    "mfa_oob_code": "gives people the code for their second factor",
    "user_invitation": "invites people to an organization",
    "async_approval": "asks people to approve a request",
    "password_reset": "lets people set another password",
}
_NEEDED: Final = frozenset(_EMAILS) - {"blocked_account", "stolen_credentials", "welcome_email"}
"""E-mails without which people cannot go on."""


def _what(case: Case) -> str:
    return _EMAILS.get(case.change.address.name, "goes by this name")


def _email_switched(case: Case) -> Iterator[Effect]:
    key = case.change.address.name
    before, after = case.old("enabled"), case.new("enabled")
    if after is True and before is not True:
        yield felt(f"The e-mail that {_what(case)} (`{key}`) is sent as these files write it, at once.")
    elif after is False and before is True:
        text = f"The e-mail that {_what(case)} (`{key}`) is no longer sent as written here, or not at all, at once."
        yield breaks(text) if key in _NEEDED else felt(text, Severity.MEDIUM)
    elif after is False:
        yield harmless(f"the e-mail `{key}` is not switched on")


def _email_words(case: Case) -> Iterator[Effect]:
    key = case.change.address.name
    if case.new("enabled") is False:
        yield harmless(f"the e-mail `{key}` is not switched on")
        return
    text = (
        f"People read other words, or see another sender, in the e-mail that {_what(case)} (`{key}`), from the"
        " next one on."
    )
    if key in _NEEDED and any(edit.field in ("body", "syntax") for edit in case.change.edits):
        text += " Where the link or code in it is lost, they cannot go on."
        yield felt(text, Severity.MEDIUM)
    else:
        yield felt(text)


def _link_life(case: Case) -> Iterator[Effect]:
    path = "urlLifetimeInSeconds"
    before, after = integer(case.old(path)), integer(case.new(path))
    if after is None or after < 0 or before == after:
        return
    was = f" (before: {spoken(before)})" if before is not None and before >= 0 else ""
    text = (
        f"The link in the e-mail that {_what(case)} works for {spoken(after)}{was}, in e-mails that are sent"
        " from now on."
    )
    longer = before is not None and after > before
    yield Effect(Severity.LOW, f"{text} Undo: possible.", (Concern.SECURITY,) if longer else ())


def _email_deleted(case: Case) -> Iterator[Effect]:
    key = case.change.address.name
    yield felt(
        f"The e-mail that {_what(case)} (`{key}`) is sent in Auth0's own words, at once.", Severity.MEDIUM
    )


def _domain_deleted(case: Case) -> Iterator[Effect]:
    name = case.before.get("domain")
    domain = name if isinstance(name, str) else case.name
    yield Effect(
        Severity.CRITICAL,
        f"Nobody can log in at `{domain}` any more, at once; everybody's session there is lost, passkeys made there no"
        " longer work, and tokens that name it are refused. Undo: not by itself; the domain has to be verified anew.",
        (*_LOCKOUT, Concern.IRREVERSIBLE),
    )


def _domain_created(case: Case) -> Iterator[Effect]:
    yield harmless("nobody is sent to the new custom domain before it is verified and an application uses it")


def _provider_gone(case: Case) -> Iterator[Effect]:
    yield Effect(
        Severity.HIGH,
        "E-mails are sent by Auth0's own sender for tests, at once: few of them, from its address and in its words;"
        " people who wait for a code or a link may not get it. Undo: possible, with the credentials at hand.",
        _LOCKOUT,
    )


RULES: Final = (
    Rule("email-switched", TEMPLATES, ("enabled",), _email_switched),
    Rule(
        "email-words",
        TEMPLATES,
        ("body", "from", "includeEmailInRedirect", "resultUrl", "subject", "syntax"),
        _email_words,
    ),
    Rule("email-link-lifetime", TEMPLATES, ("urlLifetimeInSeconds",), _link_life),
    Rule("email-deleted", TEMPLATES, (), _email_deleted, actions=(Action.DELETE,)),
    Rule("domain-created", DOMAINS, (), _domain_created, actions=(Action.CREATE,)),
    Rule("domain-deleted", DOMAINS, (), _domain_deleted, actions=(Action.DELETE,)),
    Rule("email-provider-deleted", PROVIDER, (), _provider_gone, actions=(Action.DELETE,)),
    switch(
        "email-provider-enabled",
        PROVIDER,
        "enabled",
        default=True,
        on=felt("E-mails are sent by the provider of these files, at once.", Severity.MEDIUM),
        off=breaks(
            "E-mails are no longer sent by the provider of these files, at once: people who wait for a code or a"
            " link may not get it."
        ),
    ),
)

NOTES: Final = (
    Note(
        PROVIDER,
        ("*",),
        Severity.HIGH,
        "E-mails are sent with other settings, at once: where they are wrong, people who wait for a code or a link"
        " do not get it.",
        _LOCKOUT,
    ),
    Note(
        BRANDING,
        ("templates",),
        Severity.MEDIUM,
        "The login page has another frame around it, at once; a fault in its template can make it unusable.",
    ),
    Note(
        (*BRANDING, "themes"),
        ("*",),
        Severity.LOW,
        "People see other colours, fonts or logos ({fields}) on login pages, at once; nothing else changes for them.",
    ),
    Note(
        ("prompts",),
        ("identifier_first", "webauthn_platform_first_factor", "universal_login_experience"),
        Severity.MEDIUM,
        "People log in by other steps ({fields}), from their next login.",
    ),
    Note(
        ("prompts",),
        ("partials",),
        Severity.MEDIUM,
        "Login pages have other fields and texts of your own, at once; a fault in them can stop people there.",
    ),
    Note(("prompts",), ("*",), Severity.LOW, "People read other words on login pages ({fields}), at once."),
    Note(
        ("pages",),
        ("*",),
        Severity.HIGH,
        "The page `{name}` is another one, at once, where the tenant uses classic pages; a fault in it stops people"
        " there.",
        _LOCKOUT,
    ),
    Note(
        DOMAINS,
        ("*",),
        Severity.HIGH,
        "People reach the login page at the custom domain in another way ({fields}), at once; where its settings do not"
        " fit, nobody can log in there.",
        _LOCKOUT,
    ),
)
