"""The operations of the Management API, as the distilled description has them, read family by family."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from deploy_cli.emulator.values import Json, Object

FOLDER = Path(__file__).with_name("operations")
FAMILY = re.compile(r"[a-z][a-z-]*")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path template."""

    method: str
    path: str
    status: int
    """The status of success, as observed where it was."""

    scopes: tuple[str, ...] = ()
    """Any one of these admits the caller; none means nobody is turned away."""

    parameters: Mapping[str, Object] = field(default_factory=dict)
    """Schemas of those parts of the path that not every text fits."""

    query: Mapping[str, Object] = field(default_factory=dict)
    body: Object | None = None
    needs_body: bool = False
    refusals: tuple[int, ...] = ()
    answers: tuple[str, ...] = ()
    """Names of the top-level fields of the answer."""

    key: str | None = None
    """The field that holds the items of a list."""

    styles: tuple[str, ...] = ()
    """How a list pages: ``array``, ``offset``, ``checkpoint``, ``numbered``."""

    schemas: Mapping[str, Object] = field(default_factory=dict)
    """What the schemas refer to, by name."""

    @property
    def name(self) -> str:
        """``GET /clients/{id}``."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Match:
    """An operation with the values that a request's path gave its parameters, in order."""

    operation: Operation
    values: tuple[str, ...]


def match(method: str, path: str) -> Match | None:
    """The operation that ``path`` (below ``/api/v2``, still percent-encoded) asks for.

    A literal segment wins over a parameter: ``/custom-domains/default`` is no custom domain.
    """
    segments = path.removeprefix("/").split("/")
    best: tuple[tuple[bool, ...], Match] | None = None
    for operation in family(segments[0]):
        template = operation.path[1:].split("/")
        if operation.method != method or len(template) != len(segments):
            continue
        literal = tuple(not part.startswith("{") for part in template)
        if all(
            part == given for part, given, fixed in zip(template, segments, literal, strict=True) if fixed
        ):
            values = tuple(unquote(s) for s, fixed in zip(segments, literal, strict=True) if not fixed)
            if all(values) and (best is None or literal > best[0]):
                best = literal, Match(operation, values)
    return best[1] if best else None


@cache
def family(name: str) -> Sequence[Operation]:
    """All operations whose path starts with ``/name``; none if there is no such thing."""
    if not FAMILY.fullmatch(name) or name == "scopes":
        return ()
    source = FOLDER / f"{name}.json"
    try:
        document = json.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(_operation(entry, document["schemas"]) for entry in document["operations"])


def families() -> Iterator[str]:
    """Every first path segment there is."""
    yield from (source.stem for source in FOLDER.glob("*.json") if source.stem != "scopes")


@cache
def all_scopes() -> tuple[str, ...]:
    """Every scope that some operation asks for, in alphabetical order."""
    return tuple(json.loads((FOLDER / "scopes.json").read_text(encoding="utf-8")))


def _operation(entry: Object, schemas: Mapping[str, Object]) -> Operation:
    listed: Mapping[str, Json] = entry.get("list", {})
    return Operation(
        method=entry["method"],
        path=entry["path"],
        status=entry["status"],
        scopes=tuple(entry.get("scopes", ())),
        parameters=entry.get("parameters", {}),
        query=entry.get("query", {}),
        body=entry.get("body"),
        needs_body=entry.get("needs_body", False),
        refusals=tuple(entry.get("refusals", ())),
        answers=tuple(entry.get("answers", ())),
        key=listed.get("key"),
        styles=tuple(listed.get("styles", ())),
        schemas=schemas,
    )
