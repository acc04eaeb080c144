"""What may be written about tenant settings, and which field is blamed otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

Judge = Callable[[str, Any], list[str]]

LIFETIMES = [f"{kind}session_lifetime" for kind in ("", "idle_", "ephemeral_", "idle_ephemeral_")]

GOOD = {
    "nothing": {},
    "hours": {"session_lifetime": 168, "idle_session_lifetime": 72},
    "a part of an hour, as exports have it": {"session_lifetime": 3.0166666666666666},
    "minutes": {"session_lifetime_in_minutes": 181, "idle_session_lifetime_in_minutes": 60},
    "one lifetime in hours, another in minutes": {"session_lifetime": 720, "idle_session_lifetime_in_minutes": 30},
    "a flag that Auth0 does not document": {"flags": {"some_internal_flag": True}},
    "what null clears": {
        "acr_values_supported": None,
        "country_codes": None,
        "default_token_quota": None,
        "error_page": None,
        "mtls": None,
        "security_headers": None,
        "session_cookie": None,
        "skip_non_verifiable_callback_uri_confirmation_prompt": None,
    },
    "what an empty text clears": {"default_redirection_uri": "", "picture_url": "", "support_email": ""},
    "what only Auth0 writes": {"sandbox_versions_available": ["22", "18"]},
}  # fmt: skip

BAD = {
    "a misspelt field": ({"session_life_time": 1}, ["session_life_time"]),
    "a flag that is no switch": ({"flags": {"enable_sso": "yes"}}, ["flags.enable_sso"]),
    "an unknown flag that is no switch": ({"flags": {"internal": 1}}, ["flags.internal"]),
    "a session without length": ({"session_lifetime": 0}, ["session_lifetime"]),
    "a session longer than a year": ({"session_lifetime": 8761}, ["session_lifetime"]),
    "a session longer than a year, in minutes": (
        {"session_lifetime_in_minutes": 525601},
        ["session_lifetime_in_minutes"],
    ),
    "half a minute": ({"idle_session_lifetime_in_minutes": 0.5}, ["idle_session_lifetime_in_minutes"]),
    "a duration with a unit": ({"session_lifetime": "7d"}, ["session_lifetime"]),
    "an unknown language": ({"enabled_locales": ["en", "english"]}, ["enabled_locales.1"]),
    "no language": ({"enabled_locales": []}, ["enabled_locales"]),
    "a country by its name": ({"country_codes": {"list": ["DE", "France"]}}, ["country_codes.list.1"]),
    "a page without TLS": (
        {"default_redirection_uri": "http://acme.example/login"},
        ["default_redirection_uri"],
    ),
    "an address without a domain": ({"support_email": "support"}, ["support_email"]),
    "a mask with letters": ({"device_flow": {"mask": "XXXX"}}, ["device_flow.mask"]),
    "a misspelt field inside": ({"session_cookie": {"modus": "persistent"}}, ["session_cookie.modus"]),
    "a quota of nothing": (
        {"default_token_quota": {"clients": {"client_credentials": {"per_day": 0}}}},
        ["default_token_quota.clients.client_credentials.per_day"],
    ),
}


@pytest.mark.parametrize("settings", GOOD.values(), ids=GOOD)
def test_settings_are_accepted(faults: Judge, settings: dict[str, Any]) -> None:
    assert faults("tenant", settings) == []


@pytest.mark.parametrize(("settings", "where"), BAD.values(), ids=BAD)
def test_settings_are_refused_for_the_field_at_fault(
    faults: Judge, settings: dict[str, Any], where: list[str]
) -> None:
    assert faults("tenant", settings) == where


@pytest.mark.parametrize("name", LIFETIMES)
def test_a_lifetime_is_written_in_hours_or_in_minutes_but_not_in_both(faults: Judge, name: str) -> None:
    assert faults("tenant", {name: 24}) == []
    assert faults("tenant", {f"{name}_in_minutes": 1440}) == []
    assert faults("tenant", {name: 24, f"{name}_in_minutes": 30}) == [name]
