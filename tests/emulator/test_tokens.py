import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.signing import decode
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET

from .conftest import Client, Clock

ACME = "https://api.acme/v1"
JSON = {"content-type": "application/json"}


def claims(answer: Response) -> dict[str, Any]:
    token = json.loads(answer.body)["access_token"]
    found: dict[str, Any] = json.loads(decode(token.split(".")[1]))
    return found


def refusal(answer: Response) -> tuple[int, str, str]:
    body = json.loads(answer.body)
    assert list(body) == ["error", "error_description"]
    assert answer.headers["cache-control"] == "no-store"
    return answer.status, body["error"], body["error_description"]


def post(client: Client, body: bytes, headers: dict[str, str]) -> Response:
    return client.emulator.handle(Request("POST", "/oauth/token", (), headers, body))


def test_a_token_for_the_management_api_lives_a_day(client: Client, clock: Clock) -> None:
    answer = client.ask_token()

    body = json.loads(answer.body)
    assert answer.status == 200
    assert list(body) == ["access_token", "scope", "expires_in", "token_type"]
    assert (body["expires_in"], body["token_type"]) == (86_400, "Bearer")
    assert answer.headers["cache-control"] == "no-store"
    found = claims(answer)
    assert list(found) == ["iss", "sub", "aud", "iat", "exp", "azp", "scope", "gty"]
    assert found == {
        "iss": "https://emulator/",
        "sub": f"{DEPLOY_CLIENT_ID}@clients",
        "aud": "https://emulator/api/v2/",
        "iat": clock.now,
        "exp": clock.now + 86_400,
        "azp": DEPLOY_CLIENT_ID,
        "scope": body["scope"],
        "gty": "client-credentials",
    }
    assert {"read:clients", "update:clients", "read:client_keys"} <= set(body["scope"].split())


def test_a_body_may_be_json(client: Client) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": DEPLOY_CLIENT_ID,
        "client_secret": DEPLOY_CLIENT_SECRET,
        "audience": "https://emulator/api/v2/",
    }

    assert (
        post(client, json.dumps(form).encode(), {"content-type": "application/json; charset=utf-8"}).status
        == 200
    )
    assert post(client, json.dumps(form).encode(), JSON).status == 200


def test_a_client_may_come_with_http_basic(client: Client) -> None:
    pair = base64.b64encode(f"{DEPLOY_CLIENT_ID}:{DEPLOY_CLIENT_SECRET}".encode()).decode()

    answer = client.ask_token({"authorization": f"Basic {pair}"}, client_id=None, client_secret=None)

    assert answer.status == 200


@pytest.mark.parametrize("pair", ["!", "YQ==", "YTpi", "gA=="])
def test_another_pair_with_http_basic_is_refused(client: Client, pair: str) -> None:
    answer = client.ask_token({"authorization": f"Basic {pair}"}, client_id=None, client_secret=None)

    assert refusal(answer) == (401, "access_denied", "Unauthorized")


@pytest.mark.parametrize(
    "form",
    [
        {"client_secret": "wrong"},
        {"client_secret": ""},
        {"client_secret": None},
        {"client_id": "nobody"},
        {"client_id": None},
        {"client_secret": "é"},
    ],
)
def test_who_cannot_prove_to_be_the_client_is_unauthorized(
    client: Client, form: dict[str, str | None]
) -> None:
    assert refusal(client.ask_token(**form)) == (401, "access_denied", "Unauthorized")


@pytest.mark.parametrize(
    ("body", "headers", "description"),
    [
        (b"", {}, "Missing required parameter: grant_type"),
        (b"{}", JSON, "Missing required parameter: grant_type"),
        (b"[]", JSON, "Missing required parameter: grant_type"),
        (b"{", JSON, "The body of the request cannot be read"),
        (b"3", JSON, "The body of the request cannot be read"),
        (b"[1]", JSON, "The body of the request cannot be read"),
        (b"[" * 100_000, JSON, "The body of the request cannot be read"),
        (b"\xff", JSON, "The body of the request cannot be read"),
        (b"grant_type=a&grant_type=b", {}, "A parameter is given more than once"),
        (b'{"grant_type":"a","grant_type":"b"}', JSON, "A parameter is given more than once"),
    ],
)
def test_a_request_that_is_none_is_invalid(
    client: Client, body: bytes, headers: dict[str, str], description: str
) -> None:
    assert refusal(post(client, body, headers)) == (400, "invalid_request", description)


def test_another_grant_type_is_unsupported(client: Client) -> None:
    status, error, _ = refusal(client.ask_token(grant_type="authorization_code"))

    assert (status, error) == (403, "unsupported_grant_type")


