"""Drift: what the tenant log is asked for, and what is said where it tells nothing."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from deploy_cli.app.drifting import Drift, PlanSettings, find
from deploy_cli.core.call import Answer, Document, Found, Missing, Read, Unavailable
from deploy_cli.core.drift import Applied, LastApplied, Mover
from deploy_cli.core.seal import Seal
from deploy_cli.errors import ApiError, Unauthorized
from tests.app.scripted import ScriptedApi
from tests.core.toys import TYPES, address, desired_tenant

BEFORE = LastApplied(
    applied_at="2026-01-01T00:00:00Z",
    salt="s",
    resources={
        address(f"tools/{name}"): Applied(id=f"t-{name}", body={"name": name, "kind": "x", "a": 1})
        for name in ("one", "two")
    },
)


def event(number: int, path: str = "other/x", client_id: str = "ci") -> dict[str, Any]:
    request = {"method": "patch", "path": f"/api/v2/{path}"}
    return {
        "date": f"2026-01-02T{number:06}",
        "log_id": f"{number:06}",
        "client_id": client_id,
        "details": {"request": request},
    }


@dataclass
class LoggedApi(ScriptedApi):
    """A tenant with a log, the latest event first."""

    events: list[Any] = field(default_factory=list)
    silent: Answer | ApiError | None = None
    pages: list[int] = field(default_factory=list)

    def _answer(self, read: Read) -> Answer:
        if not (isinstance(read, Document) and read.path == "logs"):
            return super()._answer(read)
        if isinstance(self.silent, ApiError):
            raise self.silent
        if self.silent is not None:
            return self.silent
        assert (read.query["q"], read.query["sort"]) == ("type:sapi", "date:-1")
        number, size = int(read.query["page"]), int(read.query["per_page"])
        self.pages.append(number)
        return Found({"logs": self.events[number * size : (number + 1) * size]})


def drift(api: LoggedApi, **changed: Any) -> Drift:
    """Of two tools that were applied, and of which the tenant has other values."""
    api.tenant["api-tools"] = [
        {"tool_id": f"t-{name}", "name": name, "kind": "x", "a": changed.get(name, 1)}
        for name in ("one", "two")
    ]
    desired = desired_tenant(
        {f"tools/{name}": {"name": name, "kind": "x", "a": 1} for name in ("one", "two")}
    )
    return find(desired, api, TYPES, PlanSettings(), BEFORE, Seal(salt="s"))


def writers(found: Drift) -> dict[str, str | None]:
    return {
        str(change.address): found.writes[change.id].client_id
        for change in found.plan.changes
        if change.id in found.writes
    }


def test_where_nothing_differs_the_log_is_not_read() -> None:
    api = LoggedApi()

    assert drift(api).plan.changes == ()
    assert api.pages == []


def test_the_log_is_read_until_everything_is_found() -> None:
    api = LoggedApi(
        events=[event(900 - n) for n in range(150)] + [event(5, "api-tools/t-one", "me")] + [event(1)] * 500
    )

    assert writers(drift(api, one=2)) == {"tools/one": "me"}
    assert api.pages == [0, 1]


def test_the_log_is_read_to_its_end_and_no_further_than_a_search_goes() -> None:
    short, endless = LoggedApi(events=[event(1)] * 130), LoggedApi(events=[event(1)] * 5000)

    assert writers(drift(short, one=2)) == {}
    assert writers(drift(endless, one=2)) == {}
    assert (short.pages, endless.pages) == ([0, 1], [*range(10)])


def test_of_several_each_has_its_own_writer() -> None:
    api = LoggedApi(
        events=[
            event(3, "api-tools/t-two", "b"),
            event(2, "api-tools/t-one", "a"),
            event(1, "api-tools/t-two", "c"),
        ]
    )
    found = drift(api, one=2, two=2)

    assert writers(found) == {"tools/one": "a", "tools/two": "b"}
    assert {found.whole(change) for change in found.plan.changes} == {Mover.TENANT}
    assert found.waiting == ()


@pytest.mark.parametrize(
    ("silent", "reason"),
    [
        (Unauthorized("insufficient scope", status=403), "insufficient scope"),
        (ApiError("it broke", status=500), "it broke"),
        (Unavailable("not in your plan"), "not in your plan"),
        (Missing(), "gave no list of events"),
        (Found({"logs": {}}), "gave no list of events"),
    ],
)
def test_a_log_that_tells_nothing_is_no_error(silent: Any, reason: str) -> None:
    found = drift(LoggedApi(silent=silent), one=2)

    assert found.writes == {}
    assert found.silence is not None
    assert reason in found.silence
    assert [found.whole(change) for change in found.plan.changes] == [Mover.TENANT]


def test_events_of_another_shape_are_passed_over() -> None:
    api = LoggedApi(events=["text", None, {}, event(1, "api-tools/t-one", "me")])

    assert writers(drift(api, one=2)) == {"tools/one": "me"}
