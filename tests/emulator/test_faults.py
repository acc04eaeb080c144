import json
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from deploy_cli.emulator.answers import json_answer
from deploy_cli.emulator.faults import Drop, Dropped, Faults, Outcome, Strike, suffer
from deploy_cli.emulator.faults_file import parse
from deploy_cli.emulator.message import Request, Response

from .conftest import Client, Clock

GET = Request("GET", "/api/v2/clients")
OK = Response(200, {"content-type": "application/json; charset=utf-8"}, b'{"name":"Storefront"}')
DROP = {"drop": "before"}


def rules(*rules: Mapping[str, Any], seed: int = 0) -> Faults:
    return parse({"seed": seed, "rules": list(rules)})


def struck(faults: Faults, requests: int, request: Request = GET) -> list[int]:
    """Which of so many requests something happens to, counted from 1."""
    return [n for n in range(1, requests + 1) if faults.strike(request) != Strike()]


def outcome(**then: Any) -> Outcome:
    found = rules({"then": then}).strike(GET)[1]
    assert found is not None
    return found


class Api:
    """Answers, and counts how often it did."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> Response:
        self.calls += 1
        return OK


@pytest.mark.parametrize(
    ("match", "hit"),
    [
        pytest.param({}, [1, 2, 3, 4, 5, 6], id="every request without a selection"),
        pytest.param({"nth": 2}, [2], id="one request"),
        pytest.param({"nth": [1, 4]}, [1, 4], id="some requests"),
        pytest.param({"every": 3}, [3, 6], id="each third"),
        pytest.param({"times": 2}, [1, 2], id="no more often than told"),
        pytest.param({"every": 2, "times": 1}, [2], id="selection and times together"),
        pytest.param({"nth": 2, "in_a_row": 3}, [2, 3, 4], id="a storm"),
        pytest.param(
            {"every": 3, "in_a_row": 2, "times": 1}, [3, 4], id="one storm, though more are selected"
        ),
        pytest.param({"probability": 1}, [1, 2, 3, 4, 5, 6], id="certain"),
        pytest.param({"probability": 0}, [], id="impossible"),
    ],
)
def test_a_rule_strikes_the_requests_it_selects(match: Mapping[str, Any], hit: list[int]) -> None:
    assert struck(rules({"match": match, "then": DROP}), 6) == hit


@pytest.mark.parametrize(
    ("match", "method", "path", "hit"),
    [
        ({"method": "PATCH"}, "PATCH", "/api/v2/clients/a", True),
        ({"method": "patch"}, "PATCH", "/api/v2/clients/a", True),
        ({"method": ["POST", "PUT"]}, "PATCH", "/api/v2/clients/a", False),
        ({"path": "/api/v2/clients/*"}, "GET", "/api/v2/clients/a", True),
        ({"path": "/api/v2/clients/*"}, "GET", "/api/v2/clients", False),
        ({"path": "/api/v2/clients/*"}, "GET", "/api/v2/clients/a/credentials", False),
        ({"path": "/api/v2/clients/**"}, "GET", "/api/v2/clients/a/credentials", True),
        ({"path": "/api/v2/resource-servers/*"}, "GET", "/api/v2/resource-servers/https%3A%2F%2Fa%2F", True),
        ({"path": "/api/v2/a.c"}, "GET", "/api/v2/abc", False),
        ({"path": "/oauth/token", "method": "POST"}, "POST", "/oauth/token", True),
    ],
)
def test_method_and_path_decide(match: Mapping[str, Any], method: str, path: str, hit: bool) -> None:
    faults = rules({"match": match, "then": DROP})

    assert (faults.strike(Request(method, path)) == Strike(0, Drop("before"))) is hit


def test_only_requests_that_match_are_counted() -> None:
    faults = rules({"match": {"method": "PATCH", "nth": 2}, "then": DROP})

    hits = [faults.strike(Request(method, "/x"))[1] for method in ("PATCH", "GET", "PATCH", "PATCH")]

    assert hits == [None, None, Drop("before"), None]


def test_the_same_seed_makes_the_same_faults_and_another_seed_others() -> None:
    rule = {"match": {"probability": 0.5}, "then": DROP}

    runs = [struck(rules(rule, seed=seed), 200) for seed in (1, 1, 2)]

    assert runs[0] == runs[1] != runs[2]
    assert 60 < len(runs[0]) < 140


def test_rules_have_luck_of_their_own() -> None:
    rule = {"match": {"probability": 0.5}, "then": {"delay": "1s"}}

    delays = {rules(rule, rule, rule).strike(GET)[0] for _ in range(1)}
    faults = rules(rule, rule)
    delays |= {faults.strike(GET)[0] for _ in range(50)}

    assert {0, 1, 2} <= delays


def test_delays_add_up_and_the_first_other_outcome_decides() -> None:
    faults = rules(
        {"then": {"delay": "250ms"}},
        {"then": {"delay": "1s", "status": 503}},
        {"then": {"drop": "after"}},
    )

    delay, found, _ = faults.strike(GET)

    assert delay == pytest.approx(1.25)
    assert found is not None
    assert suffer(found, Api(), 0).status == 503


@pytest.mark.parametrize(
    ("then", "calls"),
    [
        ({"status": 500}, 0),
        ({"status": 502, "carry_out": True}, 1),
        ({"limited": True}, 0),
        ({"truncate": 3}, 1),
        ({"garble": True}, 1),
        ({"content_type": "text/html"}, 1),
    ],
)
def test_whether_the_request_is_carried_out(then: Mapping[str, Any], calls: int) -> None:
    api = Api()

    suffer(outcome(**then), api, 0)

    assert api.calls == calls


@pytest.mark.parametrize(("when", "calls"), [("before", 0), ("after", 1)])
def test_a_connection_drops_before_or_after_the_request_took_effect(when: str, calls: int) -> None:
    api = Api()

    with pytest.raises(Dropped):
        suffer(outcome(drop=when), api, 0)

    assert api.calls == calls


def test_a_status_comes_with_the_body_of_the_api_unless_another_is_given() -> None:
    assert json.loads(suffer(outcome(status=503), OK_API, 0).body)["message"] == "Service Unavailable"
    assert suffer(outcome(status=599), OK_API, 0).body == b""
    assert suffer(outcome(status=500, body="down"), OK_API, 0).body == b"down"
    assert suffer(outcome(status=500, body={"a": None}), OK_API, 0).body == b'{"a": null}'


def test_headers_can_be_given() -> None:
    answer = suffer(outcome(status=503, headers={"Retry-After": 3}), OK_API, 0)

    assert answer.headers["retry-after"] == "3"


def test_limited_says_when_to_come_again() -> None:
    answer = suffer(outcome(limited="2s"), OK_API, 1_000.5)

    assert answer.status == 429
    assert answer.headers["retry-after"] == "2"
    assert answer.headers["x-ratelimit-reset"] == "1003"


@pytest.mark.parametrize("size", [0, 5, 1_000])
def test_a_truncated_body_is_shorter_than_announced(size: int) -> None:
    answer = suffer(outcome(truncate=size), OK_API, 0)

    assert answer.body == OK.body[:size]
    assert int(answer.headers["content-length"]) > len(answer.body)


@pytest.mark.parametrize("answer", [OK, Response(204), Response(200, {}, b"[]"), Response(200, {}, b"1234")])
def test_a_garbled_body_is_no_json_though_it_says_so(answer: Response) -> None:
    garbled = suffer(outcome(garble=True), lambda: answer, 0)

    assert garbled.headers["content-type"].startswith("application/json")
    with pytest.raises(ValueError, match=r"."):
        json.loads(garbled.body)


def test_a_mislabelled_body_is_the_right_one() -> None:
    answer = suffer(outcome(content_type="text/html"), OK_API, 0)

    assert (answer.body, answer.headers["content-type"]) == (OK.body, "text/html")


def test_an_emulator_suffers_its_faults_and_time_passes(opened: Callable[..., Client], clock: Clock) -> None:
    faults = rules(
        {"match": {"path": "/oauth/token", "nth": 1}, "then": {"status": 503}},
        {"match": {"method": "POST", "path": "/api/v2/roles"}, "then": {"delay": "2s", "drop": "after"}},
    )
    client = opened(faults=faults, latency=0.05)

    assert client.ask_token().status == 503
    with pytest.raises(Dropped):
        client.send("POST", "roles", {"name": "Admin"})
    assert [role["name"] for role in client.do("GET", "roles")] == ["Admin"]
    assert clock.slept == pytest.approx([0.05, 0.05, 2.05, 0.05])


def test_a_stale_read_is_what_was_read_last(opened: Callable[..., Client]) -> None:
    client = opened(
        faults=rules(
            {"match": {"method": "GET", "path": "/api/v2/roles", "nth": [1, 3]}, "then": {"stale": True}}
        )
    )

    assert client.do("GET", "roles") == [], "nothing was read before, so this is how it is"
    client.do("POST", "roles", {"name": "Admin"})
    seen = [len(client.do("GET", "roles")) for _ in range(2)]
    client.do("POST", "roles", {"name": "Other"})
    assert [*seen, len(client.do("GET", "roles"))] == [1, 1, 2]


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ({"method": "PATCH", "body": {"description": "by hand"}}, [("Clerk", "by hand")]),
        ({"method": "DELETE", "path": "/api/v2/roles/{Clerk}"}, []),
        ({"method": "DELETE", "path": "/api/v2/roles/{Nobody}"}, [("Clerk", "mine")]),
        ({"method": "POST", "path": "/api/v2/roles", "body": {}}, [("Clerk", "mine")]),
        (
            {"method": "POST", "path": "/api/v2/roles", "body": {"name": "New", "description": "n"}},
            [("Clerk", "mine"), ("New", "n")],
        ),
    ],
)
def test_somebody_else_is_faster(
    opened: Callable[..., Client], told: Any, left: list[tuple[str, str]]
) -> None:
    rule = {"match": {"method": "GET", "path": "/api/v2/roles/*", "nth": 1}, "then": {"meddle": told}}
    client = opened(faults=rules(rule))
    made = client.do("POST", "roles", {"name": "Clerk", "description": "mine"})
    client.send("GET", f"roles/{made['id']}")

    found = client.do("GET", "roles")
    assert sorted((role["name"], role["description"]) for role in found) == left


CLIENTS = [{"client_id": str(n)} for n in range(5)]


@pytest.mark.parametrize(
    ("page", "then", "left"),
    [
        (CLIENTS, {"lose": 2}, 3),
        (CLIENTS, {"lose": 9}, 0),
        (CLIENTS, {"lose": "all"}, 0),
        ({"clients": CLIENTS, "total": 12, "start": 0, "limit": 5}, {"lose": 1}, 4),
        ({"client_grants": CLIENTS, "next": "abc"}, {"lose": 1}, 4),
    ],
)
def test_a_list_loses_elements(page: Any, then: Mapping[str, Any], left: int) -> None:
    found = json.loads(suffer(outcome(**then), lambda: json_answer(200, page), 0).body)

    items = found if isinstance(found, list) else next(v for v in found.values() if isinstance(v, list))
    assert len(items) == left
    assert [item for item in CLIENTS if item in items] == items, "what is left keeps its order"
    if isinstance(page, dict):
        assert {key: value for key, value in found.items() if value is not items} == {
            key: value for key, value in page.items() if not isinstance(value, list)
        }


def test_a_loss_shows_in_the_total_only_where_it_is_counted() -> None:
    page = {"clients": CLIENTS, "total": 12, "length": 5}

    answer = suffer(outcome(lose=2, counted=False), lambda: json_answer(200, page), 0)

    found = json.loads(answer.body)
    assert (found["total"], found["length"], len(found["clients"])) == (10, 3, 3)


@pytest.mark.parametrize(
    "answer",
    [
        OK,
        Response(204),
        json_answer(404, [1]),
        json_answer(200, {"identifier": "https://a", "scopes": [{"value": "read:a"}]}),
        json_answer(200, []),
    ],
)
def test_what_is_no_list_loses_nothing(answer: Response) -> None:
    assert suffer(outcome(lose="all"), lambda: answer, 0) == answer


def test_the_same_seed_loses_the_same_places() -> None:
    def left(seed: int) -> bytes:
        found = rules({"then": {"lose": 2}}, seed=seed).strike(GET).outcome
        assert found is not None
        return suffer(found, lambda: json_answer(200, CLIENTS), 0).body

    assert left(1) == left(1)
    assert len({left(seed) for seed in range(20)}) > 3


def test_a_token_that_is_said_to_be_expired_stays_so_and_a_new_one_is_good(
    opened: Callable[..., Client],
) -> None:
    client = opened(faults=rules({"match": {"path": "/api/v2/roles", "nth": 2}, "then": {"expire": True}}))
    old = client.token

    statuses = [client.send("GET", path).status for path in ("roles", "roles", "roles", "clients")]
    new = json.loads(client.ask_token().body)["access_token"]

    assert statuses == [200, 401, 401, 401]
    assert "Expired token" in json.loads(client.send("GET", "roles").body)["message"]
    assert new != old, "though it was issued within the same second"
    assert client.send("GET", "roles", token=new).status == 200


@pytest.mark.parametrize("skew", ["5m", "-90s"])
def test_a_clock_is_off_in_the_date_and_in_the_refill(
    opened: Callable[..., Client], clock: Clock, skew: str
) -> None:
    seconds = {"5m": 300, "-90s": -90}[skew]
    client = opened(
        limits="enterprise", faults=rules({"match": {"path": "/api/v2/**"}, "then": {"skew": skew}})
    )

    headers = client.send("GET", "roles").headers
    limited = rules({"then": {"skew": skew, "limited": "2s"}}).strike(GET)

    assert parsedate_to_datetime(headers["date"]).timestamp() == clock.now + seconds
    assert int(headers["x-ratelimit-reset"]) == int(clock.now) + 1 + seconds
    assert (limited.delay, limited.skew) == (0, seconds)


def OK_API() -> Response:  # noqa: N802 - the answer of an API that is well
    return OK
