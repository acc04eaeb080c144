"""What tenant files come to, and where each value comes from."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.cli.exits import Exit
from tests.cli.conftest import Ran

FILES = {
    "base/clients.yaml": """\
environment: {variables: {shop: "https://base.example", unused: "$(secret:NOBODY)"}}
refresh_token_policies:
  browser: {rotation: rotating, absolute_lifetime: 30d, inactivity_lifetime: 15d}
clients:
  - name: Shop
    description: base
    callbacks: ["$(var:shop)/cb"]
    refresh_token_policy: browser
  - name: Kiosk
    client_secret: hunter2
    custom_login_page: ./page.html
""",
    "base/page.html": "<p>$(var:shop)</p>\n<p>$(secret:MARK)</p>\n",
    "middle/clients.yaml": "environment: {extends: [../base]}\nclients: [{name: Shop, description: middle}]\n",
    "prod/tenant.yaml": """\
environment:
  name: prod
  domain: emulator
  extends: [../middle]
  variables: {shop: "https://prod.example"}
clients:
  - name: Shop
    description: prod
    +callbacks: ["https://more.example"]
    client_secret: $(secret:SHOP)
connections:
  - {name: google, strategy: google-oauth2, options: {client_secret: "hunter2", client_id: "x-$(secret:ID)"}}
""",
}


@pytest.fixture
def shown(cli: Callable[..., Ran], tmp_path: Path) -> Callable[..., Ran]:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return lambda *arguments: cli("show-config", *arguments)


SHOWN = """\
clients:
  - name: Shop
    description: prod
    callbacks:
      - https://prod.example/cb
      - https://more.example
    refresh_token_policy: browser
    client_secret: $(secret:SHOP)

  - name: Kiosk
    client_secret: (secret)
    custom_login_page: |
      <p>https://prod.example</p>
      <p>$(secret:MARK)</p>
"""


def test_it_is_composed_and_secrets_stay_references(shown: Callable[..., Ran]) -> None:
    ran = shown("prod", "clients")

    assert (ran.code, ran.out) == (Exit.DONE, SHOWN)


def test_no_secret_is_shown_and_none_needs_to_be_there(
    shown: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    without = shown("prod")
    monkeypatch.setenv("SHOP", "s3cret")
    monkeypatch.setenv("ID", "s3cret")
    monkeypatch.setenv("MARK", "s3cret")

    for arguments in ([], ["--origin"], ["--format", "json"], ["--format", "json", "--origin"]):
        ran = shown("prod", *arguments)
        assert ran.code == Exit.DONE, ran.err
        assert not any(secret in ran.out + ran.err for secret in ("hunter2", "s3cret"))
    assert shown("prod").out == without.out
    assert "client_id: x-$(secret:ID)" in without.out


def test_what_is_shown_is_a_tenant_file_that_comes_to_the_same(
    shown: Callable[..., Ran], tmp_path: Path
) -> None:
    once = shown("prod").out
    (tmp_path / "flat.yaml").write_text(once, encoding="utf-8")

    assert shown("flat.yaml").out == once


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("description: prod", "prod/tenant.yaml:8, overrides middle/clients.yaml:2, base/clients.yaml:6"),
        (
            "- https://prod.example/cb",
            "base/clients.yaml:7; $(var:shop) from prod/tenant.yaml:5:21",
        ),
        ("- https://more.example", "prod/tenant.yaml:9"),
        ("callbacks:", "prod/tenant.yaml:9, overrides base/clients.yaml:7"),
        ("- name: Shop", "prod/tenant.yaml:7"),
        ("refresh_token_policy: browser", "base/clients.yaml:8"),
        (
            "custom_login_page: |",
            "base/clients.yaml:11; base/page.html; $(var:shop) from prod/tenant.yaml:5:21;"
            " $(secret:MARK) from the environment",
        ),
        ("shop: https://prod.example", "prod/tenant.yaml:5, overrides base/clients.yaml:1"),
    ],
)
def test_each_value_tells_where_it_comes_from(shown: Callable[..., Ran], value: str, origin: str) -> None:
    [line] = [line for line in shown("prod", "--origin").out.splitlines() if line.strip().startswith(value)]

    assert line.partition("# ")[2] == origin


def test_json_tells_the_same(shown: Callable[..., Ran]) -> None:
    told: Any = json.loads(shown("prod", "clients/Kiosk", "--origin", "--format", "json").out)

    assert list(told["config"]) == ["clients"]
    assert [client["name"] for client in told["config"]["clients"]] == ["Kiosk"]
    assert {one["path"]: one["source"]["line"] for one in told["origins"]} == {
        "clients[0].name": 9,
        "clients[0].client_secret": 10,
        "clients[0].custom_login_page": 11,
    }


def test_a_variable_of_the_command_line_is_named_as_the_origin(
    shown: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "vars.yaml").write_text("shop: https://file.example\n", encoding="utf-8")

    given = shown("prod", "clients/Shop", "--origin", "--var", "shop=https://given.example")
    filed = shown("prod", "clients/Shop", "--origin", "--var-file", "vars.yaml")

    assert "- https://given.example/cb" in given.out
    assert "$(var:shop) from --var" in given.out
    assert "- https://file.example/cb" in filed.out
    assert "$(var:shop) from vars.yaml:1:7" in filed.out


@pytest.mark.parametrize(
    ("address", "sections"),
    [
        ("clients/S*", ["clients"]),
        ("*/google", ["connections"]),
        ("environment", ["environment"]),
        ("refresh_token_policies/browser", ["refresh_token_policies"]),
        ("c*", ["clients", "connections"]),
    ],
)
def test_an_address_selects_a_part(shown: Callable[..., Ran], address: str, sections: list[str]) -> None:
    assert list(json.loads(shown("prod", address, "--format", "json").out)["config"]) == sections


def test_an_address_that_matches_nothing_is_wrong_usage(shown: Callable[..., Ran]) -> None:
    ran = shown("prod", "clients/Shopp")

    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert "did you mean `clients/Shop`?" in ran.err
