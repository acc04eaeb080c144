"""What was last written of a secret that the API never gives back decides whether it is written again."""

from typing import Any

import pytest

from deploy_cli.core.diff import Rules
from deploy_cli.core.pairing import Pairing, PlanSettings, pair
from deploy_cli.core.path import written
from deploy_cli.core.plan import Change, Plan
from deploy_cli.core.report import Done, Failed, Report, Skipped
from deploy_cli.core.seal import Seal
from deploy_cli.core.secret_memory import SecretMemory, write_only
from deploy_cli.core.values import Secret
from deploy_cli.errors import PlanError
from tests.core.toys import TOOLS, TYPES, create, delete, desired_tenant, in_order, live_tenant, update

KEY = Secret("k" * 32, "DEPLOY_CLI_STATE_KEY")
ONE, OTHER = Secret("one secret"), Secret("another")


def memory(salt: str = "salt") -> SecretMemory:
    return SecretMemory(Seal(KEY, salt))


def report(*outcomes: Any, unconfirmed: tuple[Change, ...] = ()) -> Report:
    changes = in_order(*(outcome.change for outcome in outcomes))
    plan = Plan(domain="d", environment="e", source_digest="s", changes=changes)
    return Report(plan, outcomes, unconfirmed)


def after_create(body: dict[str, Any], **more: Any) -> SecretMemory:
    made = create("tools/a", {"kind": "x", **body})
    return memory().after(report(Done(made, "a"), **more), TYPES)


def compared(body: dict[str, Any], recalled: SecretMemory, **settings: Any) -> Pairing:
    wanted = desired_tenant({"tools/a": {"name": "a", "kind": "x", **body}})
    there = live_tenant([("tools/a", "a", {"name": "a", "kind": "x", "replaced": {"stamp": 1}})])
    return pair(wanted, there, TYPES, PlanSettings(secrets=recalled, **settings))


def paths(pairing: Pairing) -> list[str]:
    return [written(edit.path) for change in pairing.changes for edit in change.edits]


def test_a_secret_that_was_written_is_the_same_and_silent() -> None:
    found = compared({"password": ONE}, after_create({"password": ONE}))

    assert (paths(found), found.unknown) == ([], [])


def test_a_secret_that_changed_is_an_edit_like_any_other() -> None:
    found = compared({"password": OTHER}, after_create({"password": ONE}))

    assert (paths(found), found.unknown) == (["password"], [])
    edit = found.changes[0].edits[0]
    assert edit.sensitive
    assert edit.after == OTHER


def test_a_secret_of_which_nothing_is_remembered_is_unknown_and_named() -> None:
    found = compared({"password": ONE}, memory())

    assert (paths(found), [str(one) for one in found.unknown]) == ([], ["tools/a"])


def test_only_the_unknown_ones_are_named() -> None:
    recalled = after_create({"password": ONE})

    found = compared({"password": ONE, "replaced": {"key": ONE}}, recalled)

    assert [str(one) for one in found.unknown] == ["tools/a"]
    assert paths(found) == []


@pytest.mark.parametrize(
    "recalled",
    [
        SecretMemory(Seal(None, "salt"), after_create({"password": ONE}).marks),
        SecretMemory(memory().seal, {("tools", "other"): {"password": "hmac-sha256:00"}}),
    ],
    ids=["without the key", "of a resource with another id"],
)
def test_what_cannot_be_compared_is_unknown(recalled: SecretMemory) -> None:
    assert compared({"password": OTHER}, recalled).unknown


def test_a_secret_that_is_not_known_itself_is_unknown() -> None:
    hidden = Secret("", is_known=False)

    assert compared({"password": hidden}, after_create({"password": ONE})).unknown
    assert after_create({"password": hidden}).marks == {}


def test_on_request_a_secret_is_written_whatever_is_remembered() -> None:
    recalled = after_create({"password": ONE})

    assert paths(compared({"password": ONE}, recalled, write_secrets=("tools/a",))) == ["password"]


def test_secrets_go_along_with_the_object_that_is_sent_whole() -> None:
    recalled = after_create({"replaced": {"key": ONE, "x": 1}})

    found = compared({"replaced": {"key": ONE, "x": 2}}, recalled)

    assert paths(found) == ["replaced.key", "replaced.x"]


def test_nothing_of_a_secret_stands_in_what_is_remembered() -> None:
    assert "one secret" not in repr(after_create({"password": ONE}))
    assert (
        after_create({"password": ONE}).marks
        != SecretMemory(Seal(KEY, "other"))
        .after(report(Done(create("tools/a", {"kind": "x", "password": ONE}), "a")), TYPES)
        .marks
    ), "the salt is in the hash"


def test_an_update_remembers_what_it_wrote_and_keeps_the_rest() -> None:
    first = after_create({"password": ONE, "replaced": {"key": ONE}})
    change = compared({"password": OTHER, "replaced": {"key": ONE}}, first).changes[0]

    second = first.after(report(Done(change, "a")), TYPES)

    assert paths(compared({"password": OTHER, "replaced": {"key": ONE}}, second)) == []
    assert paths(compared({"password": ONE, "replaced": {"key": ONE}}, second)) == ["password"]


def test_what_an_update_did_not_write_stays_unknown() -> None:
    change = update("tools/a", {"label": "x"}, {"label": "y", "password": ONE})

    assert memory().after(report(Done(change, "a")), TYPES).marks == {}


def test_what_failed_or_reads_otherwise_is_forgotten_and_what_was_not_tried_is_not() -> None:
    first = after_create({"password": ONE})
    change = compared({"password": OTHER}, first).changes[0]

    assert first.after(report(Failed(change, PlanError("no"))), TYPES).marks == {}
    assert first.after(report(Done(change, "a"), unconfirmed=(change,)), TYPES).marks == {}
    assert first.after(report(Skipped(change, "no")), TYPES).marks == first.marks


def test_a_resource_that_is_deleted_is_forgotten() -> None:
    gone = delete("tools/a", {"kind": "x"})
    assert gone.resource_id is not None
    made = create("tools/a", {"kind": "x", "password": ONE})
    first = memory().after(report(Done(made, gone.resource_id)), TYPES)

    assert first.marks
    assert first.after(report(Done(gone, gone.resource_id)), TYPES).marks == {}


def test_write_only_fields_have_the_path_of_their_edits() -> None:
    body = {"password": ONE, "replaced": {"key": ONE}, "label": "x"}

    assert [written(path) for path, _ in write_only(body, Rules.of(TOOLS))] == ["password", "replaced.key"]


def test_in_keyed_lists_and_ordered_ones_each_element_is_remembered() -> None:
    rules = Rules(keyed=[("secrets", ("name",))], unknown=["secrets[].value", "steps[].key"])
    body = {
        "secrets": [{"name": "A", "value": ONE}, {"name": "B", "value": OTHER}],
        "steps": [{"key": ONE}, {"key": OTHER}],
    }

    assert [written(path) for path, _ in write_only(body, rules)] == [
        "secrets[A].value",
        "secrets[B].value",
        "steps[0].key",
        "steps[1].key",
    ]
