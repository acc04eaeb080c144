"""Records the state before an apply, as completely as an undo needs it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from deploy_cli.app.ports import Journal, ManagementApi
from deploy_cli.core import live as shapes
from deploy_cli.core.call import Answer, Found
from deploy_cli.core.plan import Action, Change, Plan
from deploy_cli.core.references import references_of, to_names
from deploy_cli.core.resource_type import Child, ResourceType, Uploaded
from deploy_cli.core.sensitivity import hidden
from deploy_cli.core.undoing import before


def record(plan: Plan, types: Mapping[str, ResourceType], api: ManagementApi, journal: Journal) -> None:
    """Record the state before every change of ``plan``. Raises `ApiError`, and `UsageError` where it cannot be kept.

    What is deleted takes its child lists with it, which a plan does not read: they are read here.
    """
    asked = [
        (change, child) for change in plan.changes for child in _lists(change, types[change.address.section])
    ]
    reads = [shapes.children_of(child, change.resource_id or "", ())[0] for change, child in asked]
    answers = api.fetch(reads) if reads else []
    whole = {change.id: change for change in plan.changes}
    for (change, child), answer in zip(asked, answers, strict=True):
        whole[change.id] = _with_list(whole[change.id], child, answer, plan, types)
    for change in whole.values():
        journal.record(before(change, types[change.address.section]))


def _lists(change: Change, described: ResourceType) -> Iterator[Child]:
    if change.action is Action.DELETE and change.resource_id is not None:
        yield from (child for child in described.children if not isinstance(child.write, Uploaded))


def _with_list(
    change: Change, child: Child, answer: Answer, plan: Plan, types: Mapping[str, ResourceType]
) -> Change:
    live = change.live
    if live is None or not isinstance(answer, Found):
        return change
    elements: Sequence[object] = shapes.elements(child, answer.value)
    described = types[change.address.section]
    named = to_names({child.field: elements}, references_of(described), plan.names)
    return replace(change, live=replace(live, body={**live.body, **hidden(named, live.sensitive)}))
