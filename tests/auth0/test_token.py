import base64
import json
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from deploy_cli.auth0.transport import NoAnswer, RawAnswer
from deploy_cli.core.call import Call, Document
from deploy_cli.errors import ApiError, Unauthorized, Unreachable, UsageError

from .conftest import ENVIRON, SECRET, Tenant, Time, answer, refused


def oauth(status: int, error: str, description: str) -> RawAnswer:
    return answer(status, {"error": error, "error_description": description})


def bearers(tenant: Tenant) -> list[str]:
    return [request.headers["authorization"] for request in tenant.calls]


def read(gateway: Any) -> None:
    gateway.fetch([Document("things")])


@pytest.fixture(autouse=True)
def _something_to_read(tenant: Tenant) -> None:
    tenant.on("GET", "things", answer(200, {}))


def test_a_token_is_asked_for_once_by_client_credentials(tenant: Tenant) -> None:
    gateway = tenant.gateway()
    assert tenant.seen == []

    read(gateway)
    read(gateway)

    assert bearers(tenant) == ["Bearer token-1"] * 2
    [request] = [request for request in tenant.seen if request.path == "/oauth/token"]
    assert request.method == "POST"
    assert parse_qs(request.body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["deployer"],
        "client_secret": [SECRET],
        "audience": ["https://acme.eu.auth0.com/api/v2/"],
    }
    assert gateway.client_id == "deployer"


def test_behind_a_custom_domain_the_audience_is_another(tenant: Tenant) -> None:
    audience = "https://acme.eu.auth0.com/api/v2/"
    environ = {**ENVIRON, "AUTH0_DOMAIN": "login.acme.example", "AUTH0_AUDIENCE": audience}

    read(tenant.gateway(environ=environ))

    assert parse_qs(tenant.seen[0].body.decode())["audience"] == [audience]


@pytest.mark.parametrize(("life", "kept", "renewed"), [(86400, 86339, 86341), (100, 89, 91)])
def test_a_token_is_renewed_before_it_ends(
    tenant: Tenant, time: Time, life: int, kept: int, renewed: int
) -> None:
    tenant.token_steps = [answer(200, {"access_token": "first", "expires_in": life})]
    gateway = tenant.gateway()
    started = time.now
    read(gateway)

    time.now = started + kept
    read(gateway)
    time.now = started + renewed
    read(gateway)

    assert bearers(tenant) == ["Bearer first", "Bearer first", "Bearer token-1"]


