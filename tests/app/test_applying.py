"""Applying: what is sent, what a failure stops, what is read back."""

from typing import Any

import pytest

from deploy_cli.app.applying import apply
from deploy_cli.app.planning import PlanSettings, make_plan
from deploy_cli.core.report import Report, Skipped
from deploy_cli.core.tenant import DesiredTenant, Lifecycle, Limits
from deploy_cli.core.values import Secret
from deploy_cli.errors import Refused
from tests.app.scripted import Heard, ScriptedApi, refused, told
from tests.core.toys import TYPES, desired_tenant

HAMMER: dict[str, Any] = {"tool_id": "t1", "name": "hammer", "kind": "a"}


def applied(desired: DesiredTenant, api: ScriptedApi, heard: Heard | None = None) -> Report:
    plan = make_plan(desired, api, TYPES, PlanSettings())
    api.fetched.clear()
    return apply(plan, desired, api, TYPES, heard or Heard())


def outcomes(report: Report) -> list[str]:
    return [told(outcome) for outcome in report.outcomes]


NEW = desired_tenant(
    {
        "tools/axe": {"name": "axe", "kind": "a"},
        "tools/pin": {"name": "pin", "kind": "a"},
        "boxes/red": {"name": "red", "owner": "axe"},
        "boxes/blue": {"name": "blue", "owner": "pin", "tools": ["axe"]},
    }
)


def test_what_is_created_is_known_to_what_refers_to_it() -> None:
    api = ScriptedApi()
    report = applied(NEW, api)

    assert report.complete
    assert api.calls[:2] == ["POST api-tools", "POST api-tools"]
    ids = {body["name"]: body["owner"] for body in api.bodies if isinstance(body, dict) and "owner" in body}
    made = {tool["name"]: tool["tool_id"] for tool in api.tenant["api-tools"]}
    assert ids == {"red": made["axe"], "blue": made["pin"]}
    assert [{"tool_id": made["axe"], "status": True}] in api.bodies


def test_a_plan_after_an_apply_is_empty() -> None:
    api = ScriptedApi({"api-tools": [dict(HAMMER)], "the/settings": {"a": 1}})
    desired = desired_tenant(
        {
            "tools/hammer": {"name": "hammer", "size": 2, "best_friend": "axe"},
            "tools/axe": {"name": "axe", "kind": "a", "best_friend": "axe", "late": 3},
            "settings": {"a": 2},
            "letters/hello": {"body": "x"},
        }
    )

    assert applied(desired, api).complete
    assert make_plan(desired, api, TYPES, PlanSettings()).changes == ()


def test_everybody_hears_of_the_begin_and_the_end_of_each_change_once() -> None:
    heard = Heard()
    applied(NEW, ScriptedApi(), heard)

    assert sorted(heard.begun) == ["boxes/blue", "boxes/red", "tools/axe", "tools/pin"]
    assert sorted(heard.ended) == ["done boxes/blue", "done boxes/red", "done tools/axe", "done tools/pin"]


def test_a_failure_stops_what_depends_on_it_and_nothing_else() -> None:
    class OneFails(ScriptedApi):
        def call(self, call: Any) -> Any:
            if call.method == "POST" and call.body.get("name") == "pin":
                raise refused("the name is taken")
            return super().call(call)

    heard = Heard()
    report = applied(NEW, OneFails(), heard)

    assert outcomes(report) == ["skipped boxes/blue", "done boxes/red", "done tools/axe", "failed tools/pin"]
    (skipped,) = report.skipped
    assert skipped.because == "it needs `tools/pin`, which was not made"
    assert report.failed[0].error.summary == "the name is taken"
    assert sorted(heard.ended) == sorted(outcomes(report))
    assert not report.complete


def test_a_child_that_fails_leaves_its_resource_made_in_part() -> None:
    api = ScriptedApi(
        {"boxes": [{"id": "b1", "name": "red", "size": 1}], "api-tools": [dict(HAMMER)]},
        failing={"PATCH boxes/b1/tools": refused("no such tool")},
    )
    heard = Heard()
    desired = desired_tenant({"boxes/red": {"size": 2, "tools": ["hammer"]}})
    report = applied(desired, api, heard)

    assert outcomes(report) == heard.ended == ["failed boxes/red"]
    assert api.tenant["boxes"][0]["size"] == 2


def test_what_was_made_in_part_because_of_another_is_told_as_such() -> None:
    class OneFails(ScriptedApi):
        def call(self, call: Any) -> Any:
            if call.method == "POST" and call.path == "api-tools":
                raise refused()
            return super().call(call)

    desired = desired_tenant(
        {"boxes/red": {"name": "red", "tools": ["axe"]}, "tools/axe": {"name": "axe", "kind": "a"}}
    )
    heard = Heard()
    report = applied(desired, OneFails(), heard)

    assert outcomes(report) == ["failed boxes/red", "failed tools/axe"]
    assert "made in part" in report.failed[0].error.summary
    assert sorted(heard.ended) == sorted(outcomes(report))


