"""Many callers at once: threads of one process, and two processes on one file."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy_cli.emulator.api import ManagementApi
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.store import Store
from tests.emulator.tenant import Tenant


def test_threads_make_as_many_clients_as_they_ask_for(tenant: Tenant) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: tenant.made("/clients", {"name": f"c{n}"})["client_id"], range(64)))

    assert len(set(made)) == 64
    assert len(tenant.get("/clients", per_page=100).body) == 67


def test_of_equal_creates_at_once_one_wins(tenant: Tenant) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: tenant.post("/roles", {"name": "Editor"}).status, range(16)))

    assert sorted(statuses) == [200] + [409] * 15


def test_two_processes_share_a_tenant(tmp_path: Path) -> None:
    first, second = (_open(tmp_path / "tenant.db", seed) for seed in (1, 2))
    made = Request("POST", "/api/v2/roles", (), {}, b'{"name": "Editor"}')
    keys = Request("GET", "/api/v2/keys/signing")

    created = first.handle(made)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda api: api.handle(keys).body, [first, second] * 4))

    assert created.status == 200
    assert second.handle(made).status == 409
    assert len(set(answers)) == 1


def _open(path: Path, seed: int) -> ManagementApi:
    return ManagementApi(Store.open(path), domain="acme.eu.auth0.com", random_source=random.Random(seed))
