"""The token endpoint for people: a login by password, refresh tokens, and their end."""

import json
from typing import Any

import pytest

from deploy_cli.emulator.message import Request, Response
from tests.emulator.conftest import Client, Clock

API = "https://api.acme/v1"
DAY = 86_400
ROTATING = {
    "rotation_type": "rotating",
    "expiration_type": "expiring",
    "leeway": 0,
    "token_lifetime": 30 * DAY,
    "infinite_token_lifetime": False,
    "idle_token_lifetime": 15 * DAY,
    "infinite_idle_token_lifetime": False,
}
PLAIN = {**ROTATING, "rotation_type": "non-rotating"}


class App:
    """An application with a user of its own."""

    def __init__(self, client: Client, policy: dict[str, Any] = ROTATING, **more: Any) -> None:
        self.client = client
        identity = {"identifier": API, "name": "API", "allow_offline_access": True, "token_lifetime": 3_600}
        client.do("POST", "resource-servers", identity)
        user = {"email": "ada@acme.example", "password": "Lovelace-1843!"}
        client.do("POST", "users", {**user, "connection": "Username-Password-Authentication"})
        settings = {
            "name": "App",
            "app_type": "native",
            "token_endpoint_auth_method": "none",
            "oidc_conformant": True,
            "grant_types": ["password", "refresh_token"],
            "refresh_token": policy,
            **more,
        }
        self.id = client.do("POST", "clients", settings)["client_id"]

    def post(self, path: str = "token", **form: str) -> Response:
        body = json.dumps({"client_id": self.id, **form}).encode()
        return self.client.emulator.handle(
            Request("POST", f"/oauth/{path}", (), {"content-type": "application/json"}, body)
        )

    def log_in(self, scope: str = "openid offline_access", password: str = "Lovelace-1843!") -> Response:
        known = {"username": "ada@acme.example", "password": password, "audience": API, "scope": scope}
        return self.post(grant_type="password", **known)

    def refresh(self, token: str) -> Response:
        return self.post(grant_type="refresh_token", refresh_token=token)

    def token(self) -> str:
        return str(json.loads(self.log_in().body)["refresh_token"])

    def renewed(self, token: str) -> str:
        answer = self.refresh(token)
        assert answer.status == 200, answer
        return str(json.loads(answer.body).get("refresh_token", token))

    def change(self, **settings: Any) -> None:
        self.client.do("PATCH", f"clients/{self.id}", settings)


@pytest.fixture
def app(client: Client) -> App:
    return App(client)


def is_refused(answer: Response) -> bool:
    body = json.loads(answer.body)
    return (answer.status, body) == (
        403,
        {"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."},
    )


def test_a_login_brings_a_refresh_token_and_a_refresh_another_one(app: App) -> None:
    answer = app.log_in()
    body = json.loads(answer.body)

    again = json.loads(app.refresh(body["refresh_token"]).body)

    assert list(body) == ["access_token", "scope", "refresh_token", "expires_in", "token_type"]
    assert body["expires_in"] == again["expires_in"] == 3_600
    assert again["scope"] == "openid offline_access"
    assert again["refresh_token"] != body["refresh_token"]


def test_a_wrong_password_brings_nothing(app: App) -> None:
    answer = app.log_in(password="Babbage-1837!")

    assert (answer.status, json.loads(answer.body)["error"]) == (403, "invalid_grant")


@pytest.mark.parametrize("missing", ["scope", "grant", "api"])
def test_without_one_of_the_conditions_there_is_none_and_no_error(app: App, missing: str) -> None:
    if missing == "grant":
        app.change(grant_types=["password"])
    if missing == "api":
        id_ = app.client.do("GET", "resource-servers")[0]["id"]
        servers = {one["identifier"]: one["id"] for one in app.client.do("GET", "resource-servers")}
        app.client.do("PATCH", f"resource-servers/{servers.get(API, id_)}", {"allow_offline_access": False})

    answer = app.log_in("openid" if missing == "scope" else "openid offline_access")

    assert answer.status == 200
    assert "refresh_token" not in json.loads(answer.body)


