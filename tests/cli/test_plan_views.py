"""A plan in every format: printed, written into files, and shown again from a saved plan."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy_cli.cli.exits import Exit
from deploy_cli.render.plan_views import FORMATS
from tests.cli.conftest import Ran

Cli = Callable[..., Ran]

REFUSING = """\
environment:
  name: shop
  domain: emulator
  limits: {updates: 0}
tenant:
  friendly_name: Shop
"""


@pytest.mark.parametrize("form", FORMATS)
def test_a_saved_plan_is_shown_as_it_was_when_it_was_made(form: str, cli: Cli, tenant: Path) -> None:
    made = cli("plan", tenant, "--format", form, "--out", "plan.json", "--write", f"{form}=view")
    shown = cli("show", "plan.json", "--format", form)

    assert (made.code, shown.code) == (Exit.DONE, Exit.DONE)
    assert shown.out == made.out == Path("view").read_text("utf-8")


def test_several_views_come_of_one_run(cli: Cli, tenant: Path) -> None:
    files = {form: f"out/plan.{form}" for form in FORMATS}
    ran = cli(
        "plan", tenant, *(part for form, file in files.items() for part in ("--write", f"{form}={file}"))
    )

    assert ran.code == Exit.DONE
    assert "Plan: 2 to create" in Path(files["text"]).read_text("utf-8")
    assert "**2 to create**" in Path(files["markdown"]).read_text("utf-8")
    assert "<strong>2</strong> to create" in Path(files["html"]).read_text("utf-8")
    assert json.loads(Path(files["gitlab"]).read_text("utf-8")) == {"create": 2, "update": 0, "delete": 0}
    assert json.loads(Path(files["json"]).read_text("utf-8"))["summary"]["create"] == 2
    assert cli("show", files["json"], "--format", "html").out == Path(files["html"]).read_text("utf-8")


def test_what_can_be_applied_is_its_owners_alone_and_what_is_shown_is_not(cli: Cli, tenant: Path) -> None:
    cli("plan", tenant, "--write", "json=plan.json", "--write", "html=plan.html")

    assert stat.S_IMODE(Path("plan.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(Path("plan.html").stat().st_mode) & 0o400


@pytest.mark.parametrize("form", FORMATS)
def test_a_refused_plan_is_shown_and_written_and_ends_alike_in_all_formats(
    form: str, cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "tenant.yaml").write_text(REFUSING, encoding="utf-8")
    ran = cli("plan", "tenant.yaml", "--format", form, "--write", f"{form}=view", "--detailed-exitcode")

    assert ran.code == Exit.REFUSED
    assert ran.out == Path("view").read_text("utf-8")
    assert "environment.limits.updates" in ran.out or form == "gitlab"


@pytest.mark.parametrize("given", ["html", "html=", "=file", "xml=file", "pdf"])
def test_a_view_that_there_is_not_is_wrong_usage(given: str, cli: Cli, tenant: Path) -> None:
    ran = cli("plan", tenant, "--write", given)

    assert ran.code == Exit.USAGE
    assert "FORMAT is one of text, json, markdown, html, gitlab" in ran.err
    assert ran.out == ""


def test_a_view_that_cannot_be_written_is_told(cli: Cli, tenant: Path) -> None:
    Path("folder").mkdir()
    ran = cli("plan", tenant, "--write", "html=folder")

    assert ran.code == Exit.USAGE
    assert "folder" in ran.err


def test_the_text_tells_where_values_come_from_when_asked(cli: Cli, tenant: Path) -> None:
    cli("plan", tenant, "--out", "plan.json")

    assert f"{tenant}:6:" in cli("show", "plan.json", "--origin").out.replace("\n", "")
    assert f"{tenant}:6:" not in cli("show", "plan.json").out


def test_what_is_no_plan_is_not_shown(cli: Cli) -> None:
    Path("plan.json").write_text("{}", encoding="utf-8")

    assert cli("show", "plan.json").code == Exit.ERROR
    assert cli("show", "nowhere.json").code == Exit.USAGE


def test_a_plan_is_shown_without_tenant_and_files(
    cli: Cli, tenant: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("plan", tenant, "--out", "plan.json")
    tenant.unlink()
    monkeypatch.setenv("AUTH0_DOMAIN", "other.eu.auth0.com")

    assert "Plan: 2 to create" in cli("show", "plan.json").out


def test_a_plan_that_is_written_as_json_expires_like_one_that_is_saved(cli: Cli, tenant: Path) -> None:
    cli("plan", tenant, "--write", "json=plan.json", "--expires", "24h")

    assert json.loads(Path("plan.json").read_text("utf-8"))["expires_at"] is not None
    assert cli("plan", tenant, "--write", "html=plan.html", "--expires", "24h").code == Exit.USAGE


@pytest.mark.parametrize(
    ("until", "noted"), [("2020-01-01T00:00:00Z", True), ("2999-01-01T00:00:00Z", False)]
)
def test_a_plan_that_has_expired_is_shown_and_says_so(
    *, until: str, noted: bool, cli: Cli, tenant: Path
) -> None:
    cli("plan", tenant, "--out", "plan.json")
    saved = json.loads(Path("plan.json").read_text("utf-8"))
    Path("plan.json").write_text(json.dumps({**saved, "expires_at": until}), encoding="utf-8")

    ran = cli("show", "plan.json")

    assert ran.code == Exit.DONE
    assert "Plan: 2 to create" in ran.out
    assert ("cannot be applied any more" in ran.err) is noted


def test_a_plan_that_was_edited_is_not_shown(cli: Cli, tenant: Path) -> None:
    cli("plan", tenant, "--out", "plan.json")
    plan = json.loads(Path("plan.json").read_text("utf-8"))
    plan["changes"][0]["address"] = "clients/Another one"
    Path("plan.json").write_text(json.dumps(plan), "utf-8")

    ran = cli("show", "plan.json")

    assert (ran.code, ran.out) == (Exit.STALE, "")
    assert "it was edited" in ran.err


def test_a_signed_plan_of_which_a_word_was_edited_is_not_shown_to_who_has_the_key(
    cli: Cli, tenant: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPLOY_CLI_PLAN_KEY", "0123456789abcdefghijklmnopqrstuv")
    cli("plan", tenant, "--out", "plan.json")
    assert cli("show", "plan.json").code == Exit.DONE

    text = Path("plan.json").read_text("utf-8").replace("No effect on users", "Nothing at all")
    Path("plan.json").write_text(text, "utf-8")

    ran = cli("show", "plan.json", "--format", "markdown")
    assert (ran.code, ran.out) == (Exit.STALE, "")
    assert "the signature of the saved plan is wrong" in ran.err


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("--write", "markdown=a", "--write", "html=./a"), "`a` would be written twice"),
        (("--write", "json=a", "--out", "a"), "`a` would be written twice"),
        (("--write", "markdown=-"), "what goes to stdout is chosen with `--format markdown`"),
        (("--write", "markdown=tenant.yaml"), "no view of a plan is written over YAML"),
        (("--out", "tenant.yaml"), "no view of a plan is written over YAML"),
    ],
)
def test_no_file_is_written_that_nobody_can_have_meant(
    given: tuple[str, ...], message: str, cli: Cli, tenant: Path
) -> None:
    before = Path("tenant.yaml").write_text("clients: []\n", "utf-8")

    ran = cli("plan", tenant, *given)

    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert message in " ".join(ran.err.split())
    assert Path("tenant.yaml").stat().st_size == before
    assert not Path("a").exists()
    assert not Path("-").exists()


WITH_A_SECRET = """\
environment: {name: shop, domain: emulator}
actions:
  - name: Check
    supported_triggers: [{id: post-login, version: v3}]
    code: exports.onExecutePostLogin = async () => {};
    secrets: [{name: KEY, value: $(secret:SIGNING)}]
"""


def test_what_was_allowed_and_what_is_not_known_is_told_of_a_saved_plan_too(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNING", "s")
    (tmp_path / "tenant.yaml").write_text(WITH_A_SECRET, "utf-8")
    cli("apply", tmp_path / "tenant.yaml", "--yes")
    cli("plan", tmp_path / "tenant.yaml", "--allow-deletes", "3", "--out", "plan.json")

    shown = cli("show", "plan.json")

    assert shown.out.startswith("No changes")
    assert "note: secrets that Auth0 never gives back are not compared in actions/Check" in shown.err


def test_a_pinned_id_that_is_of_another_tenant_is_told(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "tenant.yaml").write_text(
        "environment: {name: shop, domain: emulator}\nclients: [{name: Till, client_id: of-elsewhere}]\n",
        "utf-8",
    )

    made = cli("plan", tmp_path / "tenant.yaml", "--format", "markdown")

    told = "clients/Till: the tenant has nothing with the id `of-elsewhere` that the files give it; it is created"
    assert told in " ".join(made.err.split())
    assert "that the files give it; it is created, with another id" in made.out
