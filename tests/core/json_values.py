"""Random JSON for the laws of the core: few keys and few values, so that two of them often meet."""

import copy
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from deploy_cli.core.diff import Edit, Rules
from deploy_cli.core.path import Element
from deploy_cli.core.values import ABSENT, same

KEYS = st.sampled_from(["a", "b", "c", "d.e", "[]", "*", ""])
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, 1.0, 2.5, -1, 10**18]),
    st.sampled_from(["", "x", "y z", "1", "true", "null", "\u202e", "\ud800", "é", "a\nb", "[]"]),
)


def values(depth: int = 3) -> st.SearchStrategy[Any]:
    """Any JSON value, lists of keyed objects among them."""
    if depth == 0:
        return SCALARS
    inner = values(depth - 1)
    elements = st.lists(
        st.fixed_dictionaries({"k": st.sampled_from(["x", "y", "x y"])}, optional={"v": inner, "w": inner}),
        max_size=3,
    )
    return st.one_of(SCALARS, st.lists(inner, max_size=3), elements, st.dictionaries(KEYS, inner, max_size=3))


def objects(depth: int = 3) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(KEYS, values(depth), max_size=4)


PATTERNS = st.sampled_from(["a", "b", "c", "*", "a.b", "*.a", "a[].v", "c.*", "b[].w"])


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    """Any rules, whether they make sense for the values or not."""
    return Rules(
        sets=draw(st.lists(PATTERNS, max_size=3)),
        keyed=[(text, ("k",)) for text in draw(st.lists(PATTERNS, max_size=2))],
        unknown=draw(st.lists(PATTERNS, max_size=1)),
        exact=draw(st.lists(PATTERNS, max_size=2)),
    )


def shuffled(value: Any) -> Any:
    """The same value with the keys of every object the other way round."""
    match value:
        case dict():
            return {key: shuffled(value[key]) for key in reversed(value)}
        case list():
            return [shuffled(item) for item in value]
        case _:
            return value


def applied(live: Any, edits: list[Edit]) -> Any:
    """What ``live`` becomes when every edit is carried out; written without a look at how edits are made."""
    result = copy.deepcopy(live)
    for edit in edits:
        result = _put(result, list(edit.path), edit)
    return result


def _put(node: Any, path: list[Any], edit: Edit) -> Any:
    if not path:
        return edit.after
    head, *rest = path
    if isinstance(head, Element):
        return _put_element(node if isinstance(node, list) else [], head.key, rest, edit)
    held: dict[str, Any] = dict(node) if isinstance(node, Mapping) else {}
    if not rest and edit.after is ABSENT:
        held.pop(head)
        return held
    return {**held, head: _put(held.get(head, ABSENT), rest, edit)}


def _put_element(items: list[Any], key: str, rest: list[Any], edit: Edit) -> list[Any]:
    if rest:
        return [_put(i, rest, edit) if isinstance(i, dict) and i.get("k") == key else i for i in items]
    if edit.before is ABSENT:
        return [*items, edit.after]
    if edit.after is ABSENT:
        return [item for item in items if not same(item, edit.before)]
    return [edit.after if same(item, edit.before) else item for item in items]
