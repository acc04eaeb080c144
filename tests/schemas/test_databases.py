"""What may be written about databases, and which field is blamed otherwise."""

from collections.abc import Callable
from typing import Any

import pytest

Judge = Callable[[str, Any], list[str]]

KINDS = ["uppercase", "lowercase", "number", "special"]

GOOD: dict[str, dict[str, Any]] = {
    "nothing": {},
    "an own database": {
        "enabledDatabaseCustomization": True,
        "import_mode": False,
        "customScripts": {"login": "./databases/users/login.js", "get_user": "./databases/users/get_user.js"},
        "configuration": {"PASSWORD": "s3cret", "OLD": None},
    },
    "identifiers": {
        "attributes": {
            "email": {"identifier": {"active": True}, "signup": {"status": "required"}, "unique": True},
            "username": {"identifier": {"active": False}, "validation": {"min_length": 3, "max_length": 15}},
        },
        "requires_username": False,
        "validation": None,
    },
    "an address that several accounts share": {
        "attributes": {
            "email": {"unique": False, "identifier": {"active": False}},
            "username": {"identifier": {"active": True}},
        }
    },
    "the older spelling": {
        "requires_username": True,
        "validation": {"username": {"min": 1, "max": 15}},
        "passwordPolicy": "excellent",
        "password_history": {"enable": True, "size": 5},
    },
    "the newer spelling clears the older": {
        "password_options": {"complexity": {"min_length": 15, "character_types": ["lowercase"]}},
        "passwordPolicy": None,
        "password_history": None,
    },
    "three of four kinds": {
        "password_options": {"complexity": {"character_type_rule": "three_of_four", "character_types": KINDS}}
    },
    "passkeys": {
        "authentication_methods": {"passkey": {"enabled": True}, "password": {"enabled": True}},
        "passkey_options": {"challenge_ui": "both", "progressive_enrollment_enabled": True},
    },
}  # fmt: skip

BAD: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a misspelt option": ({"disable_sign_up": True}, ["disable_sign_up"]),
    "a misspelt script": ({"customScripts": {"signin": "x"}}, ["customScripts.signin"]),
    "an option of social logins": ({"gmail": True}, ["gmail"]),
    "an unknown password policy": ({"passwordPolicy": "strong"}, ["passwordPolicy"]),
    "a value of the scripts that is no text": ({"configuration": {"PORT": 5432}}, ["configuration.PORT"]),
    "two ways to name people": (
        {"attributes": {"email": {"identifier": {"active": True}}}, "requires_username": True},
        ["requires_username"],
    ),
    "two ways to limit user names": (
        {"attributes": {"username": {}}, "validation": {"username": {"min": 1, "max": 5}}},
        ["validation"],
    ),
    "no attribute at all": ({"attributes": {}}, ["attributes"]),
    "two ways to judge passwords": (
        {"password_options": {"history": {"active": True}}, "passwordPolicy": "good", "password_history": {}},
        ["passwordPolicy", "password_history"],
    ),
    "login with an address that several accounts share": (
        {"attributes": {"email": {"unique": False, "identifier": {"active": True}}}},
        ["attributes.email.identifier.active"],
    ),
    "login with a number that sign-up does not ask for": (
        {"attributes": {"phone_number": {"identifier": {"active": True}, "signup": {"status": "inactive"}}}},
        ["attributes.phone_number.signup.status"],
    ),
    "three of four kinds, two listed": (
        {"password_options": {"complexity": {"character_type_rule": "three_of_four", "character_types": KINDS[:2]}}},
        ["password_options.complexity.character_types"],
    ),
    "a length beyond what is hashed": (
        {"password_options": {"complexity": {"min_length": 73}}},
        ["password_options.complexity.min_length"],
    ),
    "two of three identifiers in order": ({"precedence": ["email", "username"]}, ["precedence"]),
}  # fmt: skip


@pytest.mark.parametrize("options", GOOD.values(), ids=GOOD)
def test_options_are_accepted(faults: Judge, options: dict[str, Any]) -> None:
    assert faults("databases", [{"name": "users", "options": options}]) == []


@pytest.mark.parametrize(("options", "where"), BAD.values(), ids=BAD)
def test_options_are_refused_for_the_field_at_fault(
    faults: Judge, options: dict[str, Any], where: list[str]
) -> None:
    found = faults("databases", [{"name": "users", "options": options}])
    assert found == [f"0.options.{path}" for path in where]


def test_the_strategy_may_be_left_out_and_is_always_the_same(faults: Judge) -> None:
    assert faults("databases", [{"name": "users"}, {"name": "staff", "strategy": "auth0"}]) == []
    assert faults("databases", [{"name": "users", "strategy": "oidc"}]) == ["0.strategy"]


def test_all_options_are_kept_apart_from_those_of_connections(faults: Judge) -> None:
    shared = {"set_user_root_attributes": "on_first_login", "disable_signup": True}
    assert faults("databases", [{"name": "users", "options": shared}]) == []
    assert faults("connections", [{"name": "users", "options": shared}]) == []
