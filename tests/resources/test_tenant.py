"""Tenant settings: lifetimes in hours and in minutes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.live import comparable
from deploy_cli.core.path import written
from deploy_cli.core.references import Names
from deploy_cli.core.values import Object
from deploy_cli.resources.tenant import TENANT

LIFETIMES = [
    "ephemeral_session_lifetime",
    "idle_ephemeral_session_lifetime",
    "idle_session_lifetime",
    "session_lifetime",
]


def edits(desired: Object, live: Object) -> list[tuple[str, Any, Any]]:
    seen = comparable(TENANT, live, desired, Names())
    return [(written(edit.path), edit.before, edit.after) for edit in diff(desired, seen, Rules.of(TENANT))]


def sent(body: Object) -> Object:
    assert TENANT.hooks.prepare is not None
    return TENANT.hooks.prepare(body, body, {})


@pytest.mark.parametrize("name", LIFETIMES)
@pytest.mark.parametrize(
    ("unit", "desired", "live"),
    [
        pytest.param("", 72, 72, id="hours that are hours"),
        pytest.param("", 72, 72.0, id="hours that Auth0 answers as a fraction"),
        pytest.param("", 3.02, 3.0166666666666666, id="hours that are the same number of minutes"),
        pytest.param("_in_minutes", 181, 3.0166666666666666, id="minutes that Auth0 answers as hours"),
        pytest.param("_in_minutes", 4320, 72, id="minutes that are whole hours"),
    ],
)
def test_a_lifetime_is_the_same_in_hours_and_in_minutes(
    name: str, unit: str, desired: Any, live: Any
) -> None:
    assert edits({f"{name}{unit}": desired}, {name: live}) == []


@pytest.mark.parametrize("name", LIFETIMES)
def test_another_lifetime_is_shown_in_the_unit_of_the_files(name: str) -> None:
    assert edits({name: 48}, {name: 72}) == [(name, 72, 48)]
    assert edits({f"{name}_in_minutes": 90}, {name: 72}) == [(f"{name}_in_minutes", 4320, 90)]


def test_a_lifetime_that_the_tenant_does_not_tell_is_set() -> None:
    assert [path for path, *_ in edits({"session_lifetime_in_minutes": 90}, {})] == [
        "session_lifetime_in_minutes"
    ]


def test_what_files_do_not_mention_is_shown_once() -> None:
    seen = comparable(TENANT, {"session_lifetime": 168, "idle_session_lifetime": 1.5}, {}, Names())

    assert seen == {"session_lifetime": 168, "idle_session_lifetime_in_minutes": 90}


def test_whole_hours_are_sent_as_hours_and_others_as_minutes() -> None:
    assert sent({"session_lifetime": 72, "flags": {}}) == {"session_lifetime": 72, "flags": {}}
    assert sent({"session_lifetime": 72.0}) == {"session_lifetime": 72}
    assert sent({"idle_session_lifetime": 1.5}) == {"idle_session_lifetime_in_minutes": 90}
    assert sent({"idle_session_lifetime_in_minutes": 90}) == {"idle_session_lifetime_in_minutes": 90}


@given(st.sampled_from(LIFETIMES), st.integers(1, 525_600))
def test_what_was_sent_in_minutes_and_answered_in_hours_is_no_change(name: str, minutes: int) -> None:
    assert edits({f"{name}_in_minutes": minutes}, {name: minutes / 60}) == []
    assert edits({name: minutes / 60}, {name: minutes / 60}) == []


@given(st.sampled_from(LIFETIMES), st.one_of(st.integers(1, 8760), st.floats(0.1, 8760)))
def test_what_is_sent_is_a_whole_number_of_the_same_minutes(name: str, hours: float) -> None:
    body = sent({name: hours})
    (value,) = body.values()

    assert isinstance(value, int)
    assert value * (1 if f"{name}_in_minutes" in body else 60) == round(hours * 60)
