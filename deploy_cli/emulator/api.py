"""The emulated Management API: takes a request, checks it as the real one does, and answers."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deploy_cli.emulator import answers, behaviour, collection, document, events, operation, system
from deploy_cli.emulator.call import Answer, Call, Tenant
from deploy_cli.emulator.identifiers import Identifiers
from deploy_cli.emulator.kind import Behaviour, Collection, Document, Kind
from deploy_cli.emulator.message import Request, Response
from deploy_cli.emulator.operation import Operation
from deploy_cli.emulator.payload import decoded
from deploy_cli.emulator.query import parsed
from deploy_cli.emulator.refusal import Refused, invalid, missing
from deploy_cli.emulator.store import Store
from deploy_cli.emulator.validation import complaint
from deploy_cli.emulator.values import Json, Object

if TYPE_CHECKING:
    from random import Random

BASE = "/api/v2"

COLLECTION_VERBS: dict[tuple[str, bool], Callable[[Call, Collection], Answer]] = {
    ("GET", False): collection.index,
    ("POST", False): collection.create,
    ("GET", True): collection.read,
    ("PATCH", True): collection.update,
    ("PUT", True): collection.replace,
    ("DELETE", True): collection.remove,
}
"""By method and whether the path names one object."""

DOCUMENT_VERBS: dict[str, Callable[[Call, Document], Answer]] = {
    "GET": document.read,
    "PATCH": document.update,
    "PUT": document.replace,
    "POST": document.replace,
    "DELETE": document.remove,
}


class ManagementApi:
    """One tenant's Management API on top of a store; any thread may call.

    ``build_seconds`` is how long an action takes from ``pending`` to ``built``, ``delete_seconds`` how long
    the name of a deleted connection stays taken. ``random_source`` makes identifiers repeatable.
    """

    def __init__(
        self,
        store: Store,
        *,
        domain: str,
        clock: Callable[[], float] = time.time,
        build_seconds: float = 0.0,
        delete_seconds: float = 0.0,
        random_source: "Random | None" = None,
    ) -> None:
        identifiers = Identifiers(random_source)
        self.tenant = Tenant(store, domain, clock, identifiers, build_seconds, delete_seconds)

    def handle(
        self, request: Request, *, scopes: frozenset[str] | None = None, client_id: str | None = None
    ) -> Response:
        """Answer a request; ``scopes`` are the caller's, all when nothing is given."""
        try:
            answer = self._answer(request, scopes, client_id)
        except Refused as refused:
            return answers.api_error(refused.status, refused.message, code=refused.code)
        if answer.body is None:
            return Response(answer.status, answer.headers)
        return answers.json_answer(answer.status, answer.body, headers=answer.headers)

    def scopes_for(self, method: str, path: str) -> tuple[str, ...] | None:
        """The scopes of which one admits a caller to ``path`` (``/api/v2/…``); nothing for an unknown operation."""
        found = _match(method, path)
        return None if found is None else found.operation.scopes

    def client(self, client_id: str) -> Object | None:
        """A client as it is stored, with its secret."""
        with system.present(self.tenant, write=False):
            return self.tenant.store.get("/clients", client_id)

    def credentials(self, client_id: str) -> list[Object]:
        """A client's credentials as they are stored, with their ``pem``."""
        with system.present(self.tenant, write=False):
            return self.tenant.store.page("/clients/{client_id}/credentials", client_id)

    def grant_scopes(self, client_id: str, audience: str) -> frozenset[str] | None:
        """The scopes of a client's grant for an API; nothing if there is no grant."""
        with system.present(self.tenant, write=False):
            return system.granted(self.tenant, client_id, audience)

    @contextmanager
    def kept(self) -> Iterator[tuple[Store, Identifiers]]:
        """Open a transaction on what the tenant keeps."""
        with system.present(self.tenant):
            yield self.tenant.store, self.tenant.identifiers

    def _answer(self, request: Request, scopes: frozenset[str] | None, client_id: str | None) -> Answer:
        found = _match(request.method, request.path)
        if found is None:
            raise missing("Not Found")
        asked = found.operation
        _admit(asked, scopes)
        _check_path(asked, found.values)
        query = parsed(asked, request.query)
        body = _body(asked, request)
        call = Call(self.tenant, asked, found.values, query, body, scopes, client_id)
        try:
            return self._carried_out(call, request, write=request.method != "GET")
        except sqlite3.OperationalError:
            # A read that makes what it shows (keys) met another process that writes: it waits its turn.
            return self._carried_out(call, request, write=True)

    def _carried_out(self, call: Call, request: Request, *, write: bool) -> Answer:
        with system.present(self.tenant, write=write):
            _check_plan(call)
            _check_parents(call)
            answer = _behaviour(call.operation)(call)
            if request.method != "GET":
                events.record(call, request, answer)
            return answer


