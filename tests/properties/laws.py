"""What holds for every tenant, from files to the Management API and back."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import event, note

from deploy_cli import resources
from deploy_cli.core.address import Address
from deploy_cli.core.order import Schedule, schedule
from deploy_cli.core.pairing import PlanSettings
from deploy_cli.core.plan import Action, Plan
from deploy_cli.core.references import mentions, references_of
from deploy_cli.core.report import Report
from deploy_cli.core.resource_type import Collection
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import same
from deploy_cli.errors import ApiError, ConfigError, Problem
from tests.emulated import EmulatedTenant, loaded
from tests.properties.tenants import NAMES, Sections, desired

EMPTIED = PlanSettings(allow_empty=tuple(resources.ALL))
"""For tenants that are emptied on purpose."""

COLLECTIONS = tuple(name for name in (*NAMES, "clientGrants") if isinstance(resources.ALL[name], Collection))


def after_an_apply_nothing_is_left_to_do(made: Sections) -> None:
    accepted(EmulatedTenant(), desired(made))


def an_export_says_what_the_tenant_says(made: Sections) -> None:
    tenant = EmulatedTenant()
    accepted(tenant, desired(made))
    with TemporaryDirectory() as folder:
        tenant.export(Path(folder) / "exported")
        plan = tenant.plan(loaded(Path(folder) / "exported"))
    assert told(plan) == []
    assert plan.unmanaged == ()


def the_same_plan_has_the_same_digest(made: Sections) -> None:
    tenant, wanted = EmulatedTenant(), possible(EmulatedTenant(), desired(made))
    one, other = tenant.plan(wanted), tenant.plan(desired_again(wanted))
    assert one.digest == other.digest
    assert told(one) == told(other)


def any_edits_of_any_tenant_converge(made: Sections, edited: Sections) -> None:
    tenant = EmulatedTenant()
    accepted(tenant, desired(made))
    accepted(tenant, desired(edited))


def no_wave_needs_a_later_one(made: Sections, edited: Sections) -> None:
    tenant = EmulatedTenant()
    accepted(tenant, desired(made))
    wanted = possible(tenant, desired(with_every_collection(edited), prune=COLLECTIONS))
    hold_order(schedule(tenant.plan(wanted, EMPTIED).changes, resources.ALL))


def a_plan_only_reads(made: Sections, edited: Sections) -> None:
    tenant = EmulatedTenant()
    accepted(tenant, desired(made))
    tenant.requests.clear()
    possible(tenant, desired(edited))
    assert {method for method, _ in tenant.requests} <= {"GET"}


def what_changes_is_what_the_plan_shows(made: Sections, edited: Sections) -> None:
    """Each value that reads otherwise after an apply stands in an edit of that resource, and nothing else moves."""
    tenant = EmulatedTenant()
    accepted(tenant, desired(made))
    wanted = possible(tenant, desired(edited))
    types = [resources.ALL[section] for section in COLLECTIONS]
    listed = [described for described in types if isinstance(described, Collection)]
    before = tenant.raw(listed)
    report = tenant.apply(wanted)
    after = tenant.raw(listed)
    shown = {(c.address.section, c.resource_id): c for c in report.plan.changes if c.resource_id}
    for key in before.keys() & after.keys():
        volatile = {*resources.ALL[key[0]].read_only, "updated_at"}
        moved = {
            name
            for name in before[key].keys() | after[key].keys()
            if name not in volatile and not same(before[key].get(name), after[key].get(name))
        }
        edits = {edit.field for edit in shown[key].edits} if key in shown else set()
        assert moved <= edits, (key, moved, edits)
    created = [change.address for change in report.plan.changes if change.action is Action.CREATE]
    new = Counter(section for section, _ in after.keys() - before.keys())
    assert new <= Counter(address.section for address in created)


def deletes_leave_nothing_dangling(made: Sections) -> None:
    tenant = EmulatedTenant()
    accepted(tenant, desired(made))
    nothing = desired(with_every_collection({}), prune=COLLECTIONS)
    plan = tenant.plan(nothing, EMPTIED)
    assert plan.refusals == ()
    hold_deletes(plan)
    report = tenant.apply(nothing, EMPTIED)
    assert report.failed == ()
    assert told(tenant.plan(nothing)) == []


def accepted(tenant: EmulatedTenant, wanted: DesiredTenant) -> DesiredTenant:
    """Apply what the tenant takes of ``wanted``, and hold that then nothing is left to do.

    A value that a schema allows may still be refused, for Auth0 knows rules that it does not describe; what is refused,
    with what needs it, is left out.
    """
    wanted = possible(tenant, wanted)
    report = tenant.apply(wanted)
    done = {outcome.change.address for outcome in report.done}
    refused = {change.address for change in report.plan.changes} - done
    for failure in report.failed:
        note(f"{failure.change.address}: {failure.error}")
        refusal = isinstance(failure.error, ApiError) and failure.error.status in (400, 403, 404, 409)
        assert refusal or failure.error.summary.startswith("made in part: it needs"), failure
    event(f"refused: {len(refused)} of {len(report.plan.changes)}")
    rest = possible(tenant, without(wanted, refused))
    assert not report.unconfirmed, written(report)
    assert told(tenant.plan(rest)) == [], written(report)
    return rest


def possible(tenant: EmulatedTenant, wanted: DesiredTenant) -> DesiredTenant:
    """Leave out what the tool itself refuses to plan, such as another value of what only a create sets."""
    while problems := problems_with(tenant, wanted):
        named = {Address(*(problem.address or "").split("/", 1)) for problem in problems}
        assert named & wanted.resources.keys(), problems
        wanted = without(wanted, named)
    return wanted


def problems_with(tenant: EmulatedTenant, wanted: DesiredTenant) -> Sequence[Problem]:
    try:
        return tenant.plan(wanted, EMPTIED).refusals
    except ConfigError as error:
        return error.problems


def without(wanted: DesiredTenant, addresses: set[Address]) -> DesiredTenant:
    kept = {address: one for address, one in wanted.resources.items() if address not in addresses}
    return replace(wanted, resources=kept)


def desired_again(wanted: DesiredTenant) -> DesiredTenant:
    """The same, as if the files had been read in another order."""
    return replace(wanted, resources=dict(reversed([*wanted.resources.items()])))


def with_every_collection(made: Mapping[str, Any]) -> Sections:
    return {section: made.get(section, []) for section in COLLECTIONS}


def hold_order(made: Schedule) -> None:
    """Every step comes once, after all that it needs."""
    done: set[Any] = set()
    for wave in made.waves:
        for step in wave:
            assert made.needs[step] <= done, step.name
        done |= set(wave)
    assert done == {step for steps in made.steps.values() for step in steps}


def hold_deletes(plan: Plan) -> None:
    """What is deleted is referred to by nothing that is still there."""
    there = {change.address: change for change in plan.changes if change.action is Action.DELETE}
    for wave in schedule(plan.changes, resources.ALL).waves:
        for step in wave:
            there.pop(step.change.address, None)
        for step in wave:
            left = [str(address) for address in there if step.change.address in targets(there[address])]
            assert left == [], f"{step.change.address} is gone, and is referred to by {left}"


def targets(change: Any) -> Iterator[Address]:
    body = change.live.body if change.live else {}
    for mention in mentions(body, references_of(resources.ALL[change.address.section])):
        yield from mention.targets()


def told(plan: Plan) -> list[str]:
    return [
        f"{change.action} {change.address} {[(edit.path, edit.before, edit.after) for edit in change.edits]}"
        for change in plan.changes
    ]


def written(report: Report) -> str:
    return "; ".join(str(outcome) for outcome in report.outcomes)
