"""Connections: options, clients, deletion that takes its time."""

from typing import Any

import pytest

from tests.emulator.tenant import Tenant

DATABASE = {"name": "db", "strategy": "auth0"}


def test_a_database_gets_options(tenant: Tenant) -> None:
    connection = tenant.made("/connections", DATABASE)

    assert connection["realms"] == ["db"]
    assert connection["enabled_clients"] == []
    assert connection["options"]["mfa"] == {"active": True, "return_enroll_settings": True}
    assert connection["options"]["passwordPolicy"] == "good"
    assert connection["options"]["authentication_methods"]["password"]["enabled"] is True


def test_options_are_replaced_as_a_whole_but_for_what_the_service_puts_back(tenant: Tenant) -> None:
    connection = tenant.made("/connections", {**DATABASE, "options": {"disable_signup": True}})

    changed = tenant.patch(f"/connections/{connection['id']}", {"options": {"import_mode": True}}).body[
        "options"
    ]

    assert changed["import_mode"] is True
    assert not {"disable_signup", "mfa", "passwordPolicy"} & changed.keys()
    assert {"authentication_methods", "passkey_options"} <= changed.keys()


def test_a_patch_without_options_leaves_them(tenant: Tenant) -> None:
    connection = tenant.made("/connections", DATABASE)

    changed = tenant.patch(f"/connections/{connection['id']}", {"is_domain_connection": True}).body

    assert changed["options"] == connection["options"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"requires_username": True, "attributes": {"username": {"identifier": {"active": True}}}},
            "Cannot set both options.attributes and options.requires_username",
        ),
        (
            {"attributes": {"email": {"identifier": {"active": False}}}},
            "attributes must contain one active identifier",
        ),
        (
            {
                "attributes": {
                    "phone_number": {"identifier": {"active": True}, "signup": {"status": "inactive"}}
                }
            },
            "attribute phone_number must also be required on signup",
        ),
    ],
)
def test_attributes_must_fit_together(tenant: Tenant, options: Any, message: str) -> None:
    reply = tenant.post("/connections", {**DATABASE, "options": options})

    assert (reply.status, reply.message) == (400, message)


def test_a_name_is_taken_once_and_for_all(tenant: Tenant) -> None:
    connection = tenant.made("/connections", DATABASE)

    twin = tenant.post("/connections", DATABASE)
    renamed = tenant.patch(f"/connections/{connection['id']}", {"name": "other"})

    assert (twin.status, twin.message) == (409, "A connection with the same name already exists")
    assert renamed.message == "Payload validation error: 'Additional properties not allowed: name'."


def test_a_deletion_keeps_the_name_for_a_while() -> None:
    tenant = Tenant(delete_seconds=10)
    connection = tenant.made("/connections", DATABASE)

    deleted = tenant.delete(f"/connections/{connection['id']}")
    early = tenant.post("/connections", DATABASE)
    tenant.now += 10
    late = tenant.post("/connections", DATABASE)

    assert deleted.status == 202
    assert deleted.body.keys() == {"deleted_at"}
    assert early.message == "A connection with the same name is being deleted, try again later"
    assert late.status == 201
    assert tenant.delete(f"/connections/{connection['id']}").status == 204


def test_clients_are_enabled_one_by_one(tenant: Tenant) -> None:
    one, other = (tenant.made("/clients", {"name": name})["client_id"] for name in ("a", "b"))
    path = f"/connections/{tenant.made('/connections', DATABASE)['id']}/clients"

    first = tenant.patch(path, [{"client_id": one, "status": True}])
    tenant.patch(path, [{"client_id": other, "status": True}])
    tenant.patch(path, [{"client_id": one, "status": False}])

    assert (first.status, first.body) == (204, None)
    assert tenant.get(path).body == {"clients": [{"client_id": other}]}
    assert tenant.get(f"/clients/{other}/connections").body["connections"][0]["name"] == "db"


def test_an_unknown_client_cannot_be_enabled(tenant: Tenant) -> None:
    path = f"/connections/{tenant.made('/connections', DATABASE)['id']}/clients"

    assert tenant.patch(path, [{"client_id": "x" * 32, "status": True}]).status == 404


def test_connections_are_listed_by_name_and_by_strategy(tenant: Tenant) -> None:
    tenant.made("/connections", {"name": "Zeta", "strategy": "auth0"})
    tenant.made("/connections", {"name": "alpha", "strategy": "github", "options": {"email": True}})

    names = [one["name"] for one in tenant.get("/connections").body]

    assert names == ["alpha", "Username-Password-Authentication", "Zeta"]
    assert [one["name"] for one in tenant.get("/connections", strategy="github").body] == ["alpha"]
    assert [one["name"] for one in tenant.get("/connections", name="Zeta").body] == ["Zeta"]


def test_flags_of_a_social_connection_become_scopes(tenant: Tenant) -> None:
    made = tenant.made(
        "/connections", {"name": "gh", "strategy": "github", "options": {"email": True, "read_org": True}}
    )

    assert made["options"]["scope"] == ["user:email", "read:org"]


def test_a_configuration_is_never_shown(tenant: Tenant) -> None:
    made = tenant.made("/connections", {**DATABASE, "options": {"configuration": {"key": "hunter2"}}})

    shown = tenant.get(f"/connections/{made['id']}").body["options"]["configuration"]

    assert shown.keys() == {"key"}
    assert "hunter2" not in str(made) + str(shown)


def test_scim_is_configured_where_the_strategy_knows_it(tenant: Tenant) -> None:
    database = tenant.made("/connections", DATABASE)["id"]
    okta = tenant.made("/connections", {"name": "okta", "strategy": "okta", "options": {"client_id": "x"}})[
        "id"
    ]

    refused = tenant.post(f"/connections/{database}/scim-configuration")
    made = tenant.post(f"/connections/{okta}/scim-configuration")

    assert refused.status == 404
    assert made.status == 201
    assert made.body["user_id_attribute"] == "externalId"
    assert tenant.get("/connections-scim-configurations").body["scim_configurations"] == [made.body]
    assert tenant.delete(f"/connections/{okta}/scim-configuration").status == 204
    assert tenant.get(f"/connections/{okta}/scim-configuration").status == 404
