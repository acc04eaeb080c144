"""Who wrote a resource last, from the tenant log."""

from typing import Any

import pytest

from deploy_cli.core.last_write import LastWrite, Trace, last_writes, trace
from tests.core.toys import BOXES, LETTERS, SETTINGS, TOOLS


def event(number: int, method: str, path: str, **more: Any) -> dict[str, Any]:
    request = {"method": method, "path": f"/api/v2/{path}", **more.pop("request", {})}
    details = {"request": request, "response": {"statusCode": 200, "body": more.pop("answer", {})}}
    return {
        "date": f"2026-01-01T00:00:{number:02}.000Z",
        "log_id": f"9{number}",
        "type": "sapi",
        "details": details,
        **more,
    }


def latest(one: Trace | None, *events: Any) -> LastWrite | None:
    assert one is not None
    return last_writes(events, [one]).get(0)


def log_id(one: Trace | None, *events: Any) -> str | None:
    write = latest(one, *events)
    return write.log_id if write else None


def test_the_latest_write_counts_in_whatever_order_events_come() -> None:
    hammer = trace(TOOLS, "hammer", "t1")
    events = [
        event(2, "patch", "api-tools/t1"),
        event(3, "patch", "api-tools/t2"),
        event(1, "patch", "api-tools/t1"),
    ]

    assert log_id(hammer, *events) == "92"


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("boxes/b1", True),
        ("boxes/b1/tools", True),
        ("boxes/b1/pages/front-page", True),
        ("boxes/b10", False),
        ("boxes/b2/tools", False),
        ("boxes", False),
        ("boxes%2Fb1", True),
    ],
)
def test_what_lies_below_a_resource_is_part_of_it(path: str, counts: bool) -> None:
    assert (log_id(trace(BOXES, "toolbox", "b1"), event(1, "post", path)) == "91") is counts


def test_a_create_is_known_by_its_answer() -> None:
    hammer = trace(TOOLS, "hammer", "t1")

    assert log_id(hammer, event(1, "post", "api-tools", answer={"tool_id": "t1"})) == "91"
    assert log_id(hammer, event(1, "post", "api-tools", answer={"tool_id": "t2"})) is None
    assert log_id(hammer, event(1, "post", "api-tools", answer=["t1"])) is None


def test_documents_are_known_by_their_path() -> None:
    assert log_id(trace(SETTINGS, "", None), event(1, "patch", "the/settings")) == "91"
    assert log_id(trace(LETTERS, "hello", None), event(1, "patch", "letters/hello")) == "91"
    assert log_id(trace(LETTERS, "bye", None), event(1, "patch", "letters/hello")) is None


def test_a_resource_without_an_id_leaves_no_trace() -> None:
    assert trace(TOOLS, "hammer", None) is None


def test_a_person_is_named_by_who_they_are_and_a_client_by_its_id() -> None:
    user = {"user_id": "auth0|1", "name": "Jane", "email": "jane@acme.example"}
    person = event(
        1,
        "patch",
        "api-tools/t1",
        client_id="dash",
        request={"auth": {"user": user}, "channel": "https://manage.auth0.com/"},
    )
    machine = event(
        2,
        "patch",
        "api-tools/t2",
        client_id="ci",
        client_name="",
        request={"auth": {"user": {}}, "channel": "api"},
    )

    by_person, by_machine = latest(trace(TOOLS, "a", "t1"), person), latest(trace(TOOLS, "b", "t2"), machine)

    assert by_person == LastWrite(
        at="2026-01-01T00:00:01.000Z",
        method="PATCH",
        user="jane@acme.example",
        client_id="dash",
        client_name=None,
        dashboard=True,
        log_id="91",
    )
    assert by_machine is not None
    assert (by_machine.user, by_machine.client_id, by_machine.dashboard) == (None, "ci", False)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"details": None},
        {"details": {"request": "x"}},
        {"details": {"request": {"path": 3}}},
        {"date": {"$d": 1}},
    ],
)
def test_events_of_another_shape_tell_nothing(odd: dict[str, Any]) -> None:
    known = event(1, "patch", "api-tools/t1")

    assert log_id(trace(TOOLS, "hammer", "t1"), odd, known) == "91"
