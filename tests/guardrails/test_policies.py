"""Who has a refresh-token policy, and who should."""

from pathlib import Path

import pytest

from deploy_cli.app.desired import divide
from deploy_cli.files.tenant import load
from deploy_cli.guardrails.judging import findings
from deploy_cli.resources import ALL

POLICIES = """\
refresh_token_policies:
  long: {rotation: rotating, absolute_lifetime: 90d, inactivity_lifetime: 30d}
  short: {extends: long, inactivity_lifetime: 7d}
"""


def found(folder: Path, text: str) -> list[str]:
    (folder / "tenant.yaml").write_text(text, encoding="utf-8")
    desired = divide(load(folder, ALL, environ={}), ALL)
    return [
        f"{one.source.line if one.source else 0} {one.address}: {one.rule}"
        for one in findings(desired)
        if one.rule in ("RT010", "RT023")
    ]


def test_a_policy_that_nobody_uses_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, POLICIES) == [
        "2 refresh_token_policies/long: RT023",
        "3 refresh_token_policies/short: RT023",
    ]


def test_a_policy_that_a_used_one_extends_is_used(tmp_path: Path) -> None:
    assert found(tmp_path, POLICIES + "clients: [{name: A, refresh_token_policy: short}]\n") == []


def test_a_client_that_goes_uses_nothing(tmp_path: Path) -> None:
    client = "clients: [{name: A, refresh_token_policy: long, lifecycle: {state: absent}}]\n"

    assert len(found(tmp_path, POLICIES + client)) == 2


@pytest.mark.parametrize(
    ("client", "is_found"),
    [
        ("grant_types: [authorization_code, refresh_token]", True),
        ("grant_types: [refresh_token], refresh_token: null", True),
        ("grant_types: [refresh_token], lifecycle: {state: absent}", False),
        ("grant_types: [authorization_code]", False),
        ("grant_types: [refresh_token], refresh_token_policy: auth0:spa", False),
        (
            "grant_types: [refresh_token], refresh_token: {rotation_type: non-rotating, expiration_type: non-expiring}",
            False,
        ),
        ("app_type: spa", False),
    ],
)
def test_a_client_that_may_get_refresh_tokens_needs_to_say_how_long_they_live(
    client: str, is_found: bool, tmp_path: Path
) -> None:
    told = found(tmp_path, "clients:\n  - {name: A, " + client + "}\n")

    assert told == (["2 clients/A: RT010"] if is_found else [])
