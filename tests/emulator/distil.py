"""Distils the Management API's description to the facts that the emulator is driven by.

    python -m tests.emulator.distil FACTS OUT

FACTS is a folder with ``openapi.json``, ``endpoints.json`` (operations and statuses as observed) and
``schemas/`` (bodies corrected by recordings); OUT receives one file per first path segment, read lazily by
``deploy_cli.emulator.operation``. Names, types, bounds, statuses and scopes pass; sentences do not.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.emulator.corrections import (
    CORRECTED,
    KNOWN_QUERY,
    NEWER,
    PATH_FORMATS,
    UNDESCRIBED_BODIES,
    UNDESCRIBED_LISTS,
    UNDESCRIBED_QUERY,
    UNDESCRIBED_SCOPES,
    Json,
)

KEYWORDS = (
    *("type", "enum", "const", "format", "pattern", "minLength", "maxLength"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required"),
)
NESTED = ("items", "contains", "not")
OBJECT_WORDS = {"type", "properties", "required", "additionalProperties", "minProperties", "maxProperties"}
BRANCHES = ("oneOf", "anyOf", "allOf")
METHODS = ("get", "post", "put", "patch", "delete")
SUCCESS = "2"
PAGING = {"start", "limit", "total", "length", "next", "page", "per_page"}


def main(facts: Path, out: Path) -> None:
    """Write one file per first path segment, and ``scopes.json`` with every scope there is."""
    api = json.loads((facts / "openapi.json").read_text())
    observed = json.loads((facts / "endpoints.json").read_text())
    families: dict[str, Json] = {}
    scopes: set[str] = set()
    for name in sorted({*described(api), *observed, *UNDESCRIBED_SCOPES}, key=lambda n: n.split(" ")[::-1]):
        method, path = name.split(" ")
        family = families.setdefault(path.split("/")[1], {"operations": [], "schemas": {}})
        operation = Operation(api, observed.get(name, {}), facts / "schemas", family["schemas"])
        entry = operation.facts(method, path)
        family["operations"].append(entry)
        scopes.update(entry.get("scopes", ()))
    for stem, family in families.items():
        _write(out / f"{stem}.json", family)
    _write(out / "scopes.json", sorted(scopes))


def described(api: Json) -> Iterator[str]:
    """Every operation of the description as ``GET /clients/{id}``."""
    for path, methods in api["paths"].items():
        yield from (f"{method.upper()} {path}" for method in methods if method in METHODS)


class Operation:
    """What is known of one operation; schemas it refers to are collected in ``schemas``."""

    def __init__(self, api: Json, observed: Json, corrected: Path, schemas: Json) -> None:
        self.api, self.observed, self.corrected, self.schemas = api, observed, corrected, schemas

    def facts(self, method: str, path: str) -> Json:
        """One operation: what it needs, takes and answers."""
        name = f"{method} {path}"
        source: Json = self.api["paths"].get(path, {}).get(method.lower(), {})
        entry: Json = {"method": method, "path": path}
        if scopes := self._scopes(name, source):
            entry["scopes"] = scopes
        for place in ("path", "query"):
            if parameters := self._parameters(source, place):
                entry["parameters" if place == "path" else "query"] = parameters
        for extra in (*self.observed.get("observed_query", ()), *UNDESCRIBED_QUERY.get(name, ())):
            if extra != "include_totals" or "/actions/" not in path:
                entry.setdefault("query", {}).setdefault(extra, KNOWN_QUERY.get(extra, {}))
        if (body := self._body(name, source)) is not None:
            entry["body"] = body
            if source.get("requestBody", {"required": True}).get("required"):
                entry["needs_body"] = True
        formats: Json = next(
            (rule for above, rule in PATH_FORMATS.items() if f"{path}/".startswith(f"{above}/")), {}
        )
        entry |= {"parameters": entry.get("parameters", {}) | formats} if formats else {}
        entry |= self._answers(source)
        if name in UNDESCRIBED_LISTS:
            entry["list"] = {"key": UNDESCRIBED_LISTS[name], "styles": ["checkpoint"]}
        return entry

    def _scopes(self, name: str, source: Json) -> list[str]:
        for alternative in source.get("security", ()):
            if "oAuth2ClientCredentials" in alternative:
                return sorted(alternative["oAuth2ClientCredentials"])
        return [UNDESCRIBED_SCOPES[name]] if name in UNDESCRIBED_SCOPES else []

    def _parameters(self, source: Json, place: str) -> Json:
        found: Json = {}
        for parameter in source.get("parameters", ()):
            if parameter["in"] != place:
                continue
            schema = self._inline(self._distilled(parameter.get("schema", {}), self._named))
            if place == "query" and parameter.get("required"):
                schema["needed"] = True
            if place == "query" or set(schema) - {"type"}:
                found[parameter["name"]] = schema
        return found

    def _body(self, name: str, source: Json) -> Json | None:
        if name in CORRECTED:
            stem = CORRECTED[name]
            document = json.loads((self.corrected / f"{stem}.schema.json").read_text())
            return self._distilled(document, lambda ref: self._defined(stem, document["$defs"], ref))
        if name in UNDESCRIBED_BODIES:
            return dict(UNDESCRIBED_BODIES[name])
        content = source.get("requestBody", {}).get("content", {})
        for kind in ("application/json", "multipart/form-data", "text/html"):
            if kind in content:
                return self._distilled(content[kind].get("schema", {}), self._named)
        return None

    def _answers(self, source: Json) -> Json:
        entry: Json = {}
        responses: Json = source.get("responses", {})
        seen: dict[str, int] = self.observed.get("observed", {})
        good = [code for code in seen if code.startswith(SUCCESS)] or [
            c for c in responses if c[0] == SUCCESS
        ]
        entry["status"] = int(max(good, key=lambda code: seen.get(code, 0), default="200"))
        refused = [int(code) for code in responses if code[0] in "45" and code not in ("401", "429")]
        if refused:
            entry["refusals"] = sorted(refused)
        for code, response in responses.items():
            if code[0] == SUCCESS:
                schema = response.get("content", {}).get("application/json", {}).get("schema", {})
                if names := sorted(self._properties(schema)):
                    entry["answers"] = names
        if styles := _styles(self.observed.get("envelope") or []):
            entry["list"] = styles
        return entry

    def _properties(self, schema: Json, depth: int = 0) -> set[str]:
        if "$ref" in schema:
            schema = self.api["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        names = set(schema.get("properties", ()))
        if depth < 4:
            for branch in (branch for word in BRANCHES for branch in schema.get(word, ())):
                names |= self._properties(branch, depth + 1)
        return names

    def _named(self, ref: str) -> str:
        name = ref.rsplit("/", 1)[1]
        if name not in self.schemas:
            self.schemas[name] = {}
            self.schemas[name] = self._distilled(self.api["components"]["schemas"][name], self._named)
            for word, more in NEWER.get(name, {}).items():
                known = self.schemas[name].get(word, type(more)())
                known = [known] if isinstance(known, str) else known
                self.schemas[name][word] = [*known, *more] if isinstance(known, list) else {**known, **more}
        return name

    def _defined(self, stem: str, definitions: Json, ref: str) -> str:
        name = f"{stem}.{ref.rsplit('/', 1)[1]}"
        if name not in self.schemas:
            self.schemas[name] = {}
            self.schemas[name] = self._distilled(
                definitions[ref.rsplit("/", 1)[1]], lambda inner: self._defined(stem, definitions, inner)
            )
        return name

    def _inline(self, schema: Json) -> Json:
        return dict(self.schemas[schema["$ref"]]) if "$ref" in schema else schema

    def _distilled(self, schema: Any, named: Any) -> Json:
        if not isinstance(schema, dict):
            return {}
        kept: Json = {word: schema[word] for word in KEYWORDS if word in schema}
        if "$ref" in schema:
            return {"$ref": named(schema["$ref"])}
        if "pattern" in kept and not _compiles(kept["pattern"]):
            del kept["pattern"]
        for word in ("properties", "patternProperties"):
            if word in schema:
                kept[word] = {key: self._distilled(value, named) for key, value in schema[word].items()}
        extra = schema.get("additionalProperties", True)
        if extra is not True and extra != {}:
            kept["additionalProperties"] = extra if extra is False else self._distilled(extra, named)
        for word in NESTED:
            if word in schema:
                kept[word] = self._distilled(schema[word], named)
        for word in BRANCHES:
            if word in schema:
                kept[word] = [self._distilled(branch, named) for branch in schema[word]]
        return self._flat(kept)

    def _flat(self, schema: Json) -> Json:
        """All parts of an ``allOf`` as one object: each may only close what the others have added."""
        parts = [self._resolved(part) for part in schema.get("allOf", ())]
        if not parts or not all(part.keys() <= OBJECT_WORDS for part in parts):
            return schema
        flat: Json = {"type": "object"}
        for part in ({key: value for key, value in schema.items() if key != "allOf"}, *parts):
            for word, value in part.items():
                match word:
                    case "properties":
                        flat["properties"] = {**flat.get("properties", {}), **value}
                    case "required":
                        flat["required"] = list(dict.fromkeys([*flat.get("required", ()), *value]))
                    case _:
                        flat[word] = value
        return flat

    def _resolved(self, schema: Json) -> Json:
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"]]
        return schema


def _styles(envelopes: list[str]) -> Json:
    """``{start, limit, total, clients[]}`` and its like, as the list's key and its paging styles."""
    styles, key = [], None
    for envelope in envelopes:
        if envelope == "[...]":
            styles.append("array")
        elif (names := re.findall(r"\w+", envelope)) and set(names) - PAGING == {names_of_list(envelope)}:
            key = names_of_list(envelope)
            styles.append(
                "checkpoint" if "next" in envelope else "numbered" if "per_page" in envelope else "offset"
            )
    return ({"key": key} if key else {}) | {"styles": styles} if styles else {}


def names_of_list(envelope: str) -> str | None:
    """``clients`` of ``{start, limit, total, clients[]}``."""
    match = re.search(r"(\w+)\[\]", envelope)
    return match[1] if match else None


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _write(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, separators=(",", ":"), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
