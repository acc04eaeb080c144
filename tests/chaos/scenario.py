"""Random tenants, faults and moments at which a run ends; the same ones for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

NAMES: Final = ("Shop", "Käse & Brot", "a/b?c#d", "x" * 40, "100 %", "Ünïcödé 🙂", "..", "true", "-", "a:b:c")
"""Also names that are awkward in paths, in YAML and in keys."""

SCOPES: Final = ("read:a", "write:a", "read:b")

LISTS: Final = ("/api/v2/clients", "/api/v2/roles", "/api/v2/resource-servers")
"""Whose totals count all there is, so that what a list loses is noticed."""

Sections = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class End:
    """How one run is ended from outside."""

    signal: str
    """``KILL``, ``INT`` or ``TERM``."""
    writes: int
    """Once so many requests that write have come in."""
    delay: float
    """Seconds later."""


@dataclass(frozen=True)
class Scenario:
    """A tenant as it is, as the files want it, and what goes wrong on the way."""

    seed: int
    before: Sections
    after: Sections
    faults: tuple[dict[str, Any], ...]
    ends: tuple[End, ...]
    forgets: bool
    """Every run finds an empty state directory, as on a fresh machine."""


def scenario(seed: int) -> Scenario:
    """Return the scenario of ``seed``."""
    rng = random.Random(seed)
    before, after = _Tenant(rng).sections, _Tenant(rng).sections
    return Scenario(
        seed=seed,
        before=before,
        after=_with_tombstones(before, after, rng),
        faults=(*_faults(rng), *_more(random.Random(f"{seed}/more"))),
        ends=tuple(_ends(rng)),
        forgets=rng.random() < 0.25,
    )


class _Tenant:
    """Resources that refer to each other."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        clients = [self._client(name) for name in self._some(NAMES, 6)]
        apis = [self._api(number) for number in range(rng.randint(0, 2))]
        connections = [self._connection(n, clients) for n in range(rng.randint(0, 2))]
        self.sections: Sections = {
            "clients": clients,
            "resourceServers": apis,
            "clientGrants": list(self._grants(clients, apis)),
            "roles": [self._role(name, apis) for name in self._some(NAMES, 3)],
            "connections": connections,
            "organizations": [self._organization(n, connections) for n in range(rng.randint(0, 2))],
            "emailTemplates": [self._template()] if rng.random() < 0.4 else [],
        }

    def _some(self, names: tuple[str, ...], most: int) -> list[str]:
        return self.rng.sample(names, self.rng.randint(0, most))

    def _client(self, name: str) -> dict[str, Any]:
        callbacks = [f"https://{n}.example" for n in range(self.rng.randint(1, 4))]
        return {
            "name": name,
            "app_type": "non_interactive",
            "description": self._word(),
            "callbacks": callbacks,
            "client_metadata": {"team": self._word()},
        }

    def _api(self, number: int) -> dict[str, Any]:
        scopes = [{"value": value, "description": self._word()} for value in SCOPES]
        identifier = f"https://api-{number}.example/v1"
        return {"name": f"API {number}", "identifier": identifier, "scopes": scopes}

    def _grants(self, clients: list[Any], apis: list[Any]) -> Iterator[dict[str, Any]]:
        for client in clients:
            for api in apis:
                if self.rng.random() < 0.5:
                    scope = self.rng.sample(SCOPES, self.rng.randint(1, 3))
                    yield {"client_id": client["name"], "audience": api["identifier"], "scope": scope}

    def _role(self, name: str, apis: list[Any]) -> dict[str, Any]:
        permissions = [
            {"permission_name": value, "resource_server_identifier": api["identifier"]}
            for api in apis
            for value in self.rng.sample(SCOPES, self.rng.randint(0, 3))
        ]
        return {"name": name, "description": self._word(), "permissions": permissions}

    def _connection(self, number: int, clients: list[Any]) -> dict[str, Any]:
        enabled = [client["name"] for client in clients if self.rng.random() < 0.4]
        name = f"partner-{number}"
        options = {"signInEndpoint": f"https://{self._word()}.example/in", "signingCert": "MIIB"}
        return {"name": name, "strategy": "samlp", "options": options, "enabled_clients": enabled}

    def _organization(self, number: int, connections: list[Any]) -> dict[str, Any]:
        enabled = [
            {"name": connection["name"], "assign_membership_on_login": self.rng.random() < 0.5}
            for connection in connections
            if self.rng.random() < 0.6
        ]
        return {"name": f"org-{number}", "display_name": self._word(), "connections": enabled}

    def _template(self) -> dict[str, Any]:
        return {
            "template": "welcome_email",
            "enabled": True,
            "from": "a@shop.example",
            "subject": self._word(),
            "syntax": "liquid",
            "body": "./welcome.html",
        }

    def _word(self) -> str:
        return self.rng.choice(("red", "green", "blue", "grey"))


