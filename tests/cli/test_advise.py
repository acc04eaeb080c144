"""`refresh-tokens advise`: what it says can be pasted, and the page of the documentation is what it prints."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy_cli.app.advising import all_advice
from deploy_cli.app.desired import divide
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.refresh_tokens_advise import command
from deploy_cli.cli.refresh_tokens_show import places
from deploy_cli.files.advised import advised_text
from deploy_cli.files.tenant import load
from deploy_cli.guardrails.judging import findings
from deploy_cli.lifetimes.situations import BY_KEY, SITUATIONS
from deploy_cli.resources import ALL
from tests.conftest import Golden

Cli = Callable[..., Any]

PAGE = Path(__file__).parents[2] / ".github" / "REFRESH_TOKENS.md"
each = pytest.mark.parametrize("key", BY_KEY)


def text_of(key: str) -> str:
    (advice,) = [one for one in all_advice(places()) if one.situation.key == key]
    return advised_text(advice.file)


def test_the_page_of_the_documentation_is_what_is_printed(cli: Cli, golden: Golden) -> None:
    golden(PAGE, cli("refresh-tokens", "advise", "--format", "markdown").out)


def test_the_readme_leads_to_the_page() -> None:
    readme = (PAGE.parents[1] / "README.md").read_text("utf-8")

    assert "](.github/REFRESH_TOKENS.md)" in readme


@each
def test_what_is_to_be_pasted_is_valid_formatted_and_without_findings(
    cli: Cli, tmp_path: Path, key: str
) -> None:
    """What remains are notes, and that the excerpt leaves out where people are sent after login and logout."""
    file = tmp_path / "tenant.yaml"
    file.write_text(f"environment:\n  name: prod\n  domain: emulator\n\n{text_of(key)}", encoding="utf-8")

    assert cli("validate", file).code == Exit.DONE
    assert cli("fmt", "--check", file).code == Exit.DONE
    found = findings(divide(load(file, ALL, environ={}), ALL))
    assert [one for one in found if one.severity == "error"] == []
    assert {one.rule for one in found if one.severity == "warning"} <= {"CB009", "CB010"}


@each
def test_every_line_fits_a_terminal_and_the_policy_is_in_it_as_it_is(cli: Cli, key: str) -> None:
    shown = cli("refresh-tokens", "advise", key)

    assert shown.code == Exit.DONE
    assert max(map(len, shown.out.splitlines())) <= 80
    assert all(line.strip() in shown.out for line in text_of(key).splitlines())
    assert all(
        source.title.split(",")[0] in shown.out for one in BY_KEY[key].reasons for source in one.sources
    )


@each
def test_show_says_the_same_of_the_pasted_file(cli: Cli, tmp_path: Path, key: str) -> None:
    """The numbers in the table of situations are those that the command for tenant files finds."""
    (tmp_path / "tenant.yaml").write_text(text_of(key), encoding="utf-8")
    (row,) = [
        line for line in cli("refresh-tokens", "advise").out.splitlines() if line.startswith(f"{key}  ")
    ]
    _, sure, limit, since = re.split(" {2,}", row)

    shown = " ".join(cli("refresh-tokens", "show", "tenant.yaml").out.split())

    assert f"Away for up to {sure}: still logged in" in shown
    assert f"Away for {limit} or more" in shown
    assert f"a login is due {since} after the last one" in shown


def test_the_first_project_has_policies_of_the_situations(cli: Cli, tmp_path: Path) -> None:
    cli("init", "new")

    text = (tmp_path / "new/tenants/base/refresh-tokens.yaml").read_text("utf-8")
    policies = yaml.safe_load(text)["refresh_token_policies"]
    assert policies == {one.policy_name: one.policy for one in (BY_KEY["spa"], BY_KEY["web"])}
    readme = (tmp_path / "new/README.md").read_text("utf-8")
    assert all(f"`{one.key}`: {one.title}" in readme for one in SITUATIONS)
    assert "deploy-cli refresh-tokens advise SITUATION" in readme
    apps = yaml.safe_load((tmp_path / "new/tenants/base/applications.yaml").read_text("utf-8"))
    (api,) = apps["resourceServers"]
    assert api["token_lifetime"] == BY_KEY["spa"].access_token == BY_KEY["web"].access_token


def test_a_situation_that_is_not_there_is_wrong_usage(cli: Cli) -> None:
    near, far = cli("refresh-tokens", "advise", "spa_occasional"), cli("refresh-tokens", "advise", "x")

    assert (near.code, far.code) == (Exit.USAGE, Exit.USAGE)
    assert "did you mean `spa-occasional`?" in near.err
    assert "there are `spa`" in far.err


def test_the_help_says_how_many_there_are() -> None:
    assert len(SITUATIONS) == 7
    assert "seven situations" in (command.help or "")
