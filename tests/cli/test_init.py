"""`init`: a first project, a converted one, and one from a live tenant."""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy_cli.cli.exits import Exit

Cli = Callable[..., Any]

OFFICIAL = {
    "tenant.yaml": """\
clients:
  - name: Shop
    app_type: spa
    callbacks: ["https://##HOST##/callback"]
    client_secret: "##SHOP_SECRET##"
    custom_login_page: ./login.html
    refresh_token: {rotation_type: non-rotating, expiration_type: non-expiring, leeway: 0, token_lifetime: 31557600,
      idle_token_lifetime: 2592000, infinite_token_lifetime: true, infinite_idle_token_lifetime: true}
roles: [{name: Clerk, description: Sells}]
pages: [{name: login}]
""",
    "clients/login.html": "<p>hello</p>",
    "config.json": json.dumps(
        {
            "AUTH0_DOMAIN": "emulator",
            "AUTH0_KEYWORD_REPLACE_MAPPINGS": {"HOST": "h.example", "SHOP_SECRET": "s3cret"},
        }
    ),
}


@pytest.fixture
def official(tmp_path: Path) -> Path:
    """A project of the official tool, `theirs`, and its configuration."""
    for name, text in OFFICIAL.items():
        path = tmp_path / "theirs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "theirs"


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_first_project_can_be_applied_at_once(cli: Cli, tmp_path: Path) -> None:
    done = cli("init", "new")

    assert done.code == Exit.DONE
    assert done.out.splitlines() == [f"new/{name}" for name in files(tmp_path / "new")]
    assert done.err == "next: deploy-cli plan new/tenants/dev\n"
    for environment in ("dev", "prod"):
        target = f"new/tenants/{environment}"
        assert cli("validate", target).out == f"{environment}: valid, 6 resources in 4 sections\n"
        assert cli("apply", target, "--yes").code == Exit.DONE
        assert cli("plan", target, "--detailed-exitcode").code == Exit.DONE


def test_a_first_project_is_formatted_and_has_no_findings(cli: Cli) -> None:
    cli("init", "new")

    assert cli("fmt", "--check", "new").code == Exit.DONE
    assert "finding" not in cli("validate", "new/tenants/prod").err


def test_the_files_of_a_first_project(cli: Cli, tmp_path: Path) -> None:
    cli("init")

    assert [name for name in files(tmp_path) if not name.startswith("state/")] == [
        ".github/workflows/tenants.yml",
        ".gitignore",
        "README.md",
        "tenants/base/applications.yaml",
        "tenants/base/refresh-tokens.yaml",
        "tenants/dev/tenant.yaml",
        "tenants/prod/tenant.yaml",
        "tenants/tenant.schema.json",
    ]
    for name in files(tmp_path / "tenants"):
        if name.endswith(".yaml"):
            first = (tmp_path / "tenants" / name).read_text("utf-8").splitlines()[0]
            assert first == "# yaml-language-server: $schema=../tenant.schema.json"


