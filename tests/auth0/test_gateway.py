import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from deploy_cli.app.ports import ManagementApi
from deploy_cli.auth0.clock import Clock, interruptible
from deploy_cli.auth0.credentials import Credentials
from deploy_cli.auth0.gateway import connect
from deploy_cli.auth0.transport import Request
from deploy_cli.core.call import Answer, Call, Document, Found, Listing, Missing, Paging, Wait
from deploy_cli.core.values import Secret
from deploy_cli.errors import ApiError, Unreachable

from .conftest import ENVIRON, SECRET, Tenant, Time, answer, refused


def test_the_gateway_is_what_the_use_cases_ask_for(tenant: Tenant) -> None:
    gateway: ManagementApi = tenant.gateway()

    assert gateway.domain == "acme.eu.auth0.com"
    assert gateway.client_id == "deployer"
    assert tenant.seen == []


def test_what_is_read_twice_at_once_is_asked_for_once(tenant: Tenant) -> None:
    tenant.on("GET", "things", answer(200, {"things": []}))
    tenant.on("GET", "things/1", answer(200, {"id": "1"}))
    one = Listing("things", Paging.NONE, 100, "things", {"a": "1", "b": "2"})
    same = Listing("things", Paging.NONE, 100, "things", {"b": "2", "a": "1"})
    other = Listing("things", Paging.NONE, 100, "things", {"a": "2"})

    found = tenant.gateway().fetch(
        [one, Document("things/1"), same, other, Document("things/1"), Document("things/2")]
    )

    assert found == [Found([]), Found({"id": "1"}), Found([]), Found([]), Found({"id": "1"}), Missing()]
    assert len(tenant.calls) == 4


def test_reads_go_side_by_side(tenant: Tenant) -> None:
    together = threading.Barrier(4)

    def step(_: Request) -> Any:
        together.wait(5)
        return answer(200, {})

    for n in range(4):
        tenant.on("GET", f"things/{n}", step)

    assert tenant.gateway(connections=4).fetch([Document(f"things/{n}") for n in range(4)]) == [Found({})] * 4


def test_a_document_that_is_no_object_is_told(tenant: Tenant) -> None:
    tenant.on("GET", "things/1", answer(200, ["a"]))

    with pytest.raises(Unreachable, match="not an object"):
        tenant.gateway().fetch([Document("things/1")])


def test_secrets_are_revealed_in_the_request_and_nowhere_else(tenant: Tenant) -> None:
    tenant.on("POST", "things", answer(201, {"id": "1"}))
    body = {"name": "x", "options": [{"password": Secret("p4ss", "secret:P")}]}

    tenant.gateway().call(Call("POST", "things", body, {"a": "b c"}))

    [request] = tenant.calls
    assert json.loads(request.body) == {"name": "x", "options": [{"password": "p4ss"}]}
    assert request.headers["content-type"] == "application/json"
    assert request.query == (("a", "b c"),)
    assert "p4ss" not in repr(request)
    assert SECRET not in repr(tenant.seen)
    assert "token-1" not in repr(tenant.seen)
    assert body["options"] == [{"password": Secret("p4ss")}]


def test_a_call_without_a_body_sends_none(tenant: Tenant) -> None:
    tenant.on("POST", "things/1/deploy", answer(204))

    assert tenant.gateway().call(Call("POST", "things/1/deploy")) is None
    assert tenant.calls[0].body == b""
    assert "content-type" not in tenant.calls[0].headers


def test_an_empty_body_is_a_body(tenant: Tenant) -> None:
    tenant.on("PATCH", "things/1", answer(200, {}))

    assert tenant.gateway().call(Call("PATCH", "things/1", {})) == {}
    assert tenant.calls[0].body == b"{}"


@pytest.mark.parametrize(
    "path",
    ["things/..", "things/.", "things//x", "things/", "", "a?b", "a#b", "a b", "a\r\nb", "ä", "a\\b", "/a"],
)
def test_a_path_that_would_lead_elsewhere_is_never_sent(tenant: Tenant, path: str) -> None:
    with pytest.raises(ApiError, match="not a path of the Management API"):
        tenant.gateway().call(Call("DELETE", path))

    assert tenant.seen == []


def test_an_encoded_identifier_is_sent_as_it_stands(tenant: Tenant) -> None:
    path = "resource-servers/https%3A%2F%2Fapi.example%2F"
    tenant.on("GET", path, answer(200, {"id": "1"}))

    assert tenant.gateway().fetch([Document(path)]) == [Found({"id": "1"})]


WAIT = Wait("actions/1", "status", ("built",), ("failed",), 60)


