"""The laws, for a few tenants at every run, and for many with ``-m slow``."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.emulated import EmulatedTenant
from tests.properties import laws
from tests.properties.tenants import desired, sections

UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
CI = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=UNHURRIED,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
"""The same tenants every time: a run says what the change did, not what the dice did."""

LONG = settings(CI, max_examples=300, derandomize=False)

LAWS: dict[str, tuple[Callable[..., None], int]] = {
    "after an apply nothing is left to do": (laws.after_an_apply_nothing_is_left_to_do, 1),
    "an export says what the tenant says": (laws.an_export_says_what_the_tenant_says, 1),
    "the same plan has the same digest": (laws.the_same_plan_has_the_same_digest, 1),
    "any edits of any tenant converge": (laws.any_edits_of_any_tenant_converge, 2),
    "a plan only reads": (laws.a_plan_only_reads, 2),
    "what changes is what the plan shows": (laws.what_changes_is_what_the_plan_shows, 2),
    "no wave needs a later one": (laws.no_wave_needs_a_later_one, 2),
    "deletes leave nothing dangling": (laws.deletes_leave_nothing_dangling, 1),
}
"""Each with the number of tenants that it is about."""

every_law = pytest.mark.parametrize(
    ("law", "count"), [pytest.param(*law, id=name) for name, law in LAWS.items()]
)


@every_law
def test_the_law_holds(law: Callable[..., None], count: int) -> None:
    hold(law, count, CI)


@pytest.mark.slow
@every_law
def test_the_law_holds_at_length(law: Callable[..., None], count: int) -> None:
    hold(law, count, LONG)


@pytest.mark.parametrize("field", ["authentication_methods", "passkey_options"])
def test_what_auth0_fills_in_itself_cannot_be_cleared_and_that_is_told(field: str) -> None:
    database = {"name": "users", "options": {field: None}, "enabled_clients": []}
    tenant, wanted = EmulatedTenant(), desired({"databases": [database]})

    report = tenant.apply(wanted)

    assert [edit.path for change in report.unconfirmed for edit in change.edits] == [("options", field)]


def hold(law: Callable[..., None], count: int, how: settings) -> None:
    """Draw tenants and hold the law against them."""

    @how
    @given(st.tuples(*[sections()] * count))
    def held(drawn: tuple[Any, ...]) -> None:
        law(*drawn)

    held()
