"""Clients: what is filled in, what merges, what is refused."""

from typing import Any

import pytest

from tests.emulator.tenant import Tenant

ALL_GRANTS = ["authorization_code", "implicit", "refresh_token", "client_credentials"]
DAY = 86_400


@pytest.mark.parametrize(
    ("sent", "grants", "lifetimes"),
    [
        pytest.param({}, ALL_GRANTS, (30 * DAY, 15 * DAY), id="nothing sent"),
        pytest.param(
            {"token_endpoint_auth_method": "client_secret_post"},
            ALL_GRANTS,
            (31_557_600, 30 * DAY),
            id="a client with a secret",
        ),
        pytest.param(
            {"token_endpoint_auth_method": "none", "app_type": "spa"},
            ALL_GRANTS[:3],
            (30 * DAY, 15 * DAY),
            id="a public client",
        ),
        pytest.param({"app_type": "non_interactive"}, ALL_GRANTS, (30 * DAY, 15 * DAY), id="the type alone"),
    ],
)
def test_defaults_depend_on_how_the_client_authenticates(
    tenant: Tenant, sent: dict[str, Any], grants: list[str], lifetimes: tuple[int, int]
) -> None:
    client = tenant.made("/clients", {"name": "Shop", **sent})

    policy = client["refresh_token"]
    assert client["grant_types"] == grants
    assert (policy["token_lifetime"], policy["idle_token_lifetime"]) == lifetimes
    assert (policy["rotation_type"], policy["expiration_type"]) == ("non-rotating", "non-expiring")
    assert client["jwt_configuration"] == {"lifetime_in_seconds": 36000, "secret_encoded": False}
    assert client["oidc_conformant"] is False
    assert len(client["client_id"]) == 32


