"""Holds the tenant against the plan right before a write: what is not as the plan saw it is refused.

A wave is written in batches, each of which is preceded by reads: the list of a section where that is cheaper than
asking for each resource, which is one read for a hundred writes of a batch that is full.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from deploy_cli.app.run import Run
from deploy_cli.core import live as shapes
from deploy_cli.core.call import Answer, Document, Found, Listing, Read, Unavailable
from deploy_cli.core.freshness import Moved, moved, moved_child
from deploy_cli.core.identity import name_of
from deploy_cli.core.lookup import members
from deploy_cli.core.masks import masked
from deploy_cli.core.order import Part, Step
from deploy_cli.core.path import Pattern, written
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.references import references_of, to_names
from deploy_cli.core.requests import resource_path
from deploy_cli.core.resource_type import Collection, Documents, Singleton, Uploaded
from deploy_cli.core.values import Object, canonical, is_empty
from deploy_cli.errors import StalePlan

AT_ONCE = 100
"""Writes for each page of a list that is read before them: the reads are one per cent of a large apply."""

_HINT = "plan again, and have the new plan approved"


def batches(wave: Sequence[Step], run: Run) -> Iterator[tuple[Step, ...]]:
    """Divide a wave so that what is read before each batch is young, and cheap beside what the batch writes."""
    waiting: dict[str, list[Step]] = {}
    for step in wave:
        waiting.setdefault(step.change.address.section, []).append(step)
    while any(waiting.values()):
        batch: list[Step] = []
        for section, steps in waiting.items():
            size = AT_ONCE * _pages(section, run)
            batch += steps[:size]
            waiting[section] = steps[size:]
        yield tuple(batch)


def stale(batch: Sequence[Step], run: Run) -> dict[Step, StalePlan]:
    """Return what of ``batch`` must not be written, and why. Raises `ApiError`.

    What seems to have moved when it is read alone is read as the plan read it before that is said: the two ways of
    reading need not agree in every field.
    """
    listed = _cheaper_by_list(batch, run)
    suspects = _held(batch, listed, run)
    again = [
        step for step in suspects if step.change.address.section not in listed and _is_in_list(step, run)
    ]
    if again:
        cleared = _held(again, {step.change.address.section for step in again}, run)
        suspects = {s: why for s, why in suspects.items() if s not in again} | cleared
    return suspects


def _pages(section: str, run: Run) -> int:
    described = run.types[section]
    if not isinstance(described, Collection):
        return 1
    return len(run.known(section)) // described.page_size + 1


def _is_in_list(step: Step, run: Run) -> bool:
    return step.part is Part.ITSELF and isinstance(run.types[step.change.address.section], Collection)


def _cheaper_by_list(batch: Sequence[Step], run: Run) -> set[str]:
    """Return the sections of which the list is read: what is created can be missed in no other way."""
    single: dict[str, int] = {}
    listed: set[str] = set()
    for step in (step for step in batch if _is_in_list(step, run)):
        section = step.change.address.section
        single[section] = single.get(section, 0) + 1
        if step.change.action is Action.CREATE:
            listed.add(section)
    return listed | {section for section, number in single.items() if number >= _pages(section, run)}


@dataclass
class _Answers:
    """What was read, each thing once."""

    found: Mapping[tuple[object, ...], Answer]
    run: Run
    members: dict[str, dict[str, Object]] = field(default_factory=dict)
    """Section → id → resource, of the lists."""
    new: dict[str, dict[str, str]] = field(default_factory=dict)
    """Section → name → id, of what appeared since the plan was made."""

    def of(self, read: Read) -> Answer:
        return self.found[_key(read)]

    def listed(self, described: Collection) -> dict[str, Object]:
        section = described.section
        if section not in self.members:
            answer = self.of(shapes.listing(described))
            raw = answer.value if isinstance(answer, Found) else []
            self.members[section] = members(described, raw)
        return self.members[section]

    def appeared(self, described: Collection) -> dict[str, str]:
        """Return name → id of what appeared since the plan was made, by both names that it may have in files."""
        section = described.section
        if section not in self.new:
            before, names = self.run.known(section), self.run.plan.names
            references = [r for r in references_of(described) if r.field in described.identity]
            self.new[section] = {
                name: server_id
                for server_id, raw in self.listed(described).items()
                if server_id not in before
                for body in (raw, to_names(raw, references, names))
                if (name := name_of(described, body)) is not None
            }
        return self.new[section]


def _held(batch: Sequence[Step], listed: Set[str], run: Run) -> dict[Step, StalePlan]:
    reads = {_key(read): read for step in batch for read in _reads(step, listed, run)}
    answers = _Answers(dict(zip(reads, run.api.fetch(list(reads.values())), strict=True)), run)
    found = {step: why for step in batch if (why := _judged(step, listed, answers, run)) is not None}
    for section in listed:
        described = run.types[section]
        if isinstance(described, Collection):
            run.seen.setdefault(section, set()).update(answers.listed(described))
    return found


def _key(read: Read) -> tuple[object, ...]:
    return (type(read), read.path, tuple(sorted(read.query.items())))


def _reads(step: Step, listed: Set[str], run: Run) -> tuple[Listing | Document, ...]:
    change, described = step.change, run.types[step.change.address.section]
    if change.id in run.ids or step.part is Part.DEFERRED:
        return ()  # it was created a moment ago
    if step.part is Part.CHILD and step.child is not None:
        if change.resource_id is None:
            return ()
        write = step.child.write
        names = tuple(write.names) if isinstance(write, Uploaded) else ()
        return shapes.children_of(step.child, change.resource_id, names)
    match described:
        case Collection() if change.address.section in listed:
            return (shapes.listing(described),)
        case Collection():
            return (Document(resource_path(described, change, change.resource_id or "")),)
        case Singleton():
            return (Document(described.path),)
        case Documents():
            return (shapes.document(described, change.address.name),)


def _judged(step: Step, listed: Set[str], answers: _Answers, run: Run) -> StalePlan | None:
    change, described = step.change, run.types[step.change.address.section]
    reads = _reads(step, listed, run)
    if not reads:
        return None
    if reasons := [answer.reason for answer in map(answers.of, reads) if isinstance(answer, Unavailable)]:
        return _refused(f"it cannot be read any more: {reasons[0]}")
    if step.part is Part.CHILD and step.child is not None:
        return _child(step, [answers.of(read) for read in reads], run)
    if isinstance(described, Collection) and change.action is Action.CREATE:
        return _taken(change, described, answers)
    if isinstance(described, Collection) and change.address.section in listed:
        raw = answers.listed(described).get(change.resource_id or "")
    else:
        answer = answers.of(reads[0])
        raw = answer.value if isinstance(answer, Found) else None
    if raw is None:
        return _gone(change)
    want = change.desired.body if change.desired else {}
    if change.action is Action.CREATE:
        exists = change.resource_id is None and isinstance(described, Documents)
        return _refused("it exists since the plan was made") if exists else None
    now = shapes.comparable(described, raw, want, run.plan.names, _sensitive(change))
    return _told(moved(change, now, described))


def _sensitive(change: Change) -> tuple[Pattern, ...]:
    return change.live.sensitive if change.live else ()


def _taken(change: Change, described: Collection, answers: _Answers) -> StalePlan | None:
    """Refuse a create where something else came to have the natural key since the plan was made."""
    name = name_of(described, change.desired.body if change.desired else {})
    server_id = answers.appeared(described).get(name) if name is not None else None
    if server_id is None:
        return None
    return _refused(f"another {described.title} of that name was created since the plan: {server_id}")


def _gone(change: Change) -> StalePlan | None:
    if change.resource_id is None or change.action is Action.DELETE:
        return None
    return _refused(f"it was deleted since the plan was made: {change.resource_id}")


def _child(step: Step, answers: Sequence[Answer], run: Run) -> StalePlan | None:
    change, child = step.change, step.child
    described = run.types[change.address.section]
    if child is None:
        return None
    elements: list[object] = []
    if isinstance(child.write, Uploaded):
        found = zip(child.write.names, answers, strict=True)
        elements = [{**a.value, child.key[0]: name} for name, a in found if isinstance(a, Found)]
    elif answers and isinstance(answers[0], Found):
        elements = shapes.elements(child, answers[0].value)
    named = to_names({child.field: elements}, references_of(described), run.plan.names)
    want = change.desired.body if change.desired else {}
    now = shapes.concealed(named, want, _sensitive(change))
    return _told(moved_child(change, child, now, described))


def _told(places: Sequence[Moved]) -> StalePlan | None:
    if not places:
        return None
    lines = [f"`{written(place.path)}`: {_shown(place.then)} → {_shown(place.now)}" for place in places[:5]]
    more = [f"and {len(places) - 5} more"] if len(places) > 5 else []
    return _refused(f"it is not as the plan saw it: {', '.join([*lines, *more])}")


def _shown(value: object) -> str:
    if is_empty(value):
        return "nothing"
    text = canonical(masked(value))
    return text if len(text) <= 60 else f"{text[:59]}…"


def _refused(why: str) -> StalePlan:
    return StalePlan(f"not written: {why}", hint=_HINT)
