"""Makes a plan: reads what the files mention, compares, and says what would change; writes nothing."""

from collections.abc import Iterator, Mapping, Sequence

from deploy_cli.app.ports import ManagementApi
from deploy_cli.app.reading import Wanted, read
from deploy_cli.core.address import Address
from deploy_cli.core.pairing import PlanSettings, pair
from deploy_cli.core.plan import Plan
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Object
from deploy_cli.errors import ConfigError, Refused, UsageError

__all__ = ["PlanSettings", "make_plan"]


def make_plan(
    desired: DesiredTenant, api: ManagementApi, types: Mapping[str, ResourceType], settings: PlanSettings
) -> Plan:
    """Compare ``desired`` with the live tenant.

    Raises `ConfigError` for names that stand nowhere, names that are ambiguous, features that the tenant lacks;
    `Refused` for what needs somebody's word; `UsageError` where a selection matches nothing; `ApiError`.
    """
    if unmatched := settings.selection.unmatched(desired.resources):
        listed = ", ".join(f"`{glob}`" for glob in unmatched)
        raise UsageError(
            f"nothing in the files matches {listed}", hint="an address is `section/name`, or a glob"
        )
    live = read(_wanted(desired, settings), types, api)
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
        notes=tuple(_unknown_secrets(pairing.unknown)),
        names=live.names,
    )


def _unknown_secrets(addresses: Sequence[Address]) -> Iterator[str]:
    if addresses:
        listed = ", ".join(map(str, addresses[:3])) + (
            f" and {len(addresses) - 3} more" if addresses[3:] else ""
        )
        yield (
            f"secrets that Auth0 never gives back are not compared in {listed};"
            " `--write-secrets ADDRESS` writes them again"
        )


def _wanted(desired: DesiredTenant, settings: PlanSettings) -> Wanted:
    bodies: dict[str, dict[str, Object]] = {
        section: {} for section in desired.sections if settings.selection.may_touch(section)
    }
    pinned: dict[str, Object] = {}
    for address, one in desired.resources.items():
        if not settings.selection.includes(address):
            continue
        bodies[address.section][address.name] = one.body
        if one.lifecycle.renamed_from is not None:
            bodies[address.section].setdefault(one.lifecycle.renamed_from, one.body)
        if one.pin is not None:
            pinned[one.pin] = one.body
    return Wanted(bodies=bodies, pinned=pinned)
