"""Who moved, as far as it is known from what was last applied."""

from dataclasses import replace
from typing import Any

import pytest

from deploy_cli.core.drift import Applied, LastApplied, Moved, Mover, agreed, id_of, moved, remembered
from deploy_cli.core.plan import Cause, Change, Plan
from deploy_cli.core.report import Done, Failed, Report
from deploy_cli.core.seal import Seal
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Secret
from deploy_cli.errors import PlanError
from tests.core.toys import TYPES, address, create, delete, desired_tenant, in_order, names, update

TENANT, FILES, BOTH, UNKNOWN = Mover.TENANT, Mover.FILES, Mover.BOTH, Mover.UNKNOWN
NO_KEY, KEY = Seal(salt="s"), Seal(Secret("key"), "s")


def last(seal: Seal = NO_KEY, **bodies: Any) -> LastApplied:
    """What was last applied, of the tools by name."""
    resources = {
        address(f"tools/{name}"): Applied(id=f"id of {name}", body=seal.sealed(body), sealed_with=seal.id)
        for name, body in bodies.items()
    }
    return LastApplied(applied_at="2026-01-01T00:00:00Z", salt="s", resources=resources)


def who(change: Change, known: LastApplied | None, seal: Seal = NO_KEY) -> Moved:
    return moved(change, known, TYPES["tools"], seal)


@pytest.mark.parametrize(
    ("files", "tenant", "before", "expected"),
    [
        ({"a": 1}, {"a": 2}, {"a": 1}, [TENANT]),
        ({"a": 1}, {"a": 2}, {"a": 2}, [FILES]),
        ({"a": 1}, {"a": 2}, {"a": 3}, [BOTH]),
        ({"a": 1}, {"a": 2}, {}, [FILES]),
        ({"a": 1, "b": 1}, {"a": 2, "b": 2}, {"a": 1, "b": 2}, [TENANT, FILES]),
        ({"a": None}, {"a": 2}, {"a": None}, [TENANT]),
        ({"a": None}, {"a": 2}, {}, [FILES]),
        ({"a": {"b": None}}, {"a": {"b": 2}}, {"a": {}}, [FILES]),
        ({"a": None}, {"a": {"b": 1}}, {"a": {"b": 1}}, [FILES]),
        ({"a": {"b": 1}}, {"a": {"b": 2, "c": 1}}, {"a": {"b": 1}}, [TENANT]),
        ({"a": [1, 2]}, {"a": [2, 1]}, {"a": [1, 2]}, [TENANT]),
        ({"tags": ["x"]}, {"tags": []}, {"tags": ["x"]}, [TENANT]),
        ({"tags": ["x"]}, {"tags": []}, {"tags": []}, [FILES]),
        ({"tags": []}, {"tags": ["x"]}, {"tags": ["x"]}, [FILES]),
        ({"tags": ["x"]}, {"tags": ["y"]}, {"tags": []}, [FILES, TENANT]),
        (
            {"scopes": [{"value": "r", "text": "a"}]},
            {"scopes": [{"value": "r", "text": "b"}]},
            {"scopes": [{"value": "r", "text": "b"}]},
            [FILES],
        ),
    ],
)
def test_each_edit_came_about_on_a_side(files: Any, tenant: Any, before: Any, expected: list[Mover]) -> None:
    assert list(who(update("tools/a", files, tenant), last(a=before)).edits) == expected


@pytest.mark.parametrize(
    ("before", "whole"),
    [
        ({"a": 1, "b": 1}, TENANT),
        ({"a": 2, "b": 2}, FILES),
        ({"a": 1, "b": 2}, BOTH),
        ({"a": 3, "b": 2}, BOTH),
    ],
)
def test_a_change_came_about_where_its_edits_did(before: Any, whole: Mover) -> None:
    assert who(update("tools/a", {"a": 1, "b": 1}, {"a": 2, "b": 2}), last(a=before)).whole is whole


def test_nothing_is_known_where_nothing_was_applied() -> None:
    change = update("tools/a", {"a": 1}, {"a": 2})

    assert who(change, None) == Moved(UNKNOWN, (UNKNOWN,))
    assert who(change, last(other={})) == Moved(UNKNOWN, (UNKNOWN,))


def test_what_was_applied_and_is_gone_was_deleted_and_anything_else_is_new() -> None:
    assert who(create("tools/a", {"kind": "x"}), last(a={"kind": "x"})).whole is TENANT
    assert who(create("tools/a", {"kind": "x"}), last(other={})).whole is FILES
    assert who(delete("tools/a", {}), last(a={})).whole is FILES
    assert who(delete("tools/a", {}), last(other={})).whole is TENANT
    assert who(replace(delete("tools/a", {}), cause=Cause.TOMBSTONE), last(a={})).whole is FILES


