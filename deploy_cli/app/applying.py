"""Carries out a plan, wave by wave, and reads back what it wrote; it decides nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from deploy_cli.app.certainty import batches, stale
from deploy_cli.app.ports import Journal, ManagementApi, Progress
from deploy_cli.app.readback import filled_in, unconfirmed
from deploy_cli.app.recording import record
from deploy_cli.app.run import Circumstances, Forgetful, Halted, Run, Silent
from deploy_cli.app.writing import make
from deploy_cli.core import safety
from deploy_cli.core.journal import Ended
from deploy_cli.core.order import Step
from deploy_cli.core.plan import Change, Plan
from deploy_cli.core.report import Report
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.errors import DeployError, PlanError


def apply(
    plan: Plan,
    desired: DesiredTenant,
    api: ManagementApi,
    types: Mapping[str, ResourceType],
    progress: Progress,
    *,
    journal: Journal | None = None,
    stopped: Callable[[], bool] = lambda: False,
    fail_fast: bool = False,
) -> Report:
    """Carry out ``plan``, read back what was written, and tell what became of every change.

    A change that fails stops what depends on it and nothing else, or everything with ``fail_fast``; one whose resource
    is not as the plan saw it fails before it is written. Once ``stopped`` is true what is under way is finished, and
    nothing else is begun. Raises `Refused` where something stands in the way of the plan, before anything is written,
    and `UsageError` where the journal cannot be kept.
    """
    safety.refuse(plan)
    around = Circumstances(
        progress=progress, journal=journal or Forgetful(), stopped=stopped, fail_fast=fail_fast
    )
    if journal is not None:
        record(plan, types, api, journal)
    run = Run(plan, types, api, around)
    interrupted = _interrupted(run)
    for change in plan.changes:
        run.tell_end(change)
    outcomes = tuple(run.outcome(change) for change in plan.changes)
    differing: tuple[Change, ...] = ()
    try:
        differing = () if interrupted else unconfirmed(outcomes, desired, api, types)
        if again := filled_in(differing, outcomes):
            interrupted = _cleared(again, plan, run)
            differing = differing if interrupted else unconfirmed(outcomes, desired, api, types)
    except KeyboardInterrupt:
        interrupted = True
    report = Report(plan, outcomes, differing, interrupted)
    around.journal.record(_ended(report))
    return report


def _cleared(changes: tuple[Change, ...], plan: Plan, run: Run) -> bool:
    """Clear what Auth0 filled in on a create; return whether somebody stopped it.

    The numbers of these changes are those of the creates, which have told of them.
    """
    ids = {change.address: change.id for change in plan.changes if change.resource_id is None}
    numbered = tuple(replace(change, id=ids[change.address]) for change in changes)
    return _interrupted(
        Run(replace(plan, changes=numbered), run.types, run.api, replace(run.around, progress=Silent()))
    )


def _ended(report: Report) -> Ended:
    return Ended(
        done=len(report.done),
        failed=len(report.failed),
        not_tried=len(report.skipped),
        not_confirmed=len(report.unconfirmed),
        interrupted=report.interrupted,
    )


def _interrupted(run: Run) -> bool:
    """Carry out the waves of ``run``; return whether somebody stopped it."""
    try:
        for wave in run.schedule.waves:
            for batch in batches(wave, run):
                _carry_out_all([step for step in batch if not _is_stopped(step, run)], run)
    except KeyboardInterrupt:
        return True
    return run.around.stopped()


def _carry_out_all(batch: Sequence[Step], run: Run) -> None:
    """Refuse what is not as the plan saw it, and carry out the rest side by side."""
    if because := run.halted():
        run.skipped.update(dict.fromkeys(batch, because))
        return
    try:
        refused: Mapping[Step, DeployError] = stale(batch, run)
    except DeployError as error:
        refused = dict.fromkeys(batch, error)
    for step, why in refused.items():
        run.begin(step.change)
        run.finish(step, why)
    run.api.side_by_side([partial(_carry_out, step, run) for step in batch if step not in refused])


def _is_stopped(step: Step, run: Run) -> bool:
    """Tell whether something that ``step`` needs was not done, and remember why it is not tried."""
    for needed in sorted(run.schedule.needs[step], key=lambda other: other.name):
        if needed in run.skipped or run.results.get(needed) is not None:
            run.skipped[step] = f"it needs `{needed.change.address}`, which was not made"
            return True
    return False


def _carry_out(step: Step, run: Run) -> None:
    if because := run.halted():
        run.skipped[step] = because
        return
    run.begin(step.change)
    error: DeployError | None = None
    try:
        make(step, run)
    except Halted as halted:
        run.skipped[step] = halted.because
        return
    except DeployError as failure:
        error = failure
    except KeyboardInterrupt:
        run.finish(step, _cut_off())
        raise
    run.finish(step, error)


def _cut_off() -> PlanError:
    return PlanError(
        "interrupted: it is not known whether this was carried out",
        hint="apply again with `--resume`, which looks it up first",
    )
