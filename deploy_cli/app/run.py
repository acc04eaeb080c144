"""The state of one apply, which all of its threads share."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from deploy_cli.app.ports import Journal, ManagementApi, Progress
from deploy_cli.core.journal import Record
from deploy_cli.core.order import Schedule, Step, schedule
from deploy_cli.core.plan import Change, Plan
from deploy_cli.core.report import Done, Failed, Outcome, Skipped
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.errors import DeployError, PlanError


class Halted(Exception):
    """The step is not carried on: somebody stopped the run, or something else failed and that stops everything."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


class Forgetful:
    """A journal that keeps nothing: for runs that nobody has to take up again."""

    def record(self, record: Record) -> None:
        """Forget ``record``."""


class Silent:
    """Hears how an apply goes, and says nothing."""

    def begin(self, change: Change) -> None:
        """Say nothing."""

    def end(self, outcome: Outcome) -> None:
        """Say nothing."""


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What an apply is carried out with, besides the plan and the tenant."""

    progress: Progress
    journal: Journal
    stopped: Callable[[], bool]
    """Tells whether somebody wants the run to end: what is under way is finished, nothing else is begun."""
    fail_fast: bool
    """The first failure stops everything, not only what depends on it."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    """Of the requests in the journal."""


@dataclass
class Run:
    """One apply; every task writes into it under the lock, so that an interruption loses nothing."""

    plan: Plan
    types: Mapping[str, ResourceType]
    api: ManagementApi
    around: Circumstances
    schedule: Schedule = field(init=False)
    ids: dict[str, str] = field(default_factory=dict)
    """Id of a change → id of what it created."""
    results: dict[Step, DeployError | None] = field(default_factory=dict)
    """Step → what went wrong, or ``None`` where it was done."""
    skipped: dict[Step, str] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """Ids of the changes that were begun, and of those whose end was told."""
    seen: dict[str, set[str]] = field(default_factory=dict)
    """Section → the ids that were seen there since the plan was made."""
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.schedule = schedule(self.plan.changes, self.types)

    def id_of(self, change: Change) -> str | None:
        """Return the id of the resource, once it has one."""
        return self.ids.get(change.id) or change.resource_id

    def known(self, section: str) -> frozenset[str]:
        """Return every id in ``section`` that was there before, as far as anybody looked."""
        with self.lock:
            return self.plan.names.ids_of(section) | self.seen.get(section, set())

    def halted(self) -> str | None:
        """Return why nothing more is to be begun; ``None`` as long as all is well."""
        if self.around.stopped():
            return "the run was stopped before"
        if self.around.fail_fast and any(error is not None for error in tuple(self.results.values())):
            return "something else failed, and `--fail-fast` stops everything then"
        return None

    def begin(self, change: Change) -> None:
        """Tell that a change is being made, once."""
        with self.lock:
            if change.id not in self.begun:
                self.begun.add(change.id)
                self.around.progress.begin(change)

    def finish(self, step: Step, error: DeployError | None) -> None:
        """Remember what became of a step, and tell the end of its change if this was the last."""
        with self.lock:
            self.results[step] = error
            settled = all(other in self.results for other in self.schedule.steps[step.change.id])
        if settled:
            self.tell_end(step.change)

    def tell_end(self, change: Change) -> None:
        """Tell what became of a change, once."""
        with self.lock:
            if change.id in self.told:
                return
            self.told.add(change.id)
            outcome = self.outcome(change)
        self.around.progress.end(outcome)

    def outcome(self, change: Change) -> Outcome:
        """Return what became of a change so far."""
        steps = self.schedule.steps[change.id]
        errors = [error for step in steps if (error := self.results.get(step)) is not None]
        if errors:
            return Failed(change, errors[0])
        reasons = [self.skipped[step] for step in steps if step in self.skipped]
        done = [step for step in steps if step in self.results]
        if len(done) == len(steps):
            return Done(change, self.id_of(change) or "")
        because = reasons[0] if reasons else "the run ended before"
        if done:
            return Failed(change, in_part(because))
        return Skipped(change, because)


def in_part(because: str) -> PlanError:
    """Return what to say of a change of which something is missing."""
    return PlanError(f"made in part: {because}", hint="apply again to finish it")
