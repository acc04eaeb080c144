"""Plays a recording to a fresh emulated tenant, request by request."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from deploy_cli.emulator import operation
from deploy_cli.emulator.api import ManagementApi
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.seed import clear, restrict, seed
from deploy_cli.emulator.store import Store
from tests.emulator.replay.agreement import Difference, differences
from tests.emulator.replay.identity import Identity
from tests.emulator.replay.presupposed import Presupposed
from tests.emulator.replay.recording import BASE, Interaction

DOMAINS = (
    re.compile(r"https://([a-z0-9.-]+\.auth0\.com)/api/v2/"),
    re.compile(r'https://([a-z0-9.-]+\.auth0\.com)/(?:me|my-org)/"'),
    re.compile(r"https://([a-z0-9-]+\.(?:[a-z]{2,3}\.)?auth0\.com)/p/"),
    re.compile(r"[ \"/]([a-z0-9-]+)-cd-[a-z0-9]{16}\.edge\.tenants\.((?:[a-z]{2,3}\.)?auth0\.com)"),
    re.compile(r'"tenant(?:_name)?": "([a-z0-9-]+)"'),
)
"""Where a recording gives its tenant's domain away, or at least the tenant's name."""

RECORDERS_OWN = {"$.signing_keys", "$.length", "$.next"}
"""The recorder of `/clients*` put these fields into every answer, whether the service had sent them or not."""

START = 1_750_000_000.0
STEP = 1.0
"""Seconds that pass between two requests."""


@dataclass(frozen=True)
class Outcome:
    """What came of one recorded request."""

    interaction: Interaction
    status: int
    body: Any
    differences: tuple[Difference, ...]
    given: bool
    """A read of a family that nothing was written to yet: it shows what was seeded."""

    @property
    def status_agrees(self) -> bool:
        return self.status == self.interaction.status

    @property
    def has_body(self) -> bool:
        return self.interaction.response not in (None, "")

    @property
    def body_agrees(self) -> bool:
        """Every recorded field came back."""
        return self.status_agrees and all(one.extra for one in self.differences)

    @property
    def is_exact(self) -> bool:
        """Nothing else came back either."""
        return self.status_agrees and not self.differences


def play(interactions: Sequence[Interaction]) -> Iterator[Outcome]:
    """Replay one recording; yields in its order."""
    now = [START]
    store = Store.open(":memory:")
    try:
        api = ManagementApi(
            store, domain=_domain(interactions), clock=lambda: now[0], random_source=random.Random(0)
        )
        tenant = Presupposed(interactions)
        furnish(api, tenant)
        scopes = frozenset(operation.all_scopes()) - tenant.missing_scopes
        identity = Identity(key for items in tenant.collections.values() for key in items)
        written: set[str] = set()
        for one in interactions:
            now[0] += STEP
            given = one.family not in written and not one.is_write
            yield _played(api, one, identity, scopes, given)
            if one.is_write:
                written.add(one.family)
    finally:
        store.close()


def furnish(api: ManagementApi, tenant: Presupposed) -> None:
    """Put the presupposed objects in, in place of what a new tenant holds."""
    for path in tenant.listed:
        clear(api, path)
    seed(api, {path: list(items.values()) for path, items in tenant.collections.items()})
    seed(api, tenant.documents)
    for path, body in tenant.refused.items():
        restrict(api, path, message=body["message"], code=body.get("errorCode"))


def _played(
    api: ManagementApi, one: Interaction, identity: Identity, scopes: frozenset[str], given: bool
) -> Outcome:
    request = Request(
        one.method,
        BASE + identity.emulated(one.path),
        tuple((name, identity.emulated(value)) for name, value in one.query),
        {"content-type": "application/json"},
        b"" if one.request is None else json.dumps(identity.emulated(one.request)).encode(),
    )
    response = api.handle(request, scopes=scopes)
    body = json.loads(response.body) if response.body else None
    if response.status == one.status:
        identity.learn(one.response, body)
    wrong = tuple(differences(identity.emulated(one.response), body)) if _has_body(one) else ()
    if one.passed_through_a_struct:
        wrong = tuple(each for each in wrong if each.path not in RECORDERS_OWN)
    return Outcome(one, response.status, body, wrong, given)


def _has_body(one: Interaction) -> bool:
    return one.response not in (None, "")


def _domain(interactions: Sequence[Interaction]) -> str:
    text = json.dumps([[one.request, one.response] for one in interactions])
    for pattern in DOMAINS:
        if found := pattern.search(text):
            return ".".join(found.groups())
    return "emulator"
