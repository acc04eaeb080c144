"""Tenants put in as they stand."""

import pytest

from deploy_cli.emulator.seed import NoSuchPlace, clear, seed
from tests.emulator.tenant import Tenant


def test_what_is_put_in_comes_out(tenant: Tenant) -> None:
    client = {"client_id": "abc", "name": "Shop", "tenant": "acme", "global": False, "odd": 1}
    seed(
        tenant.api,
        {
            "/clients": [client],
            "/tenants/settings": {"friendly_name": "Acme"},
            "/prompts/login/custom-text/en": {"login": {"title": "Hi"}},
            "/roles": [{"id": "rol_1", "name": "Editor"}],
            "/roles/rol_1/permissions": [
                {"permission_name": "read:x", "resource_server_identifier": "https://a", "description": "x"}
            ],
        },
    )

    assert tenant.get("/clients/abc").body == client
    assert tenant.get("/tenants/settings").body == {"friendly_name": "Acme"}
    assert tenant.get("/prompts/login/custom-text/en").body == {"login": {"title": "Hi"}}
    assert tenant.get("/roles/rol_1/permissions").body[0]["permission_name"] == "read:x"


def test_the_order_of_a_list_is_kept(tenant: Tenant) -> None:
    clear(tenant.api, "/clients")
    seed(tenant.api, {"/clients": [{"client_id": key, "name": key} for key in "cab"]})
    credentials = [{"id": key} for key in ("cred_2", "cred_1")]
    seed(tenant.api, {"/clients/c/credentials": credentials})

    assert [one["client_id"] for one in tenant.get("/clients").body] == ["c", "a", "b"]
    assert tenant.get("/clients/c/credentials").body == credentials


def test_a_path_where_nothing_is_kept_is_an_error(tenant: Tenant) -> None:
    with pytest.raises(NoSuchPlace, match="/nothing"):
        seed(tenant.api, {"/nothing": []})


def test_an_object_without_its_identifier_is_an_error(tenant: Tenant) -> None:
    with pytest.raises(KeyError):
        seed(tenant.api, {"/clients": [{"name": "Shop"}]})
