"""What may be written about attack protection, and which field is blamed otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

Judge = Callable[[str, Any], list[str]]

GOOD = {
    "nothing": {},
    "one document": {"bruteForceProtection": {"enabled": True, "max_attempts": 5}},
    "addresses and ranges": {
        "botDetection": {"allowlist": ["192.0.2.7", "192.0.2.0/24", "2001:db8::1", "2001:db8::/32"]}
    },
    "stages": {
        "suspiciousIpThrottling": {
            "stage": {
                "pre-login": {"max_attempts": 100, "rate": 864000},
                "pre-user-registration": {"max_attempts": 50, "rate": 1200},
                "pre-custom-token-exchange": {"max_attempts": 10, "rate": 600000},
            }
        }
    },
    "an export of captcha without its secrets": {
        "captcha": {
            "active_provider_id": "simple_captcha",
            "hcaptcha": {"site_key": ""},
            "simple_captcha": {},
            "auth_challenge": {"fail_open": False},
        }
    },
}

BAD = {
    "a misspelt document": ({"bruteForce": {}}, ["bruteForce"]),
    "a misspelt field": ({"bruteForceProtection": {"enable": True}}, ["bruteForceProtection.enable"]),
    "guesses without end": ({"bruteForceProtection": {"max_attempts": 101}}, ["bruteForceProtection.max_attempts"]),
    "a shield of another document": (
        {"bruteForceProtection": {"shields": ["admin_notification"]}},
        ["bruteForceProtection.shields.0"],
    ),
    "a shield twice": (
        {"breachedPasswordDetection": {"shields": ["block", "block"]}},
        ["breachedPasswordDetection.shields"],
    ),
    "a host name among addresses": (
        {"suspiciousIpThrottling": {"allowlist": ["office.acme.example"]}},
        ["suspiciousIpThrottling.allowlist.0"],
    ),
    "a rate in seconds": (
        {"suspiciousIpThrottling": {"stage": {"pre-login": {"rate": 864}}}},
        ["suspiciousIpThrottling.stage.pre-login.rate"],
    ),
    "an unknown provider": ({"captcha": {"active_provider_id": "turnstile"}}, ["captcha.active_provider_id"]),
    "a key of another provider": ({"captcha": {"hcaptcha": {"api_key": "x"}}}, ["captcha.hcaptcha.api_key"]),
}  # fmt: skip


@pytest.mark.parametrize("protection", GOOD.values(), ids=GOOD)
def test_protection_is_accepted(faults: Judge, protection: dict[str, Any]) -> None:
    assert faults("attackProtection", protection) == []


@pytest.mark.parametrize(("protection", "where"), BAD.values(), ids=BAD)
def test_protection_is_refused_for_the_field_at_fault(
    faults: Judge, protection: dict[str, Any], where: list[str]
) -> None:
    assert faults("attackProtection", protection) == where
