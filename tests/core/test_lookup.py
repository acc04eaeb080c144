"""Lookups: what a POST would have made is told from what was there before, and from what others made."""

from dataclasses import replace
from typing import Any

import pytest

from deploy_cli.core.lookup import appeared, is_added, members, natural_key
from tests.core.toys import BOXES, GRANTS, TOOLS

LISTED: list[dict[str, Any]] = [
    {"tool_id": "t1", "name": "axe"},
    {"tool_id": "t2", "name": "axe"},
    {"tool_id": "t3", "name": "saw"},
    {"name": "axe"},
]
CHILDREN = {child.field: child for child in BOXES.children}


def test_what_was_there_before_did_not_appear() -> None:
    assert appeared(TOOLS, {"name": "axe"}, LISTED, {"t1"}) == ("t2",)
    assert appeared(TOOLS, {"name": "axe"}, LISTED, {"t1", "t2"}) == ()
    assert appeared(TOOLS, {"name": "axe"}, LISTED, set()) == ("t1", "t2")


def test_without_a_natural_key_nothing_can_be_found() -> None:
    assert natural_key(TOOLS, {"kind": "a"}) == {}
    assert appeared(TOOLS, {}, LISTED, set()) == ()


def test_parts_of_a_key_that_have_a_default_may_be_missing() -> None:
    listed = [
        {"id": "g1", "tool_id": "t1", "label": "x"},
        {"id": "g2", "tool_id": "t1", "label": "x", "kind": "odd"},
    ]

    assert appeared(GRANTS, {"tool_id": "t1", "label": "x"}, listed, set()) == ("g1",)
    assert appeared(GRANTS, {"tool_id": "t1", "label": "x", "kind": "odd"}, listed, set()) == ("g2",)


def test_only_what_belongs_to_the_type_counts() -> None:
    saws = replace(TOOLS, where=lambda raw: raw["name"] == "saw")

    assert list(members(saws, LISTED)) == ["t3"]


@pytest.mark.parametrize(
    ("field", "sent", "there"),
    [
        ("grants", {"grants": [{"label": "a", "right": "r"}]}, True),
        ("grants", {"grants": [{"label": "a", "right": "r"}, {"label": "b", "right": "r"}]}, False),
        ("links", {"tool_id": "t1", "strength": 2}, True),
        ("links", {"tool_id": "t2"}, False),
        ("tools", [{"tool_id": "t1", "status": True}], False),
    ],
)
def test_elements_are_told_by_their_keys(field: str, sent: Any, there: bool) -> None:
    listed = [{"label": "a", "right": "r", "tool_id": "t1"}]

    assert is_added(CHILDREN[field], sent, listed) is there
