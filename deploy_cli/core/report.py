"""What became of a plan: every change done, failed or not tried. Pure: no I/O, no clock, no log."""

from dataclasses import dataclass
from typing import TypeAlias

from deploy_cli.core.plan import Change, Plan
from deploy_cli.errors import DeployError


@dataclass(frozen=True, slots=True)
class Done:
    """The change was made."""

    change: Change
    resource_id: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The change was tried and did not succeed; what it consists of may be made in part."""

    change: Change
    error: DeployError


@dataclass(frozen=True, slots=True)
class Skipped:
    """The change was not tried."""

    change: Change
    because: str


Outcome: TypeAlias = Done | Failed | Skipped


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of one apply, in the order of the plan."""

    plan: Plan
    outcomes: tuple[Outcome, ...]
    unconfirmed: tuple[Change, ...] = ()
    """What was written and accepted, and yet reads otherwise afterwards; each change holds what still differs."""
    interrupted: bool = False
    """The run was stopped from outside; what was under way was finished."""

    @property
    def done(self) -> tuple[Done, ...]:
        """The changes that were made."""
        return tuple(o for o in self.outcomes if isinstance(o, Done))

    @property
    def failed(self) -> tuple[Failed, ...]:
        """The changes that were tried and did not succeed."""
        return tuple(o for o in self.outcomes if isinstance(o, Failed))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The changes that were not tried."""
        return tuple(o for o in self.outcomes if isinstance(o, Skipped))

    @property
    def complete(self) -> bool:
        """Tell whether everything was made, and reads back as it was written."""
        return not (self.failed or self.skipped or self.unconfirmed or self.interrupted)