def test_a_token_that_comes_twice_ends_the_family(app: App) -> None:
    first = app.token()
    second = app.renewed(first)

    assert is_refused(app.refresh(first))
    assert is_refused(app.refresh(second))


def test_within_the_leeway_the_previous_one_serves_and_the_one_before_does_not(
    client: Client, clock: Clock
) -> None:
    app = App(client, {**ROTATING, "leeway": 10})
    first = app.token()
    second = app.renewed(first)
    clock.now += 10
    fork = app.renewed(first)
    third = app.renewed(second)

    assert app.renewed(fork)
    assert is_refused(app.refresh(first))
    assert is_refused(app.refresh(third))


def test_after_the_leeway_it_is_a_reuse(client: Client, clock: Clock) -> None:
    app = App(client, {**ROTATING, "leeway": 10})
    first = app.token()
    second = app.renewed(first)
    clock.now += 11

    assert is_refused(app.refresh(first))
    assert is_refused(app.refresh(second))


@pytest.mark.parametrize(("seconds", "refused"), [(15 * DAY - 1, False), (15 * DAY, True)])
def test_absence_ends_it_at_the_second(app: App, clock: Clock, seconds: int, refused: bool) -> None:
    token = app.token()
    clock.now += seconds

    assert is_refused(app.refresh(token)) == refused


def test_rotation_never_moves_the_absolute_end(app: App, clock: Clock) -> None:
    token = app.token()
    for _ in range(2):
        clock.now += 14 * DAY
        token = app.renewed(token)
    clock.now += 2 * DAY

    assert is_refused(app.refresh(token))


def test_a_token_that_does_not_rotate_stays_the_same(client: Client) -> None:
    app = App(client, PLAIN)
    token = app.token()

    answers = [json.loads(app.refresh(token).body) for _ in range(3)]

    assert all("refresh_token" not in answer for answer in answers)


def test_with_rotation_the_other_devices_of_a_user_lose_their_tokens(client: Client) -> None:
    app = App(client, PLAIN)
    phone, tablet = app.token(), app.token()
    app.change(refresh_token=ROTATING)

    rotated = app.renewed(phone)

    assert rotated != phone
    assert is_refused(app.refresh(tablet))
    assert is_refused(app.refresh(phone))
    assert app.renewed(rotated)


def test_without_the_grant_a_refresh_is_refused(app: App) -> None:
    token = app.token()
    app.change(grant_types=["password"])

    answer = app.refresh(token)

    assert (answer.status, json.loads(answer.body)["error"]) == (403, "unauthorized_client")


def test_the_tokens_of_another_client_serve_nothing(app: App) -> None:
    token = app.token()
    app.id = app.client.do(
        "POST",
        "clients",
        {"name": "Other", "token_endpoint_auth_method": "none", "grant_types": ["refresh_token"]},
    )["client_id"]

    assert is_refused(app.refresh(token))


@pytest.mark.parametrize("whole_grant", [False, True])
def test_a_revoked_token_is_refused_and_with_the_flag_the_others_too(app: App, whole_grant: bool) -> None:
    one, other = app.token(), app.token()
    app.client.do("PATCH", "tenants/settings", {"flags": {"revoke_refresh_token_grant": whole_grant}})

    assert app.post("revoke", token=one).status == 200
    assert app.post("revoke", token="v1.unknown").status == 200

    assert is_refused(app.refresh(one))
    assert is_refused(app.refresh(other)) == whole_grant


def test_the_201st_token_of_a_user_ends_the_oldest(app: App) -> None:
    first, second = app.token(), app.token()
    for _ in range(199):
        app.token()

    assert is_refused(app.refresh(first))
    assert app.renewed(second)


def test_a_confidential_client_has_to_prove_itself(client: Client) -> None:
    app = App(client, app_type="regular_web", token_endpoint_auth_method="client_secret_post")

    assert app.log_in().status == 401