def test_an_interruption_ends_the_run_and_tells_what_was_done() -> None:
    api = ScriptedApi(failing={"POST boxes": KeyboardInterrupt()})
    heard = Heard()
    report = applied(NEW, api, heard)

    assert report.interrupted
    assert not report.complete
    assert outcomes(report) == ["failed boxes/blue", "skipped boxes/red", "done tools/axe", "done tools/pin"]
    assert "it is not known whether" in report.failed[0].error.summary
    assert sorted(heard.ended) == sorted(outcomes(report))
    assert api.fetched == ["api-tools", "boxes"], "nothing is read back after an interruption"


def test_an_interruption_in_the_middle_of_a_change_is_no_skip() -> None:
    api = ScriptedApi(failing={"PATCH api-tools/new-1": KeyboardInterrupt()})
    report = applied(desired_tenant({"tools/axe": {"name": "axe", "kind": "a", "late": 1}}), api)

    assert outcomes(report) == ["failed tools/axe"]
    assert "it is not known whether" in report.failed[0].error.summary


def test_an_interruption_of_the_reading_back_loses_nothing() -> None:
    class Impatient(ScriptedApi):
        def fetch(self, reads: Any) -> Any:
            if len(self.calls) >= 5:
                raise KeyboardInterrupt
            return super().fetch(reads)

    report = applied(NEW, Impatient())

    assert report.interrupted
    assert len(report.done) == 4


def test_what_auth0_accepts_and_does_not_keep_is_told() -> None:
    api = ScriptedApi({"api-tools": [dict(HAMMER)]}, forgetful=("size",))
    report = applied(desired_tenant({"tools/hammer": {"size": 2}}), api)

    assert outcomes(report) == ["done tools/hammer"]
    assert [str(change.address) for change in report.unconfirmed] == ["tools/hammer"]
    assert not report.complete
    assert api.paused, "it was looked at again before it was told"


def test_only_what_was_written_is_read_back() -> None:
    api = ScriptedApi({"api-tools": [dict(HAMMER)], "the/settings": {"a": 1}})
    applied(desired_tenant({"tools/hammer": {"size": 2}, "settings": {"a": 1}}), api)

    assert api.fetched == ["api-tools", "api-tools"], "once before the write, once after it"
    assert api.paused == []


def test_deletes_are_not_read_back() -> None:
    api = ScriptedApi({"api-tools": [dict(HAMMER)]})
    desired = desired_tenant({"tools/hammer": {}}, lifecycles={"tools/hammer": Lifecycle(absent=True)})
    report = applied(desired, api)

    assert api.calls == ["DELETE api-tools/t1"]
    assert api.fetched == ["api-tools"], "before the write, not after it"
    assert report.complete


def test_limits_are_held_before_anything_is_written() -> None:
    api = ScriptedApi({"api-tools": [dict(HAMMER)]})
    desired = desired_tenant({}, sections=["tools"], prune=["tools"])
    limited = DesiredTenant(
        environment=type(desired.environment)(name="test", prune=("tools",), limits=Limits(deletes=0)),
        resources=desired.resources,
        sections=desired.sections,
        digest=desired.digest,
    )

    with pytest.raises(Refused):
        applied(limited, api)
    assert api.calls == []


def test_an_answer_without_an_id_is_a_failure_and_not_a_crash() -> None:
    class Silent(ScriptedApi):
        def call(self, call: Any) -> Any:
            return {}

    report = applied(desired_tenant({"tools/axe": {"name": "axe", "kind": "a"}}), Silent())

    assert "without `tool_id`" in report.failed[0].error.summary


def test_a_bug_is_not_hidden() -> None:
    api = ScriptedApi(failing={"POST api-tools": ZeroDivisionError()})

    with pytest.raises(ZeroDivisionError):
        applied(NEW, api)


def test_a_secret_is_sent_as_a_secret() -> None:
    api = ScriptedApi()
    applied(desired_tenant({"tools/axe": {"name": "axe", "kind": "a", "password": Secret("hush")}}), api)

    assert api.bodies[0]["password"] == Secret("hush")
    assert "hush" not in repr(api.bodies)


def test_a_skipped_change_says_why() -> None:
    report = applied(NEW, ScriptedApi(failing={"POST api-tools": refused()}))

    assert [type(outcome) for outcome in report.outcomes[:2]] == [Skipped, Skipped]
    assert all("which was not made" in outcome.because for outcome in report.skipped)
