import contextlib
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy_cli.emulator import listener
from deploy_cli.emulator.emulator import Emulator
from deploy_cli.emulator.errors import PortError
from deploy_cli.emulator.faults_file import parse
from deploy_cli.emulator.http_request import LONGEST_BODY
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.server import Server, serve
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET


def echo(request: Request) -> Response:
    """Say what came in."""
    seen = {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": dict(request.headers),
        "body": request.body.decode("latin-1"),
    }
    return Response(200, {"content-type": "application/json"}, json.dumps(seen).encode())


@contextmanager
def answering(handle: Callable[[Request], Response]) -> Iterator[Server]:
    server = Server.bind()
    server.start(handle)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def echoing() -> Iterator[Server]:
    with answering(echo) as server:
        yield server


def exchange(server: Server, raw: bytes) -> tuple[int, bytes]:
    """Send bytes over a connection of their own; return the status (0: none) and the body of the answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(raw)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        with contextlib.closing(http.client.HTTPResponse(connection)) as answer:
            try:
                answer.begin()
            except (http.client.BadStatusLine, ConnectionResetError):
                return 0, b""
            return answer.status, answer.read()


def trusting(server: Server) -> ssl.SSLContext | bool:
    return True if server.authority is None else ssl.create_default_context(cadata=server.authority)


def token(client: httpx.Client) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": DEPLOY_CLIENT_ID,
        "client_secret": DEPLOY_CLIENT_SECRET,
        "audience": f"https://{client.base_url.netloc.decode()}/api/v2/",
    }
    found: str = client.post("/oauth/token", data=form).raise_for_status().json()["access_token"]
    return found


@pytest.fixture(params=[False, True], ids=["http", "https"])
def live(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    emulator = Emulator.open()
    with (
        serve(emulator, https=request.param) as server,
        httpx.Client(base_url=server.url, verify=trusting(server)) as client,
    ):
        client.headers["authorization"] = f"Bearer {token(client)}"
        yield client
    emulator.close()


def test_an_emulator_is_reached_over_http_and_https(live: httpx.Client) -> None:
    created = live.post("/api/v2/roles", json={"name": "Admin"})
    listed = live.get("/api/v2/roles", params={"include_totals": "true"})

    assert created.status_code == 200
    assert [role["name"] for role in listed.json()["roles"]] == ["Admin"]
    assert listed.headers["content-type"] == "application/json; charset=utf-8"


def test_an_encoded_identifier_reaches_its_api(live: httpx.Client) -> None:
    live.post(
        "/api/v2/resource-servers", json={"identifier": "https://api.acme/", "name": "Acme"}
    ).raise_for_status()

    answer = live.get("/api/v2/resource-servers/https%3A%2F%2Fapi.acme%2F")

    assert answer.json()["name"] == "Acme"


def test_twenty_threads_are_served_at_once(live: httpx.Client) -> None:
    def create(n: int) -> int:
        return live.post("/api/v2/clients", json={"name": f"Client {n}"}).status_code

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(create, range(60)))

    names = {each["name"] for each in live.get("/api/v2/clients", params={"per_page": "100"}).json()}
    assert statuses == [201] * 60
    assert {f"Client {n}" for n in range(60)} <= names


def test_an_answer_without_a_body_has_none(live: httpx.Client) -> None:
    role = live.post("/api/v2/roles", json={"name": "Admin"}).json()
    grant = live.delete("/api/v2/clients/nobody")
    head = live.head(f"/api/v2/roles/{role['id']}")

    assert (grant.status_code, grant.content) == (204, b"")
    assert "content-length" not in grant.headers
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(live.get(f"/api/v2/roles/{role['id']}").content)


def test_options_tells_the_methods(live: httpx.Client) -> None:
    answer = live.options("/api/v2/roles")

    assert answer.status_code == 204
    assert "PATCH" in answer.headers["allow"]


@pytest.mark.parametrize(
    "path", ["/", "/api/v2", "/api/v1/roles", "/oauth", "/api/v2x/roles", "/.well-known/x"]
)
def test_other_paths_are_not_there(live: httpx.Client, path: str) -> None:
    answer = live.get(path)

    assert answer.status_code == 404
    assert answer.json()["error"] == "Not Found"


def test_an_openid_provider_describes_itself_under_the_name_it_is_called_by(live: httpx.Client) -> None:
    found = live.get("/.well-known/openid-configuration").json()

    own = f"https://{live.base_url.netloc.decode()}/"
    assert found["issuer"] == own
    assert found["jwks_uri"] == f"{own}.well-known/jwks.json"
    assert live.get("/.well-known/jwks.json").json() == {"keys": []}


def test_a_stranger_is_not_believed_by_who_does_not_trust_the_authority() -> None:
    with serve(Emulator.open(), https=True) as server, pytest.raises(httpx.ConnectError):
        httpx.get(server.url)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_the_certificate_is_good_for_all_names_of_this_machine(host: str) -> None:
    with serve(Emulator.open(), https=True) as server:
        try:
            answer = httpx.get(f"https://{host}:{server.port}/", verify=trusting(server))
        except httpx.ConnectError:
            if host != "[::1]" or _has_ipv6():
                raise
            pytest.skip("this machine has no IPv6")
    assert answer.status_code == 404


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def test_plain_http_to_an_https_port_ends_quietly(caplog: pytest.LogCaptureFixture) -> None:
    with serve(Emulator.open(), https=True) as server:
        status, _ = exchange(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert httpx.get(server.url, verify=trusting(server)).status_code == 404

    assert status == 0
    assert not caplog.records


def test_a_handshake_that_stalls_holds_up_nobody() -> None:
    with serve(Emulator.open(), https=True) as server, socket.create_connection(("127.0.0.1", server.port)):
        assert httpx.get(server.url, verify=trusting(server), timeout=5).status_code == 404


def test_a_request_arrives_as_it_was_sent(echoing: Server) -> None:
    raw = (
        b"PATCH /a%2Fb/%C3%A9?x=1&x=2&y=&z=a%20b%26+c HTTP/1.1\r\nHost: me\r\nX-A: 1\r\nX-a:  2 \r\n"
        b"Content-Length: 4\r\n\r\n\x00\xff\r\n"
    )

    seen = json.loads(exchange(echoing, raw)[1])

    assert seen == {
        "method": "PATCH",
        "path": "/a%2Fb/%C3%A9",
        "query": [["x", "1"], ["x", "2"], ["y", ""], ["z", "a b& c"]],
        "headers": {"host": "me", "x-a": "1, 2", "content-length": "4"},
        "body": "\x00\xff\r\n",
    }


def test_a_chunked_body_is_put_together(echoing: Server) -> None:
    raw = (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\nA;ext=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
    )

    assert json.loads(exchange(echoing, raw)[1])["body"] == "abc0123456789"


@pytest.mark.parametrize("target", ["http://me/a?b=c", "https://me/a?b=c", "/a?b=c#d"])
def test_a_target_may_name_the_whole_url(echoing: Server, target: str) -> None:
    seen = json.loads(exchange(echoing, f"GET {target} HTTP/1.1\r\nHost: me\r\n\r\n".encode())[1])

    assert (seen["path"], seen["query"]) == ("/a", [["b", "c"]])


LINE = b"POST / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        pytest.param(b"\r\n\r\n", 0, id="nothing"),
        pytest.param(b"GET\r\n\r\n", 400, id="no target"),
        pytest.param(b"GET / HTTP/9.9\r\n\r\n", 505, id="another version"),
        pytest.param(b"GET / FTP/1.0\r\n\r\n", 400, id="another protocol"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400, id="TLS on a plain port"),
        pytest.param(b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501, id="another method"),
        pytest.param(b"GET x HTTP/1.1\r\n\r\n", 400, id="a target that is no path"),
        pytest.param(b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414, id="a target without end"),
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", 431, id="a header without end"),
        pytest.param(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431, id="headers without end"),
        pytest.param(LINE + b"Content-Length: -1\r\n\r\n", 400, id="a negative length"),
        pytest.param(LINE + b"Content-Length: x\r\n\r\n", 400, id="a length that is no number"),
        pytest.param(LINE + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, id="two lengths"),
        pytest.param(LINE + b"Content-Length: 9\r\n\r\nabc", 400, id="a body that ends early"),
        pytest.param(
            LINE + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n", 413, id="a length beyond reason"
        ),
        pytest.param(LINE + b"Transfer-Encoding: gzip\r\n\r\n", 400, id="an unknown coding"),
        pytest.param(
            LINE + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            400,
            id="chunks and a length",
        ),
        pytest.param(LINE + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, id="a chunk without a size"),
        pytest.param(LINE + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400, id="a chunk of negative size"),
        pytest.param(
            LINE + b"Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", 400, id="a chunk that is longer"
        ),
        pytest.param(LINE + b"Transfer-Encoding: chunked\r\n\r\n2\r\na", 400, id="a chunk that ends early"),
        pytest.param(
            LINE + b"Transfer-Encoding: chunked\r\n\r\nffffffffff\r\n", 413, id="a chunk beyond reason"
        ),
    ],
)
def test_what_breaks_http_is_answered_and_the_server_lives(echoing: Server, raw: bytes, status: int) -> None:
    found, body = exchange(echoing, raw)

    assert found == status
    assert not status or json.loads(body)["statusCode"] == status
    assert httpx.get(echoing.url).status_code == 200


def test_a_body_beyond_the_bound_is_refused_with_an_answer(echoing: Server) -> None:
    answer = httpx.post(echoing.url, content=b"x" * (LONGEST_BODY + 1))

    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


def test_a_connection_serves_many_requests(echoing: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", echoing.port)
    ports = set()
    for n in range(5):
        connection.request("POST", f"/{n}", body=b"x" * n)
        ports.add(connection.sock.getsockname()[1])
        assert json.loads(connection.getresponse().read())["path"] == f"/{n}"
    connection.close()

    assert len(ports) == 1


def test_requests_sent_ahead_are_answered_in_order(echoing: Server) -> None:
    with socket.create_connection(("127.0.0.1", echoing.port)) as connection:
        connection.sendall(
            b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        )
        received = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert received.index(b'"/1"') < received.index(b'"/2"')


def test_a_client_that_waits_for_leave_to_send_gets_it(echoing: Server) -> None:
    with socket.create_connection(("127.0.0.1", echoing.port), timeout=5) as connection:
        connection.sendall(LINE + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert connection.recv(1_000).startswith(b"HTTP/1.1 100")
        connection.sendall(b"ab")
        assert b'"body": "ab"' in connection.recv(10_000)


def test_a_failure_inside_is_a_500_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail(request: Request) -> Response:
        raise ZeroDivisionError(request.path)

    with answering(fail) as server:
        answer = httpx.get(server.url)

    assert answer.json()["statusCode"] == 500
    assert "ZeroDivisionError" in caplog.text


def test_a_header_cannot_split_an_answer() -> None:
    with answering(lambda _: Response(200, {"x-a": "1\r\nx-b: 2"}, b"")) as server:
        headers = httpx.get(server.url).headers

    assert headers["x-a"] == "1 x-b: 2"
    assert "x-b" not in headers


def failing(*rules: dict[str, Any]) -> Emulator:
    return Emulator.open(faults=parse({"rules": list(rules)}))


@pytest.mark.parametrize("https", [False, True])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_dropped_connection_is_one(when: str, https: bool) -> None:
    with serve(failing({"match": {"nth": 1}, "then": {"drop": when}}), https=https) as server:
        with (
            httpx.Client(base_url=server.url, verify=trusting(server)) as client,
            pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)),
        ):
            client.get("/")
        assert httpx.get(server.url, verify=trusting(server)).status_code == 404


@pytest.mark.parametrize("https", [False, True])
def test_a_truncated_body_is_noticed(https: bool) -> None:
    with (
        serve(failing({"then": {"truncate": 7}}), https=https) as server,
        pytest.raises(httpx.RemoteProtocolError, match="7 bytes"),
    ):
        httpx.get(server.url, verify=trusting(server))


def test_latency_is_felt() -> None:
    with serve(Emulator.open(latency=0.1)) as server:
        started = time.monotonic()
        httpx.get(server.url)

    assert time.monotonic() - started >= 0.1


def test_stopping_lets_requests_under_way_finish_and_lets_go_of_the_port() -> None:
    entered, leave = threading.Event(), threading.Event()

    def slow(request: Request) -> Response:
        entered.set()
        leave.wait(5)
        return echo(request)

    server = Server.bind()
    server.start(slow)
    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(httpx.get, server.url)
        entered.wait(5)
        stopped = pool.submit(server.stop)
        leave.set()
        assert answer.result(5).status_code == 200
        stopped.result(5)

    again = Server.bind(server.port)
    again.stop()


def test_stopping_closes_connections_that_idle() -> None:
    with answering(echo) as server:
        idle = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        idle.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        idle.recv(10_000)
        started = time.monotonic()

    assert time.monotonic() - started < listener._GRACE / 2
    assert idle.recv(1) == b""
    idle.close()


def test_a_port_that_is_taken_is_an_error_with_a_hint() -> None:
    with answering(echo) as server, pytest.raises(PortError, match=str(server.port)) as caught:
        Server.bind(server.port)

    assert "0 for any" in (caught.value.hint or "")


@pytest.mark.parametrize("port", [-1, 65_536, 10**9])
def test_a_port_that_is_none_is_an_error(port: int) -> None:
    with pytest.raises(PortError):
        Server.bind(port)


def test_nobody_but_this_machine_is_listened_to(tmp_path: Path) -> None:
    with answering(echo) as server:
        addresses = {each.server_address[0] for each in server._listeners}

    assert addresses <= {"127.0.0.1", "::1"}
