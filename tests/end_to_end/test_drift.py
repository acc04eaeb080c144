"""Drift: somebody changed the tenant, or the files, or both; it is shown, adopted, or reverted."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy_cli.cli.exits import Exit
from tests.end_to_end.stage import Cli, Serve, write

TENANT = """\
environment: {name: prod, prune: [roles]}
clients:
  - name: Storefront  # the shop
    app_type: spa
    description: The shop
    callbacks: [https://shop.example]  # where people return to
roles:
  - name: Clerk
    description: Sells
  - name: Buyer
    description: Buys
"""

CONNECTION = """\
connections:
  - name: google-oauth2
    strategy: google-oauth2
    options: {client_secret: $(secret:GOOGLE)}
"""

Elsewhere = Callable[[str], None]


@pytest.fixture(autouse=True)
def _tenant(cli: Cli) -> None:
    write({"tenant.yaml": TENANT})


@pytest.fixture
def elsewhere(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Elsewhere:
    """Make the tenant what other files say, from a machine of which this one knows nothing."""

    def apply(text: str) -> None:
        write({"elsewhere.yaml": text})
        with monkeypatch.context() as other:
            other.setenv("DEPLOY_CLI_STATE_DIR", str(tmp_path / "elsewhere"))
            ran = cli("apply", "elsewhere.yaml", "--yes")
        assert ran.code == Exit.DONE, ran.err

    return apply


def drift_of(cli: Cli, *more: str) -> Any:
    ran = cli("drift", "tenant.yaml", "--format", "json", *more)
    assert ran.code == Exit.DONE, ran.err
    return json.loads(ran.out)


def sides(value: Any) -> dict[str, Any]:
    """Address → who moved, and of edits by path where those differ."""
    return {
        change["address"]: {edit["path"]: edit["moved"] for edit in change["edits"]}
        if change["action"] == "update"
        else change["drift"]["moved"]
        for change in value["changes"]
    }


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_after_an_apply_there_is_none(cli: Cli, serve: Serve) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        ran = cli("drift", "tenant.yaml", "--detailed-exitcode")

    assert (ran.code, ran.err) == (Exit.DONE, "")
    assert ran.out.startswith("No changes: prod (")


def test_who_moved_is_told_edit_by_edit(cli: Cli, serve: Serve, elsewhere: Elsewhere) -> None:
    schema = json.loads(cli("schema", "plan").out)
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        elsewhere(TENANT.replace("The shop", "A shop").replace("Sells", "Stands").replace("Buys", "Pays"))
        write(
            {
                "tenant.yaml": TENANT.replace("[https://shop.example]", "[https://new.example]").replace(
                    "Buys", "Browses"
                )
            }
        )
        value = drift_of(cli)
        text = cli("drift", "tenant.yaml", "--detailed-exitcode")

    jsonschema.validate(value, schema)
    assert sides(value) == {
        "clients/Storefront": {
            "callbacks[https://new.example]": "files",
            "callbacks[https://shop.example]": "files",
            "description": "tenant",
        },
        "roles/Buyer": {"description": "both"},
        "roles/Clerk": {"description": "tenant"},
    }
    assert value["drift"]["applied_at"] is not None
    assert text.code == Exit.DIFFERENCES
    said = one_line(text.out)
    assert said.startswith("Drift of prod (")
    assert "moved in the tenant: description moved in the files: callbacks[" in said
    assert "moved on both sides" in said


def test_what_came_and_went_is_told(cli: Cli, serve: Serve, elsewhere: Elsewhere) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        elsewhere(TENANT.replace("name: Buyer", "name: Stranger"))
        write({"tenant.yaml": TENANT + "  - {name: Newcomer}\n"})
        value = drift_of(cli)
        text = cli("drift", "tenant.yaml")

    assert sides(value) == {"roles/Buyer": "tenant", "roles/Newcomer": "files", "roles/Stranger": "tenant"}
    assert all(
        words in text.out for words in ("deleted in the tenant", "new in the files", "new in the tenant")
    )


def test_who_wrote_last_is_told_by_the_tenant_log(cli: Cli, serve: Serve, elsewhere: Elsewhere) -> None:
    with serve() as tenant:
        cli("apply", "tenant.yaml", "--yes")
        elsewhere(TENANT.replace("Sells", "Stands").replace("name: Buyer", "name: Stranger"))
        tenant.requests.clear()
        value = drift_of(cli)
        asked = list(tenant.requests)

    writes = {change["address"]: change["drift"]["last_write"] for change in value["changes"]}
    assert {address: write["method"] for address, write in writes.items()} == {
        "roles/Clerk": "PATCH",
        "roles/Buyer": "DELETE",
        "roles/Stranger": "POST",
    }
    assert {write["client_name"] for write in writes.values()} == {"deploy-cli"}
    assert value["drift"]["log"] == {"read": True, "reason": None}
    assert not [request for request in asked if not request.startswith(("GET ", "POST /oauth/token"))]


def test_without_the_scope_nothing_else_is_lost(cli: Cli, serve: Serve, elsewhere: Elsewhere) -> None:
    refusal = {
        "statusCode": 403,
        "error": "Forbidden",
        "message": "Insufficient scope, expected any of: read:logs",
        "errorCode": "insufficient_scope",
    }
    with serve(lambda _: {}, [{"match": {"path": "/api/v2/logs"}, "then": {"status": 403, "body": refusal}}]):
        cli("apply", "tenant.yaml", "--yes")
        elsewhere(TENANT.replace("Sells", "Stands"))
        value = drift_of(cli)
        text = cli("drift", "tenant.yaml")

    assert sides(value) == {"roles/Clerk": {"description": "tenant"}}
    assert value["drift"]["log"]["read"] is False
    assert value["changes"][0]["drift"]["last_write"] is None
    assert "The tenant log, which names who wrote, was not read" in one_line(text.out)
    assert "read:logs" in text.out


def test_where_nothing_was_applied_nobody_knows_who_moved(
    cli: Cli, serve: Serve, elsewhere: Elsewhere
) -> None:
    with serve():
        elsewhere(TENANT.replace("Sells", "Stands"))
        value = drift_of(cli)
        text = cli("drift", "tenant.yaml")

    assert sides(value) == {"roles/Clerk": {"description": "unknown"}}
    assert value["drift"]["applied_at"] is None
    assert "it is not known who moved" in one_line(text.out)


def test_what_is_adopted_stands_in_the_files_and_nothing_is_left(
    cli: Cli, serve: Serve, elsewhere: Elsewhere
) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        changed = TENANT.replace("The shop", "A shop").replace(
            "[https://shop.example]", "[https://new.example]"
        )
        elsewhere(changed.replace("name: Buyer", "name: Stranger"))
        adopted = cli("drift", "tenant.yaml", "--adopt", "--yes")
        again = cli("drift", "tenant.yaml", "--detailed-exitcode")
        plan = cli("plan", "tenant.yaml", "--detailed-exitcode")
        elsewhere(changed.replace("A shop", "Our shop").replace("name: Buyer", "name: Stranger"))
        later = drift_of(cli)

    assert adopted.code == Exit.DONE, adopted.err
    assert (again.code, plan.code) == (Exit.DONE, Exit.DONE), again.out
    text = Path("tenant.yaml").read_text()
    assert "- name: Storefront  # the shop\n" in text
    assert "description: A shop\n" in text
    assert "callbacks: [https://new.example]  # where people return to\n" in text
    assert "name: Stranger" in text
    assert "state: absent" in text
    assert sides(later) == {"clients/Storefront": {"description": "tenant"}}


def test_what_is_reverted_is_as_the_files_say(cli: Cli, serve: Serve, elsewhere: Elsewhere) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        elsewhere(TENANT.replace("Sells", "Stands").replace("name: Buyer", "name: Stranger"))
        reverted = cli("drift", "tenant.yaml", "--revert", "--yes")
        again = cli("drift", "tenant.yaml", "--detailed-exitcode")

    assert reverted.code == Exit.DONE, reverted.err
    assert "3 done" in reverted.out
    assert again.code == Exit.DONE
    assert Path("tenant.yaml").read_text() == TENANT


def test_a_revert_can_be_saved_and_approved(cli: Cli, serve: Serve, elsewhere: Elsewhere) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        elsewhere(TENANT.replace("Sells", "Stands"))
        saved = cli("drift", "tenant.yaml", "--revert", "--out", "plan.json")
        before = cli("drift", "tenant.yaml", "--detailed-exitcode")
        applied = cli("apply", "tenant.yaml", "--plan", "plan.json", "--yes")
        after = cli("drift", "tenant.yaml", "--detailed-exitcode")

    assert saved.code == Exit.DONE, saved.err
    assert before.code == Exit.DIFFERENCES
    assert applied.code == Exit.DONE, applied.err
    assert after.code == Exit.DONE


@pytest.mark.parametrize("act", ["--adopt", "--revert"])
def test_what_moved_in_the_files_alone_is_left_to_an_apply(
    cli: Cli, serve: Serve, elsewhere: Elsewhere, act: str
) -> None:
    mine = TENANT.replace("Buys", "Browses") + "  - {name: Newcomer}\n"
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        elsewhere(TENANT.replace("Sells", "Stands"))
        write({"tenant.yaml": mine})
        ran = cli("drift", "tenant.yaml", act, "--yes")
        left = drift_of(cli)

    assert ran.code == Exit.DONE, ran.err
    assert "moved in the files alone, and left alone: roles/Buyer, roles/Newcomer" in one_line(ran.err)
    assert sides(left) == {"roles/Buyer": {"description": "files"}, "roles/Newcomer": "files"}
    assert Path("tenant.yaml").read_text() == (mine.replace("Sells", "Stands") if act == "--adopt" else mine)


def test_where_only_the_files_moved_nothing_is_adopted_or_reverted(cli: Cli, serve: Serve) -> None:
    mine = TENANT.replace("Buys", "Browses")
    with serve() as tenant:
        cli("apply", "tenant.yaml", "--yes")
        write({"tenant.yaml": mine})
        tenant.requests.clear()
        adopted = cli("drift", "tenant.yaml", "--adopt", "--yes")
        reverted = cli("drift", "tenant.yaml", "--revert", "--yes")

    assert (adopted.code, reverted.code) == (Exit.DONE, Exit.DONE), adopted.err + reverted.err
    assert Path("tenant.yaml").read_text() == mine
    assert not [request for request in tenant.requests if request.startswith(("PATCH", "DELETE", "PUT"))]


def test_some_of_it_can_be_adopted_and_the_rest_reverted(
    cli: Cli, serve: Serve, elsewhere: Elsewhere
) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        elsewhere(TENANT.replace("Sells", "Stands").replace("Buys", "Pays"))
        cli("drift", "tenant.yaml", "--adopt", "--yes", "--only", "roles/Clerk")
        cli("drift", "tenant.yaml", "--revert", "--yes", "--only", "roles/Buyer")
        again = cli("drift", "tenant.yaml", "--detailed-exitcode")

    assert again.code == Exit.DONE, again.out
    assert "description: Stands" in Path("tenant.yaml").read_text()
    assert "description: Buys" in Path("tenant.yaml").read_text()


def test_secrets_are_remembered_by_hashes_alone(
    cli: Cli, serve: Serve, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write({"tenant.yaml": TENANT + CONNECTION})
    monkeypatch.setenv("GOOGLE", "canary-of-google-1")
    monkeypatch.setenv("DEPLOY_CLI_STATE_KEY", "the-key-of-the-pipeline-7c1d4e9a0b52")
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        monkeypatch.setenv("GOOGLE", "canary-of-google-2")
        in_files = drift_of(cli)
        elsewhere(TENANT + CONNECTION)
        monkeypatch.setenv("GOOGLE", "canary-of-google-1")
        in_tenant = drift_of(cli)
        monkeypatch.delenv("DEPLOY_CLI_STATE_KEY")
        unknown = drift_of(cli)

    found = [
        sides(value)["connections/google-oauth2"]["options.client_secret"]
        for value in (in_files, in_tenant, unknown)
    ]
    assert found == ["files", "tenant", "unknown"]
    kept = [path for path in tmp_path.rglob("*.json") if "state" in path.parts]
    assert kept
    assert not any("canary" in path.read_text() or "the-key-of" in path.read_text() for path in kept)


@pytest.mark.parametrize(
    "options",
    [("--adopt", "--revert", "--yes"), ("--out", "p.json"), ("--yes",), ("--adopt",), ("--revert",)],
)
def test_options_that_do_not_go_together_and_questions_to_nobody_are_wrong_usage(
    cli: Cli, serve: Serve, options: tuple[str, ...]
) -> None:
    with serve() as tenant:
        assert cli("drift", "tenant.yaml", *options).code == Exit.USAGE
        assert tenant.requests == []


@pytest.mark.parametrize(
    ("form", "title"), [("markdown", "### Drift of `prod`"), ("html", "deploy-cli drift")]
)
def test_every_view_tells_who_moved(
    cli: Cli, serve: Serve, elsewhere: Elsewhere, form: str, title: str
) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        elsewhere(TENANT.replace("Sells", "Stands"))
        ran = cli("drift", "tenant.yaml", "--format", form, "--write", "json=drift.json")

    assert ran.code == Exit.DONE, ran.err
    assert title in ran.out
    assert "moved in the tenant" in ran.out
    assert "last written" in ran.out
    assert json.loads(Path("drift.json").read_text())["changes"][0]["drift"]["moved"] == "tenant"


def test_what_the_files_do_not_name_is_listed_on_request(cli: Cli, serve: Serve) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        value = drift_of(cli, "--show-unmanaged")

    assert "clients/deploy-cli" not in {one["address"] for one in value["unmanaged"]}
    assert len(value["unmanaged"]) == value["summary"]["unmanaged"] > 0


def test_a_secret_that_is_never_given_back_moved_in_the_files(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = """\
actions:
  - name: Hook
    code: exports.onExecutePostLogin = async () => {};
    supported_triggers: [{id: post-login, version: v3}]
    secrets: [{name: KEY, value: $(secret:HOOK)}]
"""
    write({"tenant.yaml": TENANT + action})
    monkeypatch.setenv("DEPLOY_CLI_STATE_KEY", "the-key-of-the-pipeline-7c1d4e9a0b52")
    monkeypatch.setenv("HOOK", "first")
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        same = drift_of(cli)
        monkeypatch.setenv("HOOK", "second")
        other = drift_of(cli)

    assert same["changes"] == []
    assert set(sides(other)["actions/Hook"].values()) == {"files"}


def test_an_undo_leaves_nothing_known_of_what_it_took_back(cli: Cli, serve: Serve) -> None:
    with serve():
        cli("apply", "tenant.yaml", "--yes")
        write({"tenant.yaml": TENANT.replace("Sells", "Stands")})
        cli("apply", "tenant.yaml", "--yes")
        undone = cli("undo", "tenant.yaml", "--yes")
        value = drift_of(cli)

    assert undone.code == Exit.DONE, undone.err
    assert sides(value) == {"roles/Clerk": {"description": "unknown"}}
