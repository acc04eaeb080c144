"""Values are written as YAML that people like to read and that loads back to the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from deploy_cli.core.values import Value
from deploy_cli.files import emit, yaml
from deploy_cli.files.changes import meant_key
from deploy_cli.files.keywords import Keywords
from deploy_cli.files.place import Source
from deploy_cli.files.variables import Variables

from .json_values import VALUES, identical


def test_what_is_written_is_beautiful() -> None:
    value = {
        "clients": [
            {
                "name": "Shop",
                "description": "two\nlines\n",
                "callbacks": ["https://a.example/cb", "https://b.example:8443/cb?x=1"],
                "empty": [],
                "map": {},
                "n": 5,
                "version": "1.2.3",
                "off": False,
                "none": None,
                "no": "no",
                "number": "5",
                "date": "2026-01-01",
                "quote": 'say "hi"',
                "code": "a: b",
                "nested": [[1, 2], [{"a": 1, "b": 2}]],
            },
            {"name": "Kiosk", "app_type": "spa"},
        ]
    }

    assert emit.yaml(value, spaced=True) == (
        """\
clients:
  - name: Shop
    description: |
      two
      lines
    callbacks:
      - https://a.example/cb
      - https://b.example:8443/cb?x=1
    empty: []
    map: {}
    "n": 5
    version: 1.2.3
    off: false
    none: null
    "no": "no"
    number: "5"
    date: "2026-01-01"
    quote: say "hi"
    code: "a: b"
    nested:
      - - 1
        - 2
      - - a: 1
          b: 2

  - name: Kiosk
    app_type: spa
""".replace("    off: false", '    "off": false')
    )


def test_an_empty_document_is_an_empty_object() -> None:
    assert emit.yaml({}) == "{}\n"


def loads_back(value: Value, *, spaced: bool) -> Value:
    """Read what is written as the loader does: keywords, YAML, references, keys."""
    keywords = Keywords({"A": "q", "B": "r", "x": "z"})
    text = emit.yaml({"s": value}, spaced=spaced)
    replaced, shifts = keywords.replaced(text)
    document = yaml.read(Source(Path("x"), "x", text), replaced)
    assert (shifts, document.problems) == ([], [])
    return _keys(Variables({}, {}, {}, keywords).resolved(document.value))["s"]


def _keys(value: Value) -> Value:
    if isinstance(value, dict):
        return {meant_key(key): _keys(item) for key, item in value.items()}
    return [_keys(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=500, deadline=None)
@given(VALUES)
def test_any_value_loads_back_to_the_same(value: Value) -> None:
    assert identical(loads_back(value, spaced=False), value)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_empty_lines_between_resources_change_nothing(value: Value) -> None:
    bodies = [{"name": "a", "value": value}, {"name": "b", "value": value}]

    assert identical(loads_back(bodies, spaced=True), bodies)


def test_what_is_no_json_value_is_refused() -> None:
    with pytest.raises(TypeError):
        emit.yaml({"a": object()})
    with pytest.raises(ValueError, match=r"half of a character"):
        emit.yaml({"a": ["b\ud800"]})
    with pytest.raises(ValueError, match=r"JSON"):
        emit.yaml({"a": float("nan")})
