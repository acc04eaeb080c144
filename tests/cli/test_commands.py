"""Tests of the commands, end to end, against the embedded emulator."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from deploy_cli.cli.embedded import state_of, states
from deploy_cli.cli.exits import Exit

Cli = Callable[..., Any]
ROOT = Path(__file__).parents[2]


def _edit(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_the_whole_cycle(cli: Cli, tenant: Path, tmp_path: Path) -> None:
    assert cli("validate", tenant).out == "shop: valid, 2 resources in 2 sections\n"

    planned = cli("plan", tenant, "--detailed-exitcode")
    assert planned.code == Exit.DIFFERENCES
    assert planned.out.endswith("\nPlan: 2 to create, 0 to update, 0 to delete.\n")
    assert planned.err == ""

    applied = cli("apply", tenant, "--yes")
    assert applied.code == Exit.DONE
    assert applied.out.endswith("\nApplied: 2 done, 0 failed, 0 not tried.\n")
    assert "[2/2] created" in applied.err

    again = cli("plan", tenant, "--detailed-exitcode")
    assert again.code == Exit.DONE
    assert again.out == "No changes: shop (emulator) is as the files want it, 2 resources compared.\n"
    assert cli("apply", tenant, "--yes").out == again.out

    exported = cli("export", tenant, "-o", tmp_path / "out")
    assert exported.code == Exit.DONE
    assert str(tmp_path / "out" / "roles.yaml") in exported.out.splitlines()
    from_export = cli("plan", tmp_path / "out")
    assert from_export.out.startswith("No changes: ")


def test_json_is_the_plan_and_nothing_else(cli: Cli, tenant: Path) -> None:
    ran = cli("plan", tenant, "--format", "json")

    plan = json.loads(ran.out)
    Draft202012Validator(json.loads((ROOT / "schemas" / "plan.json").read_text("utf-8"))).validate(plan)
    assert ran.code == Exit.DONE
    assert plan["tenant"] == {"domain": "emulator", "environment": "shop"}
    assert [change["address"] for change in plan["changes"]] == ["clients/Storefront", "roles/Clerk"]
    assert cli("plan", tenant, "--format", "json", "--detailed-exitcode").code == Exit.DIFFERENCES


def test_two_plans_of_the_same_differ_in_their_time_only(cli: Cli, tenant: Path) -> None:
    one, other = (json.loads(cli("plan", tenant, "--format", "json").out) for _ in range(2))

    assert {**one, "created_at": None} == {**other, "created_at": None}


def test_an_error_is_no_json_and_no_success(cli: Cli, tenant: Path) -> None:
    _edit(tenant, "app_type: spa", "app_type: spaa")

    ran = cli("plan", tenant, "--format", "json")

    assert (ran.code, ran.out) == (Exit.ERROR, "")
    assert "error: clients/Storefront" in ran.err
    assert "tenant.yaml:6:" in ran.err
    assert "^^^^" in ran.err


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_validate_prints_problems_for_machines(cli: Cli, tenant: Path, form: str) -> None:
    valid = cli("validate", tenant, "--format", form)
    _edit(tenant, "app_type: spa", "app_type: spaa")
    ran = cli("validate", tenant, "--format", form)

    assert (valid.code, valid.err) == (Exit.DONE, "")
    assert ran.code == Exit.ERROR
    assert ran.err == "1 problem in the tenant files\n"
    match form:
        case "json":
            assert json.loads(valid.out)["valid"]
            assert json.loads(ran.out)["problems"][0]["source"]["line"] == 6
        case "sarif":
            assert json.loads(valid.out)["runs"][0]["results"] == []
            assert len(json.loads(ran.out)["runs"][0]["results"]) == 1
        case _:
            assert valid.out == ""
            assert ran.out.startswith("::error file=")


def test_a_selection_is_all_that_is_planned(cli: Cli, tenant: Path) -> None:
    only = cli("plan", tenant, "--only", "roles")
    excluded = cli("plan", tenant, "--exclude", "roles/Clerk")

    assert only.out.endswith("Plan: 1 to create, 0 to update, 0 to delete.\n")
    assert "roles/Clerk" in only.out
    assert "clients/Storefront" in excluded.out
    assert "+ roles/Clerk" not in excluded.out
    assert "Selected: without `roles/Clerk`" in excluded.out
    assert cli("plan", tenant, "--only", "rolls/*").code == Exit.USAGE
    assert cli("plan", tenant, "--exclude", "organizations").code == Exit.DONE


@pytest.mark.parametrize("glob", ["rolls", "roles/Clark", "clients/Store*x"])
@pytest.mark.parametrize("command", ["plan", "apply"])
def test_what_is_left_out_and_is_not_there_is_wrong_usage(
    cli: Cli, tenant: Path, command: str, glob: str
) -> None:
    yes = ["--yes"] if command == "apply" else []

    refused = cli(command, tenant, "--exclude", glob, *yes)

    assert (refused.code, f"nothing in the files matches `{glob}`" in refused.err) == (Exit.USAGE, True)


def test_a_variable_on_the_command_line_wins(cli: Cli, tenant: Path) -> None:
    _edit(tenant, "  domain: emulator", "  domain: emulator\n  variables: {what: Sells}")
    _edit(tenant, "description: Sells", "description: $(var:what)")

    assert "description: Buys" in cli("plan", tenant, "--var", "what=Buys").out
    assert "description: Sells" in cli("plan", tenant).out


def test_a_saved_plan_is_approval_as_long_as_it_is_the_plan(cli: Cli, tenant: Path, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    assert "the plan is saved in" in cli("plan", tenant, "--out", saved).err

    assert cli("apply", tenant, "--plan", saved).code == Exit.DONE

    stale = cli("apply", tenant, "--plan", saved)
    assert stale.code == Exit.STALE
    assert "create roles/Clerk" in stale.err
    assert "Applied" not in stale.out


def test_a_plan_of_other_files_is_not_carried_out(cli: Cli, tenant: Path, tmp_path: Path) -> None:
    saved = tmp_path / "plan.json"
    cli("plan", tenant, "--out", saved)
    _edit(tenant, "description: Sells", "description: Steals")

    assert cli("apply", tenant, "--plan", saved).code == Exit.STALE
    assert "2 to create" in cli("plan", tenant).out


def test_what_is_no_saved_plan_is_not_taken_for_one(cli: Cli, tenant: Path, tmp_path: Path) -> None:
    (tmp_path / "junk").write_text("{}", encoding="utf-8")

    assert cli("apply", tenant, "--plan", tmp_path / "junk").code == Exit.ERROR
    assert cli("apply", tenant, "--plan", tmp_path / "nothing").code == Exit.USAGE


def test_apply_does_not_write_where_nobody_can_be_asked(cli: Cli, tenant: Path) -> None:
    ran = cli("apply", tenant)

    assert ran.code == Exit.USAGE
    assert "--yes" in ran.err
    assert "2 to create" in cli("plan", tenant).out


def test_the_json_report_is_all_of_stdout(cli: Cli, tenant: Path) -> None:
    ran = cli("apply", tenant, "--yes", "--format", "json")

    report = json.loads(ran.out)
    assert report["summary"] == {"done": 2, "failed": 0, "not_tried": 0, "not_confirmed": 0}
    assert all(outcome["resource_id"] for outcome in report["outcomes"])
    assert "Plan: 2 to create" in ran.err


def test_deletes_and_limits(cli: Cli, tenant: Path) -> None:
    cli("apply", tenant, "--yes")
    _edit(tenant, "  domain: emulator", "  domain: emulator\n  limits: {deletes: 0}")
    _edit(tenant, "    description: Sells", "    lifecycle: {state: absent}")

    planned, applied = cli("plan", tenant), cli("apply", tenant, "--yes")

    assert planned.code == applied.code == Exit.REFUSED
    assert "  - [critical] roles/Clerk" in planned.out
    assert "limits.deletes" in applied.out
    _edit(tenant, "deletes: 0", "deletes: 1")
    assert cli("apply", tenant, "--yes").out.endswith("Applied: 1 done, 0 failed, 0 not tried.\n")


def test_a_replacement_is_refused_unless_that_very_address_is_allowed(cli: Cli, tenant: Path) -> None:
    _edit(tenant, "roles:", "connections:\n  - {name: social, strategy: google-oauth2}\nroles:")
    cli("apply", tenant, "--yes")
    _edit(tenant, "strategy: google-oauth2", "strategy: github")

    refused = cli("plan", tenant)
    allowed = cli("plan", tenant, "--allow-replace", "connections/social")

    assert refused.code == Exit.REFUSED
    assert "\nrefused: connections/social: " in refused.out
    assert "--allow-replace 'connections/social'" in refused.out
    assert refused.err == "error: the plan is refused, for the reason above\n"
    assert allowed.code == Exit.DONE
    assert allowed.out.endswith("\nPlan: 1 to create, 0 to update, 1 to delete.\n")


def test_a_refused_write_is_told_with_all_that_auth0_said(
    cli: Cli, tenant: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make_writes_fail(monkeypatch, "/api/v2/roles")

    ran = cli("apply", tenant, "--yes")

    assert ran.code == Exit.PARTLY
    assert ran.out.endswith("\nApplied: 1 done, 1 failed, 0 not tried.\n")
    assert "+ roles/Clerk failed" in ran.out
    assert "Auth0 says no" in ran.out
    assert "error: not everything was applied" in ran.err


def test_a_domain_in_the_environment_must_not_contradict_the_files(
    cli: Cli, tenant: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTH0_DOMAIN", "acme.eu.auth0.com")

    ran = cli("plan", tenant)

    assert ran.code == Exit.USAGE
    assert "acme.eu.auth0.com" in ran.err


def test_a_file_without_a_domain_takes_the_one_of_the_environment(
    cli: Cli, tenant: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _edit(tenant, "  domain: emulator\n", "")
    assert cli("plan", tenant).code == Exit.USAGE

    monkeypatch.setenv("AUTH0_DOMAIN", "emulator")

    assert "Plan for shop (emulator)" in cli("plan", tenant).out


def test_missing_credentials_are_one_clear_message(cli: Cli, tenant: Path) -> None:
    _edit(tenant, "domain: emulator", "domain: acme.eu.auth0.com")

    ran = cli("plan", tenant)

    assert ran.code == Exit.USAGE
    assert "AUTH0_CLIENT_ID" in ran.err
    assert "Traceback" not in ran.err


def test_environments_do_not_share_an_emulated_tenant(cli: Cli, tenant: Path, tmp_path: Path) -> None:
    cli("apply", tenant, "--yes")
    other = tmp_path / "other.yaml"
    other.write_text(tenant.read_text("utf-8").replace("name: shop", "name: other"), encoding="utf-8")

    assert "2 to create" in cli("plan", other).out


@pytest.mark.parametrize("name", ["..", "../../etc/passwd", "/etc/passwd", "a/b", "CON:", ""])
def test_no_name_leads_out_of_the_folder_of_emulated_tenants(name: str) -> None:
    assert state_of(name).parent.resolve() == states().resolve()


def test_an_emulated_tenant_can_be_forgotten(cli: Cli, tenant: Path) -> None:
    cli("apply", tenant, "--yes")
    assert cli("emulator", "reset", tenant).code == Exit.DONE
    assert "2 to create" in cli("plan", tenant).out

    cli("apply", tenant, "--yes")
    assert cli("emulator", "reset").err == "forgotten: 1 emulated tenant\n"
    assert "2 to create" in cli("plan", tenant).out
    assert cli("emulator", "reset", tenant, "--state", "x").code == Exit.USAGE


def test_a_state_that_is_none_is_an_error_without_a_traceback(cli: Cli, tenant: Path, tmp_path: Path) -> None:
    (tmp_path / "state" / "emulator").mkdir(parents=True)
    (tmp_path / "state" / "emulator" / "shop.sqlite").write_text("no database " * 100, encoding="utf-8")

    ran = cli("plan", tenant)

    assert ran.code == Exit.ERROR
    assert "cannot be used as the emulator's state" in ran.err
    assert "Traceback" not in ran.err


def test_export_without_a_tenant_reads_the_one_of_the_environment(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTH0_DOMAIN", "emulator")

    ran = cli("export", "-o", "mine", "--only", "clients")

    assert ran.code == Exit.DONE
    assert (tmp_path / "mine" / "clients.yaml").is_file()
    assert not (tmp_path / "mine" / "tenant.yaml").is_file()
    assert cli("plan", "mine").out.endswith("1 resource compared.\n")
    assert cli("export", "-o", "mine", "--only", "clients").out == ""
    assert cli("export", "-o", "mine", "--only", "clients", "--overwrite").code == Exit.DONE


@pytest.mark.parametrize(
    "what", [[], ["tenant"], ["composed"], ["plan"], ["clients"], ["clients.json"], ["tenantSettings"]]
)
def test_schemas_are_whole_documents(cli: Cli, what: list[str]) -> None:
    ran = cli("schema", *what)

    schema = json.loads(ran.out)
    Draft202012Validator.check_schema(schema)
    assert ran.code == Exit.DONE
    references = [line.strip() for line in ran.out.splitlines() if '"$ref"' in line]
    assert references
    assert [line for line in references if not line.startswith('"$ref": "#')] == []


def test_every_field_is_explained(cli: Cli) -> None:
    one, whole = cli("schema", "--docs", "clients"), cli("schema", "--docs")

    assert one.code == whole.code == Exit.DONE
    assert one.out.startswith("# `clients`\n")
    assert "| `refresh_token.leeway` | whole number, at least 0, default `0` |" in one.out
    assert whole.out.startswith("# Tenant files\n")
    assert "\n## `clients`\n" in whole.out
    assert cli("schema", "--docs", "tenantSettings").out.startswith("# `tenant`\n")
    assert cli("schema", "--docs", "plan").out.startswith("# `plan`\n")
    assert cli("schema", "--docs", "client").code == Exit.USAGE


def test_what_cannot_be_written_is_an_error_without_a_traceback(
    cli: Cli, tenant: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    for ran in (
        cli("plan", tenant, "--out", tmp_path / "file" / "plan.json"),
        cli("export", tenant, "-o", tmp_path / "file"),
        cli("emulator", "reset", "--state", tmp_path / "file" / "x"),
    ):
        assert ran.code in (Exit.ERROR, Exit.USAGE)
        assert "error: " in ran.err
        assert "Traceback" not in ran.err


def test_no_secret_is_printed_anywhere(cli: Cli, tenant: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_SECRET", canary := "canary-$+==7w0rds-that-nobody-may-see-0123456789")
    _edit(tenant, "    app_type: spa", "    app_type: regular_web\n    client_secret: $(secret:SHOP_SECRET)")

    runs = [
        cli("plan", tenant),
        cli("plan", tenant, "--format", "json", "--out", "plan.json"),
        cli("apply", tenant, "--yes", "--format", "json"),
        cli("plan", tenant, "--write-secrets", "clients/*"),
        cli("export", tenant, "-o", "out"),
    ]

    assert not any(canary in ran.out + ran.err for ran in runs)
    written = [path for path in Path.cwd().rglob("*") if path.is_file() and "state" not in path.parts]
    assert written
    assert not any(canary.encode() in path.read_bytes() for path in written)
    assert "(secret #1)" in runs[0].out


def _make_writes_fail(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Answer every write to ``path`` as Auth0 does when it refuses a body."""
    from deploy_cli.emulator.emulator import Emulator
    from deploy_cli.emulator.message import Request, Response

    handle = Emulator.handle

    def refusing(emulator: Emulator, request: Request) -> Response:
        if request.method == "POST" and request.path == path:
            body = {
                "statusCode": 400,
                "error": "Bad Request",
                "message": "Auth0 says no",
                "errorCode": "invalid_body",
            }
            return Response(400, {"content-type": "application/json"}, json.dumps(body).encode())
        return handle(emulator, request)

    monkeypatch.setattr(Emulator, "handle", refusing)


