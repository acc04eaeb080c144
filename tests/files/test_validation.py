"""One schema failure is one problem, in words, at the value that is wrong."""

import json
import sys
from pathlib import Path

import pytest

from deploy_cli.errors import ConfigError
from deploy_cli.files.schemas import Schemas
from deploy_cli.files.tenant import load
from deploy_cli.files.validation import Validation
from deploy_cli.resources import ALL

from .conftest import Load, Problems

CLIENT = {
    "app_type: sp": ("`app_type` cannot be `sp`", "did you mean `spa`?", 15),
    "app_type: 7": ("`app_type` must be a text, not `7`", None, 15),
    "app_typ: spa": ("there is no field `app_typ`", "did you mean `app_type`?", 5),
    "appType: spa": ("there is no field `appType`", "did you mean `app_type`?", 5),
    "leeway: 5": ("there is no field `leeway`", "`leeway` belongs under `refresh_token`", 5),
    "qqqq: 1": (
        "there is no field `qqqq`",
        "`deploy-cli schema clients` has the fields that can stand here",
        5,
    ),
    'oidc_conformant: "true"': (
        "`oidc_conformant` must be `true` or `false`, not the text `true`",
        "write true without quotes",
        22,
    ),
    "sso_disabled: off": (
        "`sso_disabled` must be `true` or `false`, not the text `off`",
        "write `false`: in YAML 1.2, `off` is a text",
        19,
    ),
    "jwt_configuration: {lifetime_in_seconds: '5'}": (
        "`jwt_configuration.lifetime_in_seconds` must be a whole number, not the text `5`",
        "write 5 without quotes",
        46,
    ),
    "callbacks: https://x": ("`callbacks` must be a list, not the text `https://x`", None, 16),
    "refresh_token: {rotation_type: rotating, expiration_type: non-expiring}": (
        "rotating refresh tokens expire: with `rotation_type: rotating`, `expiration_type` must be `expiring`",
        None,
        63,
    ),
    "lifecycle: {state: gone}": ("`lifecycle.state` cannot be `gone`", "it can be `present`, `absent`", 24),
    'description: "' + "x" * 300 + '"': (
        "`description` must have at most 140 characters, and has 300",
        None,
        18,
    ),
    "client_metadata: {a: 1}": ("`client_metadata.a` must be a text or `null`, not `1`", None, 26),
    "client_secret: 7": ("`client_secret` must be a text, not a number", None, 20),
}


@pytest.mark.parametrize("line", CLIENT, ids=lambda line: line[:40])
def test_a_failure_is_one_problem_at_its_place(problems: Problems, line: str) -> None:
    message, hint, column = CLIENT[line]

    told = problems(f"clients:\n  - name: A\n    {line}\n")

    assert len(told) == 1, told
    assert told[0].startswith(f"tenant.yaml:3:{column} clients/A: {message}")
    assert hint is None or told[0].endswith(f"({hint})")


def test_the_rule_of_a_cross_field_failure_is_its_id(write: object, tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("clients: [{name: A, refresh_token: {rotation_type: rotating}}]\n")

    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "t.yaml", ALL, environ={})

    [problem] = caught.value.problems
    assert problem.rule == "refresh-token-types"
    assert problem.location is not None
    assert problem.location.column == 36


def test_a_missing_field_is_told_where_the_resource_stands(problems: Problems) -> None:
    told = problems("roles:\n  - name: A\n    permissions:\n      - {permission_name: x}\n")

    assert told[0].startswith(
        "tenant.yaml:4:9 roles/A: `resource_server_identifier` is missing in `permissions[0]`"
    )


def test_an_entry_that_stands_twice_is_shown_where_it_comes_again(problems: Problems) -> None:
    [told] = problems("environment: {prune: [roles, clients, roles]}\n")

    assert told == "tenant.yaml:1:39 environment: `prune` holds `roles` twice (remove one of them)"


def test_documents_and_policies_are_named_in_the_address(problems: Problems) -> None:
    told = problems(
        "triggers: {post-login: [{action: x}]}\n"
        "refresh_token_policies: {p: {leway: 1s}}\nattackProtection: {captcha: 1}\n"
    )

    assert [line.split(" ")[1].rstrip(":") for line in told] == [
        "triggers/post-login",
        "refresh_token_policies/p",
        "attackProtection/captcha",
    ]


def test_a_secret_is_validated_and_never_shown(problems: Problems, loaded: Load) -> None:
    environ = {"GOOD": "spa", "BAD": "hunter2"}
    assert loaded("clients: [{name: A, app_type: $(secret:GOOD)}]", environ=environ).sections

    told = problems(
        """\
        clients:
          - {name: A, app_type: $(secret:BAD), oidc_conformant: $(secret:BAD)}
          - {name: B, client_secret: [$(secret:BAD)]}
        environment: {prune: [roles]}
        """,
        environ=environ,
    )

    assert len(told) == 3
    assert "`app_type` cannot be a secret" in told[0]
    assert "hunter2" not in "".join(told)


def test_a_literal_in_a_secret_field_is_never_shown(problems: Problems) -> None:
    told = problems(
        "actions: [{name: A, secrets: [{name: K, value: {hunter2: hunter2}}]}]\n"
        "connections: [{name: C, strategy: oidc, options: {client_secret: [hunter2]}}]\n"
    )

    assert told
    assert "hunter2" not in "".join(told)


def test_without_the_fast_engine_the_result_is_the_same(
    problems: Problems, loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "clients: [{name: A, app_type: sp}, {name: B}, {nam: C}]\nroles: [{name: R}]\n"
    fast = problems(text)
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)

    assert problems(text) == fast
    assert loaded("clients: [{name: B}]\n").sections == {"clients": [{"name": "B"}]}


def test_no_schema_is_ever_fetched(tmp_path: Path) -> None:
    (tmp_path / "composed.json").write_text(json.dumps({"properties": {"x": {"$ref": "x.json"}}}))
    (tmp_path / "x.json").write_text(json.dumps({"$ref": "https://schemas.invalid/y.json"}))
    schemas = Schemas(lambda name: (tmp_path / name).read_text())

    with pytest.raises(LookupError):
        Validation(schemas, {}, lambda section, body: None, reveal=False).accepts("x.json", {})
