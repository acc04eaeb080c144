"""What may be written about connections, and which field is blamed otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

Judge = Callable[[str, Any], list[str]]

GOOD = {
    "only the name": {"name": "google-oauth2"},
    "a social login with scopes as switches": {
        "name": "google-oauth2",
        "strategy": "google-oauth2",
        "enabled_clients": ["Storefront"],
        "options": {
            "client_id": "i",
            "client_secret": "s",
            "scope": ["email"],
            "email": True,
            "gmail": False,
        },
    },
    "a login by email": {
        "name": "email",
        "strategy": "email",
        "options": {
            "name": "email",
            "email": {"from": "Acme <a@acme.example>", "subject": "Hi", "body": "./code.html"},
            "totp": {"length": 6, "time_step": 180},
            "brute_force_protection": True,
        },
    },
    "scopes as one text": {"name": "corp", "strategy": "oidc", "options": {"scope": "openid profile"}},
    "SAML attributes with alternatives": {
        "name": "corp",
        "strategy": "samlp",
        "options": {"fieldsMap": {"email": ["mail", "upn"], "name": "cn"}, "signingCert": "MII"},
    },
    "null removes an option": {
        "name": "corp",
        "strategy": "oidc",
        "options": {"authorization_endpoint": None, "icon_url": None, "scope": None},
    },
    "a parameter passed on": {
        "name": "corp",
        "strategy": "oidc",
        "options": {"upstream_params": {"screen_name": {"alias": "login_hint"}, "hd": {"value": "x"}}},
    },
    "no clients at all": {"name": "corp", "enabled_clients": []},
    "an export with what only Auth0 writes": {
        "name": "corp",
        "strategy": "waad",
        "id": "con_0000000000000001",
        "provisioning_ticket_url": "https://acme.eu.auth0.com/p/waad/x",
        "options": {"thumbprints": [], "waad_common_endpoint": False},
    },
    "an Apple login asks for the name": {"name": "apple", "strategy": "apple", "options": {"name": True}},
    "directory provisioning of the official tool": {
        "name": "work",
        "strategy": "google-apps",
        "directory_provisioning_configuration": {
            "mapping": [{"auth0": "email", "idp": "mail"}],
            "synchronize_groups": "selected",
            "synchronized_groups": [{"id": "g1", "name": "Staff", "direct_members_count": 4}],
        },
    },
}

BAD = {
    "a name is needed": ({"strategy": "oidc"}, ["0.name"]),
    "a name with a blank": ({"name": "my idp"}, ["0.name"]),
    "a name that ends with a hyphen": ({"name": "idp-"}, ["0.name"]),
    "a name that ends with a line break": ({"name": "idp\n"}, ["0.name"]),
    "a database is no connection": ({"name": "users", "strategy": "auth0"}, ["0.strategy"]),
    "a misspelt strategy": ({"name": "corp", "strategy": "saml"}, ["0.strategy"]),
    "a misspelt field": ({"name": "corp", "enabled_client": []}, ["0.enabled_client"]),
    "a misspelt option": ({"name": "corp", "options": {"clientid": "x"}}, ["0.options.clientid"]),
    "an option of databases": (
        {"name": "corp", "strategy": "oidc", "options": {"passwordPolicy": "good"}},
        ["0.options.passwordPolicy"],
    ),
    "two mistakes are both found": (
        {"name": "corp", "options": {"gmial": True, "gmail": "yes"}},
        ["0.options.gmail", "0.options.gmial"],
    ),
    "the email of a login by email": (
        {"name": "email", "strategy": "email", "options": {"email": True}},
        ["0.options.email"],
    ),
    "the email of a social login": (
        {"name": "gh", "strategy": "github", "options": {"email": {"subject": "x"}}},
        ["0.options.email"],
    ),
    "a misspelt part of that email": (
        {"name": "email", "strategy": "email", "options": {"email": {"titel": "x"}}},
        ["0.options.email.titel"],
    ),
    "the name of an Apple login": (
        {"name": "apple", "strategy": "apple", "options": {"name": "Apple"}},
        ["0.options.name"],
    ),
    "an option of OpenID Connect elsewhere": (
        {"name": "g", "strategy": "github", "options": {"dpop_signing_alg": "ES256"}},
        ["0.options.dpop_signing_alg"],
    ),
    "Okta through the browser": (
        {"name": "o", "strategy": "okta", "options": {"type": "front_channel"}},
        ["0.options.type"],
    ),
    "an endpoint without TLS": (
        {"name": "o", "strategy": "oidc", "options": {"token_endpoint": "http://idp.example/token"}},
        ["0.options.token_endpoint"],
    ),
    "a guessable code": (
        {"name": "sms", "strategy": "sms", "options": {"totp": {"length": 3, "time_step": 30}}},
        ["0.options.totp.length", "0.options.totp.time_step"],
    ),
    "a parameter that is both fixed and passed on": (
        {"name": "o", "options": {"upstream_params": {"hd": {"value": "x", "alias": "prompt"}}}},
        ["0.options.upstream_params.hd"],
    ),
    "eleven notes": (
        {"name": "o", "metadata": {f"k{n}": "v" for n in range(11)}},
        ["0.metadata"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("connection", GOOD.values(), ids=GOOD)
def test_a_connection_is_accepted(faults: Judge, connection: dict[str, Any]) -> None:
    assert faults("connections", [connection]) == []


@pytest.mark.parametrize(("connection", "where"), BAD.values(), ids=BAD)
def test_a_connection_is_refused_for_the_field_at_fault(
    faults: Judge, connection: dict[str, Any], where: list[str]
) -> None:
    assert faults("connections", [connection]) == where
