"""Names made of natural keys."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deploy_cli.core.identity import name_of
from deploy_cli.core.resource_type import Collection
from tests.core.toys import GRANTS, LABELS, TOOLS

PAIRS = Collection(section="pairs", title="pair", path="pairs", identity=("one", "two"))
MANY = Collection(
    section="many",
    title="many",
    path="many",
    identity=("one", "two", "three", "four"),
    identity_defaults={"three": "c", "four": "d"},
)


@pytest.mark.parametrize(
    ("collection", "body", "name"),
    [
        pytest.param(TOOLS, {"name": "a:b\\c"}, "a:b\\c", id="a single field is the name as it stands"),
        pytest.param(LABELS, {"identifier": "https://x/y"}, "https://x/y", id="the field need not be `name`"),
        pytest.param(
            PAIRS, {"one": "a", "two": "https://b"}, "a:https://b", id="the last part is left as it is"
        ),
        pytest.param(
            PAIRS, {"one": "a:b", "two": "c"}, "a\\:b:c", id="a colon before the last part is escaped"
        ),
        pytest.param(
            GRANTS, {"tool_id": "a", "label": "https://b"}, "a:https://b", id="a default is left out"
        ),
        pytest.param(
            GRANTS,
            {"tool_id": "a", "label": "b", "kind": "plain"},
            "a:b",
            id="a default that is said is left out",
        ),
        pytest.param(
            GRANTS,
            {"tool_id": "a", "label": "https://b", "kind": "fine"},
            "a:https://b::fine",
            id="what is not the default follows two colons",
        ),
        pytest.param(TOOLS, {}, None, id="without its field there is no name"),
        pytest.param(TOOLS, {"name": ""}, None, id="an empty name is none"),
        pytest.param(TOOLS, {"name": 7}, None, id="a number is no name"),
        pytest.param(PAIRS, {"one": "a"}, None, id="half a key is no name"),
        pytest.param(GRANTS, {"tool_id": "a", "label": "b", "kind": ""}, None, id="an empty part is none"),
    ],
)
def test_the_name_is_the_natural_key(collection: Collection, body: dict[str, Any], name: str | None) -> None:
    assert name_of(collection, body) == name


PARTS = st.text(st.sampled_from(":\\ab"), min_size=1, max_size=5)
BODIES = st.fixed_dictionaries(
    {
        "one": PARTS,
        "two": PARTS,
        "three": st.one_of(PARTS, st.just("c")),
        "four": st.one_of(PARTS, st.just("d")),
    }
)


def key(*parts: str) -> dict[str, str]:
    return dict(zip(("one", "two", "three", "four"), parts, strict=True))


@given(BODIES, BODIES)
@example(key("a", "b::x:y", "c", "d"), key("a", "b", "x", "y"))
@example(key("a", "b:\\:x:y", "c", "d"), key("a", "b", "x", "y"))
@example(key("a", "b:", "x", "y"), key("a", "b", ":x", "y"))
@example(key("a:b", "b", "c", "d"), key("a", "b:b", "c", "d"))
@example(key("a\\", "b", "c", "d"), key("a", "\\:b", "c", "d"))
def test_two_keys_never_make_one_name(one: dict[str, str], other: dict[str, str]) -> None:
    assert (name_of(MANY, one) == name_of(MANY, other)) is (one == other)


@given(*(st.fixed_dictionaries({"one": PARTS, "two": PARTS}) for _ in range(2)))
def test_two_keys_without_defaults_never_make_one_name(one: dict[str, str], other: dict[str, str]) -> None:
    assert (name_of(PAIRS, one) == name_of(PAIRS, other)) is (one == other)
