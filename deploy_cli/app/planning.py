"""Makes a plan: reads what the files mention, compares, and says what would change; writes nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from deploy_cli.app.judgement import blocking, judgement
from deploy_cli.app.ports import ManagementApi
from deploy_cli.app.reading import Wanted, read
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.cost import Cost
from deploy_cli.core.matching import Match
from deploy_cli.core.order import schedule
from deploy_cli.core.pairing import PlanSettings, pair
from deploy_cli.core.plan import Action, Allowed, Change, Finding, Plan, numbered
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.safety import excesses
from deploy_cli.core.tenant import DesiredTenant, LiveTenant
from deploy_cli.core.values import Object
from deploy_cli.core.writes import writes
from deploy_cli.effects import Context, effects_of
from deploy_cli.errors import ConfigError, UsageError
from deploy_cli.guardrails.deceptive import deceptions
from deploy_cli.lifetimes.seen import Seen

__all__ = ["PlanSettings", "make_plan"]


def make_plan(
    desired: DesiredTenant,
    api: ManagementApi,
    types: Mapping[str, ResourceType],
    settings: PlanSettings,
    seen: Mapping[str, Seen] | None = None,
) -> Plan:
    """Compare ``desired`` with the live tenant; ``seen`` is what logs tell about the people of each client.

    What needs somebody's word is in the plan, and in its refusals. Raises `ConfigError` for names that stand nowhere,
    names that are ambiguous, features that the tenant lacks; `UsageError` where a selection matches nothing;
    `PlanError` where there is no order in which the changes can be made; `ApiError`.
    """
    before = api.requests
    pruned = any(settings.selection.may_touch(section) for section in desired.environment.prune)
    if not pruned:
        _refuse_unmatched(settings, desired.resources, types, "in the files")
    live = read(wanted(desired, settings.selection), types, api)
    if pruned:
        known = (*desired.resources, *live.resources)
        _refuse_unmatched(settings, known, types, "in the files, or to be pruned,")
    pairing = pair(desired, live, types, settings)
    if pairing.problems:
        raise ConfigError(pairing.problems)
    changes, general = _judged(pairing.changes, desired, live, types, settings, seen or {})
    return Plan(
        domain=api.domain,
        environment=desired.environment.name,
        source_digest=desired.digest,
        source_files=desired.files,
        selection=settings.selection,
        allowed=_allowed(settings),
        changes=changes,
        unchanged=pairing.unchanged,
        unmanaged=tuple(sorted(pairing.unmanaged, key=lambda one: (one.address, one.id))),
        refusals=(
            *pairing.refusals,
            *excesses(changes, desired, settings),
            *blocking(_told(changes, general)),
        ),
        findings=general,
        notes=(*_unknown_secrets(pairing.unknown), *map(_strayed, pairing.strayed)),
        cost=_cost(changes, types, api, before),
        names=live.names,
    )


def _allowed(settings: PlanSettings) -> Allowed:
    return Allowed(
        write_secrets=settings.write_secrets,
        replace=settings.allow_replace,
        empty=settings.allow_empty,
        deletes=settings.allow_deletes,
        updates=settings.allow_updates,
    )


def _judged(
    changes: Iterable[Change],
    desired: DesiredTenant,
    live: LiveTenant,
    types: Mapping[str, ResourceType],
    settings: PlanSettings,
    seen: Mapping[str, Seen],
) -> tuple[tuple[Change, ...], tuple[Finding, ...]]:
    """Return the changes with what they do and what the guardrails say of them, and what is said of the rest."""
    context = Context(desired=desired, live=live, types=types, names=live.names, seen=seen)
    pending = tuple(changes)
    judged_now = judgement(desired, live, pending, settings.selection, settings.today)
    said = [found for found in judged_now if _concerns(found, settings.selection)]
    by_address: dict[Address | None, list[Finding]] = {}
    for found in said:
        by_address.setdefault(found.address, []).append(found)
    deceptive = deceptions(pending, (*desired.resources, *live.resources))
    judged = numbered(
        replace(
            change,
            effects=effects_of(change, context),
            findings=(
                *(by_address.get(change.address, ()) if change.action is not Action.DELETE else ()),
                *tricks,
            ),
        )
        for change, tricks in zip(pending, deceptive, strict=True)
    )
    told = {finding for change in judged for finding in change.findings}
    return judged, tuple(finding for finding in said if finding not in told)


def _told(changes: Iterable[Change], general: Iterable[Finding]) -> tuple[Finding, ...]:
    return (*(finding for change in changes for finding in change.findings), *general)


def _cost(
    changes: tuple[Change, ...], types: Mapping[str, ResourceType], api: ManagementApi, before: int
) -> Cost:
    steps = (step for wave in schedule(changes, types).waves for step in wave)
    return Cost(reads=api.requests - before, writes=writes(steps, types), rate=api.rate)


def _concerns(finding: Finding, selection: Selection) -> bool:
    return finding.address is None or selection.includes(finding.address)


def _refuse_unmatched(
    settings: PlanSettings, known: Iterable[Address], sections: Iterable[str], where: str
) -> None:
    """Raise `UsageError` for what is selected, or to be written again, and is none of ``known``: misspelt.

    What is excluded may be a whole section that the files do not hold.
    """
    known = tuple(known)
    globs = (*settings.selection.only, *settings.write_secrets)
    excluded = Selection(only=settings.selection.exclude)
    unmatched = (
        *Selection(only=globs).unmatched(known),
        *excluded.unmatched((*known, *map(Address, sections))),
    )
    if unmatched:
        listed = ", ".join(f"`{glob}`" for glob in unmatched)
        raise UsageError(f"nothing {where} matches {listed}", hint="an address is `section/name`, or a glob")


def _unknown_secrets(addresses: Sequence[Address]) -> Iterator[str]:
    if addresses:
        listed = ", ".join(map(str, addresses[:3])) + (
            f" and {len(addresses) - 3} more" if addresses[3:] else ""
        )
        yield (
            f"secrets that Auth0 never gives back are not compared in {listed};"
            " `--write-secrets ADDRESS` writes them again"
        )


def _strayed(match: Match) -> str:
    one = match.desired
    instead = (
        f"is taken to be `{match.live.id}`, by its name" if match.live else "is created, with another id"
    )
    return (
        f"{one.address}: the tenant has nothing with the id `{one.pin}` that the files give it; it {instead}"
    )


def wanted(desired: DesiredTenant, selection: Selection) -> Wanted:
    """Return what of the live tenant is compared with the selected resources of ``desired``."""
    bodies: dict[str, dict[str, Object]] = {
        section: {} for section in desired.sections if selection.may_touch(section)
    }
    pinned: dict[str, Object] = {}
    meant: dict[tuple[str, str], str] = {}
    for address, one in desired.resources.items():
        if one.pin is not None and not one.shares_name:
            meant[address.section, one.pin] = address.name
        if not selection.includes(address):
            continue
        bodies[address.section][address.name] = one.body
        if one.lifecycle.renamed_from is not None:
            bodies[address.section].setdefault(one.lifecycle.renamed_from, one.body)
        if one.pin is not None:
            pinned[one.pin] = one.body
    former = {
        Address(address.section, one.lifecycle.renamed_from): address.name
        for address, one in desired.resources.items()
        if one.lifecycle.renamed_from is not None
    }
    return Wanted(bodies=bodies, pinned=pinned, meant=meant, former=former, sensitive=desired.sensitive)
