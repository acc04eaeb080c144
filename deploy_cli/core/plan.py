"""The plan: every change, with what it was derived from. Pure: no I/O, no clock, no log."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from deploy_cli.core.address import Address, Selection
from deploy_cli.core.cost import Cost
from deploy_cli.core.diff import Edit
from deploy_cli.core.effect import Effect, Severity, gravest
from deploy_cli.core.masks import Masks, masked
from deploy_cli.core.path import written
from deploy_cli.core.references import Names
from deploy_cli.core.tenant import Desired, Live
from deploy_cli.core.values import ABSENT, MaybeValue, Object, fingerprint
from deploy_cli.errors import Location, Problem

FORMAT_VERSION = 1


class Action(StrEnum):
    """What happens to one resource."""

    CREATE = "create"
    UPDATE = "update"
    RENAME = "rename"
    DELETE = "delete"


class Cause(StrEnum):
    """Why there is a change: stable words for programs, beside the reason for people."""

    NOT_IN_TENANT = "not-in-tenant"
    DIFFERS = "differs"
    RENAMED = "renamed"
    REPLACED = "replaced"
    """A field changes that only a create accepts, so that the resource is deleted and created anew."""
    TOMBSTONE = "tombstone"
    PRUNED = "pruned"


_OF_FINDINGS: Mapping[str, Severity] = {
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "info": Severity.LOW,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guardrail has to say."""

    rule: str
    severity: str
    """``error``, ``warning`` or ``info``."""
    text: str
    address: Address | None = None
    """What it is about; ``None`` where that is the tenant as a whole, or the change that it belongs to."""
    source: Location | None = None
    waiver: str | None = None
    """Why it is accepted, and until when; then it is told, and does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one resource."""

    id: str = ""
    address: Address
    action: Action
    cause: Cause
    reason: str
    """The cause in words."""
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

    @property
    def risk(self) -> Severity:
        """How grave the change is: as grave as the gravest thing that is said of it."""
        said = (_OF_FINDINGS.get(finding.severity, Severity.LOW) for finding in self.findings)
        return gravest((*(effect.severity for effect in self.effects), *said))

    @property
    def unchanged_fields(self) -> int:
        """How many of the fields that the files mention are as they want them; 0 for what comes or goes."""
        if self.desired is None or self.action in (Action.CREATE, Action.DELETE):
            return 0
        return len(self.desired.body.keys() - set(self.fields()))

    @property
    def fingerprint(self) -> str:
        """Return ``sha256:…`` of what the change was made from: the live resource, without secrets.

        Of an update that is what its edits take away, for everything else that the files manage is as they want it;
        of a delete it is all there is, so that an approved delete never hits what has become another thing.
        """
        if self.action is Action.DELETE and self.live is not None:
            return fingerprint(masked(self.live.body))
        return fingerprint([[written(e.path), _plain(e.before)] for e in self.edits])

    def fields(self) -> tuple[str, ...]:
        """Return the top-level fields that change, in order."""
        return tuple(dict.fromkeys(edit.field for edit in self.edits))


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What the plan was allowed, or asked, to do beyond the ordinary; an approval of the plan is one of this, too."""

    write_secrets: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    deletes: int | None = None
    updates: int | None = None


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
    """All changes of one tenant: the gravest first, then by address, so that the order never wavers."""

    domain: str
    environment: str
    source_digest: str
    source_files: Mapping[str, str] = field(default_factory=dict)
    """Name of each file that was read, from the environment's folder → ``sha256:…``."""
    changes: tuple[Change, ...]
    selection: Selection = Selection()
    """What the plan is about; all of it where nothing is selected."""
    allowed: Allowed = Allowed()
    unchanged: int = 0
    unmanaged: tuple[Live, ...] = ()
    """Live resources in the declared sections that the files do not name."""
    refusals: tuple[Problem, ...] = ()
    """Why the plan must not be carried out as it is. What is refused stands in ``changes`` all the same."""
    findings: tuple[Finding, ...] = ()
    """What the guardrails say of the tenant; what they say of a change stands there."""
    notes: tuple[str, ...] = ()
    """What a person should know beside the changes."""
    cost: Cost = Cost()
    snapshot_at: str | None = None
    """When the snapshot was taken, RFC 3339, where the plan was made against one instead of the live tenant."""
    names: Names = field(default_factory=Names, repr=False, compare=False)
    """The ids that were known when the plan was made; an apply adds those of what it creates."""

    @property
    def summary(self) -> Summary:
        """The counts."""
        counts = Counter(str(change.action) for change in self.changes)
        return Summary(**counts, unchanged=self.unchanged, unmanaged=len(self.unmanaged))

    @property
    def digest(self) -> str:
        """What an approval is bound to: the domain, the files, and every change with the live state it was made from.

        Two plans with the same digest do the same to the same tenant. Of secrets only counts which are the same ones,
        not what they are. It can be made from the plan's JSON as well: see `deploy_cli.core.approved`.
        """
        masks = Masks()
        return digest_of(
            self.domain, self.environment, self.source_digest, [_essence(c, masks) for c in self.changes]
        )


def digest_of(domain: str, environment: str, source_digest: str, changes: Sequence[Object]) -> str:
    """Return what an approval is bound to; ``changes`` hold what counts of each."""
    return fingerprint([FORMAT_VERSION, domain, environment, source_digest, [*changes]])


def numbered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes with their ids, the gravest first, then by address.

    A resource that is replaced keeps its two changes together, as grave as the graver one: its delete, its create.
    """
    pending = tuple(changes)
    risks = {
        address: min(change.risk.rank for change in made) for address, made in by_address(pending).items()
    }
    ordered = sorted(
        pending,
        key=lambda change: (risks[change.address], change.address, change.action is not Action.DELETE),
    )
    return tuple(replace(change, id=f"c{number}") for number, change in enumerate(ordered, 1))


def by_address(changes: Iterable[Change]) -> Mapping[Address, Sequence[Change]]:
    """Return the changes of each address: one, or a delete and a create where a resource is replaced."""
    grouped: dict[Address, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.address, []).append(change)
    return grouped


def _essence(change: Change, masks: Masks) -> Object:
    return {
        "address": str(change.address),
        "action": str(change.action),
        "resource_id": change.resource_id,
        "edits": [
            [written(e.path), *(None if side is ABSENT else masks(side) for side in (e.before, e.after))]
            for e in change.edits
        ],
        "made_from": change.fingerprint,
    }


def _plain(value: MaybeValue) -> MaybeValue:
    return None if value is ABSENT else masked(value)
