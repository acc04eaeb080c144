"""The scopes that files need."""

import json
from pathlib import Path

import pytest

from deploy_cli import resources
from deploy_cli.core.address import Address
from deploy_cli.core.resource_type import Collection, Documents
from deploy_cli.core.scopes import needs
from deploy_cli.core.tenant import Desired, DesiredTenant, Environment, Lifecycle

FACTS = Path(__file__).parents[3] / "shared" / "facts" / "management-api" / "endpoints.json"


def wanted(*resources_: Desired, prune: tuple[str, ...] = ()) -> DesiredTenant:
    return DesiredTenant(
        environment=Environment(name="e", prune=prune),
        resources={one.address: one for one in resources_},
        sections=tuple(dict.fromkeys(one.address.section for one in resources_)),
        digest="d",
    )


def scopes(desired: DesiredTenant) -> list[str]:
    return [need.scope for need in needs(desired, resources.ALL)]


def client(**more: object) -> Desired:
    return Desired(address=Address("clients", "Shop"), body={"name": "Shop", **more})


def test_a_section_needs_to_be_read_created_and_updated() -> None:
    assert scopes(wanted(client()))[0] == "read:clients"
    assert {"create:clients", "update:clients"} <= {*scopes(wanted(client()))}
    assert "delete:clients" not in scopes(wanted(client()))


@pytest.mark.parametrize("how", ["pruned", "a tombstone"])
def test_a_delete_needs_a_scope_where_something_can_be_deleted(how: str) -> None:
    gone = Desired(address=Address("clients", "Old"), body={}, lifecycle=Lifecycle(absent=True))
    desired = wanted(client(), prune=("clients",)) if how == "pruned" else wanted(client(), gone)

    assert "delete:clients" in scopes(desired)


def test_a_client_secret_and_the_deploy_of_an_action_need_scopes_of_their_own() -> None:
    action = Desired(address=Address("actions", "Enrich"), body={"name": "Enrich"})

    assert "update:client_keys" in scopes(wanted(client(client_secret="s")))
    assert "update:client_keys" not in scopes(wanted(client()))
    assert "create:actions" in scopes(wanted(action))


def test_what_the_files_refer_to_has_to_be_read() -> None:
    grant = Desired(address=Address("clientGrants", "g"), body={"client_id": "Shop", "audience": "a"})

    assert "read:clients" in scopes(wanted(grant))


def test_a_child_list_needs_scopes_only_where_it_is_mentioned() -> None:
    plain = Desired(address=Address("organizations", "acme"), body={"name": "acme"})
    full = Desired(address=Address("organizations", "acme"), body={"name": "acme", "connections": []})

    assert "read:organization_connections" not in scopes(wanted(plain))
    assert {"read:organization_connections", "create:organization_connections"} <= {*scopes(wanted(full))}


@pytest.mark.skipif(
    not FACTS.exists(), reason="the facts about the Management API are not beside the checkout"
)
@pytest.mark.parametrize("section", resources.ALL)
def test_the_scopes_are_those_of_the_operations(section: str) -> None:
    described, facts = resources.ALL[section], json.loads(FACTS.read_text(encoding="utf-8"))
    known = {scope for operation in facts.values() for scope in operation.get("scopes") or ()}
    path = next(iter(described.paths.values())) if isinstance(described, Documents) else described.path
    top = path.split("/bindings")[0].rsplit("/", 1)[0] if isinstance(described, Documents) else path
    of_path = {
        scope
        for operation, told in facts.items()
        if operation.split(" ")[1].startswith(f"/{top}")
        for scope in told.get("scopes") or ()
    }

    assert f"read:{described.scope}" in of_path
    assert f"update:{described.scope}" in of_path
    if isinstance(described, Collection):
        assert {f"create:{described.scope}", f"delete:{described.scope}"} <= of_path
    assert {*described.write_scopes, *described.field_scopes.values()} <= known
    assert all(f"read:{child.scope or described.scope}" in known for child in described.children)
