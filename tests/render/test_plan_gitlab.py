"""The report for GitLab."""

import json

from deploy_cli.render.plan_gitlab import plan_gitlab
from tests.render.saved_plans import dangerous, empty


def test_a_rename_is_an_update() -> None:
    assert json.loads(plan_gitlab(dangerous())) == {"create": 1, "update": 3, "delete": 2}


def test_no_changes_are_zeros() -> None:
    assert plan_gitlab(empty()) == '{"create": 0, "update": 0, "delete": 0}'
