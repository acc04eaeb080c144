"""Sealed secrets: the same is seen to be the same, under one key and one salt, and nothing else is seen."""

import json

import pytest

from deploy_cli.core.seal import UNSEALED, Seal
from deploy_cli.core.values import Secret

KEY, OTHER = Secret("a key of the pipeline"), Secret("another key")


def sealed(text: str, key: Secret | None = KEY, salt: str = "salt") -> str:
    return str(Seal(key, salt).sealed(Secret(text)))


def test_equal_secrets_have_equal_seals_and_others_have_not() -> None:
    assert sealed("one") == sealed("one")
    assert sealed("one") != sealed("two")
    assert len({sealed("one"), sealed("one", OTHER), sealed("one", KEY, "another salt")}) == 3


def test_without_a_key_nothing_is_sealed_and_nothing_is_told() -> None:
    assert sealed("one", None) == UNSEALED
    assert Seal(KEY, "s").sealed(Secret("", is_known=False)) == UNSEALED
    assert Seal(None, "s").id is None


def test_a_key_is_known_by_its_id_under_a_salt() -> None:
    assert Seal(KEY, "s").id == Seal(Secret("a key of the pipeline"), "s").id
    assert len({Seal(KEY, "s").id, Seal(OTHER, "s").id, Seal(KEY, "t").id}) == 3


@pytest.mark.parametrize("text", ["canary", "", "ü", "\ud800", "a\0b"])
def test_what_is_sealed_is_json_without_the_secret(text: str) -> None:
    value = {"name": "x", "deep": [{"secret": Secret(text)}, 1, None]}

    written = json.dumps(Seal(KEY, "s").sealed(value))

    assert "canary" not in written
    assert json.loads(written)["name"] == "x"
    assert json.loads(written)["deep"][0]["secret"].startswith("hmac-sha256:")
