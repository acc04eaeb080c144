"""What a read shows can be written back, and nothing changes: the ground on which a plan stands."""

from typing import Any

import pytest

from deploy_cli.emulator import operation
from tests.emulator.tenant import Tenant

MADE: dict[str, dict[str, Any]] = {
    "/clients": {
        "name": "Shop",
        "app_type": "regular_web",
        "token_endpoint_auth_method": "client_secret_post",
        "callbacks": ["https://shop.example/callback"],
        "client_metadata": {"a": "1"},
        "session_transfer": {"allow_refresh_token": True},
        "refresh_token": {
            "rotation_type": "rotating",
            "expiration_type": "expiring",
            "leeway": 3,
            "token_lifetime": 2592000,
            "idle_token_lifetime": 1296000,
            "infinite_token_lifetime": False,
            "infinite_idle_token_lifetime": False,
        },
    },
    "/resource-servers": {"identifier": "https://api.example", "scopes": [{"value": "read:x"}]},
    "/roles": {"name": "Editor", "description": "writes"},
    "/organizations": {"name": "acme", "display_name": "Acme", "metadata": {"a": "1"}},
    "/connections": {"name": "db", "strategy": "auth0", "options": {"disable_signup": True}},
    "/actions/actions": {
        "name": "Greet",
        "supported_triggers": [{"id": "post-login", "version": "v3"}],
        "code": "x",
    },
    "/self-service-profiles": {"name": "profile", "allowed_strategies": ["okta"]},
    "/user-attribute-profiles": {
        "name": "profile",
        "user_attributes": {
            "email": {
                "label": "Mail",
                "description": "Mail",
                "profile_required": True,
                "auth0_mapping": "email",
            }
        },
    },
    "/forms": {"name": "form", "languages": {"primary": "en"}},
    "/flows": {"name": "flow"},
}
DOCUMENTS = (
    *("/branding", "/prompts", "/attack-protection/brute-force-protection", "/tenants/settings"),
    *("/attack-protection/suspicious-ip-throttling", "/attack-protection/breached-password-detection"),
)


@pytest.mark.parametrize("path", MADE)
def test_an_object_is_written_back_unchanged(tenant: Tenant, path: str) -> None:
    made = tenant.made(path, MADE[path])
    item = f"{path}/{made.get('id') or made['client_id']}"

    _write_back(tenant, item)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_is_written_back_unchanged(tenant: Tenant, path: str) -> None:
    _write_back(tenant, path)


def _write_back(tenant: Tenant, path: str) -> None:
    found = operation.match("PATCH", path)
    assert found is not None
    assert found.operation.body is not None
    schema = found.operation.body
    while "$ref" in schema:
        schema = found.operation.schemas[schema["$ref"]]
    before = tenant.get(path).body

    reply = tenant.patch(path, {key: value for key, value in before.items() if key in schema["properties"]})

    assert reply.status == 200, reply
    assert tenant.get(path).body == before
