"""Projects of the official tool become projects of ours that say the same."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy_cli.app.desired import divide
from deploy_cli.core.likeness import differing
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.errors import ConfigError, UsageError
from deploy_cli.files.adoption import Adopted, adopt
from deploy_cli.files.official_config import in_environment, keywords_of
from deploy_cli.files.schemas import shipped
from deploy_cli.files.tenant import load
from deploy_cli.resources import ALL
from tests.properties.tenants import sections

from .test_directory import PROJECT
from .test_tenant import SAMPLE, SAMPLE_KEYWORDS

Write = Callable[[Mapping[str, str]], None]


def adopted(source: Path | str, environ: Mapping[str, str] | None = None) -> Adopted:
    return adopt(Path(source), ALL, shipped(), environ=environ or {}, name="prod", domain=None)


def written(result: Adopted, folder: Path) -> Path:
    for name, content in result.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def desired(target: Path, environ: Mapping[str, str]) -> DesiredTenant:
    return divide(load(target, ALL, environ=environ), ALL)


def assert_the_same(source: Path, folder: Path, environ: Mapping[str, str]) -> None:
    written(adopted(source, environ), folder)

    original = desired(source, environ)
    assert differing(original, desired(folder, environ)) == ()
    assert original.resources


def body(result: Adopted, name: str) -> list[str]:
    return result.files[name].decode().splitlines()


TENANT = """\
# our tenant
clients:
  - name: Shop ##ENV##
    app_type: spa
    callbacks: @@URLS@@
    logo_uri: https://##HOST##/logo.png
    sso: ##SSO##
    client_metadata: {region: '##REGION##', plan: "##PLAN##", app_key: ##APP_KEY##}
    client_secret: ##SHOP_SECRET##
    custom_login_page: ./login.html
    refresh_token: &tokens
      rotation_type: rotating
      expiration_type: expiring
      leeway: 0
      token_lifetime: 2592000
      idle_token_lifetime: 1296000
      infinite_token_lifetime: false
      infinite_idle_token_lifetime: false
  - name: Phone
    app_type: native
    refresh_token: *tokens
connections:
  - name: social
    strategy: google-oauth2
    options: {client_id: a, client_secret: in the open}
actions:
  - name: Greet
    code: ./greet.js
    secrets: [{name: KEY, value: _VALUE_NOT_SHOWN_}]
    supported_triggers: [{id: post-login, version: v3}]
pages: [{name: login, html: ./pages/login.html}]
rules: []
exclude: {clients: [Old]}
"""
SIDE = {"clients/login.html": "<p>##GREETING##</p>", "greet.js": "exports.x = '##ENV##';\n"}
MAPPINGS = {
    "ENV": "dev", "URLS": ["https://a", "https://b"], "HOST": "h.example", "SSO": True, "PLAN": 5, "APP_KEY": "k",
    "SHOP_SECRET": "hunter2", "GREETING": "hi",
}  # fmt: skip
ENVIRON = {"AUTH0_KEYWORD_REPLACE_MAPPINGS": json.dumps(MAPPINGS), "REGION": "eu"}


def test_a_yaml_project_becomes_a_file_for_each_section(write: Write, tmp_path: Path) -> None:
    write({"tenant.yaml": TENANT, **SIDE})

    result = adopted("tenant.yaml", ENVIRON)

    assert sorted(result.files) == [
        "actions.yaml",
        "actions/Greet/code.js",
        "clients.yaml",
        "clients/Shop dev/custom_login_page.html",
        "connections.yaml",
        "environment.yaml",
        "exclude.yaml",
        "refresh_token_policies.yaml",
    ]
    assert result.files["actions/Greet/code.js"] == SIDE["greet.js"].encode()
    assert body(result, "clients.yaml") == [
        "#",
        "# our tenant",
        "clients:",
        "  - name: Shop $(var:ENV)",
        "    app_type: spa",
        "    logo_uri: https://$(var:HOST)/logo.png",
        "    callbacks: $(var:URLS)",
        "    refresh_token_policy: browser",
        "    client_secret: $(secret:SHOP_SECRET)",
        "    sso: $(var:SSO)",
        "    custom_login_page: ./clients/Shop dev/custom_login_page.html",
        "    client_metadata:",
        "      app_key: ##APP_KEY##",
        "      plan: $(var:PLAN)",
        "      region: $(var:REGION)",
        "",
        "  - name: Phone",
        "    app_type: native",
        "    refresh_token_policy: browser",
    ]
    assert_the_same(Path("tenant.yaml"), tmp_path / "out", ENVIRON)


def test_what_was_done_is_told_line_by_line(write: Write) -> None:
    write({"tenant.yaml": TENANT, **SIDE})

    told = adopted("tenant.yaml", ENVIRON).told

    assert told[0] == "read `tenant.yaml`, written in YAML"
    assert {
        "policy `browser` takes the place of `refresh_token` in `Shop $(var:ENV)`, `Phone`",
        "`clients.yaml`: 2 resources",
        "`exclude.yaml`: `exclude`, as they were",
        "the variable `ENV` takes the place of a keyword, with the value that it has now",
        "the secret `$(secret:SHOP_SECRET)` takes the place of a keyword in `clients/Shop dev: client_secret`:"
        " it is read from the environment variable SHOP_SECRET",
        "the keyword `APP_KEY` stays: it sounds like a secret, and the field is none",
        "`connections/social: options.client_secret` is a secret in plain text: write `$(secret:NAME)` in its place",
        "not carried over, as deploy-cli does not manage it yet: `pages`; keep `tenant.yaml` for these,"
        " as `environment.yaml` says",
    } <= set(told)
    assert not any("hunter2" in line for line in told)
    assert not any("`rules`" in line for line in told)


def test_no_value_of_a_secret_is_written(write: Write) -> None:
    write({"tenant.yaml": TENANT, **SIDE})

    assert not any(b"hunter2" in content for content in adopted("tenant.yaml", ENVIRON).files.values())


def test_keywords_that_nothing_explains_stay_in_the_quotes_they_had(write: Write, tmp_path: Path) -> None:
    write({"tenant.yaml": TENANT, **SIDE})

    result = adopted("tenant.yaml")

    lines = body(result, "clients.yaml")
    assert "  - name: Shop ##ENV##" in lines
    assert "    callbacks: @@URLS@@" in lines
    assert "      region: '##REGION##'" in lines
    assert '      plan: "##PLAN##"' in lines
    assert "    client_secret: ##SHOP_SECRET##" in lines
    written(result, tmp_path / "out")
    assert differing(desired(Path("tenant.yaml"), ENVIRON), desired(tmp_path / "out", ENVIRON)) == ()


def test_a_folder_of_json_files_becomes_the_same(write: Write, tmp_path: Path) -> None:
    write({f"p/{name}": text for name, text in PROJECT.items()})

    assert_the_same(Path("p"), tmp_path / "out", {})
    assert adopted("p").told[0] == "read `p`, a folder of JSON files"
    assert [name for name in sorted(adopted("p").files) if not name.endswith(".yaml")] == [
        "actions/Greet/code.js",
        "branding/universal_login.html",
        "clients/Shop/custom_login_page.html",
        "connections/email/body.html",
        "databases/users/login.js",
        "emailTemplates/welcome_email/body.html",
    ]


def test_keywords_in_json_are_converted_too(write: Write, tmp_path: Path) -> None:
    shop = (
        '{"name": "Shop", "callbacks": "@@URLS@@", "sso": ##SSO##,'
        ' "logo_uri": "https://##HOST##/", "initiate_login_uri": "##LATER##"}'
    )
    write({**{f"p/{name}": text for name, text in PROJECT.items()}, "p/clients/Shop.json": shop})
    environ = {"AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"URLS": ["https://a"]}', "SSO": "true", "HOST": "h"}

    result = adopted("p", environ)

    assert '    initiate_login_uri: "##LATER##"' in body(result, "clients.yaml")
    assert "    logo_uri: https://$(var:HOST)/" in body(result, "clients.yaml")
    assert_the_same(Path("p"), tmp_path / "out", {**environ, "LATER": "https://later"})


def test_a_keyword_with_several_types_becomes_several_variables(write: Write, tmp_path: Path) -> None:
    write({"tenant.yaml": "clients: [{name: A, description: '##N##', sso_disabled: ##N##}]\n"})

    result = adopted("tenant.yaml", {"N": "true"})

    assert '    "N": "true"' in body(result, "environment.yaml")
    assert "    N_2: true" in body(result, "environment.yaml")
    assert_the_same(Path("tenant.yaml"), tmp_path / "out", {"N": "true"})


def test_a_keyword_that_stands_for_several_fields_is_written_out(write: Write, tmp_path: Path) -> None:
    write({"tenant.yaml": "clients:\n  - name: A\n    client_metadata: {##K##: 1}\n"})

    result = adopted("tenant.yaml", {"K": "a"})

    assert "      a: 1" in body(result, "clients.yaml")
    assert (
        "the keyword `K` stays: it stands for more than a value; what it comes to is written out"
        in result.told
    )
    with pytest.raises(UsageError, match="more than a value"):
        adopted("tenant.yaml")


def test_texts_that_are_meant_as_they_are_stay_texts(write: Write, tmp_path: Path) -> None:
    text = "clients: [{name: A, description: \"\\x23#K## and $$(var:x)\", logo_uri: 'https://##H##/$$(var:x)'}]\n"
    write({"tenant.yaml": text})

    assert_the_same(Path("tenant.yaml"), tmp_path / "out", {"H": "h", "K": "never"})


def test_side_files_that_are_called_alike_are_kept_apart(write: Write, tmp_path: Path) -> None:
    write(
        {
            "tenant.yaml": "actions: [{name: a, code: ./x.js}, {name: A, code: ./y.js}]\n",
            "x.js": "x",
            "y.js": "y",
        }
    )

    assert_the_same(Path("tenant.yaml"), tmp_path / "out", {})


def test_a_project_of_ours_is_refused(write: Write) -> None:
    write({"tenant.yaml": "environment: {name: a}\n"})

    with pytest.raises(UsageError, match="is a project of deploy-cli already"):
        adopted("tenant.yaml")


def test_files_that_cannot_be_read_are_told_with_every_problem(write: Write) -> None:
    write({"tenant.yaml": "clients: [{name: A}, {name: A}]\nroles: {}\n"})

    with pytest.raises(ConfigError) as caught:
        adopted("tenant.yaml")

    assert len(caught.value.problems) == 2


def test_what_is_no_project_is_refused(write: Write) -> None:
    write({"a.json": '{"name": "a"}'})

    with pytest.raises(UsageError, match="holds no section that deploy-cli manages"):
        adopted("a.json")


def test_sections_that_do_not_exist_are_named(write: Write) -> None:
    write({"tenant.yaml": "clints: []\nroles: []\n"})

    assert "not carried over: there is no section `clints`" in adopted("tenant.yaml").told


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the samples beside the checkout are absent")
@pytest.mark.parametrize(
    "environ", [SAMPLE_KEYWORDS, {"AUTH0_KEYWORD_REPLACE_MAPPINGS": json.dumps(SAMPLE_KEYWORDS)}]
)
def test_the_official_sample_becomes_the_same(tmp_path: Path, environ: dict[str, str]) -> None:
    assert_the_same(SAMPLE / "tenant.yaml", tmp_path / "out", environ)


def test_the_configuration_of_the_official_tool_gives_the_keywords(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text(
        json.dumps({"AUTH0_DOMAIN": "a.eu.auth0.com", "AUTH0_KEYWORD_REPLACE_MAPPINGS": {"K": [1]}})
    )

    assert keywords_of(config, {"X": "y"}) == {
        "X": "y",
        "AUTH0_DOMAIN": "a.eu.auth0.com",
        "AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"K": [1]}',
    }
    config.write_text("[]")
    with pytest.raises(UsageError, match="is no configuration of the official tool"):
        keywords_of(config, {})
    with pytest.raises(UsageError, match="cannot be read as JSON"):
        keywords_of(tmp_path / "nowhere.json", {})


def test_secrets_of_the_mappings_are_read_as_those_of_the_environment() -> None:
    environ = in_environment({"AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"A": "x", "B": 1}', "A": "wins"})

    assert (environ["A"], "B" in environ) == ("wins", False)


def official(sections: Mapping[str, Any], folder: Path) -> Path:
    """Write sections as a YAML project of the official tool, half of the names and texts as keywords."""
    text = json.dumps(sections, ensure_ascii=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tenant.yaml").write_text(
        text.replace("##", "\\u0023#").replace("@@", "\\u0040@"), encoding="utf-8"
    )
    return folder / "tenant.yaml"


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(sections(), st.integers(0))
def test_any_project_becomes_one_that_says_the_same(
    tmp_path: Path, tenant: dict[str, Any], number: int
) -> None:
    home = tmp_path / os.urandom(8).hex()
    source = official(tenant, home / "theirs")
    environ: dict[str, str] = {}
    try:
        original = desired(source, environ)
    except ConfigError:
        return  # not every text can stand in a project of the official tool

    written(adopted(source, environ), home / "ours")

    assert differing(original, desired(home / "ours", environ)) == ()