def test_the_workflow_asks_for_no_more_than_it_needs(cli: Cli, tmp_path: Path) -> None:
    cli("init")

    text = (tmp_path / ".github" / "workflows" / "tenants.yml").read_text("utf-8")
    workflow = yaml.safe_load(text)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "check": {"contents": "read"},
        "plan": {"contents": "read"},
        "comment": {"pull-requests": "write"},
        "apply": {"contents": "read"},
        "drift": {"contents": "read"},
    }
    assert all(
        re.fullmatch(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step
    )
    assert all("${{" not in step["run"] for step in steps if "run" in step)
    assert workflow["jobs"]["apply"]["if"] == "github.event_name == 'push'"
    assert workflow[True]["push"]["branches"] == ["main"]
    matrices = [job["strategy"]["matrix"] for job in workflow["jobs"].values() if "strategy" in job]
    assert matrices == [{"environment": ["dev", "prod"]}] * 4


def test_the_workflow_keeps_what_an_apply_remembers(cli: Cli, tmp_path: Path) -> None:
    cli("init")

    jobs = yaml.safe_load((tmp_path / ".github" / "workflows" / "tenants.yml").read_text("utf-8"))["jobs"]
    ignored = (tmp_path / ".gitignore").read_text("utf-8").splitlines()
    for name in ("apply", "drift"):
        steps = jobs[name]["steps"]
        uses = [step.get("uses", step.get("run", "")).partition("@")[0] for step in steps]
        restored = steps[uses.index("actions/cache/restore")]["with"]
        folder = restored["path"]
        assert jobs[name]["env"]["DEPLOY_CLI_STATE_DIR"].endswith(f"/{folder}")
        assert restored["restore-keys"] == "deploy-cli-state-${{ matrix.environment }}-"
        assert uses.index("actions/checkout") < uses.index("actions/cache/restore")
        assert f"{folder}/" in ignored
    last = jobs["apply"]["steps"][-1]
    assert last["uses"].startswith("actions/cache/save@")
    assert "always()" in last["if"], "what a run that failed did is kept as well"
    assert last["with"]["key"] == restored["key"]
    assert jobs["apply"]["concurrency"] == {
        "group": "tenant-${{ matrix.environment }}",
        "cancel-in-progress": False,
    }


def test_drift_is_told_every_night_by_the_commands_of_the_workflow(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("init")
    workflow = yaml.safe_load((tmp_path / ".github" / "workflows" / "tenants.yml").read_text("utf-8"))
    runs = {
        name: next(
            step["run"] for step in workflow["jobs"][name]["steps"] if "deploy-cli " in step.get("run", "")
        )
        for name in ("apply", "drift")
    }
    monkeypatch.setenv("DEPLOY_CLI_STATE_DIR", str(tmp_path / ".deploy-cli-state"))

    def job(name: str) -> Any:
        command = runs[name].replace("$ENVIRONMENT", "dev")
        return cli(*shlex.split(command)[1:])

    applied, quiet = job("apply"), job("drift")
    base = tmp_path / "tenants" / "base" / "applications.yaml"
    base.write_text(base.read_text("utf-8").replace("app_type: spa", "app_type: native"))
    moved = job("drift")

    assert len(workflow[True]["schedule"]) == 1
    assert (applied.code, quiet.code, moved.code) == (Exit.DONE, Exit.DONE, Exit.DIFFERENCES)
    assert "clients/Web app" in (tmp_path / "drift" / "drift.md").read_text("utf-8")


def test_what_may_comment_runs_nothing_of_the_pull_request(cli: Cli, tmp_path: Path) -> None:
    cli("init")

    text = (tmp_path / ".github" / "workflows" / "tenants.yml").read_text("utf-8")
    download, post = yaml.safe_load(text)["jobs"]["comment"]["steps"]
    assert download["uses"].startswith("actions/download-artifact@")
    assert "secrets" not in str(post)
    assert "checkout" not in str(post)


def test_the_comments_of_the_workflow_replace_those_before(cli: Cli, tmp_path: Path) -> None:
    """The step is run as it is; in the place of GitHub stands a script that keeps comments in files."""
    cli("init")
    text = (tmp_path / ".github" / "workflows" / "tenants.yml").read_text("utf-8")
    step = yaml.safe_load(text)["jobs"]["comment"]["steps"][1]
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gh").write_text(GITHUB, encoding="utf-8")
    (tmp_path / "bin" / "gh").chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{tmp_path}/bin:{os.environ['PATH']}",
        "COMMENTS": "c",
        "COMMENT": "one",
    }

    for number in range(2):
        for name in ("dev", "prod"):
            plan = tmp_path / f"plan-{name}" / "plan.md"
            plan.parent.mkdir(exist_ok=True)
            plan.write_text(
                f"<!-- deploy-cli plan environment={name} domain=d digest={number} -->\n{number}\n"
            )
        subprocess.run(
            ["bash", "-e", "-c", step["run"]], cwd=tmp_path, env={**environ, "BEFORE": "x"}, check=True
        )

    asked = (tmp_path / "asked").read_text("utf-8").splitlines()
    assert asked == ["POST plan-dev", "POST plan-prod", "PATCH plan-dev", "PATCH plan-prod"]


GITHUB = """\
#!/usr/bin/env python3
import json, os, pathlib, sys
kept = pathlib.Path("kept.json")
comments = json.loads(kept.read_text()) if kept.exists() else []
if "--method" not in sys.argv:
    for number, body in enumerate(comments):
        if body.startswith(os.environ["MARKER"]):
            print(number)
    sys.exit()
method, path = sys.argv[sys.argv.index("--method") + 1 :][:2]
file = sys.argv[-1].removeprefix("body=@")
body = pathlib.Path(file).read_text()
if method == "POST":
    comments.append(body)
else:
    comments[int(path.rpartition("/")[2])] = body
kept.write_text(json.dumps(comments))
with open("asked", "a") as asked:
    print(method, file.partition("/")[0], file=asked)
"""


@pytest.mark.parametrize("arguments", [("init", "new"), ("init", "--from", "theirs/tenant.yaml", "new")])
def test_nothing_is_overwritten(cli: Cli, tmp_path: Path, official: Path, arguments: tuple[str, ...]) -> None:
    assert cli(*arguments).code == Exit.DONE
    before = {name: (tmp_path / "new" / name).read_bytes() for name in files(tmp_path / "new")}

    refused = cli(*arguments)

    assert refused.code == Exit.USAGE
    assert "would be overwritten" in refused.err
    assert {name: (tmp_path / "new" / name).read_bytes() for name in files(tmp_path / "new")} == before


def test_nothing_is_written_through_links_or_into_files(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "new" / "tenants").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").touch()

    assert "leads out of" in cli("init", "new").err
    assert "is not a folder" in cli("init", "file").err
    assert files(tmp_path / "elsewhere") == []


def test_a_converted_project_has_the_plan_of_the_original(
    cli: Cli, official: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mappings = json.loads(OFFICIAL["config.json"])["AUTH0_KEYWORD_REPLACE_MAPPINGS"]
    monkeypatch.setenv("AUTH0_KEYWORD_REPLACE_MAPPINGS", json.dumps(mappings))
    monkeypatch.setenv("AUTH0_DOMAIN", "emulator")

    done = cli("init", "--from", "theirs/tenant.yaml", "tenant", "--config", "theirs/config.json")

    assert done.code == Exit.DONE
    assert "compared with the original: all 2 resources are the same" in done.err
    plans = [
        json.loads(cli("plan", target, "--format", "json").out) for target in ("theirs/tenant.yaml", "tenant")
    ]
    assert "CL004" in str(plans[0]["changes"]), "the original has its secret in the file"
    for change in plans[0]["changes"]:
        change["findings"] = [one for one in change["findings"] if one["rule"] != "CL004"]
    changes = [[without_places(change) for change in plan["changes"]] for plan in plans]
    assert changes[0] == changes[1]
    assert len(changes[0]) == 2


def without_places(value: object) -> object:
    """Return a part of a plan without the files that things come from."""
    if isinstance(value, dict):
        return {key: without_places(item) for key, item in value.items() if key != "source"}
    return [without_places(item) for item in value] if isinstance(value, list) else value


def test_a_converted_project_says_what_was_done_and_holds_no_secret(
    cli: Cli, official: Path, tmp_path: Path
) -> None:
    done = cli(
        "init", "--from", "theirs/tenant.yaml", "out", "--config", "theirs/config.json", "--name", "shop"
    )

    assert done.err.splitlines() == [
        "read `theirs/tenant.yaml`, written in YAML",
        "policy `browser` takes the place of `refresh_token` in `Shop`",
        "`clients.yaml`: 1 resource",
        "`roles.yaml`: 1 resource",
        "the variable `HOST` takes the place of a keyword, with the value that it has now",
        "the secret `$(secret:SHOP_SECRET)` takes the place of a keyword in `clients/Shop: client_secret`: it is read"
        " from the environment variable SHOP_SECRET",
        "not carried over, as deploy-cli does not manage it yet: `pages`; keep `theirs/tenant.yaml` for these,"
        " as `environment.yaml` says",
        "compared with the original: all 2 resources are the same",
    ]
    assert (tmp_path / "out" / "environment.yaml").read_text("utf-8") == (
        "# yaml-language-server: $schema=tenant.schema.json\n"
        "#\n"
        "# What deploy-cli does not manage yet stays in theirs/tenant.yaml: pages.\n"
        "# To deploy that and nothing else with Auth0's Deploy CLI:\n"
        "#   AUTH0_INCLUDED_ONLY='[\"pages\"]' a0deploy import --input_file theirs/tenant.yaml\n"
        "\n"
        "environment:\n  name: shop\n  domain: emulator\n  variables:\n    HOST: h.example\n"
    )
    assert not any(b"s3cret" in (tmp_path / "out" / name).read_bytes() for name in files(tmp_path / "out"))
    assert cli("fmt", "--check", "out").code == Exit.DONE


def test_a_project_whose_keywords_are_unknown_is_converted_and_not_compared(cli: Cli, official: Path) -> None:
    done = cli("init", "--from", "theirs/tenant.yaml", "out")

    assert done.code == Exit.DONE
    assert done.err.splitlines()[-1] == (
        "not compared with the original: 1 problem in the tenant files; `deploy-cli validate out` names them"
    )


def test_a_live_tenant_becomes_a_project_with_nothing_left_to_do(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("init", "first")
    cli("apply", "first/tenants/dev", "--yes")
    monkeypatch.setenv("AUTH0_DOMAIN", "emulator")

    done = cli("init", "--from-live", "live", "--name", "dev")

    assert done.code == Exit.DONE
    assert done.out.splitlines() == [f"live/{name}" for name in files(tmp_path / "live")]
    assert {".github/workflows/tenants.yml", "README.md", ".gitignore"} < set(files(tmp_path / "live"))
    policies = (tmp_path / "live/tenants/dev/refresh_token_policies.yaml").read_text("utf-8")
    assert list(yaml.safe_load(policies)["refresh_token_policies"]) == ["standard", "web", "browser"]
    assert cli("fmt", "--check", "live").code == Exit.DONE
    planned = cli("plan", "live/tenants/dev", "--detailed-exitcode")
    assert (planned.code, planned.out.splitlines()[-1].partition(":")[0]) == (Exit.DONE, "No changes")
    assert cli("init", "--from-live", "live", "--name", "dev").code == Exit.USAGE


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "a", "--from-live"), "`--from` and `--from-live` exclude each other"),
        (("--config", "a"), "`--config` goes with `--from`"),
        (("--name", "a"), "`--name` goes with `--from` and `--from-live`"),
        (("--from-live",), "AUTH0_DOMAIN is not set"),
    ],
)
def test_options_that_make_no_sense_are_refused(cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    refused = cli("init", *arguments)

    assert (refused.code, message in refused.err) == (Exit.USAGE, True)


def test_a_project_that_is_not_there_is_told(cli: Cli) -> None:
    refused = cli("init", "--from", "nowhere", "out")

    assert (refused.code, "there is no `nowhere`" in refused.err) == (Exit.ERROR, True)


def test_help_tells_the_exit_codes(cli: Cli) -> None:
    assert "Exit codes" in cli("init", "--help").out
