"""Pairing: which live resource each desired one is, and what has to happen to it."""

from collections.abc import Mapping
from typing import Any

import pytest

from deploy_cli.core.address import Selection
from deploy_cli.core.pairing import Pairing, PlanSettings, pair
from deploy_cli.core.path import written
from deploy_cli.core.tenant import DesiredTenant, Lifecycle, LiveTenant
from deploy_cli.core.values import Secret
from tests.core.toys import TYPES, address, desired_tenant, live_tenant


def paired(desired: DesiredTenant, live: LiveTenant, **settings: Any) -> Pairing:
    return pair(desired, live, TYPES, PlanSettings(**settings))


def told(result: Pairing) -> list[str]:
    """Actions, addresses, and edits."""
    assert not result.problems
    return [
        " ".join([str(change.action), str(change.address), *(written(edit.path) for edit in change.edits)])
        for change in result.changes
    ]


def rules(result: Pairing) -> list[str]:
    return [f"{problem.rule} {problem.address}" for problem in (*result.problems, *result.refusals)]


NEW: Mapping[str, Any] = {"name": "hammer", "kind": "a", "size": 1}
HAMMER = ("tools/hammer", "t1", {"name": "hammer", "kind": "a", "size": 1, "extra": 1})


def test_what_is_as_the_files_want_it_is_unchanged() -> None:
    result = paired(desired_tenant({"tools/hammer": NEW}), live_tenant([HAMMER]))

    assert told(result) == []
    assert (result.unchanged, len(result.unmanaged)) == (1, 0)


def test_what_is_not_there_is_created_and_what_differs_updated() -> None:
    desired = desired_tenant({"tools/hammer": {**NEW, "size": 2}, "tools/saw": {**NEW, "name": "saw"}})

    assert told(paired(desired, live_tenant([HAMMER]))) == [
        "update tools/hammer size",
        "create tools/saw kind name size",
    ]


def test_a_create_needs_what_the_api_needs() -> None:
    result = paired(desired_tenant({"tools/saw": {"name": "saw"}}), live_tenant([]))

    assert rules(result) == ["required-on-create tools/saw"]
    assert "`kind`" in result.problems[0].message


def test_what_the_files_do_not_name_is_counted_and_left_alone() -> None:
    result = paired(desired_tenant({}, sections=["tools"]), live_tenant([HAMMER]))

    assert told(result) == []
    assert len(result.unmanaged) == 1


def test_what_the_files_do_not_name_is_deleted_where_the_section_is_pruned() -> None:
    live = live_tenant([HAMMER, ("boxes/red", "b1", {})])
    result = paired(desired_tenant({}, sections=["tools", "boxes"], prune=["tools"]), live)

    assert told(result) == ["delete tools/hammer"]
    assert len(result.unmanaged) == 1


def test_what_auth0_keeps_is_not_pruned() -> None:
    live = live_tenant([HAMMER], undeletable=frozenset({address("tools/hammer")}))

    assert told(paired(desired_tenant({}, sections=["tools"], prune=["tools"]), live)) == []


def test_a_pruned_section_that_is_not_selected_is_left_alone() -> None:
    desired = desired_tenant({}, sections=["tools"], prune=["tools"])

    assert told(paired(desired, live_tenant([HAMMER]), selection=Selection(exclude=("tools/ham*",)))) == []


def test_a_rename_keeps_the_resource() -> None:
    desired = desired_tenant(
        {"tools/mallet": {**NEW, "name": "mallet"}},
        lifecycles={"tools/mallet": Lifecycle(renamed_from="hammer")},
    )
    result = paired(desired, live_tenant([HAMMER]))

    assert told(result) == ["rename tools/mallet name"]
    assert result.changes[0].resource_id == "t1"


def test_a_rename_that_is_done_is_done() -> None:
    desired = desired_tenant(
        {"tools/hammer": NEW}, lifecycles={"tools/hammer": Lifecycle(renamed_from="old")}
    )

    assert told(paired(desired, live_tenant([HAMMER, ("tools/old", "t0", {})]))) == []


