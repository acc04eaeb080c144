"""An approved plan of which an apply made a part, over HTTP: the rest can be applied, and nothing else."""

import json

import pytest

from deploy_cli.cli.exits import Exit
from tests.end_to_end.stage import Cli, Serve, write

TENANT = """\
environment: {name: prod}
clients:
  - name: Storefront
    app_type: spa
roles:
  - name: Clerk
    description: Sells
    permissions:
      - {resource_server_identifier: https://api.example, permission_name: read}
resourceServers:
  - identifier: https://api.example
    name: API
    scopes: [{value: read, description: Read}]
"""


def fails(method: str, path: str, times: int = 1) -> dict[str, object]:
    return {"match": {"method": method, "path": path, "times": times}, "then": {"status": 400}}


@pytest.mark.parametrize(
    ("failing", "left"),
    [
        (fails("POST", "/api/v2/clients"), ["create clients/Storefront"]),
        (fails("POST", "/api/v2/roles"), ["create roles/Clerk"]),
        (
            fails("POST", "/api/v2/resource-servers"),
            ["update roles/Clerk", "create resourceServers/https://api.example"],
        ),
        (fails("POST", "/api/v2/roles/*/permissions"), ["update roles/Clerk"]),
    ],
)
def test_what_an_apply_left_can_be_applied(
    cli: Cli, serve: Serve, failing: dict[str, object], left: list[str]
) -> None:
    write({"tenant.yaml": TENANT})
    with serve(lambda _: {}, [failing]):
        cli("plan", "tenant.yaml", "--out", "plan.json")
        first = cli("apply", "tenant.yaml", "--plan", "plan.json")
        planned = json.loads(cli("plan", "tenant.yaml", "--format", "json").out)
        second = cli("apply", "tenant.yaml", "--plan", "plan.json")
        third = cli("apply", "tenant.yaml", "--plan", "plan.json")

    assert first.code == Exit.PARTLY, first.err
    assert sorted(f"{change['action']} {change['address']}" for change in planned["changes"]) == sorted(left)
    assert second.code == Exit.DONE, second.err
    assert "approved, and done already: " in second.err
    assert third.code == Exit.STALE
    assert "nothing is left to apply" in third.err


def test_a_stranger_of_the_approved_name_does_not_get_what_was_approved_for_another(
    cli: Cli, serve: Serve
) -> None:
    """Somebody registers a client between the approval and the apply."""
    write(
        {
            "tenant.yaml": """\
environment: {name: prod}
clients:
  - {name: Backend, app_type: non_interactive, grant_types: [client_credentials]}
resourceServers:
  - {identifier: https://api.example, name: API, scopes: [{value: read, description: Read}]}
clientGrants:
  - {client_id: Backend, audience: https://api.example, scope: [read]}
""",
            "stranger.yaml": """\
environment: {name: prod}
clients:
  - {name: Backend, app_type: non_interactive, grant_types: [client_credentials]}
""",
        }
    )
    with serve() as tenant:
        cli("plan", "tenant.yaml", "--out", "plan.json")
        write({"elsewhere/x": ""})
        assert _elsewhere(cli, "apply", "stranger.yaml", "--yes") == Exit.DONE
        tenant.requests.clear()
        applied = cli("apply", "tenant.yaml", "--plan", "plan.json")

    assert applied.code == Exit.STALE
    assert "create clients/Backend: it is there now" in applied.err
    assert not [one for one in tenant.requests if not one.startswith("GET") and "/oauth/" not in one]


def _elsewhere(cli: Cli, *arguments: str) -> int:
    """Run a command on a machine that keeps a state of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEPLOY_CLI_STATE_DIR", "elsewhere")
        return cli(*arguments).code
