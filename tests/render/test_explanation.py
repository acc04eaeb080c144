"""Tests of what changed inside a value."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import deploy_cli
from deploy_cli.core.values import ABSENT, same
from deploy_cli.render.explanation import explain


def _told(before: object, after: object) -> list[tuple[str, object, object]]:
    return [(part.label, part.before, part.after) for part in explain(before, after)]


def test_what_changed_inside_a_list_is_told_by_place() -> None:
    before = [{"display_name": "a", "ref": {"type": "action_name", "value": "A"}}]
    after = [{"display_name": "b", "ref": {"type": "action_name", "value": "A"}}, {"display_name": "c"}]

    assert _told(before, after) == [
        ("[0].display_name", "a", "b"),
        ("[1]", ABSENT, {"display_name": "c"}),
    ]


def test_what_only_moves_up_or_down_is_not_told() -> None:
    one, two, three = ({"action_name": name, "display_name": name} for name in "ABC")

    assert _told([one, two, three], [two, three]) == [("[0]", one, ABSENT)]
    assert _told([two, three], [one, two, three]) == [("[0]", ABSENT, one)]
    assert _told([one, two, three], [one, three]) == [("[1]", two, ABSENT)]
    assert _told(["en", "de"], ["de", "en"]) == [("[0]", ABSENT, "de"), ("[1]", "de", ABSENT)]


def test_places_are_in_the_order_of_the_list() -> None:
    parts = _told([{"n": n} for n in range(12)], [{"n": -n} for n in range(12)])

    assert [label for label, _, _ in parts] == [f"[{n}].n" for n in range(1, 12)]


def test_true_is_not_one_and_one_is_one_point_zero() -> None:
    assert _told({"a": {"b": True, "c": 1}}, {"a": {"b": 1, "c": 1.0}}) == [("a.b", True, 1)]


def test_what_is_equal_and_what_is_too_large_is_not_explained() -> None:
    assert explain([1, {"a": None}], [1, {}]) == ()
    assert explain(["x" * 150_000], ["y" * 150_000]) == ()


values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=10,
)


@given(st.lists(values, max_size=4), st.lists(values, max_size=4))
def test_every_part_differs(before: list[object], after: list[object]) -> None:
    assert all(not same(part.before, part.after) for part in explain(before, after))


def test_deltas_and_pickles_are_never_imported() -> None:
    wanted = re.compile(r"^\s*(?:from|import)\b.*\b(?:Delta|pickle|deepdiff\.(?!helper))", re.MULTILINE)
    for file in Path(deploy_cli.__file__).parent.rglob("*.py"):
        assert not wanted.search(file.read_text("utf-8")), file
