"""What the README promises, over HTTP: one line where nothing changes, exit codes, plans that are approvals."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy_cli.cli.exits import Exit
from tests.end_to_end.stage import Cli, Serve, write

TENANT = """\
environment: {name: prod}
clients:
  - name: Storefront
    app_type: spa
    callbacks: [https://shop.example]
roles:
  - name: Clerk
    description: Sells
"""


@pytest.fixture(autouse=True)
def _tenant(cli: Cli) -> None:
    write({"tenant.yaml": TENANT})


def test_an_unchanged_tenant_is_one_line_and_success(cli: Cli, serve: Serve) -> None:
    with serve():
        applied = cli("apply", "tenant.yaml", "--yes")
        planned = cli("plan", "tenant.yaml")
        told = cli("plan", "tenant.yaml", "--detailed-exitcode")
        applied_again = cli("apply", "tenant.yaml", "--yes")

    assert applied.code == Exit.DONE
    assert (planned.code, planned.err) == (Exit.DONE, "")
    assert planned.out.count("\n") == 1
    assert planned.out.startswith("No changes: prod (localhost:")
    assert (told.code, told.out) == (Exit.DONE, planned.out)
    assert (applied_again.code, applied_again.out) == (Exit.DONE, planned.out)


def test_changes_are_an_exit_code_only_where_it_is_asked_for(cli: Cli, serve: Serve) -> None:
    with serve():
        assert cli("plan", "tenant.yaml").code == Exit.DONE
        assert cli("plan", "tenant.yaml", "--detailed-exitcode").code == Exit.DIFFERENCES


def test_an_unchanged_tenant_costs_the_pages_of_what_is_declared(cli: Cli, serve: Serve) -> None:
    with serve() as tenant:
        cli("apply", "tenant.yaml", "--yes")
        tenant.requests.clear()
        cli("plan", "tenant.yaml")

    assert sorted(tenant.requests) == ["GET /api/v2/clients", "GET /api/v2/roles", "POST /oauth/token"]


def test_json_is_all_of_stdout_and_as_its_schema_says(cli: Cli, serve: Serve) -> None:
    schema = json.loads(cli("schema", "plan").out)
    with serve():
        planned = cli("plan", "tenant.yaml", "--format", "json")
        cli("apply", "tenant.yaml", "--yes")
        unchanged = cli("plan", "tenant.yaml", "--format", "json")

    for ran in (planned, unchanged):
        assert ran.code == Exit.DONE
        jsonschema.validate(json.loads(ran.out), schema)
    assert json.loads(planned.out)["summary"]["create"] == 2
    assert json.loads(unchanged.out)["changes"] == []


def test_a_saved_plan_is_carried_out_while_it_is_the_plan(cli: Cli, serve: Serve) -> None:
    with serve():
        assert cli("plan", "tenant.yaml", "--out", "plan.json").code == Exit.DONE
        applied = cli("apply", "tenant.yaml", "--plan", "plan.json")
        once_more = cli("apply", "tenant.yaml", "--plan", "plan.json")

    assert applied.code == Exit.DONE, applied.err
    assert once_more.code == Exit.STALE
    assert "nothing is left to apply" in once_more.err
    assert "done already: create clients/Storefront" in once_more.err


def test_a_saved_plan_is_refused_once_the_tenant_changed(cli: Cli, serve: Serve) -> None:
    write({"other.yaml": "environment: {name: prod}\nroles: [{name: Clerk, description: Buys}]\n"})
    with serve():
        cli("plan", "tenant.yaml", "--out", "plan.json")
        assert cli("apply", "other.yaml", "--yes").code == Exit.DONE
        applied = cli("apply", "tenant.yaml", "--plan", "plan.json")
        planned = cli("plan", "tenant.yaml", "--format", "json")

    assert applied.code == Exit.STALE
    assert "update roles/Clerk: approved as a create" in applied.err
    assert "description   approved: nothing → Sells   now: Buys → Sells" in applied.err
    assert json.loads(planned.out)["summary"]["create"] == 1, "nothing was applied"


def test_a_saved_plan_is_refused_once_the_files_changed(cli: Cli, serve: Serve) -> None:
    with serve():
        cli("plan", "tenant.yaml", "--out", "plan.json")
        write({"tenant.yaml": TENANT.replace("Sells", "Buys")})
        applied = cli("apply", "tenant.yaml", "--plan", "plan.json")

    assert applied.code == Exit.STALE
    assert applied.err.startswith("error: the plan is not the one that was approved")


def test_a_saved_plan_is_refused_for_another_domain(cli: Cli, serve: Serve) -> None:
    with serve() as one:
        cli("plan", "tenant.yaml", "--out", "plan.json")
        made_for = one.domain
    with serve() as other:
        applied = cli("apply", "tenant.yaml", "--plan", "plan.json")

    assert applied.code == Exit.STALE
    assert f"it was made for the domain `{made_for}`; this is `{other.domain}`" in applied.err


def _shows_less(plan: Any) -> None:
    del plan["changes"][1]


def _shows_other_values(plan: Any) -> None:
    plan["changes"][0]["edits"][0]["after"] = "harmless"


def _names_another_domain(plan: Any) -> None:
    plan["tenant"]["domain"] = "acme.eu.auth0.com"


def _has_another_digest(plan: Any) -> None:
    plan["digest"] = "sha256:" + 64 * "0"


@pytest.mark.parametrize(
    "edit", [_shows_less, _shows_other_values, _names_another_domain, _has_another_digest]
)
def test_a_saved_plan_that_was_edited_is_refused(edit: Any, cli: Cli, serve: Serve) -> None:
    with serve():
        cli("plan", "tenant.yaml", "--out", "plan.json")
        plan = json.loads(Path("plan.json").read_text(encoding="utf-8"))
        edit(plan)
        write({"plan.json": json.dumps(plan)})
        applied = cli("apply", "tenant.yaml", "--plan", "plan.json")
        planned = cli("plan", "tenant.yaml", "--format", "json")

    assert applied.code == Exit.STALE
    assert json.loads(planned.out)["summary"]["create"] == 2, "nothing was applied"


def test_a_part_that_failed_is_finished_by_the_next_apply(cli: Cli, serve: Serve) -> None:
    refused = {"match": {"method": "POST", "path": "/api/v2/roles", "nth": 1}, "then": {"status": 400}}
    with serve(lambda _: {}, [refused]):
        first = cli("apply", "tenant.yaml", "--yes")
        second = cli("apply", "tenant.yaml", "--yes")
        planned = cli("plan", "tenant.yaml", "--detailed-exitcode")

    assert (first.code, second.code, planned.code) == (Exit.PARTLY, Exit.DONE, Exit.DONE)
