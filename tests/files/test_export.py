"""Live values become tenant files that load back to the same."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy_cli.core.tenant import Environment, Limits
from deploy_cli.errors import UsageError
from deploy_cli.files.editor import editor_text
from deploy_cli.files.export import write
from deploy_cli.files.modeline import BESIDE
from deploy_cli.files.schemas import in_folder, shipped
from deploy_cli.files.tenant import load
from deploy_cli.resources import ALL

from .json_values import TEXTS, identical

ENVIRONMENT = Environment(
    name="prod",
    domain="acme.eu.auth0.com",
    prune=("clients", "roles"),
    limits=Limits(deletes=0, updates=0.3),
)
SECTIONS: dict[str, Any] = {
    "actions": [
        {
            "code": "exports.a = 1;\n",
            "name": "Add roles",
            "supported_triggers": [{"id": "post-login", "version": "v3"}],
        },
        {"code": "", "name": "Empty"},
    ],
    "databases": [
        {"name": "users", "options": {"customScripts": {"login": "function login() {}", "create": "x"}}}
    ],
    "emailTemplates": [{"template": "verify_email", "body": "<p>{{ code }}</p>", "subject": "Hi"}],
    "branding": {"templates": [{"template": "universal_login", "body": "<html>\n</html>"}]},
    "triggers": {"post-login": [{"action_name": "Add roles", "display_name": "Add roles"}]},
    "tenant": {"friendly_name": "Acme $(var:x)", "flags": {"enable_sso": True}},
    "clients": [],
}


def exported(
    folder: Path, sections: dict[str, Any] = SECTIONS, *, overwrite: bool = False
) -> tuple[Path, ...]:
    return write(folder, ENVIRONMENT, sections, ALL, overwrite=overwrite)


def test_each_section_has_a_file_and_long_texts_have_their_own(tmp_path: Path) -> None:
    files = exported(tmp_path / "prod")

    assert [path.relative_to(tmp_path / "prod").as_posix() for path in files] == [
        "actions/Add roles/code.js",
        "actions.yaml",
        "branding/universal_login.html",
        "branding.yaml",
        "clients.yaml",
        "databases/users/create.js",
        "databases/users/login.js",
        "databases.yaml",
        "emailTemplates/verify_email/body.html",
        "emailTemplates.yaml",
        "environment.yaml",
        "tenant.schema.json",
        "tenant.yaml",
        "triggers.yaml",
    ]
    assert all(path.is_file() for path in files)


def test_what_was_written_loads_back_to_the_same(tmp_path: Path) -> None:
    exported(tmp_path / "prod")

    files = load(tmp_path / "prod", ALL, environ={})

    assert identical(dict(files.sections), SECTIONS)
    assert files.environment == ENVIRONMENT
    assert files.notes == ()


def test_the_name_comes_first_and_the_other_fields_in_the_order_of_the_schema(tmp_path: Path) -> None:
    write(
        tmp_path,
        None,
        {"roles": [{"description": "d", "permissions": [], "name": "A"}]},
        ALL,
        overwrite=False,
    )

    assert (tmp_path / "roles.yaml").read_text().splitlines()[1:] == [
        "roles:",
        "  - name: A",
        "    description: d",
        "    permissions: []",
    ]
    assert not (tmp_path / "environment.yaml").exists()


def _modeline(file: Path) -> str:
    return file.read_text("utf-8").splitlines()[0]


def test_editors_are_told_a_schema_that_lies_beside_the_files(tmp_path: Path) -> None:
    exported(tmp_path / "prod")

    assert _modeline(tmp_path / "prod" / "clients.yaml") == f"# yaml-language-server: $schema={BESIDE}"
    assert (tmp_path / "prod" / BESIDE).read_text("utf-8") == editor_text(shipped())


def test_environments_of_one_checkout_share_the_nearest_schema(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "tenants").mkdir()
    (tmp_path / "tenants" / BESIDE).write_text("{}", encoding="utf-8")

    exported(tmp_path / "tenants" / "prod")

    assert _modeline(tmp_path / "tenants" / "prod" / "clients.yaml").endswith(f"$schema=../{BESIDE}")
    assert not (tmp_path / "tenants" / "prod" / BESIDE).exists()
    assert (tmp_path / "tenants" / BESIDE).read_text("utf-8") == "{}"


def test_a_schema_beyond_the_checkout_is_not_used(tmp_path: Path) -> None:
    (tmp_path / BESIDE).write_text("{}", encoding="utf-8")
    (tmp_path / "own" / ".git").mkdir(parents=True)

    exported(tmp_path / "own" / "prod")

    assert (tmp_path / "own" / "prod" / BESIDE).is_file()


def test_an_old_schema_is_renewed_only_where_files_may_be_overwritten(tmp_path: Path) -> None:
    (tmp_path / BESIDE).write_text("{}", encoding="utf-8")

    write(tmp_path, None, {"roles": []}, ALL, overwrite=False)
    assert (tmp_path / BESIDE).read_text("utf-8") == "{}"

    write(tmp_path, None, {"roles": []}, ALL, overwrite=True)
    assert (tmp_path / BESIDE).read_text("utf-8") == editor_text(shipped())


def test_files_in_the_checkout_of_the_tool_use_its_schemas(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    shutil.copytree(shipped().folder or Path(), tmp_path / "schemas")

    write(
        tmp_path / "a" / "b",
        None,
        {"roles": []},
        ALL,
        overwrite=False,
        schemas=in_folder(tmp_path / "schemas"),
    )

    assert _modeline(tmp_path / "a" / "b" / "roles.yaml").endswith("$schema=../../schemas/tenant.json")
    assert not (tmp_path / "a" / "b" / BESIDE).exists()


def test_hostile_names_stay_inside_of_the_folder(tmp_path: Path) -> None:
    names = [
        "../../../etc/passwd",
        "..",
        "",
        "CON",
        "a/b",
        "a\\b",
        "a\x00b",
        "A/B",
        "\u202e",
        "x" * 400,
        "nul.txt",
    ]
    actions = [{"name": name, "code": f"// {index}"} for index, name in enumerate(names) if name]

    files = exported(tmp_path / "out", {"actions": actions})

    assert all(path.resolve().is_relative_to(tmp_path / "out") for path in files)
    assert len(files) == len(actions) + 3
    assert {path.name for path in tmp_path.iterdir() if path.name != "state"} == {"out"}
    assert identical(load(tmp_path / "out", ALL, environ={}).sections["actions"], actions)


def test_texts_that_are_called_alike_have_files_of_their_own(tmp_path: Path) -> None:
    templates = [{"template": name, "body": f"<p>{name}"} for name in ("a/b", "a-b", "a-b", "../x")]
    scripts = {"a/b": "1", "a-b": "2", "A-B": "3"}
    sections = {
        "branding": {"templates": templates},
        "databases": [{"name": "db", "options": {"customScripts": scripts}}],
    }

    files = exported(tmp_path / "out", sections)

    texts = sorted(path.read_text() for path in files if path.suffix not in (".yaml", ".json"))
    assert texts == ["1", "2", "3", "<p>../x", "<p>a-b", "<p>a-b", "<p>a/b"]
    assert all(path.resolve().is_relative_to(tmp_path / "out") for path in files)


def test_resources_that_share_a_name_have_texts_of_their_own(tmp_path: Path) -> None:
    actions = [{"name": "A", "client_id": f"id{n}", "custom_login_page": f"<p>{n}"} for n in range(2)]

    exported(tmp_path / "out", {"clients": actions})

    assert identical(load(tmp_path / "out", ALL, environ={}).sections["clients"], actions)


def test_nothing_is_written_over_without_leave(tmp_path: Path) -> None:
    exported(tmp_path / "prod")
    (tmp_path / "prod" / "clients.yaml").write_text("mine")

    with pytest.raises(UsageError, match=r"code\.js` and 12 more would be overwritten"):
        exported(tmp_path / "prod")

    assert (tmp_path / "prod" / "clients.yaml").read_text() == "mine"
    exported(tmp_path / "prod", overwrite=True)
    assert (tmp_path / "prod" / "clients.yaml").read_text() != "mine"


def test_links_that_lead_out_are_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "actions").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UsageError, match="leads out of"):
        exported(tmp_path / "out", overwrite=True)

    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (tmp_path / "out" / "clients.yaml").exists()


def test_half_of_a_character_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`clients` holds what no file can hold: half of a character"):
        exported(tmp_path / "out", {"roles": [], "clients": [{"name": "a\ud800"}]})

    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(UsageError, match="cannot be written: permission denied"):
        exported(tmp_path / "out")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").touch()

    with pytest.raises(UsageError, match="is not a folder"):
        exported(tmp_path / "out")


NAMES = TEXTS.filter(lambda text: len(text) < 140 and bool(text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(NAMES, TEXTS, max_size=4),
    st.dictionaries(NAMES, st.one_of(st.none(), TEXTS), max_size=4),
    st.dictionaries(st.sampled_from(["login", "create", "verify"]), TEXTS.filter(bool), max_size=3),
)
def test_any_texts_load_back_to_the_same(
    tmp_path: Path, codes: dict[str, str], metadata: dict[str, str | None], scripts: dict[str, str]
) -> None:
    sections = {
        "actions": [{"name": name, "code": code} for name, code in codes.items()],
        "clients": [
            {"name": "A", "client_metadata": {key: value and value[:255] for key, value in metadata.items()}}
        ],
        "databases": [{"name": "db", "options": {"customScripts": scripts}}],
    }

    for path in write(tmp_path / "out", None, sections, ALL, overwrite=True):
        assert path.is_file()

    environ = {
        "A": "replaced",
        "B": "replaced",
        "x": "replaced",
        "DEPLOY_CLI_VAR_x": "replaced",
        "y": "replaced",
    }
    loaded = load(tmp_path / "out", ALL, environ=environ)
    assert identical(dict(loaded.sections), sections)