def test_a_wait_ends_with_the_state_that_was_waited_for(tenant: Tenant, time: Time) -> None:
    started = time.now
    pending = answer(200, {"status": "pending"})
    tenant.on(
        "GET", "actions/1", pending, pending, answer(200, {}), answer(200, {"status": "built", "id": "1"})
    )

    assert tenant.gateway().wait(WAIT) == {"status": "built", "id": "1"}
    assert time.now - started < 2
    assert time.slept == sorted(time.slept)


@pytest.mark.parametrize(("seconds", "most"), [(60, 25), (1, 5)])
def test_a_wait_ends_in_time_and_with_few_looks(
    tenant: Tenant, time: Time, seconds: float, most: int
) -> None:
    started = time.now
    tenant.on("GET", "actions/1", answer(200, {"status": "pending"}))

    with pytest.raises(ApiError, match=rf"`actions/1` is still `pending` after {seconds} s"):
        tenant.gateway().wait(Wait("actions/1", "status", ("built",), seconds=seconds))

    assert time.now - started == pytest.approx(seconds)
    assert len(tenant.calls) <= most


def test_a_wait_for_what_has_failed_ends_at_once(tenant: Tenant, time: Time) -> None:
    tenant.on("GET", "actions/1", answer(200, {"status": "failed"}))

    with pytest.raises(ApiError, match="has come to `failed`"):
        tenant.gateway().wait(WAIT)

    assert time.slept == []


def test_a_wait_for_what_is_gone_is_told(tenant: Tenant) -> None:
    tenant.on("GET", "actions/1", refused(404, "That action does not exist."))

    with pytest.raises(ApiError, match="does not exist"):
        tenant.gateway().wait(WAIT)


def test_tasks_may_read_side_by_side_themselves(tenant: Tenant) -> None:
    for n in range(20):
        tenant.on("GET", f"things/{n}", answer(200, {"n": n}))
    gateway = tenant.gateway(connections=3)

    def task(n: int) -> Callable[[], list[Answer]]:
        return lambda: gateway.fetch([Document(f"things/{n}"), Document("things/0")])

    found = gateway.side_by_side([task(n) for n in range(20)])

    assert found == [[Found({"n": n}), Found({"n": 0})] for n in range(20)]


def test_a_gateway_closes_what_it_uses(tenant: Tenant) -> None:
    with tenant.gateway():
        pass

    assert tenant.closed


def test_a_tenant_in_this_process_is_a_function_call() -> None:
    seen: list[tuple[str, str, list[tuple[str, str]], str, bytes]] = []

    def handle(
        method: str, path: str, query: list[tuple[str, str]], headers: dict[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        seen.append((method, path, query, headers["host"], body))
        return 200, {"content-type": "application/json"}, b'{"access_token": "t", "expires_in": 60}'

    gateway = connect("emulator", Credentials.from_environ({**ENVIRON, "AUTH0_DOMAIN": ""}), handle=handle)
    gateway.fetch([Document("things", {"a": "b"})])

    assert gateway.domain == "emulator"
    assert [entry[:2] for entry in seen] == [("POST", "/oauth/token"), ("GET", "/api/v2/things")]
    assert seen[1][2:] == ([("a", "b")], "emulator", b"")


@pytest.mark.parametrize("cut", [True, False])
def test_a_connection_in_this_process_breaks_like_one_over_a_network(time: Time, cut: bool) -> None:
    def handle(method: str, path: str, *_: Any) -> tuple[int, Mapping[str, str], bytes]:
        if path == "/oauth/token":
            return 200, {}, b'{"access_token": "t"}'
        if cut:
            return 201, {"content-length": "100"}, b"{}"
        raise ConnectionResetError

    gateway = connect(None, Credentials.from_environ(ENVIRON), handle=handle, clock=time.clock)

    with pytest.raises(Unreachable, match="connection broke"):
        gateway.call(Call("POST", "things"))
    assert gateway.requests == 2


def test_nobody_waits_once_the_run_is_stopped() -> None:
    slept: list[float] = []
    stopped: list[bool] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            stopped.append(True)

    clock = interruptible(Clock(sleep=sleep), lambda: bool(stopped))

    with pytest.raises(KeyboardInterrupt):
        clock.sleep(60)
    with pytest.raises(KeyboardInterrupt):
        clock.sleep(0)
    assert slept == [0.1, 0.1, 0.1]


def test_a_wait_takes_as_long_as_it_should() -> None:
    slept: list[float] = []
    interruptible(Clock(sleep=slept.append), lambda: False).sleep(0.25)

    assert sum(slept) == pytest.approx(0.25)
