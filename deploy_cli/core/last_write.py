"""Who wrote a resource last, from the events of the tenant log. Pure: no I/O, no clock, no log.

A write through the Management API, also from the dashboard, is an event of the type ``sapi``. What is read of it here
is what published events have (auth0.com/docs/tenant-logs/management-success/sapi): ``details.request.path`` and its
``method``, the person under ``details.request.auth.user``, the dashboard as ``details.request.channel``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from deploy_cli.core.resource_type import Collection, Documents, ResourceType, Singleton
from deploy_cli.core.values import Object, Value

_BASE: Final = "/api/v2/"
_DASHBOARD: Final = "https://manage."


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWrite:
    """One write, as the tenant log tells it. Names are strangers' words."""

    at: str
    """As the log writes it: ISO 8601, UTC."""
    method: str
    """In upper case."""
    user: str | None
    """The person, where one was signed in to the dashboard."""
    client_id: str | None
    client_name: str | None
    dashboard: bool
    log_id: str | None


@dataclass(frozen=True, slots=True)
class Trace:
    """By what the writes to one resource are known."""

    paths: tuple[str, ...]
    """Below ``/api/v2/``; what lies below one of them counts as well."""
    created_at: str | None = None
    """Where it is posted; the answer to that has the id."""
    id_field: str = "id"
    id: str | None = None


def trace(described: ResourceType, name: str, server_id: str | None) -> Trace | None:
    """Return by what writes to a resource are known; ``None`` where its id is not."""
    match described:
        case Singleton():
            paths = [described.path]
        case Documents():
            paths = [described.paths[name]] if name in described.paths else []
        case Collection() if server_id is None:
            return None
        case Collection():
            paths = [f"{described.path}/{server_id}"]
    paths += (
        unquote(child.path.replace("{id}", quote(server_id or "", safe=""))) for child in described.children
    )
    if isinstance(described, Collection):
        return Trace(tuple(paths), described.path, described.server_id, server_id)
    return Trace(tuple(paths))


def last_writes(events: Iterable[Object], traces: Sequence[Trace]) -> dict[int, LastWrite]:
    """Return the latest write of each of ``traces``, by its place in them; the cost is linear in both."""
    by_path: dict[str, list[int]] = {}
    by_id: dict[tuple[str, str, str], list[int]] = {}
    for number, one in enumerate(traces):
        for path in one.paths:
            by_path.setdefault(path, []).append(number)
        if one.created_at is not None and one.id is not None:
            by_id.setdefault((one.created_at, one.id_field, one.id), []).append(number)
    found: dict[int, LastWrite] = {}
    for event in sorted(events, key=_when, reverse=True):
        path = (
            unquote(str(_object(event, "details", "request").get("path", ""))).removeprefix(_BASE).rstrip("/")
        )
        made = _object(event, "details", "response", "body")
        about = [number for above in _above(path) for number in by_path.get(above, ())]
        about += (
            n for key, item in made.items() if isinstance(item, str) for n in by_id.get((path, key, item), ())
        )
        for number in about:
            found.setdefault(number, _write(event))
    return found


def _above(path: str) -> Iterator[str]:
    """Yield ``path`` and every path that it lies below."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _write(event: Object) -> LastWrite:
    request = _object(event, "details", "request")
    user = _object(request, "auth", "user")
    return LastWrite(
        at=str(event.get("date", "")),
        method=str(request.get("method", "")).upper(),
        user=_first(user.get("email"), user.get("name"), event.get("user_name"), user.get("user_id")),
        client_id=_first(event.get("client_id")),
        client_name=_first(event.get("client_name")),
        dashboard=str(request.get("channel", "")).startswith(_DASHBOARD),
        log_id=_first(event.get("log_id")),
    )


def _when(event: Object) -> tuple[str, str]:
    return str(event.get("date", "")), str(event.get("log_id", ""))


def _object(value: Value, *keys: str) -> Object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _first(*values: Value) -> str | None:
    return next((value for value in values if isinstance(value, str) and value), None)
