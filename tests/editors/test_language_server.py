"""What people see in editors: `schemas/tenant.json` in the hands of the real YAML language server.

Run on demand, with Node.js: `npm install --prefix /tmp/yaml yaml-language-server`, then
`YAML_LANGUAGE_SERVER=/tmp/yaml/node_modules/.bin/yaml-language-server pytest -m slow tests/editors`.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.language_server import Diagnostic, LanguageServer

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tenants").rglob("*.yaml"))
HERE = ROOT / "tenants" / "acme" / "dev" / "written.yaml"
"""Not there: what a test writes is seen as a file beside an overlay."""
MODELINE = "# yaml-language-server: $schema=../../../schemas/tenant.json\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    found = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
    if not found:
        pytest.skip("yaml-language-server is not installed: `npm install yaml-language-server`")
    running = LanguageServer([found], ROOT)
    yield running
    running.close()


def diagnosed(server: LanguageServer, text: str) -> list[Diagnostic]:
    """What is wrong with a text, in the order of its lines; those of the text itself are counted from 1."""
    found = server.diagnostics(HERE, MODELINE + text)
    return sorted(
        (Diagnostic(one.line - 1, one.text, one.message) for one in found),
        key=lambda one: (one.line, one.text),
    )


def offered(server: LanguageServer, text: str) -> list[str]:
    return list(server.completions(HERE, MODELINE + text))


def told(server: LanguageServer, text: str) -> str:
    return server.hover(HERE, MODELINE + text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_nothing_is_wrong_with_an_example(server: LanguageServer, file: Path) -> None:
    assert server.diagnostics(file) == []


def test_sections_that_are_managed_are_offered(server: LanguageServer) -> None:
    strict = json.loads((ROOT / "schemas" / "composed.json").read_text("utf-8"))["properties"]
    managed = {name for name, said in strict.items() if not said.get("x-unsupported")}

    assert set(offered(server, "█")) == managed
    assert "clients" in offered(server, "tenant:\n  friendly_name: A\nc█")


def test_the_fields_of_a_client_are_offered_and_what_only_auth0_writes_is_not(server: LanguageServer) -> None:
    fields = offered(server, "clients:\n  - name: A\n    █")

    assert {"app_type", "callbacks", "refresh_token_policy", "lifecycle"} <= set(fields)
    assert "name" not in fields
    assert "global" not in fields
    assert not [field for field in fields if field.startswith(("+", "-"))]
    assert offered(server, "clients:\n  - name: A\n    jwt_configuration:\n      █") == [
        "lifetime_in_seconds",
        "alg",
        "secret_encoded",
        "scopes",
    ]


def test_a_field_is_written_in_the_shape_it_has(server: LanguageServer) -> None:
    items = server.completions(HERE, MODELINE + "clients:\n  - name: A\n    █")

    assert items["description"]["insertText"] == "description: "
    assert items["callbacks"]["insertText"].startswith("callbacks:\n")
    assert items["refresh_token"]["insertText"].startswith("refresh_token:\n")
    assert "`spa` and `native` cannot" in items["app_type"]["documentation"]["value"]


@pytest.mark.parametrize("begun", ["+", "+call", "-call", "+web_origins: [a]\n    "])
def test_list_changes_are_offered_where_one_is_begun(server: LanguageServer, begun: str) -> None:
    fields = offered(server, f"clients:\n  - name: A\n    {begun}█")

    assert {"+callbacks", "-callbacks", "+grant_types"} <= set(fields)
    assert not {"+name", "+app_type"} & set(fields)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("clients:\n  - name: A\n    redirection_policy: █", ["allow_always", "open_redirect_protection"]),
        ("clients:\n  - name: A\n    oidc_conformant: █", ["false", "true"]),
        ("clients:\n  - name: A\n    client_secret: █", ["$(secret:NAME)"]),
        ("roles:\n  - name: A\n    type: █", ["tenant", "organization"]),
        ("refresh_token_policies:\n  web:\n    absolute_lifetime: █", ["30d", "1y", "none"]),
        ("clients:\n  - name: A\n    lifecycle:\n      state: █", ["present", "absent"]),
    ],
)
def test_values_are_offered(server: LanguageServer, text: str, values: list[str]) -> None:
    assert offered(server, text) == values


def test_a_field_is_explained(server: LanguageServer) -> None:
    text = told(server, "clients:\n  - name: A\n    app_█type: spa\n")

    assert text.startswith("#### Client\n\nWhat kind of application this is:")
    assert "(`spa` and `native` cannot)" in text  # as Markdown, not escaped
    assert "* `regular_web`" in text
    assert "||" not in text


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("cli█ents:\n  - name: A\n", "The applications people and machines log in with."),
        ("clients:\n  - name: A\n    callb█acks: [https://a.example]\n", "Where people may be sent after login."),
        ("clients:\n  - name: A\n    +callb█acks: [https://a.example]\n", "Adds to callbacks of what this file"),
        ("clients:\n  - name: A\n    ss█o: $(var:sso)\n", "An old setting"),
        ("clients:\n  - name: A\n    life█cycle: {protect: true}\n", "Never sent to Auth0."),
        ("clients:\n  - name: A\n    lifecycle: {pro█tect: true}\n", "Refuse every plan that deletes"),
        ("clients:\n  - name: A\n    is_first_pa█rty: true\n", "Default: `true`."),
        ("refresh_token_policies:\n  web:\n    lee█way: 3s\n", "How long after a rotation"),
        ("roles:\n  - name: A\n    permissions: [{permission_n█ame: a, resource_server_identifier: b}]\n", "The scope"),
        ("pag█es: []\n", "not managed by deploy-cli yet"),
    ],
)  # fmt: skip
def test_everything_is_explained(server: LanguageServer, text: str, part: str) -> None:
    seen = told(server, text)
    assert part in seen
    assert "||" not in seen


def test_a_misspelt_field_is_found_where_it_is(server: LanguageServer) -> None:
    text = "clients:\n  - name: A\n    app_type: spa\n    calbacks: [https://a.example]\n"
    assert diagnosed(server, text) == [Diagnostic(4, "calbacks", "Property calbacks is not allowed.")]


def test_what_is_wrong_in_an_overlay_is_found(server: LanguageServer) -> None:
    text = (
        "environment:\n"
        "  name: dev\n"
        "  extends: [../base]\n"
        "  domian: acme-dev.eu.auth0.com\n"
        "clients:\n"
        "  - name: Storefront\n"
        "    +callbacks: http://localhost:3000/callback\n"
        "    -web_orgins: [http://localhost]\n"
        "    app_type: sap\n"
        "    oidc_conformant: yes\n"
    )
    found = diagnosed(server, text)

    assert [(one.line, one.text) for one in found] == [
        (4, "domian"),
        (7, "http://localhost:3000/callback"),
        (8, "-web_orgins"),
        (9, "sap"),
        (10, "yes"),
    ]
    assert found[3].message.startswith('Value is not accepted. Valid values: "native", "spa"')
    assert found[4].message.startswith("this is not `true` or `false`")


@pytest.mark.parametrize(
    "text",
    [
        "clients:\n  - name: A\n    +callbacks: [http://localhost]\n    -web_origins: [$(var:x)]\n",
        "clients:\n  - name: A\n    sso: $(var:x)\n    callbacks: $(var:c)\n    app_type: $(var:kind|spa)\n",
        "clients:\n  - name: A\n    app_type: ##T##\n    sso: ##B##\n    web_origins: ##L##\n    description: ##D##\n",
        "clients:\n  - name: A\n    sso: '@@SSO@@'\n    client_metadata: '@@META@@'\n    app_type: \"##TYPE##\"\n",
        "clients:\n  - name: A\n    client_secret: $(secret:S)\n    initiate_login_uri: $(var:shop)/login\n",
        "clients:\n  - &shop\n    name: A\n    callbacks: &list [https://a.example]\n"
        "  - {<<: *shop, name: B}\n  - {name: C, web_origins: *list}\n",
        "clients:\n  - name: A\n    refresh_token: {leeway: 3}\nroles:\ndatabases: []\n",
        "refresh_token_policies:\n  web: {absolute_lifetime: none}\n",
        "triggers:\n  +post-login: [{action_name: A}]\n",
        "clients:\n  - name: Old\n    lifecycle: {state: absent}\n",
    ],
)
def test_what_the_tool_reads_is_not_complained_about(server: LanguageServer, text: str) -> None:
    assert diagnosed(server, text) == []


def test_a_broken_rule_is_told_in_words_at_the_field(server: LanguageServer) -> None:
    text = (
        "clients:\n  - name: A\n    token_endpoint_auth_method: none\n    grant_types: [client_credentials]\n"
        "clientGrants:\n  - audience: a\n    client_id: A\n    default_for: third_party_clients\n"
    )
    found = diagnosed(server, text)

    assert [(one.line, one.text) for one in found] == [(4, "client_credentials"), (8, "default_for")]
    assert found[0].message.startswith("Public clients (`token_endpoint_auth_method: none`) have no secret")
    assert found[1].message.startswith("Grants belong to one application")


def test_a_copy_of_the_schema_is_enough(server: LanguageServer, tmp_path: Path) -> None:
    (tmp_path / "tenant.schema.json").write_bytes((ROOT / "schemas" / "tenant.json").read_bytes())
    file = tmp_path / "clients.yaml"
    head = "# yaml-language-server: $schema=tenant.schema.json\n"

    assert server.diagnostics(file, head + "clients: [{name: A}]\n") == []
    assert [one.line for one in server.diagnostics(file, head + "clients:\n  - name: A\n    nope: 1\n")] == [
        4
    ]
    assert "app_type" in server.completions(file, head + "clients:\n  - name: A\n    █")
