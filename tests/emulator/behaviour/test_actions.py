"""Actions: builds that take their time, versions, bindings."""

from typing import Any

import pytest

from tests.emulator.tenant import Tenant

LOGIN = [{"id": "post-login", "version": "v3"}]
ACTION = {"name": "Greet", "supported_triggers": LOGIN, "code": "one"}


@pytest.fixture
def deployed(tenant: Tenant) -> Any:
    action = tenant.made("/actions/actions", ACTION)
    tenant.post(f"/actions/actions/{action['id']}/deploy")
    return action


def test_a_build_takes_its_time() -> None:
    tenant = Tenant(build_seconds=10)
    action = tenant.made("/actions/actions", ACTION)
    path = f"/actions/actions/{action['id']}"
    seen = [action["status"]]
    for _ in range(3):
        seen.append(tenant.get(path).body["status"])
        tenant.now += 5

    early = Tenant(build_seconds=10)
    refused = early.post(f"/actions/actions/{early.made('/actions/actions', ACTION)['id']}/deploy")

    assert seen == ["pending", "pending", "building", "built"]
    assert refused.status == 400
    assert "must be in the 'built' state" in refused.message
    assert tenant.post(f"{path}/deploy").status == 200


def test_a_deployed_action_runs_what_was_deployed(tenant: Tenant, deployed: Any) -> None:
    path = f"/actions/actions/{deployed['id']}"

    running = tenant.get(path).body
    changed = tenant.patch(path, {"code": "two"}).body
    after = tenant.get(path).body

    assert running["all_changes_deployed"] is True
    assert running["deployed_version"]["number"] == 1
    assert running["current_version"]["status"] == "BUILT"
    assert (changed["status"], changed["all_changes_deployed"]) == ("pending", False)
    assert after["code"] == "two"
    assert after["deployed_version"]["code"] == "one"


def test_versions_count_up_and_can_be_run_again(tenant: Tenant, deployed: Any) -> None:
    path = f"/actions/actions/{deployed['id']}"
    tenant.patch(path, {"code": "two"})
    tenant.post(f"{path}/deploy")

    versions = tenant.get(f"{path}/versions").body["versions"]
    tenant.post(f"{path}/versions/{versions[1]['id']}/deploy")

    assert [(one["number"], one["deployed"]) for one in versions] == [(2, True), (1, False)]
    assert tenant.get(path).body["code"] == "one"
    assert tenant.get(path).body["deployed_version"]["number"] == 3


def test_a_secret_is_named_and_never_shown(tenant: Tenant) -> None:
    action = tenant.made("/actions/actions", {**ACTION, "secrets": [{"name": "KEY", "value": "hunter2"}]})
    path = f"/actions/actions/{action['id']}"
    tenant.post(f"{path}/deploy")

    told = [action, tenant.get(path).body, tenant.get(f"{path}/versions").body]

    assert action["secrets"][0].keys() == {"name", "updated_at"}
    assert "hunter2" not in str(told)


def test_bindings_keep_their_order_and_are_replaced_as_a_whole(tenant: Tenant, deployed: Any) -> None:
    other = tenant.made("/actions/actions", {**ACTION, "name": "Bye"})
    tenant.post(f"/actions/actions/{other['id']}/deploy")
    path = "/actions/triggers/post-login/bindings"
    by_name = {"display_name": "B", "ref": {"type": "action_name", "value": "Bye"}}
    by_id = {"display_name": "G", "ref": {"type": "action_id", "value": deployed["id"]}}

    bound = tenant.patch(path, {"bindings": [by_name, by_id]}).body["bindings"]
    again = tenant.patch(path, {"bindings": [by_id]}).body["bindings"]

    assert [one["action"]["name"] for one in bound] == ["Bye", "Greet"]
    assert again[0]["id"] != bound[1]["id"]
    assert [one["display_name"] for one in tenant.get(path).body["bindings"]] == ["G"]


def test_only_what_is_deployed_can_be_bound(tenant: Tenant) -> None:
    tenant.made("/actions/actions", ACTION)
    binding = {"display_name": "G", "ref": {"type": "action_name", "value": "Greet"}}

    assert tenant.patch("/actions/triggers/post-login/bindings", {"bindings": [binding]}).status == 400


def test_a_bound_action_is_deleted_only_by_force(tenant: Tenant, deployed: Any) -> None:
    ref = {"type": "action_id", "value": deployed["id"]}
    tenant.patch("/actions/triggers/post-login/bindings", {"bindings": [{"display_name": "G", "ref": ref}]})
    path = f"/actions/actions/{deployed['id']}"

    refused, forced, again = tenant.delete(path), tenant.delete(path, force="true"), tenant.delete(path)

    assert (refused.status, forced.status, again.status) == (400, 204, 404)
    assert again.message == "That action does not exist."
    assert tenant.get("/actions/triggers/post-login/bindings").body["bindings"] == []


def test_a_module_in_use_stays(tenant: Tenant) -> None:
    module = tenant.made("/actions/modules", {"name": "m", "code": "x", "publish": True})
    version = module["latest_version"]["id"]
    action = tenant.made(
        "/actions/actions", {**ACTION, "modules": [{"module_id": module["id"], "module_version_id": version}]}
    )

    refused = tenant.delete(f"/actions/modules/{module['id']}")
    using = tenant.get(f"/actions/modules/{module['id']}/actions").body["actions"]

    assert refused.status == 412
    assert [one["action_id"] for one in using] == [action["id"]]


def test_timestamps_of_actions_have_nanoseconds(tenant: Tenant) -> None:
    action = tenant.made("/actions/actions", ACTION)

    assert len(action["created_at"]) == len("2026-02-16T16:36:00.438971123Z")
