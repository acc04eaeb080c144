"""Defaults of variables, files of variables, and secrets in files of their own."""

import json
from pathlib import Path

import pytest

from deploy_cli.core.tenant import TenantFiles
from deploy_cli.core.values import Secret
from deploy_cli.errors import ConfigError
from deploy_cli.files.references import escaped, references, whole
from deploy_cli.files.tenant import load
from deploy_cli.resources import ALL

from .conftest import Load, Problems


def metadata(loaded: Load, written: str, variables: str = "{}", **settings: object) -> object:
    text = f"environment: {{variables: {variables}}}\nclients: [{{name: A, client_metadata: {{x: {written}}}}}]\n"
    return loaded(text, **settings).sections["clients"][0]["client_metadata"]["x"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$(var:x|plain)", "plain"),
        ("$(var:x|)", ""),
        ("'$(var:x|\"5\")'", "5"),
        ("https://$(var:x|a.example)/$(var:y|b)", "https://a.example/b"),
        ("$(var:x|f(1, (2)))!", "f(1, (2))!"),
        ("$(var:x|$(var:known))", "K"),
        ("$(var:x|a-$(var:y|b-$(var:known)))", "a-b-K"),
        ("$(var:known|other)", "K"),
        ("$$(var:x|y)", "$(var:x|y)"),
        ("a$(var:x|  b )c", "a  b c"),
    ],
)
def test_a_default_stands_for_a_variable_that_is_not_defined(
    loaded: Load, written: str, value: object
) -> None:
    assert metadata(loaded, json.dumps(written.strip("'")), "{known: K}") == value


def test_a_default_has_the_type_that_yaml_gives_it_where_it_is_the_whole_value(loaded: Load) -> None:
    files = loaded(
        """
        clients:
          - name: A
            oidc_conformant: $(var:conformant|true)
            jwt_configuration: {lifetime_in_seconds: $(var:seconds|3600)}
            client_metadata: {text: "$(var:text|'3600')", inside: "x$(var:n|0x10)"}
        """
    )

    client = files.sections["clients"][0]
    assert client["oidc_conformant"] is True
    assert client["jwt_configuration"]["lifetime_in_seconds"] == 3600
    assert client["client_metadata"] == {"text": "3600", "inside": "x0x10"}


def test_a_default_may_be_a_secret(loaded: Load) -> None:
    assert metadata(loaded, '"$(var:x|$(secret:S))"', environ={"S": "s"}) == Secret("s")


def test_a_defined_variable_whose_value_stands_for_nothing_is_no_reason_for_the_default(
    problems: Problems,
) -> None:
    text = "environment: {variables: {a: $(var:b)}}\nclients: [{name: '$(var:a|x)'}]\n"

    assert "the variable `b` is not defined" in problems(text)[0]


def test_references_end_where_they_close() -> None:
    text = "$(var:a|b(c)d)e $(secret:X) $$(var:z) $(secret-file:./a b/c) $(other) $(var: $(var:a|open"

    assert [
        (found.kind, found.name, found.default, found.is_escaped, text[found.start : found.end])
        for found in references(text)
    ] == [
        ("var", "a", "b(c)d", False, "$(var:a|b(c)d)"),
        ("secret", "X", None, False, "$(secret:X)"),
        ("var", None, None, True, "$$(var:"),
        ("secret-file", "./a b/c", None, False, "$(secret-file:./a b/c)"),
        ("var", None, None, False, "$(var:"),
        ("var", None, None, False, "$(var:"),
    ]
    assert whole("$(var:a|b)") is not None
    assert whole("$(var:a|b) ") is None
    assert escaped("$(secret-file:x) $$(var:") == "$$(secret-file:x) $$$(var:"


def test_many_open_references_do_not_take_long(loaded: Load) -> None:
    assert len(list(references("$(var:a|" * 500_000))) == 100


def with_files(folder: Path, files: dict[str, str], **settings: object) -> TenantFiles:
    text = "environment: {variables: {a: files, b: files, n: 1}}\nclients: [{name: $(var:a)-$(var:b)-$(var:n)}]\n"
    (folder / "tenant.yaml").write_text(text)
    for name, content in files.items():
        (folder / name).write_text(content)
    paths = [folder / name for name in files]
    environ = {"DEPLOY_CLI_VAR_b": "environ", "DEPLOY_CLI_VAR_a": "environ"}
    return load(folder / "tenant.yaml", ALL, environ=environ, variable_files=paths, **settings)  # type: ignore[arg-type]


def name(files: TenantFiles) -> object:
    return files.sections["clients"][0]["name"]


def test_files_of_variables_win_over_the_environment_and_the_command_line_over_them(tmp_path: Path) -> None:
    files = {"one.yaml": "a: one\nb: one\nn: 7\n", "two.json": '{"b": "two"}'}

    assert name(with_files(tmp_path, {})) == "environ-environ-1"
    assert name(with_files(tmp_path, files)) == "one-two-7"
    assert name(with_files(tmp_path, files, variables={"b": "given"})) == "one-given-7"


