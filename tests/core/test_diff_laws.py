"""What holds for any two objects and any rules."""

from typing import Any

from hypothesis import given

from deploy_cli.core.diff import Rules, diff
from tests.core.json_values import applied, objects, rules, shuffled


@given(objects(), rules())
def test_nothing_differs_from_itself(value: dict[str, Any], made: Rules) -> None:
    assert list(diff(value, value, made)) == []
    assert list(diff(value, shuffled(value), made)) == []


@given(objects(), objects(), rules())
def test_when_the_edits_are_made_nothing_is_left_to_do(
    desired: dict[str, Any], live: dict[str, Any], made: Rules
) -> None:
    edits = list(diff(desired, live, made))

    assert list(diff(desired, applied(live, edits), made)) == []


@given(objects(), objects(), rules())
def test_the_edits_do_not_depend_on_the_order_of_keys(
    desired: dict[str, Any], live: dict[str, Any], made: Rules
) -> None:
    assert list(diff(shuffled(desired), shuffled(live), made)) == list(diff(desired, live, made))


@given(objects(), objects())
def test_a_field_that_the_files_leave_out_is_never_edited(
    desired: dict[str, Any], live: dict[str, Any]
) -> None:
    assert {edit.field for edit in diff(desired, live)} <= desired.keys()


@given(objects(), objects(), rules())
def test_every_edit_is_a_change(desired: dict[str, Any], live: dict[str, Any], made: Rules) -> None:
    edits = list(diff(desired, live, made))

    assert len({edit.path for edit in edits}) == len(edits) or made is not None
    assert all(
        repr(edit.before) != repr(edit.after) for edit in edits
    )  # for Python `0` and `False` are equal
