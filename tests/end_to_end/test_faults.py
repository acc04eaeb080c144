"""What an apply makes of a tenant that goes wrong as a faults file says: it recovers, or it tells."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from deploy_cli.cli.exits import Exit
from deploy_cli.emulator.system import DEPLOY_CLIENT_ID, DEPLOY_CLIENT_SECRET
from tests.end_to_end.conftest import nothing
from tests.end_to_end.stage import Cli, Serve, write

TENANT = """\
environment: {name: prod}
clients:
  - {name: Storefront, app_type: spa, callbacks: [https://shop.example]}
  - {name: Back office, app_type: spa}
roles:
  - {name: Clerk, description: Sells}
"""
LIST = {"method": "GET", "path": "/api/v2/clients"}
CREATE = {"method": "POST", "path": "/api/v2/clients"}
PLANNED, CHECKED = 4, 5
"""Which lists of clients the second apply plans from, and checks before it writes; the first one reads three."""


@pytest.fixture(autouse=True)
def _tenant(cli: Cli) -> None:
    write({"tenant.yaml": TENANT})


@pytest.mark.parametrize(
    "lost",
    [{"lose": "all", "counted": False}, {"lose": 2, "counted": False}],
    ids=["a page", "two elements"],
)
def test_what_a_list_seems_not_to_have_is_not_made_twice(
    cli: Cli, serve: Serve, lost: Mapping[str, Any]
) -> None:
    with serve(nothing, [{"match": {**LIST, "nth": PLANNED}, "then": lost}]) as tenant:
        assert cli("apply", "tenant.yaml", "--yes").code == Exit.DONE
        tenant.requests.clear()
        misled = cli("apply", "tenant.yaml", "--yes")
        once_more = cli("apply", "tenant.yaml", "--yes")

    assert misled.code == Exit.PARTLY
    assert "another client of that name was created since the plan" in " ".join(misled.out.split())
    assert "POST /api/v2/clients" not in tenant.requests
    assert once_more.code == Exit.DONE
    assert once_more.out.startswith("No changes")


@pytest.mark.parametrize("number", [PLANNED, CHECKED])
@pytest.mark.parametrize("lost", ["all", 1])
def test_a_list_that_is_shorter_than_its_total_is_read_again(
    cli: Cli, serve: Serve, number: int, lost: object
) -> None:
    with serve(nothing, [{"match": {**LIST, "nth": number}, "then": {"lose": lost}}]) as tenant:
        assert cli("apply", "tenant.yaml", "--yes").code == Exit.DONE
        write({"tenant.yaml": TENANT.replace("app_type: spa", "app_type: native")})
        tenant.requests.clear()
        applied = cli("apply", "tenant.yaml", "--yes")

    assert applied.code == Exit.DONE, applied.out
    assert [request.split()[0] for request in tenant.requests].count("PATCH") == 2
    assert "POST /api/v2/clients" not in tenant.requests


def test_a_create_in_doubt_is_found_though_lists_lag_behind(cli: Cli, serve: Serve) -> None:
    lost = {"match": {**LIST, "nth": [3, 4]}, "then": {"lose": "all", "counted": False}}
    with serve(nothing, [{"match": {**CREATE, "times": 1}, "then": {"drop": "after"}}, lost]) as tenant:
        applied = cli("apply", "tenant.yaml", "--yes")

    assert applied.code == Exit.DONE, applied.err
    assert tenant.requests.count("POST /api/v2/clients") == 2


@pytest.mark.parametrize("match", [{**CREATE, "nth": 2}, {**LIST, "nth": 2}, {**LIST, "nth": 3}])
def test_a_token_that_ends_on_the_way_is_renewed(cli: Cli, serve: Serve, match: Mapping[str, Any]) -> None:
    with serve(nothing, [{"match": match, "then": {"expire": True}}]) as tenant:
        applied = cli("apply", "tenant.yaml", "--yes")
        assert cli("plan", "tenant.yaml", "--detailed-exitcode").code == Exit.DONE

    assert applied.code == Exit.DONE, applied.err
    assert tenant.requests.count("POST /oauth/token") == 3, "two for the apply, one for the plan"


def test_a_ready_token_that_ends_on_the_way_is_told_and_another_finishes(
    cli: Cli, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(nothing, [{"match": {**CREATE, "nth": 2}, "then": {"expire": True}}]) as tenant:
        monkeypatch.setenv("AUTH0_ACCESS_TOKEN", _token(tenant.domain))
        applied = cli("apply", "tenant.yaml", "--yes", "--format", "json")
        again = cli("apply", "tenant.yaml", "--yes")
        monkeypatch.delenv("AUTH0_ACCESS_TOKEN")
        finished = cli("apply", "tenant.yaml", "--yes")
        planned = cli("plan", "tenant.yaml", "--detailed-exitcode")

    report = json.loads(applied.out)
    assert applied.code == Exit.PARTLY
    assert report["summary"]["done"] >= 1
    assert "Expired token received" in applied.out
    assert again.code == Exit.ERROR
    assert "Expired token received" in again.err
    assert (finished.code, planned.code) == (Exit.DONE, Exit.DONE)


@pytest.mark.parametrize("skew", ["2h", "-2h", "0s"])
def test_a_storm_of_429_is_waited_for_by_the_clock_of_the_server(cli: Cli, serve: Serve, skew: str) -> None:
    storm = {
        "match": {"path": "/api/v2/**", "nth": 3, "in_a_row": 25},
        "then": {"limited": "2s", "skew": skew},
    }
    with serve(nothing, [storm]) as tenant:
        applied = cli("apply", "tenant.yaml", "--yes", "--deadline", "15m")
        assert cli("plan", "tenant.yaml", "--detailed-exitcode").code == Exit.DONE

    assert applied.code == Exit.DONE, applied.err
    assert len(tenant.requests) > 25


def _token(domain: str) -> str:
    form = {
        "grant_type": "client_credentials",
        "client_id": DEPLOY_CLIENT_ID,
        "client_secret": DEPLOY_CLIENT_SECRET,
        "audience": f"https://{domain}/api/v2/",
    }
    with urlopen(f"http://{domain}/oauth/token", urlencode(form).encode()) as answer:
        return str(json.load(answer)["access_token"])
