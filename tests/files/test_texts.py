"""Long texts stand in files of their own."""

from pathlib import Path

import pytest

from deploy_cli.core.values import Secret
from deploy_cli.files.texts import looks_like_path

from .conftest import Load, Problems


def code(files: object) -> object:
    return files.sections["actions"][0]["code"]  # type: ignore[attr-defined]


def action(value: str) -> str:
    return f"actions:\n  - name: A\n    code: {value}\n"


@pytest.mark.parametrize(
    "path", ["./actions/a.js", "actions/a.js", "actions\\a.js", "./actions/../actions/a.js", "a.js"]
)
def test_a_path_is_replaced_by_the_text_of_the_file(loaded: Load, path: str) -> None:
    files = loaded({"tenant.yaml": action(path), "actions/a.js": "exports.a = 1;\r\n"})

    assert code(files) == "exports.a = 1;\r\n"
    assert files.files == ("tenant.yaml", "actions/a.js")
    assert str(files.locate(("actions", 0, "code"))) == "tenant.yaml:3:11"


def test_a_path_is_relative_to_the_file_that_names_it(loaded: Load) -> None:
    files = loaded(
        {
            "base/a.yaml": action("./code.js"),
            "base/code.js": "base",
            "prod/t.yaml": "environment: {extends: [../base]}\n",
            "prod/code.js": "prod",
        },
        "prod",
    )

    assert code(files) == "base"


def test_texts_below_maps_and_lists_are_found(loaded: Load) -> None:
    files = loaded(
        {
            "tenant.yaml": """
                databases: [{name: db, options: {customScripts: {login: db/login.js, create: "function create() {}"}}}]
                branding: {templates: [{template: universal_login, body: ./page.html}]}
                """,
            "db/login.js": "function login() {}",
            "page.html": "<html></html>",
        }
    )

    assert files.sections["databases"][0]["options"]["customScripts"] == {
        "login": "function login() {}",
        "create": "function create() {}",
    }
    assert files.sections["branding"]["templates"][0]["body"] == "<html></html>"


def test_keywords_and_references_are_replaced_in_side_files_too(loaded: Load) -> None:
    files = loaded(
        {
            "tenant.yaml": "environment: {variables: {url: https://x}}\n" + action("a.js"),
            "a.js": "f('##ENV##', @@LIST@@, `${y}`, '$(var:url)', '$$(var:url)');\n",
        },
        environ={"AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"ENV": "dev", "LIST": ["a"]}'},
    )

    assert code(files) == "f('dev', [\"a\"], `${y}`, 'https://x', '$(var:url)');\n"


def test_a_text_with_a_secret_is_a_secret(loaded: Load) -> None:
    files = loaded({"tenant.yaml": action("a.js"), "a.js": "k = '$(secret:K)'"}, environ={"K": "s"})

    assert code(files) == Secret("k = 's'")


def test_what_stands_for_nothing_in_a_side_file_is_told_there(problems: Problems) -> None:
    told = problems({"tenant.yaml": action("a.js"), "a.js": "// ok\n  f('##ENV##', '$(var:x)');\n"})

    assert [line.split(" (")[0] for line in told] == [
        "a.js:2:6 actions/A: the keyword `ENV` stands for nothing",
        "a.js:2:17 actions/A: the variable `x` is not defined",
    ]


def test_a_missing_file_is_told_where_it_is_named(problems: Problems) -> None:
    assert problems({"env/t.yaml": action("./gone.js")}, "env") == [
        "env/t.yaml:3:11 actions/A: there is no file `./gone.js`"
        " (`env/gone.js` is not there; the path is relative to the file that names it)"
    ]


@pytest.mark.parametrize("path", ["../secret.js", "link.js", "folder/secret.js"])
def test_no_path_and_no_link_leads_out(problems: Problems, tmp_path: Path, path: str) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "secret.js").write_text("secret")
    (tmp_path / "env" / "link.js").symlink_to(tmp_path / "secret.js")
    (tmp_path / "env" / "folder").symlink_to(tmp_path)

    [told] = problems({"env/t.yaml": action(path), "other/x": ""}, "env/t.yaml")

    assert told.startswith(f"env/t.yaml:3:11 actions/A: the file `{path}` lies outside of the tenant files")


def test_inside_of_a_checkout_a_path_may_lead_anywhere_in_it(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()

    assert code(loaded({"env/t.yaml": action("../shared/a.js"), "shared/a.js": "x"}, "env")) == "x"


def test_a_folder_is_no_text(problems: Problems, tmp_path: Path) -> None:
    (tmp_path / "a.js").mkdir()

    assert "`a.js` is not a file" in problems(action("a.js"))[0]


def test_a_side_file_of_the_old_windows_is_refused(problems: Problems, tmp_path: Path) -> None:
    (tmp_path / "a.js").write_bytes("x = 'é'".encode("latin-1"))

    assert problems(action("a.js")) == ["a.js:1:6 -: the byte 0xE9 is not UTF-8 (save the file as UTF-8)"]


@pytest.mark.parametrize(
    ("text", "is_path"),
    [
        ("./x", True),
        ("../x/y", True),
        ("a/b.js", True),
        ("New Kyc form.json", True),
        ("mails\\welcome.HTML", True),
        ("", False),
        ("exports.onExecutePostLogin = async () => {};", False),
        ("a\nb.js", False),
        ("Hello {{ name }}.html", False),
        ("<p>see x.html", False),
        (" a.js", False),
        ("see www.acme.example", False),
        ("x" * 2000 + ".js", False),
        ("##K##.js", False),
        ("\ufeffa.js", False),
    ],
)
def test_what_is_taken_for_a_path(text: str, is_path: bool) -> None:
    assert looks_like_path(text, ".js") is is_path
