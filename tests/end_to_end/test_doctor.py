"""What the doctor finds, over HTTP."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from deploy_cli.cli.exits import Exit
from deploy_cli.emulator.system import DEPLOY_CLIENT_SECRET
from tests.end_to_end.stage import Cli, Ran, Serve, write
from tests.end_to_end.test_bad_input import LIMITED, answered, live

FILES = """\
environment: {name: shop, prune: [roles]}
clients:
  - {name: Storefront, app_type: spa}
roles:
  - {name: Clerk, permissions: []}
"""


def checks(ran: Ran) -> Mapping[str, Mapping[str, Any]]:
    found = json.loads(ran.out)
    assert found["ok"] is (ran.code == Exit.DONE)
    return {check["name"]: check for check in found["checks"]}


def test_everything_is_looked_at_and_nothing_is_written(cli: Cli, serve: Serve) -> None:
    write({"tenant.yaml": FILES})
    with serve(live) as served:
        ran = cli("doctor", "tenant.yaml")

    assert ran.code == Exit.DONE
    assert [line.split()[0] for line in ran.out.splitlines() if line[:1].isalpha()][:-1] == ["good"] * 9
    assert ran.out.endswith("\nAn apply can work.\n")
    assert {request.partition(" ")[0] for request in served.requests} == {"GET", "POST"}
    assert [r for r in served.requests if r.startswith("POST")] == ["POST /oauth/token"]


def test_missing_scopes_are_named_with_what_they_are_for(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"tenant.yaml": FILES})
    with serve(live):
        monkeypatch.setenv("AUTH0_CLIENT_ID", LIMITED)
        monkeypatch.setenv("AUTH0_CLIENT_SECRET", "limited")
        ran = cli("doctor", "tenant.yaml", "--format", "json")

    found = checks(ran)
    assert ran.code == Exit.ERROR
    assert found["scopes"]["verdict"] == "bad"
    assert [line.split()[0] for line in found["scopes"]["details"]] == [
        "read:roles",
        "create:clients",
        "create:roles",
        "delete:roles",
        "update:clients",
        "update:roles",
    ]
    assert "`roles`, to read" in found["scopes"]["details"][0]
    assert LIMITED in found["scopes"]["hint"]
    assert found["plan"]["verdict"] == "bad"


def test_wrong_credentials_are_told_and_what_hangs_on_them_is_unknown(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"tenant.yaml": FILES})
    with serve(live):
        monkeypatch.setenv("AUTH0_CLIENT_SECRET", "wrong")
        ran = cli("doctor", "tenant.yaml", "--format", "json")

    found = checks(ran)
    assert found["credentials"]["verdict"] == "bad"
    assert {found[name]["verdict"] for name in ("scopes", "plan", "rate limit")} == {"unknown"}
    assert DEPLOY_CLIENT_SECRET not in ran.out + ran.err


def test_a_host_that_is_no_tenant_is_told(cli: Cli, serve: Serve) -> None:
    write({"tenant.yaml": FILES})
    with serve(live, (answered(404, "nothing here", "/.well-known/openid-configuration"),)):
        ran = cli("doctor", "tenant.yaml", "--format", "json")

    assert checks(ran)["domain"]["verdict"] == "warning"


def test_a_host_that_is_not_there_ends_the_examination(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"tenant.yaml": FILES})
    monkeypatch.setenv("AUTH0_DOMAIN", "http://localhost:1")
    monkeypatch.setenv("AUTH0_ACCESS_TOKEN", "a-token")

    ran = cli("doctor", "tenant.yaml", "--format", "json")

    assert ran.code == Exit.ERROR
    assert checks(ran)["domain"]["verdict"] == "bad"
    assert "credentials" not in checks(ran)


def test_a_feature_that_the_tenant_lacks_is_told(cli: Cli, serve: Serve) -> None:
    write({"tenant.yaml": FILES + "organizations: [{name: acme}]\n"})
    lacking = answered(
        403,
        {
            "statusCode": 403,
            "error": "Forbidden",
            "message": "This feature is not enabled for your plan.",
            "errorCode": "feature_not_enabled",
        },
        "/api/v2/organizations",
    )
    with serve(live, (lacking,)):
        ran = cli("doctor", "tenant.yaml", "--format", "json")

    found = checks(ran)
    assert ran.code == Exit.ERROR
    assert found["features"]["verdict"] == "bad"
    assert "organizations" in found["features"]["details"][0]


def test_a_plan_that_is_refused_is_a_bad_one(cli: Cli, serve: Serve) -> None:
    write(
        {"tenant.yaml": FILES.replace("prune: [roles]", "limits: {updates: 0, deletes: 0}, prune: [clients]")}
    )
    with serve(live):
        ran = cli("doctor", "tenant.yaml", "--format", "json")

    assert ran.code == Exit.ERROR
    assert checks(ran)["plan"]["verdict"] == "bad"
    assert any("limits.deletes" in line for line in checks(ran)["plan"]["details"])
