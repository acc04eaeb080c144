"""A rule is broken only by what is certainly wrong, whatever the rest of the files may hold."""

from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from deploy_cli.files.editor import editor_schema
from deploy_cli.files.rules import Reading, certain, failure, possible
from deploy_cli.files.schemas import shipped

DEFINITIONS = editor_schema(shipped())["definitions"]
VALUES: list[Any] = ["x", "y", "$(var:v)", None, 1, True, []]
RULES: list[dict[str, Any]] = [
    {"required": ["a"]},
    {"properties": {"a": {"const": "x"}}},
    {"properties": {"a": {"const": "x"}}, "required": ["a", "b"]},
    {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"required": ["b"]}},
    {"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"properties": {"b": False}}},
    {"if": {"properties": {"a": {"const": "x"}}}, "then": {"properties": {"b": {"const": "y"}}}},
    {
        "if": {"required": ["a"]},
        "then": {"properties": {"b": {"type": "boolean"}}},
        "else": {"required": ["b"]},
    },
    {"not": {"required": ["a", "b"]}},
    {"not": {"properties": {"a": {"enum": ["x"]}, "b": {"enum": ["y", 1]}}, "required": ["a", "b"]}},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"anyOf": [{"properties": {"a": {"const": "x"}}, "required": ["a"]}, {"required": ["b"]}]},
    {"allOf": [{"required": ["a"]}, {"properties": {"b": {"not": {"const": "y"}}}}]},
    {"properties": {"a": {"items": {"not": {"const": "x"}}, "minItems": 1}}},
    {"properties": {"a": {"type": "string", "pattern": "^x"}, "b": {"minimum": 2}}},
    {"dependentRequired": {"a": ["b"]}},
]
FILES: list[dict[str, Any]] = [
    {**({} if a is ... else {"a": a}), **({} if b is ... else {"b": b})}
    for a in [..., *VALUES, ["x"], ["y"]]
    for b in [..., *VALUES]
]


def accepts(reading: Reading, value: Any) -> bool:
    if isinstance(reading, bool):
        return reading
    return Draft7Validator({**reading, "definitions": DEFINITIONS}).is_valid(value)


def completions(file: dict[str, Any]) -> list[dict[str, Any]]:
    """What a file may come to: fields are added, references and values that are not there become anything."""
    found: list[dict[str, Any]] = [{}]
    for name in ("a", "b"):
        open_ended = name not in file or file[name] is None or file[name] == "$(var:v)"
        choices = [value for value in VALUES if value != "$(var:v)"] + [["x"]] if open_ended else [file[name]]
        absent: list[dict[str, Any]] = [{}] if name not in file else []
        found = [
            {**one, **other} for one in found for other in [*({name: value} for value in choices), *absent]
        ]
    return found


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_what_may_still_hold_is_not_called_broken(rule: dict[str, Any]) -> None:
    strict, reading = Draft202012Validator(rule), possible(rule, "no")
    for file in FILES:
        if any(strict.is_valid(whole) for whole in completions(file)):
            assert accepts(reading, file), file


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_what_is_certain_holds_whatever_is_added(rule: dict[str, Any]) -> None:
    strict, reading = Draft202012Validator(rule), certain(rule)
    for file in FILES:
        if accepts(reading, file):
            known = {name: value for name, value in file.items() if value is not None}
            if known == file:  # `null` may be written, or be a comment: it counts as written here
                assert all(strict.is_valid(whole) for whole in completions(file)), file


@pytest.mark.parametrize("rule", [rule for rule in RULES if possible(rule, "no") is not True], ids=str)
def test_every_rule_that_can_be_broken_by_one_file_is(rule: dict[str, Any]) -> None:
    assert [file for file in FILES if not accepts(possible(rule, "no"), file)]


def test_a_rule_that_only_asks_for_fields_is_never_broken_by_a_part() -> None:
    assert possible({"required": ["a"]}, "no") is True
    assert possible({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, "no") is True


def test_what_is_not_known_is_possible_and_never_certain() -> None:
    assert possible({"dependentRequired": {"a": ["b"]}}, "no") is True
    assert certain({"dependentRequired": {"a": ["b"]}}) is False


def test_the_words_of_the_part_win_over_those_of_the_rule() -> None:
    rule = {"properties": {"a": {"const": "x", "errorMessage": "only x"}, "b": {"const": "y"}}}
    text = str(possible(rule, "the rule"))
    assert str(failure("only x")) in text
    assert str(failure("the rule")) in text
