"""The schema of a faults file, for people and editors, says what the emulator itself accepts."""

import contextlib
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from deploy_cli.emulator.errors import FaultsError
from deploy_cli.emulator.faults_file import parse
from deploy_cli.emulator.faults_outcomes import BESIDE, OUTCOMES
from deploy_cli.files.schemas import bundled

MATCHES: list[tuple[Any, bool]] = [
    ({}, True),
    ({"method": "POST", "path": "/api/v2/**", "nth": 2, "times": 1, "in_a_row": 3}, True),
    ({"method": ["POST", "PUT"], "nth": [1, 2]}, True),
    ({"every": 2}, True),
    ({"probability": 0.5}, True),
    ({"nth": 1, "every": 2}, False),
    ({"nth": 0}, False),
    ({"in_a_row": 0}, False),
    ({"probability": 1.5}, False),
    ({"path": 3}, False),
    ({"after": 3}, False),
]
THENS: list[tuple[Any, bool]] = [
    ({"delay": "250ms"}, True),
    ({"delay": 2}, True),
    ({"skew": "-90s"}, True),
    ({"skew": "1.5h", "delay": "1s", "drop": "before"}, True),
    ({"status": 503, "body": {"a": 1}, "headers": {"x": "y"}, "carry_out": True}, True),
    ({"limited": True}, True),
    ({"limited": "2s"}, True),
    ({"drop": "after"}, True),
    ({"truncate": 0}, True),
    ({"garble": True}, True),
    ({"content_type": "text/html"}, True),
    ({"lose": 3}, True),
    ({"lose": "all", "counted": False}, True),
    ({"expire": True}, True),
    ({"stale": True}, True),
    ({"meddle": {"method": "PATCH", "path": "/api/v2/roles/{Clerk}", "body": {}}}, True),
    ({}, False),
    ({"delay": "soon"}, False),
    ({"delay": "-1s"}, False),
    ({"skew": "--1s"}, False),
    ({"status": 99}, False),
    ({"body": "x"}, False),
    ({"delay": "1s", "counted": True}, False),
    ({"limited": "soon"}, False),
    ({"limited": False}, False),
    ({"drop": "during"}, False),
    ({"truncate": -1}, False),
    ({"garble": False}, False),
    ({"lose": 0}, False),
    ({"lose": "some"}, False),
    ({"expire": 1}, False),
    ({"drop": "after", "stale": True}, False),
    ({"meddle": {"method": "GET"}}, False),
    ({"meddle": {"method": "PUT", "path": "/oauth/token"}}, False),
    ({"explode": True}, False),
]
DOCUMENTS: list[tuple[Any, bool]] = [
    ({"rules": []}, True),
    ({"seed": "x", "rules": []}, True),
    ({}, False),
    ({"rules": {}}, False),
    ({"rules": [{}]}, False),
    ({"rules": [], "seed": []}, False),
    *(({"rules": [{"match": match, "then": {"drop": "after"}}]}, good) for match, good in MATCHES),
    *(({"rules": [{"then": then}]}, good) for then, good in THENS),
]


@pytest.mark.parametrize(("document", "good"), DOCUMENTS, ids=[str(document) for document, _ in DOCUMENTS])
def test_schema_and_emulator_agree(document: Any, good: bool) -> None:
    validator = Draft202012Validator(bundled("faults.json"))
    parsed = False
    with contextlib.suppress(FaultsError):
        parse(document)
        parsed = True

    assert (validator.is_valid(document), parsed) == (good, good)


def test_the_schema_knows_all_that_can_happen() -> None:
    schema = bundled("faults.json")

    Draft202012Validator.check_schema(schema)
    known = schema["$defs"]["then"]["properties"].keys()
    assert known == {*OUTCOMES, *BESIDE, "delay", "skew"}
    assert all(
        "description" in said or "$ref" in said for said in schema["$defs"]["then"]["properties"].values()
    )
