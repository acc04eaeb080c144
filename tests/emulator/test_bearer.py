import json
from collections.abc import Callable

import pytest

from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.signing import HashSigner, decode

from .conftest import Client, Clock

DAY = 86_400


def send(client: Client, authorization: str | None) -> Response:
    headers = {} if authorization is None else {"authorization": authorization}
    return client.emulator.handle(Request("GET", "/api/v2/roles", (), headers))


def test_a_token_of_the_tenant_is_admitted(client: Client) -> None:
    assert send(client, f"Bearer {client.token}").status == 200
    assert send(client, f"bearer  {client.token}").status == 200


def test_without_a_header_the_answer_is_401(client: Client) -> None:
    answer = send(client, None)

    assert json.loads(answer.body) == {
        "statusCode": 401,
        "error": "Unauthorized",
        "message": "Missing authentication",
    }
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer opaque", "Bearer a.b.c d", "a.b.c"]
)
def test_a_garbled_header_is_400(client: Client, header: str) -> None:
    answer = send(client, header)

    assert json.loads(answer.body) == {
        "statusCode": 400,
        "error": "Bad Request",
        "message": "Bad HTTP authentication header format",
        "errorCode": "Bearer",
    }


def unauthorized(answer: Response) -> str:
    """The message of a 401 of the documented form."""
    body = json.loads(answer.body)
    message = str(body["message"])
    assert answer.status == 401
    assert body == {
        "statusCode": 401,
        "error": "Unauthorized",
        "message": message,
        "attributes": {"error": message},
    }
    assert answer.headers["www-authenticate"] == f'Bearer error="{message}"'
    return message


@pytest.mark.parametrize("token", ["a.b.c", "..", "e30.e30.e30", "é.é.é"])
def test_a_token_that_says_nothing_is_invalid(client: Client, token: str) -> None:
    assert unauthorized(send(client, f"Bearer {token}")) == "Invalid token"


def test_a_token_expires_after_a_day(client: Client, clock: Clock) -> None:
    token = client.token
    clock.now += DAY - 1
    assert send(client, f"Bearer {token}").status == 200

    clock.now += 1

    message = "Expired token received for JSON Web Token validation"
    assert unauthorized(send(client, f"Bearer {token}")) == message


def test_a_token_of_another_tenant_is_refused(client: Client, opened: Callable[..., Client]) -> None:
    other = opened(domain="other.example")
    namesake = opened()

    assert unauthorized(send(client, f"Bearer {other.token}")) == "Invalid token"
    message = "Invalid signature received for JSON Web Token validation"
    assert unauthorized(send(client, f"Bearer {namesake.token}")) == message


def test_a_token_for_another_api_of_the_tenant_is_refused(client: Client) -> None:
    client.do("POST", "resource-servers", {"identifier": "https://api.acme/", "name": "Acme"})
    grant = {
        "audience": "https://api.acme/",
        "scope": [],
        "client_id": json.loads(decode_claims(client))["azp"],
    }
    client.do("POST", "client-grants", grant)

    token = json.loads(client.ask_token(audience="https://api.acme/").body)["access_token"]

    assert unauthorized(send(client, f"Bearer {token}")) == "Invalid token"


def decode_claims(client: Client) -> bytes:
    return decode(client.token.split(".")[1])


def test_a_token_without_an_end_is_invalid(client: Client) -> None:
    signer = client.emulator._signer
    token = signer.sign({"aud": "https://emulator/api/v2/", "scope": "read:roles"})

    assert unauthorized(send(client, f"Bearer {token}")) == "Invalid token"


def test_several_audiences_may_be_named(client: Client, clock: Clock) -> None:
    claims = {
        "aud": ["https://emulator/api/v2/", "x"],
        "exp": clock.now + 9,
        "scope": "read:roles",
        "azp": "a",
    }

    assert send(client, f"Bearer {client.emulator._signer.sign(claims)}").status == 200
    assert send(client, f"Bearer {HashSigner().sign(claims)}").status == 401


def test_scopes_of_the_token_decide(client: Client) -> None:
    token = json.loads(client.ask_token(scope="read:roles").body)["access_token"]

    assert client.send("GET", "roles", token=token).status == 200
    answer = client.send("POST", "roles", {"name": "Admin"}, token=token)
    assert json.loads(answer.body) == {
        "statusCode": 403,
        "error": "Forbidden",
        "message": "Insufficient scope, expected any of: create:roles",
        "errorCode": "insufficient_scope",
    }