def test_a_new_name_without_a_former_one_is_a_new_resource() -> None:
    result = paired(desired_tenant({"tools/mallet": {**NEW, "name": "mallet"}}), live_tenant([HAMMER]))

    assert told(result) == ["create tools/mallet kind name size"]
    assert len(result.unmanaged) == 1


def test_a_renamed_resource_is_not_pruned_under_its_former_name() -> None:
    desired = desired_tenant(
        {"tools/mallet": {**NEW, "name": "mallet"}},
        lifecycles={"tools/mallet": Lifecycle(renamed_from="hammer")},
        prune=["tools"],
    )

    assert told(paired(desired, live_tenant([HAMMER]))) == ["rename tools/mallet name"]
    assert told(paired(desired, live_tenant([HAMMER]), selection=Selection(exclude=("tools/mallet",)))) == []


TWINS = [HAMMER, ("tools/hammer", "t2", {**HAMMER[2], "size": 9})]


def test_two_live_resources_of_a_name_are_a_question() -> None:
    result = paired(desired_tenant({"tools/hammer": NEW}), live_tenant(TWINS))

    assert rules(result) == ["ambiguous-name tools/hammer"]
    assert "t1, t2" in result.problems[0].message
    assert "tool_id: t1" in (result.problems[0].hint or "")


def test_a_question_about_what_is_not_selected_is_not_asked() -> None:
    result = paired(
        desired_tenant({"tools/hammer": NEW}, sections=["tools"], prune=["tools"]),
        live_tenant(TWINS),
        selection=Selection(exclude=("tools/hammer",)),
    )

    assert told(result) == []


def test_a_pin_answers_it() -> None:
    desired = desired_tenant({"tools/hammer": NEW}, pins={"tools/hammer": "t2"})
    result = paired(desired, live_tenant(TWINS))

    assert told(result) == ["update tools/hammer size"]
    assert result.changes[0].resource_id == "t2"
    assert len(result.unmanaged) == 1


def test_a_pin_wins_over_a_name() -> None:
    desired = desired_tenant({"tools/saw": {**NEW, "name": "saw"}}, pins={"tools/saw": "t1"})

    assert told(paired(desired, live_tenant([HAMMER]))) == ["rename tools/saw name"]


def test_a_pin_that_the_tenant_does_not_have_is_told() -> None:
    desired = desired_tenant({"tools/hammer": NEW}, pins={"tools/hammer": "of-another-tenant"})

    for live, found in ((live_tenant([HAMMER]), "t1"), (live_tenant([]), None)):
        [match] = paired(desired, live).strayed
        assert (match.desired.pin, match.live.id if match.live else None) == ("of-another-tenant", found)
    known = desired_tenant({"tools/hammer": NEW}, pins={"tools/hammer": "t1"})
    assert paired(known, live_tenant([HAMMER])).strayed == []


def test_what_one_pins_is_not_another_by_name() -> None:
    desired = desired_tenant(
        {"tools/saw": {**NEW, "name": "saw"}, "tools/hammer": NEW}, pins={"tools/saw": "t1"}
    )

    assert told(paired(desired, live_tenant([HAMMER]))) == [
        "create tools/hammer kind name size",
        "rename tools/saw name",
    ]


def test_one_live_resource_is_described_once() -> None:
    desired = desired_tenant(
        {"tools/mallet": {**NEW, "name": "mallet"}, "tools/hammer": NEW},
        lifecycles={"tools/mallet": Lifecycle(renamed_from="hammer")},
    )

    assert rules(paired(desired, live_tenant([HAMMER]))) == ["described-twice tools/hammer"]


def test_a_tombstone_deletes() -> None:
    desired = desired_tenant({"tools/hammer": {}}, lifecycles={"tools/hammer": Lifecycle(absent=True)})

    assert told(paired(desired, live_tenant([HAMMER]))) == ["delete tools/hammer"]
    result = paired(desired, live_tenant([]))
    assert told(result) == []
    assert result.unchanged == 0


