"""Exit codes: the same whatever the output format."""

from enum import IntEnum

from deploy_cli.errors import DeployError, PartlyApplied, Refused, StalePlan, UsageError


class Exit(IntEnum):
    """What a process ends with."""

    DONE = 0
    ERROR = 1
    DIFFERENCES = 2
    REFUSED = 3
    STALE = 4
    PARTLY = 5
    USAGE = 64
    INTERRUPTED = 130


MEANINGS = {
    Exit.DONE: "done",
    Exit.ERROR: "error",
    Exit.DIFFERENCES: "differences found (only with --detailed-exitcode)",
    Exit.REFUSED: "refused: a guardrail, a limit, a protected resource, or a no",
    Exit.STALE: "the plan is stale: the tenant, the files or the domain changed",
    Exit.PARTLY: "applied in part: the report lists what was not done",
    Exit.USAGE: "wrong usage",
    Exit.INTERRUPTED: "interrupted",
}
"""Told by every ``--help``."""


def exit_of(error: DeployError) -> Exit:
    """Return the exit code that a failure ends in."""
    match error:
        case UsageError():
            return Exit.USAGE
        case Refused():
            return Exit.REFUSED
        case StalePlan():
            return Exit.STALE
        case PartlyApplied():
            return Exit.PARTLY
        case _:
            return Exit.ERROR
