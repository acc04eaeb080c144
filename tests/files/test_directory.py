"""Projects in the official tool's directory format load as tenant files do."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy_cli.errors import ConfigError
from deploy_cli.files.tenant import load
from deploy_cli.resources import ALL

from .conftest import Load, Problems

PROJECT = {
    "tenant.json": '{"friendly_name": "Acme", "session_lifetime": 24}',
    "clients/Shop.json": '{"name": "Shop", "app_type": "spa", "custom_login_page": "./Shop_login.html"}',
    "clients/Shop_login.html": "<p>hello</p>",
    "clients/nothing.json": "{}",
    "grants/Job-API.json": '{"client_id": "Job", "audience": "https://api.example", "scope": ["read:x"]}',
    "resource-servers/API.json": '{"identifier": "https://api.example", "name": "API"}',
    "roles/Clerk.json": '{"name": "Clerk", "permissions": []}',
    "connections/email.json": '{"name": "email", "strategy": "email", "options": {"email": {"body": "email.html"}}}',
    "connections/email.html": "<p>code</p>",
    "database-connections/users/database.json": json.dumps(
        {"name": "users", "options": {"import_mode": False}, "customScripts": {"login": "./login.js"}}
    ),
    "database-connections/users/login.js": "function login() {}",
    "organizations/acme.json": '{"name": "acme", "display_name": "Acme"}',
    "actions/Greet.json": json.dumps(
        {
            "name": "Greet",
            "code": "./actions/Greet/code.js",
            "supported_triggers": [{"id": "post-login", "version": "v3"}],
        }
    ),
    "actions/Greet/code.js": "exports.onExecutePostLogin = async () => {};",
    "triggers/triggers.json": '{"post-login": [{"action_name": "Greet", "display_name": "Greet"}]}',
    "branding/branding.json": '{"colors": {"primary": "#112233"}}',
    "branding/templates/universal_login.json": '{"template": "universal_login", "body": "./universal_login.html"}',
    "branding/templates/universal_login.html": "<html>",
    "emails/welcome_email.json": '{"template": "welcome_email", "enabled": true, "subject": "hi"}',
    "emails/welcome_email.html": "<p>welcome</p>",
    "emails/provider.json": '{"name": "smtp"}',
    "attack-protection/brute-force-protection.json": '{"enabled": true}',
    "attack-protection/suspicious-ip-throttling.json": '{"enabled": false}',
    "attack-protection/breached-password-detection.json": '{"enabled": true}',
    "prompts/prompts.json": "{}",
    "rules/.gitkeep.d/x": "",
}


def project(**changes: str | None) -> dict[str, str]:
    """The files above below `p`, some of them changed or taken away."""
    return {f"p/{name}": text for name, text in {**PROJECT, **changes}.items() if text is not None}


def test_every_managed_section_is_read_with_its_texts(loaded: Load) -> None:
    sections = loaded(project(), "p").sections

    assert sections == {
        "actions": [
            {
                "name": "Greet",
                "code": "exports.onExecutePostLogin = async () => {};",
                "supported_triggers": [{"id": "post-login", "version": "v3"}],
            }
        ],
        "attackProtection": {
            "breachedPasswordDetection": {"enabled": True},
            "bruteForceProtection": {"enabled": True},
            "suspiciousIpThrottling": {"enabled": False},
        },
        "branding": {
            "colors": {"primary": "#112233"},
            "templates": [{"template": "universal_login", "body": "<html>"}],
        },
        "clientGrants": [{"client_id": "Job", "audience": "https://api.example", "scope": ["read:x"]}],
        "clients": [{"name": "Shop", "app_type": "spa", "custom_login_page": "<p>hello</p>"}],
        "connections": [
            {"name": "email", "strategy": "email", "options": {"email": {"body": "<p>code</p>"}}}
        ],
        "databases": [
            {
                "name": "users",
                "options": {"import_mode": False, "customScripts": {"login": "function login() {}"}},
            }
        ],
        "emailTemplates": [
            {"template": "welcome_email", "enabled": True, "subject": "hi", "body": "<p>welcome</p>"}
        ],
        "organizations": [{"name": "acme", "display_name": "Acme"}],
        "resourceServers": [{"identifier": "https://api.example", "name": "API"}],
        "roles": [{"name": "Clerk", "permissions": []}],
        "tenant": {"friendly_name": "Acme", "session_lifetime": 24},
        "triggers": {"post-login": [{"action_name": "Greet", "display_name": "Greet"}]},
    }


def test_sections_that_are_not_managed_are_named_where_they_hold_anything(loaded: Load) -> None:
    files = loaded(project(**{"rules/.gitkeep.d/x": None, "hooks/h.json": "{}"}), "p")

    assert files.notes == ("not managed yet, and left alone: `prompts`, `emailProvider`, `hooks`",)


def test_places_are_those_of_the_json_files(loaded: Load) -> None:
    files = loaded(project(), "p")

    assert str(files.locate(("clients", 0, "app_type"))) == "p/clients/Shop.json:1:30"
    assert str(files.locate(("databases", 0, "options", "customScripts", "login"))).startswith(
        "p/database-connections/users/database.json:1:"
    )
    assert str(files.locate(("attackProtection", "bruteForceProtection", "enabled"))) == (
        "p/attack-protection/brute-force-protection.json:1:13"
    )


def test_mistakes_are_told_in_the_json_files(problems: Problems) -> None:
    told = problems(
        project(
            **{
                "clients/Shop.json": '{"name": "Shop",\n "app_type": "sp"}',
                "roles/Clerk.json": "{'name': 1}",
                "organizations/acme.json": "",
                "actions/Greet.json": '{"name": "Greet", "code": "./actions/Gret/code.js"}',
            }
        ),
        "p",
    )

    assert told == [
        "p/organizations/acme.json:1:1 -: the file is empty (write `{}`, or remove the file)",
        "p/roles/Clerk.json:1:2 -: a field starts with a name in double quotes (put a text in double quotes)",
        "p/actions/Greet.json:1:27 actions/Greet: there is no file `./actions/Gret/code.js`"
        " (`p/actions/Gret/code.js` is not there; the path is relative to the file that names it)",
        "p/clients/Shop.json:2:14 clients/Shop: `app_type` cannot be `sp` (did you mean `spa`?)",
    ]


def test_keywords_are_replaced_in_json_and_in_side_files(loaded: Load) -> None:
    files = loaded(
        project(
            **{
                "clients/Shop.json": '{"name": "Shop", "callbacks": "@@URLS@@", "sso": ##SSO##}',
                "emails/welcome_email.html": "<p>##GREETING##</p>",
            }
        ),
        "p",
        environ={"AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"URLS": ["https://a"], "SSO": true, "GREETING": "hi"}'},
    )

    assert files.sections["clients"] == [{"name": "Shop", "callbacks": ["https://a"], "sso": True}]
    assert files.sections["emailTemplates"][0]["body"] == "<p>hi</p>"


def test_an_unresolved_keyword_is_told_at_its_place(problems: Problems) -> None:
    told = problems(project(**{"roles/Clerk.json": '{"name": "Clerk", "description": "@@WHAT@@"}'}), "p")

    assert [line.partition(" (")[0] for line in told] == [
        "p/roles/Clerk.json:1:35 roles/Clerk: the keyword `WHAT` stands for nothing"
    ]


def test_what_belongs_to_no_section_is_named(loaded: Load) -> None:
    files = loaded(project(**{"actions/Greet/old.json": "{}", "teams/a.json": "{}", "notes.json": "{}"}), "p")

    assert files.notes[0] == (
        "no part of a project in the directory format, and left alone: `p/notes.json`, `p/teams`"
    )


def test_a_template_without_its_text_is_left_alone_and_named(loaded: Load) -> None:
    files = loaded(project(**{"emails/welcome_email.html": None}), "p")

    assert files.sections["emailTemplates"] == []
    assert files.notes[0] == (
        "p/emails/welcome_email.json is left alone: there is no `welcome_email.html` beside it"
    )


def test_an_empty_folder_is_an_empty_section(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "p" / "roles").mkdir(parents=True)

    assert loaded({"p/tenant.json": "{}"}, "p").sections["roles"] == []


def test_a_branding_template_needs_no_branding(loaded: Load) -> None:
    files = loaded(project(**{"branding/branding.json": None}), "p")

    assert files.sections["branding"] == {"templates": [{"template": "universal_login", "body": "<html>"}]}


def test_a_folder_with_yaml_is_ours_whatever_json_lies_in_it(loaded: Load) -> None:
    files = loaded({"p/a.yaml": "roles: []\n", "p/tenant.json": '{"friendly_name": "no"}'}, "p")

    assert files.sections == {"roles": []}


def test_an_environment_can_extend_such_a_project(loaded: Load) -> None:
    files = loaded(
        {
            **project(),
            "prod/e.yaml": "environment: {extends: [../p]}\nclients: [{name: Shop, app_type: native}]\n",
        },
        "prod",
    )

    assert files.sections["clients"][0]["app_type"] == "native"
    assert files.sections["clients"][0]["custom_login_page"] == "<p>hello</p>"


def test_the_digest_covers_every_file(loaded: Load, write: Callable[[Mapping[str, str]], None]) -> None:
    first = loaded(project(), "p").digest

    assert loaded(project(**{"emails/welcome_email.html": "<p>other</p>"}), "p").digest != first


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["", "A", "./x.js", "##K##", "$(var:a)", "../p"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "code", "options", "customScripts", "body", "x"]), inner)
    ),
    max_leaves=8,
).map(json.dumps)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([name for name in PROJECT if name.endswith(".json")]),
        JSON | st.text(max_size=20),
        min_size=1,
    )
)
def test_nothing_but_config_errors_escapes_whatever_the_files_hold(
    tmp_path: Path, texts: dict[str, str]
) -> None:
    home = tmp_path / os.urandom(8).hex()
    for name, text in texts.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    try:
        load(home, ALL, environ={})
    except ConfigError:
        return
