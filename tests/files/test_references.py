"""Variables, secrets, and the keywords of the official tool."""

import json
from pathlib import Path

import pytest

from deploy_cli.core.values import Secret
from deploy_cli.files import yaml
from deploy_cli.files.keywords import Keywords
from deploy_cli.files.place import Source

from .conftest import Load, Problems


def metadata(loaded: Load, value: str, **settings: object) -> object:
    """Load one value under a key whose schema lets texts pass."""
    return loaded(f"clients:\n  - name: A\n    client_metadata:\n      x: {value}\n", **settings).sections[
        "clients"
    ][0]["client_metadata"]["x"]


def test_a_variable_comes_from_the_command_line_then_the_environment_then_the_files(loaded: Load) -> None:
    text = "environment: {variables: {v: files}}\nclients: [{name: $(var:v)}]\n"

    def name(**settings: object) -> object:
        return loaded(text, **settings).sections["clients"][0]["name"]

    assert name() == "files"
    assert name(environ={"DEPLOY_CLI_VAR_v": "environ"}) == "environ"
    assert name(environ={"DEPLOY_CLI_VAR_v": "environ"}, variables={"v": "given"}) == "given"


def test_a_whole_value_keeps_the_type_of_the_variable(loaded: Load) -> None:
    files = loaded(
        """
        environment:
          variables: {n: 5, on: true, list: [https://a, "$(var:url)"], url: https://b}
        clients:
          - name: A
            callbacks: $(var:list)
            oidc_conformant: $(var:on)
            jwt_configuration: {lifetime_in_seconds: $(var:n)}
        """
    )

    client = files.sections["clients"][0]
    assert client["callbacks"] == ["https://a", "https://b"]
    assert client["oidc_conformant"] is True
    assert client["jwt_configuration"] == {"lifetime_in_seconds": 5}


def test_what_is_given_for_a_variable_takes_the_type_that_the_files_declare(loaded: Load) -> None:
    text = """
        environment: {variables: {n: 5, version: "1.0"}}
        clients: [{name: A, client_metadata: {v: $(var:version)}, jwt_configuration: {lifetime_in_seconds: $(var:n)}}]
        """

    client = loaded(text, variables={"n": "7", "version": "1.10"}).sections["clients"][0]

    assert client["jwt_configuration"]["lifetime_in_seconds"] == 7
    assert client["client_metadata"]["v"] == "1.10"


def test_inside_a_text_a_variable_is_written_out(loaded: Load) -> None:
    text = "environment: {variables: {n: 5, on: true}}\nclients: [{name: a-$(var:n)-$(var:on)-$(var:n)}]\n"

    assert loaded(text).sections["clients"][0]["name"] == "a-5-true-5"


def test_a_secret_never_shows(loaded: Load) -> None:
    environ = {"KEY": "hunter2"}
    files = loaded(
        "clients: [{name: A, client_secret: $(secret:KEY), logo_uri: 'https://x/$(secret:KEY)'}]\n",
        environ=environ,
    )

    client = files.sections["clients"][0]
    assert client["client_secret"] == Secret("hunter2")
    assert client["logo_uri"].reveal() == "https://x/hunter2"
    assert "hunter2" not in repr(files)


def test_a_variable_may_hold_a_secret(loaded: Load) -> None:
    text = "environment: {variables: {k: $(secret:KEY)}}\nclients: [{name: A, client_secret: 'x$(var:k)'}]\n"

    assert loaded(text, environ={"KEY": "s"}).sections["clients"][0]["client_secret"] == Secret("xs")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$$(var:x)", "$(var:x)"),
        ("$$$(var:x)", "$$(var:x)"),
        ("$$(secret:x)", "$(secret:x)"),
        ("${user.name} {{ client }} $(document) $1 $", "${user.name} {{ client }} $(document) $1 $"),
        ("$ (var:x)", "$ (var:x)"),
        ("$$", "$$"),
    ],
)
def test_other_texts_pass_untouched_and_doubling_escapes(loaded: Load, written: str, value: str) -> None:
    assert metadata(loaded, f'"{written}"') == value


