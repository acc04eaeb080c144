"""Snapshots in files: JSON as `schemas/snapshot.json` describes it, and a tenant that answers from one."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from deploy_cli.core.call import Answer, Call, Document, Found, Listing, Missing, Read, Unavailable, Wait
from deploy_cli.core.cost import Rate
from deploy_cli.core.path import Path as ValuePath
from deploy_cli.core.redaction import replaced
from deploy_cli.core.snapshot import FORMAT_VERSION, Denied, Key, Snapshot, key_of, redacted
from deploy_cli.core.values import Object, Secret, Value
from deploy_cli.errors import PlanError, UsageError
from deploy_cli.files import atomic

T = TypeVar("T")

SCHEMA: Final = "snapshot.json"

_TAKE_ONE: Final = "take one with `deploy-cli export TENANT --snapshot FILE`"


def save(path: Path, snapshot: Snapshot) -> None:
    """Write ``snapshot`` to ``path``, whole or not at all, for its owner only. Raises `UsageError`."""
    head: Object = {
        "format_version": FORMAT_VERSION,
        "tool_version": snapshot.tool_version,
        "created_at": snapshot.created_at,
        "domain": snapshot.domain,
        "client_id": snapshot.client_id,
        "sections": [*snapshot.sections],
    }
    reads = sorted(snapshot.answers.items(), key=lambda one: one[0])
    lines = [f'"{key}": {_line(value)},' for key, value in head.items()]
    listed = ",\n".join(_lines(_written(key, answer)) for key, answer in reads)
    text = "\n".join(["{", *lines, '"reads": [', listed, "]", "}", ""])
    atomic.write(path, text.encode(), mode=0o600)


def load(path: Path) -> Snapshot:
    """Return the snapshot in the file at ``path``.

    Raises `UsageError` where there is no such file, and `PlanError` where it holds no snapshot that this version of
    the tool can read. Keys that are not known are left alone.
    """
    value = _parsed(path)
    if not isinstance(value, dict) or "format_version" not in value or "reads" not in value:
        raise PlanError(f"`{path}` is not a snapshot", hint=_TAKE_ONE)
    version = value["format_version"]
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise PlanError(
            f"`{path}` is a snapshot of format {json.dumps(version)[:40]}, and this tool reads format {FORMAT_VERSION}",
            hint="take it with the version of deploy-cli that plans",
        )
    if fault := _first_fault(value):
        raise PlanError(f"`{path}` is not a complete snapshot: {fault}", hint=_TAKE_ONE)
    return Snapshot(
        domain=value["domain"],
        client_id=value["client_id"],
        created_at=value["created_at"],
        tool_version=value["tool_version"],
        sections=tuple(value["sections"]),
        answers=dict(map(_read, value["reads"])),
    )


class SnapshotTenant:
    """Implements `deploy_cli.app.ports.ManagementApi` with what a snapshot holds; it takes no writes."""

    rate: Rate | None = None
    requests = 0

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @property
    def domain(self) -> str:
        """The domain of the tenant that the snapshot is of."""
        return self._snapshot.domain

    @property
    def client_id(self) -> str | None:
        """The client that took the snapshot."""
        return self._snapshot.client_id

    @property
    def created_at(self) -> str:
        """When the snapshot was taken, RFC 3339."""
        return self._snapshot.created_at

    def fetch(self, reads: Sequence[Read]) -> list[Answer]:
        """Return what was read when the snapshot was taken. Raises `PlanError` for what it lacks."""
        return [self._answer(read) for read in reads]

    def call(self, call: Call) -> Value:
        """Refuse."""
        raise _refusal()

    def wait(self, wait: Wait) -> Object:
        """Refuse."""
        raise _refusal()

    def pause(self, seconds: float) -> None:
        """Nothing has to catch up."""

    def side_by_side(self, tasks: Sequence[Callable[[], T]]) -> list[T]:
        """Run ``tasks`` one after another: nothing waits for a network."""
        return [task() for task in tasks]

    def _answer(self, read: Read) -> Answer:
        match self._snapshot.answers.get(key_of(read)):
            case Denied(reason):
                raise PlanError(
                    f"the snapshot lacks `GET {read.path}`: {reason}",
                    hint="take it again with credentials that have the scope",
                )
            case None:
                covered = ", ".join(f"`{section}`" for section in self._snapshot.sections)
                raise PlanError(
                    f"the snapshot lacks `GET {read.path}`; it covers {covered or 'nothing'}",
                    hint="take another one with `deploy-cli export TENANT --snapshot FILE`, without `--only`",
                )
            case Found(value) if not _fits(read, value):
                raise PlanError(f"the snapshot holds no usable answer to `GET {read.path}`", hint=_TAKE_ONE)
            case answer:
                return answer


def _fits(read: Read, value: Value) -> bool:
    """Tell whether ``value`` has the shape that whoever reads it relies on, whatever was done to the file."""
    match read:
        case Listing():
            return isinstance(value, list) and all(isinstance(item, dict) for item in value)
        case Document():
            return isinstance(value, dict)


def _refusal() -> PlanError:
    return PlanError("a snapshot takes no changes", hint="plan and apply against the tenant itself")


def _lines(read: Object) -> str:
    """Write a read with one line for each element of a list: a person can look through it, and it is fast."""
    listed = read.get("value")
    if not isinstance(listed, list):
        return _line(read)
    head = _line({key: value for key, value in read.items() if key != "value"})
    return head[:-1] + ', "value": [\n' + ",\n".join(map(_line, listed)) + "]}"


def _line(value: Value) -> str:
    return json.dumps(value, allow_nan=False)


def _written(key: Key, answer: Answer | Denied) -> Object:
    path, query = key
    asked: Object = {"path": path, **({"query": dict(query)} if query else {})}
    match answer:
        case Found(value):
            hidden = [_pointer(at) for at in _hidden(value)]
            shown = replaced(value, [*_hidden(value)], None)
            return {**asked, "answer": "found", **({"redacted": hidden} if hidden else {}), "value": shown}
        case Missing():
            return {**asked, "answer": "missing"}
        case Unavailable(reason):
            return {**asked, "answer": "unavailable", "reason": reason}
        case Denied(reason):
            return {**asked, "answer": "denied", "reason": reason}


def _read(entry: Object) -> tuple[Key, Answer | Denied]:
    key = entry["path"], tuple(sorted(entry.get("query", {}).items()))
    match entry["answer"]:
        case "found":
            paths = [_path(pointer, entry["value"]) for pointer in entry.get("redacted", ())]
            return key, Found(replaced(entry["value"], paths, redacted()))
        case "missing":
            return key, Missing()
        case "unavailable":
            return key, Unavailable(entry["reason"])
        case _:
            return key, Denied(entry["reason"])


def _hidden(value: Value, at: ValuePath = ()) -> Sequence[ValuePath]:
    """Return where secrets stand in ``value``."""
    match value:
        case Secret():
            return [at]
        case dict():
            return [path for key, item in value.items() for path in _hidden(item, (*at, key))]
        case list():
            return [path for index, item in enumerate(value) for path in _hidden(item, (*at, index))]
        case _:
            return []


def _pointer(at: ValuePath) -> str:
    """Write a path as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in at)


def _path(pointer: str, value: Value) -> ValuePath:
    path: list[str | int] = []
    for text in pointer.split("/")[1:]:
        part: str | int = text.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and text.isdecimal():
            part = int(text)
        path.append(part)
        match value, part:
            case dict(), str():
                value = value.get(part)
            case list(), int() if part < len(value):
                value = value[part]
            case _:
                value = None
    return tuple(path)


def _parsed(path: Path) -> Value:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        raise UsageError(f"there is no snapshot `{path}`", hint=_TAKE_ONE) from None
    except OSError as error:
        raise UsageError(f"`{path}` cannot be read: {(error.strerror or str(error)).lower()}") from error
    except (ValueError, RecursionError):
        raise PlanError(f"`{path}` is not JSON, so it is no snapshot", hint=_TAKE_ONE) from None


def _first_fault(value: Mapping[str, Value]) -> str | None:
    from deploy_cli.files.schemas import shipped
    from deploy_cli.files.validation import Validation

    validation = Validation(shipped(), {}, lambda section, item: None, reveal=False)
    if validation.accepts(SCHEMA, value):
        return None
    faults = (fault for fault in validation.faults(SCHEMA, value) if not fault.at_key)
    return next((fault.message for fault in faults), None)
