"""Runs: one at a time, in the order of commits, undone by a plan like any other; over HTTP, from the command line."""

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.cli.exits import Exit
from deploy_cli.files.lock import locked
from deploy_cli.files.state import private_folder
from tests.end_to_end.stage import Cli, Serve, write

ONE = """\
environment: {name: prod, limits: {deletes: 90%}}
clients:
  - {name: Storefront, app_type: spa, description: Sells}
  - {name: Kiosk, app_type: spa}
resourceServers:
  - {name: Orders, identifier: "https://api.example", scopes: [{value: "read:orders"}]}
clientGrants:
  - {client_id: Kiosk, audience: "https://api.example", scope: ["read:orders"]}
roles:
  - name: Clerk
    permissions: [{permission_name: "read:orders", resource_server_identifier: "https://api.example"}]
"""
TWO = """\
environment: {name: prod, limits: {deletes: 90%}}
clients:
  - {name: Shop, lifecycle: {renamed_from: Storefront}, callbacks: ["https://shop.example"], client_metadata: {a: b}}
  - {name: Kiosk, lifecycle: {state: absent}}
  - {name: New, app_type: spa}
clientGrants:
  - {client_id: Kiosk, audience: "https://api.example", lifecycle: {state: absent}}
roles:
  - {name: Clerk, lifecycle: {state: absent}}
"""


