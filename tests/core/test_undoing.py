"""Undoing: the state before comes back, as files of a plan like any other; secrets do not, and that is told."""

from typing import Any

from deploy_cli.app.applying import apply
from deploy_cli.app.planning import PlanSettings, make_plan
from deploy_cli.core.address import Address
from deploy_cli.core.journal import Begun, Told, told
from deploy_cli.core.tenant import DesiredTenant, Lifecycle
from deploy_cli.core.undoing import Inverse, inverse
from deploy_cli.core.values import Secret
from tests.app.scripted import Heard, ScriptedApi, refused
from tests.app.test_writing import Kept
from tests.core.toys import TYPES, desired_tenant

NOTHING = desired_tenant({})


def run_of(desired: DesiredTenant, api: ScriptedApi) -> Told:
    journal = Kept()
    plan = make_plan(desired, api, TYPES, PlanSettings())
    assert apply(plan, desired, api, TYPES, Heard(), journal=journal).complete
    run = told("run", "now", [Begun(domain="d", environment="e", plan="p", source="s"), *journal.records])
    assert run is not None
    return run


def undone(run: Told, api: ScriptedApi, files: DesiredTenant = NOTHING) -> Inverse:
    turned = inverse(run, files, TYPES)
    assert make_plan(turned.left, api, TYPES, PlanSettings()).changes == (), "nobody was there since"
    plan = make_plan(turned.wanted, api, TYPES, PlanSettings())
    assert apply(plan, turned.wanted, api, TYPES, Heard()).complete
    return turned


def tenant() -> ScriptedApi:
    hammer: dict[str, Any] = {"tool_id": "t1", "name": "hammer", "kind": "a", "size": 1, "tags": ["x", "y"]}
    hammer |= {"merged": {"a": 1, "b": 2}, "replaced": {"a": 1, "b": 2}, "other": "left alone"}
    red = {"id": "b1", "name": "red", "owner": "t1"}
    return ScriptedApi(
        {"api-tools": [hammer], "boxes": [red], "boxes/b1/tools": [], "the/settings": {"a": 1}}
    )


def test_every_field_comes_back_and_no_other_is_touched() -> None:
    api = tenant()
    before = [dict(tool) for tool in api.tenant["api-tools"]]
    desired = desired_tenant(
        {
            "tools/hammer": {
                "size": 2,
                "tags": ["y", "z"],
                "merged": {"a": 3, "c": 4},
                "replaced": {"a": 5, "c": 6},
                "new": "n",
            },
            "settings": {"a": 2, "fresh": 1},
            "boxes/red": {"tools": ["hammer"]},
        }
    )
    run = run_of(desired, api)
    api.tenant["api-tools"][0]["other"] = "changed since, and nobody's business"
    turned = undone(run, api)

    after = api.tenant["api-tools"][0]
    assert turned.lost == ()
    assert after["other"] == "changed since, and nobody's business"
    for field in ("size", "replaced"):
        assert after[field] == before[0][field]
    assert sorted(after["tags"]) == ["x", "y"]
    assert after["merged"] == {"a": 1, "c": None}, "only the API merges; the toy does not"
    assert after["new"] is None
    assert api.tenant["the/settings"] == {"a": 1, "fresh": None}
    assert api.tenant["boxes/b1/tools"] == []


def test_what_was_created_goes_and_what_was_deleted_comes_back_with_another_id() -> None:
    api = tenant()
    desired = desired_tenant(
        {"tools/axe": {"name": "axe", "kind": "a"}, "boxes/red": {}},
        lifecycles={"boxes/red": Lifecycle(absent=True)},
    )
    run = run_of(desired, api)
    assert [box["name"] for box in api.tenant["boxes"]] == []
    turned = undone(run, api)

    assert [tool["name"] for tool in api.tenant["api-tools"]] == ["hammer"]
    ((box,),) = (api.tenant["boxes"],)
    assert (box["name"], box["owner"]) == ("red", "t1")
    assert box["id"] != "b1"
    assert [address for address, _ in turned.lost] == [Address("boxes", "red")]
    assert "comes back with another id" in turned.lost[0][1]


def test_a_rename_is_taken_back() -> None:
    api = tenant()
    desired = desired_tenant(
        {"tools/mallet": {"name": "mallet"}}, lifecycles={"tools/mallet": Lifecycle(renamed_from="hammer")}
    )
    run = run_of(desired, api)
    undone(run, api)

    assert [(tool["tool_id"], tool["name"]) for tool in api.tenant["api-tools"]] == [("t1", "hammer")]


def test_no_secret_is_recorded_and_what_is_lost_is_told() -> None:
    api = tenant()
    api.tenant["api-tools"][0]["secret"] = "hush"
    desired = desired_tenant({"tools/hammer": {"secret": Secret("new"), "password": Secret("pw"), "size": 2}})
    plan = make_plan(desired, api, TYPES, PlanSettings(write_secrets=("tools/hammer",)))
    journal = Kept()
    apply(plan, desired, api, TYPES, Heard(), journal=journal)
    run = told("run", "now", [Begun(domain="d", environment="e", plan="p", source="s"), *journal.records])
    assert run is not None
    (change,) = run.changes

    assert change.before == {"size": 1}
    assert change.after == {"size": 2}
    assert change.lost == ("secret", "password")
    assert not any(word in repr(journal.records) for word in ("hush", "Secret", "pw"))
    assert "`secret`, `password`" in inverse(run, NOTHING, TYPES).lost[0][1]


def test_somebody_who_was_there_since_is_noticed() -> None:
    api = tenant()
    run = run_of(desired_tenant({"tools/hammer": {"size": 2}}), api)
    api.tenant["api-tools"][0]["size"] = 3
    plan = make_plan(inverse(run, NOTHING, TYPES).left, api, TYPES, PlanSettings())

    assert [str(change.address) for change in plan.changes] == ["tools/hammer"]


def test_only_what_was_written_is_undone() -> None:
    api = tenant()
    api.failing = {"PATCH the/settings": refused()}
    journal = Kept()
    desired = desired_tenant({"tools/hammer": {"size": 2}, "settings": {"a": 2}})
    plan = make_plan(desired, api, TYPES, PlanSettings())
    apply(plan, desired, api, TYPES, Heard(), journal=journal)
    run = told("run", "now", [Begun(domain="d", environment="e", plan="p", source="s"), *journal.records])
    assert run is not None

    assert list(inverse(run, NOTHING, TYPES).wanted.resources) == [Address("tools", "hammer")]


def test_what_the_files_protect_is_not_deleted_by_an_undo() -> None:
    api = tenant()
    desired = desired_tenant({"tools/axe": {"name": "axe", "kind": "a"}})
    run = run_of(desired, api)
    files = desired_tenant({"tools/axe": {"name": "axe"}}, lifecycles={"tools/axe": Lifecycle(protect=True)})
    plan = make_plan(inverse(run, files, TYPES).wanted, api, TYPES, PlanSettings())

    assert [refusal.message for refusal in plan.refusals] == ["it is protected and would be deleted"]
