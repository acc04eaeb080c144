"""Somebody else who works on the tenant: requests of nobody who is known, made in the middle of others."""

import json
import re
from typing import Any
from urllib.parse import quote

from deploy_cli.emulator.engine import Engine
from deploy_cli.emulator.faults import Meddle
from deploy_cli.emulator.message import Request

_NAMED = re.compile(r"^(?P<list>.*)/\{(?P<name>[^{}]+)\}(?P<rest>.*)$")
_IDS = ("client_id", "id")


def meddle(engine: Engine, struck: Request, told: Meddle) -> None:
    """Make the request of ``told`` in the middle of ``struck``; one that comes to nothing is let be."""
    path = _path(engine, told.path or struck.path)
    headers = {"content-type": "application/json"} if told.body else {}
    if path is not None:
        engine.handle(Request(told.method, path, (), headers, told.body), scopes=None, client_id=None)


def _path(engine: Engine, path: str) -> str | None:
    """Put the id of a resource where its name stands; None where there is none of that name."""
    found = _NAMED.match(path)
    if found is None:
        return path
    answer = engine.handle(Request("GET", found["list"], (), {}, b""), scopes=None, client_id=None)
    one = next((item for item in _items(answer.body) if item.get("name") == found["name"]), None)
    server_id = next((one[key] for key in _IDS if key in one), None) if one is not None else None
    return None if server_id is None else f"{found['list']}/{quote(str(server_id), safe='')}{found['rest']}"


def _items(body: bytes) -> list[dict[str, Any]]:
    listed = json.loads(body)
    if isinstance(listed, dict):
        listed = next((value for value in listed.values() if isinstance(value, list)), [])
    return [item for item in listed if isinstance(item, dict)]
