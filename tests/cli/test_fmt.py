"""Tests of `fmt`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy_cli.cli.exits import Exit

Cli = Callable[..., Any]


def test_files_are_formatted_in_place_and_named(cli: Cli, tenant: Path) -> None:
    before = tenant.read_text("utf-8")
    tenant.write_text(before.replace("app_type: spa", '"app_type":   "spa"  # $(secret:X)'), encoding="utf-8")

    checked = cli("fmt", tenant, "--check")
    shown = cli("fmt", tenant, "--diff")
    written = cli("fmt", tenant)
    again = cli("fmt", tenant, "--check")

    assert (checked.code, checked.out) == (Exit.ERROR, f"{tenant}\n")
    assert shown.code == Exit.DONE
    assert '-    "app_type":   "spa"  # $(secret:X)\n+    app_type: spa  # $(secret:X)\n' in shown.out
    assert (written.code, written.out) == (Exit.DONE, f"{tenant}\n")
    assert (again.code, again.out, again.err) == (Exit.DONE, "", "")
    assert "    app_type: spa  # $(secret:X)\n" in tenant.read_text("utf-8")


def test_check_and_diff_write_nothing(cli: Cli, tenant: Path) -> None:
    tenant.write_text("roles:\n- name: 'A'\n")

    assert cli("fmt", tenant, "--check", "--diff").code == Exit.ERROR
    assert tenant.read_text() == "roles:\n- name: 'A'\n"


def test_what_cannot_be_kept_is_named_and_left(cli: Cli, tenant: Path) -> None:
    tenant.write_text("roles:\n  ##ROLES##\n")

    ran = cli("fmt", tenant)

    assert ran.code == Exit.DONE
    assert "tenant.yaml:2:1: left as it is: `##ROLES##`" in " ".join(ran.err.split())
    assert tenant.read_text() == "roles:\n  ##ROLES##\n"


def test_a_file_that_is_no_yaml_is_an_error(cli: Cli, tenant: Path) -> None:
    tenant.write_text("roles: [")

    assert cli("fmt", tenant).code == Exit.ERROR
    assert cli("fmt", tenant.parent / "nowhere").code == Exit.ERROR
    assert cli("fmt").code == Exit.USAGE
