"""What a recording takes for granted: the objects it reads and did not make.

Only reads are looked at, and an object is taken as it was seen first. What the recording created itself is
never seeded, and of what it changed before it first read it only the fields that it had not touched are: no
answer to a write comes back as the answer to that write.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from deploy_cli.emulator import behaviour, operation
from deploy_cli.emulator.kind import Collection, Kind
from deploy_cli.emulator.seed import NoSuchPlace, place
from tests.emulator.replay.recording import Interaction

SCOPES = "Insufficient scope, expected any of: "
IDENTIFIERS = ("id", "client_id", "themeId", "custom_domain_id", "user_id", "kid")


class Presupposed:
    """The tenant before the recording began, as far as the recording shows it."""

    def __init__(self, interactions: Iterable[Interaction]) -> None:
        self.collections: dict[str, dict[str, Any]] = {}
        """Objects by path of their collection and identifier."""

        self.documents: dict[str, Any] = {}
        self.listed: set[str] = set()
        """Collections that the recording shows as a whole; what a new tenant holds there is not in them."""

        self.refused: dict[str, dict[str, Any]] = {}
        """What the tenant's plan lacks: path templates whose reads were refused, with the refusal."""

        self.missing_scopes: set[str] = set()
        """What the recording's token did not allow."""

        self._created: set[str] = set()
        self._touched: dict[str, dict[str, Any]] = {}
        every = list(interactions)
        self._put: set[str] = set()
        self._seen_lists: set[tuple[Any, ...]] = set()
        for one in every:
            if one.method == "POST" and one.status < 300:
                self._created |= _identifiers(one.response)
            if one.method == "PUT" and _creates(one.path):
                self._put.add(unquote(one.path))
        for one in every:
            if one.is_write:
                self._note(one)
            elif one.status == 200:
                self._look(one)
            elif one.status == 403:
                self._note_refusal(one)

    def _note(self, one: Interaction) -> None:
        touched = self._touched.setdefault(unquote(one.path), {})
        if one.method in {"DELETE", "POST", "PUT"} or not isinstance(one.request, dict):
            touched["*"] = None
            return
        for name, value in one.request.items():
            inner = touched.get(name, {})
            both = {**inner, **value} if isinstance(value, dict) and isinstance(inner, dict) else None
            touched[name] = both

    def _note_refusal(self, one: Interaction) -> None:
        found = operation.match("GET", one.path)
        told = one.response.get("message", "") if isinstance(one.response, dict) else ""
        if told.startswith(SCOPES):
            self.missing_scopes.update(told.removeprefix(SCOPES).split(","))
        elif found is not None:
            self.refused[found.operation.path] = one.response

    def _look(self, one: Interaction) -> None:
        if any(segment in self._created for segment in unquote(one.path).split("/")):
            return
        fields = dict(one.query).get("fields")
        kind, values = _at(one.path)
        match kind:
            case Collection() if len(values) == kind.path.count("{"):
                self._look_at_list(one, kind)
            case Collection() if isinstance(one.response, dict) and not fields:
                path = one.path.rpartition("/")[0]
                self._keep(path, kind, one.response)
            case Collection() | None:
                return
            case _ if one.path not in self.documents:
                self._keep_document(one)

    def _look_at_list(self, one: Interaction, kind: Collection) -> None:
        """What an equal request did not list before came to be in between, and was not there at first."""
        self.listed.add(one.path)
        asked = (one.path, one.query)
        known = self.collections.get(one.path, {})
        for item in _items(one):
            if isinstance(item, dict) and (asked not in self._seen_lists or _key(kind, item) in known):
                self._keep(one.path, kind, {**_told(one), **item})
        self._seen_lists.add(asked)

    def _keep_document(self, one: Interaction) -> None:
        touched: dict[str, Any] = self._touched.get(unquote(one.path), {})
        if "*" not in touched:
            self.documents[one.path] = _untouched(one.response, touched)

    def _keep(self, path: str, kind: Collection, item: dict[str, Any]) -> None:
        key = _key(kind, item)
        if key is None or key in self._created or f"{unquote(path)}/{key}" in self._put:
            return
        touched: dict[str, Any] = self._touched.get(f"{unquote(path)}/{key}", {})
        fresh = {
            name: value for name, value in item.items() if name not in touched or name in kind.id.split()
        }
        known = self.collections.setdefault(path, {}).setdefault(key, {})
        for name, value in fresh.items():
            known.setdefault(name, value)


def _key(kind: Collection, item: dict[str, Any]) -> str | None:
    try:
        return kind.key(item)
    except KeyError:
        return None


def _creates(path: str) -> bool:
    """Whether a ``PUT`` makes what is at the path: nothing else does."""
    put, above = operation.match("PUT", path), path.rpartition("/")[0]
    return put is not None and put.operation.path.endswith("}") and operation.match("POST", above) is None


def _untouched(body: Any, touched: dict[str, Any]) -> Any:
    """What of ``body`` no write had named; of an object inside it, the fields that were not sent."""
    if not isinstance(body, dict):
        return body
    kept = {name: value for name, value in body.items() if name not in touched}
    for name, inner in touched.items():
        if isinstance(inner, dict) and isinstance(body.get(name), dict):
            kept[name] = {key: value for key, value in body[name].items() if key not in inner}
    return kept


def _at(path: str) -> tuple[Kind | None, tuple[str, ...]]:
    try:
        return place(path)
    except NoSuchPlace:
        pass
    family = path.split("/")[1]
    found = operation.match("GET", path)
    if found is None:
        return None, ()
    for kind in behaviour.kinds(family):
        if isinstance(kind, Collection) and behaviour.item_path(kind) == found.operation.path:
            return kind, found.values
    return None, ()


def _told(one: Interaction) -> dict[str, Any]:
    """What the filters of a list say of the objects in it."""
    query = dict(one.query)
    return {"global": query["is_global"] == "true"} if "is_global" in query else {}


def _items(one: Interaction) -> list[Any]:
    if isinstance(one.response, list):
        return one.response
    if isinstance(one.response, dict):
        return next((value for value in one.response.values() if isinstance(value, list)), [])
    return []


def _identifiers(body: Any) -> set[str]:
    if isinstance(body, list):
        return set().union(*map(_identifiers, body))
    if not isinstance(body, dict):
        return set()
    return {body[name] for name in IDENTIFIERS if isinstance(body.get(name), str)}
