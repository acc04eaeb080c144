"""The tenant as a whole: sessions, flags, pages."""

from typing import Final

from tests.effects.scene import Scene, field, flip, scene
from tests.effects.told import updated

TENANT: Final = "tenant"
FLAGS: Final = (
    "revoke_refresh_token_grant",
    "enable_dynamic_client_registration",
    "enable_client_connections",
    "disable_clickjack_protection_headers",
    "enable_public_signup_user_exists_error",
    "no_disclose_enterprise_connections",
    "enforce_client_authentication_on_passwordless_start",
    "trust_azure_adfs_email_verified_connection_property",
    "remove_alg_from_jwks",
    "allow_legacy_delegation_grant_types",
    "allow_legacy_ro_grant_types",
    "allow_legacy_tokeninfo_endpoint",
    "allow_other_legacy_grant_types",
    "enable_legacy_profile",
    "enable_idtoken_api2",
    "change_pwd_flow_v1",
)

SCENES: Final[tuple[Scene, ...]] = (
    field(
        "session-session-lifetime", TENANT, "a week to a day", "session_lifetime", 168, 24, silent=("a", "b")
    ),
    field("session-session-lifetime", TENANT, "a week to a year", "session_lifetime", 168, 8_760),
    field("session-session-lifetime", TENANT, "in minutes", "session_lifetime_in_minutes", 181, 90),
    field("session-session-lifetime", TENANT, "spelled out", "session_lifetime", None, 168),
    scene(
        "session-session-lifetime",
        "the same in minutes",
        updated(TENANT, {"session_lifetime": 24}, {"session_lifetime_in_minutes": 1_440}),
    ),
    field(
        "session-idle-session-lifetime",
        TENANT,
        "three days to one",
        "idle_session_lifetime",
        72,
        24,
        silent=("a", "b"),
    ),
    field("session-idle-session-lifetime", TENANT, "one day to three", "idle_session_lifetime", 24, 72),
    scene(
        "session-idle-session-lifetime",
        "longer than a session lasts",
        updated(TENANT, {"session_lifetime": 24, "idle_session_lifetime": 72}, {"idle_session_lifetime": 48}),
    ),
    field(
        "session-ephemeral-session-lifetime",
        TENANT,
        "three days to one",
        "ephemeral_session_lifetime",
        72,
        24,
        silent=("a", "b"),
    ),
    field(
        "session-idle-ephemeral-session-lifetime",
        TENANT,
        "a day to an hour",
        "idle_ephemeral_session_lifetime",
        24,
        1,
        silent=("a", "b"),
    ),
    field(
        "session-cookie",
        TENANT,
        "ends with the browser",
        "session_cookie",
        {"mode": "persistent"},
        {"mode": "non-persistent"},
        silent=({"mode": "a"}, {"mode": "b"}),
    ),
    field(
        "session-cookie",
        TENANT,
        "survives the browser",
        "session_cookie",
        {"mode": "non-persistent"},
        {"mode": "persistent"},
    ),
    field("session-cookie", TENANT, "spelled out", "session_cookie", None, {"mode": "persistent"}),
    field(
        "tenant-logout-urls",
        TENANT,
        "one goes, one comes",
        "allowed_logout_urls",
        ["https://a"],
        ["https://*.b.example"],
        silent=([1], [2]),
    ),
    field("tenant-languages", TENANT, "one goes, one comes", "enabled_locales", ["en", "de"], ["en", "fr"]),
    field("tenant-languages", TENANT, "in another order", "enabled_locales", ["en", "de"], ["de", "en"]),
    *(one for flag in FLAGS for one in flip(f"flag-{flag.replace('_', '-')}", TENANT, f"flags.{flag}")),
    *flip("flag-enable-sso", TENANT, "flags.enable_sso", default=True),
    *flip("tenant-par-supported", TENANT, "pushed_authorization_requests_supported"),
    *flip("tenant-mfa-by-action", TENANT, "customize_mfa_in_postlogin_action"),
    *flip("tenant-client-id-documents", TENANT, "client_id_metadata_document_supported"),
)
