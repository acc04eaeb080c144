"""Every refusal that recordings show: the same status, sentence and code for the same request."""

import json
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.emulator import operation
from tests.emulator.tenant import Tenant

OBSERVED = Path(__file__).parents[4] / "shared" / "facts" / "management-api" / "errors_observed.json"
PLAN = "Please upgrade your subscription"
SCOPE = "Insufficient scope, expected any of: "
BODY_LOST = "signing_keys"
SEVERAL_DOMAINS = "The tenant has multiple verified custom domains."
GOOGLE: Any = {"name": "g", "strategy": "google-apps", "options": {"domain": "a.example", "client_id": "x"}}


def _errors() -> list[dict[str, Any]]:
    errors: list[dict[str, Any]] = (
        json.loads(OBSERVED.read_text(encoding="utf-8")) if OBSERVED.exists() else []
    )
    return [
        error
        for error in errors
        if not error["message"].startswith(PLAN) and BODY_LOST not in error["message"]
    ]


@pytest.mark.skipif(
    not OBSERVED.exists(), reason="the facts are kept beside the checkout, in ../shared/facts"
)
def test_there_are_errors_to_compare_with() -> None:
    assert len(_errors()) >= 30


@pytest.mark.parametrize(
    "error", _errors(), ids=lambda error: f"{error['method']} {error['path']}: {error['message'][:50]}"
)
def test_a_refusal_is_the_recorded_one(tenant: Tenant, error: dict[str, Any]) -> None:
    path = _prepared(tenant, error)

    reply = tenant.call(error["method"], path, error.get("request"))

    assert (reply.status, reply.message, reply.body.get("errorCode")) == (
        error["status"],
        error["message"],
        error.get("errorCode"),
    )


def _prepared(tenant: Tenant, error: dict[str, Any]) -> str:
    """The path of the request, in a tenant that has what the request refers to."""
    path, message = str(error["path"]), str(error["message"])
    if message.startswith(SCOPE):
        tenant.scopes = frozenset(operation.all_scopes()) - {message.removeprefix(SCOPE)}
    if message == SEVERAL_DOMAINS:
        for domain in ("a.example", "b.example"):
            made = tenant.made("/custom-domains", {"domain": domain, "type": "auth0_managed_certs"})
            tenant.post(f"/custom-domains/{made['custom_domain_id']}/verify")
    if path == "/custom-domains/default":
        tenant.made("/custom-domains", {"domain": error["request"]["domain"], "type": "auth0_managed_certs"})
    if "{kid}" in path:
        key = tenant.made("/keys/encryption", {"type": "customer-provided-root-key"})
        path = path.replace("{kid}", key["kid"])
    if path.startswith("/connections/") and "exist" not in message:
        needs_database = "SCIM" in message or "attribute" in message
        kind: Any = {"name": "d", "strategy": "auth0"} if needs_database else GOOGLE
        path = path.replace("{id}", tenant.made("/connections", kind)["id"])
    shown = {"est_invalid_id_1234567890", "ssp_bskks8aGbiq7qS13umnuvX"}
    for known in shown:
        path = path.replace("{id}", known) if known in message else path
    return path.replace("{templateName}", "welcome_email")
