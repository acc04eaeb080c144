"""The plan: every change, with what it was derived from. Pure: no I/O, no clock, no log."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from deploy_cli.core.address import Address
from deploy_cli.core.diff import Edit
from deploy_cli.core.effect import Effect
from deploy_cli.core.path import written
from deploy_cli.core.references import Names
from deploy_cli.core.tenant import Desired, Live
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Secret, fingerprint
from deploy_cli.errors import Location

FORMAT_VERSION = 1


class Action(StrEnum):
    """What happens to one resource."""

    CREATE = "create"
    UPDATE = "update"
    RENAME = "rename"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guardrail has to say."""

    rule: str
    severity: str
    text: str
    address: Address | None = None
    """What it is about; ``None`` where that is the tenant as a whole, or the change that it belongs to."""
    source: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one resource."""

    id: str = ""
    address: Address
    action: Action
    reason: str
    edits: tuple[Edit, ...]
    desired: Desired | None = None
    """What the files want; ``None`` only where a resource goes because the files do not name it."""
    live: Live | None = None
    """What there is; ``None`` on a create."""
    effects: tuple[Effect, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def resource_id(self) -> str | None:
        """The server's id; ``None`` for what does not exist yet."""
        return self.live.id if self.live and self.live.exists else None

    @property
    def source(self) -> Location | None:
        """The place in the files that the change comes from."""
        return self.desired.locate(()) if self.desired else None

    def fields(self) -> tuple[str, ...]:
        """Return the top-level fields that change, in order."""
        return tuple(dict.fromkeys(edit.field for edit in self.edits))


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How many resources each thing happens to."""

    create: int = 0
    update: int = 0
    rename: int = 0
    delete: int = 0
    unchanged: int = 0
    unmanaged: int = 0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All changes of one tenant. The order of the changes is that of their addresses, so it never wavers."""

    domain: str
    environment: str
    source_digest: str
    changes: tuple[Change, ...]
    unchanged: int = 0
    unmanaged: int = 0
    """Live resources in the declared sections that the files do not name."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    """What a person should know beside the changes."""
    names: Names = field(default_factory=Names, repr=False, compare=False)
    """The ids that were known when the plan was made; an apply adds those of what it creates."""

    @property
    def summary(self) -> Summary:
        """The counts."""
        counts = Counter(str(change.action) for change in self.changes)
        return Summary(**counts, unchanged=self.unchanged, unmanaged=self.unmanaged)

    @property
    def digest(self) -> str:
        """What an approval is bound to: the domain, the files, and every change with the live state it was made from.

        Two plans with the same digest do the same to the same tenant. Secrets enter by their origin, not their
        text; a changed secret is noticed by the digest of the files or not at all.
        """
        return fingerprint(
            [
                FORMAT_VERSION,
                self.domain,
                self.environment,
                self.source_digest,
                [_essence(c) for c in self.changes],
            ]
        )


def numbered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes in the order of their addresses, deletes of a replaced resource first, with their ids."""
    ordered = sorted(changes, key=lambda change: (change.address, change.action is not Action.DELETE))
    return tuple(replace(change, id=f"c{number}") for number, change in enumerate(ordered, 1))


def masked(value: MaybeValue) -> MaybeValue:
    """Return ``value`` with every secret replaced by a mark that says only that there is one."""
    match value:
        case Secret():
            return "(secret)"
        case dict():
            return {key: masked(item) for key, item in value.items()}
        case list():
            return [masked(item) for item in value]
        case _:
            return value


def _essence(change: Change) -> Object:
    return {
        "address": str(change.address),
        "action": str(change.action),
        "resource_id": change.resource_id,
        "edits": [[written(e.path), _plain(e.before), _plain(e.after)] for e in change.edits],
    }


def _plain(value: MaybeValue) -> MaybeValue:
    return None if value is ABSENT else masked(value)


def by_address(changes: Iterable[Change]) -> Mapping[Address, tuple[Change, ...]]:
    """Return the changes of each address: one, or a delete and a create where a resource is replaced."""
    grouped: dict[Address, tuple[Change, ...]] = {}
    for change in changes:
        grouped[change.address] = (*grouped.get(change.address, ()), change)
    return grouped
