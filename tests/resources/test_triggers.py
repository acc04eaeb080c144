"""Triggers: bindings as files write them, and as the API wants them."""

from deploy_cli.core import body
from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.live import comparable
from deploy_cli.core.references import Names
from deploy_cli.core.values import Object, Secret
from deploy_cli.resources.triggers import TRIGGERS
from tests.core.toys import update

LIVE: Object = {
    "bindings": [
        {
            "id": "1",
            "trigger_id": "post-login",
            "action": {"id": "a", "name": "Roles"},
            "display_name": "Add roles",
        },
        {"id": "2", "trigger_id": "post-login", "action": {"id": "b", "name": "Log"}, "display_name": "Log"},
        {"id": "3", "trigger_id": "post-login"},
    ],
    "total": 3,
}


def wanted(*bindings: Object) -> Object:
    return {"bindings": list(bindings)}


def differs(desired: Object) -> bool:
    seen = comparable(TRIGGERS, LIVE, desired, Names())
    return bool(list(diff(desired, seen, Rules.of(TRIGGERS))))


def sent(desired: Object) -> Object:
    change = update("triggers/post-login", desired, comparable(TRIGGERS, LIVE, desired, Names()), TRIGGERS)
    return body.updated(change, TRIGGERS, Names())


ROLES, LOG = (
    {"action_name": "Roles", "display_name": "Add roles"},
    {"action_name": "Log", "display_name": "Log"},
)


def test_bindings_are_compared_by_action_name_and_order() -> None:
    assert not differs(wanted(ROLES, LOG))
    assert differs(wanted(LOG, ROLES))
    assert differs(wanted(ROLES))
    assert differs(wanted())
    assert differs(wanted({**ROLES, "display_name": "Other"}, LOG))


def test_a_display_name_that_files_leave_out_stays_what_it_is() -> None:
    assert not differs(wanted({"action_name": "Roles"}, {"action_name": "Log"}))
    assert sent(wanted({"action_name": "Log"}, {"action_name": "Roles"})) == {
        "bindings": [
            {"ref": {"type": "action_name", "value": "Log"}, "display_name": "Log"},
            {"ref": {"type": "action_name", "value": "Roles"}, "display_name": "Add roles"},
        ]
    }


def test_a_new_binding_is_shown_under_the_name_of_its_action() -> None:
    assert sent(wanted({"action_name": "New"})) == {
        "bindings": [{"ref": {"type": "action_name", "value": "New"}, "display_name": "New"}]
    }


def test_an_empty_list_takes_every_action_off() -> None:
    assert sent(wanted()) == {"bindings": []}


def test_secrets_of_a_binding_are_unknown_and_go_along_with_the_list() -> None:
    secrets = [{"name": "KEY", "value": Secret("k")}]

    assert not differs(wanted({**ROLES, "secrets": secrets}, LOG))
    assert sent(wanted(LOG, {**ROLES, "secrets": secrets}))["bindings"][1]["secrets"] == secrets


def test_what_is_read_for_an_export_holds_what_files_may_hold() -> None:
    assert comparable(TRIGGERS, LIVE, {}, Names()) == wanted(ROLES, LOG)
    assert comparable(TRIGGERS, {}, {}, Names()) == wanted()
