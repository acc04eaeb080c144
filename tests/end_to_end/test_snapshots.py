"""A pull request from a fork: a plan without credentials, network or secrets, against a snapshot of the tenant."""

import json
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy_cli.cli.exits import Exit
from tests.end_to_end.stage import Cli, Serve, write

CANARIES = {"GOOGLE": "canary-of-google-7391", "BUILD": "canary-of-the-build-5520"}

TENANT = """\
environment: {name: prod}
clients:
  - name: Storefront
    app_type: spa
    callbacks: [https://shop.example]
    client_metadata: {build: $(secret:BUILD)}
connections:
  - name: google-oauth2
    strategy: google-oauth2
    options: {client_id: g, client_secret: $(secret:GOOGLE)}
    enabled_clients: [Storefront]
roles:
  - name: Clerk
    description: Sells
"""

WITHOUT_SCOPE = {
    "match": {"path": "/api/v2/roles"},
    "then": {
        "status": 403,
        "body": {
            "statusCode": 403,
            "error": "Forbidden",
            "message": "Insufficient scope, expected any of: read:roles",
            "errorCode": "insufficient_scope",
        },
    },
}


@pytest.fixture(autouse=True)
def _tenant(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"tenant.yaml": TENANT})
    for name, text in CANARIES.items():
        monkeypatch.setenv(name, text)


