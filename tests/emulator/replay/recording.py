"""Recorded traffic: requests and answers of the real Management API, grouped by recording."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

BASE = "/api/v2"


@dataclass(frozen=True)
class Interaction:
    """One recorded request with its answer."""

    recording: str
    source: str
    n: int
    method: str
    path: str
    """Below ``/api/v2``, percent-encoded."""

    query: tuple[tuple[str, str], ...]
    request: Any
    status: int
    response: Any

    @property
    def family(self) -> str:
        """The first segment of the path."""
        return self.path.split("/")[1]

    @property
    def is_write(self) -> bool:
        """Whether the tenant may be another one afterwards."""
        return self.method != "GET"

    @property
    def passed_through_a_struct(self) -> bool:
        """Whether the recorder dropped unknown keys, nulls and error bodies of the answer."""
        return self.source == "terraform-provider" and self.family == "clients"


def load(path: Path) -> list[list[Interaction]]:
    """All recordings of a file, each in the order of its interactions."""
    lines = path.read_text(encoding="utf-8").splitlines()
    every = [_interaction(at, json.loads(line)) for at, line in enumerate(lines) if line.strip()]
    every.sort(key=lambda one: (one.source, one.recording, one.n))
    return [list(group) for _, group in groupby(every, key=lambda one: (one.source, one.recording))]


def _interaction(at: int, row: dict[str, Any]) -> Interaction:
    path, _, query = row["path"].partition("?")
    return Interaction(
        recording=row.get("recording", ""),
        source=row.get("source", ""),
        n=row.get("n", at),
        method=row["method"].upper(),
        path=path.removeprefix(BASE),
        query=(*parse_qsl(query, keep_blank_values=True), *_pairs(row.get("query"))),
        request=row.get("request"),
        status=int(row["status"]),
        response=row.get("response"),
    )


def _pairs(query: Any) -> Iterator[tuple[str, str]]:
    """The query, written as pairs, as an object or as text."""
    if isinstance(query, str):
        yield from parse_qsl(query.removeprefix("?"), keep_blank_values=True)
        return
    rows = query.items() if isinstance(query, dict) else query or ()
    for name, value in rows:
        for one in value if isinstance(value, list) else [value]:
            yield name, str(one)
