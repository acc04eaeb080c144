"""The tenant folders that ship as examples load as they are, and show what they are meant to show."""

from pathlib import Path

import pytest

from deploy_cli.core.tenant import TenantFiles
from deploy_cli.files.tenant import load
from deploy_cli.resources import ALL

ROOT = Path(__file__).parents[2]
TENANTS = ROOT / "tenants"
ENVIRONMENTS = ("demo", "acme/dev", "acme/staging", "acme/prod")
SECRETS = {"CRM_KEY": "a-key-of-the-crm", "GOOGLE_CLIENT_SECRET": "a-secret-of-google"}
FILES = sorted(TENANTS.rglob("*.yaml"))
MODELINE = "# yaml-language-server: $schema="


def loaded(name: str) -> TenantFiles:
    return load(TENANTS / name, ALL, environ={} if name == "demo" else SECRETS)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_example_loads_without_a_problem(name: str) -> None:
    assert loaded(name).environment.name == name.rsplit("/", 1)[-1]


def test_the_demo_needs_no_account_and_no_secret() -> None:
    assert loaded("demo").environment.domain == "emulator"
    assert not any("$(secret:" in line for line in _code_lines(TENANTS / "demo"))


def test_no_example_holds_a_secret_itself() -> None:
    for line in _code_lines(TENANTS):
        if any(key in line for key in ("client_secret:", "_KEY,", "_SECRET,")):
            assert "$(secret:" in line, line


def test_every_environment_of_acme_has_a_tenant_of_its_own() -> None:
    domains = [loaded(name).environment.domain for name in ENVIRONMENTS]
    assert len(set(domains)) == len(ENVIRONMENTS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(TENANTS).as_posix())
def test_editors_find_the_schema_from_the_first_line(file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    assert first.startswith(MODELINE)
    assert (file.parent / first.removeprefix(MODELINE)).resolve() == ROOT / "schemas" / "tenant.json"


def _code_lines(folder: Path) -> list[str]:
    lines = [line for file in folder.rglob("*.yaml") for line in file.read_text("utf-8").splitlines()]
    return [line for line in lines if not line.lstrip().startswith("#")]
