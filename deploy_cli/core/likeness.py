"""Whether two sets of tenant files want the same of a tenant."""

from deploy_cli.core.address import Address
from deploy_cli.core.tenant import Desired, DesiredTenant
from deploy_cli.core.values import revealed


def differing(one: DesiredTenant, other: DesiredTenant) -> tuple[Address, ...]:
    """Return the addresses of which the two say different things, sorted; policies count by what they come to."""
    addresses = {*one.resources, *other.resources}
    return tuple(
        sorted(
            address
            for address in addresses
            if not _alike(one.resources.get(address), other.resources.get(address))
        )
    )


def _alike(one: Desired | None, other: Desired | None) -> bool:
    if one is None or other is None:
        return False
    if (one.pin, one.lifecycle, one.shares_name) != (other.pin, other.lifecycle, other.shares_name):
        return False
    return bool(revealed(one.body) == revealed(other.body))
