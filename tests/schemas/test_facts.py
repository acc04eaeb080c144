"""The schemas hold what Auth0's own description of the API says: every field, word, bound and null."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.schemas.conftest import Judge

Schema = dict[str, Any]
BOUNDS = (
    "maximum",
    "maxLength",
    "maxItems",
    "maxProperties",
    "minimum",
    "minLength",
    "minItems",
    "minProperties",
)
DESCRIPTIONS = {
    "clients": "clients",
    "resourceServers": "resource-servers",
    "clientGrants": "client-grants",
    "roles": "roles",
    "organizations": "organizations",
    "actions": "actions",
    "tenant": "tenant-settings",
    "branding": "branding",
    "emailTemplates": "email-templates",
    "connections": "connections",
    "databases": "connections",
}
ON_PURPOSE = {
    "clients.app_type: enum",  # `b2b_integration` is younger than the description
    "organizations.enabled_connections: missing",  # files say `connections`
    "actions.deploy: missing",  # files say `deployed`
    "actions.supported_triggers[].id: enum",  # tenants list `mcp-tool`, which the description does not know
    "actions.supported_triggers[].binding_policy: enum",  # read-only
    "tenant.session_lifetime: minimum",  # lifetimes set in minutes are answered in parts of an hour
    "tenant.idle_session_lifetime: minimum",
    "tenant.ephemeral_session_lifetime: minimum",
    "tenant.idle_ephemeral_session_lifetime: minimum",
    "tenant.country_codes.list[]: minLength",  # its pattern says two letters
    "connections.strategy: enum",  # `auth0` has a section of its own
    "databases.strategy: enum",
}
ROUGH = {"connections.options", "databases.options"}
"""One bag of the options of all strategies in the description; the schemas tell them apart."""


@pytest.mark.parametrize(("section", "name"), DESCRIPTIONS.items())
def test_nothing_that_can_be_written_is_missing_or_laxer(
    section: str, name: str, judge: Judge, api_schemas: Path
) -> None:
    own = judge.document(section)["$defs"]
    described = list(descriptions(api_schemas, name))
    assert described
    found = {
        difference
        for definitions, fact in described
        for difference in differences(fact, definitions, own["resource"], own, section)
    }
    assert found - ON_PURPOSE == set()


@pytest.mark.parametrize("definition", ["public_key", "subject_dn", "certificate"])
def test_credentials_are_those_of_the_credentials_endpoint(
    definition: str, judge: Judge, api_schemas: Path
) -> None:
    fact = json.loads((api_schemas / "client-credentials.create.schema.json").read_text("utf-8"))
    ours = judge.document("clients")["$defs"][definition]["properties"]
    known = {name: child for name, child in fact["properties"].items() if name in ours}
    assert {"name", "credential_type", "pem"} <= known.keys()
    for name in known.keys() - {"credential_type", "pem"}:
        assert list(differences(known[name], fact["$defs"], ours[name], {}, name)) == []


def descriptions(folder: Path, name: str) -> Iterator[tuple[Schema, Schema]]:
    """What a PATCH takes, and what only a POST takes, each with the definitions it refers to."""
    update, _ = plain(*_loaded(folder / f"{name}.update.schema.json"))
    yield update["$defs"], {key: value for key, value in update.items() if key != "minProperties"}
    path = folder / f"{name}.create.schema.json"
    if path.exists():
        create, _ = plain(*_loaded(path))
        only = {key: child for key, child in create["properties"].items() if key not in update["properties"]}
        yield create["$defs"], {"properties": only}


def _loaded(path: Path) -> tuple[Schema, Schema]:
    document: Schema = {"$defs": {}, **json.loads(path.read_text("utf-8"))}
    return document, document["$defs"]


def plain(schema: Schema, definitions: Schema) -> tuple[Schema, bool]:
    """The schema without references and alternatives, and whether it takes null."""
    while "$ref" in schema:
        referred = definitions[schema["$ref"].rpartition("/")[2]]
        schema = {**referred, **{key: value for key, value in schema.items() if key != "$ref"}}
    kinds = schema.get("type", [])
    nullable = "null" in kinds if isinstance(kinds, list) else kinds == "null"
    alternatives = [plain(each, definitions) for each in schema.get("anyOf", ())]
    solid = [each for each, _ in alternatives if each.get("type") != "null"]
    if len(solid) == 1:
        schema = {**schema, **solid[0]}
    return schema, nullable or any(null for _, null in alternatives) or None in schema.get("enum", ())


def differences(fact: Schema, facts: Schema, ours: Schema, own: Schema, where: str) -> Iterator[str]:
    """What the description says and the schema does not; the schema may be stricter where it is silent."""
    fact, fact_null = plain(fact, facts)
    ours, our_null = plain(ours, own)
    if fact_null and not our_null:
        yield f"{where}: null"
    words = {*fact.get("enum", ())} - {None}
    if words and words != {*ours.get("enum", ())} - {None}:
        yield f"{where}: enum"
    if not words:
        yield from (
            f"{where}: {bound}" for bound in BOUNDS if fact.get(bound) and fact[bound] != ours.get(bound)
        )
    for name, child in fact.get("properties", {}).items():
        place = f"{where}.{name}"
        if name not in ours.get("properties", {}):
            yield f"{place}: missing"
        elif place not in ROUGH:
            yield from differences(child, facts, ours["properties"][name], own, place)
    if "items" in fact and "items" in ours:
        yield from differences(fact["items"], facts, ours["items"], own, where + "[]")
