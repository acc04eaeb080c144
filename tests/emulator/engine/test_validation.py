"""The sentences in which a value is found wrong."""

from typing import Any

import pytest

from deploy_cli.emulator.validation import complaint

CLOSED = {"type": "object", "additionalProperties": False, "properties": {"name": {"type": "string"}}}


@pytest.mark.parametrize(
    ("schema", "value", "sentence"),
    [
        pytest.param(
            CLOSED,
            {"name": "a", "x": 1, "y": 2},
            "Payload validation error: 'Additional properties not allowed: x,y'.",
            id="unknown keys are named together",
        ),
        pytest.param(
            {"type": "object", "required": ["name"]},
            {},
            "Payload validation error: 'Missing required property: name'.",
            id="a required key is missing",
        ),
        pytest.param(
            {"type": "object", "required": ["rotation_type", "expiration_type"]},
            {"leeway": 1},
            "Payload validation error: 'Missing required property: expiration_type'.",
            id="of several missing keys the last is named",
        ),
        pytest.param(
            {"type": "object", "minProperties": 1},
            {},
            "Payload validation error: 'Too few properties defined (0), minimum 1'.",
            id="an empty patch",
        ),
        pytest.param(
            CLOSED,
            {"name": None},
            "Payload validation error: 'Expected type string but found type null' on property name.",
            id="null is a type of its own",
        ),
        pytest.param(
            CLOSED,
            {"name": True},
            "Payload validation error: 'Expected type string but found type boolean' on property name.",
            id="a boolean is no text",
        ),
        pytest.param(
            {"type": "integer"},
            1.5,
            "Payload validation error: 'Expected type integer but found type number'.",
            id="a fraction is no integer",
        ),
        pytest.param(
            {"properties": {"limit": {"type": "integer", "maximum": 10}}},
            {"limit": 11},
            "Payload validation error: 'Value 11 is greater than maximum 10' on property limit.",
            id="a number out of bounds",
        ),
        pytest.param(
            {"items": {"properties": {"email": {"format": "email"}}}, "type": "array"},
            [{"email": ""}],
            "Payload validation error: 'Object didn't pass validation for format email: ' on property [0].email.",
            id="a format, with the place in a list",
        ),
        pytest.param(
            {"type": "array", "uniqueItems": True},
            ["a", "b", "a"],
            "Payload validation error: 'Array items are not unique (indexes 0 and 2)'.",
            id="twins in a list",
        ),
        pytest.param(
            {"enum": ["a", "b"]},
            "c",
            "Payload validation error: 'No enum match for: c'.",
            id="none of the values",
        ),
        pytest.param(
            {"pattern": "^[^<>]+$"},
            "a<b",
            "Payload validation error: 'String does not match pattern ^[^<>]+$: a<b'.",
            id="a pattern",
        ),
        pytest.param(
            {"pattern": "^a$"},
            "a\n",
            "Payload validation error: 'String does not match pattern ^a$: a\n'.",
            id="a line break after the end is no end",
        ),
        pytest.param(
            {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {},
            "Payload validation error: 'None of the valid schemas were met'. Inner errors: [ "
            "Payload validation error: 'Missing required property: a'. (also) "
            "Payload validation error: 'Missing required property: b'. ].",
            id="no alternative fits",
        ),
    ],
)
def test_what_is_wrong_is_said_as_the_service_says_it(schema: Any, value: Any, sentence: str) -> None:
    found = complaint(value, schema, {})

    assert found is not None
    assert found.told("Payload") == sentence


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        pytest.param({"type": "number"}, 1, id="an integer is a number"),
        pytest.param({"type": ["object", "null"]}, None, id="null where null is allowed"),
        pytest.param({"oneOf": [{"type": "string"}, {"pattern": "a"}]}, "a", id="alternatives may overlap"),
        pytest.param({"$ref": "name"}, "a", id="a reference"),
        pytest.param({"enum": [1]}, 1, id="an enumeration of numbers"),
    ],
)
def test_what_is_right_is_not_complained_about(schema: Any, value: Any) -> None:
    assert complaint(value, schema, {"name": {"type": "string"}}) is None


def test_one_is_not_true() -> None:
    assert complaint(True, {"enum": [1]}, {}) is not None
