"""A rule: an id for those who look it up, how much it matters, and what it has to say about a tenant."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from deploy_cli.core.address import Address
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.errors import Location


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says about one thing."""

    text: str
    address: Address
    source: Location | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule."""

    id: str
    """Stable: people look it up, and silence it by this name."""
    severity: str
    """``info`` or ``warning``."""
    judge: Callable[[DesiredTenant, Mapping[str, ResourceType]], Iterator[Remark]]
