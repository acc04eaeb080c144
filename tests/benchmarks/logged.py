"""What it takes to recommend lifetimes from a million log lines."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deploy_cli.lifetimes.gaps import Kind
from deploy_cli.lifetimes.settings import DAY
from tests.benchmarks.measures import Bench, Measure
from tests.lifetimes.populations import Habits, people

LINES: Final = 1_000_000
_DAYS: Final = 90
_START: Final = 1_785_542_400

_TENANT: Final = """\
environment: {name: shop, domain: shop.eu.auth0.com}
refresh_token_policies:
  site: {rotation: rotating, absolute_lifetime: 1y, inactivity_lifetime: 15d}
clients:
  - name: Shop
    app_type: spa
    grant_types: [authorization_code, refresh_token]
    refresh_token_policy: site
"""
_TYPES: Final = {Kind.LOGIN: "seacft", Kind.EXCHANGE: "sertft"}


def recommending(bench: Bench) -> Iterator[Measure]:
    """Measure the whole command, as a process of its own."""
    tenant, logs = bench.folder / "tenant.yaml", bench.folder / "logs.jsonl"
    tenant.write_text(_TENANT, "utf-8")
    write_lines(logs, LINES)
    run = bench.watched("refresh-tokens", "recommend", str(tenant), "--logs", str(logs), "--keep", "90%")
    yield Measure("recommendation, 1,000,000 log lines, CPU", run.cpu, "s", 20)
    yield Measure("recommendation, 1,000,000 log lines, peak", run.peak, "MiB", 300)


def write_lines(path: Path, count: int) -> None:
    """Write ``count`` events as a log stream delivers them, in no order that helps."""
    written = 0
    with path.open("w", encoding="utf-8") as stream:
        for number, events in enumerate(people(Habits(), count, _DAYS, seed=7)):
            for event in events:
                if written == count:
                    return
                stream.write(_line(written, number, event.at, Kind(event.kind)))
                written += 1


def _line(number: int, person: int, at: int, kind: Kind) -> str:
    moment = datetime.fromtimestamp(_START + at / 1000, UTC)
    assert moment.timestamp() < _START + _DAYS * DAY
    log_id = f"90020260801000000000000{number:033}"
    data = {
        "date": moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z",
        "type": _TYPES[kind],
        "description": "",
        "connection_id": "",
        "client_id": "b1ZVQfFyTNbVEVmDAMYRiVIXMHdcsGvb",
        "client_name": "Shop",
        "ip": "203.0.113.7",
        "user_agent": "Chrome 119.0.0 / Mac OS X 10.15.7",
        "details": {"familyId": f"{person:016x}", "tokenCounter": 3}
        if kind is Kind.EXCHANGE
        else {"code": "*"},
        "hostname": "shop.eu.auth0.com",
        "user_id": f"auth0|{person:024x}",
        "user_name": f"person{person}@example.com",
        "audience": "https://api.shop.example",
        "scope": "openid profile offline_access",
        "auth0_client": {"name": "auth0-spa-js", "version": "2.1.3"},
        "log_id": log_id,
        "tenant_name": "shop",
    }
    return json.dumps({"log_id": log_id, "data": data}) + "\n"
