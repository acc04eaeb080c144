"""Start-up: heavy libraries are imported by the commands that use them, and when they use them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = frozenset(
    {
        "asyncio",
        "concurrent",
        "cryptography",
        "deepdiff",
        "httpx",
        "jinja2",
        "jsonschema",
        "jwt",
        "rich",
        "ssl",
        "trustme",
        "truststore",
    }
)
"""Each takes longer to import than the rest of a command, or brings along one that does."""

TENANT = """\
environment: {name: start-up, domain: emulator}
refresh_token_policies:
  browser: {rotation: rotating, leeway: 3s, absolute_lifetime: 30d, inactivity_lifetime: 15d}
clients:
  - {name: Storefront, app_type: spa, refresh_token_policy: browser, callbacks: [https://shop.example/in]}
"""


def imported(*arguments: str) -> frozenset[str]:
    """Return the top-level packages that a command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "deploy_cli", *arguments],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return frozenset(re.findall(r"^import time:.*\| +(\w+)", done.stderr, re.MULTILINE))


@pytest.fixture
def tenant(tmp_path: Path) -> str:
    """An environment of which the embedded tenant is what the files say."""
    file = tmp_path / "tenant.yaml"
    file.write_text(TENANT, encoding="utf-8")
    assert imported("apply", "--yes", str(file)) & HEAVY == set()
    return str(file)


def test_the_version_is_told_before_anything_is_imported() -> None:
    assert imported("--version").isdisjoint({*HEAVY, "click", "json", "pathlib", "typing", "yaml"})


def test_help_imports_no_command() -> None:
    assert imported("--help").isdisjoint({*HEAVY, "jsonschema_rs", "sqlite3", "yaml"})


def test_validating_imports_neither_the_network_nor_what_explains_failures(tenant: str) -> None:
    assert imported("validate", tenant).isdisjoint({*HEAVY, "http", "sqlite3", "urllib3"})


def test_a_plan_of_the_embedded_tenant_imports_no_library_that_it_does_not_use(tenant: str) -> None:
    assert imported("plan", "--detailed-exitcode", tenant) & HEAVY == set()
