"""The rate limits of Auth0's plans, as documented (rate-limit-configurations, August 2026)."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from deploy_cli.emulator.message import Request

_MINUTE = 60
_DAY = 86_400
_READ = frozenset({"GET", "HEAD"})
_WRITE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ANY = _READ | _WRITE


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests at once, and so many per period (seconds) in the long run."""

    burst: int
    sustained: int
    period: int = 1

    @property
    def pour(self) -> tuple[int, int]:
        """How many requests come back at a time, and how many whole seconds lie between two times."""
        share = math.gcd(self.sustained, self.period)
        return self.sustained // share, self.period // share


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A limit that some requests meet on top of the API's: by method, path (below ``/api/v2``) and query."""

    limit: Limit
    methods: frozenset[str]
    path: re.Pattern[str]
    parameter: str | None = None
    """Only requests with this query parameter."""

    def __str__(self) -> str:
        return f"{' '.join(sorted(self.methods))} {self.path.pattern} {self.parameter}"

    def meets(self, request: Request) -> bool:
        """Whether ``request`` draws on this limit."""
        path = unquote(request.path.removeprefix("/api/v2"))
        return (
            request.method in self.methods
            and self.path.fullmatch(path) is not None
            and (self.parameter is None or any(name == self.parameter for name, _ in request.query))
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The limits of one kind of tenant."""

    api: Limit
    token: Limit
    endpoints: tuple[Endpoint, ...] = ()


NAMES = ("free", "essentials", "enterprise", "none")
"""The plans a tenant may have; with `none` nothing is limited."""


def plan(name: str) -> Plan | None:
    """The limits of a plan, made when they are asked for: most tenants here have none. Raises KeyError."""
    makers: dict[str, Callable[[], Plan | None]] = {
        "free": _free,
        "essentials": _essentials,
        "enterprise": _enterprise,
        "none": lambda: None,
    }
    return makers[name]()


def _endpoint(
    methods: frozenset[str],
    path: str,
    burst: int,
    sustained: int,
    period: int = _MINUTE,
    query: str | None = None,
) -> Endpoint:
    return Endpoint(Limit(burst, sustained, period), methods, re.compile(path), query)


_EMAILS = r"/email-templates(/[^/]+)?"
_PROVIDER = r"/emails/provider"
_PARTIALS = r"/prompts/[^/]+/partials"
_ORGANIZATION = r"/organizations/(?!name/)[^/]+"
_CONNECTIONS = r"/organizations/[^/]+/(enabled_)?connections(/[^/]+)?"
_VERIFY = r"/custom-domains/[^/]+/verify"
_ROTATE = r"/keys/signing/rotate"


def _free() -> Plan:
    return Plan(
        Limit(2, 2),
        Limit(30, 30),
        (
            _endpoint(_WRITE, _VERIFY, 5, 5),
            _endpoint(_WRITE, _ROTATE, 5, 5, _DAY),
            _endpoint(_WRITE, _EMAILS, 5, 25),
            _endpoint(_READ, _EMAILS, 10, 50),
            _endpoint(_ANY, _PROVIDER, 5, 25),
        ),
    )


def _essentials() -> Plan:
    """Essentials and Professional; their token endpoint has no published limit and takes the free plan's."""
    return Plan(
        Limit(10, 150, _MINUTE),
        Limit(30, 30),
        (
            _endpoint(_READ, r"/clients(/[^/]+)?", 5, 100),
            _endpoint(_READ, r"/clients", 5, 150, query="q"),
            _endpoint(_READ, r"/connections(/[^/]+)?", 5, 50),
            _endpoint(_READ, r"/organizations", 5, 50),
            _endpoint(_READ, _ORGANIZATION, 20, 200),
            _endpoint(_READ, r"/organizations/name/[^/]+", 10, 100),
            _endpoint(_WRITE, r"/organizations(/[^/]+)?", 5, 25),
            _endpoint(_READ, _CONNECTIONS, 5, 50),
            _endpoint(_WRITE, _CONNECTIONS, 5, 25),
            _endpoint(_READ, r"/organizations/[^/]+/client-grants", 10, 100),
            _endpoint(_WRITE, r"/organizations/[^/]+/client-grants(/[^/]+)?", 5, 150),
            _endpoint(_READ, r"/users(/[^/]+)?", 40, 500),
            _endpoint(_WRITE, r"/users(/[^/]+)?", 20, 200),
            _endpoint(_READ, r"/logs(/[^/]+)?", 10, 100),
            _endpoint(_ANY, _PARTIALS, 5, 5),
            _endpoint(_READ, r"/token-exchange-profiles(/[^/]+)?", 20, 200),
            _endpoint(_WRITE, r"/token-exchange-profiles(/[^/]+)?", 5, 100),
            _endpoint(_WRITE, _VERIFY, 5, 5),
            _endpoint(_WRITE, _ROTATE, 5, 5, _DAY),
            _endpoint(_WRITE, _EMAILS, 5, 25),
            _endpoint(_READ, _EMAILS, 10, 50),
            _endpoint(_ANY, _PROVIDER, 5, 25),
        ),
    )


def _enterprise() -> Plan:
    return Plan(
        Limit(50, 16),
        Limit(100, 100),
        (
            _endpoint(_READ, r"/clients", 5, 150, query="q"),
            _endpoint(_READ, r"/organizations", 10, 100),
            _endpoint(_READ, _ORGANIZATION, 10, 100),
            _endpoint(_READ, r"/organizations/name/[^/]+", 20, 200),
            _endpoint(_WRITE, r"/organizations(/[^/]+)?", 5, 150),
            _endpoint(_READ, _CONNECTIONS, 10, 100),
            _endpoint(_WRITE, _CONNECTIONS, 5, 150),
            _endpoint(_ANY, _PARTIALS, 5, 5),
            _endpoint(_WRITE, _EMAILS, 10, 100),
            _endpoint(_READ, _EMAILS, 15, 150),
            _endpoint(_READ, _PROVIDER, 15, 150),
            _endpoint(_WRITE, _PROVIDER, 10, 100),
            _endpoint(_WRITE, _VERIFY, 5, 5),
        ),
    )
