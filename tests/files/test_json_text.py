"""JSON texts: values with their places, and what is wrong with a text that is no JSON."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.files.json_text import read
from deploy_cli.files.keywords import Keywords
from deploy_cli.files.place import Source
from deploy_cli.files.yaml import Document

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=15,
)


def document(text: str) -> Document:
    return read(Source(Path("x.json"), "x.json", text), text)


def told(text: str) -> list[str]:
    return [f"{problem.location}: {problem.message} ({problem.hint})" for problem in document(text).problems]


@given(JSON, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_every_json_value_is_read_as_it_was_written(
    value: object, indent: str | int | None, ascii: bool
) -> None:
    read = document(json.dumps(value, indent=indent, ensure_ascii=ascii))

    assert (read.problems, read.value) == ([], value)


@given(st.text(st.sampled_from(list('{}[]",:\\ \n\tn1e-.tu#/')), max_size=20))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    read = document(text)

    try:
        expected = json.loads(text, object_pairs_hook=lambda pairs: pairs)
    except ValueError:
        assert read.problems or (read.value is None and not text.strip())
    else:
        assert not any(problem.rule == "json" for problem in read.problems), (text, expected)


def test_places_are_those_of_the_file() -> None:
    read = document('{\n  "a": [1,\n    {"b": "x"}]\n}')

    assert read.place is not None
    inner = read.place.nearest(("a", 1, "b"))
    assert (str(inner.location), str(inner.key)) == ("x.json:3:11", "x.json:3:6")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,}', "x.json:1:9: a field starts with a name in double quotes (remove the `,` before it)"),
        ("[1, ]", "x.json:1:5: a value is missing here (remove the `,` before it)"),
        ("{a: 1}", "x.json:1:2: a field starts with a name in double quotes (put a text in double quotes)"),
        (
            '{"a": 1 // why\n}',
            "x.json:1:9: `,` is missing here (put `,` between the fields and `}` at the end)",
        ),
        ("[\n# no\n1]", "x.json:2:1: a value is missing here (JSON has no comments: remove it)"),
        (
            '{"a": 1, "a": 2}',
            "x.json:1:10: `a` stands here twice (remove one of them; the first is at x.json:1:2)",
        ),
        ("[1] [2]", "x.json:1:5: the value ends above, and more follows (keep one value in a file)"),
        (
            '"\\ud83d"',
            "x.json:1:1: this text holds half of a character (write both halves: `\\ud83d\\ude00`)",
        ),
        ("1" * 500, "x.json:1:1: a number of 500 digits is too long (put it in quotes if a text is meant)"),
        ("[" * 70, "x.json:1:65: the values are nested more than 64 levels deep (None)"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, message: str) -> None:
    assert told(text) == [message]


def test_an_unresolved_keyword_may_stand_for_any_value() -> None:
    keywords = Keywords({"K": "[1]"})
    text, _ = keywords.replaced('{"a": "@@X@@", "b": ##Y##, "c": "x ##Z##", "d": ##K##}')

    read = document(text)

    assert read.problems == []
    assert {key: keywords.readable(str(value)) for key, value in read.value.items()} == {
        "a": "@@X@@",
        "b": "##Y##",
        "c": "x ##Z##",
        "d": "[1]",
    }