def test_a_tenant_of_the_tools_own_examples_is_applied_in_one_go(cli: Cli) -> None:
    demo = ROOT / "tenants" / "demo"
    relative = os.path.relpath(demo)

    assert cli("apply", relative, "--yes").code == Exit.DONE
    assert cli("plan", relative).out.startswith("No changes: demo (emulator)")


def test_an_export_into_files_of_a_tenant_updates_them(cli: Cli, tenant: Path) -> None:
    cli("apply", tenant, "--yes")
    _edit(tenant, "description: Sells", "description: Sells  # shoes")
    before = tenant.read_text("utf-8")

    unchanged = cli("export", tenant, "-o", tenant)
    _edit(tenant, "Sells", "Buys")
    updated = cli("export", "-o", tenant)
    other = cli("export", "-o", tenant.parent / "other")

    assert (unchanged.code, unchanged.out) == (Exit.DONE, "")
    assert (updated.code, updated.out) == (Exit.DONE, f"{tenant}\n")
    assert "`--new` adds them" in updated.err
    assert tenant.read_text("utf-8") == before
    assert other.code != Exit.DONE


def test_an_export_into_files_of_another_tenant_is_refused(cli: Cli, tenant: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "b.yaml").write_text("environment: {name: b, domain: emulator}\n")
    (tmp_path / "c" / "clients").mkdir(parents=True)
    (tmp_path / "c" / "clients" / "A.json").write_text('{"name": "A"}')

    assert cli("export", tenant, "-o", "b").code == Exit.USAGE
    assert cli("export", tenant, "-o", "c").code == Exit.USAGE
