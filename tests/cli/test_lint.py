"""``deploy-cli lint``: what it finds, in every format; what it explains; what it sets right."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from deploy_cli.cli.exits import Exit
from deploy_cli.guardrails import RULES
from tests.cli.conftest import Ran

Cli = Callable[..., Ran]

TENANT = """\
environment:
  name: shop
  domain: emulator
  guardrails:
    waivers:
      - {rule: GT001, address: clients/Kiosk, reason: it goes soon, until: 2999-12-31}
clients:
  - name: Kiosk
    app_type: spa
    grant_types: [authorization_code, implicit]
    callbacks: [https://kiosk.acme.example/cb]
    allowed_logout_urls: [https://kiosk.acme.example]
  - name: Shop
    app_type: regular_web
    grant_types: [authorization_code, implicit]   # since 2019
    callbacks: [https://shop.acme.example/cb]
    allowed_logout_urls: [https://shop.acme.example]
    refresh_token:
      rotation_type: non-rotating
      expiration_type: expiring # never
      infinite_token_lifetime: true
      # how long nobody knows
      token_lifetime: 31557600
      infinite_idle_token_lifetime: true
"""


@pytest.fixture
def tenant(tmp_path: Path) -> Path:
    file = tmp_path / "tenant.yaml"
    file.write_text(TENANT, encoding="utf-8")
    return file


def test_it_tells_what_is_wrong_and_how_to_set_it_right(cli: Cli, tenant: Path) -> None:
    ran = cli("lint", tenant.name)

    assert (ran.code, ran.err) == (Exit.REFUSED, "")
    assert ran.out.startswith(
        "error: clients/Shop: `Shop` says `expiring`, and that both lifetimes are\n"
        "       infinite (RT006)\n"
        "  tenant.yaml:20:24\n"
        "    20 │       expiration_type: expiring # never\n"
        "       │                        ^^^^^^^^\n"
        "hint: say one thing:"
    )
    assert "info: clients/Kiosk: `Kiosk` allows the implicit flow" in ran.out
    assert ran.out.splitlines()[-1] == (
        "shop: 1 error, 1 warning, 1 note, 1 waived; 56 rules, profile default"
    )


@pytest.mark.parametrize(
    ("level", "code"),
    [("never", Exit.DONE), ("error", Exit.REFUSED), ("warning", Exit.REFUSED), ("info", Exit.REFUSED)],
)
def test_what_counts_can_be_chosen(level: str, code: Exit, cli: Cli, tenant: Path) -> None:
    assert cli("lint", tenant.name, "--fail-on", level).code == code


@pytest.mark.parametrize(
    ("level", "code"), [("error", Exit.DONE), ("warning", Exit.REFUSED), ("info", Exit.REFUSED)]
)
def test_warnings_alone_are_no_failure_unless_asked_for(
    level: str, code: Exit, cli: Cli, tenant: Path
) -> None:
    tenant.write_text(TENANT.partition("    refresh_token:")[0], encoding="utf-8")

    assert cli("lint", tenant.name, "--fail-on", level).code == code


def test_what_is_waived_alone_is_no_failure(cli: Cli, tenant: Path) -> None:
    tenant.write_text(TENANT.partition("  - name: Shop")[0], encoding="utf-8")

    ran = cli("lint", tenant.name, "--fail-on", "info")

    assert ran.code == Exit.DONE
    assert ran.out.splitlines()[-1] == "shop: nothing found, 1 waived; 56 rules, profile default"


def test_json_holds_counts_fixes_and_waivers(cli: Cli, tenant: Path) -> None:
    told: Any = json.loads(cli("lint", tenant.name, "--format", "json").out)

    assert (told["passed"], told["profile"], told["environment"]) == (False, "default", "shop")
    assert told["summary"] == {"error": 1, "warning": 1, "info": 1, "waived": 1}
    assert [(one["rule"], one["severity"]) for one in told["findings"]] == [
        ("RT006", "error"),
        ("GT001", "warning"),
        ("RT015", "info"),
        ("GT001", "info"),
    ]
    assert told["findings"][0]["name"] == "contradicting-expiration"
    assert told["findings"][3]["waiver"] == "waived until 2999-12-31: it goes soon"
    assert all(one["fix"] and one["source"]["line"] for one in told["findings"])


def test_sarif_tells_of_the_rules_and_suppresses_what_is_waived(cli: Cli, tenant: Path) -> None:
    run: Any = json.loads(cli("lint", tenant.name, "--format", "sarif").out)["runs"][0]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}

    assert rules["GT001"]["helpUri"] == "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2"
    assert rules["GT001"]["fullDescription"]["text"].startswith("Tokens in addresses")
    waived = [one for one in run["results"] if "suppressions" in one]
    assert [one["suppressions"][0]["kind"] for one in waived] == ["external"]
    assert all(
        rules[one["ruleId"]] == run["tool"]["driver"]["rules"][one["ruleIndex"]] for one in run["results"]
    )


def test_github_and_junit_tell_the_same(cli: Cli, tenant: Path) -> None:
    lines = cli("lint", tenant.name, "--format", "github").out.splitlines()
    suites = ElementTree.fromstring(cli("lint", tenant.name, "--format", "junit").out)

    assert [line.partition(" ")[0] for line in lines] == ["::error", "::warning", "::notice", "::notice"]
    assert lines[0].startswith("::error file=tenant.yaml,line=20,col=24,title=RT006")
    assert (suites.attrib["name"], suites.attrib["tests"], suites.attrib["failures"]) == (
        "deploy-cli lint",
        "4",
        "1",
    )


def test_fix_sets_right_what_is_certain_and_nothing_else(cli: Cli, tenant: Path) -> None:
    ran = cli("lint", tenant.name, "--fix")

    assert ran.code == Exit.DONE
    assert (
        "-      expiration_type: expiring # never\n+      expiration_type: non-expiring # never\n" in ran.out
    )
    fixed = TENANT.replace("expiring # never", "non-expiring # never")
    fixed = fixed.replace("      token_lifetime: 31557600\n", "")
    assert tenant.read_text("utf-8") == fixed
    again = cli("lint", tenant.name, "--fix")
    assert tenant.read_text("utf-8") == fixed
    assert not again.out.startswith("---")


def test_fix_changes_no_plan(cli: Cli, tenant: Path) -> None:
    severities = "    severities: {RT006: off}\n    waivers:"
    tenant.write_text(TENANT.replace("    waivers:", severities), encoding="utf-8")
    assert cli("apply", tenant.name, "--yes").code == Exit.DONE
    cli("lint", tenant.name, "--fix")

    assert cli("plan", tenant.name, "--detailed-exitcode").code == Exit.DONE


def test_fix_leaves_what_is_extended_alone_and_says_so(cli: Cli, tenant: Path) -> None:
    (tenant.parent / "prod.yaml").write_text("environment: {name: prod, extends: [tenant.yaml]}\n")

    ran = cli("lint", "prod.yaml", "--fix")

    assert tenant.read_text("utf-8") == TENANT
    assert "`refresh_token` stands in `tenant.yaml`: fix it there" in ran.err


@pytest.mark.parametrize("name", ["RT001", "rt001", "public-client-without-rotation"])
def test_a_rule_is_explained_without_a_tenant(name: str, cli: Cli) -> None:
    ran = cli("lint", "--explain", name)

    assert ran.code == Exit.DONE
    assert ran.out.startswith("RT001 public-client-without-rotation (error)\n")
    assert "https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2" in ran.out


def test_all_rules_are_explained_as_a_page(cli: Cli) -> None:
    page = cli("lint", "--explain", "all").out

    assert [line.split()[1] for line in page.splitlines() if line.startswith("### ")] == [
        rule.id for rule in RULES
    ]


def test_a_rule_of_the_teams_own_is_explained_and_found(cli: Cli, tenant: Path) -> None:
    (tenant.parent / "guardrails").mkdir()
    rule = "{id: ACME1, on: clients/Shop, message: no owner, why: Somebody has to answer., assert: owner}"
    (tenant.parent / "guardrails" / "acme.yaml").write_text(f"rules: [{rule}]\n")

    assert "Somebody has to answer." in cli("lint", tenant.name, "--explain", "ACME1").out
    assert "warning: clients/Shop: no owner (ACME1)" in cli("lint", tenant.name).out
    assert "56 rules and 1 of your own" in cli("lint", tenant.name).out


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_files_that_are_wrong_are_told_as_validate_tells_them(form: str, cli: Cli, tenant: Path) -> None:
    tenant.write_text(TENANT.replace("app_type: spa", "app_type: spam"), encoding="utf-8")

    judged, validated = (cli(command, tenant.name, "--format", form) for command in ("lint", "validate"))

    assert judged.code == Exit.ERROR
    assert (judged.out, judged.err) == (validated.out, validated.err)


@pytest.mark.parametrize("arguments", [(), ("--explain", "RT999")])
def test_what_cannot_be_is_wrong_usage(arguments: tuple[str, ...], cli: Cli) -> None:
    assert cli("lint", *arguments).code == Exit.USAGE
