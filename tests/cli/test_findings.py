"""Findings are told by validate and stand in the plan; they change no exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from deploy_cli.cli.exits import Exit
from tests.cli.conftest import Ran

TENANT = """\
environment: {name: shop, domain: emulator}
refresh_token_policies:
  browser: {rotation: rotating, absolute_lifetime: 30d, inactivity_lifetime: 15d}
clients:
  - name: Storefront
    app_type: spa
    grant_types: [authorization_code, refresh_token]
"""


@pytest.fixture
def tenant(tmp_path: Path) -> Path:
    file = tmp_path / "tenant.yaml"
    file.write_text(TENANT, encoding="utf-8")
    return file


def test_validate_tells_them_with_their_place(cli: Callable[..., Ran], tenant: Path) -> None:
    ran = cli("validate", tenant.name)

    assert (ran.code, ran.err) == (Exit.DONE, "")
    assert ran.out == (
        "warning: clients/Storefront: `Storefront` may get refresh tokens, and nothing\n"
        "         says how long they live: add `refresh_token_policy`, or `refresh_token`\n"
        "         (RT010)\n"
        "  tenant.yaml:7:18\n"
        "    7 │     grant_types: [authorization_code, refresh_token]\n"
        "      │                  ^^^^^^^^^^^^^^^^^^^\n"
        "\n"
        "shop: valid, 1 resource in 1 section\n"
    )


@pytest.mark.parametrize("form", ["json", "github", "sarif", "junit"])
def test_every_format_has_both(cli: Callable[..., Ran], tenant: Path, form: str) -> None:
    ran = cli("validate", tenant.name, "--format", form)

    assert ran.code == Exit.DONE
    assert "RT010" in ran.out
    assert "RT023" not in ran.out, "notes are left to lint"
    if form == "junit":
        assert ElementTree.fromstring(ran.out).attrib["failures"] == "0"


def test_the_plan_holds_them(cli: Callable[..., Ran], tenant: Path) -> None:
    told: Any = json.loads(cli("plan", tenant.name, "--format", "json").out)
    part: Any = json.loads(cli("plan", tenant.name, "--only", "clients", "--format", "json").out)

    assert told["findings"] == part["findings"] == []
    for plan in (told, part):
        said = {change["address"]: [one["rule"] for one in change["findings"]] for change in plan["changes"]}
        assert said["clients/Storefront"] == ["RT010", "CB010"]


def test_they_stand_above_a_plan_without_changes(cli: Callable[..., Ran], tenant: Path) -> None:
    assert cli("apply", tenant.name, "--yes").code == Exit.DONE

    ran = cli("plan", tenant.name, "--detailed-exitcode")

    assert ran.code == Exit.DONE
    assert "finding RT010 (warning): clients/Storefront:" in ran.out
    assert ran.out.splitlines()[-1].startswith("No changes: shop")
