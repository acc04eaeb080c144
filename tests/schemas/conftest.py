"""The recorded calls, and a judge who knows every schema by section."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
FILES = {"tenant": "tenantSettings", "tenant_file": "composed"}


@dataclass(frozen=True, slots=True)
class Call:
    """One recorded call that succeeded; `path` is what follows `/api/v2/`, `strategy` that of a connection."""

    place: str
    method: str
    path: str
    request: Any
    response: Any
    strategy: str | None

    @property
    def last(self) -> str:
        return self.path.rsplit("/", 1)[-1]


class Judge:
    """Judges a resource, or the document of a section that has only one, by the schema of its section."""

    def __init__(self) -> None:
        paths = (ROOT / "schemas").glob("*.json")
        self.documents: dict[str, dict[str, Any]] = {
            path.stem: json.loads(path.read_text("utf-8")) for path in paths
        }
        pairs = [(document["$id"], document) for document in self.documents.values()]
        self._fast = jsonschema_rs.Registry(pairs)
        self._careful: Registry[Any] = Registry().with_resources(
            [(name, Resource.from_contents(document)) for name, document in pairs]
        )
        self.fast = cache(self._fast_validator)
        self.careful = cache(self._careful_validator)

    def document(self, section: str) -> dict[str, Any]:
        """The schema of a section of the tenant file, or of `tenant_file`, the whole."""
        return self.documents[FILES.get(section, section)]

    def whole(self, section: str, value: Any) -> Any:
        """The value of the section that holds the one resource."""
        return [value] if self.document(section).get("type") == "array" else value

    def accepts(self, section: str, value: Any) -> bool:
        return self.fast(section).is_valid(self.whole(section, value))

    def accepts_carefully(self, section: str, value: Any) -> bool:
        return self.careful(section).is_valid(self.whole(section, value))

    def complaints(self, section: str, value: Any) -> list[str]:
        errors = self.fast(section).iter_errors(self.whole(section, value))
        return [f"{'.'.join(map(str, error.instance_path))}: {error.message[:300]}" for error in errors]

    def broken_rules(self, section: str, value: Any) -> set[str | None]:
        """The titles of the rules (the entries of an `allOf`) that the errors stem from; None for any other error."""
        errors = self.careful(section).iter_errors(self.whole(section, value))
        return {self._rule(section, list(error.absolute_schema_path)) for error in errors}

    def _rule(self, section: str, path: list[str | int]) -> str | None:
        """Follow the path of an error down the schemas; the engine leaves `$ref` and `if` out of it."""
        document: Any = self.document(section)
        schema, title = document, None
        for before, step in zip([None, *path], path, strict=False):
            while isinstance(schema, dict) and step not in schema and "$ref" in schema:
                file, _, pointer = schema["$ref"].partition("#")
                document = schema = self.documents[file.removesuffix(".json")] if file else document
                for key in pointer.split("/")[1:]:
                    schema = schema[key]
            schema = schema[step]
            if before == "allOf":
                title = schema.get("title")
        return title

    def _fast_validator(self, section: str) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(
            {"$ref": self.document(section)["$id"]}, registry=self._fast
        )

    def _careful_validator(self, section: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": self.document(section)["$id"]}, registry=self._careful)


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge()


@pytest.fixture(scope="session")
def recorded() -> tuple[Call, ...]:
    """Every recorded call that succeeded, in the order of the recordings."""
    path = SHARED / "recordings" / "interactions.jsonl"
    if not path.exists():
        pytest.skip("the recordings of the Management API are not beside the checkout")
    with path.open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["status"] < 300]
    strategies = dict(_strategies(rows))
    return tuple(_call(row, strategies) for row in rows)


@pytest.fixture(scope="session")
def api_schemas() -> Path:
    """The folder of Auth0's description of request bodies, one JSON Schema per resource and operation."""
    path = SHARED / "facts" / "management-api" / "schemas"
    if not path.exists():
        pytest.skip("the description of the Management API is not beside the checkout")
    return path


@pytest.fixture(scope="session")
def official_sample() -> Path:
    """A tenant file as the official Deploy CLI reads it."""
    path = SHARED / "samples" / "official-yaml" / "tenant.yaml"
    if not path.exists():
        pytest.skip("the sample of the official Deploy CLI is not beside the checkout")
    return path


@pytest.fixture(scope="session")
def faults(judge: Judge) -> Callable[[str, Any], list[str]]:
    """Give a function `(section, its value) -> dotted paths of the fields at fault`, sorted."""

    def find(section: str, value: Any) -> list[str]:
        errors = judge.careful(section).iter_errors(value)
        return sorted({path for error in errors for path in _places(error)})

    return find


def _places(error: ValidationError) -> list[str]:
    """The fields at fault; an unknown or a missing field counts as itself, not as the object it is in."""
    place = [str(step) for step in error.absolute_path]
    found: Any = error.instance
    schema: Any = error.schema
    if error.validator == "additionalProperties" and schema["additionalProperties"] is False:
        return [".".join([*place, name]) for name in found.keys() - schema["properties"].keys()]
    if error.validator == "required":
        return [".".join([*place, name]) for name in schema["required"] if name not in found]
    return [".".join(place)]


Seen = tuple[str, str]


def _strategies(rows: list[dict[str, Any]]) -> Iterator[tuple[Seen, str]]:
    """The strategy of each connection of each recording, by its id; writes to it do not repeat it."""
    for row in rows:
        answer = row["response"]
        for found in answer if isinstance(answer, list) else [answer]:
            if isinstance(found, dict) and "strategy" in found and "id" in found:
                yield (row["recording"], found["id"]), found["strategy"]


def _call(row: dict[str, Any], strategies: dict[Seen, str]) -> Call:
    path = row["path"].removeprefix("/api/v2/")
    head, _, rest = path.partition("/")
    strategy = strategies.get((row["recording"], rest.split("/")[0])) if head == "connections" else None
    place = f"{row['recording']}#{row['n']}"
    return Call(place, row["method"], path, row["request"], row["response"], strategy)
