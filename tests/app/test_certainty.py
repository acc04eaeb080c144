"""Certainty: right before it is written, a resource is as the plan saw it, or it is not written."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy_cli.app.applying import apply
from deploy_cli.app.planning import PlanSettings, make_plan
from deploy_cli.core.plan import Plan
from deploy_cli.core.report import Report
from deploy_cli.core.tenant import DesiredTenant, Lifecycle
from deploy_cli.errors import StalePlan, Unreachable
from tests.app.scripted import Heard, ScriptedApi, told
from tests.core.toys import TYPES, desired_tenant

HAMMER: dict[str, Any] = {"tool_id": "t1", "name": "hammer", "kind": "a", "size": 1, "tags": ["x", "y"]}


def tenant(*others: str) -> ScriptedApi:
    """A hammer, and as many other tools as are named."""
    tools = [{"tool_id": f"id-{name}", "name": name, "kind": "a", "size": 1} for name in others]
    return ScriptedApi(
        {
            "api-tools": [dict(HAMMER), *tools],
            "boxes": [{"id": "b1", "name": "red", "size": 1}],
            "boxes/b1/tools": [],
            "the/settings": {"a": 1, "b": 1},
        }
    )


def applied(desired: DesiredTenant, api: ScriptedApi, meanwhile: Callable[[Any], object]) -> Report:
    """Plan, let somebody else work on the tenant, apply."""
    plan: Plan = make_plan(desired, api, TYPES, PlanSettings())
    meanwhile(api.tenant)
    api.fetched.clear()
    return apply(plan, desired, api, TYPES, Heard())


def hammer(body: Any, lifecycle: Lifecycle | None = None) -> DesiredTenant:
    return desired_tenant({"tools/hammer": body}, lifecycles={"tools/hammer": lifecycle or Lifecycle()})


def moves(**fields: Any) -> Callable[[Any], object]:
    return lambda live: live["api-tools"][0].update(fields)


@pytest.mark.parametrize(
    ("desired", "meanwhile", "why"),
    [
        pytest.param(hammer({"size": 2}), moves(size=3), "`size`: 1 → 3", id="the field that changes"),
        pytest.param(
            hammer({"size": 2, "kind": "a"}), moves(kind="b"), '`kind`: "a" → "b"', id="another managed field"
        ),
        pytest.param(
            hammer({"size": 2, "tags": ["x", "y"]}),
            moves(tags=["x", "y", "z"]),
            '`tags[z]`: nothing → "z"',
            id="an element of a managed set",
        ),
        pytest.param(
            hammer({"replaced": {"a": 1}}),
            moves(replaced={"unknown": 1}),
            "`replaced.unknown`: nothing → 1",
            id="what is unmanaged and would be sent back as it was",
        ),
        pytest.param(
            hammer({"size": 2}), lambda live: live["api-tools"].clear(), "it was deleted", id="it is gone"
        ),
        pytest.param(
            hammer({}, Lifecycle(absent=True)), moves(size=2), "`size`: 1 → 2", id="what is to be deleted"
        ),
        pytest.param(
            desired_tenant({"tools/axe": {"name": "axe", "kind": "a"}}),
            lambda live: live["api-tools"].append({"tool_id": "t9", "name": "axe"}),
            "another tool of that name was created since the plan: t9",
            id="what is to be created",
        ),
        pytest.param(
            desired_tenant({"settings": {"a": 2}}),
            lambda live: live["the/settings"].update(a=3),
            "`a`: 1 → 3",
            id="a document",
        ),
        pytest.param(
            desired_tenant({"letters/hello": {"body": "x"}}),
            lambda live: live.update({"letters/hello": {"body": "y"}}),
            "it exists since the plan was made",
            id="a document that was not there",
        ),
        pytest.param(
            desired_tenant({"boxes/red": {"tools": ["hammer"]}}),
            lambda live: live["boxes/b1/tools"].append({"tool_id": "t1"}),
            '`tools[hammer]`: nothing → "hammer"',
            id="an element of a child list",
        ),
    ],
)
@pytest.mark.parametrize("others", [(), tuple(f"tool-{n}" for n in range(250))], ids=["list", "alone"])
def test_what_moved_is_refused_and_told(
    desired: DesiredTenant, meanwhile: Callable[[Any], object], why: str, others: tuple[str, ...]
) -> None:
    api = tenant(*others)
    report = applied(desired, api, meanwhile)

    assert api.calls == []
    (failed,) = report.failed
    assert isinstance(failed.error, StalePlan)
    assert why in failed.error.summary


@pytest.mark.parametrize(
    ("desired", "meanwhile"),
    [
        pytest.param(hammer({"size": 2}), moves(kind="b"), id="a field that the files leave alone"),
        pytest.param(hammer({"size": 2}), moves(stamp=9), id="what only the server writes"),
        pytest.param(hammer({"size": 2}), moves(size=2), id="somebody did it already"),
        pytest.param(hammer({"tags": ["x"]}), moves(tags=["x"]), id="what was to go is gone"),
        pytest.param(
            hammer({"size": 2, "tags": ["x", "y"]}), moves(tags=["y", "x"]), id="the order of a set"
        ),
        pytest.param(
            hammer({"size": 2, "kind": "a"}, Lifecycle(ignore_changes=("kind",))),
            moves(kind="b"),
            id="what the files ignore",
        ),
        pytest.param(
            hammer({"merged": {"a": 1}}), moves(merged={"b": 1}), id="another key of what the API merges"
        ),
        pytest.param(
            hammer({}, Lifecycle(absent=True)),
            lambda live: live["api-tools"].clear(),
            id="a delete of what is gone",
        ),
        pytest.param(
            desired_tenant({"boxes/red": {"tools": ["hammer"]}}),
            lambda live: live["boxes/b1/tools"].append({"tool_id": "t7"}),
            id="another element of a child list",
        ),
    ],
)
def test_what_does_not_concern_the_change_stops_nothing(
    desired: DesiredTenant, meanwhile: Callable[[Any], object]
) -> None:
    report = applied(desired, tenant(), meanwhile)

    assert not report.failed
    assert len(report.done) == 1


def test_what_depends_on_what_moved_is_not_tried_and_the_rest_is_made() -> None:
    desired = desired_tenant(
        {
            "tools/hammer": {"size": 2},
            "boxes/red": {"owner": "hammer"},
            "settings": {"a": 2},
        }
    )
    api = tenant()
    report = applied(desired, api, moves(size=5))

    assert sorted(map(told, report.outcomes)) == ["done settings", "failed tools/hammer", "skipped boxes/red"]


def test_the_cheaper_way_of_reading_is_taken() -> None:
    few, many = tenant(*(f"tool-{n}" for n in range(250))), tenant(*(f"tool-{n}" for n in range(250)))
    all_of_them = {f"tools/tool-{n}": {"size": 2} for n in range(250)}
    applied(hammer({"size": 2}), few, lambda _: None)
    applied(desired_tenant(all_of_them), many, lambda _: None)

    assert few.fetched == ["api-tools/t1", "api-tools"], "one alone, and the list to read it back"
    assert many.fetched == ["api-tools"] * 2, "once for 300 writes, for three pages hold them all"


def test_what_a_single_read_shows_otherwise_is_judged_by_the_list() -> None:
    class Terse(ScriptedApi):
        def _by_id(self, collection: str, server_id: str) -> Any:
            return {"tool_id": server_id, "name": "hammer"}

    api = Terse(tenant(*(f"tool-{n}" for n in range(250))).tenant)
    report = applied(hammer({"size": 2, "kind": "a"}), api, lambda _: None)

    assert report.complete
    assert api.fetched[:2] == ["api-tools/t1", "api-tools"]


@pytest.mark.parametrize("others", [(), tuple(f"tool-{n}" for n in range(250))], ids=["list", "alone"])
def test_what_cannot_be_read_any_more_is_not_taken_for_deleted(others: tuple[str, ...]) -> None:
    api = tenant(*others)
    gone = {"api-tools": "no such feature", "api-tools/t1": "no such feature"}
    report = applied(hammer({"size": 2}), api, lambda _: setattr(api, "unavailable", gone))

    assert api.calls == []
    assert report.failed[0].error.summary == "not written: it cannot be read any more: no such feature"


def test_what_cannot_be_checked_is_not_written() -> None:
    class Cut(ScriptedApi):
        cut = False

        def fetch(self, reads: Any) -> Any:
            if self.cut:
                raise Unreachable("no network")
            return super().fetch(reads)

    api = Cut(tenant().tenant)
    report = applied(hammer({"size": 2}), api, lambda _: setattr(api, "cut", True))

    assert api.calls == []
    assert report.failed[0].error.summary == "no network"
