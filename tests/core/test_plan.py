"""The plan as a value: order, counts, digest."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.address import Address
from deploy_cli.core.diff import Edit
from deploy_cli.core.plan import Change, Plan, Summary, by_address, numbered
from deploy_cli.core.tenant import Live
from tests.core.json_values import objects, shuffled
from tests.core.toys import create, delete, in_order, update


def plan(*changes: Change, **more: Any) -> Plan:
    return Plan(
        **{"domain": "d", "environment": "e", "source_digest": "s", "changes": in_order(*changes), **more}
    )


def test_changes_are_numbered_in_the_order_of_their_addresses() -> None:
    changes = in_order(create("tools/saw", {}), create("boxes/red", {}), create("tools/axe", {}))

    assert [(change.id, str(change.address)) for change in changes] == [
        ("c1", "boxes/red"),
        ("c2", "tools/axe"),
        ("c3", "tools/saw"),
    ]


def test_the_delete_of_what_is_replaced_comes_first() -> None:
    changes = in_order(create("tools/saw", {}), delete("tools/saw", {}))

    assert [str(change.action) for change in changes] == ["delete", "create"]
    assert by_address(changes) == {changes[0].address: [*changes]}


@given(
    st.permutations(
        [create("boxes/b", {}), create("boxes/c", {}), delete("boxes/c", {}), create("tools/a", {})]
    )
)
def test_the_order_does_not_depend_on_where_the_changes_come_from(changes: list[Change]) -> None:
    assert numbered(changes) == in_order(*reversed(changes))


def test_the_summary_counts_every_action() -> None:
    made = plan(
        create("tools/a", {}),
        delete("tools/b", {}),
        update("tools/c", {"a": 1}, {}),
        unchanged=4,
        unmanaged=tuple(Live(address=Address("tools", str(n)), body={}, id=str(n)) for n in range(5)),
    )

    assert made.summary == Summary(create=1, update=1, delete=1, unchanged=4, unmanaged=5)


@given(objects(2), objects(2))
def test_the_digest_is_the_same_for_the_same_input(desired: dict[str, Any], live: dict[str, Any]) -> None:
    one = plan(update("tools/a", desired, live))
    other = plan(update("tools/a", shuffled(desired), shuffled(live)))

    assert one.digest == other.digest


def test_the_digest_does_not_depend_on_the_order_in_which_a_set_is_read() -> None:
    one = plan(update("tools/a", {"tags": ["x"]}, {"tags": ["b", "c", "a"]}))
    other = plan(update("tools/a", {"tags": ["x"]}, {"tags": ["a", "b", "c"]}))

    assert one.digest == other.digest


BEFORE = update("tools/a", {"x": 1}, {"x": 2})


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(plan(BEFORE, domain="other"), id="the domain"),
        pytest.param(plan(BEFORE, environment="other"), id="the environment"),
        pytest.param(plan(BEFORE, source_digest="other"), id="the files"),
        pytest.param(plan(update("tools/a", {"x": 1}, {"x": 3})), id="what was there"),
        pytest.param(plan(update("tools/a", {"x": 0}, {"x": 2})), id="what is wanted"),
        pytest.param(plan(update("tools/b", {"x": 1}, {"x": 2})), id="the address"),
        pytest.param(plan(update("tools/a", {"x": 1}, {"x": 2}, server_id="other")), id="the id"),
        pytest.param(plan(BEFORE, create("tools/b", {})), id="another change"),
        pytest.param(plan(), id="no change"),
        pytest.param(plan(replace(BEFORE, edits=(Edit(("x",), 2, True),))), id="true where one was"),
    ],
)
def test_an_approval_is_bound_to(other: Plan) -> None:
    assert other.digest != plan(BEFORE).digest


def test_the_digest_does_not_depend_on_what_is_only_told() -> None:
    assert plan(BEFORE, notes=("a",), unchanged=3).digest == plan(BEFORE).digest
    assert plan(replace(BEFORE, reason="other")).digest == plan(BEFORE).digest
