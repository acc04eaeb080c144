"""The guardrails in a plan: what it brings in is refused, what the tenant has already is not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.cli.exits import Exit
from tests.cli.conftest import Ran

Cli = Callable[..., Ran]

HEAD = "environment: {name: shop, domain: emulator}\n"
LAX = "environment: {name: shop, domain: emulator, guardrails: {profile: development}}\n"
FAULTY = """\
clients:
  - name: Shop
    app_type: spa
    token_endpoint_auth_method: none
    grant_types: [authorization_code, refresh_token]
    callbacks: [https://shop.acme.example/cb]
    allowed_logout_urls: [https://shop.acme.example]
    refresh_token: {rotation_type: non-rotating, expiration_type: expiring, token_lifetime: 2592000,
                    idle_token_lifetime: 1296000}
"""


@pytest.fixture
def ran(cli: Cli, tmp_path: Path) -> Callable[..., Ran]:
    def ran(text: str, *command: str) -> Ran:
        (tmp_path / "tenant.yaml").write_text(text, encoding="utf-8")
        return cli(*(command or ("plan",)), "tenant.yaml")

    return ran


def told(ran: Callable[..., Ran], text: str) -> list[tuple[str, str]]:
    plan: Any = json.loads(ran(text, "plan", "--format", "json").out)
    of_changes = [finding for change in plan["changes"] for finding in change["findings"]]
    return [(one["rule"], one["severity"]) for one in (*of_changes, *plan["findings"])]


def test_a_plan_that_brings_an_error_in_is_refused_and_not_applied(ran: Callable[..., Ran]) -> None:
    assert ran(HEAD + FAULTY).code == Exit.REFUSED
    assert ran(HEAD + FAULTY, "apply", "--yes").code == Exit.REFUSED
    assert "refused: clients/Shop: the refresh tokens of `Shop` do not rotate" in ran(HEAD + FAULTY).out


def test_what_is_waived_is_told_and_applied(ran: Callable[..., Ran]) -> None:
    waiver = "{rule: RT001, address: clients/Shop, reason: it goes, until: 2999-12-31}"
    text = f"environment: {{name: shop, domain: emulator, guardrails: {{waivers: [{waiver}]}}}}\n{FAULTY}"

    assert told(ran, text) == [("RT001", "info")]
    assert ran(text, "apply", "--yes").code == Exit.DONE
    assert ran(text, "plan", "--detailed-exitcode").code == Exit.DONE


def test_what_the_tenant_has_already_stands_in_the_way_of_nothing(ran: Callable[..., Ran]) -> None:
    assert ran(LAX + FAULTY, "apply", "--yes").code == Exit.DONE
    other = FAULTY + "    description: It sells things\n"

    assert told(ran, HEAD + FAULTY) == []
    assert told(ran, HEAD + other) == [("RT001", "warning")]
    assert ran(HEAD + other, "apply", "--yes").code == Exit.DONE


def test_a_fault_that_gets_another_shape_is_a_new_one(ran: Callable[..., Ran]) -> None:
    assert ran(LAX + FAULTY, "apply", "--yes").code == Exit.DONE

    assert ran(HEAD + FAULTY.replace("2592000", "1296000")).code == Exit.REFUSED


def test_what_the_files_do_not_mention_is_known_from_the_tenant(ran: Callable[..., Ran]) -> None:
    assert ran(LAX + FAULTY, "apply", "--yes").code == Exit.DONE
    part = "clients:\n  - {name: Shop, description: It sells things}\n"
    worse = "clients:\n  - {name: Shop, token_endpoint_auth_method: client_secret_post}\n"

    assert told(ran, HEAD + part) == [("RT001", "info")]
    assert "so the tenant has it, and the files do not say" in ran(HEAD + part).out.replace(
        "\n         ", " "
    )
    assert ("CL002", "error") in told(ran, HEAD + worse)
    assert ran(HEAD + worse).code == Exit.REFUSED


def test_a_new_client_that_does_not_say_its_grants_is_warned_of_and_an_old_one_is_not(
    ran: Callable[..., Ran],
) -> None:
    text = HEAD + "clients:\n  - {name: Worker, app_type: non_interactive}\n"

    assert told(ran, text) == [("GT004", "warning")]
    assert ran(text, "apply", "--yes").code == Exit.DONE
    assert told(ran, text.replace("non_interactive", "non_interactive, description: d")) == []


def test_a_waiver_that_is_about_nothing_refuses_the_plan(ran: Callable[..., Ran]) -> None:
    waiver = "{rule: RT001, address: clients/Shop, reason: it goes, until: 2999-12-31}"
    head = f"environment: {{name: shop, domain: emulator, guardrails: {{waivers: [{waiver}]}}}}\n"
    fine = FAULTY.replace("non-rotating", "rotating")

    assert told(ran, head + fine) == [("waiver-unused", "error")]
    assert ran(head + fine).code == Exit.REFUSED


def test_an_undo_of_what_was_made_right_is_not_refused(ran: Callable[..., Ran]) -> None:
    assert ran(LAX + FAULTY, "apply", "--yes").code == Exit.DONE
    assert ran(HEAD + FAULTY.replace("non-rotating", "rotating"), "apply", "--yes").code == Exit.DONE

    undone = ran(HEAD + FAULTY.replace("non-rotating", "rotating"), "undo", "--yes")
    assert undone.code == Exit.DONE, undone.out