def test_what_stands_for_nothing_is_told_where_it_stands(problems: Problems) -> None:
    told = problems(
        """\
        environment:
          variables: {shop_url: https://x, list: [], loop: $(var:loop)}
        clients:
          - name: A
            callbacks: ["$(var:shop_ulr)/a", "$(var:nothing)$(secret:NO_SUCH)"]
            description: "$(var:list)"
            logo_uri: "x$(var:list)"
            initiate_login_uri: $(var:loop)
            client_metadata: {a: "$(var:", b: "$(secret:a b)"}
        """
    )

    assert told == [
        "tenant.yaml:5:18 clients/A: the variable `shop_ulr` is not defined (did you mean `shop_url`?)",
        "tenant.yaml:5:39 clients/A: the variable `nothing` is not defined (define it under `environment.variables`,"
        " with `--var nothing=…`, or in the environment as DEPLOY_CLI_VAR_nothing)",
        "tenant.yaml:5:53 clients/A: the secret `NO_SUCH` is not defined"
        " (set the environment variable NO_SUCH, which holds the secret)",
        "tenant.yaml:6:18 clients/A: `description` must be a text, not a list (" + told[3].partition(" (")[2],
        "tenant.yaml:7:17 clients/A: the variable `list` is a list and cannot stand inside a text"
        " (write `$(var:list)` as the whole value)",
        "tenant.yaml:8:25 clients/A: the variable `loop` refers to itself: loop → loop"
        " (remove one of these references)",
        "tenant.yaml:9:27 clients/A: a reference is written `$(var:name)` (close it with `)`, and use letters, digits"
        " and `_` in the name; `$$(var:` is a plain text)",
        "tenant.yaml:9:40 clients/A: a reference is written `$(secret:name)` (close it with `)`, and use letters,"
        " digits and `_` in the name; a secret has no default; `$$(secret:` is a plain text)",
    ]


def test_a_secret_cannot_steer_the_tool(problems: Problems) -> None:
    told = problems(
        """\
        environment: {domain: $(secret:S)}
        refresh_token_policies: {p: {leeway: $(secret:S)}}
        clients: [{name: A, lifecycle: {renamed_from: $(secret:S)}, refresh_token_policy: $(secret:S)}]
        """,
        environ={"S": "hunter2"},
    )

    assert [line.split(":")[1] for line in told] == ["1", "2", "3", "3"]
    assert all("a secret cannot stand here" in line for line in told)


def test_variables_that_multiply_are_stopped(problems: Problems) -> None:
    variables = "".join(
        f"    v{n}: $(var:v{n + 1})$(var:v{n + 1})$(var:v{n + 1})$(var:v{n + 1})\n" for n in range(40)
    )
    text = (
        f"environment:\n  variables:\n{variables}    v40: xxxxxxxxxxxxxxxx\nclients: [{{name: $(var:v0)}}]\n"
    )

    assert "variables come to more than 20,000,000 characters" in problems(text)[0]


def test_a_variable_that_was_given_for_nothing_is_noted(loaded: Load) -> None:
    files = loaded("clients: [{name: $(var:a)}]\n", variables={"a": "A", "shp": "x"})

    assert files.notes == ("the variable `shp` was given and is used nowhere",)


