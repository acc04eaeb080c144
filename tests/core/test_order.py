"""The schedule: what comes before what."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.order import Part, Schedule, Step, schedule
from deploy_cli.core.plan import Change
from deploy_cli.errors import PlanError
from tests.core.toys import TYPES, create, delete, in_order, update


def planned(*changes: Change) -> Schedule:
    return schedule(in_order(*changes), TYPES)


def waves(made: Schedule) -> list[list[str]]:
    return [[told(step) for step in wave] for wave in made.waves]


def told(step: Step) -> str:
    what = {Part.ITSELF: str(step.change.action), Part.CHILD: "child", Part.DEFERRED: "later"}[step.part]
    return f"{what} {step.change.address}" + (f" {step.child.field}" if step.child else "")


def test_what_is_referred_to_comes_first() -> None:
    made = planned(
        create("boxes/red", {"owner": "hammer", "tools": ["saw"]}),
        create("tools/hammer", {}),
        create("tools/saw", {}),
    )

    assert waves(made) == [
        ["create tools/hammer", "create tools/saw"],
        ["create boxes/red"],
        ["child boxes/red tools"],
    ]


def test_what_refers_to_nothing_new_waits_for_nothing() -> None:
    made = planned(
        create("boxes/red", {"owner": "old"}), update("tools/old", {"a": 1}, {}), create("labels/l", {})
    )

    assert waves(made)[0] == ["create labels/l", "update tools/old"]


def test_what_changes_comes_before_what_refers_to_it() -> None:
    made = planned(
        update("boxes/red", {"grants": [{"label": "l", "right": "new"}]}, {"grants": []}),
        update("labels/l", {"rights": ["new"]}, {"rights": []}),
    )

    assert waves(made) == [["update labels/l"], ["child boxes/red grants"]]


def test_deletes_come_last_and_the_other_way_round() -> None:
    made = planned(
        delete("tools/hammer", {}),
        delete("boxes/red", {"owner": "hammer"}),
        update("boxes/blue", {"owner": "saw"}, {"owner": "hammer"}),
        create("tools/saw", {}),
    )

    assert waves(made) == [
        ["create tools/saw"],
        ["update boxes/blue"],
        ["delete boxes/red"],
        ["delete tools/hammer"],
    ]


def test_what_is_replaced_is_deleted_before_it_is_created() -> None:
    made = planned(delete("tools/hammer", {}), create("tools/hammer", {"kind": "b"}), delete("tools/saw", {}))

    assert waves(made) == [["delete tools/hammer"], ["create tools/hammer"], ["delete tools/saw"]]
    first, second = made.waves[0][0], made.waves[1][0]
    assert first in made.needs[second]


def test_a_circle_is_broken_where_a_reference_can_wait() -> None:
    made = planned(
        create("tools/hammer", {"box": {"id": "red"}, "best_friend": "saw"}),
        create("tools/saw", {"best_friend": "hammer"}),
        create("boxes/red", {}),
    )

    assert waves(made) == [
        ["create boxes/red", "create tools/saw"],
        ["create tools/hammer"],
        ["later tools/hammer", "later tools/saw"],
    ]


def test_what_refers_to_itself_is_created_without_and_completed() -> None:
    made = planned(create("tools/hammer", {"name": "hammer", "best_friend": "hammer"}))

    assert waves(made) == [["create tools/hammer"], ["later tools/hammer"]]


def test_a_circle_that_cannot_be_broken_is_named() -> None:
    with pytest.raises(PlanError, match="in a circle") as caught:
        planned(create("tools/hammer", {"box": {"id": "red"}}), create("boxes/red", {"owner": "hammer"}))

    assert "tools/hammer" in caught.value.summary
    assert "boxes/red" in caught.value.summary


def test_resources_that_exist_are_never_a_circle() -> None:
    made = planned(
        update("tools/hammer", {"box": {"id": "red"}}, {}), update("boxes/red", {"owner": "hammer"}, {})
    )

    assert sorted(told(step) for wave in made.waves for step in wave) == [
        "update boxes/red",
        "update tools/hammer",
    ]


def test_a_circle_of_deletes_is_deleted() -> None:
    made = planned(
        delete("tools/hammer", {"box": {"id": "red"}}),
        delete("boxes/red", {"owner": "hammer"}),
        delete("boxes/blue", {"owner": "saw"}),
        delete("tools/saw", {}),
    )
    order = [told(step) for wave in made.waves for step in wave]

    assert sorted(order) == [
        "delete boxes/blue",
        "delete boxes/red",
        "delete tools/hammer",
        "delete tools/saw",
    ]
    assert order.index("delete boxes/blue") < order.index("delete tools/saw")


def test_a_step_is_told_apart_from_every_other() -> None:
    made = planned(
        create("boxes/red", {"tools": ["a"], "links": [{"name": "a"}]}), create("tools/a", {"late": 1})
    )
    names = [step.name for wave in made.waves for step in wave]

    assert len(set(names)) == len(names) == 5


TOOL_NAMES = st.sampled_from(["a", "b", "c", "d"])
TOOL = st.fixed_dictionaries({}, optional={"best_friend": TOOL_NAMES, "late": st.just(1), "size": st.just(2)})
BOX = st.fixed_dictionaries(
    {}, optional={"owner": TOOL_NAMES, "tools": st.lists(TOOL_NAMES, max_size=2), "size": st.just(2)}
)
KINDS = st.sampled_from(["create", "update", "delete", "replace"])


@st.composite
def plans(draw: st.DrawFn) -> list[Change]:
    """Changes of tools that are friends of each other, and of boxes that hold tools."""
    changes: list[Change] = []
    for section, bodies in (("tools", TOOL), ("boxes", BOX)):
        for name in draw(st.lists(TOOL_NAMES, unique=True)):
            kind, body, live = draw(KINDS), draw(bodies), draw(bodies)
            changes += _changes(f"{section}/{name}", kind, body, live)
    return changes


def _changes(text: str, kind: str, body: dict[str, Any], live: dict[str, Any]) -> list[Change]:
    match kind:
        case "create":
            return [create(text, body)]
        case "update":
            return [update(text, {**body, "size": 7}, live)]
        case "delete":
            return [delete(text, live)]
        case _:
            return [delete(text, live), create(text, body)]


@given(plans())
def test_no_wave_needs_a_later_one(changes: list[Change]) -> None:
    made = planned(*changes)
    wave_of = {step: number for number, wave in enumerate(made.waves) for step in wave}

    for step, needed in made.needs.items():
        assert all(wave_of[other] < wave_of[step] for other in needed)


@given(plans())
def test_every_step_of_every_change_is_there_once(changes: list[Change]) -> None:
    made = planned(*changes)
    steps = [step for wave in made.waves for step in wave]

    assert len(steps) == len(set(steps))
    assert {step.change.id for step in steps} == {change.id for change in in_order(*changes)}
    assert {step for group in made.steps.values() for step in group} == set(steps) == made.needs.keys()


@given(plans())
def test_the_schedule_does_not_depend_on_the_order_of_the_changes(changes: list[Change]) -> None:
    assert waves(planned(*changes)) == waves(planned(*reversed(changes)))


@given(plans())
def test_a_create_that_something_needs_is_made_before_it(changes: list[Change]) -> None:
    made = planned(*changes)
    wave_of = {told(step): number for number, wave in enumerate(made.waves) for step in wave}

    for change in changes:
        owner = change.desired.body.get("owner") if change.desired else None
        own = f"{change.action} {change.address}"
        if f"create tools/{owner}" in wave_of and own in wave_of and "owner" in change.fields():
            assert wave_of[f"create tools/{owner}"] < wave_of[own]


def test_many_circles_cost_no_more_than_one() -> None:
    pairs = [create(f"tools/{number}", {"best_friend": str(number ^ 1)}) for number in range(400)]
    made = planned(*pairs)

    assert len(made.waves) == 2
    assert len(made.waves[0]) == 400
