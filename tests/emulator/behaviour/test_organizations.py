"""Organizations, their connections, members, clients and domains."""

from typing import Any

import pytest

from tests.emulator.tenant import Tenant


@pytest.fixture
def acme(tenant: Tenant) -> str:
    return str(tenant.made("/organizations", {"name": "acme", "metadata": {"a": "1"}})["id"])


@pytest.fixture
def database(tenant: Tenant) -> str:
    return str(tenant.made("/connections", {"name": "db", "strategy": "auth0"})["id"])


def test_a_name_is_taken_once(tenant: Tenant, acme: str) -> None:
    reply = tenant.post("/organizations", {"name": "acme"})

    assert (reply.status, reply.message) == (409, "An organization with this name already exists.")
    assert tenant.get("/organizations/name/acme").body["id"] == acme


def test_metadata_is_replaced_and_an_empty_one_goes(tenant: Tenant, acme: str) -> None:
    replaced = tenant.patch(f"/organizations/{acme}", {"metadata": {"b": "2"}}).body
    emptied = tenant.patch(f"/organizations/{acme}", {"metadata": {}}).body

    assert replaced["metadata"] == {"b": "2"}
    assert "metadata" not in emptied


def test_a_missing_organization_is_missed_below_it_too(tenant: Tenant) -> None:
    for path in ("", "/connections", "/members", "/discovery-domains"):
        reply = tenant.get(f"/organizations/org_0000000000000000{path}")
        assert (reply.status, reply.message) == (404, "No organization found by that id or name")


def test_both_paths_show_the_same_connections(tenant: Tenant, acme: str, database: str) -> None:
    made = tenant.made(f"/organizations/{acme}/enabled_connections", {"connection_id": database})

    early = tenant.get(f"/organizations/{acme}/connections").body
    twin = tenant.post(f"/organizations/{acme}/connections", {"connection_id": database})

    assert made == {
        "connection_id": database,
        "assign_membership_on_login": False,
        "show_as_button": True,
        "is_signup_enabled": False,
        "connection": {"name": "db", "strategy": "auth0"},
    }
    assert early[0]["organization_access_level"] == "none"
    assert twin.status == 409


def test_an_organization_may_be_made_with_connections(tenant: Tenant, database: str) -> None:
    made = tenant.made(
        "/organizations", {"name": "acme", "enabled_connections": [{"connection_id": database}]}
    )

    assert "enabled_connections" not in made
    assert len(tenant.get(f"/organizations/{made['id']}/connections").body) == 1


def test_a_deleted_connection_leaves_the_organization(tenant: Tenant, acme: str, database: str) -> None:
    tenant.made(f"/organizations/{acme}/connections", {"connection_id": database})

    tenant.delete(f"/connections/{database}")

    assert tenant.get(f"/organizations/{acme}/connections").body == []
    assert tenant.delete(f"/organizations/{acme}/connections/{database}").status == 204


def test_members_have_roles_in_their_organization(tenant: Tenant, acme: str) -> None:
    user = _user(tenant)
    role = tenant.made("/roles", {"name": "Editor"})["id"]
    path = f"/organizations/{acme}/members"

    tenant.post(path, {"members": [user]})
    given = tenant.post(f"{path}/{user.replace('|', '%7C')}/roles", {"roles": [role]})

    assert given.status == 204
    assert [one["id"] for one in tenant.get(f"{path}/{user.replace('|', '%7C')}/roles").body] == [role]
    assert tenant.get(f"/users/{user}/organizations").body[0]["name"] == "acme"
    assert tenant.delete(path, {"members": [user]}).status == 204
    assert tenant.get(path, page=0).body == []


def test_a_grant_is_added_to_an_organization_once(tenant: Tenant, acme: str) -> None:
    grant = _grant(tenant)
    path = f"/organizations/{acme}/client-grants"

    added, again = tenant.post(path, {"grant_id": grant}), tenant.post(path, {"grant_id": grant})

    assert (added.status, again.status) == (201, 409)
    assert [one["id"] for one in tenant.get(path).body] == [grant]
    assert tenant.get(f"/client-grants/{grant}/organizations", take=5).body["organizations"][0]["id"] == acme
    assert tenant.delete(f"{path}/{grant}").status == 204


def test_a_discovery_domain_waits_for_its_proof(tenant: Tenant, acme: str) -> None:
    made = tenant.made(f"/organizations/{acme}/discovery-domains", {"domain": "acme.example"})
    path = f"/organizations/{acme}/discovery-domains/{made['id']}"

    assert made["status"] == "pending"
    assert made["verification_host"].endswith(f"{acme}.acme.example")
    assert tenant.patch(path, {"status": "verified"}).body["status"] == "verified"
    assert tenant.get(f"/organizations/{acme}/discovery-domains/name/acme.example").body["id"] == made["id"]


def test_a_deleted_organization_takes_everything_along(tenant: Tenant, acme: str, database: str) -> None:
    tenant.made(f"/organizations/{acme}/connections", {"connection_id": database})
    tenant.post(f"/organizations/{acme}/members", {"members": [_user(tenant)]})

    assert tenant.delete(f"/organizations/{acme}").status == 204

    assert tenant.store.count("/organizations/{id}/connections", None) == 0
    assert tenant.store.count("/organizations/{id}/members", None) == 0


def _user(tenant: Tenant) -> str:
    body: Any = {"connection": "Username-Password-Authentication", "email": "a@example.com", "password": "x"}
    return str(tenant.made("/users", body)["user_id"])


def _grant(tenant: Tenant) -> str:
    client = tenant.made("/clients", {"name": "Shop"})["client_id"]
    tenant.made("/resource-servers", {"identifier": "https://api.example"})
    body = {"client_id": client, "audience": "https://api.example", "scope": []}
    return str(tenant.made("/client-grants", body)["id"])
