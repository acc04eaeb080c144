"""Tests of fields that are secret because the files say so."""

import pytest

from deploy_cli.core.path import pattern
from deploy_cli.core.sensitivity import hidden, hidden_like, unhideable, without_secrets
from deploy_cli.core.values import Secret, revealed, same
from deploy_cli.resources import ALL


def test_texts_and_numbers_become_secrets_and_keys_stay() -> None:
    body = {
        "a": {"x": "hush", "n": 5, "on": True, "none": None, "empty": ""},
        "list": ["one", {"k": 2.5}],
        "b": "c",
    }

    seen = hidden(body, map(pattern, ("a", "list")))

    assert "hush" not in repr(seen)
    assert seen["a"].keys() == body["a"].keys()  # type: ignore[attr-defined]
    assert seen["b"] == "c"
    assert (seen["a"]["none"], seen["a"]["empty"]) == (None, "")
    assert revealed(seen) == body, "what is sent is what the files say, with its type"


def test_what_holds_a_secret_on_one_side_is_one_on_the_other() -> None:
    seen = hidden_like(
        {"a": {"b": "old", "c": "shown"}, "l": ["x", "y"]}, {"a": {"b": Secret("new")}, "l": [Secret("z")]}
    )

    assert isinstance(seen["a"]["b"], Secret)
    assert seen["a"]["c"] == "shown"
    assert all(isinstance(item, Secret) for item in seen["l"])


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        (Secret(5), 5, True),
        (Secret(5), 5.0, True),
        (Secret(5), Secret(5.0), True),
        (Secret(5), "5", False),
        (Secret("5"), Secret(5), False),
        (Secret(True), True, True),
        (Secret(True), 1, False),
        (Secret("a"), "a", True),
        (Secret("a"), None, False),
    ],
)
def test_secrets_are_compared_as_what_they_hide(one: object, other: object, are: bool) -> None:
    assert same(one, other) is are
    assert same(other, one) is are


def test_a_secret_number_is_not_shown() -> None:
    assert "5" not in f"{Secret(5)}{Secret(5)!r}"


def test_what_a_resource_is_known_by_and_what_it_refers_to_cannot_be_sensitive() -> None:
    assert [text for text, _ in unhideable(ALL["clients"], ["name", "description"])] == ["name"]
    assert [text for text, _ in unhideable(ALL["connections"], ["enabled_clients", "options.x"])] == [
        "enabled_clients"
    ]


def test_secrets_are_left_out_with_their_keys() -> None:
    assert without_secrets({"a": Secret("x"), "b": [Secret("y"), 1], "c": {"d": Secret("z")}}) == {
        "b": [1],
        "c": {},
    }
