"""Tests of the report of an apply."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from deploy_cli.core.plan import Change, Plan, numbered
from deploy_cli.core.report import Done, Failed, Report, Skipped
from deploy_cli.core.tenant import Origin
from deploy_cli.core.values import Object, Secret
from deploy_cli.errors import ApiError, Location, PlanError
from deploy_cli.files.schemas import bundled
from deploy_cli.render.paint import Paint
from deploy_cli.render.progress_text import begun, ended
from deploy_cli.render.report_json import report_object
from deploy_cli.render.report_markdown import report_markdown
from deploy_cli.render.report_text import report_text
from deploy_cli.render.report_views import FORMATS, view

MakeChange = Callable[..., Change]
Golden = Callable[[Path, str], None]
LINES = {("callbacks", 0): 7, ("callbacks",): 6}


def made(report: Report) -> Object:
    return report_object(report, tool_version="1", created_at="2026-01-02T03:04:05Z")


def traced(change: Change) -> Change:
    """Let the values of the change stand on lines of their own."""
    assert change.desired is not None

    def origin(path: object) -> Origin | None:
        line = next((line for known, line in LINES.items() if path == known), None)
        return Origin(Location("tenants/base.yaml", line, 20)) if line else None

    return replace(change, desired=replace(change.desired, origin=origin))


@pytest.fixture
def report(change: MakeChange) -> Report:
    plan = Plan(
        domain="acme.eu.auth0.com",
        environment="prod",
        source_digest="sha256:x",
        changes=numbered(
            [
                change("clients/New", None, {"name": "New"}),
                change("clients/Shop", {"callbacks": ["a"]}, {"callbacks": ["b"]}),
                change("roles/Clerk", {"description": "x"}, {"description": "y"}),
                change("roles/Old", {}, None),
            ]
        ),
    )
    new, shop, clerk, old = plan.changes
    shop = traced(shop)
    refused = ApiError(
        "Payload validation error: 'wrong \x1b[2J' on property callbacks[0]",
        hint="check `callbacks`",
        method="PATCH",
        path="/api/v2/clients/id-of-Shop",
        status=400,
        code="invalid_body",
        field="callbacks[0]",
        request_id="req-1",
    )
    outcomes = (
        Done(new, "new-id"),
        Failed(shop, refused),
        Done(clerk, "id-of-Clerk"),
        Skipped(old, "it needs `clients/Shop`, which was not made"),
    )
    return Report(plan, outcomes, unconfirmed=(clerk,))


def test_report(report: Report, golden: Golden, golden_file: Path) -> None:
    golden(golden_file, report_text(made(report)) + "\n")


def test_a_complete_report_is_its_last_line(report: Report) -> None:
    complete = Report(report.plan, tuple(Done(change, "x") for change in report.plan.changes))

    assert report_text(made(complete)) == "Applied: 4 done, 0 failed, 0 not tried."


def test_progress_is_a_line_for_each_begin_and_end(report: Report) -> None:
    plain = Paint()

    assert [begun(c, paint=plain) for c in report.plan.changes] == [
        "  + creating clients/New",
        "  ~ updating clients/Shop",
        "  ~ updating roles/Clerk",
        "  - deleting roles/Old",
    ]
    assert [ended(o, n, 4, paint=plain) for n, o in enumerate(report.outcomes, 1)] == [
        "[1/4] created clients/New",
        "[2/4] failed clients/Shop: Payload validation error: 'wrong \\u{1b}[2J' on property callbacks[0]",
        "[3/4] updated roles/Clerk",
        "[4/4] not tried roles/Old: it needs `clients/Shop`, which was not made",
    ]


def test_the_json_report_tells_each_outcome(report: Report) -> None:
    told = made(report)

    assert told["summary"] == {"done": 2, "failed": 1, "not_tried": 1, "not_confirmed": 1}
    assert [o["status"] for o in told["outcomes"]] == ["done", "failed", "done", "not_tried"]
    assert told["outcomes"][0]["resource_id"] == "new-id"
    assert told["outcomes"][1]["error"]["field"] == "callbacks[0]"
    assert told["outcomes"][1]["error"]["request_id"] == "req-1"
    assert told["outcomes"][3]["because"].startswith("it needs")
    assert told["unconfirmed"][0]["address"] == "roles/Clerk"


def test_a_failure_that_auth0_has_no_part_in_is_told_without_a_request(report: Report) -> None:
    failed = Failed(report.plan.changes[0], PlanError("made in part", hint="apply again"))
    told = made(Report(report.plan, (failed,)))

    source = {"file": "tenants/acme/tenant.yaml", "line": 3, "column": 5}
    assert told["outcomes"][0]["error"] == {
        "message": "made in part",
        "hint": "apply again",
        "source": source,
    }


@pytest.mark.parametrize("form", ["markdown", "junit"])
def test_report_as(form: str, report: Report, golden: Golden, golden_file: Path) -> None:
    golden(golden_file.with_name(f"report.{form}"), view(made(report), form) + "\n")


def test_every_report_is_what_its_schema_says(report: Report) -> None:
    validator = Draft202012Validator(bundled("report.json"))
    for one in (report, replace(report, outcomes=(), unconfirmed=()), replace(report, interrupted=True)):
        assert list(validator.iter_errors(json.loads(view(made(one), "json")))) == []
    assert not validator.is_valid(
        {**made(report), "outcomes": [{**made(report)["outcomes"][1], "error": None}]}
    )


@pytest.mark.parametrize(
    ("field", "file", "line"),
    [
        ("callbacks[0]", "tenants/base.yaml", 7),
        ("callbacks.0", "tenants/base.yaml", 7),
        ("#/callbacks", "tenants/base.yaml", 6),
        ("callbacks[9]", "tenants/acme/tenant.yaml", 3),
        ("stranger", "tenants/acme/tenant.yaml", 3),
        (None, "tenants/acme/tenant.yaml", 3),
    ],
)
def test_a_failure_is_located_at_the_value_that_was_refused(
    field: str | None, file: str, line: int, report: Report
) -> None:
    shop = report.failed[0].change
    place = Failed(shop, ApiError("no", field=field)).place

    assert place is not None
    assert (place.file, place.line) == (file, line)


def test_what_the_files_do_not_hold_has_no_place(report: Report, change: MakeChange) -> None:
    assert Failed(change("roles/Old", {}, None), ApiError("no", field="name")).place is None


def test_secrets_have_the_numbers_of_the_plan(report: Report, change: MakeChange) -> None:
    one = change("clients/A", {}, {"client_secret": Secret("first", "a"), "name": "A"})
    two = change("clients/B", {}, {"client_secret": Secret("second", "b"), "name": "B"})
    plan = replace(report.plan, changes=numbered([one, two]))
    told = made(Report(plan, tuple(Done(each, "id") for each in plan.changes), unconfirmed=(two,)))

    assert [edit["after"] for edit in told["unconfirmed"][0]["edits"] if edit["sensitive"]] == ["(secret #2)"]


def test_the_exit_is_the_same_in_all_formats(report: Report) -> None:
    complete = Report(report.plan, tuple(Done(change, "x") for change in report.plan.changes))

    assert made(report)["exit"] == {"code": 5, "name": "partly"}
    assert made(complete)["exit"] == {"code": 0, "name": "done"}
    assert made(replace(report, interrupted=True))["exit"] == {"code": 130, "name": "interrupted"}


def test_junit_has_a_case_for_each_change(report: Report) -> None:
    root = ElementTree.fromstring(view(made(report), "junit").encode())
    kinds = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}

    assert kinds == {
        "create clients/New": [],
        "update clients/Shop": ["failure"],
        "update roles/Clerk": ["failure"],
        "delete roles/Old": ["skipped"],
    }
    assert root.get("failures") == "2"
    nothing = ElementTree.fromstring(view(made(Report(report.plan, ())), "junit").encode())
    assert [case.get("name") for case in nothing.iter("testcase")] == ["There was nothing to do."]


def test_markdown_keeps_to_its_limit_and_failures_to_the_last(report: Report, change: MakeChange) -> None:
    changes = numbered([change(f"clients/{n:05} {'x' * 150}", None, {"name": "y"}) for n in range(3000)])
    failing = {changes[n].id for n in range(0, 3000, 100)}
    outcomes = tuple(
        Failed(one, PlanError("z" * 900)) if one.id in failing else Done(one, "id") for one in changes
    )
    text = report_markdown(made(Report(replace(report.plan, changes=changes), outcomes)))

    assert len(text.encode()) <= 65_000
    assert text.count("z" * 900) == 30
    assert "more**, for which there is no room here" in text


@pytest.mark.parametrize("form", FORMATS)
def test_a_view_is_a_function_of_the_value(form: str, report: Report) -> None:
    value = made(report)

    assert view(json.loads(json.dumps(value)), form) == view(value, form)