def test_what_nobody_sent_is_left_out(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop", "session_transfer": None})

    assert not {"session_transfer", "callbacks", "app_type", "token_endpoint_auth_method"} & client.keys()


def test_a_third_party_client_rotates(tenant: Tenant) -> None:
    client = tenant.made(
        "/clients", {"name": "Shop", "is_first_party": False, "token_endpoint_auth_method": "none"}
    )

    assert client["refresh_token"]["rotation_type"] == "rotating"
    assert client["third_party_security_mode"] == "permissive"


def test_a_strict_third_party_client_has_another_kind_of_id(tenant: Tenant) -> None:
    client = tenant.made(
        "/clients",
        {
            "name": "Shop",
            "is_first_party": False,
            "third_party_security_mode": "strict",
            "app_type": "regular_web",
            "token_endpoint_auth_method": "client_secret_post",
        },
    )

    assert client["client_id"].startswith("tpc_")
    assert client["grant_types"] == ["authorization_code"]


def test_a_partial_token_configuration_is_not_completed_with_a_lifetime(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop", "jwt_configuration": {"alg": "RS256"}})

    assert client["jwt_configuration"] == {"alg": "RS256", "secret_encoded": False}


def test_names_may_be_shared(tenant: Tenant) -> None:
    one, other = (tenant.made("/clients", {"name": "Shop"}) for _ in range(2))

    assert one["client_id"] != other["client_id"]


def test_a_patch_keeps_what_it_leaves_out(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop", "callbacks": ["https://a.example/cb"]})

    changed = tenant.patch(f"/clients/{client['client_id']}", {"description": "sells"}).body

    assert changed["callbacks"] == ["https://a.example/cb"]
    assert changed["description"] == "sells"


@pytest.mark.parametrize(
    ("field", "before", "sent", "after"),
    [
        ("client_metadata", {"a": "1", "b": "2"}, {"a": None, "c": "3"}, {"b": "2", "c": "3"}),
        ("client_metadata", {"a": "1"}, {"a": None}, {}),
        ("jwt_configuration", {"alg": "RS256", "secret_encoded": False}, {"lifetime_in_seconds": 60}, None),
        (
            "mobile",
            {"ios": {"team_id": "t", "app_bundle_identifier": "b"}},
            {"android": {"app_package_name": "p"}},
            None,
        ),
        (
            "addons",
            {"slack": {"team": "a"}, "sentry": {"org_slug": "x", "base_url": "u"}},
            {"sentry": {"org_slug": "y"}},
            {"slack": {"team": "a"}, "sentry": {"org_slug": "y"}},
        ),
    ],
)
def test_nested_objects_merge_one_level_deep(
    tenant: Tenant, field: str, before: Any, sent: Any, after: Any
) -> None:
    client = tenant.made("/clients", {"name": "Shop", field: before})

    changed = tenant.patch(f"/clients/{client['client_id']}", {field: sent}).body

    assert changed[field] == ({**before, **sent} if after is None else after)


def test_null_clears(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop", "session_transfer": {"allow_refresh_token": True}})
    assert client["session_transfer"]["enforce_cascade_revocation"] is True

    changed = tenant.patch(f"/clients/{client['client_id']}", {"session_transfer": None}).body

    assert "session_transfer" not in changed


def test_an_empty_list_stays_and_an_empty_login_uri_goes(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop", "initiate_login_uri": "https://a.example"})

    changed = tenant.patch(
        f"/clients/{client['client_id']}", {"callbacks": [], "initiate_login_uri": ""}
    ).body

    assert changed["callbacks"] == []
    assert "initiate_login_uri" not in changed


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (
            {"leeway": 30},
            "Payload validation error: 'Missing required property: expiration_type' on property refresh_token.",
        ),
        (
            {"rotation_type": "rotating", "expiration_type": "non-expiring"},
            "Refresh tokens that rotate must be of expiration type 'expiring'",
        ),
        (
            {
                "rotation_type": "non-rotating",
                "expiration_type": "non-expiring",
                "infinite_token_lifetime": False,
            },
            "Neither infinite_token_lifetime nor infinite_idle_token_lifetime can be true when token "
            "expiration type is 'non-expiring'",
        ),
        (
            {
                "rotation_type": "rotating",
                "expiration_type": "expiring",
                "infinite_token_lifetime": False,
                "infinite_idle_token_lifetime": False,
                "token_lifetime": 100,
                "idle_token_lifetime": 100,
            },
            "idle_token_lifetime must be less than token_lifetime",
        ),
    ],
)
def test_a_refresh_token_policy_must_make_sense(tenant: Tenant, policy: Any, message: str) -> None:
    client = tenant.made("/clients", {"name": "Shop"})

    reply = tenant.patch(f"/clients/{client['client_id']}", {"refresh_token": policy})

    assert (reply.status, reply.message) == (400, message)


def test_a_public_client_gets_no_token_of_its_own(tenant: Tenant) -> None:
    reply = tenant.post(
        "/clients",
        {"name": "Shop", "token_endpoint_auth_method": "none", "grant_types": ["client_credentials"]},
    )

    assert (reply.status, reply.message) == (400, "Invalid grant types: client_credentials")


def test_what_only_the_service_knows_cannot_be_sent(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop"})

    reply = tenant.patch(f"/clients/{client['client_id']}", {"client_id": "x", "tenant": "y"})

    assert reply.message == "Payload validation error: 'Additional properties not allowed: client_id,tenant'."


def test_an_empty_patch_is_refused(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop"})

    assert tenant.patch(f"/clients/{client['client_id']}", {}).status == 400


def test_the_private_key_shows_once(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop"})

    read = tenant.get(f"/clients/{client['client_id']}").body

    assert "key" in client["signing_keys"][0]
    assert client["encrypted"] is True
    assert "key" not in read["signing_keys"][0]
    assert "encrypted" not in read


def test_the_global_client_stays(tenant: Tenant) -> None:
    every = tenant.get("/clients", is_global="true").body[0]

    assert tenant.delete(f"/clients/{every['client_id']}").status == 400


def test_a_delete_is_not_bothered_by_what_is_gone(tenant: Tenant) -> None:
    assert tenant.delete("/clients/unknown").status == 204


def test_an_unknown_client_is_missed(tenant: Tenant) -> None:
    reply = tenant.get("/clients/unknown")

    assert reply.body == {
        "statusCode": 404,
        "error": "Not Found",
        "message": "The client does not exist",
        "errorCode": "inexistent_client",
    }


def test_a_deleted_client_leaves_its_connections_and_takes_its_grants(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop"})["client_id"]
    connection = tenant.made("/connections", {"name": "db", "strategy": "auth0"})["id"]
    tenant.patch(f"/connections/{connection}/clients", [{"client_id": client, "status": True}])
    api = tenant.made("/resource-servers", {"identifier": "https://api.example"})["identifier"]
    tenant.made("/client-grants", {"client_id": client, "audience": api, "scope": []})

    tenant.delete(f"/clients/{client}")

    assert tenant.get(f"/connections/{connection}").body["enabled_clients"] == []
    assert tenant.get("/client-grants", client_id=client).body == []


def test_a_new_secret_replaces_the_old_one(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop"})

    rotated = tenant.post(f"/clients/{client['client_id']}/rotate-secret").body

    assert rotated["client_secret"] != client["client_secret"]
    assert tenant.api.client(client["client_id"])["client_secret"] == rotated["client_secret"]  # type: ignore[index]


def test_writing_a_secret_needs_a_scope_of_its_own(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop"})
    tenant.scopes = frozenset({"update:clients"})

    reply = tenant.patch(f"/clients/{client['client_id']}", {"client_secret": "x"})

    assert (reply.status, reply.message) == (403, "Insufficient scope, expected any of: update:client_keys")


def test_a_client_with_keys_shows_no_secret_until_it_has_none(tenant: Tenant) -> None:
    pem = _public_key()
    credential = {"credential_type": "public_key", "name": "k", "pem": pem}
    client = tenant.made(
        "/clients",
        {"name": "Shop", "client_authentication_methods": {"private_key_jwt": {"credentials": [credential]}}},
    )
    path = f"/clients/{client['client_id']}"
    attached = client["client_authentication_methods"]["private_key_jwt"]["credentials"][0]

    listed = tenant.get(f"{path}/credentials").body
    refused = tenant.delete(f"{path}/credentials/{attached['id']}")
    switched = tenant.patch(
        path, {"client_authentication_methods": None, "token_endpoint_auth_method": "client_secret_post"}
    ).body

    assert "client_secret" not in client
    assert [one["id"] for one in listed] == [attached["id"]]
    assert "pem" not in listed[0]
    assert len(listed[0]["kid"]) == 43
    assert refused.status == 400
    assert "client_secret" in switched
    assert tenant.delete(f"{path}/credentials/{attached['id']}").status == 204


def _public_key() -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = generate_private_key(65537, 2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
