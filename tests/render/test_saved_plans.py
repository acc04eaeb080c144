"""The plans that the views are held against are such as a file can hold."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.render import saved_plans

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "plan.json").read_text("utf-8"))


@pytest.mark.parametrize("name", saved_plans.ALL)
def test_a_plan_is_what_its_schema_says(name: str) -> None:
    Draft202012Validator(SCHEMA).validate(saved_plans.ALL[name]())
