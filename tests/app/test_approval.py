"""An approval that cannot be checked, or is of another place, another time or other files, is none."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from deploy_cli.app.approval import (
    Circumstances,
    check_circumstances,
    check_signature,
    judge,
    salt_of,
)
from deploy_cli.core.plan import Change, Plan
from deploy_cli.core.seal import Seal
from deploy_cli.core.signature import signed
from deploy_cli.core.values import Object, Secret
from deploy_cli.errors import StalePlan
from deploy_cli.render.plan_json import plan_object
from tests.core.toys import create, in_order, update

KEY, OTHER = Secret("k" * 32), Secret("o" * 32)
HERE = Circumstances(domain="d", environment="e", tool_version="1", is_past="2026-01-02".__ge__)


def plan(*changes: Change, **more: Any) -> Object:
    rendering: dict[str, Any] = {"created_at": "2026-01-01T00:00:00Z", "tool_version": "1"}
    rendering |= {name: more.pop(name) for name in ("expires_at", "seal", "tool_version") if name in more}
    given: dict[str, Any] = {"domain": "d", "environment": "e", "source_digest": "s", **more}
    return plan_object(Plan(changes=in_order(*changes), **given), **rendering)


UPDATE = update("tools/a", {"x": 1}, {"x": 2})
APPROVED = plan(UPDATE)


def refusal(check: Callable[[], object]) -> str:
    with pytest.raises(StalePlan) as caught:
        check()
    assert caught.value.hint
    return caught.value.summary


def test_a_plan_of_here_and_now_may_be_applied() -> None:
    check_circumstances(APPROVED, HERE)
    check_circumstances(plan(UPDATE, expires_at="2026-01-02T00:00:01Z"), HERE)


@pytest.mark.parametrize(
    ("approved", "expected"),
    [
        (plan(UPDATE, domain="x"), "it was made for the domain `x`; this is `d`"),
        (plan(UPDATE, environment="x"), "it was made for the environment `x`; this is `e`"),
        (plan(UPDATE, tool_version="2"), "it was made by deploy-cli 2; this is 1"),
        (plan(UPDATE, expires_at="2026-01-01T23:30:00Z"), "it expired at 2026-01-01T23:30:00Z"),
        (plan(UPDATE, snapshot_at="2026-01-01T00:00:00Z"), "made against a snapshot"),
    ],
)
def test_one_of_another_place_or_time_may_not(approved: Object, expected: str) -> None:
    assert expected in refusal(lambda: check_circumstances(approved, HERE))


def test_all_that_is_otherwise_is_said_at_once() -> None:
    said = refusal(lambda: check_circumstances(plan(UPDATE, domain="x", environment="y"), HERE))

    assert "domain" in said
    assert "environment" in said
    assert "nothing was written" in said


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("changes", 0, "edits", 0, "after"), 7),
        (("changes", 0, "edits", 0, "path"), "y"),
        (("changes", 0, "address"), "tools/z"),
        (("changes", 0, "action"), "rename"),
        (("changes", 0, "resource_id"), "other"),
        (("changes", 0, "made_from"), "sha256:0"),
        (("tenant", "domain"), "other"),
        (("source", "digest"), "other"),
        (("changes",), []),
    ],
)
def test_one_that_shows_other_changes_than_its_digest_stands_for_was_edited(
    path: tuple[Any, ...], value: Any
) -> None:
    approved = copy.deepcopy(APPROVED)
    inner: Any = approved
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value

    assert "edited" in refusal(lambda: check_circumstances(approved, HERE))


def test_a_signature_is_right_or_neither_it_nor_a_key_is_there() -> None:
    check_signature(APPROVED, None)
    check_signature(signed(APPROVED, KEY), KEY)


@pytest.mark.parametrize(
    ("approved", "key", "expected"),
    [
        (signed(APPROVED, KEY), None, "there is no key to check that with"),
        (APPROVED, KEY, "is not signed"),
        (signed(APPROVED, KEY), OTHER, "is wrong"),
        ({**signed(APPROVED, KEY), "notes": ["x"]}, KEY, "is wrong"),
        ({**signed(APPROVED, KEY), "later": 1}, KEY, "is wrong"),
    ],
)
def test_a_signature_that_cannot_be_checked_is_refused(
    approved: Object, key: Secret | None, expected: str
) -> None:
    assert expected in refusal(lambda: check_signature(approved, key))


def test_hashes_of_secrets_have_to_be_checked_with_the_key_that_made_them() -> None:
    approved = plan(UPDATE, seal=Seal(KEY, "salt"))

    assert salt_of(approved, KEY) == "salt"
    assert "there is no key" in refusal(lambda: salt_of(approved, None))
    assert "another key" in refusal(lambda: salt_of(approved, OTHER))


@pytest.mark.parametrize("key", [None, KEY])
def test_without_hashes_there_is_nothing_to_check(key: Secret | None) -> None:
    assert salt_of(APPROVED, key) is None
    assert salt_of({name: value for name, value in APPROVED.items() if name != "secrets"}, key) is None


def nobody(_: str) -> bool:
    return False


def test_the_same_plan_holds() -> None:
    assert judge(APPROVED, plan(UPDATE), nobody).holds
    assert judge(plan(), plan(), nobody).holds, "a plan without changes is done when it is approved"


def test_one_of_which_all_is_done_is_spent() -> None:
    verdict = judge(plan(create("tools/a", {"kind": "a"})), plan(), nobody)

    assert (verdict.holds, verdict.spent) == (False, True)
    assert verdict.comparison.done == ("create tools/a",)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.yaml": "1", "b.yaml": "3"}, ("b.yaml",)),
        ({"a.yaml": "1"}, ("b.yaml (no longer there)",)),
        ({"a.yaml": "1", "b.yaml": "2", "c.yaml": "3"}, ("c.yaml (new)",)),
        ({"a.yaml": "1", "b.yaml": "2"}, ("other files, or another order of them",)),
        ({}, ("a.yaml (no longer there)", "b.yaml (no longer there)")),
    ],
)
def test_files_that_changed_are_named(files: dict[str, str], expected: tuple[str, ...]) -> None:
    approved = plan(UPDATE, source_files={"a.yaml": "1", "b.yaml": "2"})

    verdict = judge(approved, plan(UPDATE, source_digest="t", source_files=files), nobody)

    assert (verdict.files, verdict.holds) == (expected, False)


def test_a_plan_that_names_no_files_says_that_they_changed() -> None:
    assert judge(APPROVED, plan(UPDATE, source_digest="t"), nobody).files == (
        "other files, or another order of them",
    )
