"""An approval is one of its edits: nothing else is done, and what is done already need not be done again."""

from dataclasses import replace
from typing import Any

import pytest

from deploy_cli.core.approved import Comparison, compare, digest_of_saved
from deploy_cli.core.diff import Edit, Rules, diff
from deploy_cli.core.effect import Effect, Severity
from deploy_cli.core.plan import Change, Plan
from deploy_cli.core.seal import Seal
from deploy_cli.core.values import Secret
from deploy_cli.render.plan_json import plan_object
from tests.core.toys import TOOLS, create, delete, in_order, update

SEAL = Seal(Secret("k" * 32), "salt")


def plan(*changes: Change, seal: Seal | None = SEAL, **more: Any) -> dict[str, Any]:
    made = Plan(
        **{"domain": "d", "environment": "e", "source_digest": "s", "changes": in_order(*changes), **more}
    )
    return plan_object(made, created_at="2026-01-01T00:00:00Z", tool_version="1", seal=seal)


def compared(approved: dict[str, Any], now: dict[str, Any], *ours: str) -> Comparison:
    return compare(approved, now, set(ours).__contains__)


def said(approved: dict[str, Any], now: dict[str, Any], *ours: str) -> list[str]:
    """What differs, in short."""
    return [
        f"{one.action} {one.address}: {one.why}"
        + "".join(f" [{edit.path}{'!' if edit.secret else ''}]" for edit in one.edits)
        for one in compared(approved, now, *ours).differing
    ]


TWO = update("tools/a", {"x": 1, "y": 1}, {"x": 2, "y": 2})
APPROVED = (TWO, create("tools/b", {"kind": "a"}), delete("tools/c", {"x": 1}))


def test_the_same_plan_is_approved() -> None:
    found = compared(plan(*APPROVED), plan(*APPROVED))

    assert found == Comparison(differing=(), done=(), unchecked=0)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (
            [*APPROVED, create("tools/d", {"kind": "a"})],
            "create tools/d: needed now, and not approved [kind]",
        ),
        ([*APPROVED, delete("tools/d", {})], "delete tools/d: needed now, and not approved"),
        (
            [update("tools/a", {"x": 1, "y": 1}, {"x": 3, "y": 2}), *APPROVED[1:]],
            "update tools/a: approved otherwise [x]",
        ),
        (
            [update("tools/a", {"x": 5, "y": 1}, {"x": 2, "y": 2}), *APPROVED[1:]],
            "update tools/a: approved otherwise [x]",
        ),
        (
            [update("tools/a", {"x": 1, "y": 1, "z": 1}, {"x": 2, "y": 2}), *APPROVED[1:]],
            "update tools/a: approved otherwise [z]",
        ),
        (
            [update("tools/a", {"x": 1, "y": 1}, {"x": 2, "y": 2}, server_id="other"), *APPROVED[1:]],
            "update tools/a: it was `id of tools/a`, and is `other`",
        ),
        (
            [update("tools/a", {"x": True, "y": 1}, {"x": 2, "y": 2}), *APPROVED[1:]],
            "update tools/a: approved otherwise [x]",
        ),
        (
            [*APPROVED[:2], delete("tools/c", {"x": 2})],
            "delete tools/c: what would be deleted is not as it was",
        ),
        (
            [delete("tools/a", {"x": 2, "y": 2}), *APPROVED[1:]],
            "delete tools/a: needed now, and not approved",
        ),
        (
            [APPROVED[0], create("tools/b", {"kind": "b"}), APPROVED[2]],
            "create tools/b: approved otherwise [kind]",
        ),
        (
            [APPROVED[0], create("tools/b", {"kind": "a", "x": 1}), APPROVED[2]],
            "create tools/b: approved otherwise [x]",
        ),
    ],
)
def test_whatever_is_not_approved_is_said(now: list[Change], expected: str) -> None:
    assert expected in said(plan(*APPROVED), plan(*now), "tools/b")


def test_a_create_is_made_whole_or_not_at_all() -> None:
    approved = plan(create("tools/b", {"kind": "a", "x": 1}))

    assert said(approved, plan(create("tools/b", {"kind": "a"}))) == [
        "create tools/b: approved otherwise [x]"
    ]


def test_what_is_done_already_need_not_be_done_again() -> None:
    found = compared(plan(*APPROVED), plan(APPROVED[2]), "tools/b")

    assert found.differing == ()
    assert sorted(found.done) == ["create tools/b", "update tools/a"]


def test_of_an_update_the_rest_may_be_made() -> None:
    left = update("tools/a", {"x": 1, "y": 1}, {"x": 1, "y": 2})

    assert said(plan(TWO), plan(left)) == []


def test_of_a_create_of_this_machine_the_rest_may_be_made_and_of_no_other() -> None:
    approved = plan(create("tools/b", {"kind": "a", "tags": ["x"]}))
    left = plan(update("tools/b", {"kind": "a", "tags": ["x"]}, {"kind": "a"}, server_id="1"))

    assert said(approved, left, "tools/b") == []
    assert said(approved, left) == [
        "create tools/b: it is there now, and nothing on this machine tells that an apply made it"
    ]


