"""What rules look at: the resources of a tenant, and what is known of each. Pure: no I/O, no clock, no log."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from deploy_cli.core.address import Address
from deploy_cli.core.path import Element
from deploy_cli.core.tenant import Desired, DesiredTenant
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import Location
from deploy_cli.lifetimes.client import Client
from deploy_cli.lifetimes.lasting import Lasting, lasting

CLIENTS: Final = "clients"
APIS: Final = "resourceServers"
TENANT: Final = "tenant"
ACTIONS: Final = "actions"

_PRODUCTION: Final = frozenset({"prod", "production", "live", "prd"})


@dataclass(frozen=True, eq=False)
class Subject:
    """One resource as a rule sees it."""

    desired: Desired
    body: Object
    """What the files say; in a plan, laid over what the tenant has."""
    is_whole: bool
    """Nothing else is known of it anywhere: it is new, or what the tenant has is in ``body``."""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return f"`{self.desired.address.name}`"

    @property
    def address(self) -> Address:
        """Its address."""
        return self.desired.address

    def text(self, key: str) -> str | None:
        """Return a field that holds a text."""
        value = self.body.get(key)
        return value if isinstance(value, str) and value else None

    def flag(self, key: str) -> bool | None:
        """Return a field that is true or false; ``None`` where nobody said."""
        value = self.body.get(key)
        return value if isinstance(value, bool) else None

    def number(self, key: str) -> int | float | None:
        """Return a field that holds a number."""
        return number(self.body.get(key))

    def inner(self, key: str) -> Object:
        """Return a field that holds an object; an empty one where it does not."""
        value = self.body.get(key)
        return value if isinstance(value, dict) else {}

    def texts(self, key: str) -> Iterator[tuple[int, str]]:
        """Yield the texts in a list, each with its position."""
        value = self.body.get(key)
        for at, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, str):
                yield at, item

    def lacks(self, key: str) -> bool | None:
        """Tell whether a field holds nothing; ``None`` where the files leave it out and the tenant may have it."""
        if key in self.body:
            return not self.body[key]
        return True if self.is_whole else None

    def at(self, *path: str | int | Element) -> Location | None:
        """Return the place of a value in the files; where a policy says it, that of the reference to the policy."""
        place = self.desired.locate(path)
        if len(path) > 1 and self.desired.policy is not None and place == self.desired.locate(()):
            return self.desired.locate(("refresh_token_policy",))
        return place


@dataclass(frozen=True, eq=False)
class App(Subject):
    """A client."""

    @cached_property
    def client(self) -> Client:
        """What the lifetimes know of it."""
        return Client.of(self.address.name, self.body, self.desired.policy)

    @property
    def kind(self) -> str | None:
        """Its ``app_type``."""
        return self.text("app_type")

    @property
    def is_public(self) -> bool | None:
        """Whether it cannot keep a secret."""
        return self.client.is_public

    @property
    def is_third_party(self) -> bool:
        """Whether somebody else owns it."""
        return self.flag("is_first_party") is False

    @property
    def grants(self) -> frozenset[str] | None:
        """Its grants; ``None`` where nobody said."""
        said = self.client.grants
        return None if said is None else frozenset(said)

    @property
    def has_code(self) -> bool:
        """Whether the authorization code flow is said to be allowed."""
        return "authorization_code" in (self.grants or ())

    @property
    def refreshes(self) -> bool:
        """Whether it may get refresh tokens, as far as anybody said: the grant is one of those Auth0 gives."""
        return self.grants is None or "refresh_token" in self.grants

    @cached_property
    def block(self) -> Object:
        """Its ``refresh_token`` block."""
        return self.inner("refresh_token")

    @cached_property
    def lasting(self) -> Lasting:
        """How long its refresh tokens last."""
        return lasting(self.block)

    @property
    def is_bound(self) -> bool:
        """Whether its tokens are bound to a key of its own."""
        return self.flag("require_proof_of_possession") is True


@dataclass(frozen=True, eq=False)
class View:
    """A tenant as the rules see it."""

    desired: DesiredTenant
    whole: Callable[[Address], bool] = lambda _: False
    bodies: Mapping[Address, Object] | None = None
    """What there will be after an apply, where that is known."""
    assurance: str | None = None
    """The assurance level of NIST that the environment claims: ``aal1``, ``aal2`` or ``aal3``."""

    @cached_property
    def apps(self) -> tuple[App, ...]:
        """The clients."""
        return tuple(App(one, self._body(one), self.whole(one.address)) for one in self._of(CLIENTS))

    @cached_property
    def apis(self) -> tuple[Subject, ...]:
        """The APIs."""
        return tuple(self._subjects(APIS))

    @cached_property
    def actions(self) -> tuple[Subject, ...]:
        """The actions."""
        return tuple(self._subjects(ACTIONS))

    @cached_property
    def settings(self) -> Subject | None:
        """The settings of the tenant itself, where the files say any."""
        return next(self._subjects(TENANT), None)

    def everything(self) -> Iterator[Subject]:
        """Yield every resource that is to be there."""
        for one in self.desired.resources.values():
            if not one.lifecycle.absent:
                yield Subject(one, self._body(one), self.whole(one.address))

    @property
    def is_production(self) -> bool:
        """Whether the environment is called as what serves real users."""
        name = self.desired.environment.name.casefold()
        for sign in "._":
            name = name.replace(sign, "-")
        return not _PRODUCTION.isdisjoint(name.split("-"))

    def has(self, section: str) -> bool:
        """Tell whether the files say anything about a section."""
        return section in self.desired.sections

    def _of(self, section: str) -> Iterator[Desired]:
        return (one for one in self.desired.of(section) if not one.lifecycle.absent)

    def _body(self, one: Desired) -> Object:
        return one.body if self.bodies is None else self.bodies.get(one.address, one.body)

    def _subjects(self, section: str) -> Iterator[Subject]:
        return (Subject(one, self._body(one), self.whole(one.address)) for one in self._of(section))


def number(value: Value) -> int | float | None:
    """Return a number; ``None`` for anything else."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
