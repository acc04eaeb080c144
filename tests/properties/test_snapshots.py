"""Whatever a tenant is, and whatever its files become: a plan against its snapshot is the plan against itself."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy_cli import resources
from deploy_cli.app.planning import PlanSettings, make_plan
from tests.emulated import EmulatedTenant
from tests.properties.laws import COLLECTIONS, accepted, possible, told, with_every_collection
from tests.properties.tenants import Sections, desired, sections
from tests.properties.test_laws import CI, LONG


def a_plan_against_a_snapshot_is_the_plan(made: Sections, edited: Sections) -> None:
    tenant = EmulatedTenant()
    accepted(tenant, desired(made))
    wanted = possible(tenant, desired(with_every_collection(edited), prune=COLLECTIONS))
    live = tenant.plan(wanted)
    with TemporaryDirectory() as folder:
        offline = tenant.snapshot(wanted, Path(folder) / "snapshot.json")
        plan = make_plan(wanted, offline, resources.ALL, PlanSettings())
    assert told(plan) == told(live)
    assert (plan.summary, plan.refusals, plan.unmanaged) == (live.summary, live.refusals, live.unmanaged)
    assert plan.cost.writes == live.cost.writes


@settings(CI, max_examples=8)
@given(st.tuples(sections(), sections()))
def test_the_law_holds(drawn: tuple[Sections, Sections]) -> None:
    a_plan_against_a_snapshot_is_the_plan(*drawn)


@pytest.mark.slow
@settings(LONG)
@given(st.tuples(sections(), sections()))
def test_the_law_holds_at_length(drawn: tuple[Sections, Sections]) -> None:
    a_plan_against_a_snapshot_is_the_plan(*drawn)
