"""Paths and patterns."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.path import (
    Element,
    Path,
    below,
    fits,
    found,
    get,
    mapped,
    matches,
    pattern,
    without,
    written,
)
from tests.core.json_values import values

PATTERNS = st.lists(st.sampled_from(["a", "b", "*", "[]"]), min_size=1, max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("refresh_token", "leeway"), "refresh_token.leeway"),
        (("policies", 0, "audience"), "policies[0].audience"),
        (("scopes", Element("read:orders"), "description"), "scopes[read:orders].description"),
        (("client_metadata", "a.b"), 'client_metadata."a.b"'),
        (("client_metadata", "a b"), 'client_metadata."a b"'),
        (("client_metadata", 'a"b'), 'client_metadata."a\\"b"'),
        (("client_metadata", "[0]"), 'client_metadata."[0]"'),
        (("", "x"), '"".x'),
        ((), ""),
    ],
)
def test_a_path_is_written_as_people_read_it(path: Path, text: str) -> None:
    assert written(path) == text


@given(*(st.lists(st.text(), min_size=1, max_size=4).map(tuple) for _ in range(2)))
def test_two_paths_of_keys_are_never_written_alike(one: Path, other: Path) -> None:
    assert (written(one) == written(other)) is (one == other)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("policies[].audience", ("policies", "[]", "audience")),
        ("options.customScripts.*", ("options", "customScripts", "*")),
        ("a[][].b", ("a", "[]", "[]", "b")),
        ("[]", ("[]",)),
        ("", ()),
    ],
)
def test_a_pattern_is_read_into_its_parts(text: str, parts: tuple[str, ...]) -> None:
    assert pattern(text) == parts


@pytest.mark.parametrize(
    ("path", "text", "does"),
    [
        pytest.param(("a", 3, "b"), "a[].b", True, id="brackets stand for a position"),
        pytest.param(("a", Element("x"), "b"), "a[].b", True, id="brackets stand for an element"),
        pytest.param(("a", "x", "b"), "a[].b", False, id="brackets do not stand for a key"),
        pytest.param(("a", "x"), "a.*", True, id="a star stands for a key"),
        pytest.param(("a", 1), "a.*", False, id="a star does not stand for a position"),
        pytest.param(("a",), "a.b", False, id="a shorter path does not match"),
        pytest.param(("a", "b"), "a", False, id="a longer path does not match"),
    ],
)
def test_a_pattern_matches_the_paths_it_describes(path: Path, text: str, does: bool) -> None:
    assert matches(path, pattern(text)) is does


def test_below_a_pattern_is_what_it_describes_and_all_inside() -> None:
    assert below(("a", "b"), ("a",))
    assert below(("a",), ("a",))
    assert not below(("a",), ("a", "b"))


def test_a_shape_fits_the_pattern_that_has_its_parts() -> None:
    assert fits(("a", "[]", "x"), ("a", "[]", "*"))
    assert not fits(("a", "[]"), ("a", "[]", "*"))


@given(values(), PATTERNS)
def test_what_is_found_is_where_it_is_said_to_be(value: Any, wanted: tuple[str, ...]) -> None:
    for path, item in found(value, wanted):
        inner = value
        for part in path:
            inner = inner[part]
        assert inner is item
        assert matches(path, wanted)


@given(values(), PATTERNS)
def test_a_change_is_made_in_all_places_that_are_found_and_in_no_other(
    value: Any, wanted: tuple[str, ...]
) -> None:
    mark = object()
    changed = mapped(value, wanted, lambda _: mark)

    assert [path for path, item in found(changed, wanted) if item is mark] == [
        p for p, _ in found(value, wanted)
    ]
    assert mapped(value, wanted, lambda item: item) == value


@given(values(), PATTERNS)
def test_without_a_pattern_none_of_its_keys_is_found(value: Any, wanted: tuple[str, ...]) -> None:
    left = without(value, wanted)

    if wanted[-1] != "[]":
        assert not list(found(left, wanted))
    assert without(left, wanted) == left


def test_what_is_not_there_is_none() -> None:
    assert get({"a": {"b": 1}}, "a.b") == 1
    assert get({"a": {"b": 1}}, "a.c") is None
