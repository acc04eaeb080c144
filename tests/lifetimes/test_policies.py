"""Refresh-token policies: presets, inheritance, contradictions, and the block that Auth0 takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from deploy_cli.files.schemas import bundled
from deploy_cli.lifetimes.policies import LONGEST, PRESETS, block, complete

FULL = {"rotation": "rotating", "leeway": "3s", "absolute_lifetime": "30d", "inactivity_lifetime": "15d"}
POLICY = Draft202012Validator(bundled("refresh_token_policies"))
CLIENTS = Draft202012Validator(bundled("clients"))


def faults(**policies: dict[str, Any]) -> list[tuple[str, str]]:
    """The paths and messages of what is wrong."""
    return [(".".join(map(str, fault.path)), fault.message) for fault in complete(policies)[1]]


def only_fault(**policies: dict[str, Any]) -> tuple[str, str]:
    (fault,) = faults(**policies)
    return fault


def test_a_policy_inherits_what_it_does_not_say() -> None:
    resolved, found = complete(
        {
            "a": {**FULL},
            "b": {"extends": "a", "inactivity_lifetime": "1d"},
            "c": {"extends": "b", "leeway": 0},
        }
    )

    assert found == ()
    assert resolved["c"] == {**FULL, "inactivity_lifetime": "1d", "leeway": 0}
    assert "extends" not in resolved["b"]


def test_the_presets_are_there_and_can_be_extended() -> None:
    resolved, found = complete({"short": {"extends": "auth0:spa", "absolute_lifetime": "16d"}})

    assert found == ()
    assert PRESETS.items() <= resolved.items()
    assert resolved["short"]["rotation"] == "rotating"
    assert resolved["short"]["absolute_lifetime"] == "16d"


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_is_a_policy_without_fault(name: str) -> None:
    assert faults(mine={"extends": name}) == []
    assert POLICY.is_valid({"mine": PRESETS[name]})


def test_an_unknown_parent_is_named_once_and_the_known_ones_are_listed() -> None:
    resolved, found = complete({"a": {"extends": "nothing"}, "b": {"extends": "a"}, "c": FULL})

    assert [(fault.path, fault.message) for fault in found] == [
        (("a", "extends"), "there is no policy `nothing`")
    ]
    assert "`c`" in (found[0].hint or "")
    assert "`auth0:spa`" in (found[0].hint or "")
    assert resolved.keys() == {"c", *PRESETS}


def test_a_circle_is_told_once() -> None:
    policies = {"a": {"extends": "b"}, "b": {"extends": "c"}, "c": {"extends": "b"}, "d": {"extends": "d"}}

    assert faults(**policies) == [
        ("b.extends", "policy `b` extends itself: b → c → b"),
        ("d.extends", "policy `d` extends itself: d → d"),
    ]
    assert complete(policies)[0].keys() == PRESETS.keys()


@pytest.mark.parametrize("field", ["rotation", "absolute_lifetime", "inactivity_lifetime"])
def test_a_policy_has_to_say(field: str) -> None:
    path, message = only_fault(a={key: value for key, value in FULL.items() if key != field})

    assert path == "a"
    assert message == f"policy `a` says nothing about `{field}`"


def test_the_leeway_may_stay_out() -> None:
    assert faults(a={key: value for key, value in FULL.items() if key != "leeway"}) == []
    assert block({**FULL, "leeway": "3s"})["leeway"] == 3
    assert block({key: value for key, value in FULL.items() if key != "leeway"})["leeway"] == 0


def test_tokens_that_rotate_expire() -> None:
    path, message = only_fault(a={**FULL, "absolute_lifetime": "none", "inactivity_lifetime": "none"})

    assert path == "a.rotation"
    assert "must expire" in message


@pytest.mark.parametrize("idle", ["30d", "31d", 2_592_000])
def test_inactivity_is_shorter_than_the_absolute_lifetime(idle: Any) -> None:
    path, message = only_fault(a={**FULL, "inactivity_lifetime": idle})

    assert path == "a.inactivity_lifetime"
    assert "not shorter" in message


@pytest.mark.parametrize("lifetime", ["0s", "0y", "6y", "999999999y", LONGEST + 1, 0])
def test_a_lifetime_is_one_that_auth0_takes(lifetime: Any) -> None:
    path, _ = only_fault(a={**FULL, "absolute_lifetime": lifetime, "inactivity_lifetime": "none"})

    assert path == "a.absolute_lifetime"


def test_a_child_may_mend_what_its_parent_gets_wrong() -> None:
    resolved, found = complete(
        {"a": {**FULL, "inactivity_lifetime": "40d"}, "b": {"extends": "a", "inactivity_lifetime": "4d"}}
    )

    assert [fault.path[0] for fault in found] == ["a"]
    assert "b" in resolved


@pytest.mark.parametrize(
    ("policy", "made"),
    [
        pytest.param(
            FULL,
            {
                "rotation_type": "rotating",
                "expiration_type": "expiring",
                "leeway": 3,
                "token_lifetime": 2_592_000,
                "infinite_token_lifetime": False,
                "idle_token_lifetime": 1_296_000,
                "infinite_idle_token_lifetime": False,
            },
            id="two lifetimes",
        ),
        pytest.param(
            {**FULL, "absolute_lifetime": "none"},
            {
                "rotation_type": "rotating",
                "expiration_type": "expiring",
                "leeway": 3,
                "infinite_token_lifetime": True,
                "idle_token_lifetime": 1_296_000,
                "infinite_idle_token_lifetime": False,
            },
            id="no absolute lifetime leaves the dormant number alone",
        ),
        pytest.param(
            PRESETS["auth0:confidential"],
            {
                "rotation_type": "non-rotating",
                "expiration_type": "non-expiring",
                "leeway": 0,
                "infinite_token_lifetime": True,
                "infinite_idle_token_lifetime": True,
            },
            id="no lifetime at all",
        ),
    ],
)
def test_a_policy_becomes_the_block_that_auth0_takes(policy: dict[str, Any], made: dict[str, Any]) -> None:
    assert block(policy) == made


LIFETIMES = st.one_of(
    st.just("none"),
    st.integers(1, LONGEST),
    st.builds(lambda n, unit: f"{n}{unit}", st.integers(0, 400), st.sampled_from("smhdwy")),
)
POLICIES = st.fixed_dictionaries(
    {"rotation": st.sampled_from(["rotating", "non-rotating"]), "absolute_lifetime": LIFETIMES},
    optional={
        "inactivity_lifetime": LIFETIMES,
        "leeway": st.one_of(st.integers(0, 10**6), st.just("3s")),
        "extends": st.sampled_from(["auth0:spa", "auth0:native", "other"]),
    },
)


@given(POLICIES, POLICIES)
def test_whatever_has_no_fault_becomes_a_block_that_the_schema_takes(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    resolved, _ = complete({"one": one, "other": other})

    for name in resolved.keys() - PRESETS.keys():
        client = {"name": "Shop", "refresh_token": block(resolved[name])}
        assert list(CLIENTS.iter_errors([client])) == []


@given(POLICIES)
def test_a_policy_is_resolved_or_has_a_fault(policy: dict[str, Any]) -> None:
    resolved, found = complete({"mine": policy})

    assert ("mine" in resolved) is not bool(found)
