"""What became of a plan: every change done, failed or not tried. Pure: no I/O, no clock, no log."""

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from deploy_cli.core.path import Path
from deploy_cli.core.plan import Change, Plan
from deploy_cli.errors import ApiError, DeployError, Location

_STEP: Final = re.compile(r"[^.\[\]/#]+")
"""One key or position of a field as Auth0's messages name it: ``callbacks[0]``, ``options.scope``."""


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

    @property
    def place(self) -> Location | None:
        """Where in the files the value stands that was refused, as near as is known; ``None`` outside of the files."""
        desired = self.change.desired
        if desired is None:
            return None
        path = _path(self.error.field or "") if isinstance(self.error, ApiError) else ()
        if not path or path[0] not in desired.body:
            return desired.locate(())
        origin = desired.origin(path)
        return origin.location if origin else desired.locate(path)


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
    run: str | None = None
    """The id of the run, under which its journal is kept; ``None`` where there was nothing to do."""

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


def _path(field: str) -> Path:
    return tuple(int(step) if step.isdecimal() else step for step in _STEP.findall(field))
