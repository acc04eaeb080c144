"""Actions: the build, the deployment, and what belongs to a vendor."""

import pytest

from deploy_cli.core.call import Call, Wait
from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.live import comparable
from deploy_cli.core.path import written
from deploy_cli.core.references import Names
from deploy_cli.core.values import Object
from deploy_cli.resources.actions import ACTIONS


def edits(desired: Object, live: Object) -> list[str]:
    seen = comparable(ACTIONS, live, desired, Names())
    return [written(edit.path) for edit in diff(desired, seen, Rules.of(ACTIONS))]


@pytest.mark.parametrize(
    ("deployed", "live", "changed"),
    [
        (True, {"all_changes_deployed": True}, []),
        (True, {"all_changes_deployed": False}, ["deployed"]),
        (True, {}, ["deployed"]),
        (False, {"all_changes_deployed": False}, []),
        (False, {}, []),
    ],
)
def test_an_action_is_deployed_where_all_of_its_changes_are(
    deployed: bool, live: Object, changed: list[str]
) -> None:
    assert edits({"deployed": deployed}, live) == changed


def test_a_write_waits_for_the_build_then_deploys_and_waits_again() -> None:
    assert ACTIONS.hooks.after_write is not None
    build, deploy, deployed = ACTIONS.hooks.after_write({"deployed": True}, "an-id")

    assert isinstance(build, Wait)
    assert (build.path, build.field, build.until) == ("actions/actions/an-id", "status", ("built",))
    assert "failed" in build.failed
    assert deploy == Call("POST", "actions/actions/an-id/deploy")
    assert isinstance(deployed, Wait)
    assert deployed.until == (True,)


@pytest.mark.parametrize("desired", [{}, {"deployed": False}])
def test_what_is_not_to_be_deployed_is_not(desired: Object) -> None:
    assert ACTIONS.hooks.after_write is not None
    assert ACTIONS.hooks.after_write(desired, "an-id") == ()


def test_an_action_of_a_vendor_is_left_alone() -> None:
    assert ACTIONS.protected({"name": "a", "integration": {"id": "1"}})
    assert not ACTIONS.protected({"name": "a"})


def test_secrets_are_compared_by_name() -> None:
    live = {"secrets": [{"name": "B", "updated_at": "x"}, {"name": "A", "updated_at": "x"}]}

    assert edits({"secrets": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}, live) == []
    assert edits({"secrets": [{"name": "A", "value": "1"}]}, live) == ["secrets[B]"]
