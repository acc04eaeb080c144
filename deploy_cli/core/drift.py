"""Who moved: what files and tenant say now, held against what was last applied. Pure: no I/O, no clock, no log."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from deploy_cli.core.address import Address
from deploy_cli.core.diff import WRITTEN_BEFORE, Edit, Rules, diff
from deploy_cli.core.path import Path, pattern, without
from deploy_cli.core.plan import Action, Cause, Change, Plan
from deploy_cli.core.references import Names, references_of, to_names
from deploy_cli.core.report import Report
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.seal import Seal
from deploy_cli.core.tenant import Desired, DesiredTenant
from deploy_cli.core.values import Object, Secret, Value


class Mover(StrEnum):
    """On which side something changed since it was last applied."""

    TENANT = "tenant"
    FILES = "files"
    BOTH = "both"
    UNKNOWN = "unknown"
    """Nothing is known of what was last applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One resource as it was when files and tenant last agreed."""

    id: str | None
    """The server's id, where it was known."""
    body: Object
    """What the files said of it, references as names, secrets sealed."""
    sealed_with: str | None = None
    """The key that its secrets are sealed with (`Seal.id`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastApplied:
    """What files and tenant last agreed on, as far as this machine knows."""

    applied_at: str
    """RFC 3339, UTC."""
    salt: str
    """Of the seals in it."""
    resources: Mapping[Address, Applied] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """Who moved, of one change."""

    whole: Mover
    edits: tuple[Mover, ...] = ()
    """Of each edit, in order."""


def moved(change: Change, last: LastApplied | None, described: ResourceType, seal: Seal) -> Moved:
    """Tell on which side each edit of ``change`` came about, and the change as a whole.

    An edit stands for one difference between the files and the tenant. Where the files say what was last applied, the
    tenant moved; where the tenant does, the files did; where neither does, both did. ``seal`` has the key of today and
    the salt of ``last``.
    """
    if last is None:
        return Moved(Mover.UNKNOWN, tuple(Mover.UNKNOWN for _ in change.edits))
    before = _last_of(change, last)
    if change.action is Action.DELETE or change.cause is Cause.REPLACED:
        return Moved(_of_delete(change, before), tuple(Mover.UNKNOWN for _ in change.edits))
    if change.action is Action.CREATE:
        whole = Mover.FILES if before is None else Mover.TENANT
        return Moved(whole, tuple(whole for _ in change.edits))
    if before is None:
        return Moved(Mover.UNKNOWN, tuple(Mover.UNKNOWN for _ in change.edits))
    edits = _of_edits(change, before, described, seal)
    return Moved(_together(edits), edits)


def remembered(
    report: Report,
    desired: DesiredTenant,
    types: Mapping[str, ResourceType],
    *,
    last: LastApplied | None,
    seal: Seal,
    at: str,
) -> LastApplied:
    """Return what is known to be agreed on after an apply: what was done, and what was the same before.

    What failed, or was not confirmed, is no longer known; what the apply was not about stays as it was remembered.
    """
    resources = dict(last.resources) if last is not None else {}
    differing = {change.address for change in report.unconfirmed}
    done = (
        {outcome.change.address: outcome.resource_id for outcome in report.done}
        if not report.interrupted
        else {}
    )
    changed = {change.address for change in report.plan.changes}
    for address, one in desired.resources.items():
        if not report.plan.selection.includes(address):
            continue
        former = one.lifecycle.renamed_from
        if one.lifecycle.absent or address in differing or (address in changed and address not in done):
            resources.pop(address, None)
        else:
            server_id = done.get(address) or _id_of(address, report.plan)
            resources[address] = _applied(one, server_id, types, report.plan.names, seal)
            if former is not None:
                resources.pop(Address(address.section, former), None)
    for address in changed - desired.resources.keys():
        resources.pop(address, None)
    return LastApplied(applied_at=at, salt=seal.salt, resources=resources)


def agreed(
    addresses: Collection[Address],
    plan: Plan,
    desired: DesiredTenant,
    types: Mapping[str, ResourceType],
    *,
    last: LastApplied | None,
    seal: Seal,
    at: str,
) -> LastApplied:
    """Return what is remembered once the files say what the tenant says at ``addresses``; ``plan`` is of before."""
    resources = dict(last.resources) if last is not None else {}
    for address in addresses:
        if (one := desired.resources.get(address)) is None or one.lifecycle.absent:
            resources.pop(address, None)
        else:
            resources[address] = _applied(one, _id_of(address, plan), types, plan.names, seal)
    return LastApplied(applied_at=at, salt=seal.salt, resources=resources)


def _applied(
    one: Desired, server_id: str | None, types: Mapping[str, ResourceType], names: Names, seal: Seal
) -> Applied:
    body = to_names(one.body, references_of(types[one.address.section]), names)
    return Applied(id=server_id, body=seal.sealed(_heeded(body, one)), sealed_with=seal.id)


def _id_of(address: Address, plan: Plan) -> str | None:
    ids = plan.names.ids((address.section,), address.name)
    return ids[0] if len(ids) == 1 else None


def id_of(change: Change, last: LastApplied | None) -> str | None:
    """Return the server's id that the resource of ``change`` had when it was last applied."""
    before = _last_of(change, last) if last is not None else None
    return before.id if before is not None else None


