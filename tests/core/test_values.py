"""Values: what is equal, what is empty, and secrets that nothing shows."""

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.address import Address
from deploy_cli.core.diff import Edit
from deploy_cli.core.masks import masked
from deploy_cli.core.path import Element, written
from deploy_cli.core.plan import Action, Cause, Change, Plan
from deploy_cli.core.tenant import Desired, Live
from deploy_cli.core.values import ABSENT, Secret, canonical, fingerprint, freeze, is_empty, revealed, same
from deploy_cli.errors import Problem
from tests.core.json_values import shuffled, values

TEXT = "correct horse battery staple"


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        pytest.param(True, 1, False, id="true is not one"),
        pytest.param(False, 0, False, id="false is not zero"),
        pytest.param(False, None, False, id="false is not null"),
        pytest.param(False, ABSENT, False, id="false is not absent"),
        pytest.param(0, None, False, id="zero is not null"),
        pytest.param(1, 1.0, True, id="a whole number is itself with a fraction of zero"),
        pytest.param("1", 1, False, id="a text is no number"),
        pytest.param(None, ABSENT, True, id="null is absent"),
        pytest.param("", ABSENT, True, id="an empty text is absent"),
        pytest.param([], {}, True, id="empties agree, whatever their type"),
        pytest.param(["a", "b"], ["b", "a"], False, id="the order of a list counts"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, True, id="the order of keys does not"),
        pytest.param({"a": 1, "b": None}, {"a": 1}, True, id="a null key is an absent key"),
        pytest.param({"a": {"b": None}}, {}, True, id="an object of nothing but nulls is nothing"),
        pytest.param({"a": {"b": False}}, {}, False, id="an object that holds a false is something"),
        pytest.param([None], [], False, id="a list that holds a null is not empty"),
        pytest.param(Secret("x"), Secret("x", "elsewhere"), True, id="secrets are equal by their texts"),
        pytest.param(Secret("x"), "x", True, id="a secret is equal to its text"),
        pytest.param(Secret("x"), "y", False, id="a secret differs from another text"),
        pytest.param(Secret(""), None, False, id="an empty secret is not absent"),
    ],
)
def test_values_are_the_same_where_json_and_auth0_say_so(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal


@given(values(), values())
def test_the_frozen_forms_are_equal_exactly_where_the_values_are_the_same(one: Any, other: Any) -> None:
    assert (freeze(one) == freeze(other)) is same(one, other)
    assert freeze(one) == freeze(shuffled(one))
    assert hash(freeze(one)) == hash(freeze(shuffled(one)))


@given(values())
def test_the_fingerprint_does_not_depend_on_the_order_of_keys(value: Any) -> None:
    assert fingerprint(value) == fingerprint(shuffled(value))
    assert fingerprint(value) != fingerprint([value])


@pytest.mark.parametrize("value", [None, "", [], {}, ABSENT])
def test_nothing_is_said_by_an_empty_value(value: Any) -> None:
    assert is_empty(value)


@pytest.mark.parametrize("value", [0, False, " ", [None], {"a": None}, Secret("")])
def test_something_is_said_by_what_only_looks_empty(value: Any) -> None:
    assert not is_empty(value)


def test_a_secret_is_revealed_in_a_copy_only() -> None:
    body = {"a": [Secret(TEXT, "secret:A")], "b": 1}

    assert revealed(body) == {"a": [TEXT], "b": 1}
    assert body["a"] == [Secret(TEXT)]


SECRET = Secret(TEXT, "secret:PASSWORD")
EDIT = Edit(("options", "client_secret"), SECRET, Secret(TEXT + "!"))
DESIRED = Desired(address=Address("things", "a"), body={"secret": SECRET, "list": [{"deep": SECRET}]})
LIVE = Live(address=Address("things", "a"), body={"secret": SECRET}, id="1")
CHANGE = Change(
    address=Address("things", "a"),
    action=Action.UPDATE,
    cause=Cause.DIFFERS,
    reason="it differs",
    edits=(EDIT,),
    desired=DESIRED,
    live=LIVE,
)
PLAN = Plan(domain="d", environment="e", source_digest="s", changes=(CHANGE,))
HOLDERS = [
    pytest.param(SECRET, id="a secret"),
    pytest.param(EDIT, id="an edit"),
    pytest.param(DESIRED, id="a desired resource"),
    pytest.param(LIVE, id="a live resource"),
    pytest.param(CHANGE, id="a change"),
    pytest.param(PLAN, id="a plan"),
    pytest.param({"a": [SECRET]}, id="a body"),
    pytest.param(Problem(f"`{SECRET}` is wrong"), id="a problem"),
    pytest.param(ValueError(SECRET), id="an exception"),
]


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_secret_is_not_in_any_text_of_what_holds_it(holder: Any) -> None:
    for text in (repr(holder), str(holder), f"{holder}", "%s %r" % (holder, holder), f"{holder!a}"):  # noqa: UP031
        assert TEXT not in text


@pytest.mark.parametrize("spec", ["", ">60", "<5", "^40"])
def test_a_secret_can_be_padded_and_still_says_nothing(spec: str) -> None:
    text = format(SECRET, spec)

    assert text.strip() == "Secret(secret:PASSWORD)"


@pytest.mark.parametrize("holder", HOLDERS[:7])
def test_a_secret_cannot_be_pickled_or_copied_out(holder: Any) -> None:
    with pytest.raises(TypeError, match="a secret is never serialised"):
        pickle.dumps(holder)
    with pytest.raises(TypeError, match="a secret is never serialised"):
        copy.deepcopy(holder)


def test_a_secret_is_no_json() -> None:
    with pytest.raises(TypeError):
        json.dumps({"a": SECRET})


def test_the_canonical_text_names_a_secret_by_its_origin() -> None:
    assert canonical({"b": SECRET, "a": 1}) == '{"a":1,"b":"Secret(secret:PASSWORD)"}'


def test_a_masked_value_says_that_there_is_a_secret_and_nothing_else() -> None:
    assert masked({"a": [SECRET, 1], "b": ABSENT}) == {"a": ["(secret)", 1], "b": ABSENT}


def test_the_digest_of_a_plan_is_the_same_for_every_text_of_a_secret() -> None:
    other = Edit(EDIT.path, EDIT.before, Secret("something else"))

    assert PLAN.digest == Plan(**{**vars(PLAN), "changes": (with_edits(other),)}).digest


def test_the_path_of_an_element_that_is_a_secret_does_not_show_it() -> None:
    edits = [Element(canonical(SECRET))]

    assert TEXT not in written(("secrets", *edits))


@given(st.text(min_size=8))
def test_no_text_is_ever_shown_by_its_secret(text: str) -> None:
    assert text not in repr(Secret(text)) or text in "Secret(…)"


def with_edits(*edits: Edit) -> Change:
    return Change(
        address=CHANGE.address,
        action=CHANGE.action,
        cause=CHANGE.cause,
        reason="it differs",
        edits=edits,
        desired=DESIRED,
        live=LIVE,
    )
