"""What stands around a change: the tenant on both sides, indexed once for all changes of a plan. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from deploy_cli.core.references import Names
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import DesiredTenant, LiveTenant
from deploy_cli.core.values import Object, Value
from deploy_cli.lifetimes.lasting import FOREVER, lasting
from deploy_cli.lifetimes.seen import Seen

DEFAULT_ACCESS_TOKEN_LIFE: Final = 86_400
"""Seconds that Auth0 gives the access tokens of a new API (refresh-token facts, 2.2)."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """What an effect needs besides the change. What is derived from it is derived once, when first asked for."""

    desired: DesiredTenant
    live: LiveTenant
    types: Mapping[str, ResourceType]
    names: Names
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """Client → what logs tell about its people."""

    @cached_property
    def _bodies(self) -> Mapping[str, Mapping[str, Object]]:
        """Section → name → body as it will be: the fields of the files over the live ones."""
        sections: dict[str, dict[str, Object]] = {}
        for address, lives in self.live.resources.items():
            if lives:
                sections.setdefault(address.section, {})[address.name] = lives[0].body
        for address, one in self.desired.resources.items():
            named = sections.setdefault(address.section, {})
            former = one.lifecycle.renamed_from
            have = named.pop(former, {}) if former is not None else {}
            if one.lifecycle.absent:
                named.pop(address.name, None)
            else:
                named[address.name] = {**have, **named.get(address.name, {}), **one.body}
        return sections

    def bodies(self, *sections: str) -> Iterable[tuple[str, Object]]:
        """Yield name and body of every known resource of the sections, as it will be."""
        for section in sections:
            yield from self._bodies.get(section, {}).items()

    def body(self, section: str, name: str) -> Object:
        """Return the body of one resource as it will be; an empty one where nothing is known of it."""
        return self._bodies.get(section, {}).get(name, {})

    def called(self, sections: Iterable[str], text: str) -> str:
        """Return the name that an id stands for; a name, or an id that nobody knows, stays as it is."""
        return self.names.name(sections, text) or text

    @cached_property
    def connections_of(self) -> Mapping[str, tuple[str, ...]]:
        """Client → the connections through which its users will be able to log in, as far as is known here."""
        found: dict[str, list[str]] = {}
        for name, body in self.bodies("connections", "databases"):
            for client in _texts(body.get("enabled_clients")):
                found.setdefault(self.called(("clients",), client), []).append(name)
        return {client: tuple(sorted(set(names))) for client, names in found.items()}

    @cached_property
    def knows_connections(self) -> bool:
        """Tell whether every way to log in is known here: all connections were read, with their clients."""
        sections = ("connections", "databases")
        return set(sections) <= {*self.desired.sections} and all(
            "enabled_clients" in body for _, body in self.bodies(*sections)
        )

    @cached_property
    def knows_clients(self) -> bool:
        """Tell whether every client is known here, with its grant types."""
        return "clients" in self.desired.sections and all(
            "grant_types" in body for _, body in self.bodies("clients")
        )

    @cached_property
    def callers_of(self) -> Mapping[str, tuple[str, ...]]:
        """API identifier → the clients that hold a grant for it, sorted, as far as is known here."""
        found: dict[str, set[str]] = {}
        for _, body in self.bodies("clientGrants"):
            audience, client = body.get("audience"), body.get("client_id")
            if isinstance(audience, str) and isinstance(client, str):
                found.setdefault(audience, set()).add(self.called(("clients",), client))
        return {audience: tuple(sorted(clients)) for audience, clients in found.items()}

    @cached_property
    def triggers_of(self) -> Mapping[str, tuple[str, ...]]:
        """Action → the triggers that it will be bound to, as far as is known here."""
        found: dict[str, list[str]] = {}
        for trigger, body in self.bodies("triggers"):
            bindings = body.get("bindings")
            for binding in bindings if isinstance(bindings, list) else ():
                if isinstance(binding, dict) and isinstance(binding.get("action_name"), str):
                    found.setdefault(binding["action_name"], []).append(trigger)
        return {action: tuple(sorted(set(triggers))) for action, triggers in found.items()}

    @cached_property
    def runs_after_login(self) -> bool:
        """Tell whether an Action is known to run at every login and renewal; it may shorten lifetimes."""
        return any("post-login" in triggers for triggers in self.triggers_of.values())

    @cached_property
    def most_impatient(self) -> tuple[str, int] | None:
        """The client with the shortest inactivity lifetime of those that may get refresh tokens, and its seconds."""
        found = []
        for name, body in self.bodies("clients"):
            block = body.get("refresh_token")
            idle = lasting(block).idle if isinstance(block, dict) else None
            if idle is not None and idle != FOREVER and "refresh_token" in _texts(body.get("grant_types")):
                found.append((int(idle), name))
        return min(found)[::-1] if found else None

    @cached_property
    def access_token_life(self) -> int | None:
        """The longest life in seconds of an access token of the known APIs that allow refresh tokens; ``None``
        where no such API is known."""
        lives = [
            body.get("token_lifetime")
            for _, body in self.bodies("resourceServers")
            if body.get("allow_offline_access") is True
        ]
        return max((life for life in lives if type(life) is int and life > 0), default=None)

    def api(self, identifier: str) -> str:
        """Return the name of an API, or its identifier where nothing more is known."""
        name = self.body("resourceServers", identifier).get("name")
        return name if isinstance(name, str) and name else identifier


def _texts(value: Value) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
