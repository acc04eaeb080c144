"""Writing: what is in doubt is looked for before it is sent again, and the journal knows of every request."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from deploy_cli.app.applying import apply
from deploy_cli.app.planning import PlanSettings, make_plan
from deploy_cli.core.call import Call
from deploy_cli.core.journal import Before, Ended, Intent, Record, Result, Settled
from deploy_cli.core.report import Report
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Value
from deploy_cli.errors import ApiError, Unreachable, UsageError
from tests.app.scripted import Heard, ScriptedApi, refused, told
from tests.core.toys import TYPES, desired_tenant

AXE = desired_tenant({"tools/axe": {"name": "axe", "kind": "a"}})


def cut_off() -> Unreachable:
    return Unreachable("the connection broke", method="POST", path="x", doubtful=True)


@dataclass
class Doubtful(ScriptedApi):
    """Cuts the connection on some of its calls, counted from 1: before they take effect, or after."""

    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    late: int = 0
    """How many reads it takes until what was made is seen."""
    stale: int = 0

    def call(self, call: Call) -> Value:
        number = len(self.calls) + 1
        if number in self.before:
            self.calls.append(f"{call.method} {call.path}")
            raise cut_off()
        answer = super().call(call)
        if number in self.after:
            self.stale = self.late
            raise cut_off()
        return answer

    def fetch(self, reads: Any) -> Any:
        if self.stale:
            self.stale -= 1
            kept, self.tenant = self.tenant, {}
            try:
                return super().fetch(reads)
            finally:
                self.tenant = kept
        return super().fetch(reads)


@dataclass
class Kept:
    records: list[Record] = field(default_factory=list)

    def record(self, record: Record) -> None:
        self.records.append(record)

    @property
    def writes(self) -> list[str]:
        """``1 POST boxes``, ``1 done``."""
        lines = []
        for record in self.records:
            match record:
                case Intent(number=number, method=method, path=path):
                    lines.append(f"{number} {method} {path}")
                case Settled(number=number, result=result):
                    lines.append(f"{number} {result}")
        return lines


def applied(desired: DesiredTenant, api: ScriptedApi, journal: Kept | None = None, **settings: Any) -> Report:
    plan = make_plan(desired, api, TYPES, PlanSettings())
    return apply(plan, desired, api, TYPES, Heard(), journal=journal or Kept(), **settings)


def outcomes(report: Report) -> list[str]:
    return [told(outcome) for outcome in report.outcomes]


def test_a_create_that_was_carried_out_is_found_and_not_sent_again() -> None:
    api, journal = Doubtful(after=(1,)), Kept()
    report = applied(AXE, api, journal)

    assert outcomes(report) == ["done tools/axe"]
    assert report.done[0].resource_id == "new-1"
    assert api.calls == ["POST api-tools"]
    assert journal.writes == ["1 POST api-tools", "1 unknown", "1 done"]


def test_a_create_that_was_not_carried_out_is_sent_again() -> None:
    api, journal = Doubtful(before=(1,)), Kept()
    report = applied(AXE, api, journal)

    assert report.complete
    assert len(api.tenant["api-tools"]) == 1
    assert journal.writes == ["1 POST api-tools", "1 unknown", "1 absent", "2 POST api-tools", "2 done"]


def test_a_create_that_shows_late_is_waited_for() -> None:
    api = Doubtful(after=(1,), late=2)
    report = applied(AXE, api)

    assert report.complete
    assert len(api.tenant["api-tools"]) == 1
    assert api.paused == [0.5, 2.0]


def test_a_namesake_that_was_there_before_is_not_taken_for_what_was_made() -> None:
    """Two tools of a name, as clients may have: only the pin tells them apart, and what is new is neither."""
    tenant = {"api-tools": [{"tool_id": "t1", "name": "axe", "kind": "b"}]}
    desired = desired_tenant({"tools/axe": {"name": "axe", "kind": "a"}})
    api = Doubtful(tenant, before=(2,))
    plan = make_plan(desired, api, TYPES, PlanSettings(allow_replace=("tools/axe",)))
    report = apply(plan, desired, api, TYPES, Heard())

    assert report.complete, [failed.error.summary for failed in report.failed]
    assert api.calls == ["DELETE api-tools/t1", "POST api-tools", "POST api-tools"]
    assert [tool["kind"] for tool in api.tenant["api-tools"]] == ["a"]


def test_what_never_gets_through_is_tried_three_times_and_told() -> None:
    api = Doubtful(before=(1, 2, 3))
    report = applied(AXE, api)

    assert outcomes(report) == ["failed tools/axe"]
    assert "(3 times, and each time it was looked for and not there)" in report.failed[0].error.summary
    assert api.calls == ["POST api-tools"] * 3
    assert "api-tools" not in api.tenant


def test_a_conflict_after_a_doubt_is_the_first_one_that_came_late() -> None:
    class Late(Doubtful):
        def call(self, call: Call) -> Value:
            if len(self.calls) == 1:
                ScriptedApi.call(self, call)
                raise ApiError("it exists already", method="POST", path="api-tools", status=409)
            return super().call(call)

    api, journal = Late(before=(1,)), Kept()
    report = applied(AXE, api, journal)

    assert report.complete
    assert journal.writes[-3:] == ["2 POST api-tools", "2 refused", "1 done"]


def test_what_cannot_be_looked_up_is_unknown_and_not_sent_again() -> None:
    class Gone(Doubtful):
        def fetch(self, reads: Any) -> Any:
            if self.calls:
                raise Unreachable("no network")
            return super().fetch(reads)

    api, journal = Gone(after=(1,)), Kept()
    report = applied(AXE, api, journal)

    assert report.failed[0].error.summary == "the connection broke"
    assert api.calls == ["POST api-tools"]
    assert journal.writes == ["1 POST api-tools", "1 unknown"]


def test_a_refusal_is_no_doubt() -> None:
    api, journal = ScriptedApi(failing={"POST api-tools": refused()}), Kept()
    applied(AXE, api, journal)

    assert api.calls == ["POST api-tools"]
    assert journal.writes == ["1 POST api-tools", "1 refused"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_elements_of_a_list_are_looked_for_too(when: str) -> None:
    class Linking(Doubtful):
        def _carried_out(self, method: str, path: str, body: Value) -> Value:
            if method == "POST" and path.endswith("/links"):
                self.tenant[path] = [*self.tenant.get(path, []), body]
                return None
            return super()._carried_out(method, path, body)

    tenant = {
        "boxes": [{"id": "b1", "name": "red"}],
        "api-tools": [{"tool_id": "t1", "name": "axe", "kind": "a"}],
    }
    desired = desired_tenant({"boxes/red": {"links": [{"name": "axe", "strength": 1}]}, "tools/axe": {}})
    api = Linking(tenant, **{when: (1,)})  # type: ignore[arg-type]
    report = applied(desired, api)

    assert report.complete, report
    assert len(api.tenant["boxes/b1/links"]) == 1
    assert len(api.calls) == (1 if when == "after" else 2)


def test_every_change_is_recorded_before_the_first_request_and_the_end_after_the_last() -> None:
    journal = Kept()
    applied(AXE, ScriptedApi(), journal)

    kinds = [type(record) for record in journal.records]
    assert kinds == [Before, Intent, Settled, Ended]
    assert journal.records[1:3] == [
        Intent(number=1, change="c1", method="POST", path="api-tools", key={"name": "axe"}),
        Settled(number=1, result=Result.DONE, resource_id="new-1"),
    ]
    assert journal.records[3] == Ended(done=1, failed=0, not_tried=0)


def test_nothing_is_sent_that_the_journal_cannot_hold() -> None:
    class Full(Kept):
        def record(self, record: Record) -> None:
            if isinstance(record, Intent):
                raise UsageError("no space left on device")
            super().record(record)

    api = ScriptedApi()
    report = applied(AXE, api, Full())

    assert api.calls == []
    assert report.failed[0].error.summary == "no space left on device"


def test_a_stop_finishes_what_is_under_way_and_begins_nothing_else() -> None:
    api = ScriptedApi()
    desired = desired_tenant({f"tools/t{n}": {"name": f"t{n}", "kind": "a", "late": 1} for n in range(3)})
    report = applied(desired, api, stopped=lambda: len(api.calls) >= 1)

    assert report.interrupted
    assert api.calls == ["POST api-tools"]
    assert sorted(outcomes(report)) == ["failed tools/t0", "skipped tools/t1", "skipped tools/t2"]
    assert report.failed[0].error.summary == "made in part: the run was stopped before"


def test_a_failure_stops_everything_where_that_is_asked_for() -> None:
    bodies = {"tools/axe": {"name": "axe", "kind": "a"}, "labels/z": {"identifier": "z"}}
    failing = {"POST labels": refused()}
    lenient = applied(desired_tenant(bodies), ScriptedApi(failing=failing))
    strict = applied(desired_tenant(bodies), ScriptedApi(failing=failing), fail_fast=True)

    assert outcomes(lenient) == ["failed labels/z", "done tools/axe"]
    assert outcomes(strict) == ["failed labels/z", "skipped tools/axe"]
    assert "--fail-fast" in strict.skipped[0].because
