"""SARIF logs, held against the schema that OASIS publishes.

The schema is not part of this repository; it is in Microsoft's npm package, among other places. Fetch it and name it:

    npm pack @microsoft/jest-sarif && tar xzf microsoft-jest-sarif-*.tgz
    SARIF_SCHEMA=package/lib/schemas/sarif-2.1.0-rtm.5.json pytest -m slow tests/render/test_sarif.py
"""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import validator_for

from deploy_cli.cli.main import run
from deploy_cli.core.address import Address
from deploy_cli.core.plan import Finding
from deploy_cli.errors import Location, Problem
from deploy_cli.guardrails import RULES
from deploy_cli.render.problem_formats import sarif

ROOT = Path(__file__).parents[2]
SCHEMA = os.environ.get("SARIF_SCHEMA", "")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SCHEMA, reason="SARIF_SCHEMA does not name the schema of SARIF 2.1.0"),
]


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(Path(SCHEMA).resolve().read_text("utf-8"))
    kind = validator_for(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def targets() -> list[Path]:
    broken = [path for path in (ROOT / "tests/broken").glob("*/*") if path.is_dir()]
    return sorted([*broken, *(ROOT / "tenants").glob("*")])


@pytest.mark.parametrize("command", ["validate", "lint"])
@pytest.mark.parametrize("target", targets(), ids=lambda path: "/".join(path.parts[-2:]))
def test_what_is_said_of_any_files_is_a_log(
    command: str,
    target: Path,
    validator: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(target)
    environment = next((name for name in ("prod", "tenant.yaml") if Path(name).exists()), ".")
    run([command, environment, "--format", "sarif"])

    validator.validate(json.loads(capsys.readouterr().out))


def test_hostile_problems_are_a_log(validator: Any) -> None:
    place = Location("a b/ü%20?#\\c.yaml", 1, 1)
    problems = [Problem("\x1b[31m \u202e ``", place, "clients/\x00", "h", "schema"), Problem("nowhere")]

    validator.validate(sarif(problems, tool_version="1.0"))


def test_every_rule_and_a_waiver_are_a_log(validator: Any) -> None:
    findings = [
        Finding(rule.id, rule.severity, rule.title, Address("clients", "A"), Location("a.yaml", 1, 1))
        for rule in RULES
    ]
    waived = replace(findings[0], severity="info", waiver="waived until 2027-01-31: \x1b")

    validator.validate(sarif((), [*findings, waived], tool_version="1.0"))
