"""Tests of the report of an apply."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy_cli.core.plan import Change, Plan, numbered
from deploy_cli.core.report import Done, Failed, Report, Skipped
from deploy_cli.errors import ApiError, PlanError
from deploy_cli.render.paint import Paint
from deploy_cli.render.report_json import report_object
from deploy_cli.render.report_text import begun, ended, report_text

MakeChange = Callable[..., Change]
Golden = Callable[[Path, str], None]


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
    golden(golden_file, report_text(report) + "\n")


def test_a_complete_report_is_its_last_line(report: Report) -> None:
    complete = Report(report.plan, tuple(Done(change, "x") for change in report.plan.changes))

    assert report_text(complete) == "Applied: 4 done, 0 failed, 0 not tried."


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
    told = report_object(report, tool_version="1", created_at="2026-01-02T03:04:05Z")

    assert told["summary"] == {"done": 2, "failed": 1, "not_tried": 1, "not_confirmed": 1}
    assert [o["status"] for o in told["outcomes"]] == ["done", "failed", "done", "not_tried"]
    assert told["outcomes"][0]["resource_id"] == "new-id"
    assert told["outcomes"][1]["error"]["field"] == "callbacks[0]"
    assert told["outcomes"][1]["error"]["request_id"] == "req-1"
    assert told["outcomes"][3]["because"].startswith("it needs")
    assert told["unconfirmed"][0]["address"] == "roles/Clerk"


def test_a_failure_that_auth0_has_no_part_in_is_told_without_a_request(report: Report) -> None:
    failed = Failed(report.plan.changes[0], PlanError("made in part", hint="apply again"))
    told = report_object(Report(report.plan, (failed,)), tool_version="1", created_at="now")

    assert told["outcomes"][0]["error"] == {"message": "made in part", "hint": "apply again"}
