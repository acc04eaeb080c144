"""Tenants made of recorded traffic: everything that answers show of the sections that are managed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from tests.emulator.replay.recording import Interaction

Objects = dict[str, Any]
"""Lists of objects, and documents, by path as `deploy_cli.emulator.seed` takes them."""

COLLECTIONS: Mapping[str, tuple[str, ...]] = {
    r"/clients": ("client_id",),
    r"/resource-servers": ("id",),
    r"/client-grants": ("id",),
    r"/roles": ("id",),
    r"/roles/[^/]+/permissions": ("resource_server_identifier", "permission_name"),
    r"/connections": ("id",),
    r"/organizations": ("id",),
    r"/organizations/[^/]+/connections": ("connection_id",),
    r"/actions/actions": ("id",),
}
"""The path of a collection → the fields that tell its objects apart."""

DOCUMENTS = re.compile(
    r"/tenants/settings|/branding|/branding/templates/universal-login|/email-templates/[^/]+"
    r"|/attack-protection/[^/]+|/actions/triggers/[^/]+/bindings"
)
NAMES = {
    "/clients": "name",
    "/resource-servers": "identifier",
    "/roles": "name",
    "/connections": "name",
    "/organizations": "name",
    "/actions/actions": "name",
}
_ENABLED_CLIENTS = re.compile(r"(/connections)/([^/]+)/clients")


def tenant_of(interactions: Iterable[Interaction], *, every_state: bool = False) -> Objects:
    """Return what ``interactions`` show, each object as it was seen last.

    With ``every_state`` each object of the great collections stands there once for every state in which it was seen,
    with an id and a name of its own; what refers to it refers to the last one.
    """
    collections: dict[str, dict[str, Any]] = {}
    documents: Objects = {}
    for one in interactions:
        if one.status in (200, 201) and one.response:
            for path, key, item in _seen(one):
                known = collections.setdefault(path, {})
                if every_state and path in NAMES and key in known and known[key] != item:
                    known[f"{key}#{len(known)}"] = _renamed(path, known[key], len(known))
                known[key] = {**_kept_aside(known.get(key, {})), **item}
            _enable_clients(one, collections)
            if one.method != "POST" and DOCUMENTS.fullmatch(one.path) and isinstance(one.response, dict):
                documents[one.path] = one.response
    _complete(collections)
    return {**{path: _distinct(path, known) for path, known in collections.items()}, **documents}


def _seen(one: Interaction) -> Iterator[tuple[str, str, Any]]:
    """Yield the objects in an answer, with the path of their collection and what identifies them."""
    if "fields" in dict(one.query):
        return
    for pattern, identity in COLLECTIONS.items():
        if re.fullmatch(pattern, one.path):
            path, items = one.path, _items(one.response) if one.method == "GET" else [one.response]
        elif one.method in {"GET", "PATCH"} and re.fullmatch(f"{pattern}/[^/]+", one.path):
            path, items = one.path.rpartition("/")[0], [one.response]
        else:
            continue
        for item in items:
            if isinstance(item, dict) and all(item.get(field) for field in identity):
                yield path, " ".join(item[field] for field in identity), item


def _items(answer: Any) -> list[Any]:
    if isinstance(answer, list):
        return answer
    return next((value for value in answer.values() if isinstance(value, list)), [])


def _enable_clients(one: Interaction, collections: dict[str, dict[str, Any]]) -> None:
    """Keep the clients that a connection is enabled for where the emulator keeps them."""
    found = _ENABLED_CLIENTS.fullmatch(one.path)
    if found and one.method == "GET" and (connection := collections.get(found[1], {}).get(unquote(found[2]))):
        connection["enabled_clients"] = [item["client_id"] for item in _items(one.response)]


def _complete(collections: dict[str, dict[str, Any]]) -> None:
    """Add the clients that others refer to and no answer shows."""
    clients: dict[str, Any] = {}
    referring = (
        *collections.get("/connections", {}).values(),
        *collections.get("/client-grants", {}).values(),
    )
    for item in referring:
        for client_id in (*item.get("enabled_clients", ()), item.get("client_id", "")):
            if client_id and client_id not in collections.get("/clients", {}):
                clients[client_id] = {"client_id": client_id, "name": f"Client {client_id}"}
    if clients:
        collections.setdefault("/clients", {}).update(clients)


def _kept_aside(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the object's own answers do not tell."""
    return {name: item[name] for name in ("enabled_clients",) if name in item}


def _renamed(path: str, item: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return another object that is like ``item`` in everything but its id and its name."""
    identity, name = COLLECTIONS[path][0], NAMES[path]
    return {**item, identity: f"{item[identity]}{number}", name: f"{item.get(name, '')}-{number}"}


def _distinct(path: str, known: Mapping[str, Any]) -> list[Any]:
    """Return the objects of a collection; where a name may not stand there twice, every further one is changed."""
    name = NAMES.get(path)
    if name is None or path == "/clients":
        return list(known.values())
    taken: dict[str, int] = {}
    distinct = []
    for item in known.values():
        text = item.get(name, "")
        taken[text] = count = taken.get(text, 0) + 1
        distinct.append(item if count == 1 else {**item, name: f"{text}-{count}"})
    return distinct
