"""A signed plan is what was signed, to the last bit."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.signature import is_signed_with, signature_of, signed
from deploy_cli.core.values import Secret
from tests.core.json_values import values

KEY = Secret("the key of the golden plan, thirty-two or more")
PLAN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "files" / "plans" / "format_1.json").read_text("utf-8")
)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*at, index))


PLACES = list(places(PLAN))


def parent(plan: Any, place: tuple[Any, ...]) -> Any:
    for step in place[:-1]:
        plan = plan[step]
    return plan


def text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_nothing_can_be_taken_out(place: tuple[Any, ...]) -> None:
    plan = copy.deepcopy(PLAN)
    del parent(plan, place)[place[-1]]

    assert not is_signed_with(plan, KEY)


@given(st.sampled_from(PLACES), values())
def test_nothing_can_be_replaced(place: tuple[Any, ...], value: Any) -> None:
    plan = copy.deepcopy(PLAN)
    parent(plan, place)[place[-1]] = value

    assert is_signed_with(plan, KEY) == (text(plan) == text(PLAN))


@given(st.sampled_from([(), *PLACES]), st.text(), values())
def test_nothing_can_be_added(place: tuple[Any, ...], key: str, value: Any) -> None:
    plan = copy.deepcopy(PLAN)
    inner = parent(plan, (*place, ""))
    if isinstance(inner, dict) and key not in inner:
        inner[key] = value
    elif isinstance(inner, list):
        inner.append(value)

    assert is_signed_with(plan, KEY) == (text(plan) == text(PLAN))


def test_neither_the_spelling_of_the_file_nor_the_order_of_its_keys_matters() -> None:
    assert is_signed_with(json.loads(json.dumps(dict(reversed(PLAN.items())), indent=7)), KEY)


def test_another_key_signs_otherwise() -> None:
    assert not is_signed_with(PLAN, Secret("another key, thirty-two characters or more"))


@pytest.mark.parametrize("signature", [None, "", 1, [], "hmac-sha256:", "é" * 64])
def test_what_is_no_signature_is_none(signature: Any) -> None:
    assert not is_signed_with({**PLAN, "signature": signature}, KEY)


def test_without_a_key_nothing_is_signed() -> None:
    assert signed({"a": 1}, None) == {"a": 1}
    assert signed({"a": "\ud800"}, KEY)["signature"] == signature_of({"a": "\ud800", "signature": 1}, KEY)