@pytest.mark.parametrize(
    ("lifecycle", "live", "rule"),
    [
        pytest.param(Lifecycle(absent=True, protect=True), {}, "protected", id="is protected"),
        pytest.param(
            Lifecycle(absent=True),
            {"undeletable": frozenset({address("tools/hammer")})},
            "undeletable",
            id="Auth0 keeps",
        ),
    ],
)
def test_a_delete_is_refused_and_shown_of_what(lifecycle: Lifecycle, live: dict[str, Any], rule: str) -> None:
    desired = desired_tenant({"tools/hammer": {}}, lifecycles={"tools/hammer": lifecycle})

    result = paired(desired, live_tenant([HAMMER], **live))

    assert rules(result) == [f"{rule} tools/hammer"]
    assert told(result) == ["delete tools/hammer"]


def test_a_create_only_field_is_not_changed_without_a_word() -> None:
    desired = desired_tenant({"tools/hammer": {**NEW, "kind": "b"}})

    result = paired(desired, live_tenant([HAMMER]), allow_replace=("tools/saw",))

    assert rules(result) == rules(paired(desired, live_tenant([HAMMER]))) == ["create-only tools/hammer"]
    assert told(result) == ["delete tools/hammer", "create tools/hammer kind name size"]


def test_with_a_word_it_is_deleted_and_created_anew() -> None:
    desired = desired_tenant({"tools/hammer": {**NEW, "kind": "b"}})
    result = paired(desired, live_tenant([HAMMER]), allow_replace=("tools/hammer",))

    assert told(result) == ["delete tools/hammer", "create tools/hammer kind name size"]
    assert [change.resource_id for change in result.changes] == ["t1", None]


def test_a_nested_field_can_be_create_only() -> None:
    desired = desired_tenant({"tools/hammer": {"made": {"of": "tin", "by": "me"}}})
    live = live_tenant([("tools/hammer", "t1", {"made": {"of": "iron", "by": "me"}})])

    assert rules(paired(desired, live)) == ["create-only tools/hammer"]
    assert told(paired(desired_tenant({"tools/hammer": {"made": {"by": "you"}}}), live)) == [
        "update tools/hammer made.by"
    ]


def test_what_is_protected_is_not_replaced_either() -> None:
    desired = desired_tenant(
        {"tools/hammer": {**NEW, "kind": "b"}}, lifecycles={"tools/hammer": Lifecycle(protect=True)}
    )

    assert rules(paired(desired, live_tenant([HAMMER]), allow_replace=("tools/hammer",))) == [
        "protected tools/hammer"
    ]


def test_what_is_ignored_is_not_compared_and_not_taken_out_of_exact_maps() -> None:
    body = {"owned": {"a": 1, "build": 1}, "size": 5}
    desired = desired_tenant(
        {"tools/hammer": body},
        lifecycles={"tools/hammer": Lifecycle(ignore_changes=("owned.build", "size"), exact=("owned",))},
    )
    live = live_tenant([("tools/hammer", "t1", {"owned": {"a": 1, "build": 2, "b": 3}, "size": 6})])

    assert told(paired(desired, live)) == ["update tools/hammer owned.b"]


def test_what_is_ignored_is_written_on_create() -> None:
    desired = desired_tenant(
        {"tools/hammer": NEW}, lifecycles={"tools/hammer": Lifecycle(ignore_changes=("size",))}
    )

    assert told(paired(desired, live_tenant([]))) == ["create tools/hammer kind name size"]


@pytest.mark.parametrize(
    ("bodies", "lifecycles", "problem"),
    [
        pytest.param({"tools/hammer": NEW}, {}, None, id="a name in the files is known"),
        pytest.param({}, {}, None, id="a name in the tenant is known"),
        pytest.param(
            {"tools/hammer": NEW},
            {"tools/hammer": Lifecycle(absent=True)},
            "is to be deleted",
            id="what is to be deleted is not",
        ),
    ],
)
def test_what_is_referred_to_has_to_be_there(
    bodies: dict[str, Any], lifecycles: dict[str, Lifecycle], problem: str | None
) -> None:
    desired = desired_tenant({"boxes/red": {"owner": "hammer"}, **bodies}, lifecycles=lifecycles)
    result = paired(desired, live_tenant([HAMMER, ("boxes/red", "b1", {"owner": "hammer"})]))

    assert [found.message for found in result.problems] == ([f"`hammer` {problem}"] if problem else [])


