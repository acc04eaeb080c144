"""The query of a request: its values with the types that the operation gives them."""

import re
from collections.abc import Sequence

from deploy_cli.emulator.operation import Operation
from deploy_cli.emulator.refusal import Refused
from deploy_cli.emulator.validation import complaint
from deploy_cli.emulator.values import Json, Object

CODE = "invalid_query_string"


def parsed(asked: Operation, pairs: Sequence[tuple[str, str]]) -> Object:
    """The query as an object. Raises ``Refused`` when the operation does not take it."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name.removesuffix("[]"), []).append(value)
    values = {name: _value(asked, name, texts) for name, texts in given.items()}
    schema = {
        "additionalProperties": False,
        "properties": asked.query,
        "required": [name for name, rule in asked.query.items() if rule.get("needed")],
    }
    wrong = complaint(values, schema, asked.schemas)
    if wrong is not None:
        raise Refused(400, wrong.told("Query"), CODE)
    return values


def _value(asked: Operation, name: str, texts: list[str]) -> Json:
    rule = asked.query.get(name, {})
    while "$ref" in rule:
        rule = asked.schemas[rule["$ref"]]
    expected = rule.get("type")
    if expected == "array" or (expected is None and len(texts) > 1):
        return [_scalar(asked, rule.get("items", {}), text) for text in texts]
    return _scalar(asked, rule, texts[-1])


def _scalar(asked: Operation, rule: Object, text: str) -> Json:
    while "$ref" in rule:
        rule = asked.schemas[rule["$ref"]]
    expected = rule.get("type")
    if expected == "boolean" and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if expected in {"integer", "number"} and re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    return text
