"""What every request goes through, whatever it asks for."""

import time

import pytest

from deploy_cli.emulator import system
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.seed import restrict
from tests.emulator.tenant import Tenant


def test_an_unknown_path_is_not_found(tenant: Tenant) -> None:
    reply = tenant.get("/nothing")

    assert (reply.status, reply.body) == (
        404,
        {"statusCode": 404, "error": "Not Found", "message": "Not Found"},
    )


@pytest.mark.parametrize("path", ["/..", "/scopes", "/", "", "/clients/", "/__init__", "/clients%2f"])
def test_a_strange_path_is_not_found(tenant: Tenant, path: str) -> None:
    assert tenant.get(path).status == 404


def test_a_missing_scope_is_named(tenant: Tenant) -> None:
    tenant.scopes = frozenset({"read:roles"})

    reply = tenant.post("/roles", {"name": "Editor"})

    assert reply.status == 403
    assert reply.body["errorCode"] == "insufficient_scope"
    assert reply.message == "Insufficient scope, expected any of: create:roles"


def test_any_of_the_scopes_admits(tenant: Tenant) -> None:
    tenant.scopes = frozenset({"read:client_summary"})

    reply = tenant.get("/clients")

    assert reply.status == 200
    assert {key for client in reply.body for key in client} <= {
        "client_id",
        "name",
        "app_type",
        "description",
    }


def test_the_scopes_of_an_operation_can_be_asked_for(tenant: Tenant) -> None:
    assert tenant.api.scopes_for("POST", "/api/v2/roles") == ("create:roles",)
    assert tenant.api.scopes_for("POST", "/api/v2/nothing") is None


def test_the_scope_is_checked_before_the_body(tenant: Tenant) -> None:
    tenant.scopes = frozenset()

    assert tenant.post("/roles", {"nonsense": 1}).status == 403


def test_the_secret_shows_to_those_who_may_read_keys(tenant: Tenant) -> None:
    path = f"/clients/{system.DEPLOY_CLIENT_ID}"

    tenant.scopes = frozenset({"read:clients"})
    hidden = tenant.get(path).body
    tenant.scopes = frozenset({"read:clients", "read:client_keys"})
    shown = tenant.get(path).body

    assert "client_secret" not in hidden
    assert shown["client_secret"] == system.DEPLOY_CLIENT_SECRET


def test_an_unknown_query_parameter_is_refused(tenant: Tenant) -> None:
    reply = tenant.get("/roles", colour="red")

    assert (reply.status, reply.body["errorCode"]) == (400, "invalid_query_string")
    assert reply.message == "Query validation error: 'Additional properties not allowed: colour'."


def test_the_actions_service_takes_no_totals(tenant: Tenant) -> None:
    assert tenant.get("/actions/actions", include_totals="true").status == 400


def test_a_page_that_is_too_large_is_refused(tenant: Tenant) -> None:
    reply = tenant.get("/clients", per_page=101)

    assert reply.message == (
        "Query validation error: 'Value 101 is greater than maximum 100' on property per_page."
    )


def test_a_page_must_be_a_number(tenant: Tenant) -> None:
    assert tenant.get("/clients", page="one").status == 400


def test_a_body_that_is_no_json_is_refused(tenant: Tenant) -> None:
    request = Request("POST", "/api/v2/roles", (), {"content-type": "application/json"}, b"{")

    assert tenant.api.handle(request).status == 400


@pytest.mark.parametrize(
    "body",
    [b'{"name": NaN}', b"[" * 100_000, b'{"name": ' + b"[" * 500 + b"]" * 500 + b"}", b"\xff", b'{"name"'],
)
def test_what_cannot_be_kept_is_refused(tenant: Tenant, body: bytes) -> None:
    answer = tenant.api.handle(Request("POST", "/api/v2/roles", (), {}, body))

    assert answer.status == 400
    assert b"Invalid request payload JSON format" in answer.body


def test_half_a_character_becomes_a_whole_one(tenant: Tenant) -> None:
    answer = tenant.api.handle(Request("POST", "/api/v2/roles", (), {}, b'{"name": "a\\ud800b"}'))

    assert answer.status == 200
    assert tenant.get("/roles").body[0]["name"] == "a\N{REPLACEMENT CHARACTER}b"


