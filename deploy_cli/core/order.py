"""The order of an apply: changes become steps, and steps a schedule of waves. Pure: no I/O, no clock, no log."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from graphlib import CycleError, TopologicalSorter

from deploy_cli.core.address import Address
from deploy_cli.core.path import pattern
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.references import Mention, mentions, references_of
from deploy_cli.core.resource_type import Child, Reference, ResourceType
from deploy_cli.errors import PlanError


class Part(Enum):
    """Which part of a change a step carries out."""

    ITSELF = "itself"
    """The resource: its create, its update or its delete."""
    CHILD = "child"
    """One child list, which has endpoints of its own and may refer to what depends on the parent."""
    DEFERRED = "deferred"
    """The fields that the create had to leave out: it does not take them, or what they name did not exist yet."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The smallest thing that is ordered: one resource, one of its child lists, or its deferred references."""

    change: Change
    part: Part
    child: Child | None = None
    later: frozenset[str] = frozenset()
    """The fields that a create leaves out, and the step after it sets."""

    @property
    def name(self) -> str:
        """A key that no other step of the plan has; steps are sorted by it."""
        return f"{self.change.address}/{self.change.id}/{self.part.value}/{self.child.field if self.child else ''}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps in waves, and for each step the steps that must have succeeded before it."""

    waves: tuple[tuple[Step, ...], ...]
    needs: Mapping[Step, frozenset[Step]]
    steps: Mapping[str, tuple[Step, ...]]
    """The steps of each change, by the change's id."""


def schedule(changes: Iterable[Change], types: Mapping[str, ResourceType]) -> Schedule:
    """Group the steps of ``changes`` so that each wave needs only the waves before it.

    What is created or updated comes after what it refers to. What is deleted goes last, and before what it referred
    to, so that no reference is ever left dangling; the delete of a resource that is replaced comes before its create.
    A cycle is broken where a reference can be deferred. Raises `PlanError` for one that cannot be broken.
    """
    pending = tuple(changes)
    deferred: frozenset[str] = frozenset(change.id for change in pending if _refers_to_itself(change, types))
    while True:
        try:
            return _schedule(pending, types, deferred)
        except CycleError as cycle:
            steps: list[Step] = cycle.args[1]
            more = deferred | {step.change.id for step in steps if _can_wait(step, types)}
            if more == deferred:
                names = " → ".join(str(step.change.address) for step in steps)
                raise PlanError(
                    f"these resources refer to each other in a circle: {names}",
                    hint="take one of the references out, apply, and put it back",
                ) from cycle
            deferred = more


def _schedule(
    changes: Iterable[Change], types: Mapping[str, ResourceType], deferred: frozenset[str]
) -> Schedule:
    steps = [step for change in changes for step in _steps(change, types, deferred)]
    writes = [step for step in steps if step.change.action is not Action.DELETE]
    deletes = [step for step in steps if step.change.action is Action.DELETE]
    created = {step.change.address: step for step in writes if _creates(step)}
    replaced = {step.change.address: step for step in deletes if step.change.address in created}
    final = [step for step in deletes if step.change.address not in created]
    stages = (
        _deletes_needed(list(replaced.values()), [], types),
        {step: _writes_needed(step, created, types) for step in writes},
        _deletes_needed(final, writes, types),
    )
    needs = {step: frozenset(needed) for stage in stages for step, needed in stage.items()}
    for step in created.values():
        if (before := replaced.get(step.change.address)) is not None:
            needs[step] |= {before}
    by_change: dict[str, tuple[Step, ...]] = {}
    for step in steps:
        by_change[step.change.id] = (*by_change.get(step.change.id, ()), step)
    return Schedule(tuple(wave for stage in stages for wave in _sorted(stage)), needs, by_change)


def _sorted(needs: Mapping[Step, set[Step]]) -> Iterator[tuple[Step, ...]]:
    sorter = TopologicalSorter({step: needed & needs.keys() for step, needed in needs.items()})
    sorter.prepare()
    while sorter.is_active():
        ready = sorter.get_ready()
        sorter.done(*ready)
        yield tuple(sorted(ready, key=lambda step: step.name))


def _steps(change: Change, types: Mapping[str, ResourceType], deferred: frozenset[str]) -> Iterator[Step]:
    described = types[change.address.section]
    if change.action is Action.DELETE:
        yield Step(change, Part.ITSELF)
        return
    children = {child.field: child for child in described.children}
    touched = change.fields()
    later: frozenset[str] = frozenset()
    if change.action is Action.CREATE:
        fields = {_top(r) for r in described.references if r.deferrable} if change.id in deferred else set()
        later = frozenset({*fields, *described.update_only} & set(touched))
    if change.action is Action.CREATE or any(name not in children for name in touched):
        yield Step(change, Part.ITSELF, later=later)
    yield from (Step(change, Part.CHILD, child=children[name]) for name in touched if name in children)
    if later:
        yield Step(change, Part.DEFERRED, later=later)


def _refers_to_itself(change: Change, types: Mapping[str, ResourceType]) -> bool:
    if change.action is not Action.CREATE or change.desired is None:
        return False
    found_in = mentions(change.desired.body, types[change.address.section].references)
    return any(change.address in mention.targets() for mention in found_in)


def _can_wait(step: Step, types: Mapping[str, ResourceType]) -> bool:
    references = types[step.change.address.section].references
    body = step.change.desired.body if step.change.desired else {}
    return _creates(step) and any(True for _ in mentions(body, (r for r in references if r.deferrable)))


def _creates(step: Step) -> bool:
    return step.part is Part.ITSELF and step.change.action is Action.CREATE


def _writes_needed(
    step: Step, created: Mapping[Address, Step], types: Mapping[str, ResourceType]
) -> set[Step]:
    needed = {
        created[target]
        for mention in _mentions(step, types)
        for target in mention.targets()
        if target in created
    }
    if step.part is not Part.ITSELF and (own := created.get(step.change.address)):
        needed.add(own)
    return needed - {step}


def _mentions(step: Step, types: Mapping[str, ResourceType]) -> Iterator[Mention]:
    """Yield what the request bodies of a step will mention."""
    described = types[step.change.address.section]
    body = step.change.desired.body if step.change.desired else {}
    match step.part:
        case Part.CHILD if step.child is not None:
            yield from mentions({step.child.field: body.get(step.child.field)}, references_of(described))
        case Part.DEFERRED:
            yield from mentions(body, (r for r in described.references if _top(r) in step.later))
        case _:
            yield from mentions(body, (r for r in described.references if _top(r) not in step.later))


def _top(reference: Reference) -> str:
    return pattern(reference.field)[0]


def _deletes_needed(
    deletes: list[Step], writes: list[Step], types: Mapping[str, ResourceType]
) -> dict[Step, set[Step]]:
    """Return what each delete has to wait for: whatever refers to it now and is deleted or changed as well."""
    by_address = {step.change.address: step for step in deletes}
    needs: dict[Step, set[Step]] = {step: set() for step in deletes}
    for step in (*deletes, *writes):
        body = step.change.live.body if step.change.live else {}
        for mention in mentions(body, references_of(types[step.change.address.section])):
            for target in mention.targets():
                if (other := by_address.get(target)) is not None and other is not step:
                    needs[other].add(step)
    return needs
