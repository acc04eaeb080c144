"""What a person is told no: bounds, words, and fields that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.schemas.conftest import Judge

ROTATING = {"rotation_type": "rotating", "expiration_type": "expiring"}
FIXED = {"rotation_type": "non-rotating", "expiration_type": "expiring"}
ENDLESS = {"rotation_type": "non-rotating", "expiration_type": "non-expiring"}
KEYS = {"private_key_jwt": {"credentials": [{"id": "cred_1"}]}}
API = "https://api.acme.example"


def refresh(**block: Any) -> dict[str, Any]:
    return {"name": "Shop", "refresh_token": block}


def api(**fields: Any) -> dict[str, Any]:
    return {"identifier": API} | fields


ACCEPTED: list[tuple[str, Any]] = [
    ("clients", refresh(**ROTATING, leeway=0, token_lifetime=2, idle_token_lifetime=1)),
    ("clients", refresh(**ROTATING, infinite_token_lifetime=False, infinite_idle_token_lifetime=False)),
    # What Auth0 itself stored for rotating clients that had an absolute lifetime only (provider issue 337 of 2021).
    ("clients", refresh(**ROTATING, infinite_idle_token_lifetime=True, token_lifetime=2592000, idle_token_lifetime=1)),
    ("clients", refresh(**FIXED, infinite_token_lifetime=True, idle_token_lifetime=2592000)),
    ("clients", refresh(**ENDLESS, infinite_token_lifetime=True, infinite_idle_token_lifetime=True, leeway=60)),
    ("clients", refresh(**ENDLESS)),
    ("clients", refresh(**ROTATING, policies=[{"audience": API, "scope": []}])),
    ("clients", refresh(**ROTATING, policies=None)),
    ("clients", {"name": "Shop", "refresh_token": None}),
    ("clients", refresh(leeway=3) | {"refresh_token_policy": "browser"}),
    ("clients", {"name": "Shop", "refresh_token_policy": "auth0:spa"}),
    ("clients", {"name": "Shop", "token_endpoint_auth_method": None, "client_authentication_methods": KEYS}),
    ("clients", {"name": "Shop", "token_endpoint_auth_method": "none", "client_authentication_methods": None}),
    ("clients", {"name": "Shop", "token_endpoint_auth_method": "none", "grant_types": ["refresh_token"]}),
    ("clients", {"name": "Job", "token_endpoint_auth_method": None, "grant_types": ["client_credentials"]}),
    ("clients", {"name": "Shop", "is_first_party": False, "organization_usage": None}),
    ("clients", {"name": "Shop", "client_metadata": {"a": "b", "gone": None}}),
    ("clients", {"name": "Shop", "lifecycle": {"state": "absent"}}),
    ("clientGrants", {"client_id": "Shop", "audience": API, "scope": None}),
    ("clientGrants", {"default_for": "third_party_clients", "audience": API}),
    ("clientGrants", {"client_id": "Shop", "audience": API, "allow_all_scopes": True, "scope": []}),
    ("clientGrants", {"client_id": "Shop", "audience": API, "allow_all_scopes": False, "scope": ["a"]}),
    ("resourceServers", api(token_lifetime=0, token_lifetime_for_web=0, proof_of_possession=None)),
    ("roles", {"name": "Owner", "type": "organization", "owner_id": "acme"}),
    ("organizations", {"name": "acme", "token_quota": None, "metadata": {}}),
    ("triggers", {"post-login": []}),
    ("environment", {"domain": "emulator", "limits": {"deletes": 0, "updates": "100%"}}),
    ("environment", {"domain": "http://localhost:8080", "variables": {"a": [1, {"b": True}]}}),
    ("environment", {"domain": "acme-dev.eu.auth0.com", "prune": ["clients"], "extends": ["../base"]}),
    ("refresh_token_policies", {"web": {"rotation": "rotating", "absolute_lifetime": 2, "inactivity_lifetime": 1}}),
    ("refresh_token_policies", {"web": {"rotation": "non-rotating", "absolute_lifetime": "none"}}),
    ("refresh_token_policies", {"web": {"extends": "auth0:spa", "leeway": "3s", "absolute_lifetime": 157788000}}),
]  # fmt: skip

RULED_OUT: list[tuple[str, Any, str]] = [
    ("clients", refresh(leeway=30), "refresh-token-types"),
    ("clients", refresh(rotation_type="rotating"), "refresh-token-types"),
    ("clients", refresh() | {"refresh_token_policy": None}, "refresh-token-types"),
    ("clients", refresh(rotation_type="rotating", expiration_type="non-expiring"), "rotating-tokens-expire"),
    (
        "clients",
        refresh(**ROTATING, infinite_token_lifetime=True, infinite_idle_token_lifetime=True),
        "rotating-tokens-have-a-lifetime",
    ),
    ("clients", refresh(**ENDLESS, infinite_token_lifetime=False), "non-expiring-tokens-are-infinite"),
    (
        "clients",
        refresh(rotation_type="rotating", expiration_type="non-expiring") | {"refresh_token_policy": "web"},
        "rotating-tokens-expire",
    ),
    (
        "clients",
        {"name": "Shop", "token_endpoint_auth_method": "none", "client_authentication_methods": KEYS},
        "one-way-to-authenticate",
    ),
    (
        "clients",
        {"name": "Shop", "token_endpoint_auth_method": None, "client_authentication_methods": None},
        "some-way-to-authenticate",
    ),
    (
        "clients",
        {"name": "Shop", "token_endpoint_auth_method": "none", "grant_types": ["client_credentials"]},
        "public-clients-act-for-people",
    ),
    (
        "clients",
        {"name": "Shop", "is_first_party": False, "organization_usage": "deny"},
        "third-party-without-organizations",
    ),
    (
        "clients",
        {"name": "Shop", "lifecycle": {"state": "absent", "protect": True}},
        "absent-is-not-protected",
    ),
    (
        "clients",
        {"name": "Shop", "lifecycle": {"state": "absent", "renamed_from": "x"}},
        "absent-is-not-renamed",
    ),
    ("clientGrants", {"audience": API}, "client-or-default"),
    (
        "clientGrants",
        {"client_id": "Shop", "default_for": "third_party_clients", "audience": API},
        "client-or-default",
    ),
    (
        "clientGrants",
        {"client_id": "Shop", "audience": API, "allow_all_scopes": True, "scope": ["a"]},
        "all-scopes-or-some",
    ),
    ("roles", {"name": "Owner", "type": "organization"}, "organization-roles-have-an-owner"),
    (
        "refresh_token_policies",
        {"web": {"rotation": "rotating", "absolute_lifetime": "none", "inactivity_lifetime": "none"}},
        "rotating-tokens-expire",
    ),
]

OUT_OF_BOUNDS: list[tuple[str, Any]] = [
    ("clients", {}),
    ("clients", {"name": ""}),
    ("clients", {"name": "<script>"}),
    ("clients", {"name": "Shop", "description": "x" * 141}),
    ("clients", {"name": "Shop", "callbacks": None}),
    ("clients", {"name": "Shop", "initiate_login_uri": "http://a.example"}),
    ("clients", {"name": "Shop", "par_request_expiry": 9}),
    ("clients", {"name": "Shop", "async_approval_notification_channels": []}),
    ("clients", {"name": "Shop", "client_metadata": {str(key): "" for key in range(11)}}),
    ("clients", {"name": "Shop", "client_metadata": {"a": 1}}),
    ("clients", {"name": "Shop", "client_authentication_methods": {}}),
    ("clients", {"name": "Shop", "token_quota": {"client_credentials": {}}}),
    ("clients", refresh(**ROTATING, leeway=-1)),
    ("clients", refresh(**ROTATING, leeway=True)),
    ("clients", refresh(**ROTATING, token_lifetime=0)),
    ("clients", refresh(**ROTATING, token_lifetime=157788001)),
    ("clients", refresh(**ROTATING, token_lifetime="30d")),
    ("clients", refresh(**ROTATING, idle_token_lifetime=0)),
    ("clients", refresh(**ROTATING, policies=[])),
    ("clients", refresh(**ROTATING, policies=[{"audience": API}])),
    ("clients", refresh(rotation_type="sometimes", expiration_type="expiring")),
    ("resourceServers", {"name": "API"}),
    ("resourceServers", api(identifier="x" * 601)),
    ("resourceServers", api(token_lifetime=2592001)),
    ("resourceServers", api(signing_secret="x" * 15)),
    ("resourceServers", api(proof_of_possession={"mechanism": "dpop"})),
    ("resourceServers", api(scopes=[{"name": "read:x"}])),
    ("organizations", {"name": "Acme"}),
    ("organizations", {"name": "x" * 51}),
    ("organizations", {"name": "acme", "branding": {"colors": {"primary": "#000000"}}}),
    ("organizations", {"name": "acme", "metadata": {str(key): "" for key in range(26)}}),
    ("actions", {"name": "Log", "supported_triggers": []}),
    ("actions", {"name": "Log", "supported_triggers": [{"id": "pre-login"}]}),
    ("triggers", {"post_login": []}),
    ("triggers", {"post-login": [{"display_name": "x"}]}),
    ("environment", {"domain": "https://acme.eu.auth0.com"}),
    ("environment", {"domain": "http://acme.eu.auth0.com"}),
    ("environment", {"domain": "acme.eu.auth0.com\n"}),
    ("environment", {"limits": {"deletes": "101%"}}),
    ("environment", {"limits": {"deletes": -1}}),
    ("environment", {"prune": ["tenant"]}),
    ("environment", {"variables": {"a-b": "c"}}),
    ("refresh_token_policies", {"auth0:spa": {}}),
    ("refresh_token_policies", {"web": {"leeway": "none"}}),
    ("refresh_token_policies", {"web": {"absolute_lifetime": "1 year"}}),
    ("refresh_token_policies", {"web": {"absolute_lifetime": "1h30m"}}),
    ("refresh_token_policies", {"web": {"absolute_lifetime": 0}}),
    ("refresh_token_policies", {"web": {"inactivity_lifetime": "30d\n"}}),
]


@pytest.mark.parametrize(("section", "value"), ACCEPTED)
def test_what_holds_together_is_accepted(section: str, value: Any, judge: Judge) -> None:
    assert judge.complaints(section, value) == []
    assert judge.accepts_carefully(section, value)


@pytest.mark.parametrize(("section", "value", "rule"), RULED_OUT)
def test_a_contradiction_breaks_one_rule_that_has_a_name(
    section: str, value: Any, rule: str, judge: Judge
) -> None:
    assert judge.broken_rules(section, value) == {rule}
    assert not judge.accepts(section, value)


@pytest.mark.parametrize(("section", "value"), OUT_OF_BOUNDS)
def test_what_is_out_of_bounds_is_refused(section: str, value: Any, judge: Judge) -> None:
    assert not judge.accepts(section, value)
    assert not judge.accepts_carefully(section, value)
    assert judge.broken_rules(section, value) <= {None}
