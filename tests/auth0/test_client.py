import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import vcr  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from deploy_cli import __version__
from deploy_cli.auth0.client import HttpClient
from deploy_cli.auth0.credentials import Credentials
from deploy_cli.auth0.domain import Domain
from deploy_cli.auth0.gateway import Gateway, connect
from deploy_cli.auth0.transport import NoAnswer, RawAnswer, Request
from deploy_cli.core.call import Call, Document, Found, Listing, Paging
from deploy_cli.emulator.emulator import Emulator
from deploy_cli.emulator.faults_file import parse
from deploy_cli.emulator.server import Server, serve
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET
from deploy_cli.errors import ApiError, Unauthorized, Unreachable, UsageError

ACME = Domain("acme.auth0.com")
CLIENTS = Listing("clients", Paging.OFFSET, 100, "clients", {"is_global": "false"})


def send(handler: Callable[[httpx.Request], httpx.Response], request: Request) -> RawAnswer:
    client = HttpClient(ACME, transport=httpx.MockTransport(handler))
    try:
        return client.send(request)
    finally:
        client.close()


def test_a_request_goes_out_as_it_is_given() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, headers={"X-Thing": "1"}, content=b'{"a": 1}')

    path = "/api/v2/resource-servers/https%3A%2F%2Fapi.example%2F"
    sent = Request("PATCH", path, (("q", "a b&c"), ("q", "ä")), {"authorization": "Bearer t"}, b"{}")
    reply = send(handler, sent)

    assert str(seen[0].url) == f"https://acme.auth0.com{path}?q=a+b%26c&q=%C3%A4"
    assert seen[0].headers["authorization"] == "Bearer t"
    assert seen[0].headers["user-agent"] == f"deploy-cli/{__version__}"
    assert seen[0].content == b"{}"
    assert (reply.status, reply.headers["x-thing"], reply.body) == (201, "1", b'{"a": 1}')


def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(307, headers={"location": "https://evil.example/"})

    assert send(handler, Request("GET", "/x")).status == 307
    assert seen == ["https://acme.auth0.com/x"]


def test_cookies_are_not_kept() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"set-cookie": "session=1; Path=/"})

    client = HttpClient(ACME, transport=httpx.MockTransport(handler))
    client.send(Request("GET", "/x"))
    client.send(Request("GET", "/x"))
    client.close()

    assert "cookie" not in seen[1].headers


