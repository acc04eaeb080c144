"""Loading as a whole: files, sections, notes, the digest; and that nothing but `ConfigError` escapes."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy_cli.errors import ConfigError
from deploy_cli.files.tenant import load
from deploy_cli.resources import ALL

from .conftest import Load, Problems

SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "official-yaml"
CAPTCHAS = ("FRIENDLY_CAPTCHA", "RECAPTCHA_V2", "RECAPTCHA_ENTERPRISE", "HCAPTCHA", "ARKOSE")
SAMPLE_KEYWORDS = {"ENV": "dev", "AUTH0_DOMAIN": "acme.eu.auth0.com"} | {
    f"CAPTCHA_{name}_{part}": "x"
    for name in CAPTCHAS
    for part in ("SITE_KEY", "SECRET", "API_KEY", "PROJECT_ID")
}


def test_a_file_with_nothing_in_it_manages_nothing(loaded: Load) -> None:
    files = loaded("# nothing yet\n")

    assert (dict(files.sections), dict(files.policies), files.notes) == ({}, {}, ())


def test_json_is_loaded_through_the_same_door(loaded: Load) -> None:
    files = loaded({"tenant.json": '{"clients": [{"name": "A"}]}'}, "tenant.json")

    assert files.sections == {"clients": [{"name": "A"}]}


def test_a_byte_order_mark_is_no_part_of_the_first_key(loaded: Load) -> None:
    assert loaded("\ufeffclients: []\n").sections == {"clients": []}


def test_a_section_that_says_null_is_not_managed(loaded: Load) -> None:
    assert loaded("clients:\nroles: []\n").sections == {"roles": []}


def test_policies_are_kept_apart(loaded: Load) -> None:
    files = loaded("refresh_token_policies: {p: {rotation: rotating, leeway: 3s}}\nclients: []\n")

    assert files.policies == {"p": {"rotation": "rotating", "leeway": "3s"}}
    assert "refresh_token_policies" not in files.sections
    assert str(files.locate(("refresh_token_policies", "p", "leeway"))) == "tenant.yaml:1:58"


def test_sections_of_the_official_tool_that_are_not_managed_are_named(loaded: Load) -> None:
    files = loaded("rules: [{name: '##NOT_EVEN_RESOLVED##'}]\nclients: []\npages: 7\n")

    assert files.notes == ("not managed yet, and left alone: `rules`, `pages`",)
    assert set(files.sections) == {"clients"}


def test_what_is_wrong_is_told_all_at_once_files_that_cannot_be_read_first(problems: Problems) -> None:
    told = problems(
        {
            "env/a.yaml": "clients: [{name: A, app_type: sp}]\nrols: []\n",
            "env/b.yaml": "a: b: c\n",
            "env/c.yaml": "- a\n",
            "env/d.yaml": "roles: {}\ntenant: [1]\n",
        },
        "env",
    )

    assert told == [
        "env/b.yaml:1:5 -: `:` cannot stand here"
        " (put a text that holds `: ` in quotes, or check the indentation of this line and the one above)",
        "env/c.yaml:1:1 -: a tenant file is an object that holds sections"
        " (write sections such as `clients:` at the start of a line)",
        "env/a.yaml:1:31 clients/A: `app_type` cannot be `sp` (did you mean `spa`?)",
        "env/a.yaml:2:1 -: there is no section `rols` (did you mean `roles`?)",
        "env/d.yaml:1:1 roles: `roles` is an object (it is a list: start each resource with `- `)",
        "env/d.yaml:2:1 tenant: `tenant` is a list (it is an object: write `key: value` lines)",
    ]


def test_a_target_that_is_not_there_is_told(problems: Problems, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert problems({}, "nowhere")[0].startswith("- -: there is no `nowhere`")
    assert problems({}, "empty")[0].startswith("- -: there is no tenant file below `empty`")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("clients: []\n".encode("utf-16"), "the file is UTF-16, not UTF-8"),
        ("clients: []\n".encode("utf-32"), "the file is UTF-32, not UTF-8"),
        (b"clients: []\n# caf\xe9\n", "the byte 0xE9 is not UTF-8"),
    ],
)
def test_other_encodings_are_refused(
    problems: Problems, tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "x.yaml").write_bytes(content)

    [told] = problems({}, "x.yaml")

    assert message in told
    assert "save" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_told(problems: Problems, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").touch(0o000)

    assert "the file cannot be read: permission denied" in problems({}, "x.yaml")[0]


def test_the_digest_is_of_names_and_contents_and_not_of_where_they_lie(tmp_path: Path) -> None:
    def digest(folder: str, name: str, text: str) -> str:
        path = tmp_path / folder / name
        path.parent.mkdir()
        path.write_text(text)
        return load(path.parent, ALL, environ={}).digest

    first = digest("one", "a.yaml", "clients: []\n")

    assert first == digest("two", "a.yaml", "clients: []\n")
    assert first.startswith("sha256:")
    assert first not in (
        digest("three", "b.yaml", "clients: []\n"),
        digest("four", "a.yaml", "clients: [ ]\n"),
    )


def test_links_are_followed_but_not_in_circles(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "s.yaml").write_text("clients: [{name: S}]\n")
    (tmp_path / "env" / "link").symlink_to(tmp_path / "shared")
    (tmp_path / "env" / "loop").symlink_to(tmp_path / "env")

    files = loaded({"env/a.yaml": "roles: []\n"}, "env")

    assert files.sections == {"roles": [], "clients": [{"name": "S"}]}


def test_a_folder_of_several_environments_is_refused_with_their_names(problems: Problems) -> None:
    told = problems(
        {
            "acme/dev/e.yaml": "environment: {name: dev}\n",
            "acme/dev/clients.yaml": "clients: [{name: A}]\n",
            "acme/prod/e.yaml": "environment: {name: prod, extends: [../dev]}\n",
        },
        "acme",
    )

    assert told == ["- -: `acme` holds 2 environments (name one of them: `acme/dev`, `acme/prod`)"]


def test_the_environment_is_validated(problems: Problems) -> None:
    told = problems("environment: {nmae: x, prune: [client], limits: {deletes: many}, extends: 7}\n")

    assert [line.partition(": ")[0] for line in told] == [
        f"tenant.yaml:1:{column} environment" for column in (15, 32, 59, 75)
    ]
    assert "did you mean `name`?" in told[0]
    assert "did you mean `clients`?" in told[1]


def test_the_official_sample_loads_as_it_is() -> None:
    if not SAMPLE.is_dir():
        pytest.skip("the samples beside the checkout are absent")

    files = load(SAMPLE / "tenant.yaml", ALL, environ=SAMPLE_KEYWORDS)

    assert {"clients", "databases", "connections", "actions", "triggers", "attackProtection"} <= set(
        files.sections
    )
    assert files.sections["clients"][3]["resource_server_identifier"] == "https://dev.myapp.com/api/v1"
    assert "exports" in files.sections["actions"][0]["code"]
    assert "`forms`" in files.notes[0]


def test_the_official_sample_without_its_keywords_tells_each_of_them() -> None:
    if not SAMPLE.is_dir():
        pytest.skip("the samples beside the checkout are absent")

    with pytest.raises(ConfigError) as caught:
        load(SAMPLE / "tenant.yaml", ALL, environ={})

    assert {problem.rule for problem in caught.value.problems} == {"unresolved"}
    lines = (SAMPLE / "tenant.yaml").read_text().splitlines()
    for problem in caught.value.problems:
        assert problem.location is not None
        assert lines[problem.location.line - 1][problem.location.column - 1 :].startswith("##")


PIECES = st.sampled_from(
    [
        "environment:", "clients:", "tenant:", "triggers:", "roles:", "refresh_token_policies:", "pages:", "actions:",
        "emailTemplates:", "branding:", "\n", "\n  ", "\n  - ", "\n    ", "name: ", "A", "extends: ", "[.]", "[x.yaml]",
        "variables: ", "{a: $(var:a)}", "$(var:a)", "$(secret:S)", "##K##", "@@K@@", "null", "7", "[]", "{}", "+name: ",
        "-callbacks: ", "+callbacks: ", "[a]", "\\+a: ", "callbacks: ", "lifecycle: ", "{state: absent}",
        "code: ./a.js", "template: ", "post-login: ", "limits: ", "prune: ", "<<: ", "&a ", "*a", "'", '"', "# ",
        "x: ", "- ",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.lists(PIECES, max_size=25).map("".join).map(str.encode), st.binary(max_size=60)))
def test_nothing_but_config_errors_escapes_whatever_a_file_holds(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(content)

    assert "hunter2" not in _outcome(path, {"S": "hunter2", "AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"K": "[1]"}'})


SECRETS = st.just("$(secret:S)")
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), SECRETS, PIECES),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["name", "environment", "lifecycle", "extends", "variables", "limits", "prune", "state", "+callbacks",
                 "callbacks", "template", "post-login", "code", "client_id", "audience", "refresh_token", "options"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=10,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*ALL, "environment", "refresh_token_policies", "pages", "x"]), JSON, max_size=4
    ),
    st.dictionaries(st.sampled_from([*ALL, "environment", "refresh_token_policies"]), JSON, max_size=3),
)
def test_nothing_but_config_errors_escapes_whatever_shape_sections_have(
    tmp_path: Path, base: dict[str, object], over: dict[str, object]
) -> None:
    (tmp_path / "base.yaml").write_text(json.dumps(base).replace("NaN", "0").replace("Infinity", "0"))
    block = over.get("environment")
    over["environment"] = {**(block if isinstance(block, dict) else {}), "extends": ["base.yaml"]}
    path = tmp_path / "t.yaml"
    path.write_text(json.dumps(over).replace("NaN", "0").replace("Infinity", "0"))

    assert "hunter2" not in _outcome(path, {"S": "hunter2"})


def _outcome(path: Path, environ: dict[str, str]) -> str:
    """Return all that loading says, problems or result; anything but `ConfigError` escapes."""
    try:
        files = load(path, ALL, environ=environ)
    except ConfigError as error:
        return "\n".join(map(str, error.problems))
    return repr(files)
