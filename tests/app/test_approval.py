"""An approval holds for the plan that was approved."""

import copy
from typing import Any

import pytest

from deploy_cli.app.approval import check_approved
from deploy_cli.core.masks import masked
from deploy_cli.core.path import written
from deploy_cli.core.plan import Change, Plan
from deploy_cli.core.values import ABSENT
from deploy_cli.errors import Refused, StalePlan
from tests.core.toys import create, delete, in_order, update


def plan(*changes: Change, **more: Any) -> Plan:
    return Plan(
        **{"domain": "d", "environment": "e", "source_digest": "s", "changes": in_order(*changes), **more}
    )


def saved(made: Plan) -> dict[str, Any]:
    """What matters of a saved plan."""
    return {
        "digest": made.digest,
        "tenant": {"domain": made.domain, "environment": made.environment},
        "changes": [
            {
                "address": str(change.address),
                "action": str(change.action),
                "resource_id": change.resource_id,
                "edits": [
                    {
                        "path": written(edit.path),
                        "before": None if edit.before is ABSENT else masked(edit.before),
                        "after": None if edit.after is ABSENT else masked(edit.after),
                    }
                    for edit in change.edits
                ],
            }
            for change in made.changes
        ],
    }


APPROVED = plan(update("tools/a", {"x": 1, "y": 1}, {"x": 2}), create("tools/b", {"kind": "a"}))


def refusal(now: Plan, approved: dict[str, Any] | None = None) -> str:
    with pytest.raises(StalePlan) as caught:
        check_approved(approved or saved(APPROVED), now, saved(now))
    assert caught.value.hint
    return caught.value.summary


def test_the_plan_that_was_approved_may_be_applied() -> None:
    check_approved(saved(APPROVED), APPROVED, saved(APPROVED))


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (plan(*APPROVED.changes, domain="x"), "it was made for the domain `d`; this is `x`"),
        (plan(*APPROVED.changes, environment="x"), "it was made for the environment `e`; this is `x`"),
        (plan(APPROVED.changes[0]), "approved, and not needed now: create tools/b"),
        (plan(*APPROVED.changes, delete("tools/c", {})), "needed now, and not approved: delete tools/c"),
        (
            plan(update("tools/a", {"x": 1}, {"x": 2}), APPROVED.changes[1]),
            "approved otherwise: update tools/a (y)",
        ),
        (plan(*APPROVED.changes, source_digest="x"), "the files, or the values in the tenant, changed"),
        (
            plan(update("tools/a", {"x": 1, "y": 1}, {"x": 3}), APPROVED.changes[1]),
            "the files, or the values in the tenant, changed",
        ),
    ],
)
def test_another_plan_may_not_and_the_difference_is_said(now: Plan, said: str) -> None:
    assert said in refusal(now)


def test_a_saved_plan_without_a_digest_is_refused() -> None:
    assert refusal(APPROVED, {**saved(APPROVED), "digest": None})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("changes", 0, "edits", 0, "after"), 7),
        (("changes", 0, "address"), "tools/z"),
        (("changes", 1, "action"), "update"),
        (("changes", 0, "resource_id"), "other"),
        (("tenant", "domain"), "other"),
        (("changes",), []),
    ],
)
def test_a_saved_plan_that_shows_something_else_is_refused(path: tuple[Any, ...], value: Any) -> None:
    approved = copy.deepcopy(saved(APPROVED))
    inner: Any = approved
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value

    assert "edited" in refusal(APPROVED, approved)


def test_a_plan_against_a_snapshot_is_no_approval() -> None:
    with pytest.raises(Refused, match="against a snapshot"):
        check_approved(
            {**saved(APPROVED), "snapshot": {"created_at": "2026-01-01T00:00:00Z"}}, APPROVED, saved(APPROVED)
        )
