"""Clients: the refresh-token block is sent complete, credentials are taken on trust."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.live import comparable
from deploy_cli.core.path import written
from deploy_cli.core.references import Names
from deploy_cli.core.values import Object
from deploy_cli.files.schemas import bundled
from deploy_cli.lifetimes.policies import LONGEST, block, complete
from deploy_cli.resources.clients import CLIENTS

SCHEMA = Draft202012Validator(bundled("clients"))
INFINITE = {"rotation_type": "non-rotating", "expiration_type": "non-expiring"}


def created(refresh_token: Any, **more: Any) -> Any:
    assert CLIENTS.hooks.prepare is not None
    desired = {"name": "Shop", "refresh_token": refresh_token, **more}
    return CLIENTS.hooks.prepare(desired, desired, {})["refresh_token"]


def edits(desired: Object, live: Object) -> list[str]:
    seen = comparable(CLIENTS, live, desired, Names())
    return [written(edit.path) for edit in diff(desired, seen, Rules.of(CLIENTS))]


@pytest.mark.parametrize(
    ("method", "absolute", "idle"),
    [
        ("client_secret_post", 31_557_600, 2_592_000),
        ("none", 2_592_000, 1_296_000),
        (None, 2_592_000, 1_296_000),
    ],
)
def test_a_policy_without_end_is_sent_with_the_numbers_that_auth0_stores(
    method: str | None, absolute: int, idle: int
) -> None:
    assert created(INFINITE, **({"token_endpoint_auth_method": method} if method else {})) == {
        **INFINITE,
        "leeway": 0,
        "infinite_token_lifetime": True,
        "infinite_idle_token_lifetime": True,
        "token_lifetime": absolute,
        "idle_token_lifetime": idle,
    }


def test_what_the_files_say_wins() -> None:
    assert created({**INFINITE, "leeway": 7, "token_lifetime": 100})["leeway"] == 7
    assert created({**INFINITE, "token_lifetime": 100})["token_lifetime"] == 100
    assert created({**INFINITE, "token_lifetime": 100})["idle_token_lifetime"] == 99


def test_no_block_is_made_where_files_have_none() -> None:
    assert CLIENTS.hooks.prepare is not None
    assert CLIENTS.hooks.prepare({"name": "Shop"}, {"name": "Shop"}, {}) == {"name": "Shop"}
    assert created(None) is None


def test_an_update_is_sent_as_it_is_since_the_live_block_is_complete() -> None:
    assert CLIENTS.hooks.prepare is not None
    body = {"refresh_token": INFINITE}

    assert CLIENTS.hooks.prepare(body, body, {"client_id": "x"}) == body


LIFETIMES = st.one_of(st.just("none"), st.integers(1, LONGEST))


@given(
    st.sampled_from(["rotating", "non-rotating"]),
    LIFETIMES,
    LIFETIMES,
    st.sampled_from(["none", "client_secret_post"]),
)
def test_every_policy_is_created_as_a_block_that_the_schema_takes(
    rotation: str, absolute: Any, idle: Any, method: str
) -> None:
    policy = {"rotation": rotation, "absolute_lifetime": absolute, "inactivity_lifetime": idle}
    if complete({"mine": policy})[1]:
        return
    made = created(block(policy), token_endpoint_auth_method=method)

    assert list(SCHEMA.iter_errors([{"name": "Shop", "refresh_token": made}])) == []
    assert made["idle_token_lifetime"] < made["token_lifetime"] or "none" in (absolute, idle)
    assert len(made) == 7


def test_credentials_that_cannot_be_read_are_taken_on_trust() -> None:
    desired = {
        "client_authentication_methods": {
            "private_key_jwt": {"credentials": [{"credential_type": "public_key", "pem": "…"}]}
        }
    }
    live = {"client_authentication_methods": {"private_key_jwt": {"credentials": [{"id": "cred_1"}]}}}

    assert edits(desired, live) == []


def test_another_way_to_authenticate_is_a_change_that_a_create_alone_can_make() -> None:
    desired = {"client_authentication_methods": {"tls_client_auth": {"credentials": [{"pem": "…"}]}}}
    live = {"client_authentication_methods": {"private_key_jwt": {"credentials": [{"id": "cred_1"}]}}}

    assert edits(desired, live)
    assert "client_authentication_methods" in CLIENTS.create_only


def test_the_hidden_client_of_the_tenant_is_left_alone() -> None:
    assert CLIENTS.protected({"global": True})
    assert not CLIENTS.protected({"global": False})
    assert not CLIENTS.protected({})
