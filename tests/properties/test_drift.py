"""Whatever changes on one side only is known to have changed there, in every tenant and to the last edit."""

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from deploy_cli import resources
from deploy_cli.core.drift import LastApplied, Mover, moved, remembered
from deploy_cli.core.plan import Cause, Plan
from deploy_cli.core.seal import Seal
from deploy_cli.core.values import Secret
from tests.emulated import EmulatedTenant
from tests.properties.laws import accepted, possible, told
from tests.properties.tenants import Sections, desired, sections
from tests.properties.test_laws import CI, LONG

SEAL = Seal(Secret("a key"), "salt")


def who_moves_alone_is_known(made: Sections, edited: Sections) -> None:
    tenant = EmulatedTenant()
    wanted = accepted(tenant, desired(made))
    last = remembered(
        tenant.apply(wanted), wanted, resources.ALL, last=None, seal=SEAL, at="2026-01-01T00:00:00Z"
    )
    assert movers(tenant.plan(wanted), last) == set()

    in_files = tenant.plan(possible(tenant, desired(edited)))
    note(str(told(in_files)))
    assert movers(in_files, last) <= {Mover.FILES}

    accepted(tenant, desired(edited))
    in_tenant = tenant.plan(possible(tenant, wanted))
    note(str(told(in_tenant)))
    assert movers(in_tenant, last) <= {Mover.TENANT}


def movers(plan: Plan, last: LastApplied) -> set[Mover]:
    """Return who moved, over all edits; what is written again because its whole object is did not move."""
    found = set()
    for change in plan.changes:
        if change.cause is Cause.REPLACED or (change.live and change.address not in last.resources):
            continue  # of what the files mention for the first time nothing is known
        who = moved(change, last, resources.ALL[change.address.section], SEAL)
        found |= {who.whole, *(m for m, e in zip(who.edits, change.edits, strict=True) if not e.sensitive)}
    return found


@settings(CI, max_examples=10)
@given(st.tuples(sections(), sections()))
def test_the_law_holds(drawn: tuple[Sections, Sections]) -> None:
    who_moves_alone_is_known(*drawn)


@pytest.mark.slow
@settings(LONG)
@given(st.tuples(sections(), sections()))
def test_the_law_holds_at_length(drawn: tuple[Sections, Sections]) -> None:
    who_moves_alone_is_known(*drawn)
