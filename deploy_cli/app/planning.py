"""Makes a plan: reads what the files mention, compares, and says what would change; writes nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from deploy_cli.app.ports import ManagementApi
from deploy_cli.app.reading import Wanted, read
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.pairing import PlanSettings, pair
from deploy_cli.core.plan import Finding, Plan
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Object
from deploy_cli.errors import ConfigError, Refused, UsageError
from deploy_cli.guardrails import findings

__all__ = ["PlanSettings", "make_plan"]


def make_plan(
    desired: DesiredTenant, api: ManagementApi, types: Mapping[str, ResourceType], settings: PlanSettings
) -> Plan:
    """Compare ``desired`` with the live tenant.

    Raises `ConfigError` for names that stand nowhere, names that are ambiguous, features that the tenant lacks;
    `Refused` for what needs somebody's word; `UsageError` where a selection matches nothing; `ApiError`.
    """
    pruned = any(settings.selection.may_touch(section) for section in desired.environment.prune)
    if not pruned:
        _refuse_unmatched(settings, desired.resources, "in the files")
    live = read(wanted(desired, settings.selection), types, api)
    if pruned:
        _refuse_unmatched(settings, (*desired.resources, *live.resources), "in the files, or to be pruned,")
    pairing = pair(desired, live, types, settings)
    if pairing.problems:
        raise ConfigError(pairing.problems)
    if pairing.refusals:
        raise Refused.of(pairing.refusals)
    return Plan(
        domain=api.domain,
        environment=desired.environment.name,
        source_digest=desired.digest,
        changes=pairing.changes,
        unchanged=pairing.unchanged,
        unmanaged=pairing.unmanaged,
        findings=tuple(found for found in findings(desired, types) if _concerns(found, settings.selection)),
        notes=tuple(_unknown_secrets(pairing.unknown)),
        names=live.names,
    )


def _concerns(finding: Finding, selection: Selection) -> bool:
    return finding.address is None or selection.includes(finding.address)


def _refuse_unmatched(settings: PlanSettings, known: Iterable[Address], where: str) -> None:
    """Raise `UsageError` for what is selected, or to be written again, and is none of ``known``: misspelt."""
    globs = (*settings.selection.only, *settings.write_secrets)
    if unmatched := Selection(only=globs).unmatched(known):
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
    return Wanted(bodies=bodies, pinned=pinned, meant=meant, former=former)