def test_a_secret_moved_where_the_key_can_tell() -> None:
    change = update("tools/a", {"secret": Secret("new")}, {"secret": Secret("old")})

    assert who(change, last(KEY, a={"secret": Secret("old")}), KEY).whole is FILES
    assert who(change, last(KEY, a={"secret": Secret("new")}), KEY).whole is TENANT
    assert who(change, last(KEY, a={"secret": Secret("third")}), KEY).whole is BOTH


@pytest.mark.parametrize(
    ("then", "now"), [(NO_KEY, NO_KEY), (KEY, NO_KEY), (NO_KEY, KEY), (Seal(Secret("k2"), "s"), KEY)]
)
def test_without_the_key_of_then_nobody_knows_whether_a_secret_moved(then: Seal, now: Seal) -> None:
    change = update("tools/a", {"a": 1, "secret": Secret("new")}, {"a": 2, "secret": Secret("old")})

    assert who(change, last(then, a={"a": 1, "secret": Secret("old")}), now) == Moved(
        TENANT, (TENANT, UNKNOWN)
    )


def test_what_is_remembered_holds_no_secret() -> None:
    tenant = desired_tenant({"tools/a": {"secret": Secret("canary"), "a": 1}})

    for seal in (NO_KEY, KEY):
        known = remembered(report(tenant), tenant, TYPES, last=None, seal=seal, at="now")
        assert "canary" not in str(known)


def test_an_apply_remembers_what_was_done_and_what_was_the_same() -> None:
    tenant = desired_tenant({f"tools/{name}": {"a": 1} for name in ("done", "same", "failed", "odd")})
    changes = {name: update(f"tools/{name}", {"a": 1}, {"a": 2}) for name in ("done", "failed", "odd")}
    before = last(failed={"a": 0}, odd={"a": 0}, gone={}, elsewhere={})
    done = report(
        tenant,
        Done(changes["done"], "d1"),
        Failed(changes["failed"], PlanError("no")),
        Done(changes["odd"], "o1"),
        Done(delete("tools/gone", {}), "g1"),
        unconfirmed=(changes["odd"],),
    )

    known = remembered(done, tenant, TYPES, last=before, seal=NO_KEY, at="now")

    assert {str(at): one.id for at, one in known.resources.items()} == {
        "tools/done": "d1",
        "tools/same": "id of same",
        "tools/elsewhere": "id of elsewhere",
    }
    assert known.applied_at == "now"


def test_an_interrupted_apply_knows_only_what_was_the_same() -> None:
    tenant = desired_tenant({"tools/done": {"a": 1}, "tools/same": {"a": 1}})
    cut = replace(report(tenant, Done(update("tools/done", {"a": 1}, {"a": 2}), "d1")), interrupted=True)

    assert [*remembered(cut, tenant, TYPES, last=None, seal=NO_KEY, at="now").resources] == [
        address("tools/same")
    ]


def test_after_an_apply_nothing_has_moved() -> None:
    tenant = desired_tenant({"tools/a": {"a": 1, "best_friend": "b"}, "tools/b": {"a": 1}})
    change = update("tools/a", {"a": 1, "best_friend": "b"}, {"a": 2, "best_friend": "c"})
    known = remembered(report(tenant, Done(change, "a1")), tenant, TYPES, last=None, seal=NO_KEY, at="now")

    assert set(who(change, known).edits) == {TENANT}


def test_an_adoption_makes_them_agree() -> None:
    tenant = desired_tenant({"tools/a": {"a": 2}, "tools/b": {"a": 2}})
    plan = report(tenant).plan

    known = agreed({address("tools/a")}, plan, tenant, TYPES, last=last(b={"a": 1}), seal=NO_KEY, at="now")

    assert {str(at): one.body for at, one in known.resources.items()} == {
        "tools/a": {"a": 2},
        "tools/b": {"a": 1},
    }


def test_what_is_gone_is_known_by_its_last_id() -> None:
    assert id_of(create("tools/a", {}), last(a={})) == "id of a"
    assert id_of(create("tools/a", {}), last(b={})) is None
    assert id_of(create("tools/a", {}), None) is None


def report(tenant: DesiredTenant, *outcomes: Any, unconfirmed: tuple[Change, ...] = ()) -> Report:
    plan = Plan(
        domain="d",
        environment="e",
        source_digest="s",
        changes=in_order(*(outcome.change for outcome in outcomes)),
        names=names({"tools/same": "id of same"}),
    )
    return Report(plan, outcomes, unconfirmed)