def test_a_stranger_in_the_place_of_what_was_to_be_created_is_not_taken_for_it() -> None:
    """Whoever may register clients could have the grants that were approved for another one."""
    grant = create("grants/b kind", {"tool_id": "b"})
    approved = plan(create("tools/b", {"kind": "a"}), grant)

    assert said(approved, plan(grant)) == [
        "create tools/b: it is there now, and nothing on this machine tells that an apply made it"
    ]
    assert said(approved, plan(grant), "tools/b") == []


def test_where_nothing_is_left_nothing_differs() -> None:
    assert compared(plan(*APPROVED), plan()).differing == ()


def with_secret(text: str, other: str = "o") -> Change:
    return update("tools/a", {"secret": Secret(text), "more": [Secret(other)]}, {"secret": Secret("was")})


def test_another_secret_than_the_approved_one_differs() -> None:
    assert said(plan(with_secret("one")), plan(with_secret("one"))) == []
    assert said(plan(with_secret("one")), plan(with_secret("two"))) == [
        "update tools/a: approved otherwise [secret!]"
    ]
    assert said(plan(with_secret("one")), plan(with_secret("one", "p"))) == [
        "update tools/a: approved otherwise [more!]"
    ]


def test_a_secret_keeps_its_identity_where_its_number_changes() -> None:
    first = update("tools/Z", {"secret": Secret("first")}, {})
    second = update("tools/a", {"secret": Secret("second")}, {})

    assert said(plan(first, second), plan(second)) == []
    assert said(plan(first, second), plan(update("tools/a", {"secret": Secret("first")}, {}))) == [
        "update tools/a: approved otherwise [secret!]"
    ]


@pytest.mark.parametrize("approved_seal", [None, SEAL])
def test_without_hashes_on_both_sides_secrets_are_not_checked_and_counted(approved_seal: Seal | None) -> None:
    now_seal = SEAL if approved_seal is None else None

    found = compared(plan(with_secret("one"), seal=approved_seal), plan(with_secret("two"), seal=now_seal))

    assert (found.differing, found.unchecked) == ((), 2)


def test_a_text_that_looks_like_a_secret_is_none() -> None:
    approved = plan(update("tools/a", {"x": "(secret #1)"}, {}))

    assert said(approved, plan(update("tools/a", {"x": "(secret #2)"}, {}))) == [
        "update tools/a: approved otherwise [x]"
    ]
    assert compared(approved, approved).unchecked == 0


def test_a_secret_is_not_a_text_that_looks_like_one() -> None:
    shown = plan(update("tools/a", {"x": "(secret #1)"}, {}))
    hidden = plan(update("tools/a", {"x": Secret("y")}, {}))

    assert said(shown, hidden) == said(hidden, shown) == ["update tools/a: approved otherwise [x]"]


def test_what_a_reviewer_was_told_has_to_hold() -> None:
    def telling(text: str) -> Change:
        return replace(TWO, effects=(Effect(Severity.HIGH, text),))

    found = compared(plan(telling("Two people.")), plan(telling("All people.")))

    assert [one.why for one in found.differing] == ["what it does was told otherwise"]
    assert found.differing[0].effects == (("high: Two people.",), ("high: All people.",))


def test_what_is_left_may_do_something_else_to_people() -> None:
    one, other = (replace(TWO, effects=(Effect(Severity.HIGH, text),)) for text in ("a", "b"))
    gone = delete("tools/c", {"x": 1})

    assert said(plan(one, gone), plan(other)) == []


def test_the_digest_follows_from_the_json() -> None:
    made = Plan(
        domain="d", environment="e", source_digest="s", changes=in_order(*APPROVED, with_secret("one"))
    )
    shown = plan_object(made, created_at="2026-01-01T00:00:00Z", tool_version="1")

    assert digest_of_saved(shown) == shown["digest"] == made.digest


def test_edits_of_one_path_that_stand_twice_approve_one_of_both() -> None:
    twice = replace(TWO, edits=(Edit(("x",), 2, 1), Edit(("x",), 2, 9)))

    assert said(plan(twice), plan(update("tools/a", {"x": 1}, {"x": 2}))) == [
        "update tools/a: approved otherwise [x]"
    ]


def with_secret_elements(come: list[str], go: list[str]) -> Change:
    rules = Rules.of(TOOLS)
    edits = diff({"tags": [*map(Secret, come)]}, {"tags": [*map(Secret, go)]}, rules)
    return replace(TWO, edits=tuple(edits))


def test_secret_elements_of_one_set_are_approved_each_for_itself() -> None:
    approved = plan(with_secret_elements(["a", "b"], ["c", "d"]))

    assert {edit["path"] for edit in approved["changes"][0]["edits"]} == {"tags[(secret)]"}
    assert said(approved, plan(with_secret_elements(["a", "b"], ["d", "c"]))) == []
    assert said(approved, plan(with_secret_elements(["b"], ["d"]))) == []
    assert said(approved, plan(with_secret_elements(["a", "x"], ["c", "d"]))) == [
        "update tools/a: approved otherwise [tags[(secret)]!]"
    ]
    assert compared(approved, plan(with_secret_elements(["a", "a2", "b"], []))).differing


def test_secret_elements_come_in_an_order_that_does_not_depend_on_that_of_the_tenant() -> None:
    one, other = (with_secret_elements([], go) for go in (["c", "d"], ["d", "c"]))

    assert plan(one) == plan(other)