def test_what_files_of_variables_hold_may_refer_to_others(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n")

    files = with_files(tmp_path, {"one.yaml": "a: $(var:n)\nn: 5\nb: $(secret-file:token)\n"})

    assert name(files) == Secret("5-s3cret-5")


def test_a_variable_in_a_file_that_nothing_refers_to_is_noted(tmp_path: Path) -> None:
    files = with_files(tmp_path, {"one.yaml": "a: x\naa: x\n"})

    assert files.notes == ("the variable `aa` was given and is used nowhere",)


def test_no_digest_tells_of_a_file_of_variables_for_it_may_hold_secrets(tmp_path: Path) -> None:
    one, other = (with_files(tmp_path, {"one.yaml": text}) for text in ("a: x\n", "a: y\n"))

    assert one.digest == other.digest
    assert "one.yaml" not in " ".join(one.digests)
    assert name(one) != name(other)


def test_a_tenant_file_is_part_of_the_digest_even_where_it_is_named_as_one_of_variables(
    tmp_path: Path,
) -> None:
    def digest(text: str) -> str:
        file = tmp_path / "tenant.yaml"
        file.write_text(text)
        return load(file, ALL, environ={}, variable_files=[file]).digest

    assert digest("clients: []\n") != digest("roles: []\n")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"hunter2\n", "hunter2"),
        (b"hunter2\r\n", "hunter2"),
        (b"hunter2\n\n", "hunter2\n"),
        (b" hunter2 ", " hunter2 "),
        (b"\xef\xbb\xbfhunter2", "hunter2"),
        (b"", ""),
    ],
)
def test_a_secret_is_the_text_of_a_file_without_its_last_line_end(
    loaded: Load, tmp_path: Path, content: bytes, text: str
) -> None:
    (tmp_path / "secret").write_bytes(content)

    assert metadata(loaded, '"$(secret-file:secret)"') == Secret(text)
    assert metadata(loaded, json.dumps(f"$(secret-file:{tmp_path}/secret)")) == Secret(text)


def test_the_path_of_a_secret_is_relative_to_the_file_that_names_it(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base/secret").write_text("base")
    files = {
        "base/a.yaml": "environment: {variables: {s: $(secret-file:./secret)}}\n"
        "clients: [{name: A, client_secret: $(secret-file:secret)}]\n",
        "prod/t.yaml": "environment: {extends: [../base]}\nclients: [{name: A, client_metadata: {x: $(var:s)}}]\n",
    }

    client = loaded(files, "prod").sections["clients"][0]

    assert (client["client_secret"], client["client_metadata"]["x"]) == (Secret("base"), Secret("base"))


def test_a_secret_is_written_as_in_the_files(loaded: Load) -> None:
    value = metadata(loaded, '"a $$(var:y) $(secret:S)/$(var:v)"', "{v: '$(secret:S)!'}", environ={"S": "s"})

    assert value == Secret("a $(var:y) s/s!")
    assert isinstance(value, Secret)
    assert value.written == "a $$(var:y) $(secret:S)/$(secret:S)!"


UNKNOWN = """\
environment: {variables: {smtp: {user: $(secret:USER)}, again: "$(secret:USER)"}}
clients:
  - name: A
    client_secret: $(secret:A)
    callbacks: ["https://$(secret:HOST)/", "$(secret:OTHER)/"]
    logo_uri: $(var:again)
    jwt_configuration: {alg: $(secret:ALG)}
    client_metadata: {known: "$(secret-file:nowhere)", empty: $(secret:EMPTY)}
    initiate_login_uri: $(secret:URI)
connections:
  - {name: c, strategy: oauth2, options: {client_secret: "##PART## of $(secret:A)", scripts: {fetchUserProfile: f.js}}}
"""


def without_secrets(folder: Path, text: str, **environ: str) -> TenantFiles:
    (folder / "tenant.yaml").write_text(text)
    (folder / "f.js").write_text("$(secret:CODE)")
    return load(folder / "tenant.yaml", ALL, environ=environ, needs_secrets=False)


def test_secrets_that_are_not_defined_are_texts_with_which_nothing_is_wrong(tmp_path: Path) -> None:
    files = without_secrets(tmp_path, UNKNOWN, EMPTY="")

    client = files.sections["clients"][0]
    assert client["client_secret"].written == "$(secret:A)"
    assert (client["client_secret"].is_known, client["callbacks"][0].is_known) == (False, False)
    assert client["client_metadata"]["empty"].is_known
    assert "8 secrets are not defined, and were taken for any text: `$(secret:" in files.notes[-1]
    assert files.notes[-1].endswith(" and 3 more")


def test_without_secrets_what_is_known_is_checked_as_ever(tmp_path: Path) -> None:
    text = """\
clients:
  - {name: A, callbak: $(secret:A), app_type: $(secret:KNOWN), logo_uri: $(var:nothing)}
  - {name: B, client_secret: "$(secret:A", refresh_token_policy: $(secret:A)}
"""
    with pytest.raises(ConfigError) as caught:
        without_secrets(tmp_path, text, KNOWN="no such type")

    assert [problem.message for problem in caught.value.problems] == [
        "there is no field `callbak`",
        "`app_type` cannot be a secret",
        "the variable `nothing` is not defined",
        "a reference is written `$(secret:name)`",
        "a secret cannot stand here",
    ]


def test_secrets_are_needed_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "tenant.yaml").write_text("clients: [{name: A, client_secret: $(secret:A)}]")

    with pytest.raises(ConfigError):
        load(tmp_path / "tenant.yaml", ALL, environ={})
