"""One side of a comparison: the tenant as the files want it, or as it is. Pure: no I/O, no clock, no log."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from deploy_cli.core.address import Address
from deploy_cli.core.path import Path, Pattern, pattern
from deploy_cli.core.references import Names
from deploy_cli.core.values import Object, Value, secrets
from deploy_cli.errors import Location

Locate: TypeAlias = Callable[[Path], Location | None]
"""The place in the files where a value at a path inside a resource comes from; the nearest one above it where
the value itself has none."""


Trace: TypeAlias = Callable[[Path], "Origin | None"]
"""Where the value at a path comes from, with what it overrides and what was put in."""


def nowhere(_: Path) -> Location | None:
    """Locate nothing: for values that come from no file."""
    return None


def untraced(_: Path) -> "Origin | None":
    """Trace nothing: for values that come from no file."""
    return None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one value comes from."""

    location: Location
    overrides: tuple[Location, ...] = ()
    """What it was laid over, the nearest first."""
    through: tuple[str, ...] = ()
    """What was put in: ``$(var:shop) from prod/tenant.yaml:6:5``, the name of a side file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """How a resource is dealt with; written under ``lifecycle`` in a tenant file."""

    renamed_from: str | None = None
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    """Maps that the files own whole: a live key that they leave out is removed."""
    sensitive: tuple[str, ...] = ()
    """Fields that hold secrets though their resource type does not say so."""
    absent: bool = False
    """A tombstone: the resource is to be deleted."""


@dataclass(frozen=True, slots=True)
class Sensitive:
    """Which fields hold secrets because the files say so: of all resources of a section, and of single ones."""

    sections: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    resources: Mapping[tuple[str, str], tuple[Pattern, ...]] = field(default_factory=dict)
    """Section and name, or server id → fields."""

    def of(self, section: str, *keys: str) -> tuple[Pattern, ...]:
        """Return the fields of the resource that is known by ``keys``: its name, its id."""
        own = (shape for key in keys for shape in self.resources.get((section, key), ()))
        return tuple(dict.fromkeys((*self.sections.get(section, ()), *own)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one apply may delete and update: a count, or a share of what is managed (``0.3``)."""

    deletes: int | float | None = None
    updates: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that somebody has looked at and accepts, for a time."""

    rule: str
    address: str
    """An address, or a glob."""
    reason: str
    until: str
    """The last day, ``2027-01-31``."""
    source: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardrails:
    """How the findings of a tenant are judged."""

    profile: str = "default"
    severities: Mapping[str, str] = field(default_factory=dict)
    """Rule → ``error``, ``warning``, ``info`` or ``off``."""
    waivers: tuple[Waiver, ...] = ()
    assurance: str | None = None
    """The assurance level of NIST that the environment claims: ``aal1``, ``aal2`` or ``aal3``."""
    sources: Mapping[str, Location] = field(default_factory=dict)
    """Where the files name a rule in ``severities``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule:
    """A rule that a team wrote for its own tenants."""

    id: str
    severity: str
    message: str
    on: tuple[str, ...]
    """Globs of the addresses that it is about."""
    judge: Callable[[Address, Object], Path | None]
    """Returns the path of what is wrong in a resource, ``()`` for all of it; ``None`` where nothing is."""
    why: str = ""
    fix: str = ""
    source: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The ``environment`` block: how a tenant is deployed; never sent to Auth0."""

    name: str
    domain: str | None = None
    """``host``, ``host:port``, or ``emulator``; absent where `AUTH0_DOMAIN` decides."""
    promotes_from: str | None = None
    prune: tuple[str, ...] = ()
    limits: Limits = Limits()
    sensitive: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Section → fields of all its resources that hold secrets though their type does not say so."""
    guardrails: Guardrails = Guardrails()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """A resource as the files want it. References are still names."""

    address: Address
    body: Object
    """What the files mention, without ``lifecycle``; secrets are `Secret`s, policies are filled in."""
    lifecycle: Lifecycle = Lifecycle()
    pin: str | None = None
    """The server's id, where the files pin it."""
    shares_name: bool = False
    """Others in the files go by the same name, so that only the pin tells it apart; it is part of the address."""
    policy: str | None = None
    """The refresh-token policy that the files name for it."""
    at: Path = ()
    """Where it stands in the sections of the files."""
    locate: Locate = nowhere
    origin: Trace = untraced
    """Where the value at a path comes from, which is one of an edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A resource as it is. References are names wherever their ids are known."""

    address: Address
    body: Object
    """Comparable with a desired body: normalised, children included where they were read."""
    id: str
    sensitive: tuple[Pattern, ...] = ()
    """The fields of it that are secrets because the files say so."""
    exists: bool = True
    """False for a document that Auth0 would create at the first write (an e-mail template)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantFiles:
    """What was loaded from the files of one environment, before it is divided into resources."""

    environment: Environment
    policies: Mapping[str, Object]
    """``refresh_token_policies``, as written, substitutions done."""
    sections: Mapping[str, Value]
    """Section → its value, composed, substituted and validated against its schema; no unsupported section."""
    locate: Locate
    """From a path that starts with the top-level key, such as ``("clients", 0, "name")``."""
    digest: str
    """``sha256:…`` of every file that was read, in order, names included."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """Name of each of them, from the environment's folder → ``sha256:…``."""
    files: tuple[str, ...] = ()
    rules: tuple[OwnRule, ...] = ()
    """The rules of the team's own that stand beside the files."""
    origin: Trace = untraced
    """Like ``locate``, with what the value overrides and what was put in."""
    notes: tuple[str, ...] = ()
    """What a person should know though it is no error: sections that are not managed yet, keywords left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredPolicy:
    """A refresh-token policy that the files describe."""

    extends: str | None = None
    source: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredTenant:
    """Every resource that the files describe."""

    environment: Environment
    resources: Mapping[Address, Desired]
    sections: tuple[str, ...]
    """The sections that stand in the files, also those that are empty lists."""
    digest: str
    files: Mapping[str, str] = field(default_factory=dict)
    """Name of each file that was read, from the environment's folder → ``sha256:…``."""
    policies: Mapping[str, DesiredPolicy] = field(default_factory=dict)
    rules: tuple[OwnRule, ...] = ()
    """The rules of the team's own."""
    notes: tuple[str, ...] = field(default=())

    def of(self, section: str) -> Iterator[Desired]:
        """Yield the resources of one section."""
        return (found for address, found in self.resources.items() if address.section == section)

    @property
    def sensitive(self) -> Sensitive:
        """What these files call sensitive, and what they hold a secret for."""
        named: dict[tuple[str, str], tuple[Pattern, ...]] = {}
        for address, one in self.resources.items():
            shapes = (*map(pattern, one.lifecycle.sensitive), *(shape for shape, _ in secrets(one.body)))
            for key in (address.name, one.lifecycle.renamed_from, one.pin) if shapes else ():
                if key is not None:
                    named[address.section, key] = tuple(dict.fromkeys(shapes))
        sections = {name: tuple(map(pattern, texts)) for name, texts in self.environment.sensitive.items()}
        return Sensitive(sections, named)


@dataclass(frozen=True, kw_only=True)
class LiveTenant:
    """What was read of a live tenant: the declared sections, and those that they refer to."""

    resources: Mapping[Address, tuple[Live, ...]]
    """More than one where several resources go by one name."""
    names: Names
    untouchable: frozenset[Address] = frozenset()
    """What is there and belongs to Auth0 or to the tool itself: never changed, never shown as a delete."""
    guarded: Mapping[Address, Live] = field(default_factory=dict)
    """What of it the files describe; that is no fault as long as it is as they say."""
    undeletable: frozenset[Address] = frozenset()
    unavailable: Mapping[str, str] = field(default_factory=dict)
    """Section, or section and key, → why this tenant does not have it, in Auth0's words."""

    @cached_property
    def by_id(self) -> Mapping[tuple[str, str], Live]:
        """Section and server id → resource."""
        return {(live.address.section, live.id): live for lives in self.resources.values() for live in lives}

    def of(self, section: str) -> Iterator[Live]:
        """Yield the resources of one section."""
        return (
            live for address, lives in self.resources.items() if address.section == section for live in lives
        )
