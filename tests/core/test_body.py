"""Request bodies: what a write sends, and what it leaves as it is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core import body
from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.references import Names
from deploy_cli.core.resource_type import Collection, Hooks
from deploy_cli.core.values import ABSENT, Object, Secret, same
from tests.core.toys import TOOLS, create, names, update

NOBODY = Names()


def created(desired: Object, later: frozenset[str] = frozenset()) -> Object:
    return body.created(create("tools/hammer", desired), TOOLS, NOBODY, later)


def updated(desired: Object, live: Object, exact: tuple[str, ...] = ()) -> Object:
    return body.updated(update("tools/hammer", desired, live, exact=exact), TOOLS, NOBODY)


@pytest.mark.parametrize(
    ("desired", "sent"),
    [
        pytest.param({"name": "a", "size": None}, {"name": "a"}, id="null clears nothing on a create"),
        pytest.param(
            {"o": {"x": None, "y": [{"z": None}]}}, {"o": {"y": [{}]}}, id="nor inside objects and lists"
        ),
        pytest.param(
            {"tags": [], "text": ""}, {"tags": [], "text": ""}, id="empties are sent: they may be meant"
        ),
        pytest.param({"name": "a", "ready": True}, {"name": "a"}, id="fields of the files stay in the files"),
        pytest.param({"password": Secret("p")}, {"password": Secret("p")}, id="secrets are sent"),
    ],
)
def test_a_create_sends_what_the_files_say(desired: Object, sent: Object) -> None:
    assert created(desired) == sent


def test_a_create_leaves_out_what_the_step_after_it_sets() -> None:
    desired = {"name": "a", "best_friend": "saw", "late": 1}
    change = create("tools/hammer", desired)
    later = frozenset({"best_friend", "late"})

    assert body.created(change, TOOLS, NOBODY, later) == {"name": "a"}
    assert body.deferred(change, later, TOOLS, names({"tools/saw": "t2"})) == {"best_friend": "t2", "late": 1}


@pytest.mark.parametrize(
    ("desired", "live", "sent"),
    [
        pytest.param({"a": 1, "b": 2}, {"a": 1, "b": 3}, {"b": 2}, id="only fields that change are sent"),
        pytest.param({"a": None}, {"a": 1}, {"a": None}, id="null clears a field"),
        pytest.param({"ready": True}, {"ready": False}, {}, id="fields of the files alone send nothing"),
        pytest.param(
            {"replaced": {"x": 1}},
            {"replaced": {"x": 2, "y": 3}},
            {"replaced": {"x": 1, "y": 3}},
            id="what is replaced is sent whole",
        ),
        pytest.param(
            {"replaced": {"x": None}},
            {"replaced": {"x": 2, "y": None, "z": 3}},
            {"replaced": {"z": 3}},
            id="null takes a key out of what is replaced",
        ),
        pytest.param(
            {"replaced": {"deep": {"x": None, "n": 1}}},
            {"replaced": {"deep": {"x": 2, "z": 3}}},
            {"replaced": {"deep": {"z": 3, "n": 1}}},
            id="at any depth",
        ),
        pytest.param(
            {"merged": {"x": 1, "y": None, "z": 3}},
            {"merged": {"x": 2, "y": 2, "z": 3, "w": 4}},
            {"merged": {"x": 1, "y": None}},
            id="of what is merged only what changes is sent, null to delete a key",
        ),
        pytest.param(
            {"merged": {"x": {"a": 1}}},
            {"merged": {"x": {"a": 2, "b": 3}}},
            {"merged": {"x": {"a": 1, "b": 3}}},
            id="merging is one level deep",
        ),
        pytest.param({"merged": {"x": 1}}, {}, {"merged": {"x": 1}}, id="a merged object that is not there"),
        pytest.param({"merged": {"x": 1}}, {"merged": "?"}, {"merged": {"x": 1}}, id="or is something else"),
        pytest.param({"merged": None}, {"merged": {"x": 1}}, {"merged": None}, id="or is cleared whole"),
        pytest.param(
            {"scopes": [{"value": "b"}, {"value": "a", "text": "new"}, {"value": "c"}]},
            {"scopes": [{"value": "a", "text": "old", "more": 1}, {"value": "b", "text": "B"}]},
            {
                "scopes": [
                    {"value": "b", "text": "B"},
                    {"value": "a", "text": "new", "more": 1},
                    {"value": "c"},
                ]
            },
            id="elements of a keyed list keep what the files do not mention",
        ),
        pytest.param(
            {"replaced": {"parts": [{"scopes": [{"value": "a", "x": 1}]}]}},
            {"replaced": {"parts": [{"scopes": [{"value": "a", "x": 2}]}], "y": 1}},
            {"replaced": {"parts": [{"scopes": [{"value": "a", "x": 1}]}], "y": 1}},
            id="an ordered list is sent as the files have it",
        ),
        pytest.param(
            {"list": [{"a": 1, "b": None}]},
            {"list": [{"a": 2}]},
            {"list": [{"a": 1}]},
            id="null has no meaning in what is sent whole",
        ),
        pytest.param({"tags": ["b", "a"]}, {"tags": ["a"]}, {"tags": ["b", "a"]}, id="a set is sent whole"),
        pytest.param(
            {"replaced": {"x": 1}},
            {"replaced": {"x": 2, "key": Secret("k")}},
            {"replaced": {"x": 1, "key": Secret("k")}},
            id="secrets that were read go along with what is replaced",
        ),
    ],
)
def test_an_update_sends_what_changes_in_the_shape_the_api_needs(
    desired: Object, live: Object, sent: Object
) -> None:
    assert updated(desired, live) == sent


@pytest.mark.parametrize(
    ("desired", "live", "exact", "sent"),
    [
        pytest.param(
            {"merged": {"x": 1}},
            {"merged": {"x": 1, "y": 2}},
            ("merged",),
            {"merged": {"y": None}},
            id="a key is deleted from what is merged by null",
        ),
        pytest.param(
            {"replaced": {"x": 1}},
            {"replaced": {"x": 1, "y": 2}},
            ("replaced",),
            {"replaced": {"x": 1}},
            id="a key is deleted from what is replaced by leaving it out",
        ),
        pytest.param(
            {"replaced": {"deep": {"x": 1}}},
            {"replaced": {"deep": {"x": 1, "y": 2}, "z": 3}},
            ("replaced.deep",),
            {"replaced": {"deep": {"x": 1}, "z": 3}},
            id="deep inside, and nowhere else",
        ),
        pytest.param(
            {"merged": {"deep": {"x": 1}}},
            {"merged": {"deep": {"x": 1, "y": 2}, "z": 3}},
            ("merged.deep",),
            {"merged": {"deep": {"x": 1}}},
            id="deep inside what is merged",
        ),
        pytest.param(
            {"scopes": [{"value": "a", "owned": {"x": 1}}]},
            {"scopes": [{"value": "a", "owned": {"x": 1, "y": 2}, "z": 3}]},
            ("scopes[].owned",),
            {"scopes": [{"value": "a", "owned": {"x": 1}, "z": 3}]},
            id="inside the elements of a keyed list",
        ),
    ],
)
def test_a_map_that_the_files_own_loses_what_they_do_not_mention(
    desired: Object, live: Object, exact: tuple[str, ...], sent: Object
) -> None:
    assert updated(desired, live, exact) == sent


def test_ids_are_sent_for_names_of_what_refers_by_id_only() -> None:
    known = names({"tools/saw": "t2", "labels/l": "l1", "boxes/red": "b1"})
    desired = {"best_friend": "saw", "box": {"id": "red"}, "label": "l"}
    sent = {"best_friend": "t2", "box": {"id": "b1"}, "label": "l"}

    assert body.created(create("tools/hammer", desired), TOOLS, known) == sent
    assert body.updated(update("tools/hammer", desired, {}), TOOLS, known) == sent


def test_the_hook_of_the_type_has_the_last_word_and_sees_names() -> None:
    seen: list[tuple[Object, Object, Object]] = []

    def prepare(sent: Object, desired: Object, live: Object) -> Object:
        seen.append((sent, desired, live))
        return {**sent, "best_friend": "saw"}

    described = Collection(
        section="tools",
        title="tool",
        path="tools",
        references=TOOLS.references,
        hooks=Hooks(prepare=prepare),
    )
    change = update("tools/hammer", {"a": 1, "b": 1}, {"a": 2, "b": 1}, described)

    assert body.updated(change, described, names({"tools/saw": "t2"})) == {"a": 1, "best_friend": "t2"}
    assert seen == [({"a": 1}, {"a": 1, "b": 1}, {"a": 2, "b": 1})]


def test_a_hook_is_not_asked_about_a_body_that_is_not_sent() -> None:
    def prepare(sent: Object, desired: Object, live: Object) -> Object:
        return {"never": "sent"}

    described = Collection(
        section="t", title="t", path="t", file_only=("ready",), hooks=Hooks(prepare=prepare)
    )

    assert body.updated(update("t/a", {"ready": True}, {"ready": False}, described), described, NOBODY) == {}


SCALARS = st.sampled_from([None, True, False, 0, 1, "", "x"])
MAPS = st.dictionaries(st.sampled_from("xyz"), SCALARS, max_size=3)
DEEP = st.dictionaries(st.sampled_from("xyz"), st.one_of(SCALARS, MAPS), max_size=3)
SCOPES = st.lists(
    st.fixed_dictionaries({"value": st.sampled_from("abc")}, optional={"text": SCALARS, "more": MAPS}),
    max_size=3,
    unique_by=lambda scope: str(scope["value"]),
)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "plain": SCALARS,
        "list": st.lists(SCALARS, max_size=2),
        "tags": st.lists(st.sampled_from("abc"), max_size=3),
        "merged": st.one_of(st.none(), DEEP),
        "replaced": st.one_of(st.none(), DEEP),
        "scopes": st.one_of(st.none(), SCOPES),
        "ready": SCALARS,
    },
)
EXACT = st.lists(
    st.sampled_from(["merged", "replaced", "replaced.x", "merged.x", "scopes[].more"]), max_size=2
)


def patched(live: Object, sent: Object) -> Object:
    """What the API makes of a PATCH: null clears, `merged` is merged one level deep, all else is replaced."""
    result = dict(live)
    for key, value in sent.items():
        if key == "merged" and isinstance(value, dict) and isinstance(result.get(key), dict):
            value = {k: v for k, v in {**result[key], **value}.items() if v is not None}  # noqa: PLW2901
        result[key] = value
    return {key: value for key, value in result.items() if value is not None}


def _holds_null(value: Any) -> bool:
    match value:
        case dict():
            return any(item is None or _holds_null(item) for item in value.values())
        case list():
            return any(_holds_null(item) for item in value)
        case _:
            return False


@given(BODIES, BODIES, EXACT)
def test_after_an_update_nothing_is_left_to_do(desired: Object, live: Object, exact: list[str]) -> None:
    live = {key: value for key, value in live.items() if value is not None}
    sent = updated(desired, live, tuple(exact))
    result = {**patched(live, sent), **({"ready": desired["ready"]} if "ready" in desired else {})}

    assert list(diff(desired, result, Rules.of(TOOLS, exact=tuple(exact)))) == []


@given(BODIES, BODIES)
def test_an_update_keeps_what_the_files_do_not_mention(desired: Object, live: Object) -> None:
    live = {key: value for key, value in live.items() if value is not None}
    result = patched(live, updated(desired, live))

    assert {k: v for k, v in result.items() if k not in desired} == {
        k: v for k, v in live.items() if k not in desired
    }
    for name in ("merged", "replaced"):
        if isinstance(desired.get(name), dict) and isinstance(live.get(name), dict):
            kept = {k: v for k, v in live[name].items() if k not in desired[name] and v is not None}
            assert all(same(item, result[name].get(key, ABSENT)) for key, item in kept.items())


@given(BODIES, BODIES)
def test_an_update_sends_fields_that_change_and_no_null_inside_what_is_replaced(
    desired: Object, live: Object
) -> None:
    change = update("tools/hammer", desired, live)
    sent = body.updated(change, TOOLS, NOBODY)

    assert sent.keys() == set(change.fields()) - {"ready"}
    assert not any(_holds_null(value) for key, value in sent.items() if key not in {"merged", "list"})


@given(BODIES)
def test_after_a_create_nothing_is_left_to_do(desired: Object) -> None:
    sent = created(desired)
    result = {**sent, **({"ready": desired["ready"]} if "ready" in desired else {})}

    assert not _holds_null({key: value for key, value in sent.items() if key != "list"})
    assert list(diff(desired, result, Rules.of(TOOLS))) == []
