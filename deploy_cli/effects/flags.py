"""What the flags of a tenant do when they are turned: switches of old and of new ways for all applications."""

from typing import Final

from deploy_cli.core.effect import Effect, Severity
from deploy_cli.effects.rule import Note, Rule, breaks, felt, switch, weaker

TENANT: Final = ("tenant",)


def _flag(name: str, *, on: Effect, off: Effect, default: bool | None = None) -> Rule:
    return switch(f"flag-{name.replace('_', '-')}", TENANT, f"flags.{name}", on=on, off=off, default=default)


RULES: Final = (
    _flag(
        "revoke_refresh_token_grant",
        on=felt(
            "Whoever revokes one refresh token of a person revokes all that this person has for the same"
            " application and API: those devices have to log in again, too.",
            Severity.MEDIUM,
        ),
        off=weaker(
            "Whoever revokes one refresh token of a person leaves the others that this person has for the same"
            " application and API.",
            Severity.MEDIUM,
        ),
    ),
    _flag(
        "enable_dynamic_client_registration",
        on=weaker("Anybody on the internet can register applications in this tenant, under any name."),
        off=breaks(
            "Applications can no longer register themselves; those that did go on working.", Severity.MEDIUM
        ),
    ),
    _flag(
        "enable_client_connections",
        on=weaker("Every new application can at once use all connections of the tenant.", Severity.LOW),
        off=felt(
            "New applications can use no connection until one is enabled for them; the others notice nothing."
        ),
    ),
    _flag(
        "enable_sso",
        on=felt("People who are logged in to one application are let in to the others without a login."),
        off=felt("People have to log in to each application for itself.", Severity.HIGH),
    ),
    _flag(
        "disable_clickjack_protection_headers",
        on=weaker(
            "Login pages can be shown inside of other people's pages, which can make people click unawares."
        ),
        off=breaks("Pages that show the login page inside of themselves show nothing.", Severity.MEDIUM),
    ),
    _flag(
        "enable_public_signup_user_exists_error",
        on=weaker(
            "Whoever tries to sign up can find out which e-mail addresses have an account.", Severity.MEDIUM
        ),
        off=felt("People who sign up with an address that has an account get a vaguer message."),
    ),
    _flag(
        "no_disclose_enterprise_connections",
        on=felt(
            "Login pages no longer publish which companies log in here; some old login forms need that list."
        ),
        off=weaker("Login pages publish which companies log in here.", Severity.LOW),
    ),
    _flag(
        "enforce_client_authentication_on_passwordless_start",
        on=breaks(
            "Servers that have codes sent to people must prove who they are; those that do not are refused."
        ),
        off=weaker("Anybody can have codes sent to people in the name of an application.", Severity.MEDIUM),
    ),
    _flag(
        "trust_azure_adfs_email_verified_connection_property",
        on=weaker(
            "E-mail addresses that Azure AD and ADFS vouch for count as verified: accounts may be mistaken.",
            Severity.MEDIUM,
        ),
        off=felt(
            "E-mail addresses from Azure AD and ADFS no longer count as verified just so.", Severity.MEDIUM
        ),
    ),
    _flag(
        "remove_alg_from_jwks",
        on=breaks(
            "The published keys no longer say for what algorithm they are: what relies on that fails.",
            Severity.MEDIUM,
        ),
        off=felt("The published keys say for what algorithm they are."),
    ),
    *(
        _flag(
            name,
            on=weaker(f"Applications of old can {what} again, without the protections of today."),
            off=breaks(f"Applications of old that {what} fail at once."),
        )
        for name, what in (
            ("allow_legacy_delegation_grant_types", "exchange tokens by delegation"),
            ("allow_legacy_ro_grant_types", "send people's passwords to an old endpoint"),
            ("allow_legacy_tokeninfo_endpoint", "ask an old endpoint about tokens"),
            ("allow_other_legacy_grant_types", "use other grant types of old"),
            ("enable_legacy_profile", "read people's full profile in the old way"),
            ("enable_idtoken_api2", "call the Management API with ID tokens"),
            ("change_pwd_flow_v1", "change passwords in the old way"),
        )
    ),
)

NOTES: Final = (
    Note(
        TENANT,
        (
            "flags.dashboard_insights_view",
            "flags.dashboard_log_streams_next",
            "flags.dashboard_new_onboarding",
            "flags.genai_trial",
            "flags.enable_legacy_logs_search_v2",
            "flags.enable_apis_section",
            "flags.allow_changing_enable_sso",
            "flags.custom_domains_provisioning",
            "flags.cannot_change_enforce_client_authentication_on_passwordless_start",
            "flags.non_oidc_conformant_updated_at",
        ),
        Severity.NONE,
        "{fields} is about what administrators see and may do",
    ),
    Note(
        TENANT,
        (
            "flags.enable_custom_domain_in_emails",
            "flags.mfa_show_factor_list_on_enrollment",
            "flags.use_scope_descriptions_for_consent",
            "flags.universal_login",
            "flags.new_universal_login_experience_enabled",
        ),
        Severity.MEDIUM,
        "People see other pages, words or links when they log in, enrol a second factor or get an e-mail, at once.",
    ),
    Note(
        TENANT,
        ("flags",),
        Severity.MEDIUM,
        "A switch of the whole tenant is turned; whether people notice depends on which applications use what it is"
        " about.",
    ),
)
