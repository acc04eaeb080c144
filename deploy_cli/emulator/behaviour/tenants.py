"""The settings of the tenant: given in minutes, kept and shown in hours."""

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.kind import Document
from deploy_cli.emulator.values import Json, Object

MINUTES = {
    "session_lifetime_in_minutes": "session_lifetime",
    "idle_session_lifetime_in_minutes": "idle_session_lifetime",
    "ephemeral_session_lifetime_in_minutes": "ephemeral_session_lifetime",
    "idle_ephemeral_session_lifetime_in_minutes": "idle_ephemeral_session_lifetime",
}
FLAGS: Object = {
    "allow_changing_enable_sso": False,
    "allow_legacy_delegation_grant_types": False,
    "allow_legacy_ro_grant_types": False,
    "change_pwd_flow_v1": False,
    "disable_clickjack_protection_headers": False,
    "disable_impersonation": True,
    "enable_apis_section": False,
    "enable_client_connections": False,
    "enable_custom_domain_in_emails": False,
    "enable_dynamic_client_registration": False,
    "enable_legacy_logs_search_v2": False,
    "enable_pipeline2": False,
    "enable_public_signup_user_exists_error": True,
    "enable_sso": True,
    "new_universal_login_experience_enabled": True,
    "revoke_refresh_token_grant": False,
    "universal_login": True,
    "use_scope_descriptions_for_consent": False,
}
WRITE_FLAGS: Object = {
    "cannot_change_enforce_client_authentication_on_passwordless_start": True,
    "enforce_client_authentication_on_passwordless_start": True,
}
"""Flags that only the answer to a write shows."""

PROMPT_FIELDS = ("identifier_first", "webauthn_platform_first_factor")

NEW: Object = {
    "enabled_locales": ["en"],
    "flags": FLAGS,
    "idle_session_lifetime": 72,
    "ephemeral_session_lifetime": 72,
    "idle_ephemeral_session_lifetime": 24,
    "oidc_logout": {"rp_logout_end_session_endpoint_discovery": True},
    "sandbox_version": "22",
    "session_lifetime": 168,
    "resource_parameter_profile": "audience",
    "client_id_metadata_document_supported": False,
    "session_cookie": {"mode": "non-persistent"},
    "sandbox_versions_available": ["22", "18", "12"],
}
"""The settings of a tenant that nobody has touched, as recordings of 2026 show them."""


def _change(call: Call, old: Object | None, new: Object) -> Object:
    return {MINUTES.get(key, key): _hours(value) if key in MINUTES else value for key, value in new.items()}


def _hours(minutes: Json) -> Json:
    whole, rest = divmod(minutes, 60)
    return minutes / 60 if rest else whole


def _show(call: Call, settings: Object) -> Object:
    if call.operation.method == "GET":
        return settings
    shown = {key: value for key, value in settings.items() if key != "sandbox_versions_available"}
    if "universal_login" in shown:
        shown["universal_login"] = {**shown["universal_login"], **_login(call)}
    return shown | {"flags": {**WRITE_FLAGS, **shown.get("flags", {})}}


def _login(call: Call) -> Object:
    """What the answer to a write says of the login page, from the documents that hold it."""
    prompts = call.store.get("/prompts", "/") or {}
    told = {name: prompts[name] for name in PROMPT_FIELDS if name in prompts}
    if call.store.count("/branding/themes"):
        told["is_custom_theme_set"] = True
    if call.store.count("/branding/templates/universal-login"):
        told["is_custom_template_set"] = True
    return {"identifier_first": True, **told}


KINDS = (
    Document(
        path="/tenants/settings",
        initial=NEW,
        merged=frozenset({"flags", "universal_login", "change_password", "guardian_mfa_page"}),
        dropped={"default_redirection_uri": ("",)},
        change=_change,
        show=_show,
    ),
)
