"""What is known about a client, and what nobody said."""

import pytest

from deploy_cli.lifetimes.client import (
    Api,
    Client,
    Condition,
    Need,
    State,
    can_exist,
    conditions,
    sessions_of,
)
from deploy_cli.lifetimes.settings import DAY, HOUR, RefreshTokens, Sessions

GOOD = {
    "app_type": "spa",
    "token_endpoint_auth_method": "none",
    "grant_types": ["authorization_code", "refresh_token"],
    "oidc_conformant": True,
    "refresh_token": {
        "rotation_type": "rotating",
        "expiration_type": "expiring",
        "leeway": 3,
        "token_lifetime": 2_592_000,
        "infinite_token_lifetime": False,
        "idle_token_lifetime": 1_296_000,
        "infinite_idle_token_lifetime": False,
    },
}
OPEN = Api(identifier="https://api.example", offline=True)


def test_a_complete_client_can_get_a_refresh_token() -> None:
    client = Client.of("Shop", GOOD)

    assert client.refresh == RefreshTokens(rotating=True, leeway=3, absolute=30 * DAY, idle=15 * DAY)
    assert client.unsaid == ()
    assert can_exist(conditions(client, [OPEN])) is True


@pytest.mark.parametrize(
    ("changed", "apis", "missing"),
    [
        ({"grant_types": ["refresh_token", "implicit"]}, [OPEN], Need.PERSON),
        ({"grant_types": ["authorization_code"]}, [OPEN], Need.GRANT),
        ({}, [Api(identifier="a", offline=False)], Need.API),
        ({"refresh_token": {"rotation_type": "non-rotating"}}, [OPEN], Need.ROTATION),
    ],
)
def test_a_condition_that_is_missing_is_named(
    changed: dict[str, object], apis: list[Api], missing: Need
) -> None:
    found = conditions(Client.of("Shop", {**GOOD, **changed}), apis)

    assert [one.need for one in found if one.state is State.MISSING] == [missing]
    assert can_exist(found) is False


@pytest.mark.parametrize(
    ("left_out", "apis"),
    [("grant_types", [OPEN]), ("", []), ("", [Api(identifier="a")]), ("refresh_token", [OPEN])],
)
def test_what_is_not_said_is_neither_met_nor_missing(left_out: str, apis: list[Api]) -> None:
    body = {key: value for key, value in GOOD.items() if key != left_out}

    assert can_exist(conditions(Client.of("Shop", body), apis)) is None


def test_the_code_of_the_application_has_the_last_word() -> None:
    body = {**GOOD, "oidc_conformant": False, "grant_types": ["urn:other", "refresh_token"]}

    found = conditions(Client.of("Shop", body), [OPEN])

    assert Condition(Need.SCOPE, State.APPLICATION) in found
    assert Condition(Need.CONFORMANT, State.APPLICATION) in found
    assert Condition(Need.PERSON, State.APPLICATION) in found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, RefreshTokens(rotating=False, absolute=None, idle=None)),
        (
            {"is_first_party": False, "app_type": "spa"},
            RefreshTokens(rotating=True, absolute=30 * DAY, idle=15 * DAY),
        ),
        (
            {
                "is_first_party": False,
                "third_party_security_mode": "strict",
                "token_endpoint_auth_method": "client_secret_post",
            },
            RefreshTokens(rotating=False, absolute=None, idle=30 * DAY),
        ),
    ],
)
def test_where_nothing_is_said_a_client_has_what_a_new_one_gets(
    body: dict[str, object], expected: RefreshTokens
) -> None:
    client = Client.of("New", body)

    assert client.refresh == expected
    assert client.unsaid == ("rotation_type", "token_lifetime", "idle_token_lifetime")


@pytest.mark.parametrize(
    ("body", "public"),
    [
        ({"app_type": "native"}, True),
        ({"app_type": "regular_web", "token_endpoint_auth_method": "none"}, True),
        ({"app_type": "regular_web"}, False),
        ({"token_endpoint_auth_method": "client_secret_basic"}, False),
        ({}, None),
    ],
)
def test_who_can_keep_a_secret(body: dict[str, object], public: bool | None) -> None:
    assert Client.of("One", body).is_public is public


def test_machines_are_not_for_people() -> None:
    assert Client.of("One", {"grant_types": ["client_credentials", "refresh_token"]}).is_for_people is False
    assert Client.of("One", {"grant_types": ["implicit"]}).is_for_people is True
    assert Client.of("One", {}).is_for_people is None


@pytest.mark.parametrize(
    ("body", "sessions", "unsaid"),
    [
        ({}, Sessions(), ("session_lifetime", "idle_session_lifetime")),
        (
            {"session_lifetime": 720, "idle_session_lifetime": 72.5},
            Sessions(absolute=30 * DAY, idle=3 * DAY + 1_800),
            (),
        ),
        (
            {"session_lifetime_in_minutes": 181, "session_lifetime": 3.0166666666666666},
            Sessions(absolute=181 * 60, idle=3 * DAY),
            ("idle_session_lifetime",),
        ),
        (
            {"session_cookie": {"mode": "non-persistent"}, "ephemeral_session_lifetime": 12},
            Sessions(absolute=12 * HOUR, idle=DAY, survives_closing=False),
            ("idle_ephemeral_session_lifetime",),
        ),
    ],
)
def test_sessions_are_read_in_hours_and_in_minutes(
    body: dict[str, object], sessions: Sessions, unsaid: tuple[str, ...]
) -> None:
    assert sessions_of(body) == (sessions, unsaid)
