"""What fields of connections and databases do whatever their values: words as data."""

from typing import Final

from deploy_cli.core.effect import Concern, Severity
from deploy_cli.effects.connections import BOTH, CONNECTIONS, DATABASES
from deploy_cli.effects.rule import Note

_LOCKOUT: Final = (Concern.LOCKOUT,)
_SECURITY: Final = (Concern.SECURITY,)

NOTES: Final = (
    Note(
        BOTH,
        ("enabled_clients",),
        Severity.HIGH,
        "To which applications people can log in through `{name}` changes, at once.",
        _LOCKOUT,
    ),
    Note(
        DATABASES,
        (
            "options.password_complexity_options",
            "options.password_dictionary",
            "options.password_history",
            "options.password_no_personal_info",
            "options.password_options",
        ),
        Severity.MEDIUM,
        "Which passwords people of `{name}` may choose changes, from their next sign-up or password change; the"
        " passwords they have go on working.",
        _SECURITY,
    ),
    Note(
        DATABASES,
        (
            "options.authentication_methods",
            "options.passkey_options",
            "options.precedence",
            "options.attributes",
        ),
        Severity.HIGH,
        "How people of `{name}` may name themselves and prove who they are (e-mail, phone, user name, password,"
        " passkey) changes, at once; who has only a way that goes cannot log in.",
        _LOCKOUT,
    ),
    Note(
        DATABASES,
        ("options.validation",),
        Severity.LOW,
        "Which user names people may choose in `{name}` changes, from the next sign-up; those they have stay.",
    ),
    Note(
        DATABASES,
        ("options.mfa",),
        Severity.HIGH,
        "Whether people of `{name}` are asked for a second factor of this database changes, from the next login.",
        _SECURITY,
    ),
    Note(
        DATABASES,
        (
            "options.configuration",
            "options.custom_password_hash",
            "options.realm_fallback",
            "options.enable_script_context",
        ),
        Severity.HIGH,
        "The scripts that check passwords of `{name}` get other settings, at once; a wrong one keeps everybody of this"
        " database out.",
        _LOCKOUT,
    ),
    Note(
        BOTH,
        ("display_name", "show_as_button", "options.icon_url"),
        Severity.LOW,
        "People see `{name}` in another way, or no longer, among the choices on the login page.",
    ),
    Note(
        BOTH,
        ("is_domain_connection",),
        Severity.MEDIUM,
        "Whether applications of other people can use `{name}` changes, at once.",
        _SECURITY,
    ),
    Note(
        BOTH,
        ("realms",),
        Severity.HIGH,
        "Applications that ask for `{name}` by a name of a realm that goes can no longer log anybody in.",
        _LOCKOUT,
    ),
    Note(
        BOTH, ("metadata",), Severity.NONE, "`metadata` of a connection is for your own programs and Actions"
    ),
    Note(
        BOTH,
        ("options.set_user_root_attributes", "options.attribute_map", "options.fieldsMap", "options.mapping"),
        Severity.MEDIUM,
        "What is known of people who log in through `{name}`, such as name and e-mail, is filled in another way from"
        " their next login; applications and rules that decide by it may decide otherwise.",
    ),
    Note(
        BOTH,
        ("options.non_persistent_attrs", "options.upstream_params"),
        Severity.LOW,
        "What is kept of people who log in through `{name}`, or passed on about them, changes from their next login.",
    ),
    Note(
        CONNECTIONS,
        ("options.domain_aliases", "options.tenant_domain", "options.domain"),
        Severity.HIGH,
        "People whose e-mail address belongs to a domain that goes are no longer sent to `{name}` to log in; those of a"
        " domain that comes are.",
        _LOCKOUT,
    ),
    Note(
        CONNECTIONS,
        ("options.scope", "options.freeform_scopes"),
        Severity.MEDIUM,
        "What Auth0 asks the provider behind `{name}` for changes: people may be asked for their consent there at"
        " the next login, and what is no longer asked for is no longer known of them.",
    ),
    Note(
        CONNECTIONS,
        ("options.should_trust_email_verified_connection", "options.idpinitiated"),
        Severity.HIGH,
        "What Auth0 believes of logins that come from the provider behind `{name}` changes, from the next one: too much"
        " belief lets one account be taken for another.",
        _SECURITY,
    ),
    Note(
        CONNECTIONS,
        ("options.client_secret", "options.client_id", "options.app_secret", "options.app_id"),
        Severity.HIGH,
        "`{name}` calls its provider with other credentials, at once: unless the provider knows them, nobody can log in"
        " through it.",
        _LOCKOUT,
    ),
    Note(
        BOTH,
        (
            "authentication",
            "connected_accounts",
            "cross_app_access_requesting_app",
            "cross_app_access_resource_app",
        ),
        Severity.HIGH,
        "Whether `{name}` serves for logins, for connected accounts or for both changes, at once; where it no longer"
        " serves for logins, nobody can log in through it.",
        _LOCKOUT,
    ),
    Note(
        BOTH,
        ("options",),
        Severity.HIGH,
        "How Auth0 talks to the provider behind `{name}` changes, at once; a setting that the provider does not follow"
        " keeps everybody out who logs in through it. Undo: possible.",
        _LOCKOUT,
    ),
)
