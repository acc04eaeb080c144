"""What a diff says, case by case."""

from typing import Any

import pytest

from deploy_cli.core.diff import Edit, Rules, diff
from deploy_cli.core.path import written
from deploy_cli.core.values import ABSENT, Secret

RULES = Rules(
    sets=["tags", "deep.tags", "groups"],
    keyed=[("scopes", ["value"]), ("rights", ["api", "name"]), ("scopes[].parts", ["id"])],
    unknown=["password", "keys[].value", "credentials.*.key"],
    exact=["owned", "deep.owned"],
)
HIDDEN = Secret("", is_known=False)
CREATE = Rules(unknown=["password"], write_unknown=True)


def told(desired: dict[str, Any], live: dict[str, Any], rules: Rules = RULES) -> list[tuple[str, Any, Any]]:
    return [(written(edit.path), edit.before, edit.after) for edit in diff(desired, live, rules)]


CASES = [
    pytest.param({"a": 1}, {"a": 1, "b": 2}, [], id="only what the files mention is compared"),
    pytest.param({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, [], id="inside objects too"),
    pytest.param({"a": 1}, {"a": 2}, [("a", 2, 1)], id="another value is an edit"),
    pytest.param({"a": 1}, {}, [("a", ABSENT, 1)], id="a field that is not there is added"),
    pytest.param({"a": None}, {"a": 1}, [("a", 1, None)], id="null clears"),
    pytest.param({"a": None}, {}, [], id="null has nothing to clear where nothing is"),
    pytest.param({"a": ""}, {"a": None}, [], id="empty and null are one"),
    pytest.param({"a": []}, {}, [], id="an empty list is an absent one"),
    pytest.param({"a": []}, {"a": [1]}, [("a", [1], [])], id="an empty list clears a list"),
    pytest.param({"a": {}}, {"a": {"b": 1}}, [], id="an empty object mentions nothing"),
    pytest.param({"a": {"b": None}}, {}, [], id="null inside an object that is not there is nothing"),
    pytest.param({"a": {"b": 1}}, {"a": None}, [("a.b", ABSENT, 1)], id="an object is filled field by field"),
    pytest.param({"a": {"b": 1}}, {"a": "x"}, [("a", "x", {"b": 1})], id="another type is another value"),
    pytest.param({"a": True}, {"a": 1}, [("a", 1, True)], id="true is not one"),
    pytest.param({"a": 1.0}, {"a": 1}, [], id="one is one"),
    pytest.param({"a": [1, 2]}, {"a": [2, 1]}, [("a", [2, 1], [1, 2])], id="a list is ordered"),
    pytest.param({"tags": ["a", "b"]}, {"tags": ["b", "a"]}, [], id="a set is not"),
    pytest.param({"tags": ["a", "a"]}, {"tags": ["a"]}, [], id="a set holds an element once"),
    pytest.param(
        {"tags": ["c", "a"]},
        {"tags": ["d", "a", "b"]},
        [("tags[c]", ABSENT, "c"), ("tags[b]", "b", ABSENT), ("tags[d]", "d", ABSENT)],
        id="elements come in the order of the files and go sorted",
    ),
    pytest.param({"deep": {"tags": ["a"]}}, {"deep": {"tags": ["a"]}}, [], id="sets lie deep, too"),
    pytest.param({"tags": None}, {"tags": ["a"]}, [("tags", ["a"], None)], id="null clears a set"),
    pytest.param({"tags": [1, True]}, {"tags": [True, 1.0]}, [], id="sets keep true and one apart"),
    pytest.param(
        {"groups": [{"a": 1, "b": None}]}, {"groups": [{"a": 1}]}, [], id="nulls mean nothing in sets either"
    ),
    pytest.param(
        {"scopes": [{"value": "b", "text": "B"}, {"value": "a"}]},
        {"scopes": [{"value": "a", "text": "A"}, {"value": "b", "text": "B"}]},
        [],
        id="keyed elements are compared by what the files mention of them",
    ),
    pytest.param(
        {"scopes": [{"value": "a", "text": "new"}, {"value": "c"}]},
        {"scopes": [{"value": "a", "text": "old"}, {"value": "b"}]},
        [
            ("scopes[a].text", "old", "new"),
            ("scopes[c]", ABSENT, {"value": "c"}),
            ("scopes[b]", {"value": "b"}, ABSENT),
        ],
        id="keyed elements change, come and go one by one",
    ),
    pytest.param(
        {"scopes": [{"value": "a", "parts": [{"id": "2"}, {"id": "1"}]}]},
        {"scopes": [{"value": "a", "parts": [{"id": "1"}, {"id": "2"}]}]},
        [],
        id="keyed lists lie in keyed lists",
    ),
    pytest.param(
        {"rights": [{"api": "x y", "name": "z"}]},
        {"rights": [{"api": "x", "name": "y z"}]},
        [
            ("rights[x\\ y z]", ABSENT, {"api": "x y", "name": "z"}),
            ("rights[x y z]", {"api": "x", "name": "y z"}, ABSENT),
        ],
        id="two keys are never one, whatever spaces they hold",
    ),
    pytest.param(
        {"scopes": [{"value": "a", "text": 1}, {"value": "a", "text": 2}]},
        {"scopes": [{"value": "a", "text": 2}]},
        [('scopes[{"text":1,"value":"a"}]', ABSENT, {"value": "a", "text": 1})],
        id="elements that share their key are compared whole",
    ),
    pytest.param(
        {"scopes": [{"text": 1}, {"text": 2}]},
        {"scopes": [{"text": 2}, {"text": 3}]},
        [
            ('scopes[{"text":1}]', ABSENT, {"text": 1}),
            ('scopes[{"text":3}]', {"text": 3}, ABSENT),
        ],
        id="and so are elements without one",
    ),
    pytest.param({"scopes": ["a"]}, {"scopes": [{"value": "a"}]}, ..., id="elements of another kind differ"),
    pytest.param({"owned": {"a": 1}}, {"owned": {"a": 1, "b": 2}}, [("owned.b", 2, ABSENT)], id="exact maps"),
    pytest.param(
        {"owned": {}}, {"owned": {"b": 2}}, [("owned.b", 2, ABSENT)], id="an exact map may be empty"
    ),
    pytest.param({"owned": {}}, {"owned": {"b": None}}, [], id="nothing is not removed"),
    pytest.param({"a": 1}, {"a": 1, "owned": {"b": 2}}, [], id="an exact map that is not mentioned stays"),
    pytest.param(
        {"deep": {"owned": {"x": {"y": 1}}}},
        {"deep": {"owned": {"x": {"y": 1, "z": 2}, "w": 3}, "v": 4}},
        [("deep.owned.w", 3, ABSENT)],
        id="exact is the map and not what lies in it",
    ),
    pytest.param({"password": "p"}, {}, [], id="what the API never gives back is unknown"),
    pytest.param({"keys": [{"value": "p"}]}, {"keys": [{"id": 1}]}, [], id="unknown in ordered lists"),
    pytest.param(
        {"l": [{"a": 1}]}, {"l": [{"a": 1, "b": 2}]}, [], id="ordered lists compare what is mentioned"
    ),
    pytest.param({"l": [{"a": 1}]}, {"l": [{"a": 2}]}, ..., id="an ordered list is one value"),
    pytest.param(
        {"credentials": {"x": {"key": "p"}}}, {"credentials": {"x": {}}}, [], id="unknown below any key"
    ),
]


@pytest.mark.parametrize(("desired", "live", "edits"), CASES)
def test_a_diff_says_what_differs(desired: Any, live: Any, edits: Any) -> None:
    if edits is ...:
        assert told(desired, live)
    else:
        assert told(desired, live) == edits


def test_on_a_create_what_is_never_given_back_is_written() -> None:
    assert told({"password": "p"}, {}, CREATE) == [("password", ABSENT, "p")]
    assert told({"password": None}, {}, CREATE) == []


@pytest.mark.parametrize(
    ("before", "after", "sensitive"),
    [
        (ABSENT, Secret("x"), True),
        (Secret("x"), ABSENT, True),
        ({"a": [Secret("x")]}, {}, True),
        ("x", {"a": ["y"]}, False),
    ],
)
def test_an_edit_is_sensitive_where_either_side_holds_a_secret(
    before: Any, after: Any, sensitive: bool
) -> None:
    assert Edit(("a",), before, after).sensitive is sensitive


@pytest.mark.parametrize(
    ("want", "have", "edits"),
    [
        (Secret("one"), HIDDEN, []),
        (HIDDEN, Secret("one"), []),
        ("plain", HIDDEN, []),
        ([{"key": Secret("one")}], [{"key": HIDDEN}], []),
        (HIDDEN, ABSENT, ["field"]),
        (None, HIDDEN, ["field"]),
    ],
)
def test_of_a_secret_that_nobody_knows_only_coming_and_going_is_an_edit(
    want: Any, have: Any, edits: Any
) -> None:
    live = {} if have is ABSENT else {"field": have}

    assert [edit.field for edit in diff({"field": want}, live)] == edits
