"""Saved plans from end to end: what they are asked, until when they hold, whose they are, what of secrets they tell."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.cli.exits import Exit
from tests.cli.conftest import Ran

Cli = Callable[..., Ran]

STATE_KEY, PLAN_KEY = "0123456789abcdef" * 4, "fedcba9876543210" * 4

TENANT = """\
environment: {name: shop, domain: emulator}
clients:
  - name: Storefront
    app_type: spa
roles:
  - name: Clerk
    description: Sells
actions:
  - name: Hook
    supported_triggers: [{id: post-login, version: v3}]
    code: "exports.onExecutePostLogin = async () => {};"
    secrets: [{name: KEY, value: $(secret:HOOK_KEY)}]
"""


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TENANT, encoding="utf-8")
    monkeypatch.setenv("DEPLOY_CLI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("HOOK_KEY", "hook-secret-1")
    for name in ("DEPLOY_CLI_STATE_KEY", "DEPLOY_CLI_PLAN_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def state_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOY_CLI_STATE_KEY", STATE_KEY)


@pytest.fixture
def plan_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOY_CLI_PLAN_KEY", PLAN_KEY)


def saved() -> Any:
    return json.loads(Path("p.json").read_text("utf-8"))


def edit(old: str, new: str) -> None:
    text = Path("t.yaml").read_text("utf-8")
    assert old in text
    Path("t.yaml").write_text(text.replace(old, new), encoding="utf-8")


def changes(cli: Cli) -> list[str]:
    plan = json.loads(cli("plan", "t.yaml", "--format", "json").out)
    return sorted(f"{change['action']} {change['address']}" for change in plan["changes"])


def test_apply_takes_from_the_file_what_the_plan_was_asked(cli: Cli) -> None:
    assert cli("plan", "t.yaml", "--out", "p.json", "--only", "roles", "--only", "clients").code == Exit.DONE

    assert cli("apply", "t.yaml", "--plan", "p.json").code == Exit.DONE

    assert changes(cli) == ["create actions/Hook"]


@pytest.mark.parametrize(
    "option",
    [
        ("--only", "clients"),
        ("--exclude", "actions"),
        ("--write-secrets", "actions/Hook"),
        ("--allow-replace", "clients/Storefront"),
        ("--allow-empty", "roles"),
        ("--allow-deletes", "0"),
        ("--allow-updates", "3"),
    ],
)
def test_an_option_that_contradicts_the_saved_plan_is_wrong_usage_and_the_same_one_is_fine(
    cli: Cli, option: tuple[str, str]
) -> None:
    cli("plan", "t.yaml", "--out", "p.json", "--only", "roles")
    contradicted = cli("apply", "t.yaml", "--plan", "p.json", *option)
    cli("plan", "t.yaml", "--out", "p.json", *option)
    repeated = cli("apply", "t.yaml", "--plan", "p.json", *option)

    assert contradicted.code == Exit.USAGE
    assert f"`{option[0]}` is not what the saved plan was made with" in contradicted.err
    assert repeated.code == Exit.DONE, repeated.err


def test_what_was_allowed_is_allowed_in_the_apply(cli: Cli) -> None:
    cli("apply", "t.yaml", "--yes")
    edit("- name: Clerk\n    description: Sells", "- name: Clerk\n    lifecycle: {state: absent}")
    edit("domain: emulator", "domain: emulator, limits: {deletes: 0}")
    assert cli("plan", "t.yaml", "--out", "p.json", "--allow-deletes", "1").code == Exit.DONE

    assert saved()["allowed"]["deletes"] == 1
    assert cli("apply", "t.yaml", "--plan", "p.json").code == Exit.DONE


def test_a_refused_plan_may_be_saved_and_not_applied(cli: Cli) -> None:
    cli("apply", "t.yaml", "--yes")
    edit("- name: Clerk\n    description: Sells", "- name: Clerk\n    lifecycle: {state: absent}")
    edit("domain: emulator", "domain: emulator, limits: {deletes: 0}")

    assert cli("plan", "t.yaml", "--out", "p.json").code == Exit.REFUSED
    assert saved()["refusals"]
    assert cli("apply", "t.yaml", "--plan", "p.json").code == Exit.REFUSED
    assert changes(cli) == ["delete roles/Clerk"]


def test_a_saved_plan_expires(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("plan", "t.yaml", "--out", "p.json", "--expires", "24h")
    until = saved()["expires_at"]
    monkeypatch.setattr("deploy_cli.cli.session.now", lambda: until)

    applied = cli("apply", "t.yaml", "--plan", "p.json")

    assert applied.code == Exit.STALE
    assert f"it expired at {until}" in applied.err
    assert "nothing was written" in applied.err
    assert len(changes(cli)) == 3


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], "2026-01-09T00:00:00Z"),
        (["--expires", "24h"], "2026-01-03T00:00:00Z"),
        (["--expires", "90"], None),
        (["--expires", "never"], None),
    ],
)
def test_how_long_it_holds_can_be_said(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, given: list[str], expected: str | None
) -> None:
    monkeypatch.setattr("deploy_cli.cli.session.now", lambda: "2026-01-02T00:00:00Z")

    ran = cli("plan", "t.yaml", "--out", "p.json", *given)

    if given == ["--expires", "90"]:
        assert ran.code == Exit.USAGE
    else:
        assert saved()["expires_at"] == expected


@pytest.mark.parametrize("given", ["0s", "soon", "", "-1d", "999999999y"])
def test_what_is_no_time_to_come_is_wrong_usage(cli: Cli, given: str) -> None:
    ran = cli("plan", "t.yaml", "--out", "p.json", "--expires", given)

    assert ran.code == Exit.USAGE
    assert not Path("p.json").exists()


def test_what_is_not_saved_does_not_expire(cli: Cli) -> None:
    assert cli("plan", "t.yaml", "--expires", "1d").code == Exit.USAGE
    assert json.loads(cli("plan", "t.yaml", "--format", "json").out)["expires_at"] is None


@pytest.mark.usefixtures("plan_key")
def test_a_signed_plan_is_applied_and_an_edited_one_is_not(cli: Cli) -> None:
    cli("plan", "t.yaml", "--out", "p.json")
    Path("e.json").write_text(json.dumps({**saved(), "expires_at": None}))

    edited = cli("apply", "t.yaml", "--plan", "e.json")
    applied = cli("apply", "t.yaml", "--plan", "p.json")

    assert (edited.code, applied.code) == (Exit.STALE, Exit.DONE)
    assert "it was edited, or signed with another key" in edited.err


def test_a_plan_has_to_be_signed_where_there_is_a_key_and_not_where_there_is_none(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("plan", "t.yaml", "--out", "unsigned.json")
    monkeypatch.setenv("DEPLOY_CLI_PLAN_KEY", PLAN_KEY)
    unsigned = cli("apply", "t.yaml", "--plan", "unsigned.json")
    cli("plan", "t.yaml", "--out", "signed.json")
    monkeypatch.delenv("DEPLOY_CLI_PLAN_KEY")
    unchecked = cli("apply", "t.yaml", "--plan", "signed.json")

    assert (unsigned.code, unchecked.code) == (Exit.STALE, Exit.STALE)
    assert "is not signed" in unsigned.err
    assert "there is no key to check that with" in unchecked.err
    assert len(changes(cli)) == 3


@pytest.mark.parametrize("name", ["DEPLOY_CLI_STATE_KEY", "DEPLOY_CLI_PLAN_KEY"])
@pytest.mark.parametrize("key", ["short", "x" * 31, "x" * 64])
def test_a_key_that_can_be_guessed_is_refused_and_not_shown(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str, key: str
) -> None:
    monkeypatch.setenv(name, key)

    ran = cli("plan", "t.yaml", "--out", "p.json")

    assert ran.code == Exit.USAGE
    assert f"`{name}` is too easy to guess" in ran.err
    assert "openssl rand -hex 32" in ran.err
    assert key not in ran.err


@pytest.mark.usefixtures("state_key", "plan_key")
def test_the_same_inputs_give_the_same_bytes_but_for_the_time(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy_cli.cli.session.now", lambda: "2026-01-02T00:00:00Z")
    plans = []
    for _ in range(2):
        cli("plan", "t.yaml", "--out", "p.json")
        plans.append(Path("p.json").read_bytes())

    assert plans[0] == plans[1]
    assert b'"#1": "hmac-sha256:' in plans[0]


@pytest.mark.usefixtures("state_key")
def test_a_secret_that_is_another_one_by_now_is_refused(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("plan", "t.yaml", "--out", "p.json")
    monkeypatch.setenv("HOOK_KEY", "hook-secret-2")
    other = cli("apply", "t.yaml", "--plan", "p.json")
    monkeypatch.setenv("HOOK_KEY", "hook-secret-1")
    same = cli("apply", "t.yaml", "--plan", "p.json")

    assert other.code == Exit.STALE
    assert "secrets[KEY]   another secret than the approved one" in other.err
    assert same.code == Exit.DONE
    assert "unknown" not in same.err


def test_without_a_key_whether_a_secret_changed_is_unknown_and_said(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("plan", "t.yaml", "--out", "p.json")
    monkeypatch.setenv("HOOK_KEY", "hook-secret-2")

    applied = cli("apply", "t.yaml", "--plan", "p.json")

    assert applied.code == Exit.DONE
    assert "unknown: whether what 1 field is to hold is the approved secret was not checked" in " ".join(
        applied.err.split()
    )
    assert saved()["secrets"] is None


@pytest.mark.parametrize("key", [None, "another key that is long enough for this"])
def test_hashes_of_secrets_that_cannot_be_checked_are_refused(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    monkeypatch.setenv("DEPLOY_CLI_STATE_KEY", STATE_KEY)
    cli("plan", "t.yaml", "--out", "p.json")
    monkeypatch.delenv("DEPLOY_CLI_STATE_KEY")
    if key is not None:
        monkeypatch.setenv("DEPLOY_CLI_STATE_KEY", key)

    assert cli("apply", "t.yaml", "--plan", "p.json").code == Exit.STALE


@pytest.mark.usefixtures("state_key")
def test_a_write_only_secret_is_written_once_and_again_when_it_changes(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("apply", "t.yaml", "--yes")
    same = cli("plan", "t.yaml")
    monkeypatch.setenv("HOOK_KEY", "hook-secret-2")
    changed = cli("plan", "t.yaml")
    cli("apply", "t.yaml", "--yes")
    written = cli("plan", "t.yaml")

    assert same.out.startswith("No changes")
    assert "not compared" not in same.err
    assert "~ secrets[KEY].value: (secret) → (secret #1)" in changed.out
    assert written.out.startswith("No changes")


def test_without_a_key_nothing_is_remembered_of_secrets(cli: Cli, tmp_path: Path) -> None:
    cli("apply", "t.yaml", "--yes")

    planned = cli("plan", "t.yaml")

    assert "are not compared in actions/Hook" in " ".join(planned.err.split())
    assert not (tmp_path / "state" / "secrets").exists()


@pytest.mark.usefixtures("state_key")
def test_the_loss_of_what_is_remembered_costs_a_comparison(cli: Cli, tmp_path: Path) -> None:
    cli("apply", "t.yaml", "--yes")
    shutil.rmtree(tmp_path / "state" / "secrets")

    planned = cli("plan", "t.yaml")

    assert planned.out.startswith("No changes")
    assert "are not compared in actions/Hook" in " ".join(planned.err.split())


@pytest.mark.usefixtures("state_key", "plan_key")
def test_no_secret_and_no_key_is_kept_outside_the_emulated_tenant(cli: Cli, tmp_path: Path) -> None:
    cli("plan", "t.yaml", "--out", "p.json")
    cli("apply", "t.yaml", "--plan", "p.json")

    kept = [file for file in tmp_path.rglob("*") if file.is_file() and ".sqlite" not in file.name]
    assert {"p.json", "shop.json"} <= {file.name for file in kept}
    kept.remove(tmp_path / "t.yaml")
    for file in kept:
        for secret in ("hook-secret-1", STATE_KEY, PLAN_KEY):
            assert secret.encode() not in file.read_bytes(), file


def test_the_rest_of_a_plan_is_applied_and_what_is_done_is_told(cli: Cli) -> None:
    cli("plan", "t.yaml", "--out", "p.json")
    cli("apply", "t.yaml", "--yes", "--only", "roles")

    applied = cli("apply", "t.yaml", "--plan", "p.json")

    assert applied.code == Exit.DONE
    assert "note: approved, and done already: create roles/Clerk" in applied.err
    assert changes(cli) == []


def test_where_nothing_tells_who_made_it_the_rest_is_not_applied(cli: Cli, tmp_path: Path) -> None:
    cli("plan", "t.yaml", "--out", "p.json")
    cli("apply", "t.yaml", "--yes", "--only", "roles")
    shutil.rmtree(tmp_path / "state" / "applied")
    shutil.rmtree(tmp_path / "state" / "journals")

    applied = cli("apply", "t.yaml", "--plan", "p.json")

    assert applied.code == Exit.STALE
    assert "create roles/Clerk: it is there now" in applied.err
    assert changes(cli) == ["create actions/Hook", "create clients/Storefront"]


def test_the_files_that_changed_are_named(cli: Cli) -> None:
    cli("plan", "t.yaml", "--out", "p.json")
    edit("Sells", "Buys")

    applied = cli("apply", "t.yaml", "--plan", "p.json")

    assert applied.code == Exit.STALE
    assert "the files changed:\n  │   t.yaml\n" in applied.err
    assert "description   approved: nothing → Sells   now: nothing → Buys" in applied.err


def test_another_version_of_the_tool_plans_for_itself(cli: Cli) -> None:
    cli("plan", "t.yaml", "--out", "p.json")
    Path("p.json").write_text(json.dumps({**saved(), "tool_version": "9.9.9"}))

    applied = cli("apply", "t.yaml", "--plan", "p.json")

    assert applied.code == Exit.STALE
    assert "it was made by deploy-cli 9.9.9; this is" in applied.err
