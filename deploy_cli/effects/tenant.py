"""What settings of a tenant as a whole do: its pages, its languages, its doors for strangers."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.effects.case import Case
from deploy_cli.effects.phrases import quoted
from deploy_cli.effects.rule import Note, Rule, breaks, felt, switch, weaker

TENANT: Final = ("tenant",)
_LOCKOUT: Final = (Concern.LOCKOUT,)
_SECURITY: Final = (Concern.SECURITY,)
_UNITS: Final = ("", "_in_minutes")


def _logout_urls(case: Case) -> Iterator[Effect]:
    if gone := case.gone("allowed_logout_urls"):
        text = (
            f"People who log out and are to return to {quoted(gone)} end on an error page, unless their application"
            " allows that address itself; they are logged out. Undo: possible."
        )
        yield Effect(Severity.MEDIUM, text)
    if come := case.come("allowed_logout_urls"):
        wild = [url for url in come if "*" in url]
        text = f"People who log out of any application may be sent to {quoted(come)}. Undo: possible."
        yield Effect(Severity.MEDIUM if wild else Severity.LOW, text, _SECURITY if wild else ())


def _locales(case: Case) -> Iterator[Effect]:
    gone, come = case.gone("enabled_locales"), case.come("enabled_locales")
    if gone:
        text = (
            f"Login pages and e-mails are no longer shown in {quoted(gone)}; people see another language. Undo:"
            " possible."
        )
        yield Effect(Severity.MEDIUM, text)
    if come:
        text = (
            f"People whose browser asks for {quoted(come)} see login pages in that language. Undo: possible."
        )
        yield Effect(Severity.LOW, text)
    if not gone and not come:
        text = (
            "The order of languages, and so the one for people of other languages, changes. Undo: possible."
        )
        yield Effect(Severity.LOW, text)


RULES: Final = (
    Rule("tenant-logout-urls", TENANT, ("allowed_logout_urls",), _logout_urls),
    Rule("tenant-languages", TENANT, ("enabled_locales",), _locales),
    switch(
        "tenant-par-supported",
        TENANT,
        "pushed_authorization_requests_supported",
        default=None,
        on=felt("Applications may send their login requests ahead; nobody has to."),
        off=breaks(
            "Applications that send their login requests ahead (pushed authorization requests) fail at once."
        ),
    ),
    switch(
        "tenant-mfa-by-action",
        TENANT,
        "customize_mfa_in_postlogin_action",
        default=None,
        on=felt(
            "An Action may choose which second factor people are asked for; without one nothing changes.",
            Severity.MEDIUM,
        ),
        off=breaks(
            "Actions that choose which second factor people are asked for fail or are ignored, from the next login."
        ),
    ),
    switch(
        "tenant-client-id-documents",
        TENANT,
        "client_id_metadata_document_supported",
        default=None,
        on=weaker(
            "Applications that are known only by a document on the web can be used with this tenant.",
            Severity.MEDIUM,
        ),
        off=breaks("Applications that are known only by a document on the web can no longer log anybody in."),
    ),
)


NOTES: Final = (
    Note(
        TENANT,
        (
            *(
                f"{kind}session_lifetime{unit}"
                for kind in ("", "idle_", "ephemeral_", "idle_ephemeral_")
                for unit in _UNITS
            ),
            "session_cookie",
        ),
        Severity.HIGH,
        "For how long people are let in without a login changes in every application of the tenant ({fields}).",
    ),
    Note(
        TENANT,
        ("allowed_logout_urls", "enabled_locales"),
        Severity.MEDIUM,
        "Where people end who log out, or which languages they see, changes ({fields}).",
    ),
    Note(
        TENANT,
        (
            "pushed_authorization_requests_supported",
            "customize_mfa_in_postlogin_action",
            "client_id_metadata_document_supported",
        ),
        Severity.MEDIUM,
        "What applications of the tenant can do at a login changes ({fields}).",
    ),
    Note(
        TENANT,
        ("friendly_name", "picture_url", "support_email", "support_url"),
        Severity.LOW,
        "People see another name, logo or address for help on login pages, error pages and in e-mails.",
    ),
    Note(
        TENANT,
        ("change_password", "guardian_mfa_page", "error_page"),
        Severity.MEDIUM,
        "People see another page when they change their password, give their second factor or meet an error, at once; a"
        " fault in it stops them there.",
    ),
    Note(
        TENANT,
        ("universal_login.colors",),
        Severity.LOW,
        "People see other colours on login pages.",
    ),
    Note(
        TENANT,
        ("universal_login",),
        Severity.MEDIUM,
        "People log in by other steps, such as without a password or with the e-mail address first, from their next"
        " login.",
    ),
    Note(
        TENANT,
        ("default_audience", "resource_parameter_profile"),
        Severity.HIGH,
        "Applications that do not name an API get access tokens for another one, from the next token: calls to the"
        " API they had them for are refused.",
        _LOCKOUT,
    ),
    Note(
        TENANT,
        ("default_directory",),
        Severity.HIGH,
        "Applications that send passwords themselves and name no connection log people in through another one, at once:"
        " accounts of the old one are not found.",
        _LOCKOUT,
    ),
    Note(
        TENANT,
        ("default_redirection_uri",),
        Severity.LOW,
        "People who come to a login page without an application, such as from a bookmark, are sent to another address.",
    ),
    Note(
        TENANT,
        ("device_flow",),
        Severity.LOW,
        "People who log in on televisions and other devices type codes of another form.",
    ),
    Note(
        TENANT,
        ("sessions", "oidc_logout"),
        Severity.LOW,
        "What people are asked when they log out, or how applications find the address for it, changes.",
    ),
    Note(
        TENANT,
        ("dynamic_client_registration_security_mode", "skip_non_verifiable_callback_uri_confirmation_prompt"),
        Severity.MEDIUM,
        "How far applications of strangers are trusted changes, from their next registration or login.",
        _SECURITY,
    ),
    Note(
        TENANT,
        ("security_headers",),
        Severity.MEDIUM,
        "What browsers allow on login pages changes, at once: own scripts and frames may be blocked, or no longer be.",
        _SECURITY,
    ),
    Note(
        TENANT,
        ("country_codes",),
        Severity.MEDIUM,
        "From which countries people can give a phone number changes, from their next sign-up or second factor.",
    ),
    Note(
        TENANT,
        ("sandbox_version", "legacy_sandbox_version"),
        Severity.HIGH,
        "Rules, hooks and database scripts run on another version of Node.js, at once: code that does not work"
        " there keeps people out.",
        _LOCKOUT,
    ),
    Note(
        TENANT,
        ("acr_values_supported", "mtls", "authorization_response_iss_parameter_supported"),
        Severity.LOW,
        "What applications can ask of logins, or find in the answers, changes; those that do not use it notice"
        " nothing.",
    ),
    Note(
        TENANT,
        ("allow_organization_name_in_authentication_api",),
        Severity.MEDIUM,
        "Whether applications may name organizations instead of giving their ids changes, at once; one that uses a name"
        " where none is allowed is refused.",
    ),
    Note(
        TENANT,
        ("default_token_quota",),
        Severity.MEDIUM,
        "Programs without a quota of their own get another number of access tokens per hour or day.",
    ),
    Note(
        TENANT,
        ("phone_consolidated_experience",),
        Severity.MEDIUM,
        "Text messages and calls to people are sent by another set of providers and texts, at once.",
    ),
    Note(
        TENANT,
        ("include_session_metadata_in_tenant_logs", "enable_ai_guide", "sandbox_versions_available"),
        Severity.NONE,
        "what logs hold and what administrators are offered is not seen by people who log in",
    ),
)
