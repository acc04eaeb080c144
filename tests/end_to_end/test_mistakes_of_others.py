"""What other tools get wrong, one test each: the anti-requirements of the research into plans, in its order."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from deploy_cli.cli.exits import Exit
from tests.end_to_end.stage import Cli, Ran, Serve, write
from tests.end_to_end.test_bad_input import answered, live

TENANT = """\
environment: {name: prod, prune: [roles], limits: {deletes: 1}}
clients:
  - name: Storefront
    app_type: spa
    callbacks: [https://shop.example]
    lifecycle: {ignore_changes: [client_metadata.build]}
roles:
  - name: Clerk
    description: Sells
"""
FORMATS = ("text", "json", "markdown", "html", "gitlab")
WRITES = ("POST /api/", "PATCH /api/", "PUT /api/", "DELETE /api/")


@pytest.fixture(autouse=True)
def _tenant(cli: Cli) -> None:
    write({"tenant.yaml": TENANT})


def written(requests: list[str]) -> list[str]:
    return [request for request in requests if request.startswith(WRITES)]


def value(ran: Ran) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(ran.out)
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_01_an_error_is_an_exit_code_in_every_format(cli: Cli, serve: Serve, form: str) -> None:
    with serve(live, (answered(500, {"message": "no"}),)):
        ran = cli("plan", "tenant.yaml", "--format", form)

    assert ran.code == Exit.ERROR
    assert ran.out == ""
    assert "error: " in ran.err


@pytest.mark.parametrize("form", FORMATS)
def test_02_the_exit_code_takes_no_output_away_and_is_the_same_in_every_format(
    cli: Cli, serve: Serve, form: str
) -> None:
    with serve():
        plain = cli("plan", "tenant.yaml", "--format", form)
        detailed = cli("plan", "tenant.yaml", "--format", form, "--detailed-exitcode")

    assert (plain.code, detailed.code) == (Exit.DONE, Exit.DIFFERENCES)
    assert len(detailed.out) >= len(plain.out) - 10 > 0


@pytest.mark.parametrize("command", ["plan", "apply"])
@pytest.mark.parametrize(
    ("flag", "seen"),
    [
        pytest.param(("--only", "roles"), lambda told: "clients/Storefront" not in told, id="only"),
        pytest.param(("--exclude", "roles"), lambda told: "roles/Clerk" not in told, id="exclude"),
        pytest.param(("--allow-deletes", "9"), lambda told: "allows 1" not in told, id="allow-deletes"),
        pytest.param(("--show-unmanaged",), lambda told: "clients/Twin" in told, id="show-unmanaged"),
    ],
)
def test_03_a_flag_means_the_same_wherever_it_stands(
    cli: Cli, serve: Serve, command: str, flag: tuple[str, ...], seen: Callable[[str], bool]
) -> None:
    roles = [{"id": f"rol_{n:016}", "name": f"Old {n}"} for n in range(2)]
    with serve(lambda domain: {**live(domain), "/roles": roles}):
        yes = ("--yes",) if command == "apply" else ()
        without, with_it = cli(command, "tenant.yaml", *yes), cli(command, "tenant.yaml", *yes, *flag)

    assert not seen(without.out + without.err)
    assert seen(with_it.out + with_it.err)


def edited(plan: dict[str, Any]) -> None:
    plan["changes"][0]["edits"][0]["after"] = "https://evil.example"


def without_digest(plan: dict[str, Any]) -> None:
    del plan["digest"]


def of_another_digest(plan: dict[str, Any]) -> None:
    plan["digest"] = "sha256:" + "0" * 64


@pytest.mark.parametrize("tampered", [edited, without_digest, of_another_digest])
def test_04_an_approval_that_cannot_be_checked_is_refused(
    cli: Cli, serve: Serve, tampered: Callable[[dict[str, Any]], None]
) -> None:
    with serve() as tenant:
        cli("plan", "tenant.yaml", "--out", "plan.json")
        with open("plan.json", encoding="utf-8") as file:  # noqa: PTH123 - the folder of the test
            plan = json.load(file)
        tampered(plan)
        write({"plan.json": json.dumps(plan)})
        ran = cli("apply", "tenant.yaml", "--plan", "plan.json")

    assert ran.code in (Exit.ERROR, Exit.STALE)
    assert written(tenant.requests) == []


@pytest.mark.parametrize("flag", ["--dry_run", "--dry-run", "--detailed-exitcode"])
def test_05_an_unknown_flag_never_leads_to_a_run(cli: Cli, serve: Serve, flag: str) -> None:
    with serve() as tenant:
        ran = cli("apply", "tenant.yaml", "--yes", flag)

    assert ran.code == Exit.USAGE
    assert tenant.requests == []


def test_06_what_is_planned_is_what_is_applied(cli: Cli, serve: Serve) -> None:
    with serve():
        planned = value(cli("plan", "tenant.yaml", "--format", "json"))
        applied = value(cli("apply", "tenant.yaml", "--yes", "--format", "json"))
        left = value(cli("plan", "tenant.yaml", "--format", "json"))

    assert [(c["action"], c["address"]) for c in planned["changes"]] == [
        (o["action"], o["address"]) for o in applied["outcomes"]
    ]
    assert left["changes"] == []


def test_07_what_is_ignored_is_not_written(cli: Cli, serve: Serve) -> None:
    storefront = {
        "client_id": "Shop" * 8,
        "name": "Storefront",
        "app_type": "native",
        "global": False,
        "client_metadata": {"build": "41", "team": "shop"},
    }
    write(
        {
            "tenant.yaml": TENANT.replace(
                "    lifecycle:", "    client_metadata: {build: '1', team: web}\n    lifecycle:"
            )
        }
    )
    with serve(lambda _: {"/clients": [storefront]}):
        planned = cli("plan", "tenant.yaml")
        cli("apply", "tenant.yaml", "--yes")
        cli("export", "-o", "out", "--only", "clients/Storefront")

    assert "build" not in planned.out
    exported = "".join(path.read_text() for path in sorted(folder().rglob("*.yaml")))
    assert "build: '41'" in exported or 'build: "41"' in exported
    assert "team: web" in exported


def folder() -> Any:
    from pathlib import Path

    return Path("out")


AWKWARD = {
    "an end that is no part of a word": "abc/+==",
    "a dollar in front": "$ecret$",
    "two lines": "first line\nsecond line",
    "only digits": "31415926535",
    "quotes and a backslash": 'so "quoted" \\ so',
    "what a URL would encode": "a b&c=d/e?f",
}


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
@pytest.mark.parametrize("secret", [pytest.param(text, id=name) for name, text in AWKWARD.items()])
def test_08_a_secret_is_masked_whatever_it_looks_like(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch, form: str, secret: str
) -> None:
    from urllib.parse import quote, quote_plus

    monkeypatch.setenv("AWKWARD", secret)
    write(
        {
            "tenant.yaml": "clients: [{name: Batch, app_type: non_interactive, client_secret: $(secret:AWKWARD)}]\n"
        }
    )
    with serve():
        ran = cli("plan", "tenant.yaml", "--format", form, "--out", "plan.json")

    assert ran.code == Exit.DONE, ran.err
    with open("plan.json", encoding="utf-8") as file:  # noqa: PTH123 - the folder of the test
        told = ran.out + ran.err + file.read()
    forms = {secret, json.dumps(secret)[1:-1], quote(secret), quote_plus(secret), *secret.split("\n")}
    assert not [form for form in forms if form in told]
    assert "(secret #1)" in told


def test_09_a_refusal_tells_counts_limit_culprits_and_the_way_out_below_the_plan(
    cli: Cli, serve: Serve
) -> None:
    roles = [{"id": f"rol_{n:016}", "name": f"Old {n}"} for n in range(3)]
    with serve(lambda _: {"/roles": roles}):
        ran = cli("plan", "tenant.yaml")
        allowed = cli("plan", "tenant.yaml", "--allow-deletes", "3")

    assert ran.code == Exit.REFUSED
    assert ran.out.count("- [") >= 3, "the plan is shown"
    said = " ".join(ran.out.split())
    assert "3 deletes, and `environment.limits.deletes` allows 1" in said
    assert all(f"`roles/Old {n}`" in said for n in range(3))
    assert "`--allow-deletes 3`" in said
    assert "Traceback" not in ran.err
    assert allowed.code == Exit.DONE


def test_10_a_digest_counts_what_was_put_in_and_is_no_reason_to_skip_a_repair(cli: Cli, serve: Serve) -> None:
    write({"tenant.yaml": "roles: [{name: Clerk, description: $(var:what)}]\n"})
    write({"other.yaml": "roles: [{name: Clerk, description: Moved}]\n"})
    with serve():
        cli("plan", "tenant.yaml", "--var", "what=Sells", "--out", "plan.json")
        other = cli("apply", "tenant.yaml", "--var", "what=Buys", "--plan", "plan.json")
        cli("apply", "tenant.yaml", "--var", "what=Sells", "--yes")
        cli("apply", "other.yaml", "--yes")
        repaired = cli("plan", "tenant.yaml", "--var", "what=Sells", "--format", "json")

    assert other.code == Exit.STALE
    assert [change["address"] for change in value(repaired)["changes"]] == ["roles/Clerk"]


def test_11_only_what_is_to_be_pruned_is_ever_deleted_for_not_being_named(cli: Cli, serve: Serve) -> None:
    write({"tenant.yaml": "environment: {name: e, prune: [roles]}\nroles: [{name: Clerk}]\nclients: []\n"})
    roles = [{"id": "rol_0000000000000001", "name": "Old"}]
    with serve(lambda domain: {**live(domain), "/roles": roles}):
        planned = value(cli("plan", "tenant.yaml", "--format", "json"))
        write({"tenant.yaml": "environment: {name: e, prune: [emailTemplates]}\n"})
        refused = cli("validate", "tenant.yaml")

    assert [c["address"] for c in planned["changes"] if c["action"] == "delete"] == ["roles/Old"]
    assert planned["summary"]["unmanaged"] > 0
    assert refused.code == Exit.ERROR


@pytest.mark.parametrize(
    ("written_as", "edits"),
    [
        pytest.param("", [], id="left out is not managed"),
        pytest.param("team: null", [("client_metadata.team", "shop", None)], id="null clears"),
        pytest.param('team: ""', [("client_metadata.team", "shop", "")], id="empty is a value"),
    ],
)
def test_12_left_out_null_and_empty_are_three_things(
    cli: Cli, serve: Serve, written_as: str, edits: list[tuple[str, str, str | None]]
) -> None:
    write({"tenant.yaml": f"clients:\n  - name: Shop\n    client_metadata: {{{written_as}}}\n"})
    shop = {"client_id": "Shop" * 8, "name": "Shop", "client_metadata": {"team": "shop"}, "global": False}
    with serve(lambda _: {"/clients": [shop]}):
        planned = value(cli("plan", "tenant.yaml", "--format", "json"))

    found = [(e["path"], e["before"], e["after"]) for c in planned["changes"] for e in c["edits"]]
    assert found == edits


def test_13_a_saved_plan_serves_after_a_failure_for_what_is_left(cli: Cli, serve: Serve) -> None:
    refuses_roles = answered(
        400, {"statusCode": 400, "error": "Bad Request", "message": "no"}, "/api/v2/roles"
    )
    once = {**refuses_roles, "match": {"path": "/api/v2/roles", "method": "POST", "times": 1}}
    with serve(live, (once,)):
        cli("plan", "tenant.yaml", "--out", "plan.json")
        partly = cli("apply", "tenant.yaml", "--plan", "plan.json")
        again = cli("apply", "tenant.yaml", "--plan", "plan.json")
        left = cli("plan", "tenant.yaml", "--detailed-exitcode")

    assert partly.code == Exit.PARTLY
    assert again.code == Exit.DONE, again.err
    assert left.code == Exit.DONE


def test_14_two_of_one_name_are_an_error_with_both_ids(cli: Cli, serve: Serve) -> None:
    twins = [{"client_id": who * 8, "name": "Storefront", "global": False} for who in ("Twin", "Twix")]
    with serve(lambda _: {"/clients": twins}):
        live_twins = cli("plan", "tenant.yaml")
    write({"tenant.yaml": "clients: [{name: A}, {name: A}]\n"})
    twins_in_files = cli("validate", "tenant.yaml")

    assert live_twins.code == twins_in_files.code == Exit.ERROR
    assert all(who * 8 in live_twins.err for who in ("Twin", "Twix"))
    assert "client_id" in live_twins.err


def test_15_what_is_not_managed_is_counted_and_not_shown(cli: Cli, serve: Serve) -> None:
    noisy = {
        "client_id": "Shop" * 8,
        "name": "Storefront",
        "app_type": "native",
        "callbacks": ["https://shop.example"],
        "description": "nobody wrote this down",
        "sso_disabled": True,
        "global": False,
    }
    with serve(lambda domain: {"/clients": [noisy, *live(domain)["/clients"]]}):
        planned = cli("plan", "tenant.yaml", "--only", "clients")

    assert "nobody wrote this down" not in planned.out
    assert "2 fields unchanged" in planned.out
    assert "clients/Twin" not in planned.out
    assert "in the tenant that the files do not name" in planned.out
