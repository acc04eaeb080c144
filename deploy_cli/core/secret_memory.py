"""Remembers the secrets that Auth0 never gives back, by keyed hashes of what was last written. Pure: no I/O, no clock.

A hash says whether a secret is still the one that was written, and nothing else; without the key it says nothing at
all. It belongs to one resource by its id: what is deleted and made again by somebody else is another one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.path import Path, written
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.recall import Recall, Recalls
from deploy_cli.core.report import Report
from deploy_cli.core.resource_type import Described, ResourceType
from deploy_cli.core.seal import Seal
from deploy_cli.core.values import Object, Value

Marks: TypeAlias = Mapping[str, str]
"""Path → hash."""

Resource: TypeAlias = tuple[str, str]
"""Section and the server's id."""


@dataclass(frozen=True, slots=True)
class SecretMemory:
    """What is remembered of one environment on one tenant."""

    seal: Seal = Seal()
    marks: Mapping[Resource, Marks] = field(default_factory=dict)

    def of(self, section: str, server_id: str) -> Recalls:
        """Return what answers for the secrets of one resource."""
        known = self.marks.get((section, server_id), {})

        def recall(path: Path, value: Value) -> Recall:
            before, now = known.get(written(path)), self.seal.mark(value)
            if before is None or now is None:
                return Recall.UNKNOWN
            return Recall.SAME if before == now else Recall.CHANGED

        return recall

    def after(self, report: Report, types: Mapping[str, ResourceType]) -> "SecretMemory":
        """Return what is remembered after an apply: what was written with success.

        What failed may have been written or not, and what reads otherwise than it was written is no success: both are
        forgotten. What was not tried stays as it was.
        """
        marks = dict(self.marks)
        doubtful = {change.address for change in report.unconfirmed}
        for failed in report.failed:
            _forget(marks, failed.change)
        for done in report.done:
            change = done.change
            if change.action in (Action.CREATE, Action.DELETE) or change.address in doubtful:
                _forget(marks, change)
            if change.action is Action.DELETE or change.address in doubtful or not done.resource_id:
                continue
            resource = (change.address.section, done.resource_id)
            fresh = dict(self._fresh(change, types[change.address.section]))
            if both := {**marks.get(resource, {}), **fresh}:
                marks[resource] = both
        return SecretMemory(self.seal, marks)

    def _fresh(self, change: Change, described: Described) -> Iterator[tuple[str, str]]:
        """Yield the hash of every write-only secret that ``change`` wrote."""
        body = change.desired.body if change.desired else {}
        for path, value in write_only(body, Rules.of(described)):
            if change.action is Action.CREATE or any(path[: len(e.path)] == e.path for e in change.edits):
                mark = self.seal.mark(value)
                if mark is not None:
                    yield written(path), mark


FORGETFUL: Final = SecretMemory()
"""Remembers nothing: every secret that Auth0 never gives back is unknown."""


def write_only(body: Object, rules: Rules) -> tuple[tuple[Path, Value], ...]:
    """Return every write-only field that ``body`` says something of, at the path that its edit would have."""
    places: list[tuple[Path, Value]] = []

    def note(path: Path, value: Value) -> Recall:
        places.append((path, value))
        return Recall.SAME

    for _ in diff(body, body, rules.with_secrets(note, write_unknown=False)):
        pass
    return tuple(places)


def _forget(marks: dict[Resource, Marks], change: Change) -> None:
    if change.resource_id is not None:
        marks.pop((change.address.section, change.resource_id), None)