def test_a_client_without_the_grant_type_is_refused(client: Client) -> None:
    spa = client.do(
        "POST", "clients", {"name": "Web", "app_type": "regular_web", "grant_types": ["implicit"]}
    )

    answer = client.ask_token(client_id=spa["client_id"], client_secret=spa["client_secret"])

    description = "Grant type 'client_credentials' not allowed for the client."
    assert refusal(answer) == (403, "unauthorized_client", description)


def test_an_unknown_api_is_not_enabled(client: Client) -> None:
    answer = client.ask_token(audience="https://nobody/")

    assert refusal(answer) == (403, "access_denied", "Service not enabled within domain: https://nobody/")


def test_the_id_of_an_api_is_no_audience(client: Client) -> None:
    api = client.do("POST", "resource-servers", {"identifier": ACME, "name": "Acme"})

    assert refusal(client.ask_token(audience=api["id"]))[0] == 403


def machine(client: Client) -> dict[str, Any]:
    """A machine-to-machine client, and the API it might call."""
    client.do(
        "POST",
        "resource-servers",
        {
            "identifier": ACME,
            "name": "Acme",
            "token_lifetime": 600,
            "scopes": [{"value": "a"}, {"value": "b"}],
        },
    )
    created: dict[str, Any] = client.do("POST", "clients", {"name": "Machine", "app_type": "non_interactive"})
    return {name: created[name] for name in ("client_id", "client_secret")}


def test_a_client_without_a_grant_is_told_so(client: Client) -> None:
    answer = client.ask_token(**machine(client), audience=ACME)

    status, error, description = refusal(answer)
    assert (status, error) == (403, "access_denied")
    assert description.startswith(
        f'Client is not authorized to access "{ACME}". You need to create a "client-grant"'
    )


def test_a_grant_decides_scopes_and_the_api_the_lifetime(client: Client) -> None:
    form = machine(client)
    client.do(
        "POST", "client-grants", {"client_id": form["client_id"], "audience": ACME, "scope": ["a", "b"]}
    )

    answer = client.ask_token(**form, audience=ACME)

    assert json.loads(answer.body)["scope"] == "a b"
    assert json.loads(answer.body)["expires_in"] == 600
    assert claims(answer)["aud"] == ACME


def test_scopes_can_be_narrowed_but_not_widened(client: Client) -> None:
    form = machine(client)
    client.do("POST", "client-grants", {"client_id": form["client_id"], "audience": ACME, "scope": ["a"]})

    assert claims(client.ask_token(**form, audience=ACME, scope="a"))["scope"] == "a"
    assert refusal(client.ask_token(**form, audience=ACME, scope="a b c")) == (
        403,
        "access_denied",
        "Client has not been granted scopes: b, c",
    )


def test_a_token_without_scopes_does_not_mention_any(client: Client) -> None:
    form = machine(client)
    client.do("POST", "client-grants", {"client_id": form["client_id"], "audience": ACME, "scope": []})

    answer = client.ask_token(**form, audience=ACME)

    assert "scope" not in json.loads(answer.body)
    assert "scope" not in claims(answer)


def test_without_an_audience_that_of_the_tenant_counts(client: Client) -> None:
    form = machine(client)
    client.do("POST", "client-grants", {"client_id": form["client_id"], "audience": ACME, "scope": ["a"]})

    assert refusal(client.ask_token(**form, audience=None))[0:2] == (403, "access_denied")
    client.do("PATCH", "tenants/settings", {"default_audience": ACME})
    assert claims(client.ask_token(**form, audience=None))["aud"] == ACME


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_host_called_is_another_name_of_the_tenant(client: Client, scheme: str) -> None:
    answer = client.ask_token({"host": "localhost:9999"}, audience=f"{scheme}://localhost:9999/api/v2/")

    assert claims(answer)["iss"] == "https://localhost:9999/"
    assert claims(answer)["aud"] == "https://emulator/api/v2/"


def test_only_post_asks_for_tokens(client: Client) -> None:
    assert client.emulator.handle(Request("GET", "/oauth/token")).status == 404


def test_the_limit_of_the_token_endpoint_is_its_own(opened: Callable[..., Client]) -> None:
    client = opened(limits="free")

    answers = [client.ask_token() for _ in range(31)]

    assert [answer.status for answer in answers] == [200] * 30 + [429]
    assert refusal_of_limit(answers[30]) == "too_many_requests"
    assert answers[0].headers["x-ratelimit-limit"] == "30"


def refusal_of_limit(answer: Response) -> str:
    return str(json.loads(answer.body)["error"])
