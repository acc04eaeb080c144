"""Pairs what the files want with what there is, and says what has to happen. Pure: no I/O, no clock, no log."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from deploy_cli.core.comparison import PlanSettings, Remarks, changes_of, heeded
from deploy_cli.core.dangling import dangling
from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.matching import Match, matches
from deploy_cli.core.plan import Action, Cause, Change, numbered
from deploy_cli.core.references import references_of, to_names
from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.tenant import Desired, DesiredTenant, Live, LiveTenant
from deploy_cli.core.unlinking import unlinked
from deploy_cli.errors import Problem

__all__ = ["Pairing", "PlanSettings", "pair"]


@dataclass
class Pairing(Remarks):
    """What the comparison brought."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    unmanaged: list[Live] = field(default_factory=list)
    strayed: list[Match] = field(default_factory=list)
    """Resources whose pinned id the tenant does not have."""


def pair(
    desired: DesiredTenant, live: LiveTenant, types: Mapping[str, ResourceType], settings: PlanSettings
) -> Pairing:
    """Compare every selected resource of ``desired`` with its live counterpart.

    A resource is matched by the id that the files pin, else by its name, else by the name it had before a rename.
    Where a resource is replaced, what refers to it loses it on the way, and is compared as it will be then.
    """
    result = _compared(desired, live, types, settings)
    made = Counter(change.address for change in result.changes)
    if replaced := {address for address, count in made.items() if count > 1}:
        return _compared(desired, unlinked(live, replaced, types), types, settings)
    return result


def _compared(
    desired: DesiredTenant, live: LiveTenant, types: Mapping[str, ResourceType], settings: PlanSettings
) -> Pairing:
    result = Pairing()
    changes: list[Change] = []
    owned: set[tuple[str, str]] = set()
    for match in matches(desired, live):
        one, described = match.desired, types[match.desired.address.section]
        owned |= {(candidate.address.section, candidate.id) for candidate in match.candidates}
        if not settings.selection.includes(one.address) or _hindered(one, described, live, result):
            continue
        if (problem := match.problem(described)) is not None:
            result.problems.append(problem)
        else:
            result.strayed += [match] if match.has_strayed(live) else []
            result.problems += dangling(one, described, desired, live, settings.selection)
            made = tuple(changes_of(one, match.live, described, live, settings, result))
            changes += made
            result.unchanged += not made and not one.lifecycle.absent
    changes += _leftovers(desired, live, types, settings, owned, result)
    result.changes = numbered(changes)
    return result


def _hindered(one: Desired, described: ResourceType, live: LiveTenant, result: Pairing) -> bool:
    """Tell whether the resource cannot be dealt with at all, and say why."""
    children = (f"{one.address}/{child.field}" for child in described.children if child.field in one.body)
    missing = (live.unavailable.get(what) for what in (one.address.section, str(one.address), *children))
    reason = next((why for why in missing if why is not None), None)
    if reason is not None and one.lifecycle.absent:
        return True
    if reason is not None:
        result.problems.append(
            Problem(
                f"not available in this tenant: {reason}",
                one.locate(()),
                str(one.address),
                "take it out of the files of this environment, or get the feature for the tenant",
                rule="not-available",
            )
        )
    elif one.address in live.untouchable:
        if _is_as_described(one, described, live):
            result.unchanged += 1
            return True
        result.problems.append(
            Problem(
                "this belongs to Auth0 or to the tool itself and is never changed",
                one.locate(()),
                str(one.address),
                "take it out of the files",
                rule="untouchable",
            )
        )
    else:
        return False
    return True


def _is_as_described(one: Desired, described: ResourceType, live: LiveTenant) -> bool:
    """Tell whether what must not be touched need not be: an export of the official tool holds its own client."""
    guarded = live.guarded.get(one.address)
    if guarded is None or one.lifecycle.absent or one.lifecycle.renamed_from is not None:
        return False
    body = to_names(heeded(one.body, one), references_of(described), live.names)
    rules = Rules.of(described, exact=one.lifecycle.exact, write_unknown=False)
    return not any(True for _ in diff(body, heeded(guarded.body, one), rules))


def _leftovers(
    desired: DesiredTenant,
    live: LiveTenant,
    types: Mapping[str, ResourceType],
    settings: PlanSettings,
    claimed: Set[tuple[str, str]],
    result: Pairing,
) -> Iterator[Change]:
    """Count what the files do not name, and delete it in the sections that are pruned."""
    for section in desired.sections:
        if not isinstance(types[section], Collection):
            continue
        pruned = section in desired.environment.prune
        for one in live.of(section):
            if (section, one.id) in claimed or not settings.selection.includes(one.address):
                continue
            if pruned and one.address not in live.undeletable:
                reason = f"the files do not name it, and `prune` covers `{section}`"
                yield Change(
                    address=one.address,
                    action=Action.DELETE,
                    cause=Cause.PRUNED,
                    reason=reason,
                    edits=(),
                    live=one,
                )
            else:
                result.unmanaged.append(one)
