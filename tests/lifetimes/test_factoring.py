"""Policies are found in clients that spell out their refresh-token settings, and say what those said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.lifetimes import policies
from deploy_cli.lifetimes.factoring import factored, policy_of

ROTATING = {
    "rotation_type": "rotating",
    "expiration_type": "expiring",
    "leeway": 3,
    "token_lifetime": 2_592_000,
    "idle_token_lifetime": 1_296_000,
    "infinite_token_lifetime": False,
    "infinite_idle_token_lifetime": False,
}
ENDLESS = {
    "rotation_type": "non-rotating",
    "expiration_type": "non-expiring",
    "leeway": 0,
    "token_lifetime": 31_557_600,
    "idle_token_lifetime": 2_592_000,
    "infinite_token_lifetime": True,
    "infinite_idle_token_lifetime": True,
}


def client(name: str, block: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "refresh_token": block, **more}


def test_equal_blocks_become_one_policy_called_as_the_application() -> None:
    result = factored(
        [client("A", ROTATING, app_type="spa"), client("B", dict(ROTATING), app_type="native")],
        "refresh_token",
        keep_dormant=True,
    )

    assert result.policies == {
        "browser": {
            "rotation": "rotating",
            "leeway": "3s",
            "absolute_lifetime": "30d",
            "inactivity_lifetime": "15d",
        }
    }
    assert result.clients == (
        {"name": "A", "refresh_token_policy": "browser", "app_type": "spa"},
        {"name": "B", "refresh_token_policy": "browser", "app_type": "native"},
    )
    assert result.used == {"browser": ("A", "B")}


def test_other_lifetimes_get_another_name() -> None:
    blocks = [ROTATING, {**ROTATING, "token_lifetime": 90_061}, ENDLESS, {**ROTATING, "leeway": 5}]

    result = factored(
        [client(str(index), {**block, "idle_token_lifetime": 600}) for index, block in enumerate(blocks)],
        "refresh_token",
        keep_dormant=False,
    )

    assert list(result.policies) == [
        "standard",
        "standard-90061s-10m",
        "standard-unlimited",
        "standard-30d-10m",
    ]


def test_numbers_that_say_nothing_stay_or_go_as_asked() -> None:
    kept = factored([client("A", ENDLESS)], "refresh_token", keep_dormant=True).clients[0]
    gone = factored([client("A", ENDLESS)], "refresh_token", keep_dormant=False).clients[0]

    assert kept.get("refresh_token", {}) | policies.block(policies.complete(PLAIN)[0]["p"]) == ENDLESS
    assert gone == {"name": "A", "refresh_token_policy": "standard"}


PLAIN = {"p": {"rotation": "non-rotating", "absolute_lifetime": "none", "inactivity_lifetime": "none"}}


def test_what_no_policy_says_stays_in_the_block() -> None:
    more = {**ROTATING, "policies": [{"audience": "https://a", "scope": ["x"]}]}

    [changed] = factored([client("A", more)], "refresh_token", keep_dormant=True).clients

    assert changed["refresh_token"] == {"policies": more["policies"]}


@pytest.mark.parametrize(
    "block",
    [
        None,
        "@@BLOCK@@",
        {},
        {key: value for key, value in ROTATING.items() if key != "idle_token_lifetime"},
        {key: value for key, value in ROTATING.items() if key != "leeway"},
        {**ROTATING, "token_lifetime": "$(var:long)"},
        {**ROTATING, "token_lifetime": 60},
        {**ROTATING, "expiration_type": "non-expiring"},
        {**ENDLESS, "rotation_type": "rotating"},
    ],
)
def test_what_no_policy_says_as_it_is_stays_as_it_is(block: Any) -> None:
    body = client("A", block)

    assert factored([body], "refresh_token", keep_dormant=True).clients == (body,)


def test_a_client_that_is_not_managed_gets_no_policy() -> None:
    body = client("A", ROTATING, external_client_id="https://a")

    result = factored(
        [body], "refresh_token", keep_dormant=True, but_with={"external_client_id": "it is not ours"}
    )

    assert (result.clients, result.policies) == ((body,), {})


BLOCKS = st.fixed_dictionaries(
    {
        "rotation_type": st.sampled_from(["rotating", "non-rotating"]),
        "expiration_type": st.sampled_from(["expiring", "non-expiring"]),
        "leeway": st.integers(0, 100),
        "token_lifetime": st.integers(1, 157_788_000),
        "idle_token_lifetime": st.integers(1, 157_788_000),
        "infinite_token_lifetime": st.booleans(),
        "infinite_idle_token_lifetime": st.booleans(),
    }
)


@given(BLOCKS)
def test_a_policy_says_nothing_that_the_block_does_not_say(block: dict[str, Any]) -> None:
    policy = policy_of(block)

    if policy is not None:
        complete, faults = policies.complete({"p": policy})
        assert not faults
        says = policies.block(complete["p"])
        assert {field: block[field] for field in says} == says
