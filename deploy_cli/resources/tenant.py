"""Tenant settings: what holds for every client, such as how long a session lasts."""

from deploy_cli.core.resource_type import Directory, Hooks, Singleton
from deploy_cli.core.values import Object

_LIFETIMES = (
    "ephemeral_session_lifetime",
    "idle_ephemeral_session_lifetime",
    "idle_session_lifetime",
    "session_lifetime",
)
"""In hours; Auth0 answers fractions of them, and takes the minutes under ``…_in_minutes`` without answering those."""


def _minutes(hours: object) -> int | None:
    return round(hours * 60) if isinstance(hours, int | float) else None


def _compare_in_minutes(live: Object, desired: Object) -> Object:
    """Show the lifetimes in the unit that the files use, else in whole hours where they are, else in minutes.

    Hours count as equal where they are the same number of minutes: 3.02 h and 3.0166666666666666 h are 181 min.
    """
    shown = dict(live)
    for name in _LIFETIMES:
        hours, in_minutes = live.get(name), f"{name}_in_minutes"
        if (minutes := _minutes(hours)) is None:
            continue
        if in_minutes in desired or (name not in desired and minutes % 60):
            del shown[name]
            shown[in_minutes] = minutes
        elif _minutes(desired.get(name)) == minutes:
            shown[name] = desired[name]
    return shown


def _send_whole_numbers(body: Object, desired: Object, live: Object) -> Object:
    """Send hours as whole numbers, and as minutes where they are none: Auth0 takes no fractions."""
    sent = dict(body)
    for name in _LIFETIMES:
        if isinstance(hours := sent.get(name), float):
            del sent[name]
            whole, rest = divmod(minutes := round(hours * 60), 60)
            sent[f"{name}_in_minutes" if rest else name] = minutes if rest else whole
    return sent


TENANT = Singleton(
    section="tenant",
    title="tenant settings",
    scope="tenant_settings",
    directory=Directory(files="tenant.json"),
    path="tenants/settings",
    read_only=(
        "sandbox_versions_available",
        "universal_login.identifier_first",
        "universal_login.is_custom_template_set",
        "universal_login.is_custom_theme_set",
        "universal_login.webauthn_platform_first_factor",
    ),
    sets=(
        "acr_values_supported",
        "allowed_logout_urls",
        "country_codes.list",
        "security_headers.content_security_policy.policies[].directives.*",
        "security_headers.content_security_policy.policies[].flags",
    ),
    merged=("change_password", "flags", "guardian_mfa_page", "universal_login"),
    texts={"change_password.html": ".html", "error_page.html": ".html", "guardian_mfa_page.html": ".html"},
    hooks=Hooks(normalize=_compare_in_minutes, prepare=_send_whole_numbers),
)