def _last_of(change: Change, last: LastApplied) -> Applied | None:
    known = last.resources.get(change.address)
    former = change.desired.lifecycle.renamed_from if change.desired else None
    if known is None and former is not None:
        return last.resources.get(Address(change.address.section, former))
    return known


def _of_delete(change: Change, before: Applied | None) -> Mover:
    """Tell who moved where a resource goes: one that was applied was in the files, any other one came by itself."""
    match change.cause:
        case Cause.TOMBSTONE:
            return Mover.FILES if before is not None else Mover.UNKNOWN
        case Cause.PRUNED:
            return Mover.FILES if before is not None else Mover.TENANT
        case _:
            return Mover.UNKNOWN


def _of_edits(change: Change, before: Applied, described: ResourceType, seal: Seal) -> tuple[Mover, ...]:
    one, live = change.desired, change.live
    if one is None or live is None:
        return tuple(Mover.UNKNOWN for _ in change.edits)
    rules = Rules.of(described, exact=one.lifecycle.exact)
    same_key = seal.id is not None and seal.id == before.sealed_with
    want, have = seal.sealed(_heeded(one.body, one)), seal.sealed(_heeded(live.body, one))
    by_files = _paths(diff(want, _heeded(before.body, one), rules))
    by_tenant = _paths(diff(_heeded(before.body, one), have, rules))
    return tuple(
        Mover.FILES
        if edit.before is WRITTEN_BEFORE
        else Mover.UNKNOWN
        if edit.sensitive and not (same_key and _is_known(edit))
        else _mover(
            _touches(edit.path, by_files) or not _mentions(before.body, edit.path),
            _touches(edit.path, by_tenant),
        )
        for edit in change.edits
    )


def _mentions(body: Object, path: Path) -> bool:
    """Tell whether ``body`` says anything at ``path``: what it does not say, the files have begun to say."""
    value: Value = body
    for part in path:
        if not (isinstance(value, dict) and isinstance(part, str)):
            return True
        if part not in value:
            return False
        value = value[part]
    return True


def _is_known(edit: Edit) -> bool:
    return not any(isinstance(side, Secret) and not side.is_known for side in (edit.before, edit.after))


def _mover(by_files: bool, by_tenant: bool) -> Mover:
    match by_files, by_tenant:
        case True, True:
            return Mover.BOTH
        case True, False:
            return Mover.FILES
        case False, True:
            return Mover.TENANT
        case _:
            return Mover.UNKNOWN


def _together(movers: Iterable[Mover]) -> Mover:
    """Return who moved, of several edits; where that is known of none, it is not known."""
    known = {mover for mover in movers if mover is not Mover.UNKNOWN}
    if not known:
        return Mover.UNKNOWN
    return known.pop() if len(known) == 1 else Mover.BOTH


def _paths(edits: Iterable[Edit]) -> tuple[Path, ...]:
    return tuple(edit.path for edit in edits)


def _touches(path: Path, others: Iterable[Path]) -> bool:
    """Tell whether any of ``others`` is the same place, holds it, or lies in it."""
    return any(path[: len(other)] == other or other[: len(path)] == path for other in others)


def _heeded(body: Object, one: Desired) -> Object:
    for text in one.lifecycle.ignore_changes:
        body = without(body, pattern(text))
    return body
