"""Carries out a plan, wave by wave, and reads back what it wrote; it decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock

from deploy_cli.app.planning import make_plan
from deploy_cli.app.ports import ManagementApi, Progress
from deploy_cli.core import safety
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.call import Call, Wait
from deploy_cli.core.order import Part, Schedule, Step, schedule
from deploy_cli.core.pairing import PlanSettings
from deploy_cli.core.plan import Action, Change, Plan
from deploy_cli.core.report import Done, Failed, Outcome, Report, Skipped
from deploy_cli.core.requests import calls
from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Value, is_empty
from deploy_cli.errors import ApiError, ConfigError, DeployError, PlanError


@dataclass
class _Run:
    """The state of one apply; every task writes into it under the lock, so that an interruption loses nothing."""

    plan: Plan
    schedule: Schedule
    types: Mapping[str, ResourceType]
    api: ManagementApi
    progress: Progress
    ids: dict[str, str] = field(default_factory=dict)
    results: dict[Step, DeployError | None] = field(default_factory=dict)
    """Step → what went wrong, or ``None`` where it was done."""
    skipped: dict[Step, str] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """Ids of the changes that were begun, and of those whose end was told."""
    lock: Lock = field(default_factory=Lock)


def apply(
    plan: Plan,
    desired: DesiredTenant,
    api: ManagementApi,
    types: Mapping[str, ResourceType],
    progress: Progress,
) -> Report:
    """Carry out ``plan``, read back what was written, and tell what became of every change.

    A change that fails stops what depends on it and nothing else. Raises `Refused` where the plan exceeds the limits
    of the environment, before anything is written.
    """
    safety.check(plan, desired.environment.limits)
    run = _Run(plan, schedule(plan.changes, types), types, api, progress)
    unconfirmed: tuple[Change, ...] = ()
    interrupted = _interrupted(run)
    outcomes = tuple(_outcome(change, run) for change in plan.changes)
    for change in plan.changes:
        _tell_end(change, run)
    try:
        unconfirmed = () if interrupted else _unconfirmed(outcomes, desired, api, types)
        if filled_in := _filled_in(unconfirmed, outcomes):
            again = replace(plan, changes=filled_in)
            interrupted = _interrupted(_Run(again, schedule(filled_in, types), types, api, _Silent()))
            unconfirmed = unconfirmed if interrupted else _unconfirmed(outcomes, desired, api, types)
    except KeyboardInterrupt:
        interrupted = True
    return Report(plan, outcomes, unconfirmed, interrupted)


def _interrupted(run: _Run) -> bool:
    """Carry out the waves of ``run``; return whether somebody stopped it."""
    try:
        for wave in run.schedule.waves:
            run.api.side_by_side(
                [partial(_carry_out, step, run) for step in wave if not _is_stopped(step, run)]
            )
    except KeyboardInterrupt:
        return True
    return False


def _filled_in(differing: tuple[Change, ...], outcomes: tuple[Outcome, ...]) -> tuple[Change, ...]:
    """Return what differs because Auth0 filled in, on the create, what the files want cleared.

    A create cannot say null, so this takes a second write; the plan has said it already.
    """
    created = {
        outcome.change.address
        for outcome in outcomes
        if isinstance(outcome, Done) and outcome.change.action is Action.CREATE
    }
    return tuple(
        change
        for change in differing
        if change.address in created
        and change.action is Action.UPDATE
        and all(is_empty(edit.after) for edit in change.edits)
    )


class _Silent:
    """Hears how the second write of a create goes, of which the first has told."""

    def begin(self, change: Change) -> None:
        """Say nothing."""

    def end(self, outcome: Outcome) -> None:
        """Say nothing."""


def _is_stopped(step: Step, run: _Run) -> bool:
    """Tell whether something that ``step`` needs was not done, and remember why it is not tried."""
    for needed in sorted(run.schedule.needs[step], key=lambda other: other.name):
        if needed in run.skipped or run.results.get(needed) is not None:
            run.skipped[step] = f"it needs `{needed.change.address}`, which was not made"
            return True
    return False


def _carry_out(step: Step, run: _Run) -> None:
    with run.lock:
        if step.change.id not in run.begun:
            run.begun.add(step.change.id)
            run.progress.begin(step.change)
    error: DeployError | None = None
    try:
        _make(step, run)
    except DeployError as failure:
        error = failure
    with run.lock:
        run.results[step] = error
        settled = all(other in run.results for other in run.schedule.steps[step.change.id])
    if settled:
        _tell_end(step.change, run)


def _tell_end(change: Change, run: _Run) -> None:
    with run.lock:
        if change.id in run.told:
            return
        run.told.add(change.id)
        outcome = _outcome(change, run)
    run.progress.end(outcome)


def _make(step: Step, run: _Run) -> None:
    """Send the requests of one step, and learn the id of what they create."""
    described = run.types[step.change.address.section]
    server_id = run.ids.get(step.change.id) or step.change.resource_id
    for call in calls(step, described, run.plan.names, server_id):
        answer = run.api.call(call)
        if step.part is Part.ITSELF and step.change.action is Action.CREATE:
            server_id = _learn(step.change, described, answer, call, run)
    desired = step.change.desired
    after = described.hooks.after_write
    if after is not None and desired is not None and server_id is not None and _is_write(step):
        for following in after(desired.body, server_id):
            match following:
                case Wait():
                    run.api.wait(following)
                case Call():
                    run.api.call(following)


def _is_write(step: Step) -> bool:
    return step.part is Part.ITSELF and step.change.action is not Action.DELETE


def _learn(change: Change, described: ResourceType, answer: Value, call: Call, run: _Run) -> str:
    address = change.address
    if not isinstance(described, Collection):
        server_id = address.name or address.section
    elif isinstance(answer, dict) and isinstance(answer.get(described.server_id), str):
        server_id = answer[described.server_id]
    else:
        raise ApiError(
            f"Auth0 answered the create without `{described.server_id}`",
            hint="plan again to see whether it was created",
            method=call.method,
            path=call.path,
        )
    with run.lock:
        run.ids[change.id] = server_id
        run.plan.names.settle(address.section, address.name, server_id)
    return server_id


def _outcome(change: Change, run: _Run) -> Outcome:
    steps = run.schedule.steps[change.id]
    errors = [error for step in steps if (error := run.results.get(step)) is not None]
    if errors:
        return Failed(change, errors[0])
    reasons = [run.skipped[step] for step in steps if step in run.skipped]
    done = [step for step in steps if step in run.results]
    if len(done) == len(steps):
        return Done(change, run.ids.get(change.id) or change.resource_id or "")
    because = reasons[0] if reasons else "the run ended before"
    if done:
        return Failed(change, PlanError(f"made in part: {because}", hint="apply again to finish it"))
    return Skipped(change, because)


def _unconfirmed(
    outcomes: tuple[Outcome, ...],
    desired: DesiredTenant,
    api: ManagementApi,
    types: Mapping[str, ResourceType],
) -> tuple[Change, ...]:
    """Read back what was written and return what still differs: what Auth0 accepted but did not keep.

    A read may be a moment behind the writes (the official clients wait up to 2.5 s), so what differs is looked at
    again before it is told.
    """
    written = {
        outcome.change.address
        for outcome in outcomes
        if isinstance(outcome, Done) and outcome.change.action is not Action.DELETE
    }
    if not written:
        return ()
    for pause in (0.5, 2.0, None):
        try:
            differing = make_plan(desired, api, types, _only(written)).changes
        except (ApiError, ConfigError, PlanError):
            return tuple(o.change for o in outcomes if isinstance(o, Done) and o.change.address in written)
        if pause is None or differing == _filled_in(differing, outcomes):
            break
        api.pause(pause)
        written = {change.address for change in differing}
    return differing


def _only(addresses: Iterable[Address]) -> PlanSettings:
    return PlanSettings(selection=Selection(exactly=frozenset(addresses)))
