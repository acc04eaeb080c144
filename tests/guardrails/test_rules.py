"""Every rule is complete, speaks of its failing example, and keeps silent about its passing one."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy_cli.app.desired import divide
from deploy_cli.core.plan import Finding
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.files.tenant import load
from deploy_cli.guardrails import RULES, called
from deploy_cli.guardrails.judging import judged
from deploy_cli.guardrails.rule import SEVERITIES, Rule
from deploy_cli.guardrails.view import View
from deploy_cli.resources import ALL

CATALOGUE = {"RT": 23, "GT": 6, "CB": 10, "CL": 6, "TK": 6, "SS": 5}
"""How many rules each family has: those of the research, and the policy that nobody uses."""

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@pytest.fixture
def desired(tmp_path: Path) -> Callable[[str], DesiredTenant]:
    def written(text: str) -> DesiredTenant:
        (tmp_path / "tenant.yaml").write_text(text, encoding="utf-8")
        return divide(load(tmp_path / "tenant.yaml", ALL, environ={"SHOP_SECRET": "s" * 20}), ALL)

    return written


def said(rule: Rule, tenant: DesiredTenant) -> list[Finding]:
    strict = View(tenant, assurance=tenant.environment.guardrails.assurance)
    return [Finding(rule.id, rule.severity, one.text, one.address, one.source) for one in rule.judge(strict)]


def test_there_are_as_many_rules_as_in_the_catalogue() -> None:
    ids = [rule.id for rule in RULES]

    assert ids == [
        f"{family}{number:03}" for family, count in CATALOGUE.items() for number in range(1, count + 1)
    ]
    assert len({rule.name for rule in RULES}) == len(RULES)


@each_rule
def test_a_rule_is_complete(rule: Rule) -> None:
    assert called(rule.id) is called(rule.name) is rule
    assert rule.severity in SEVERITIES
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    assert rule.sources
    assert all(source.title and urlsplit(source.url).scheme == "https" for source in rule.sources)
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix
    assert not rule.fix.endswith(".")


@each_rule
def test_a_rule_speaks_of_what_fails(rule: Rule, desired: Callable[[str], DesiredTenant]) -> None:
    found = said(rule, desired(rule.fails))

    assert found
    assert all(one.source is not None and one.address is not None for one in found)
    assert not any(one.text.endswith(".") for one in found)


@each_rule
def test_a_rule_keeps_silent_about_what_passes(rule: Rule, desired: Callable[[str], DesiredTenant]) -> None:
    assert said(rule, desired(rule.passes)) == []


@each_rule
def test_what_passes_breaks_no_other_rule_gravely(
    rule: Rule, desired: Callable[[str], DesiredTenant]
) -> None:
    found = judged(View(desired(rule.passes)))

    assert [one for one in found if one.severity == "error"] == []


def test_no_password_in_an_address_is_told(desired: Callable[[str], DesiredTenant]) -> None:
    callbacks = "['https://u:pa55word@*.example/cb#a', 'http://u:pa55word@localhost/']"
    found = list(judged(View(desired(f"clients: [{{name: A, app_type: spa, callbacks: {callbacks}}}]\n"))))

    assert {"CB001", "CB007"} <= {one.rule for one in found}
    assert not any("pa55word" in one.text for one in found)
