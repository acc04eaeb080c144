"""Log events, written by the API itself, read one after another or searched."""

import pytest

from deploy_cli.emulator.message import Request
from deploy_cli.emulator.seed import seed
from tests.emulator.tenant import Tenant

EVENTS = [
    {
        "log_id": f"90020260101{n:04}",
        "date": f"2026-01-0{n}T00:00:00.000Z",
        "type": kind,
        "user_id": f"auth0|{n % 2}",
    }
    for n, kind in enumerate(["s", "sertft", "sertft", "fertft", "slo"], start=1)
]


@pytest.fixture
def logged(tenant: Tenant) -> Tenant:
    seed(tenant.api, {"/logs": EVENTS})
    return tenant


def test_events_are_read_one_after_another(logged: Tenant) -> None:
    first = logged.get("/logs", take=2).body
    second = logged.get("/logs", from_=first[-1]["log_id"], take=2).body
    last = logged.get("/logs", from_=EVENTS[-1]["log_id"], take=2).body

    assert first + second == EVENTS[:4]
    assert last == []


def test_a_link_leads_on_and_that_of_an_empty_page_to_itself(logged: Tenant) -> None:
    end = EVENTS[-1]["log_id"]

    answers = [
        logged.api.handle(Request("GET", "/api/v2/logs", query))
        for query in ((("take", "5"),), (("from", end), ("take", "5")))
    ]

    link = f'<https://acme.eu.auth0.com/api/v2/logs?from={end}&take=5>; rel="next"'
    assert [answer.headers["link"] for answer in answers] == [link, link]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("type:sertft", [3, 2]),
        ("type:(s OR slo)", [5, 1]),
        ('type:sertft AND user_id:"auth0|1"', [3]),
        ("date:[2026-01-02T00:00:00.000Z TO 2026-01-04T00:00:00.000Z}", [3, 2]),
        ("date:[2026-01-04 TO *]", [5, 4]),
        ("date:[* TO 2026-01-02] AND type:s", [1]),
    ],
)
def test_a_search_finds_the_latest_first(logged: Tenant, search: str, found: list[int]) -> None:
    events = logged.get("/logs", q=search).body

    assert events == [EVENTS[number - 1] for number in found]


def test_a_search_says_how_much_there_is_and_ends_after_a_thousand(logged: Tenant) -> None:
    page = logged.get("/logs", per_page=2, page=1, include_totals="true", sort="date:1").body

    assert page == {"start": 2, "limit": 2, "length": 2, "total": 5, "logs": EVENTS[2:4]}
    assert logged.get("/logs", per_page=100, page=10).status == 400


def test_one_event_is_read_by_its_id(logged: Tenant) -> None:
    assert logged.get(f"/logs/{EVENTS[0]['log_id']}").body == EVENTS[0]
    assert logged.get("/logs/unknown").status == 404


def test_every_write_that_succeeds_is_an_event(tenant: Tenant) -> None:
    role = tenant.made("/roles", {"name": "Clerk"})
    tenant.now += 1
    tenant.patch(f"/roles/{role['id']}", {"description": "Sells"})
    tenant.get("/roles")
    tenant.patch("/roles/rol_none", {"description": "Sells"})
    tenant.now += 1
    tenant.delete(f"/roles/{role['id']}")

    events = tenant.get("/logs", q="type:sapi").body

    told = [(event["details"]["request"]["method"], event["details"]["request"]["path"]) for event in events]
    assert told == [
        ("delete", f"/api/v2/roles/{role['id']}"),
        ("patch", f"/api/v2/roles/{role['id']}"),
        ("post", "/api/v2/roles"),
    ]
    assert events[2]["details"]["response"]["body"]["id"] == role["id"]
    assert [event["log_id"] for event in events] == sorted((e["log_id"] for e in events), reverse=True)


def test_writes_in_one_moment_keep_their_order(tenant: Tenant) -> None:
    for name in ("One", "Two", "Three"):
        tenant.made("/roles", {"name": name})

    events = tenant.get("/logs", q="type:sapi").body

    assert [event["details"]["request"]["body"]["name"] for event in events] == ["Three", "Two", "One"]


def test_events_tell_no_secret(tenant: Tenant) -> None:
    client = tenant.made("/clients", {"name": "Shop"})

    events = tenant.get("/logs").body

    assert client["client_secret"] not in str(events)
    assert events[0]["details"]["response"]["body"]["client_id"] == client["client_id"]


def test_old_events_go(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy_cli.emulator.events.KEPT", 10)
    role = tenant.made("/roles", {"name": "Clerk"})
    for number in range(499):
        tenant.patch(f"/roles/{role['id']}", {"description": str(number)})

    assert tenant.get("/logs", include_totals="true").body["total"] == 10
