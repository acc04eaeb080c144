"""The order of an apply: changes become steps, and steps a schedule of waves. Pure: no I/O, no clock, no log."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
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
    A cycle of creates is broken where a reference can be deferred; one of updates or deletes is broken anywhere,
    since all of it exists. Raises `PlanError` for one that cannot be broken.
    """
    pending = tuple(changes)
    loose = _Loose(frozenset(change.id for change in pending if _refers_to_itself(change, types)))
    while True:
        try:
            return _schedule(pending, types, loose)
        except _Tangle as tangle:
            more = loose.with_tangle(tangle, types)
            if more == loose:
                names = " → ".join(str(step.change.address) for step in tangle.cycle)
                raise PlanError(
                    f"these resources refer to each other in a circle: {names}",
                    hint="take one of the references out, apply, and put it back",
                ) from tangle
            loose = more


class _Tangle(Exception):
    """Steps wait for each other."""

    def __init__(self, cycle: Sequence[Step], needs: Mapping[Step, frozenset[Step]]) -> None:
        super().__init__()
        self.cycle = cycle
        """One cycle; each step is needed by the next one."""
        self.needs = needs
        """Every step of a cycle, and of what lies between two cycles, with what it needs of them."""


@dataclass(frozen=True, slots=True)
class _Loose:
    """What does not hold the order up, so that there is no cycle."""

    deferred: frozenset[str]
    """Ids of the creates whose deferrable references are set in a later wave."""
    ignored: frozenset[tuple[str, str]] = frozenset()
    """Names of steps: the first does not wait for the second, which exists already or is about to go."""

    def with_tangle(self, tangle: _Tangle, types: Mapping[str, ResourceType]) -> "_Loose":
        """Return what has to be loose besides to undo ``tangle``; the same where nothing can be done."""
        ignored = {
            (step.name, other.name)
            for step, needed in tangle.needs.items()
            for other in needed
            if not _creates(other)
        }
        if ignored:
            return _Loose(self.deferred, self.ignored | ignored)
        more = {step.change.id for step in tangle.needs if _can_wait(step, types)}
        return _Loose(self.deferred | more, self.ignored)


def _schedule(changes: Iterable[Change], types: Mapping[str, ResourceType], loose: _Loose) -> Schedule:
    steps = [step for change in changes for step in _steps(change, types, loose.deferred)]
    writes = [step for step in steps if step.change.action is not Action.DELETE]
    deletes = [step for step in steps if step.change.action is Action.DELETE]
    written = {step.change.address: step for step in writes if step.part is Part.ITSELF}
    created = {address for address, step in written.items() if _creates(step)}
    replaced = {step.change.address: step for step in deletes if step.change.address in created}
    final = [step for step in deletes if step.change.address not in created]
    stages = (
        _deletes_needed(list(replaced.values()), [], types),
        {step: _writes_needed(step, written, types) for step in writes},
        _deletes_needed(final, writes, types),
    )
    needs = {step: _tight(step, needed, loose) for stage in stages for step, needed in stage.items()}
    waves = tuple(wave for stage in stages for wave in _sorted({step: needs[step] for step in stage}))
    for address, before in replaced.items():
        needs[written[address]] |= {before}
    by_change: dict[str, tuple[Step, ...]] = {}
    for step in steps:
        by_change[step.change.id] = (*by_change.get(step.change.id, ()), step)
    return Schedule(waves, needs, by_change)


def _tight(step: Step, needed: Iterable[Step], loose: _Loose) -> frozenset[Step]:
    return frozenset(other for other in needed if (step.name, other.name) not in loose.ignored)


def _sorted(needs: Mapping[Step, frozenset[Step]]) -> Iterator[tuple[Step, ...]]:
    sorter = TopologicalSorter({step: needed & needs.keys() for step, needed in needs.items()})
    try:
        sorter.prepare()
    except CycleError as cycle:
        raise _Tangle(cycle.args[1], _core(needs)) from None
    while sorter.is_active():
        ready = sorter.get_ready()
        sorter.done(*ready)
        yield tuple(sorted(ready, key=lambda step: step.name))


def _core(needs: Mapping[Step, frozenset[Step]]) -> Mapping[Step, frozenset[Step]]:
    """Return what is left of ``needs`` without what can be done first, and without what can be done last."""
    blocked = _blocked(needs)
    needed_by: dict[Step, set[Step]] = {step: set() for step in blocked}
    for step in blocked:
        for other in needs[step] & blocked:
            needed_by[other].add(step)
    core = _blocked(needed_by)
    return {step: needs[step] & core for step in needs if step in core}


def _blocked(needs: Mapping[Step, Set[Step]]) -> set[Step]:
    """Return the steps that are never ready, because they wait for each other."""
    sorter = TopologicalSorter({step: needed & needs.keys() for step, needed in needs.items()})
    with suppress(CycleError):
        sorter.prepare()
    free: set[Step] = set()
    while ready := sorter.get_ready():
        sorter.done(*ready)
        free.update(ready)
    return set(needs) - free


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
    step: Step, written: Mapping[Address, Step], types: Mapping[str, ResourceType]
) -> set[Step]:
    """Return what ``step`` has to wait for: the creates and updates of what it refers to, and of its own resource.

    Updates too: a grant may name a scope that its API is about to get.
    """
    needed = {
        other
        for mention in _mentions(step, types)
        for target in mention.targets()
        if (other := written.get(target)) and (_creates(other) or not mention.reference.deferrable)
    }
    if step.part is not Part.ITSELF and (own := written.get(step.change.address)):
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
