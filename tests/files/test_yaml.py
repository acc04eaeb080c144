"""YAML and JSON texts become plain values with places; what is wrong is one clear problem."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy_cli.files import yaml
from deploy_cli.files.place import Source


def read(text: str) -> yaml.Document:
    return yaml.read(Source(Path("t.yaml"), "t.yaml", text), text)


def problems(text: str) -> list[tuple[str, str, str | None]]:
    return [(str(problem.location), problem.message, problem.hint) for problem in read(text).problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("# only a comment\n", None, id="a comment is nothing"),
        pytest.param("a: 1\nb: [x, {c: ~}]\n", {"a": 1, "b": ["x", {"c": None}]}, id="block and flow"),
        pytest.param('{"a": [1, 2.0, true, null, "x"]}', {"a": [1, 2.0, True, None, "x"]}, id="JSON"),
        pytest.param("1: a\ntrue: b\n~: c\n", {"1": "a", "true": "b", "~": "c"}, id="keys keep their text"),
        pytest.param(
            "a: '1'\nb: \"no\"\nc: |\n  x\n  y\n", {"a": "1", "b": "no", "c": "x\ny\n"}, id="quoted is text"
        ),
        pytest.param("a: &x {b: 1}\nc: *x\n", {"a": {"b": 1}, "c": {"b": 1}}, id="an alias repeats"),
        pytest.param("&k a: 1\nb: *k\n", {"a": 1, "b": "a"}, id="an anchor on a key"),
        pytest.param(
            "a: !!str 12\nb: !!int 3\nc: !!map {}\nd: ! 5\n",
            {"a": "12", "b": 3, "c": {}, "d": "5"},
            id="core tags",
        ),
        pytest.param(
            "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n",
            {"x": {"a": 1, "b": 2}, "y": {"a": 1, "b": 3}},
            id="merge",
        ),
        pytest.param(
            "x: &x {a: 1}\nz: &z {a: 2, c: 3}\ny: {<<: [*x, *z]}\n",
            {"x": {"a": 1}, "z": {"a": 2, "c": 3}, "y": {"a": 1, "c": 3}},
            id="of merged objects the first wins",
        ),
        pytest.param('"<<": 1\n', {"<<": 1}, id="a quoted merge key is a key"),
        pytest.param("---\na: 1\n...\n", {"a": 1}, id="document marks"),
        pytest.param("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}, id="Windows line ends"),
    ],
)
def test_a_text_is_read_as_plain_values(text: str, value: object) -> None:
    document = read(text)

    assert document.problems == []
    assert document.value == value


def test_values_are_plain_dicts_lists_and_texts() -> None:
    value = read("a: [b, {c: d}]").value

    assert [type(value), type(value["a"]), type(value["a"][0]), type(value["a"][1])] == [
        dict,
        list,
        str,
        dict,
    ]


def test_every_key_and_value_has_its_place() -> None:
    place = read("a:\n  - b\n  - cc: {d: 1}\n").place

    assert place is not None
    deep = place.nearest(("a", 1, "cc", "d"))
    assert (str(deep.key), str(deep.location)) == ("t.yaml:3:10", "t.yaml:3:13")
    assert str(place.nearest(("a", 0)).location) == "t.yaml:2:5"
    assert str(place.nearest(("a", 7, "x")).location) == "t.yaml:2:3"


def test_a_repeated_value_is_a_copy() -> None:
    value = read("a: &x {b: [1]}\nc: *x\n").value

    value["a"]["b"].append(2)

    assert value["c"] == {"b": [1]}


def test_columns_count_characters_not_bytes() -> None:
    assert problems('"äöü🙂": 1\n"äöü🙂": 2\n"x": &é 1\n')[0][0] == "t.yaml:2:1"


BROKEN = {
    "a: 1\na: 2\n": ("t.yaml:2:1", "`a` stands here twice", "remove one of them; the first is at t.yaml:1:1"),
    "a: 1\n--- b\n": ("t.yaml:2:1", "a second document starts here", "keep one document in a file"),
    "a: !secret b\n": (
        "t.yaml:1:4",
        "the tag `!secret` is not known here",
        "secrets are written `$(secret:NAME)`",
    ),
    "a: !!binary aGk=\n": ("t.yaml:1:4", "the tag `!!binary` is not known here", "remove it"),
    "a: .nan\n": ("t.yaml:1:4", "`.nan` is a number that JSON does not have", "put it in quotes"),
    "a: 1e999\n": ("t.yaml:1:4", "`1e999` is too large a number", "put it in quotes"),
    "a:\n\tb: 1\n": ("t.yaml:2:1", "a tab stands where spaces are expected", "indent with spaces"),
    "a: @b\n": ("t.yaml:1:4", "a value cannot start with `@`", "put the text in quotes"),
    "a: `b`\n": ("t.yaml:1:4", "a value cannot start with a backtick", "put the text in quotes"),
    "a: b: c\n": ("t.yaml:1:5", "`:` cannot stand here", "put a text that holds `: ` in quotes"),
    "a: 'b\nc: d\n": (
        "t.yaml:1:4",
        "the quoted text that starts here never ends",
        "close it with the same quote",
    ),
    'a: "\\q"\n': (
        "t.yaml:1:5",
        'this is no escape that quotes with `"` know',
        "write `\\\\` for a backslash",
    ),
    "a: [b, c\nd: e\n": ("t.yaml:1:4", "the list that starts here is not closed", "`]` at the end"),
    "a: {b: c\n": ("t.yaml:1:4", "the object that starts here is not closed", "`}` at the end"),
    "a:\n  - b\n c: 1\n": ("t.yaml:3:2", "the indentation does not fit the lines above", "line it up"),
    "- a\nb: 1\n": ("t.yaml:2:1", "the indentation does not fit the lines above", "line it up"),
    "a: - b\n": ("t.yaml:1:4", "`-` cannot start a list here", "put each `- ` on a line of its own"),
    "a: *b\n": ("t.yaml:1:4", "`*b` refers to an anchor that does not stand above it", "write `&b`"),
    "a: *.example.com\n": ("t.yaml:1:5", "`*` and `&` start a name here, and none follows", "in quotes"),
    "a: &x [*x]\n": ("t.yaml:1:8", "`*x` refers to an anchor that does not stand above it", "write `&x`"),
    "<<: 1\n": ("t.yaml:1:1", "`<<` merges objects only", "write `<<: *name`"),
    "a: &x 1\n*x : 2\n": ("t.yaml:2:1", "a key is a text, not a list or an object", "`*` needs quotes"),
    "? [a]\n: 1\n": ("t.yaml:1:3", "a key is a text, not a list or an object", "needs quotes"),
    "a: b\0c\n": ("t.yaml:1:5", "the character U+0000 cannot stand in a YAML file", "write it as an escape"),
    "a: \x1b[31m\n": (
        "t.yaml:1:4",
        "the character U+001B cannot stand in a YAML file",
        "write it as an escape",
    ),
    "a: !x!y z\n": ("t.yaml:1:4", "this tag is not known here", "in quotes"),
    "[" * 70: ("t.yaml:1:65", "the values are nested more than 64 levels deep", None),
    "key\nother: 1\n": ("t.yaml:1:1", "this key has no `:`", "with a space after the colon"),
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: repr(text[:24]))
def test_a_broken_text_is_one_problem_with_a_place_and_a_hint(text: str) -> None:
    place, message, hint = BROKEN[text]

    [(found_place, found_message, found_hint)] = problems(text)

    assert (found_place, found_message) == (place, message)
    assert found_hint is None if hint is None else hint in str(found_hint)


def test_all_duplicates_of_a_text_are_told() -> None:
    assert [place for place, _, _ in problems("a: 1\na: 2\nb: {c: 1, c: 2}\na: 3\n")] == [
        "t.yaml:2:1",
        "t.yaml:3:11",
        "t.yaml:4:1",
    ]


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]

    [(place, message, _)] = problems("\n".join(lines))

    assert message == "aliases repeat more than 250,000 values"
    assert place.startswith("t.yaml:6:")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_bottomless_text_does_no_harm(opening: str) -> None:
    assert len(problems(opening * 100_000)) == 1


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.text(alphabet="ab:-?[]{}&*!|>'\"%@`#,~<= \n\t\r0.\\1e"),
        st.lists(
            st.sampled_from(
                [
                    "a",
                    ": ",
                    "- ",
                    "\n",
                    "  ",
                    "&x ",
                    "*x",
                    "<<",
                    "[",
                    "]",
                    "{",
                    "}",
                    "'",
                    '"',
                    "|",
                    "!!str ",
                    "# ",
                    "---\n",
                ]
            )
        ).map("".join),
    )
)
def test_any_text_is_read_or_refused_with_places_in_it(text: str) -> None:
    document = read(text)

    for problem in document.problems:
        assert problem.location is not None
        assert 1 <= problem.location.line <= text.count("\n") + text.count("\r") + 1
        assert problem.location.column >= 1


def test_the_parser_written_in_python_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [1, 'b', {c: &x no}]\nd: *x\ne: |\n  f\n"
    fast = read(text)
    import yaml as library

    monkeypatch.delattr(library, "CSafeLoader", raising=False)
    slow = read(text)

    assert slow.value == fast.value == {"a": [1, "b", {"c": "no"}], "d": "no", "e": "f\n"}
