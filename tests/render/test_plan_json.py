"""Tests of the plan as a JSON object."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from deploy_cli.core.effect import Effect, Severity
from deploy_cli.core.plan import Action, Change, Finding, Plan
from deploy_cli.core.values import Object, Secret
from deploy_cli.render.plan_json import json_text, plan_object

MakeChange = Callable[..., Change]
MakePlan = Callable[..., Object]
Golden = Callable[[Path, str], None]

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "plan.json").read_text("utf-8"))


@pytest.fixture
def made(plan: MakePlan, change: MakeChange) -> Object:
    return plan(
        change("clients/New", None, {"name": "New", "client_secret": Secret("s3cret", "secret:NEW")}),
        change(
            "clients/Shop",
            {"callbacks": ["a"], "app_type": "spa", "logo_uri": "x", "options": {"b": 1, "a": [2]}},
            {"callbacks": ["b"], "app_type": "native", "logo_uri": None, "options": "none"},
            reason="the tenant differs from the files",
            effects=[Effect(Severity.MEDIUM, "Somebody notices.")],
            findings=[Finding("rule", "error", "Somebody minds.")],
        ),
        change("roles/Clerk", {"name": "c"}, {"name": "Clerk"}, action=Action.RENAME),
        change("roles/Old", {}, None, reason="the files do not name it, and `prune` covers `roles`"),
        unchanged=7,
        unmanaged=2,
        findings=[Finding("tenant", "info", "All of it.")],
    )


def test_plan_json(made: Object, golden: Golden, golden_file: Path) -> None:
    assert made["digest"].startswith("sha256:")
    golden(golden_file, json_text({**made, "digest": "sha256:" + "f" * 64}) + "\n")


def test_a_plan_is_what_its_schema_says(made: Object) -> None:
    Draft202012Validator(SCHEMA).validate(made)


def test_a_secret_is_not_told(made: Object) -> None:
    [edit] = [e for change in made["changes"] for e in change["edits"] if e["path"] == "client_secret"]

    assert edit["sensitive"]
    assert (edit["before"], edit["after"]) == (None, "(secret #1)")
    assert "s3cret" not in json_text(made)


def test_the_order_of_a_live_object_does_not_show() -> None:
    empty = Plan(domain="d", environment="e", source_digest="sha256:x", changes=())

    one, other = (
        json_text(plan_object(empty, created_at="2026-01-02T03:04:05Z", tool_version="1")) for _ in range(2)
    )

    assert one == other


def test_keys_inside_of_values_are_sorted(made: Object) -> None:
    [edit] = [e for change in made["changes"] for e in change["edits"] if e["path"] == "options"]

    assert list(edit["before"]) == ["a", "b"]