@pytest.mark.parametrize("life", [None, "86400", 0, -5, True])
def test_a_token_that_does_not_say_how_long_it_lives_is_not_kept_for_long(
    tenant: Tenant, time: Time, life: Any
) -> None:
    tenant.token_steps = [answer(200, {"access_token": "first", "expires_in": life})]
    gateway = tenant.gateway()
    read(gateway)

    time.now += 900
    read(gateway)

    assert bearers(tenant) == ["Bearer first", "Bearer token-1"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_has_ended_is_renewed_and_the_request_repeated(tenant: Tenant, method: str) -> None:
    tenant.on(method, "others", refused(401, "Expired token received"), answer(200, {"id": "1"}))
    gateway = tenant.gateway()

    if method == "GET":
        gateway.fetch([Document("others")])
    else:
        assert gateway.call(Call(method, "others", {"name": "x"})) == {"id": "1"}

    assert bearers(tenant) == ["Bearer token-1", "Bearer token-2"]


def test_a_401_that_a_new_token_does_not_help_is_told(tenant: Tenant) -> None:
    tenant.on("GET", "others", refused(401, "Invalid token"))

    with pytest.raises(Unauthorized, match="Invalid token") as caught:
        tenant.gateway().fetch([Document("others")])

    assert len(tenant.calls) == 2
    assert caught.value.hint
    assert "AUTH0_AUDIENCE" in caught.value.hint


def test_many_threads_ask_for_one_token(tenant: Tenant) -> None:
    gate = threading.Barrier(8)

    def together() -> None:
        gate.wait(5)
        read(gateway)

    gateway = tenant.gateway(connections=8)
    gateway.side_by_side([together] * 8)

    assert tenant.issued == 1


@pytest.mark.parametrize(
    ("reply", "words", "hint"),
    [
        pytest.param(
            oauth(401, "access_denied", "Unauthorized"),
            "Unauthorized",
            "AUTH0_CLIENT_SECRET",
            id="wrong secret",
        ),
        pytest.param(
            oauth(403, "access_denied", 'Client is not authorized to access "https://x/api/v2/".'),
            "not authorized to access",
            "authorize the application `deployer` for `https://acme.eu.auth0.com/api/v2/`",
            id="no grant",
        ),
        pytest.param(
            oauth(403, "access_denied", "Service not enabled within domain: https://x/api/v2/"),
            "not enabled within domain",
            "AUTH0_AUDIENCE",
            id="no such API",
        ),
        pytest.param(
            oauth(403, "unauthorized_client", "Grant type 'client_credentials' not allowed for the client."),
            "not allowed",
            "machine-to-machine",
            id="no such grant type",
        ),
    ],
)
def test_credentials_that_do_not_do_are_told_with_what_to_do(
    tenant: Tenant, reply: RawAnswer, words: str, hint: str
) -> None:
    tenant.token_steps = [reply]

    with pytest.raises(Unauthorized, match="no access token from") as caught:
        read(tenant.gateway())

    assert words in caught.value.summary
    assert hint in (caught.value.hint or "")


def test_credentials_that_were_refused_are_not_tried_again(tenant: Tenant) -> None:
    tenant.token_steps = [oauth(401, "access_denied", "Unauthorized")] * 20
    gateway = tenant.gateway(connections=4)

    with pytest.raises(Unauthorized):
        gateway.side_by_side([lambda: read(gateway)] * 8)

    assert len(tenant.seen) == 1


def test_a_secret_that_the_answer_quotes_is_masked(tenant: Tenant) -> None:
    tenant.token_steps = [oauth(401, SECRET, f"unknown secret {SECRET}")]

    with pytest.raises(Unauthorized) as caught:
        read(tenant.gateway())

    assert SECRET not in f"{caught.value.summary} {caught.value.hint} {caught.value.code} {caught.value!r}"


@pytest.mark.parametrize(
    "body", [{}, [], "token", {"access_token": 5}, {"access_token": ""}, {"access_token": "a\r\nb"}]
)
def test_an_answer_without_a_token_is_told(tenant: Tenant, body: Any) -> None:
    tenant.token_steps = [answer(200, body)]

    with pytest.raises(Unreachable, match="without an access token"):
        read(tenant.gateway())


def test_a_host_that_is_no_tenant_is_told(tenant: Tenant) -> None:
    tenant.token_steps = [RawAnswer(404, {}, b"<html>no such page</html>")]

    with pytest.raises(ApiError, match="no access token from `acme") as caught:
        read(tenant.gateway())

    assert "domain" in (caught.value.hint or "")


def test_asking_for_a_token_is_tried_again(tenant: Tenant) -> None:
    tenant.token_steps = [
        NoAnswer("broken"),
        refused(502, "Bad Gateway"),
        refused(429, "Slow", retry_after="1"),
    ]

    read(tenant.gateway())

    assert bearers(tenant) == ["Bearer token-1"]


def test_a_host_that_cannot_be_reached_is_told(tenant: Tenant) -> None:
    tenant.token_steps = [
        NoAnswer("there is no host `x`", sent=False, hopeless=True, hint="check the domain")
    ]

    with pytest.raises(Unreachable, match="there is no host") as caught:
        read(tenant.gateway())

    assert caught.value.hint == "check the domain"


def _jwt(claims: Any) -> str:
    parts = ({"alg": "none"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return ".".join((*encoded, "c2ln"))


@pytest.mark.parametrize(
    ("token", "client_id"),
    [
        (_jwt({"azp": "abc", "sub": "other@clients"}), "abc"),
        (_jwt({"sub": "abc@clients"}), "abc"),
        (_jwt({"sub": "auth0|person"}), None),
        (_jwt(["azp"]), None),
        ("a.b.c", None),
        ("opaque", None),
    ],
)
def test_a_ready_token_may_say_whose_it_is(tenant: Tenant, token: str, client_id: str | None) -> None:
    environ = {"AUTH0_DOMAIN": "acme.eu.auth0.com", "AUTH0_ACCESS_TOKEN": token}
    gateway = tenant.gateway(environ=environ)

    read(gateway)

    assert gateway.client_id == client_id
    assert bearers(tenant) == [f"Bearer {token}"]
    assert len(tenant.seen) == 1


def test_a_ready_token_that_does_not_tell_is_the_client_s_that_the_environment_names(tenant: Tenant) -> None:
    environ = {"AUTH0_DOMAIN": "acme.eu.auth0.com", "AUTH0_ACCESS_TOKEN": "opaque", "AUTH0_CLIENT_ID": "abc"}

    assert tenant.gateway(environ=environ).client_id == "abc"


def test_a_ready_token_that_is_refused_is_not_renewed(tenant: Tenant) -> None:
    tenant.on("GET", "others", refused(401, "Invalid token"))
    environ = {"AUTH0_DOMAIN": "acme.eu.auth0.com", "AUTH0_ACCESS_TOKEN": "opaque-and-secret"}

    with pytest.raises(Unauthorized) as caught:
        tenant.gateway(environ=environ).fetch([Document("others")])

    assert len(tenant.seen) == 1
    assert "opaque-and-secret" not in f"{caught.value!r}{caught.value.hint}"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "PS256"])
def test_a_signed_assertion_takes_the_place_of_the_secret(
    tenant: Tenant, time: Time, key: rsa.RSAPrivateKey, tmp_path: Path, algorithm: str
) -> None:
    (tmp_path / "key.pem").write_bytes(_pem(key))
    environ = {
        "AUTH0_DOMAIN": "acme.eu.auth0.com",
        "AUTH0_CLIENT_ID": "deployer",
        "AUTH0_CLIENT_SIGNING_KEY_PATH": str(tmp_path / "key.pem"),
        "AUTH0_CLIENT_SIGNING_ALGORITHM": algorithm,
    }
    tenant.token_steps = [NoAnswer("broken")]

    read(tenant.gateway(environ=environ))

    forms = [parse_qs(request.body.decode()) for request in tenant.seen[:2]]
    assert forms[1]["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    assert "client_secret" not in forms[1]
    claims = [
        jwt.decode(
            form["client_assertion"][0],
            key.public_key(),
            algorithms=[algorithm],
            audience="https://acme.eu.auth0.com/",
            options={"verify_exp": False, "verify_iat": False},
        )
        for form in forms
    ]
    assert claims[0]["jti"] != claims[1]["jti"]
    assert claims[1]["iss"] == claims[1]["sub"] == "deployer"
    assert time.now < claims[1]["exp"] <= time.now + 300


def test_a_key_that_cannot_sign_is_told_without_showing_it(tenant: Tenant, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(
        "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n"
    )
    environ = {
        "AUTH0_DOMAIN": "acme.eu.auth0.com",
        "AUTH0_CLIENT_ID": "deployer",
        "AUTH0_CLIENT_SIGNING_KEY_PATH": str(tmp_path / "key.pem"),
    }

    with pytest.raises(UsageError, match="cannot sign with RS256") as caught:
        read(tenant.gateway(environ=environ))

    assert "bm90" not in f"{caught.value!r}{caught.value.hint}"