@pytest.fixture(autouse=True)
def _tenants(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    write({"one.yaml": ONE, "two.yaml": TWO})


def state(*names: str) -> Path:
    return Path(os.environ["DEPLOY_CLI_STATE_DIR"]).joinpath(*names)


def files_of_state() -> list[Path]:
    return [path for path in state().rglob("*") if path.is_file()]


def test_an_undo_brings_back_what_was(cli: Cli, serve: Serve) -> None:
    with serve():
        assert cli("apply", "one.yaml", "--yes").code == Exit.DONE
        assert cli("apply", "two.yaml", "--yes").code == Exit.DONE
        undone = cli("undo", "two.yaml", "--yes")
        planned = cli("plan", "one.yaml", "--detailed-exitcode")
        listed: Any = json.loads(cli("undo", "two.yaml", "--list", "--format", "json").out)

    assert undone.code == Exit.DONE, undone.err
    assert planned.code == Exit.DONE, planned.out
    assert "comes back with another id" in undone.err
    assert [(one["ended"], bool(one["undoes"])) for one in listed] == [
        ("complete", True),
        ("complete", False),
        ("complete", False),
    ]
    assert listed[0]["undoes"] == listed[1]["id"]


def test_code_that_is_taken_back_is_deployed_again(cli: Cli, serve: Serve) -> None:
    action = """\
environment: {name: prod}
actions:
  - {name: Greet, supported_triggers: [{id: post-login, version: v3}], code: "exports.ONE = 1;", deployed: true}
"""
    write({"one.yaml": action, "two.yaml": action.replace("ONE", "TWO")})
    with serve() as tenant:
        cli("apply", "one.yaml", "--yes")
        cli("apply", "two.yaml", "--yes")
        tenant.requests.clear()
        undone = cli("undo", "two.yaml", "--yes")
        planned = cli("plan", "one.yaml", "--detailed-exitcode")

    assert undone.code == planned.code == Exit.DONE, undone.err
    assert [request for request in tenant.requests if request.endswith("/deploy")]


def test_a_run_is_undone_once_and_then_the_one_before(cli: Cli, serve: Serve) -> None:
    with serve():
        cli("apply", "one.yaml", "--yes")
        cli("apply", "two.yaml", "--yes")
        cli("undo", "two.yaml", "--yes")
        again = cli("undo", "one.yaml", "--yes", "--allow-moved", "*", "--allow-deletes", "9")
        left = cli("undo", "one.yaml", "--yes")

    assert again.code == Exit.DONE, again.err
    assert "- deleting clients/Storefront" in again.err
    assert left.code == Exit.USAGE
    assert "no run that could be undone is known" in left.err


def test_what_somebody_changed_since_is_not_overwritten(cli: Cli, serve: Serve) -> None:
    write({"three.yaml": "environment: {name: prod}\nclients: [{name: New, app_type: native}]\n"})
    with serve() as tenant:
        cli("apply", "one.yaml", "--yes")
        cli("apply", "two.yaml", "--yes")
        listed: Any = json.loads(cli("undo", "two.yaml", "--list", "--format", "json").out)
        cli("apply", "three.yaml", "--yes")
        tenant.requests.clear()
        refused = cli("undo", "two.yaml", listed[0]["id"], "--yes")
        assert not [request for request in tenant.requests if not request.startswith("GET")][1:]
        allowed = cli("undo", "two.yaml", listed[0]["id"][:20], "--yes", "--allow-moved", "clients/New")

    assert refused.code == Exit.REFUSED
    assert "clients/New" in refused.err
    assert "see `app_type`" in refused.err
    assert allowed.code == Exit.DONE, allowed.err


def test_an_undo_is_held_to_limits_and_asks(cli: Cli, serve: Serve) -> None:
    limited = TWO.replace("90%", "0")
    write({"limited.yaml": limited})
    with serve():
        cli("apply", "one.yaml", "--yes")
        cli("apply", "two.yaml", "--yes")
        refused = cli("undo", "limited.yaml", "--yes")
        silent = cli("undo", "two.yaml")

    assert refused.code == Exit.REFUSED, refused.err
    assert silent.code == Exit.USAGE
    assert "nobody to ask" in silent.err


@pytest.mark.parametrize("run", ["2", "nonsense"])
def test_a_run_has_to_be_one_and_known(cli: Cli, serve: Serve, run: str) -> None:
    with serve():
        cli("apply", "one.yaml", "--yes")
        cli("apply", "two.yaml", "--yes")
        ran = cli("undo", "two.yaml", run, "--yes")

    assert ran.code == Exit.USAGE
    assert "begin with `2`" in ran.err or "no run `nonsense` is known" in ran.err


def test_nobody_else_reads_what_is_kept_and_no_secret_is(cli: Cli, serve: Serve) -> None:
    with serve():
        cli("apply", "one.yaml", "--yes")
        cli("apply", "two.yaml", "--yes")
        text = "".join(path.read_text(errors="replace") for path in state("journals").rglob("*.jsonl"))

    assert {stat.S_IMODE(path.stat().st_mode) for path in files_of_state()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in state("journals").rglob("*") if path.is_dir()} == {
        0o700
    }
    assert '"lost":["client_secret"]' in text
    assert '"client_secret":' not in text


def test_a_second_apply_is_refused_and_told_whose_the_first_is(cli: Cli, serve: Serve) -> None:
    with serve() as tenant:
        folder = private_folder(state(), "locks")
        with locked(folder, tenant.domain, "apply elsewhere", wait=0, waiting=print):
            refused = cli("apply", "one.yaml", "--yes")
            waited = cli("apply", "one.yaml", "--yes", "--lock-timeout", "1s")
            planned = cli("plan", "one.yaml")
        free = cli("apply", "one.yaml", "--yes")

    assert refused.code == waited.code == Exit.REFUSED
    assert f"`apply elsewhere`, process {os.getpid()} of " in refused.err
    assert "waiting for another apply" in waited.err
    assert planned.code == free.code == Exit.DONE


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--resume", "--plan", "x.json"), "leave `--plan` out"),
        (("--resume", "--only", "clients"), "leave `--only` and `--exclude` out"),
        (("--lock-timeout", "soon"), "`soon` is no duration"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    cli: Cli, options: tuple[str, ...], told: str
) -> None:
    ran = cli("apply", "one.yaml", "--yes", *options)

    assert ran.code == Exit.USAGE
    assert told in ran.err


def test_a_resume_with_nothing_to_resume_is_an_apply(cli: Cli, serve: Serve) -> None:
    with serve():
        ran = cli("apply", "one.yaml", "--yes", "--resume")

    assert ran.code == Exit.DONE
    assert "there is no run to resume" in ran.err


def test_a_resume_finishes_what_the_last_run_was_about(cli: Cli, serve: Serve) -> None:
    broken = {"match": {"method": "POST", "path": "/api/v2/roles", "times": 1}, "then": {"status": 400}}
    with serve(lambda _: {}, [broken]):
        first = cli("apply", "one.yaml", "--yes", "--only", "roles", "--only", "resourceServers")
        resumed = cli("apply", "one.yaml", "--yes", "--resume")
        rest = cli("plan", "one.yaml", "--format", "json")
        again = cli("apply", "one.yaml", "--yes", "--resume")

    assert first.code == Exit.PARTLY
    assert resumed.code == Exit.DONE
    assert "did not finish: 1 request done" in resumed.err
    planned: Any = json.loads(rest.out)
    assert [one["address"] for one in planned["changes"]] == [
        "clientGrants/Kiosk:https://api.example",
        "clients/Kiosk",
        "clients/Storefront",
    ] or planned["summary"]["create"] == 3
    assert "there is no run to resume" in again.err


def test_without_a_place_for_the_journal_nothing_is_written(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"file": ""})
    monkeypatch.setenv("DEPLOY_CLI_STATE_DIR", "file/state")
    with serve() as tenant:
        refused = cli("apply", "one.yaml", "--yes")
        planned = cli("plan", "one.yaml")

    assert refused.code == Exit.USAGE
    assert "DEPLOY_CLI_STATE_DIR" in refused.err
    assert not [one for one in tenant.requests if "/api/v2/" in one and not one.startswith("GET")]
    assert planned.code == Exit.DONE