KEYS: Final = {
    "clients": ("name",),
    "resourceServers": ("identifier",),
    "clientGrants": ("client_id", "audience"),
    "roles": ("name",),
    "connections": ("name",),
    "organizations": ("name",),
}


def _with_tombstones(before: Sections, after: Sections, rng: random.Random) -> Sections:
    """Name what goes, so that it is deleted; what is not named stays."""
    sections: Sections = {}
    for section, wanted in after.items():
        keys = KEYS.get(section, ())
        kept = {tuple(one[key] for key in keys) for one in wanted}
        gone = [
            {**{key: one[key] for key in keys}, "lifecycle": {"state": "absent"}}
            for one in before[section]
            if keys and tuple(one[key] for key in keys) not in kept and rng.random() < 0.7
        ]
        sections[section] = [*wanted, *gone]
    return _without_dangling(sections)


def _without_dangling(sections: Sections) -> Sections:
    """Delete the grants of clients and APIs that go: their names mean nothing any more."""
    absent = {
        (section, one[KEYS[section][0]])
        for section in ("clients", "resourceServers")
        for one in sections[section]
        if "lifecycle" in one
    }
    grants = [
        one
        for one in sections["clientGrants"]
        if "lifecycle" not in one
        or not {("clients", one["client_id"]), ("resourceServers", one["audience"])} & absent
    ]
    return {**sections, "clientGrants": grants}


def _faults(rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield rules of a faults file, none of which goes on for ever; in some of them somebody else is at work."""
    kinds: tuple[dict[str, Any], ...] = (
        {"drop": "before"},
        {"drop": "after"},
        {"status": 503},
        {"status": 500, "carry_out": True},
        {"garble": True},
        {"truncate": 7},
        {"limited": "1s"},
        {"delay": "120ms"},
    )
    for _ in range(rng.randint(0, 4)):
        match: dict[str, Any] = {"times": rng.randint(1, 4), "probability": rng.choice((0.15, 0.4, 1.0))}
        match["method"] = rng.choice((["POST"], ["POST", "PATCH", "DELETE", "PUT"], ["GET"]))
        match["path"] = "/api/v2/**"
        yield {"match": match, "then": rng.choice(kinds)}
    if rng.random() < 0.3:
        section, name = rng.choice(("clients", "roles")), rng.choice(NAMES[:3])
        told = {
            "method": "PATCH",
            "path": f"/api/v2/{section}/{{{name}}}",
            "body": {"description": "by hand"},
        }
        match = {"method": "GET", "path": f"/api/v2/{section}", "times": 2, "probability": 0.4}
        yield {"match": match, "then": {"meddle": told}}


def _more(rng: random.Random) -> Iterator[dict[str, Any]]:
    """Yield what has a luck of its own, so that the scenarios of a seed stay otherwise as they were."""
    clock = rng.choice(("2h", "-2h", "90s"))
    kinds: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
        ({"path": "/api/v2/**", "nth": rng.randint(1, 30)}, {"expire": True}),
        (
            {"method": "GET", "path": rng.choice(LISTS), "nth": rng.randint(1, 4)},
            {"lose": rng.choice((1, "all"))},
        ),
        ({"path": "/api/v2/**", "nth": rng.randint(1, 30), "in_a_row": 8}, {"limited": "1s", "skew": clock}),
    )
    if rng.random() < 0.4:
        match, then = rng.choice(kinds)
        yield {"match": match, "then": then}


def _ends(rng: random.Random) -> Iterator[End]:
    for _ in range(rng.randint(0, 3)):
        kind = rng.choice(("KILL", "KILL", "KILL", "INT", "TERM"))
        yield End(kind, rng.randint(1, 12), rng.choice((0.0, 0.002, 0.01, 0.03)))
