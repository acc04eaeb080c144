"""Profiles, single severities and waivers: what a finding counts as."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy_cli.app.desired import divide
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.errors import ConfigError
from deploy_cli.files.tenant import load
from deploy_cli.guardrails import RULES
from deploy_cli.guardrails.judging import findings
from deploy_cli.guardrails.profiles import PROFILES
from deploy_cli.guardrails.rule import SEVERITIES
from deploy_cli.resources import ALL

SPA = """\
clients:
  - {name: Kiosk, app_type: spa, grant_types: [authorization_code, implicit], callbacks: [https://k.example/cb]}
"""

Wanted = Callable[[str], DesiredTenant]


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    def written(guardrails: str) -> DesiredTenant:
        block = f"environment: {{name: shop, guardrails: {{{guardrails}}}}}\n"
        (tmp_path / "tenant.yaml").write_text(block + SPA, encoding="utf-8")
        return divide(load(tmp_path, ALL, environ={}), ALL)

    return written


def told(desired: DesiredTenant, today: str | None = None) -> dict[str, str]:
    return {one.rule: one.severity for one in findings(desired, today=today) if one.rule != "CB009"}


def waiver(rule: str = "GT001", address: str = "clients/Kiosk", until: str = "2027-01-31") -> str:
    return f"waivers: [{{rule: {rule}, address: {address}, reason: it goes in January, until: {until}}}]"


@pytest.mark.parametrize(
    ("profile", "severity"),
    [("default", "warning"), ("strict", "error"), ("fapi2", "error"), ("development", "warning")],
)
def test_a_profile_says_how_much_a_rule_matters(profile: str, severity: str, wanted: Wanted) -> None:
    assert told(wanted(f"profile: {profile}")) == {"GT001": severity}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_knows_every_rule(profile: str) -> None:
    weighed = {PROFILES[profile](rule.id, severity) for rule in RULES for severity in SEVERITIES}

    assert weighed <= {*SEVERITIES, "off"}


def test_the_strict_profile_is_never_milder_and_the_one_for_development_never_stricter() -> None:
    grave = {severity: rank for rank, severity in enumerate(("off", "info", "warning", "error"))}
    for rule in RULES:
        ranks = {name: grave[weigh(rule.id, rule.severity)] for name, weigh in PROFILES.items()}
        assert ranks["development"] <= ranks["default"] <= min(ranks["strict"], ranks["fapi2"])


@pytest.mark.parametrize("name", ["GT001", "implicit-grant"])
def test_a_single_rule_can_count_as_something_else(name: str, wanted: Wanted) -> None:
    assert told(wanted(f"severities: {{{name}: info}}")) == {"GT001": "info"}
    assert told(wanted(f"profile: strict, severities: {{{name}: off}}")) == {}


def test_a_severity_for_a_rule_that_is_not_there_is_an_error_at_its_place(wanted: Wanted) -> None:
    (found,) = [one for one in findings(wanted("severities: {GT0001: off}")) if one.rule == "rule-unknown"]

    assert (found.severity, found.source and found.source.line) == ("error", 1)
    assert "`GT0001`" in found.text
    assert "GT001" in found.text.partition(";")[2]


@pytest.mark.parametrize("rule", ["GT001", "implicit-grant"])
@pytest.mark.parametrize("address", ["clients/Kiosk", "clients/K*", "clients"])
def test_what_is_waived_is_told_with_its_reason_and_does_not_count(
    rule: str, address: str, wanted: Wanted
) -> None:
    desired = wanted(waiver(rule, address))
    (found,) = [one for one in findings(desired, today="2027-01-31") if one.rule == "GT001"]

    assert (found.severity, found.waiver) == ("info", "waived until 2027-01-31: it goes in January")
    assert found.text.endswith("(waived until 2027-01-31: it goes in January)")
    assert told(desired, "2027-01-31") == {"GT001": "info"}


def test_a_waiver_that_is_past_is_an_error_and_so_is_what_it_was_about(wanted: Wanted) -> None:
    assert told(wanted(waiver()), "2027-02-01") == {"GT001": "warning", "waiver-past": "error"}


@pytest.mark.parametrize(
    ("rule", "address", "expected"),
    [
        ("GT001", "clients/Kiosc", {"waiver-unused": "error"}),
        ("GT002", "clients/Kiosk", {"waiver-unused": "warning"}),
        ("GT01", "clients/Kiosk", {"rule-unknown": "error"}),
    ],
)
def test_a_waiver_that_is_about_nothing_is_found(
    rule: str, address: str, expected: dict[str, str], wanted: Wanted
) -> None:
    assert told(wanted(waiver(rule, address)), "2027-01-01") == {"GT001": "warning", **expected}


def test_a_waiver_cannot_take_off_what_is_said_of_waivers(wanted: Wanted) -> None:
    about = waiver("waiver-past", "environment")

    assert told(wanted(about), "2027-01-01")["rule-unknown"] == "error"


@pytest.mark.parametrize("until", ["2027-13-01", "31.1.2027", "soon", "20270131"])
def test_a_waiver_ends_on_a_day(until: str, wanted: Wanted) -> None:
    with pytest.raises(ConfigError) as caught:
        wanted(waiver(until=until))
    assert "until" in caught.value.problems[0].message


def test_who_extends_inherits_the_profile_and_the_severities_and_no_waiver(tmp_path: Path) -> None:
    base = f"environment: {{name: base, guardrails: {{profile: strict, severities: {{CB009: off}}, {waiver()}}}}}\n"
    (tmp_path / "base.yaml").write_text(base + SPA)
    (tmp_path / "prod.yaml").write_text(
        "environment: {name: prod, extends: [base.yaml], guardrails: {severities: {SS001: off}}}\n"
    )
    judged = divide(load(tmp_path / "prod.yaml", ALL, environ={}), ALL).environment.guardrails

    assert (judged.profile, judged.waivers) == ("strict", ())
    assert judged.severities == {"CB009": "off", "SS001": "off"}