def test_other_alphabets_come_back_as_they_were(tenant: Tenant) -> None:
    tenant.made("/roles", {"name": "Редактор 😀 \u202e"})

    assert tenant.get("/roles").body[0]["name"] == "Редактор 😀 \u202e"


@pytest.mark.parametrize(
    "search", ["name:x", "a..b:x", "name.:x", "$:x", 'name:"x y"', "name:'", "[0]:x", ":"]
)
def test_any_search_is_answered(tenant: Tenant, search: str) -> None:
    assert tenant.get("/clients", q=search).status == 200


def test_a_number_may_be_larger_than_the_store_can_count(tenant: Tenant) -> None:
    for name in ("a", "b"):
        reply = tenant.post("/rules", {"name": name, "script": "x", "order": 10**30})

    assert reply.status == 409


def test_fields_that_may_not_be_read_are_refused(tenant: Tenant) -> None:
    tenant.scopes = frozenset({"read:clients"})

    assert tenant.get("/clients", fields="name,client_secret").status == 403


def test_a_form_is_taken_as_well(tenant: Tenant) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    request = Request("POST", "/api/v2/roles", (), headers, b"name=Editor&description=writes")

    assert tenant.api.handle(request).status == 200
    assert tenant.get("/roles").body[0]["description"] == "writes"


def test_a_missing_body_is_refused_where_one_is_needed(tenant: Tenant) -> None:
    assert tenant.post("/roles").status == 400


def test_an_identifier_in_a_path_has_a_form(tenant: Tenant) -> None:
    reply = tenant.get("/event-streams/est_wrong_0000000000000000")

    assert (reply.status, reply.body["errorCode"]) == (400, "invalid_uri")
    assert reply.message.startswith(
        "Path validation error: 'Object didn't pass validation for format event-stream-id"
    )


def test_a_restricted_tenant_refuses_what_its_plan_lacks(tenant: Tenant) -> None:
    restrict(tenant.api, "/supplemental-signals", message="upgrade", code="insufficient_entitlement")

    reply = tenant.get("/supplemental-signals")

    assert (reply.status, reply.message) == (403, "upgrade")


def test_a_new_tenant_has_what_belongs_to_it(tenant: Tenant) -> None:
    clients = tenant.get("/clients").body
    apis = tenant.get("/resource-servers").body

    assert [client["name"] for client in clients] == ["deploy-cli", "Default App", "All Applications"]
    assert [client["name"] for client in tenant.get("/clients", is_global="true").body] == [
        "All Applications"
    ]
    assert [api["identifier"] for api in apis] == ["https://acme.eu.auth0.com/api/v2/"]
    assert tenant.get("/connections").body[0]["name"] == "Username-Password-Authentication"


def test_the_deploying_client_may_do_everything(tenant: Tenant) -> None:
    granted = tenant.api.grant_scopes(system.DEPLOY_CLIENT_ID, "https://acme.eu.auth0.com/api/v2/")

    assert granted is not None
    assert {"read:clients", "update:client_keys", "delete:organizations"} <= granted
    assert tenant.api.grant_scopes(system.DEPLOY_CLIENT_ID, "https://other/") is None


def test_a_reset_tenant_is_a_new_one(tenant: Tenant) -> None:
    tenant.made("/roles", {"name": "Editor"})

    tenant.store.reset()

    assert tenant.get("/roles").body == []
    assert len(tenant.get("/clients").body) == 3


def test_a_thousand_clients_are_made_and_listed_quickly(tenant: Tenant) -> None:
    started = time.perf_counter()
    for number in range(1000):
        tenant.made("/clients", {"name": f"Client {number}"})
    made = time.perf_counter()
    names = [
        client["name"]
        for page in range(11)
        for client in tenant.get("/clients", per_page=100, page=page).body
    ]
    listed = time.perf_counter()

    assert len(names) == 1003
    assert made - started < 2
    assert listed - made < 0.5