@pytest.mark.parametrize(
    ("error", "words", "sent", "hopeless"),
    [
        (httpx.ConnectTimeout("timed out"), "does not answer the connection", False, False),
        (httpx.ConnectError("[Errno 111] Connection refused"), "cannot be connected to", False, False),
        (httpx.ConnectError("[Errno -2] Name or service not known"), "there is no host", False, True),
        (httpx.ConnectError("[Errno 11001] getaddrinfo failed"), "there is no host", False, True),
        (
            httpx.ConnectError(
                "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: expired (_ssl.c:1)"
            ),
            "is not trusted: expired",
            False,
            True,
        ),
        (
            httpx.ConnectError("[SSL: WRONG_VERSION_NUMBER] wrong version number"),
            "does not speak TLS",
            False,
            True,
        ),
        (httpx.ProxyError("407 Proxy Authentication Required"), "the proxy refuses", False, False),
        (httpx.LocalProtocolError("Illegal header value b'Bearer t'"), "cannot be sent", False, True),
        (httpx.ReadTimeout("timed out"), "no answer came within 60 s", True, False),
        (httpx.WriteTimeout("timed out"), "no answer came within 60 s", True, False),
        (httpx.RemoteProtocolError("Server disconnected"), "the connection broke", True, False),
        (httpx.ReadError("reset"), "the connection broke", True, False),
        (httpx.DecodingError("bad gzip"), "cannot be decompressed", True, False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_whatever_goes_wrong_is_one_kind_of_failure(
    error: httpx.RequestError, words: str, sent: bool, hopeless: bool
) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(NoAnswer, match=words) as caught:
        send(handler, Request("GET", "/x", headers={"authorization": "Bearer t"}))

    assert (caught.value.sent, caught.value.hopeless) == (sent, hopeless)
    assert "Bearer" not in caught.value.reason


@contextmanager
def tenant(*, https: bool = False, faults: list[Any] | None = None, limits: str = "none") -> Iterator[Server]:
    """A served emulator."""
    emulator = Emulator.open(signing="RS256", faults=parse({"rules": faults or []}), limits=limits)
    with serve(emulator, https=https) as server:
        yield server
    emulator.close()


def gateway(server: Server, **settings: Any) -> Gateway:
    environ = {
        "AUTH0_DOMAIN": server.url,
        "AUTH0_CLIENT_ID": DEPLOY_CLIENT_ID,
        "AUTH0_CLIENT_SECRET": DEPLOY_CLIENT_SECRET,
    }
    return connect(None, Credentials.from_environ(environ), **settings)


def test_a_tenant_is_read_and_changed_over_a_socket() -> None:
    with tenant() as server, gateway(server) as live:
        made = live.side_by_side(
            [lambda: live.call(Call("POST", "clients", {"name": "Shop", "app_type": "spa"}))] * 250
        )
        before = live.requests
        [found] = live.fetch([CLIENTS])

        assert isinstance(found, Found)
        assert {client["client_id"] for client in made} <= {client["client_id"] for client in found.value}
        assert live.requests - before == 3
        path = f"clients/{made[0]['client_id']}"
        assert live.call(Call("PATCH", path, {"description": "sold"}))["description"] == "sold"
        assert live.call(Call("DELETE", path)) is None


def test_https_is_trusted_by_the_file_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tenant(https=True) as server:
        (tmp_path / "ca.pem").write_text(server.authority or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with gateway(server) as live:
            [found] = live.fetch([Document("tenants/settings")])

    assert isinstance(found, Found)


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    with tenant(https=True) as server, gateway(server) as live:
        with pytest.raises(Unreachable, match="is not trusted") as caught:
            live.fetch([CLIENTS])

        assert live.requests == 1
    assert "SSL_CERT_FILE" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "switch",
    [
        {"PYTHONHTTPSVERIFY": "0"},
        {"NODE_TLS_REJECT_UNAUTHORIZED": "0"},
        {"CURL_CA_BUNDLE": "", "REQUESTS_CA_BUNDLE": ""},
        {"SSL_CERT_FILE": "", "SSL_CERT_DIR": ""},
        {"SSL_VERIFY": "false", "GIT_SSL_NO_VERIFY": "1"},
    ],
    ids=lambda switch: next(iter(switch)),
)
def test_no_variable_switches_the_verification_off(
    switch: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, text in switch.items():
        monkeypatch.setenv(name, text)
    with (
        tenant(https=True) as server,
        gateway(server) as live,
        pytest.raises(Unreachable, match="not trusted"),
    ):
        live.fetch([CLIENTS])


@pytest.mark.parametrize("content", [None, "nothing"])
def test_certificates_that_cannot_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    with pytest.raises(UsageError, match="SSL_CERT_FILE"):
        HttpClient(ACME)


def test_a_server_without_tls_is_told() -> None:
    with tenant() as server:
        environ = {"AUTH0_DOMAIN": server.domain, "AUTH0_CLIENT_ID": "a", "AUTH0_CLIENT_SECRET": "b"}
        with (
            connect(None, Credentials.from_environ(environ)) as live,
            pytest.raises(Unreachable, match="does not speak TLS"),
        ):
            live.fetch([CLIENTS])


def test_nobody_listening_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        environ = {
            "AUTH0_DOMAIN": f"http://127.0.0.1:{taken.getsockname()[1]}",
            "AUTH0_CLIENT_ID": "a",
            "AUTH0_CLIENT_SECRET": "b",
        }
        with (
            connect(None, Credentials.from_environ(environ)) as live,
            pytest.raises(Unreachable, match="cannot be connected to"),
        ):
            live.fetch([CLIENTS])


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_this_machine_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    with tenant() as server, gateway(server) as live:
        [found] = live.fetch([Document("tenants/settings")])

    assert isinstance(found, Found)


def test_a_proxy_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def refuse() -> None:
            connection, _ = proxy.accept()
            with connection:
                asked.append(connection.recv(1000))
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        for name in ("NO_PROXY", "no_proxy", "https_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        client = HttpClient(ACME)
        with pytest.raises(NoAnswer, match="the proxy refuses the connection"):
            client.send(Request("GET", "/x", headers={"authorization": "Bearer t"}))
        client.close()
        thread.join(5)

    assert asked[0].startswith(b"CONNECT acme.auth0.com:443")
    assert b"Bearer" not in asked[0]


def test_silence_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        client = HttpClient(Domain("127.0.0.1", mute.getsockname()[1], "http"), timeout=0.2)
        with pytest.raises(NoAnswer, match=r"no answer came within 0\.2 s"):
            client.send(Request("GET", "/x"))
        client.close()


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}", b"\x00\xff nonsense\r\n\r\n"]
)
def test_a_connection_that_breaks_is_told(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def breaking() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(answer)

        thread = threading.Thread(target=breaking)
        thread.start()
        client = HttpClient(Domain("127.0.0.1", server.getsockname()[1], "http"))
        with pytest.raises(NoAnswer, match="connection broke") as caught:
            client.send(Request("POST", "/x"))
        client.close()
        thread.join(5)

    assert caught.value.sent


def test_a_conversation_is_recorded_and_played_again(tmp_path: Path) -> None:
    cassette = str(tmp_path / "conversation.yaml")
    recorder = vcr.VCR(
        match_on=["method", "host", "port", "path", "query", "body"],
        filter_headers=["authorization"],
        filter_post_data_parameters=["client_secret"],
    )

    def converse(live: Gateway) -> tuple[Any, Any]:
        made = live.call(Call("POST", "roles", {"name": "Support", "description": "helps"}))
        return made, live.fetch([Listing("roles", Paging.OFFSET, 100, "roles")])

    with tenant() as server, recorder.use_cassette(cassette), gateway(server) as live:
        first = converse(live)
    with recorder.use_cassette(cassette, record_mode=vcr.mode.NONE), gateway(server) as live:
        again = converse(live)

    assert again == first
    assert DEPLOY_CLIENT_SECRET not in Path(cassette).read_text()


def test_the_limit_of_a_small_plan_is_kept_over_a_socket() -> None:
    statuses: list[int] = []
    with (
        tenant(limits="free") as server,
        gateway(server, observe=lambda _m, _p, status, _s: statuses.append(status)) as live,
    ):
        found = live.fetch([Document("tenants/settings", {"fields": f"x{n}"}) for n in range(6)])

    assert all(isinstance(answer, Found) for answer in found)
    assert statuses.count(429) <= 4


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "PS256"])
def test_a_tenant_takes_a_signed_assertion(tmp_path: Path, algorithm: str) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pkcs8, encoding = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    (tmp_path / "key.pem").write_bytes(key.private_bytes(encoding, pkcs8, serialization.NoEncryption()))
    public = key.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    credential = {"credential_type": "public_key", "name": "key", "pem": public, "alg": algorithm}

    with tenant() as server, gateway(server) as live:
        methods = {"private_key_jwt": {"credentials": [credential]}}
        made = live.call(
            Call(
                "POST",
                "clients",
                {"name": "Signer", "app_type": "non_interactive", "client_authentication_methods": methods},
            )
        )
        [apis] = live.fetch([Listing("resource-servers", Paging.OFFSET, 100, "resource_servers")])
        assert isinstance(apis, Found)
        audience = next(api["identifier"] for api in apis.value if api.get("is_system"))
        grant = {"client_id": made["client_id"], "audience": audience, "scope": ["read:roles"]}
        live.call(Call("POST", "client-grants", grant))
        environ = {
            "AUTH0_DOMAIN": server.url,
            "AUTH0_CLIENT_ID": made["client_id"],
            "AUTH0_CLIENT_SIGNING_KEY_PATH": str(tmp_path / "key.pem"),
            "AUTH0_CLIENT_SIGNING_ALGORITHM": algorithm,
        }
        with connect(None, Credentials.from_environ(environ)) as signed:
            assert signed.fetch([Listing("roles", Paging.OFFSET, 100, "roles")]) == [Found([])]
            with pytest.raises(Unauthorized) as caught:
                signed.fetch([CLIENTS])

    assert "`read:clients`" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("client_id", "secret", "words"),
    [(DEPLOY_CLIENT_ID, "wrong", "Unauthorized"), ("nobody", DEPLOY_CLIENT_SECRET, "Unauthorized")],
)
def test_wrong_credentials_are_told(client_id: str, secret: str, words: str) -> None:
    with tenant() as server:
        environ = {"AUTH0_DOMAIN": server.url, "AUTH0_CLIENT_ID": client_id, "AUTH0_CLIENT_SECRET": secret}
        with (
            connect(None, Credentials.from_environ(environ)) as live,
            pytest.raises(Unauthorized, match=words),
        ):
            live.fetch([CLIENTS])


FAULTS = [
    {"match": {"method": "POST", "path": "/api/v2/clients", "nth": 2}, "then": {"drop": "after"}},
    {"match": {"method": "POST", "path": "/api/v2/clients", "nth": 3}, "then": {"truncate": 5}},
    {
        "match": {"method": "POST", "path": "/api/v2/clients", "nth": 4},
        "then": {"status": 503, "carry_out": True},
    },
    {"match": {"method": "POST", "path": "/api/v2/clients", "nth": 5}, "then": {"limited": "1s"}},
    {"match": {"method": "GET", "path": "/api/v2/clients", "nth": [1, 3]}, "then": {"drop": "before"}},
    {"match": {"method": "GET", "path": "/api/v2/clients", "nth": 2}, "then": {"garble": True}},
    {"match": {"method": "DELETE", "nth": 1}, "then": {"drop": "after"}},
]


def test_faults_never_make_a_second_client() -> None:
    with tenant(faults=FAULTS) as server, gateway(server) as live:
        made = live.call(Call("POST", "clients", {"name": "Shop 1"}))
        for n in (2, 3, 4):
            with pytest.raises(ApiError) as caught:
                live.call(Call("POST", "clients", {"name": f"Shop {n}"}))
            assert "not known whether" in (caught.value.hint or "")
        live.call(Call("POST", "clients", {"name": "Shop 5"}))
        live.call(Call("DELETE", f"clients/{made['client_id']}"))
        [found] = live.fetch([CLIENTS])

    assert isinstance(found, Found)
    shops = sorted(client["name"] for client in found.value if client["name"].startswith("Shop"))
    assert shops == ["Shop 2", "Shop 3", "Shop 4", "Shop 5"]


def test_nothing_heavy_is_imported_for_a_tenant_in_this_process() -> None:
    script = """
import sys
from deploy_cli.auth0.credentials import Credentials
from deploy_cli.auth0.gateway import connect
from deploy_cli.core.call import Document

def handle(*_):
    return 200, {}, b'{"access_token": "t", "expires_in": 60}'

environ = {"AUTH0_CLIENT_ID": "a", "AUTH0_CLIENT_SECRET": "b"}
with connect("emulator", Credentials.from_environ(environ), handle=handle) as live:
    live.fetch([Document("x")])
heavy = {"httpx", "ssl", "jwt", "cryptography", "truststore", "asyncio", "email", "concurrent", "http.client"}
print(sorted(heavy & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
