"""Rules of a team's own: read, never executed, bounded."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from deploy_cli.app.desired import divide
from deploy_cli.errors import ConfigError
from deploy_cli.files.expressions import BadExpression, compiled
from deploy_cli.files.tenant import load
from deploy_cli.guardrails.judging import findings
from deploy_cli.resources import ALL

TENANT = """\
clients:
  - name: Shop
    app_type: spa
    client_metadata: {team: shop}
    refresh_token: {rotation_type: rotating, expiration_type: expiring, token_lifetime: 2592000, leeway: 3}
  - name: Worker
    app_type: non_interactive
    client_secret: $(secret:WORKER)
    client_metadata: {team: 5a}
"""
HEAD = "id: ACME1, on: clients/*, message: it is not as we want it"

Told = Callable[[str], list[str]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    def judged(rule: str) -> list[str]:
        (tmp_path / "guardrails").mkdir(exist_ok=True)
        (tmp_path / "guardrails" / "acme.yaml").write_text(f"rules:\n  - {{{rule}}}\n", encoding="utf-8")
        (tmp_path / "tenant.yaml").write_text(TENANT, encoding="utf-8")
        desired = divide(load(tmp_path, ALL, environ={"WORKER": "w" * 20}), ALL)
        return [
            f"{one.severity} {one.address} {one.source and one.source.line}"
            for one in findings(desired)
            if one.rule == "ACME1"
        ]

    return judged


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("assert: client_metadata.team == 'shop'", ["warning clients/Worker 6"]),
        ("assert: client_metadata.team == 'shop', severity: error", ["error clients/Worker 6"]),
        ("when: app_type == 'spa', assert: refresh_token.token_lifetime <= `86400`", ["warning clients/Shop 2"]),
        ("when: app_type == 'spa', assert: refresh_token.leeway < refresh_token.token_lifetime", []),
        ("assert: client_metadata.owner", ["warning clients/Shop 2", "warning clients/Worker 6"]),
        ("when: client_secret, assert: client_secret == '(secret)'", []),
        ("schema: {properties: {client_metadata: {properties: {team: {pattern: '^[a-z]+$'}}}}}",
         ["warning clients/Worker 9"]),
        ("when: app_type == 'spa', schema: {required: [callbacks]}", ["warning clients/Shop 2"]),
        ("assert: length(name) > `4`, when: length(app_type) == `3`", ["warning clients/Shop 2"]),
        ("assert: abs(name) == `1`, when: app_type == 'spa'", ["warning clients/Shop 2"]),
    ],
)  # fmt: skip
def test_a_rule_is_about_what_it_says(condition: str, expected: list[str], told: Told) -> None:
    assert told(f"{HEAD}, {condition}") == expected


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (HEAD, "a rule has either `schema` or `assert`"),
        (f"{HEAD}, assert: a, schema: {{}}", "a rule has either `schema` or `assert`"),
        (f"{HEAD}, assert: 'a ==='", "this is no JMESPath expression"),
        (f"{HEAD}, assert: 'nonsense(name'", "this is no JMESPath expression"),
        (f"{HEAD}, assert: {'a.' * 600}a", "the expression has more than 1,000 characters"),
        (f"{HEAD}, schema: {{type: objekt}}", "this is no JSON Schema"),
        (f"{HEAD}, schema: {{$ref: 'https://example.com/x'}}", "a schema of a rule refers to nothing"),
        (f"{HEAD}, schema: {{properties: {{a: {{$ref: '#'}}}}}}", "a schema of a rule refers to nothing"),
        (f"{HEAD}, schema: {{pattern: '('}}", "this is no JSON Schema"),
        (f"{HEAD}, assert: a, severity: grave", "a severity is `error`, `warning` or `info`"),
        (f"{HEAD}, assert: a, run: rm", "a rule has no `run`"),
        ("id: RT001, on: clients, message: m, assert: a", "`RT001` is a rule of deploy-cli itself"),
        ("id: '1', on: clients, message: m, assert: a", "an id has letters"),
        ("id: A1, message: m, assert: a", "the rule lacks `on`"),
        ("id: A1, on: [], message: m, assert: a", "`on` is an address or a glob"),
        ("id: A1, on: clients, message: 5, assert: a", "`message` is a text"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_with_its_place(rule: str, message: str, told: Told) -> None:
    with pytest.raises(ConfigError) as caught:
        told(rule)

    problem = caught.value.problems[0]
    assert problem.message.startswith(message)
    assert problem.location is not None
    assert (Path(problem.location.file).name, problem.location.line) == ("acme.yaml", 2)


def test_a_tenant_file_in_the_folder_of_rules_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "deep" / "guardrails").mkdir(parents=True)
    (tmp_path / "tenant.yaml").write_text(TENANT.replace("$(secret:WORKER)", "##W##"))
    (tmp_path / "deep" / "guardrails" / "roles.yaml").write_text("roles: [{name: Clerk}]\n")

    with pytest.raises(ConfigError) as caught:
        load(tmp_path, ALL, environ={})
    assert caught.value.problems[0].message == "a file of guardrails holds `rules`, and nothing else"


def test_rules_of_what_is_extended_hold_and_stand_in_the_digest(tmp_path: Path) -> None:
    (tmp_path / "base" / "guardrails").mkdir(parents=True)
    (tmp_path / "base" / "clients.yaml").write_text("clients: [{name: Shop}]\n")
    rules = tmp_path / "base" / "guardrails" / "acme.yml"
    rules.write_text(f"rules: [{{{HEAD}, assert: owner}}]\n")
    (tmp_path / "prod.yaml").write_text("environment: {name: prod, extends: [base]}\n")

    first = load(tmp_path / "prod.yaml", ALL, environ={})
    rules.write_text(f"rules: [{{{HEAD}, assert: name}}]\n")
    second = load(tmp_path / "prod.yaml", ALL, environ={})

    assert [rule.id for rule in first.rules] == ["ACME1"]
    assert first.digest != second.digest


@pytest.mark.parametrize(
    "text",
    [
        "|".join(["[@,@][]"] * 100),
        "|".join(["join('', [@,@])"] * 50),
        "|".join(["{a: @, b: @} | values(@)[]"] * 30),
        "[*][*][*][*][*][*][*]",
    ],
)
def test_no_expression_takes_long(text: str) -> None:
    value = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]] * 10 if "join" not in text else "ab"
    begun = time.process_time()
    with suppress(BadExpression):
        compiled(text)(value)

    assert time.process_time() - begun < 2


@pytest.mark.parametrize("text", ["(" * 400 + "a" + ")" * 400, "!" * 900 + "a", "[" * 900, "a" + "[0]" * 300])
def test_an_expression_that_nests_deeply_is_refused_or_judged_and_nothing_else_happens(text: str) -> None:
    with suppress(BadExpression):
        assert compiled(text)({"a": 1}) in (True, False)