def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away everything that a fork does not have."""
    for name in ("AUTH0_DOMAIN", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", *CANARIES):
        monkeypatch.delenv(name, raising=False)


def comparable(plan: str) -> Any:
    """Everything of a plan but when, how and against what it was made."""
    value = json.loads(plan)
    return {
        key: value[key] for key in ("tenant", "source", "summary", "risk", "changes", "refusals", "findings")
    }


def test_a_plan_against_a_snapshot_is_the_plan(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        taken = cli("export", "tenant.yaml", "--snapshot", "s.json")
        write({"tenant.yaml": TENANT.replace("Sells", "Buys") + "organizations: [{name: acme}]\n"})
        live = cli("plan", "tenant.yaml", "--format", "json")
    offline(monkeypatch)
    plan = cli("plan", "tenant.yaml", "--snapshot", "s.json", "--format", "json")
    text = cli("plan", "tenant.yaml", "--snapshot", "s.json")
    told = cli("plan", "tenant.yaml", "--snapshot", "s.json", "--detailed-exitcode")

    assert (taken.code, taken.out) == (Exit.DONE, "s.json\n"), taken.err
    assert plan.code == Exit.DONE, plan.err
    assert comparable(plan.out) == comparable(live.out)
    assert {change["address"] for change in json.loads(plan.out)["changes"]} == {
        "organizations/acme",
        "roles/Clerk",
    }
    assert json.loads(plan.out)["snapshot"] == {
        "created_at": json.loads(Path("s.json").read_text())["created_at"]
    }
    assert "snapshot of 20" in " ".join(text.out.split())
    assert (
        "a snapshot holds no secrets: those of clients/Storefront, connections/google-oauth2 may differ"
        in (" ".join(text.err.split()))
    )
    assert told.code == Exit.DIFFERENCES


def test_nothing_to_do_is_said_of_the_snapshot(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        cli("export", "tenant.yaml", "--snapshot", "s.json")
    offline(monkeypatch)
    plan = cli("plan", "tenant.yaml", "--snapshot", "s.json", "--detailed-exitcode")

    assert plan.code == Exit.DONE, plan.err
    assert plan.out.startswith("No changes: ")
    assert "snapshot of 20" in plan.out


def test_a_snapshot_holds_no_secret_and_is_as_its_schema_says(cli: Cli, serve: Serve) -> None:
    schema = json.loads(cli("schema", "snapshot").out)
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        cli("export", "tenant.yaml", "--snapshot", "of-files.json")
        cli("export", "--snapshot", "of-domain.json", "--only", "connections", "--only", "clients")

    text = Path("of-files.json").read_text()
    assert not any(canary in text for canary in CANARIES.values())
    assert CANARIES["GOOGLE"] not in Path("of-domain.json").read_text()
    for file in (Path("of-files.json"), Path("of-domain.json")):
        jsonschema.validate(json.loads(file.read_text()), schema)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    redacted = [pointer for read in json.loads(text)["reads"] for pointer in read.get("redacted", ())]
    assert any(pointer.endswith("/client_metadata/build") for pointer in redacted)


def test_an_offline_plan_says_nothing_of_a_secret(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        cli("export", "tenant.yaml", "--snapshot", "s.json")
    monkeypatch.setenv("GOOGLE", "another-secret")
    plan = cli("plan", "tenant.yaml", "--snapshot", "s.json", "--format", "json")

    assert json.loads(plan.out)["changes"] == []
    assert "another-secret" not in plan.out + plan.err


def test_a_plan_against_a_snapshot_is_never_applied(cli: Cli, serve: Serve) -> None:
    with serve() as tenant:
        cli("export", "tenant.yaml", "--snapshot", "s.json")
        saved = cli("plan", "tenant.yaml", "--snapshot", "s.json", "--out", "plan.json")
        tenant.requests.clear()
        applied = cli("apply", "tenant.yaml", "--plan", "plan.json")

    assert saved.code == Exit.DONE, saved.err
    assert applied.code == Exit.STALE
    assert "made against a snapshot" in applied.err
    assert "plan again without `--snapshot`" in applied.err
    assert not [request for request in tenant.requests if not request.startswith(("GET", "POST /oauth"))]


def test_a_snapshot_is_of_one_tenant(cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve() as tenant:
        cli("export", "tenant.yaml", "--snapshot", "s.json")
    offline(monkeypatch)
    other = TENANT.replace("{name: prod}", "{name: prod, domain: acme.eu.auth0.com}")
    write({"tenant.yaml": other})
    plan = cli("plan", "tenant.yaml", "--snapshot", "s.json")

    assert plan.code == Exit.USAGE
    said = " ".join(plan.err.split())
    assert (
        f"`s.json` is a snapshot of `{tenant.domain}`, and the tenant files are for `acme.eu.auth0.com`"
        in said
    )


def test_what_a_snapshot_does_not_cover_is_named(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve():
        cli("export", "tenant.yaml", "--snapshot", "s.json", "--only", "clients")
    offline(monkeypatch)
    plan = cli("plan", "tenant.yaml", "--snapshot", "s.json")
    part = cli("plan", "tenant.yaml", "--snapshot", "s.json", "--only", "clients")

    assert plan.code == Exit.ERROR
    assert "the snapshot lacks `GET connections`; it covers `clients`" in plan.err
    assert part.code == Exit.DONE, part.err


def test_a_scope_that_is_missing_stops_only_who_needs_it(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(lambda _: {}, [WITHOUT_SCOPE]):
        taken = cli("export", "tenant.yaml", "--snapshot", "s.json")
    offline(monkeypatch)
    whole = cli("plan", "tenant.yaml", "--snapshot", "s.json")
    part = cli("plan", "tenant.yaml", "--snapshot", "s.json", "--exclude", "roles")

    assert taken.code == Exit.DONE, taken.err
    assert "`GET roles` is not in the snapshot" in taken.err
    assert whole.code == Exit.ERROR
    assert "the snapshot lacks `GET roles`" in whole.err
    assert "read:roles" in whole.err
    assert part.code == Exit.DONE, part.err


@pytest.mark.parametrize("more", [("-o", "out"), ("--overwrite",), ("--new",), ("--all-fields",)])
def test_a_snapshot_is_one_file(cli: Cli, more: tuple[str, ...]) -> None:
    assert cli("export", "tenant.yaml", "--snapshot", "s.json", *more).code == Exit.USAGE
    assert cli("export", "tenant.yaml").code == Exit.USAGE


def test_what_the_files_call_sensitive_is_not_in_the_snapshot(cli: Cli, serve: Serve) -> None:
    open_files = TENANT.replace(
        "{build: $(secret:BUILD)}", "{note: canary-of-a-note-11, partner: canary-of-a-partner-22}"
    )
    write({"tenant.yaml": open_files})
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        sensitive = open_files.replace(
            "{name: prod}", "{name: prod, sensitive: {clients: [client_metadata.note]}}"
        )
        lifecycle = "    lifecycle: {sensitive: [client_metadata.partner]}\n"
        write({"tenant.yaml": sensitive.replace("    app_type: spa\n", f"    app_type: spa\n{lifecycle}")})
        taken = cli("export", "tenant.yaml", "--snapshot", "s.json")
        plan = cli("plan", "tenant.yaml", "--snapshot", "s.json", "--format", "json")

    assert taken.code == Exit.DONE, taken.err
    assert "canary" not in Path("s.json").read_text()
    assert plan.code == Exit.DONE, plan.err
    assert json.loads(plan.out)["changes"] == []
