"""A tenant file of the official Deploy CLI is accepted as it is, once its keywords stand for values."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

    from tests.schemas.conftest import Judge

KEYWORDS = {"AUTH0_DOMAIN": "acme.eu.auth0.com", "SETUP_CONFIG": {"type": "OAUTH_APP"}}


@pytest.fixture(scope="module")
def sample(official_sample: Path) -> dict[str, Any]:
    text = official_sample.read_text("utf-8")
    text = re.sub(r"'?@@(\w+)@@'?", lambda found: json.dumps(KEYWORDS.get(found[1], "value")), text)
    text = re.sub(r"##(\w+)##", lambda found: str(KEYWORDS.get(found[1], "value")), text)
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def test_the_official_sample_is_accepted(sample: dict[str, Any], judge: Judge) -> None:
    assert judge.complaints("tenant_file", sample) == []


def test_sections_that_are_not_managed_yet_are_named_and_not_judged(judge: Judge) -> None:
    sections = judge.documents["composed"]["properties"]
    unsupported = {name for name, schema in sections.items() if schema.get("x-unsupported")}
    assert "emailProvider" in unsupported
    assert judge.complaints("tenant_file", {name: [{"any": "thing"}] for name in unsupported}) == []


def test_a_section_that_does_not_exist_is_refused(judge: Judge) -> None:
    assert judge.complaints("tenant_file", {"clinets": []})