def test_somebody_who_is_faster_is_not_overwritten(cli: Cli, serve: Serve) -> None:
    """They come between the plan and the write; the next plan shows what they did."""
    write(
        {
            "more.yaml": ONE.replace("Sells", "Sells more").replace(
                "name: Clerk", "name: Clerk\n    description: x"
            )
        }
    )
    meddling = {
        "match": {"method": "GET", "path": "/api/v2/clients", "nth": 5},
        "then": {
            "meddle": {
                "method": "PATCH",
                "path": "/api/v2/clients/{Storefront}",
                "body": {"description": "by hand"},
            }
        },
    }
    with serve(lambda _: {}, [meddling]):
        assert cli("apply", "one.yaml", "--yes").code == Exit.DONE
        applied = cli("apply", "more.yaml", "--yes")
        again = cli("apply", "more.yaml", "--yes")

    assert applied.code == Exit.PARTLY, applied.err
    assert '`description`: "Sells" → "by hand"' in " ".join(applied.out.split())
    assert "Applied: 1 done, 1 failed, 0 not tried." in applied.out
    assert again.code == Exit.DONE


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_that_is_lost_makes_no_second_client_though_reads_lag_behind(
    cli: Cli, serve: Serve, when: str
) -> None:
    lost = {"match": {"method": "POST", "path": "/api/v2/clients", "nth": 1}, "then": {"drop": when}}
    lagging = {"match": {"method": "GET", "path": "/api/v2/clients", "nth": [3, 4]}, "then": {"stale": True}}
    write({"tenant.yaml": "environment: {name: prod}\nclients: [{name: Storefront}]\n"})
    with serve(lambda _: {}, [lost, lagging]) as tenant:
        applied = cli("apply", "tenant.yaml", "--yes")
        planned = cli("plan", "tenant.yaml", "--detailed-exitcode")

    assert applied.code == planned.code == Exit.DONE, applied.err
    assert tenant.requests.count("POST /api/v2/clients") == (2 if when == "before" else 1)


def git(*arguments: str) -> str:
    own = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *own, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(text: str, date: str) -> str:
    write({"one.yaml": text})
    git("add", "one.yaml")
    os.environ["GIT_COMMITTER_DATE"] = date
    git("commit", "-q", "-m", "Change", "--date", date)
    return git("rev-parse", "HEAD")


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Two commits, the second one checked out."""
    monkeypatch.setenv("GIT_COMMITTER_DATE", "")
    git("init", "-q")
    old = commit(ONE, "2026-01-01T00:00:00Z")
    new = commit(ONE.replace("Sells", "Sells more"), "2026-02-01T00:00:00Z")
    return old, new


def applied(cli: Cli, *options: str) -> tuple[int, str]:
    ran = cli("apply", "one.yaml", "--yes", *options)
    return ran.code, ran.err


def test_an_older_commit_is_not_applied_over_a_newer_one(
    cli: Cli, serve: Serve, history: tuple[str, str]
) -> None:
    old, new = history
    with serve() as tenant:
        assert applied(cli)[0] == Exit.DONE
        assert applied(cli)[0] == Exit.DONE, "the same one again"
        git("checkout", "-q", old)
        tenant.requests.clear()
        code, err = applied(cli)
        assert tenant.requests == []
        write({"one.yaml": ONE.replace("Sells", "Edited")})
        edited, _ = applied(cli)
        git("checkout", "-q", "-f", old)
        allowed, _ = applied(cli, "--allow-older")
        git("checkout", "-q", new)
        forward, _ = applied(cli)

    assert (code, edited, allowed, forward) == (Exit.REFUSED, Exit.REFUSED, Exit.DONE, Exit.DONE)
    assert f"the files are of commit `{old[:12]}` (2026-01-01 00:00), and `{new[:12]}`" in err
    assert "`--allow-older`" in err


def test_after_an_undo_the_older_commit_may_be_applied(
    cli: Cli, serve: Serve, history: tuple[str, str]
) -> None:
    old, _ = history
    with serve():
        applied(cli)
        assert cli("undo", "one.yaml", "--yes", "--allow-deletes", "9").code == Exit.DONE
        git("checkout", "-q", old)
        code, err = applied(cli)

    assert code == Exit.DONE, err


def test_what_cannot_be_told_is_said_and_stops_nothing(
    cli: Cli, serve: Serve, history: tuple[str, str]
) -> None:
    old, new = history
    with serve():
        applied(cli)
        git("checkout", "-q", old)
        commit(ONE.replace("Sells", "Branches"), "2026-03-01T00:00:00Z")
        apart, told = applied(cli)
        branch = git("rev-parse", "HEAD")
        shutil.rmtree(".git")
        git("init", "-q")
        commit(ONE, "2025-03-01T00:00:00Z")
        unknown, told_too = applied(cli)

    assert apart == unknown == Exit.DONE
    assert f"`{new[:12]}`" in told
    assert "is not part of this branch" in " ".join(told.split())
    assert f"`{branch[:12]}`" in told_too
    assert "is not in this clone" in " ".join(told_too.split())


def test_a_shallow_clone_goes_by_the_dates(
    cli: Cli, serve: Serve, history: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, _ = history
    git("branch", "old", old)
    git("clone", "-q", "--depth", "1", "--branch", "old", f"file://{tmp_path}", str(tmp_path / "shallow"))
    with serve():
        applied(cli)
        monkeypatch.chdir(tmp_path / "shallow")
        code, err = applied(cli)

    assert code == Exit.REFUSED
    assert "is newer by its date" in " ".join(err.split())
