"""APIs, grants and roles."""

from typing import Any

import pytest

from tests.emulator.tenant import Tenant

API = "https://api.example/"


@pytest.fixture
def api(tenant: Tenant) -> Any:
    scopes = [{"value": "read:things", "description": "Read things"}, {"value": "write:things"}]
    return tenant.made("/resource-servers", {"identifier": API, "name": "Things", "scopes": scopes})


def test_an_api_gets_defaults(tenant: Tenant) -> None:
    server = tenant.made("/resource-servers", {"identifier": API})

    assert server.pop("id")
    assert server == {
        "identifier": API,
        "allow_offline_access": False,
        "skip_consent_for_verifiable_first_party_clients": False,
        "subject_type_authorization": {
            "client": {"policy": "require_client_grant"},
            "user": {"policy": "allow_all"},
        },
        "token_lifetime": 86400,
        "token_lifetime_for_web": 7200,
        "signing_alg": "RS256",
    }


@pytest.mark.parametrize("path", ["https:%2F%2Fapi.example%2F", "https%3A%2F%2Fapi.example%2F"])
def test_an_api_answers_to_its_identifier(tenant: Tenant, api: Any, path: str) -> None:
    assert tenant.get(f"/resource-servers/{path}").body["id"] == api["id"]
    assert tenant.patch(f"/resource-servers/{path}", {"name": "New"}).body["name"] == "New"


def test_an_identifier_is_unique_and_stays(tenant: Tenant, api: Any) -> None:
    twin = tenant.post("/resource-servers", {"identifier": API})
    moved = tenant.patch(f"/resource-servers/{api['id']}", {"identifier": "https://b", "id": "x"})

    assert (twin.status, twin.message) == (409, "A resource server with the same identifier already exists.")
    assert moved.message == "Payload validation error: 'Additional properties not allowed: identifier,id'."


def test_the_management_api_can_be_neither_changed_nor_deleted(tenant: Tenant) -> None:
    own = tenant.get("/resource-servers").body[0]
    path = f"/resource-servers/{own['id']}"

    assert tenant.delete(path).message == "System resource servers cannot be deleted."
    assert tenant.patch(path, {"scopes": []}).message == "System resource servers cannot be patched."
    assert tenant.patch(path, {"token_lifetime": 7200}).status == 200


def test_nested_settings_of_an_api_are_replaced_and_null_clears_them(tenant: Tenant, api: Any) -> None:
    path = f"/resource-servers/{api['id']}"
    tenant.patch(path, {"proof_of_possession": {"mechanism": "dpop", "required": True}})

    replaced = tenant.patch(path, {"proof_of_possession": {"mechanism": "mtls", "required": False}}).body
    cleared = tenant.patch(path, {"proof_of_possession": None}).body

    assert replaced["proof_of_possession"] == {"mechanism": "mtls", "required": False}
    assert "proof_of_possession" not in cleared


def test_a_grant_is_unique_per_client_audience_and_subject(tenant: Tenant, api: Any) -> None:
    client = tenant.made("/clients", {"name": "Shop"})["client_id"]
    grant = {"client_id": client, "audience": API, "scope": ["read:things"]}

    made = tenant.made("/client-grants", grant)

    assert made["subject_type"] == "client"
    assert tenant.post("/client-grants", grant).status == 409
    assert tenant.post("/client-grants", {**grant, "subject_type": "user"}).status == 201


def test_all_scopes_stand_for_the_list(tenant: Tenant, api: Any) -> None:
    client = tenant.made("/clients", {"name": "Shop"})["client_id"]
    grant = tenant.made("/client-grants", {"client_id": client, "audience": API, "scope": ["read:things"]})

    every = tenant.patch(f"/client-grants/{grant['id']}", {"allow_all_scopes": True}).body

    assert "scope" not in every
    assert tenant.api.grant_scopes(client, API) == frozenset({"read:things", "write:things"})


def test_a_grant_needs_its_client_and_its_api(tenant: Tenant, api: Any) -> None:
    unknown = tenant.post("/client-grants", {"client_id": "x" * 32, "audience": API, "scope": []})
    client = tenant.made("/clients", {"name": "Shop"})["client_id"]
    nowhere = tenant.post("/client-grants", {"client_id": client, "audience": "https://x", "scope": []})

    assert (unknown.status, unknown.body["errorCode"]) == (404, "inexistent_client")
    assert nowhere.status == 404


def test_what_ties_a_grant_together_cannot_be_patched(tenant: Tenant, api: Any) -> None:
    client = tenant.made("/clients", {"name": "Shop"})["client_id"]
    grant = tenant.made("/client-grants", {"client_id": client, "audience": API, "scope": []})

    reply = tenant.patch(f"/client-grants/{grant['id']}", {"audience": API, "client_id": client})

    assert (
        reply.message == "Payload validation error: 'Additional properties not allowed: audience,client_id'."
    )


def test_roles_have_their_own_statuses(tenant: Tenant) -> None:
    made = tenant.post("/roles", {"name": "Editor"})

    deleted = tenant.delete(f"/roles/{made.body['id']}")

    assert made.status == 200
    assert (deleted.status, deleted.body) == (200, {})
    assert tenant.delete(f"/roles/{made.body['id']}").status == 404


def test_a_role_name_is_taken_once(tenant: Tenant) -> None:
    tenant.made("/roles", {"name": "Editor"})
    other = tenant.made("/roles", {"name": "Author"})

    assert tenant.post("/roles", {"name": "Editor"}).message == "The role already exists."
    assert tenant.patch(f"/roles/{other['id']}", {"name": "Editor"}).status == 409
    assert tenant.patch(f"/roles/{other['id']}", {"name": "Author"}).status == 200


def test_permissions_are_added_and_taken(tenant: Tenant, api: Any) -> None:
    path = f"/roles/{tenant.made('/roles', {'name': 'Editor'})['id']}/permissions"
    read = {"resource_server_identifier": API, "permission_name": "read:things"}
    write = {"resource_server_identifier": API, "permission_name": "write:things"}

    added = tenant.post(path, {"permissions": [write]})
    tenant.post(path, {"permissions": [read, write]})
    both = tenant.get(path).body
    taken = tenant.delete(path, {"permissions": [write]})
    again = tenant.delete(path, {"permissions": [write]})

    assert (added.status, added.body, taken.status, again.status) == (201, {}, 204, 204)
    assert both == [
        {
            "permission_name": "read:things",
            "description": "Read things",
            "resource_server_name": "Things",
            "resource_server_identifier": API,
        },
        {
            "permission_name": "write:things",
            "resource_server_name": "Things",
            "resource_server_identifier": API,
        },
    ]
    assert [one["permission_name"] for one in tenant.get(path).body] == ["read:things"]


def test_a_permission_needs_its_api(tenant: Tenant) -> None:
    path = f"/roles/{tenant.made('/roles', {'name': 'Editor'})['id']}/permissions"
    permission = {"resource_server_identifier": "https://x", "permission_name": "read:x"}

    assert tenant.post(path, {"permissions": [permission]}).status == 404


def test_what_hangs_below_a_missing_role_is_missing(tenant: Tenant) -> None:
    assert tenant.get("/roles/rol_unknown/permissions").status == 404
