"""Requests: the calls that carry out one step."""

from typing import Any

import pytest

from deploy_cli.core.call import Call
from deploy_cli.core.order import schedule
from deploy_cli.core.plan import Change
from deploy_cli.core.references import Names
from deploy_cli.core.requests import calls
from tests.core.toys import TYPES, create, delete, in_order, names, update

KNOWN = {"tools/hammer": "t1", "tools/saw": "t2", "tools/axe": "t3", "boxes/red": "b1"}


def requests(change: Change, known: Names | None = None, server_id: str | None = None) -> list[Call]:
    """Every call of a plan of one change, in order."""
    made = schedule(in_order(change), TYPES)
    described = TYPES[change.address.section]
    return [
        call
        for wave in made.waves
        for step in wave
        for call in calls(step, described, known or names(KNOWN), server_id or change.resource_id)
    ]


def test_a_collection_is_posted_to() -> None:
    assert requests(create("tools/pin", {"name": "pin"})) == [Call("POST", "api-tools", {"name": "pin"})]


def test_an_update_is_patched_at_the_id_which_is_quoted() -> None:
    change = update("tools/pin", {"size": 1}, {"size": 2}, server_id="a/b c|d")

    assert requests(change) == [Call("PATCH", "api-tools/a%2Fb%20c%7Cd", {"size": 1})]


def test_a_delete_is_sent_without_a_body_and_may_find_nothing() -> None:
    assert requests(delete("tools/pin", {})) == [
        Call("DELETE", "api-tools/id%20of%20tools%2Fpin", gone_is_done=True)
    ]


def test_what_changes_in_the_files_only_needs_no_request() -> None:
    assert requests(update("tools/pin", {"ready": True}, {"ready": False})) == []


def test_what_a_create_does_not_take_is_patched_after_it() -> None:
    sent = requests(create("tools/pin", {"name": "pin", "late": 1, "best_friend": "saw"}), server_id="t9")

    assert sent == [
        Call("POST", "api-tools", {"name": "pin", "best_friend": "t2"}),
        Call("PATCH", "api-tools/t9", {"late": 1}),
    ]


def test_a_singleton_is_patched() -> None:
    assert requests(update("settings", {"a": 1}, {"a": 2})) == [Call("PATCH", "the/settings", {"a": 1})]


def test_a_document_that_is_not_there_is_posted_with_its_key() -> None:
    assert requests(create("letters/hello", {"body": "x"})) == [
        Call("POST", "letters", {"letter": "hello", "body": "x"})
    ]


def test_a_document_that_is_there_is_patched() -> None:
    assert requests(update("letters/hello", {"body": "x"}, {"body": "y"})) == [
        Call("PATCH", "letters/hello", {"body": "x"})
    ]


def test_a_document_that_is_always_there_is_patched_in_any_case() -> None:
    assert requests(create("shields/upper", {"on": True})) == [Call("PATCH", "shields/u", {"on": True})]


CHILDREN = [
    pytest.param(
        {"tools": ["hammer", "saw", "axe"]},
        {"tools": []},
        [
            Call(
                "PATCH",
                "boxes/b1/tools",
                [{"tool_id": "t1", "status": True}, {"tool_id": "t2", "status": True}],
            ),
            Call("PATCH", "boxes/b1/tools", [{"tool_id": "t3", "status": True}]),
        ],
        id="ids are switched on, as many at once as the API takes",
    ),
    pytest.param(
        {"tools": ["axe"]},
        {"tools": ["hammer", "axe"]},
        [Call("PATCH", "boxes/b1/tools", [{"tool_id": "t1", "status": False}])],
        id="ids are switched off",
    ),
    pytest.param(
        {"tools": ["saw"]},
        {"tools": ["hammer"]},
        [
            Call(
                "PATCH",
                "boxes/b1/tools",
                [{"tool_id": "t2", "status": True}, {"tool_id": "t1", "status": False}],
            )
        ],
        id="on and off go together",
    ),
    pytest.param(
        {"tools": None},
        {"tools": ["hammer"]},
        [Call("PATCH", "boxes/b1/tools", [{"tool_id": "t1", "status": False}])],
        id="null switches all off",
    ),
    pytest.param(
        {"grants": [{"label": "l", "right": "a"}, {"label": "l", "right": "b"}]},
        {"grants": [{"label": "l", "right": "b"}, {"label": "m", "right": "c"}]},
        [
            Call("POST", "boxes/b1/grants", {"grants": [{"label": "l", "right": "a"}]}),
            Call("DELETE", "boxes/b1/grants", {"grants": [{"label": "m", "right": "c"}]}, gone_is_done=True),
        ],
        id="elements are added and removed under their key",
    ),
    pytest.param(
        {"grants": [{"label": "a b", "right": "c"}]},
        {"grants": [{"label": "a", "right": "b c"}]},
        [
            Call("POST", "boxes/b1/grants", {"grants": [{"label": "a b", "right": "c"}]}),
            Call(
                "DELETE", "boxes/b1/grants", {"grants": [{"label": "a", "right": "b c"}]}, gone_is_done=True
            ),
        ],
        id="keys of several fields are not mixed up",
    ),
    pytest.param(
        {"links": [{"name": "hammer", "strength": 2}, {"name": "axe"}]},
        {"links": [{"name": "hammer", "strength": 1}, {"name": "saw", "strength": 1}]},
        [
            Call("POST", "boxes/b1/links", {"tool_id": "t3"}),
            Call("PATCH", "boxes/b1/links/t1", {"strength": 2}),
            Call("DELETE", "boxes/b1/links/t2", gone_is_done=True),
        ],
        id="elements are written one by one",
    ),
    pytest.param(
        {"pages": [{"page": "front_page", "body": "new"}]},
        {"pages": [{"page": "front_page", "body": "old"}, {"page": "back_page", "body": "b"}]},
        [
            Call("PUT", "boxes/b1/pages/front-page", "new"),
            Call("DELETE", "boxes/b1/pages/back-page", gone_is_done=True),
        ],
        id="texts are put, and deleted",
    ),
]


@pytest.mark.parametrize(("desired", "live", "sent"), CHILDREN)
def test_a_child_list_is_written_as_its_endpoints_need_it(
    desired: dict[str, Any], live: dict[str, Any], sent: list[Call]
) -> None:
    assert requests(update("boxes/red", desired, live, server_id="b1")) == sent


def test_what_is_put_is_also_put_anew() -> None:
    change = update(
        "boxes/red", {"pages": [{"page": "back_page", "body": "x"}]}, {"pages": []}, server_id="b1"
    )

    assert requests(change) == [Call("PUT", "boxes/b1/pages/back-page", "x")]


def test_children_of_what_is_created_come_after_it() -> None:
    sent = requests(create("boxes/blue", {"name": "blue", "tools": ["saw"]}), server_id="b2")

    assert sent == [
        Call("POST", "boxes", {"name": "blue"}),
        Call("PATCH", "boxes/b2/tools", [{"tool_id": "t2", "status": True}]),
    ]
