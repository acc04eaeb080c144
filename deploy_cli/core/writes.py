"""How many requests carry out a plan. Pure: no I/O, no clock, no log."""

from collections.abc import Iterable, Mapping
from math import ceil

from deploy_cli.core.call import Call
from deploy_cli.core.order import Part, Step
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.requests import difference
from deploy_cli.core.resource_type import (
    AddedAndRemoved,
    Child,
    EachWritten,
    ResourceType,
    Switched,
    Uploaded,
)


def writes(steps: Iterable[Step], types: Mapping[str, ResourceType]) -> int:
    """Return how many requests the steps of a schedule take, when none has to be sent twice."""
    return sum(_of_step(step, types[step.change.address.section]) for step in steps)


def _of_step(step: Step, described: ResourceType) -> int:
    if step.part is Part.CHILD and step.child is not None:
        return _of_child(step.child, step.change)
    after = described.hooks.after_write
    desired = step.change.desired
    if (
        after is None
        or desired is None
        or step.part is not Part.ITSELF
        or step.change.action is Action.DELETE
    ):
        return 1
    return 1 + sum(isinstance(following, Call) for following in after(desired.body, ""))


def _of_child(child: Child, change: Change) -> int:
    added, changed, removed = map(len, difference(child, change))
    match child.write:
        case AddedAndRemoved():
            return (added > 0) + (removed > 0)
        case Switched(at_once=at_once):
            return ceil((added + removed) / at_once)
        case EachWritten() | Uploaded():
            return added + changed + removed
