"""Tenant settings: what holds for every client, such as how long a session lasts."""

from deploy_cli.core.resource_type import Hooks, Singleton
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
    """Give the lifetimes in minutes too, and count hours as equal that are the same number of minutes."""
    shown = dict(live)
    for name in _LIFETIMES:
        if (minutes := _minutes(live.get(name))) is not None:
            shown[f"{name}_in_minutes"] = minutes
            if name in desired and _minutes(desired[name]) == minutes:
                shown[name] = desired[name]
    return shown


def _send_whole_numbers(body: Object, desired: Object, live: Object) -> Object:
    """Send hours that are no whole number as minutes: Auth0 takes whole numbers only."""
    sent = dict(body)
    for name in _LIFETIMES:
        if isinstance(hours := sent.get(name), float):
            del sent[name]
            sent[f"{name}_in_minutes"] = _minutes(hours)
    return sent


TENANT = Singleton(
    section="tenant",
    title="tenant settings",
    path="tenants/settings",
    read_only=("sandbox_versions_available",),
    sets=("acr_values_supported", "allowed_logout_urls"),
    merged=("change_password", "flags", "guardian_mfa_page", "universal_login"),
    texts={"change_password.html": ".html", "error_page.html": ".html", "guardian_mfa_page.html": ".html"},
    hooks=Hooks(normalize=_compare_in_minutes, prepare=_send_whole_numbers),
)
