"""A Management API of a few dictionaries, which records what is asked of it and fails where it is told to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote

from deploy_cli.core.call import Answer, Call, Document, Found, Listing, Missing, Read, Unavailable, Wait
from deploy_cli.core.plan import Change
from deploy_cli.core.report import Done, Failed, Outcome
from deploy_cli.core.values import Object, Value, revealed
from deploy_cli.errors import ApiError

T = TypeVar("T")
IDS = {"api-tools": "tool_id", "boxes": "id", "labels": "id", "grants": "id"}


@dataclass
class ScriptedApi:
    """``tenant`` is path → a list of resources, or a document."""

    tenant: dict[str, Any] = field(default_factory=dict)
    unavailable: Mapping[str, str] = field(default_factory=dict)
    failing: Mapping[str, BaseException] = field(default_factory=dict)
    """``"POST boxes"`` → what happens to that call, once."""
    forgetful: tuple[str, ...] = ()
    """Fields that are accepted and not kept."""
    domain: str = "acme.example"
    client_id: str | None = None
    fetched: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    bodies: list[Value] = field(default_factory=list)
    paused: list[float] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.fetched) + len(self.calls)

    @property
    def rate(self) -> None:
        return None

    def fetch(self, reads: Sequence[Read]) -> list[Answer]:
        self.fetched += [read.path for read in reads]
        return [self._answer(read) for read in reads]

    def _answer(self, read: Read) -> Answer:
        if read.path in self.unavailable:
            return Unavailable(self.unavailable[read.path])
        match read:
            case Listing(path=path):
                return Found([dict(item) for item in self.tenant.get(path, [])])
            case Document(path=path) if path.partition("/")[0] in IDS and path.count("/") == 1:
                found = self._by_id(*path.split("/"))
                return Found(dict(found)) if found is not None else Missing()
            case Document(path=path):
                return Found(dict(self.tenant[path])) if path in self.tenant else Missing()

    def _by_id(self, collection: str, server_id: str) -> Object | None:
        items = self.tenant.get(collection, [])
        return next((item for item in items if item[IDS[collection]] == unquote(server_id)), None)

    def call(self, call: Call) -> Value:
        done = f"{call.method} {call.path}"
        self.calls.append(done)
        self.bodies.append(call.body)
        if (failure := self.failing.get(done)) is not None:
            raise failure
        return self._carried_out(call.method, call.path, revealed(call.body))

    def _carried_out(self, method: str, path: str, body: Value) -> Value:
        if method == "POST" and path in IDS:
            made = {IDS[path]: f"new-{len(self.calls)}", **self._kept(body)}
            self.tenant.setdefault(path, []).append(made)
            return made
        if method == "POST":
            self.tenant[f"{path}/{body['letter']}"] = self._kept(body)
            return body
        collection, _, server_id = path.partition("/")
        if collection in IDS and "/" not in server_id:
            items = self.tenant.get(collection, [])
            mine = [item for item in items if item[IDS[collection]] == unquote(server_id)]
            if method == "DELETE":
                self.tenant[collection] = [item for item in items if item not in mine]
            for item in mine:
                item.update(self._kept(body or {}))
        elif isinstance(body, list):
            on = [{"tool_id": switch["tool_id"]} for switch in body if switch["status"]]
            off = [switch["tool_id"] for switch in body if not switch["status"]]
            self.tenant[path] = [
                item for item in self.tenant.get(path, []) if item["tool_id"] not in off
            ] + on
        elif method == "PATCH":
            self.tenant[path] = {**self.tenant.get(path, {}), **self._kept(body)}
        return None

    def _kept(self, body: Object) -> Object:
        return {key: value for key, value in body.items() if key not in self.forgetful}

    def wait(self, wait: Wait) -> Object:
        self.waits.append(wait)
        return {}

    def pause(self, seconds: float) -> None:
        self.paused.append(seconds)

    def side_by_side(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        return [task() for task in tasks]


@dataclass
class Heard:
    """What somebody who follows an apply hears."""

    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def begin(self, change: Change) -> None:
        self.begun.append(str(change.address))

    def end(self, outcome: Outcome) -> None:
        self.ended.append(told(outcome))


def told(outcome: Outcome) -> str:
    word = {Done: "done", Failed: "failed"}.get(type(outcome), "skipped")
    return f"{word} {outcome.change.address}"


def refused(message: str = "no") -> ApiError:
    return ApiError(message, method="POST", path="x", status=400)