def _match(method: str, path: str) -> operation.Match | None:
    return operation.match(method, path.removeprefix(BASE)) if path.startswith(f"{BASE}/") else None


def _admit(asked: Operation, scopes: frozenset[str] | None) -> None:
    if scopes is not None and asked.scopes and scopes.isdisjoint(asked.scopes):
        raise Refused(
            403, f"Insufficient scope, expected any of: {','.join(asked.scopes)}", "insufficient_scope"
        )


def _check_path(asked: Operation, values: tuple[str, ...]) -> None:
    names = [part[1:-1] for part in asked.path.split("/") if part.startswith("{")]
    for name, value in zip(names, values, strict=True):
        if name in asked.parameters:
            wrong = complaint({name: value}, {"properties": {name: asked.parameters[name]}}, asked.schemas)
            if wrong is not None:
                raise Refused(400, wrong.told("Path"), "invalid_uri")


def _body(asked: Operation, request: Request) -> Json:
    if request.method == "GET" or (asked.body is None and not request.body):
        return None
    sent = decoded(request)
    if asked.body is None:
        return sent
    wrong = complaint(sent, asked.body, asked.schemas)
    if wrong is not None and sent is None and not asked.needs_body:
        wrong = complaint({}, asked.body, asked.schemas)
    if wrong is not None:
        raise invalid(wrong.told("Payload"))
    return sent


def _check_plan(call: Call) -> None:
    """A tenant may lack a feature; every operation on its path is then refused alike."""
    refusal = call.store.get(system.RESTRICTIONS, call.operation.path)
    if refusal is not None:
        raise Refused(refusal["status"], refusal["message"], refusal["code"])


def _check_parents(call: Call) -> None:
    """What hangs below an object is not there if the object is not."""
    path = call.operation.path
    for kind in behaviour.kinds(path.split("/")[1]):
        item = behaviour.paths(kind)[-1]
        if isinstance(kind, Collection) and item != kind.path and _below(path, item):
            collection.wanted(call, kind)


def _below(path: str, item: str) -> bool:
    parts, above = path.split("/"), item.split("/")
    return len(parts) > len(above) and all(
        one == other or (one.startswith("{") and other.startswith("{"))
        for one, other in zip(parts, above, strict=False)
    )


def _behaviour(asked: Operation) -> Behaviour:
    family = asked.path.split("/")[1]
    special = behaviour.calls(family).get(asked.name)
    if special is not None:
        return special
    for kind in behaviour.kinds(family):
        if asked.path in behaviour.paths(kind) and (verb := _verb(asked, kind)):
            return verb
    return _plain


def _verb(asked: Operation, kind: Kind) -> "Behaviour | None":
    match kind:
        case Collection():
            act = COLLECTION_VERBS.get((asked.method, asked.path != kind.path))
            return (lambda call: act(call, kind)) if act else None
        case Document():
            write = DOCUMENT_VERBS.get(asked.method)
            return (lambda call: write(call, kind)) if write else None


def _plain(call: Call) -> Answer:
    """An operation that leaves nothing behind: an empty list, nothing there, or plain success."""
    asked = call.operation
    if asked.method == "GET" and asked.styles:
        return collection.index(call, Collection(path=asked.path))
    if asked.method == "GET":
        raise missing("Not Found")
    return call.answer(None if asked.status in (202, 204) else {})