MAPPINGS = json.dumps(
    {
        "ENV": "dev",
        "N": 5,
        "ON": True,
        "LIST": ["p", "q"],
        "OBJ": {"a": [1]},
        "OUTER": "in ##INNER##",
        "INNER": "zz",
        "SELF": "##SELF##",
        "odd key": "odd",
    }
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("https://##ENV##.x/cb", "https://dev.x/cb", id="inside a text"),
        pytest.param("##ENV##", "dev", id="without quotes, where YAML sees a comment"),
        pytest.param("##N##", 5, id="a number without quotes is a number"),
        pytest.param('"##N##"', "5", id="a number in quotes is a text"),
        pytest.param("##ON##", True, id="a truth value"),
        pytest.param('"##LIST##"', "p,q", id="a list is joined by commas"),
        pytest.param("@@LIST@@", ["p", "q"], id="a list as JSON"),
        pytest.param('"@@LIST@@"', ["p", "q"], id="quotes around JSON are eaten"),
        pytest.param("'@@N@@'", 5, id="single quotes are eaten as well"),
        pytest.param("@@OBJ@@", {"a": [1]}, id="an object as JSON"),
        pytest.param("x @@ENV@@ y", 'x "dev" y', id="inside a text JSON keeps its quotes"),
        pytest.param("##OUTER##", "in zz", id="a keyword in a keyword"),
        pytest.param("##odd key##", "odd", id="a name with a space"),
        pytest.param("##FROM_ENVIRON##", "env", id="from the environment"),
        pytest.param('"\\x23#ENV##"', "##ENV##", id="an escape keeps the characters"),
        pytest.param(
            "|\n        # ##ENV##\n        ##ENV##\n        x", "# dev\ndev\nx\n", id="in a text over lines"
        ),
        pytest.param("a # ##UNKNOWN##", "a", id="an unknown keyword in a comment means nothing"),
        pytest.param("a\n      ##Heading##\n      # ##Other##", "a", id="a heading in a comment"),
        pytest.param("'### a ##'", "### a ##", id="no keyword"),
    ],
)
def test_keywords_work_as_in_the_official_tool(loaded: Load, written: str, value: object) -> None:
    keywords = Keywords({"AUTH0_KEYWORD_REPLACE_MAPPINGS": MAPPINGS, "FROM_ENVIRON": "env"})
    source = Source(Path("t.yaml"), "t.yaml", f"a:\n  x: {written}\n")

    replaced, source.shifts = keywords.replaced(source.text)
    document = yaml.read(source, replaced)

    assert document.problems == []
    assert document.value == {"a": {"x": value}}


def test_an_unresolved_keyword_is_told_wherever_it_stands(problems: Problems) -> None:
    told = problems(
        """\
        clients:
          - name: A
            logo_uri: ##LOGO##
            description: "in ##ENW## a text"
            callbacks: @@CALLBACKS@@
            client_metadata:
              "##KEY##": "1"
              text: |
                ##IN_TEXT##
        """,
        environ={"AUTH0_KEYWORD_REPLACE_MAPPINGS": '{"ENV": "dev"}'},
    )

    assert [line.split(" (")[0] for line in told] == [
        "tenant.yaml:3:15 clients/A: the keyword `LOGO` stands for nothing",
        "tenant.yaml:4:22 clients/A: the keyword `ENW` stands for nothing",
        "tenant.yaml:5:16 clients/A: the keyword `CALLBACKS` stands for nothing",
        "tenant.yaml:7:7 clients/A: the keyword `KEY` stands for nothing",
        "tenant.yaml:9:9 clients/A: the keyword `IN_TEXT` stands for nothing",
    ]
    assert told[1].endswith("(did you mean `ENV`?)")


def test_places_after_a_keyword_are_those_of_the_file(problems: Problems) -> None:
    told = problems(
        'clients:\n  - {name: "##LONG##", colour: ##LONG##}\n  - {name: B, color: 1}\n',
        environ={"LONG": "x" * 100, "S": "y"},
    )

    assert [line.split(": ")[0] for line in told] == [
        f"tenant.yaml:2:24 clients/{'x' * 100}",
        "tenant.yaml:3:15 clients/B",
    ]


def test_mappings_must_be_a_json_object(problems: Problems) -> None:
    assert "is not valid JSON" in problems("{}", environ={"AUTH0_KEYWORD_REPLACE_MAPPINGS": "{"})[0]
    assert "is not a JSON object" in problems("{}", environ={"AUTH0_KEYWORD_REPLACE_MAPPINGS": "[]"})[0]


def test_a_keyword_that_holds_itself_is_unresolved(problems: Problems) -> None:
    [told] = problems("clients: [{name: '##SELF##'}]", environ={"SELF": "##SELF##"})

    assert "the keyword `SELF` stands for nothing" in told
