"""The schemas are valid, closed, described, resolvable offline, and judged alike by both engines."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = Path(__file__).parents[2] / "schemas"
BASE = "https://deploy-cli.dev/schemas/"
DOCUMENTS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted(FOLDER.glob("*.json"))
    if path.stem != "tenant"  # made from the others; see test_tenant_file.py
}
LOGIC = {"allOf", "anyOf", "oneOf", "if", "then", "else", "not", "dependentSchemas"}
Node = tuple[str, dict[str, Any]]

NOT_OF_TENANTS = {"faults", "plan", "recommendation", "report", "snapshot"}
"""What the tool writes or reads beside tenant files."""


def nodes(schema: object, where: str, *, rules: bool = True) -> Iterator[Node]:
    """Every subschema with its place; without `rules`, those that only combine or forbid are left out."""
    if not isinstance(schema, dict):
        return
    yield where, schema
    for key in ("properties", "patternProperties", "$defs"):
        for name, child in schema.get(key, {}).items():
            yield from nodes(child, f"{where}/{key}/{name}", rules=rules)
    for key in ("items", "additionalProperties", "propertyNames"):
        yield from nodes(schema.get(key), f"{where}/{key}", rules=rules)
    if rules:
        for key in sorted(LOGIC & schema.keys()):
            yield from _combined(schema[key], f"{where}/{key}")


def _combined(value: object, where: str) -> Iterator[Node]:
    if isinstance(value, list):
        for index, child in enumerate(value):
            yield from nodes(child, f"{where}/{index}")
    elif where.endswith("dependentSchemas") and isinstance(value, dict):
        for name, child in value.items():
            yield from nodes(child, f"{where}/{name}")
    else:
        yield from nodes(value, where)


def everywhere(*, rules: bool = True) -> Iterator[Node]:
    for name, document in DOCUMENTS.items():
        yield from nodes(document, name, rules=rules)


def target(name: str, reference: str) -> dict[str, Any]:
    """The subschema that a `$ref` in the file `name` points to; a KeyError where there is none."""
    url, pointer = urldefrag(urljoin(DOCUMENTS[name]["$id"], reference))
    found: Any = next(document for document in DOCUMENTS.values() if document["$id"] == url)
    for step in pointer.split("/")[1:]:
        found = found[step.replace("~1", "/").replace("~0", "~")]
    assert isinstance(found, dict)
    return found


def described(name: str, schema: dict[str, Any]) -> bool:
    """Whether the subschema, or else what its `$ref` leads to, has a description."""
    while not schema.get("description") and "$ref" in schema:
        reference = schema["$ref"]
        schema = target(name, reference)
        name = reference.split("#")[0].removesuffix(".json") or name
    return bool(schema.get("description"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_schema_is_valid_and_named_after_its_file(name: str) -> None:
    document = DOCUMENTS[name]
    Draft202012Validator.check_schema(document)
    assert document["$schema"] == Draft202012Validator.META_SCHEMA["$schema"]
    assert document["$id"] == f"{BASE}{name}.json"
    assert document["title"]
    assert document["description"]


@pytest.mark.parametrize("name", sorted(DOCUMENTS.keys() - NOT_OF_TENANTS - {"composed"}))
def test_one_resource_can_be_validated_alone(name: str) -> None:
    assert "resource" in DOCUMENTS[name]["$defs"]


def test_every_reference_is_relative_and_resolves_without_a_network() -> None:
    references = [(where, schema["$ref"]) for where, schema in everywhere() if "$ref" in schema]
    assert len(references) > 20
    for where, reference in references:
        assert not reference.startswith("http"), where
        assert target(where.split("/")[0], reference), where


def test_every_field_is_described() -> None:
    bare = [
        f"{where}/properties/{field}"
        for where, schema in everywhere(rules=False)
        for field, child in schema.get("properties", {}).items()
        if not described(where.split("/")[0], child)
    ]
    assert bare == []


def test_every_rule_says_in_words_what_it_wants() -> None:
    rules = [(where, rule) for where, schema in everywhere() for rule in schema.get("allOf", [])]
    assert rules
    silent = [
        where
        for where, rule in rules
        if not (rule.get("title") and rule.get("description")) and "errorMessage" not in json.dumps(rule)
    ]
    assert silent == []


def test_every_object_says_whether_other_fields_are_allowed() -> None:
    open_ended = [
        where
        for where, schema in everywhere(rules=False)
        if "properties" in schema and "additionalProperties" not in schema
    ]
    assert open_ended == []


def test_what_is_open_is_open_on_purpose() -> None:
    """Auth0 passes the settings of addons and of connections on as they are; everything else is closed."""
    lax = [
        where
        for where, schema in everywhere(rules=False)
        if "properties" in schema and schema["additionalProperties"] is True
    ]
    allowed = re.compile(r"clients/.*/addons/properties/.*|(?:connections|databases)/.*options.*")
    assert [where for where in lax if not allowed.fullmatch(where)] == []


def test_defaults_and_examples_are_valid() -> None:
    registry = Registry().with_resources(
        [(document["$id"], Resource.from_contents(document)) for document in DOCUMENTS.values()]
    )
    wrong = []
    for where, schema in everywhere():
        name, _, pointer = where.partition("/")
        validator = Draft202012Validator(
            {"$ref": f"{BASE}{name}.json#/{pointer}".rstrip("/")}, registry=registry
        )
        for value in [*schema.get("examples", []), *([schema["default"]] if "default" in schema else [])]:
            wrong += [f"{where}: {value!r}: {error.message}" for error in validator.iter_errors(value)]
    assert wrong == []


HOSTILE = (
    "", "x", "a" * 40, "a\n", "\na", "a b", "#fff", "#0059d6\n", "https://a.example/", "http://a.example",
    "com.app://cb", "3s", "30d", "1y\n", "٣s", "none", "30%", "100%", "101%", "emulator", "localhost:8443",
    "a.b-c.example", "-a.example", "a..b", "Ünïcode", "auth0:confidential", "<b>", "a" * 300, "::1", "10.0.0.0/8",
    "con_1", "{{ x }}", "$(var:x)", "1.2.3", "UTC", "en", "pt-BR", "a@b.example", "A Name <a@b.example>",
)  # fmt: skip


def test_both_engines_read_every_pattern_alike() -> None:
    patterns = {
        (schema["pattern"], json.dumps(schema.get("not")))
        for _, schema in everywhere()
        if "pattern" in schema
    }
    assert len(patterns) > 10
    for pattern, refused in patterns:
        schema = {"pattern": pattern} | ({"not": json.loads(refused)} if refused != "null" else {})
        fast = jsonschema_rs.Draft202012Validator(schema)
        careful = Draft202012Validator(schema)
        for text in HOSTILE:
            assert fast.is_valid(text) == careful.is_valid(text), (pattern, text)


def test_no_pattern_takes_long() -> None:
    """Patterns are linear: a text made to send a backtracking engine astray is judged at once."""
    patterns = {schema["pattern"] for _, schema in everywhere() if "pattern" in schema}
    for pattern in sorted(patterns):
        compiled = re.compile(pattern)
        start = time.process_time()
        for piece in ("a", "a.", "a-", "0", "aA0", "https://", ":", "/", " ", "#"):
            compiled.search(piece * 2000 + "\x00!")
        assert time.process_time() - start < 1, pattern


def test_the_composed_tenant_knows_every_section() -> None:
    sections = DOCUMENTS["composed"]["properties"]
    referred = {schema["$ref"].removesuffix(".json") for schema in sections.values() if "$ref" in schema}
    assert referred == DOCUMENTS.keys() - NOT_OF_TENANTS - {"composed", "lifecycle"}
    assert not any(schema.get("$ref") and schema.get("x-unsupported") for schema in sections.values())
    assert DOCUMENTS["composed"]["additionalProperties"] is False