@pytest.mark.parametrize(
    ("name", "hint"),
    [("hamer", "did you mean `hammer`?"), ("xyz", "it has to be one of `tools`")],
)
def test_a_name_that_stands_nowhere_is_a_problem_with_a_hint(name: str, hint: str) -> None:
    result = paired(desired_tenant({"boxes/red": {"name": "red", "owner": name}}), live_tenant([HAMMER]))

    assert [(found.rule, found.message, found.hint) for found in result.problems] == [
        ("unknown-reference", f"`{name}` is neither in the files nor in the tenant", hint)
    ]


def test_an_id_may_stand_for_a_name() -> None:
    desired = desired_tenant({"boxes/red": {"owner": "t1"}})

    assert told(paired(desired, live_tenant([HAMMER, ("boxes/red", "b1", {"owner": "hammer"})]))) == []


def test_a_reference_to_one_of_two_of_a_name_is_a_question() -> None:
    result = paired(desired_tenant({"boxes/red": {"owner": "hammer"}}), live_tenant(TWINS))

    assert rules(result) == ["ambiguous-name boxes/red"]


def test_a_natural_key_of_a_section_that_was_not_read_is_taken_on_trust() -> None:
    body = {"label": "anything", "kind": "a"}

    assert told(paired(desired_tenant({"tools/hammer": body}), live_tenant([]))) == [
        "create tools/hammer kind label"
    ]
    result = paired(desired_tenant({"tools/hammer": body}, sections=["labels"]), live_tenant([]))
    assert rules(result) == ["unknown-reference tools/hammer"]


def test_what_belongs_to_auth0_is_not_touched() -> None:
    live = live_tenant([], untouchable=frozenset({address("tools/hammer")}))

    assert rules(paired(desired_tenant({"tools/hammer": NEW}), live)) == ["untouchable tools/hammer"]


@pytest.mark.parametrize("what", ["boxes", "boxes/red", "boxes/red/tools"])
def test_what_the_tenant_does_not_have_is_a_problem(what: str) -> None:
    live = live_tenant([("boxes/red", "b1", {})], unavailable={what: "not in your plan"})
    desired = desired_tenant({"boxes/red": {"tools": ["x"]}})

    assert rules(paired(desired, live)) == ["not-available boxes/red"]


def test_what_the_tenant_does_not_have_need_not_be_deleted() -> None:
    desired = desired_tenant({"boxes/red": {}}, lifecycles={"boxes/red": Lifecycle(absent=True)})

    assert told(paired(desired, live_tenant([], unavailable={"boxes": "not in your plan"}))) == []


def test_a_child_that_is_not_mentioned_may_be_unavailable() -> None:
    live = live_tenant([("boxes/red", "b1", {})], unavailable={"boxes/red/tools": "not in your plan"})

    assert told(paired(desired_tenant({"boxes/red": {}}), live)) == []


def test_secrets_that_are_not_given_back_are_unknown_and_written_on_request() -> None:
    desired = desired_tenant({"tools/hammer": {**NEW, "password": Secret("p")}})
    live = live_tenant([HAMMER])

    assert told(paired(desired, live)) == []
    assert paired(desired, live).unknown == [address("tools/hammer")]
    assert told(paired(desired, live, write_secrets=("tools/*",))) == ["update tools/hammer password"]
    assert told(paired(desired, live, write_secrets=("boxes/*",))) == []


def test_a_document_that_is_not_there_yet_is_created() -> None:
    desired = desired_tenant({"letters/hello": {"body": "x"}})

    assert told(paired(desired, live_tenant([]))) == ["create letters/hello body"]


def test_only_what_is_selected_is_compared() -> None:
    desired = desired_tenant({"tools/hammer": {**NEW, "size": 2}, "tools/saw": {**NEW, "name": "saw"}})

    assert told(paired(desired, live_tenant([HAMMER]), selection=Selection(only=("tools/s*",)))) == [
        "create tools/saw kind name size"
    ]
