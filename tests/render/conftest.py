"""Builds plans the way the planner does: the edits come from the diff engine."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from deploy_cli.core.address import Address
from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.effect import Effect
from deploy_cli.core.plan import Action, Cause, Change, Finding, Plan, numbered
from deploy_cli.core.tenant import Desired, Live
from deploy_cli.core.values import Object
from deploy_cli.errors import Location
from deploy_cli.render.plan_json import plan_object

GOLDEN = Path(__file__).parent / "golden"

RULES = Rules(
    sets=("callbacks", "grant_types", "web_origins"),
    keyed=[("scopes", ("value",))],
    unknown=("client_secret", "options.client_secret"),
    write_unknown=True,
)

_CAUSES = {
    Action.CREATE: Cause.NOT_IN_TENANT,
    Action.UPDATE: Cause.DIFFERS,
    Action.RENAME: Cause.RENAMED,
    Action.DELETE: Cause.PRUNED,
}

MakeChange = Callable[..., Change]
MakePlan = Callable[..., Object]


@pytest.fixture
def golden_file(request: pytest.FixtureRequest) -> Path:
    """The golden file that is named after the test."""
    return GOLDEN / f"{request.node.name.removeprefix('test_')}.txt"


@pytest.fixture(scope="session")
def change() -> MakeChange:
    """Make a change from what there is and what is wanted."""

    def make(
        address: str,
        live: Object | None,
        want: Object | None,
        *,
        action: Action | None = None,
        reason: str = "",
        line: int = 3,
        effects: Sequence[Effect] = (),
        findings: Sequence[Finding] = (),
    ) -> Change:
        at = Address(*address.split("/", 1))
        place = Location("tenants/acme/tenant.yaml", line, 5)
        implied = Action.CREATE if live is None else Action.DELETE if want is None else Action.UPDATE
        return Change(
            address=at,
            action=action or implied,
            cause=_CAUSES[action or implied],
            reason=reason,
            edits=tuple(diff(want, live or {}, RULES)) if want is not None else (),
            desired=None if want is None else Desired(address=at, body=want, locate=lambda _: place),
            live=None if live is None else Live(address=at, body=live, id=f"id-of-{at.name or at.section}"),
            effects=tuple(effects),
            findings=tuple(findings),
        )

    return make


@pytest.fixture(scope="session")
def plan() -> MakePlan:
    """Make the object that views are drawn from."""

    def make(*changes: Change, **settings: Any) -> Object:
        unmanaged = settings.pop("unmanaged", 0)
        made = Plan(
            domain=settings.pop("domain", "acme.eu.auth0.com"),
            environment=settings.pop("environment", "prod"),
            source_digest="sha256:" + "0" * 64,
            changes=numbered(changes),
            unmanaged=tuple(
                Live(address=Address("clients", f"Stranger {n}"), body={}, id=f"s{n}")
                for n in range(unmanaged)
            ),
            **settings,
        )
        return plan_object(made, created_at="2026-01-02T03:04:05Z", tool_version="0.1.0")

    return make
