"""From a tenant to what decides about its refresh tokens: for `refresh-tokens show` and `simulate`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from deploy_cli.app.planning import wanted
from deploy_cli.app.ports import ManagementApi
from deploy_cli.app.reading import read
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.suggest import did_you_mean, one_of
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Object, overlaid
from deploy_cli.errors import UsageError
from deploy_cli.lifetimes.client import Api, Client, sessions_of
from deploy_cli.lifetimes.settings import Sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The sections that hold what matters, by their names."""

    clients: str
    apis: str
    tenant: str
    triggers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenancy:
    """What a tenant says about refresh tokens."""

    environment: str
    clients: Mapping[str, Client]
    """By the name in their address, which holds the id where several share a name."""
    apis: tuple[Api, ...]
    sessions: Sessions
    unsaid_sessions: tuple[str, ...]
    """The settings of sessions that nobody said; they have Auth0's defaults."""
    has_actions: bool
    """Code of its own runs at each login and exchange; it may shorten lifetimes (1.5)."""
    is_live: bool
    """What the files do not say was read from the live tenant."""

    def client(self, name: str) -> Client:
        """Return the client of that name. Raises `UsageError` where there is none."""
        if (found := self.clients.get(name)) is None:
            hint = did_you_mean(name, self.clients, _known(list(self.clients)))
            raise UsageError(f"there is no client `{name}` in the files", hint=hint)
        return found


_Body: TypeAlias = Callable[[Address, Object], Object]


def tenancy(desired: DesiredTenant, places: Places) -> Tenancy:
    """Return what the files of a tenant say."""
    return _tenancy(desired, places, lambda _, body: body, {}, is_live=False)


def live_tenancy(
    desired: DesiredTenant, places: Places, types: Mapping[str, ResourceType], api: ManagementApi
) -> Tenancy:
    """Return what the files say, and where they say nothing what the live tenant has: how it is after an apply.

    Raises `ApiError`.
    """
    sections = (places.clients, places.apis, places.tenant)
    want = wanted(desired, Selection(only=sections))
    live = read(replace(want, bodies={**{one: {} for one in sections}, **want.bodies}), types, api)

    def as_it_will_be(address: Address, body: Object) -> Object:
        one = desired.resources.get(address)
        former = one.lifecycle.renamed_from if one is not None else None
        found = live.resources.get(address) or live.resources.get(Address(address.section, former or ""), ())
        return overlaid(found[0].body, body) if found else body

    apis = {one.address.name: one.body for one in live.of(places.apis)}
    return _tenancy(desired, places, as_it_will_be, apis, is_live=True)


def _tenancy(
    desired: DesiredTenant, places: Places, body_of: _Body, apis: Mapping[str, Object], *, is_live: bool
) -> Tenancy:
    said = {
        one.address.name: body_of(one.address, one.body)
        for one in desired.of(places.apis)
        if not one.lifecycle.absent
    }
    tenant = Address(places.tenant, "")
    settings = desired.resources.get(tenant)
    sessions, unsaid = sessions_of(body_of(tenant, settings.body if settings is not None else {}))
    return Tenancy(
        environment=desired.environment.name,
        clients={
            one.address.name: Client.of(one.address.name, body_of(one.address, one.body), one.policy)
            for one in desired.of(places.clients)
            if not one.lifecycle.absent
        },
        apis=tuple(Api.of(name, body) for name, body in sorted({**apis, **said}.items())),
        sessions=sessions,
        unsaid_sessions=unsaid,
        has_actions=any(one.body for one in desired.of(places.triggers)),
        is_live=is_live,
    )


def _known(names: list[str]) -> str:
    return f"there are {one_of(names[:8])}" if names else "the files describe no client"
