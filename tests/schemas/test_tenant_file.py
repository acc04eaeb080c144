"""`tenant.json` is made from the strict schemas, and accepts what may stand in the text of one file."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from jsonschema import Draft7Validator

from deploy_cli.files.editor import editor_schema, editor_text
from deploy_cli.files.place import Source
from deploy_cli.files.schemas import shipped
from deploy_cli.files.yaml import read
from tests.conftest import Golden

ROOT = Path(__file__).parents[2]
READ = [
    file
    for folder in ("tenants", "tests/cases", "tests/conversations")
    for file in sorted((ROOT / folder).rglob("*.yaml"))
    if not (file.parent / "refusal.txt").is_file()
]
SCHEMA = editor_schema(shipped())
CAREFUL = Draft7Validator(SCHEMA)
FAST = jsonschema_rs.Draft7Validator(SCHEMA)


def client(**fields: Any) -> dict[str, Any]:
    return {"clients": [{"name": "A", **fields}]}


def database(**options: Any) -> dict[str, Any]:
    return {"databases": [{"name": "A", "options": options}]}


ACCEPTED: dict[str, Any] = {
    "nothing": {},
    "a section that nobody has filled yet": {"clients": None, "tenant": None},
    "a keyword for a section": {"clients": "@@CLIENTS@@"},
    "a variable for a switch": client(oidc_conformant="$(var:strict)"),
    "a variable with a default for a number": client(par_request_expiry="$(var:expiry|30)"),
    "a variable for a list": client(callbacks="$(var:callbacks)"),
    "a variable for an object": client(refresh_token="$(var:tokens)"),
    "a variable for a word of several": client(app_type="$(var:kind)"),
    "a variable in an address": client(initiate_login_uri="$(var:shop)/login"),
    "a long reference for a short text": client(description="$(var:" + "x" * 200 + ")"),
    "a secret": client(client_secret="$(secret:SHOP)"),
    "a secret of a file": client(client_secret="$(secret-file:/run/secrets/shop)"),
    "keywords in quotes": client(sso="@@SSO@@", callbacks="##CALLBACKS##", app_type="##TYPE##"),
    "keywords that are comments": client(sso=None, callbacks=None, app_type=None, description=None),
    "a list that changes": client(**{"+callbacks": ["https://a.example"], "-web_origins": ["$(var:x)"]}),
    "a list of a section that changes": {"triggers": {"+post-login": [{"action_name": "A"}]}},
    "what is taken away is described": {
        "roles": [{"name": "A", "-permissions": [{"permission_name": "read:a"}]}]
    },
    "a list of variables that changes": {"environment": {"variables": {"+hosts": ["a.example"]}}},
    "a part of a block": client(refresh_token={"leeway": 3}),
    "a part of a connection": {"connections": [{"name": "google-oauth2", "options": {"email": True}}]},
    "a part of a grant that names its client elsewhere": {
        "clientGrants": [{"audience": "https://a.example"}]
    },
    "a rule that a reference may keep": client(
        refresh_token={"rotation_type": "rotating", "expiration_type": "$(var:kind)"}
    ),
    "a rule of which one half is elsewhere": client(refresh_token={"rotation_type": "rotating"}),
    "a policy by its half": {"refresh_token_policies": {"a": {"absolute_lifetime": "none"}}},
    "what is not managed yet": {"pages": [{"any": "thing"}]},
}

REFUSED: dict[str, tuple[Any, str]] = {
    "an unknown section": ({"clinets": []}, ""),
    "a variable for a section": ({"clients": "$(var:clients)"}, "clients"),
    "an unknown field": (client(calbacks=[]), "clients.0"),
    "an unknown field inside": (client(jwt_configuration={"algo": "RS256"}), "clients.0.jwt_configuration"),
    "a word that is not one of several": (client(app_type="spaa"), "clients.0.app_type"),
    "a text for a switch": (client(sso="yes"), "clients.0.sso"),
    "a text for a list": (client(callbacks="https://a.example"), "clients.0.callbacks"),
    "a secret for a number": (client(par_request_expiry="$(secret:X)"), "clients.0.par_request_expiry"),
    "a number for a text": (client(description=5), "clients.0.description"),
    "a number out of bounds": (client(par_request_expiry=5), "clients.0.par_request_expiry"),
    "a text that is too long": (client(description="x" * 141), "clients.0.description"),
    "a resource without a name": ({"clients": [{"app_type": "spa"}]}, "clients.0"),
    "a permission that is half": (
        {"roles": [{"name": "A", "permissions": [{"permission_name": "a"}]}]},
        "roles.0.permissions.0",
    ),
    "a permission that is half, and added": (
        {"roles": [{"name": "A", "+permissions": [{"permission_name": "a"}]}]},
        "roles.0.+permissions.0",
    ),
    "a change of what is no list": (client(**{"+name": ["A"]}), "clients.0"),
    "a change that is no list": (client(**{"+callbacks": "https://a.example"}), "clients.0.+callbacks"),
    "a change of a list with a wrong element": (
        {"tenant": {"+enabled_locales": ["english"]}},
        "tenant.+enabled_locales.0",
    ),
    "a broken rule": (
        client(refresh_token={"rotation_type": "rotating", "expiration_type": "non-expiring"}),
        "clients.0.refresh_token.expiration_type",
    ),
    "a broken rule about what must not be": (
        client(token_endpoint_auth_method=None, client_authentication_methods=None),
        "clients.0",
    ),
    "a broken rule about elements": (
        client(token_endpoint_auth_method="none", grant_types=["client_credentials"]),
        "clients.0.grant_types.0",
    ),
    "a broken rule about one of two": (
        {"clientGrants": [{"audience": "a", "client_id": "A", "default_for": "third_party_clients"}]},
        "clientGrants.0",
    ),
    "a broken rule deep inside": (
        database(attributes={"email": {"unique": False, "identifier": {"active": True}}}),
        "databases.0.options.attributes.email.identifier.active",
    ),
    "a broken rule about a number of elements": (
        {"clientGrants": [{"audience": "a", "allow_all_scopes": True, "scope": ["a"]}]},
        "clientGrants.0.scope",
    ),
    "a policy that never ends and rotates": (
        {
            "refresh_token_policies": {
                "a": {"rotation": "rotating", "absolute_lifetime": "none", "inactivity_lifetime": "none"}
            }
        },
        "refresh_token_policies.a",
    ),
    "a name of a variable with a dash": ({"environment": {"variables": {"a-b": 1}}}, "environment.variables"),
}


def test_the_file_is_made_from_the_strict_schemas(golden: Golden) -> None:
    golden(ROOT / "schemas" / "tenant.json", editor_text(shipped()))


def test_it_is_one_document_in_words_that_every_editor_knows() -> None:
    Draft7Validator.check_schema(SCHEMA)
    references = list(_references(SCHEMA))
    assert len(references) > 100
    for holder in references:
        assert list(holder) == ["$ref"]  # draft 7 ignores siblings
        assert isinstance(_followed(holder["$ref"]), dict)


def test_no_definition_is_left_over() -> None:
    used = {holder["$ref"].split("/")[2] for holder in _references(SCHEMA)}
    assert SCHEMA["definitions"].keys() - used == set()


@pytest.mark.parametrize("written", ACCEPTED.values(), ids=ACCEPTED)
def test_what_may_be_written_is_accepted(written: Any) -> None:
    assert [error.message for error in CAREFUL.iter_errors(written)] == []
    assert FAST.is_valid(written)


@pytest.mark.parametrize(("written", "where"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_for_certain_is_refused_where_it_is(written: Any, where: str) -> None:
    places = {".".join(map(str, error.absolute_path)) for error in CAREFUL.iter_errors(written)}
    assert places == {where}
    assert not FAST.is_valid(written)


@pytest.mark.parametrize("file", READ, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_what_the_tool_reads_is_accepted(file: Path) -> None:
    text = file.read_text("utf-8")
    written = read(Source(file, file.name, text), text).value
    assert written
    assert [f"{list(error.instance_path)}: {error.message}" for error in FAST.iter_errors(written)] == []


def test_the_official_sample_is_accepted_with_its_keywords(official_sample: Path) -> None:
    text = re.sub(r"(?<!['\"])(@@\w+@@)(?!['\"])", r"'\1'", official_sample.read_text("utf-8"))
    written = yaml.safe_load(text)
    assert "##" in json.dumps(written)
    assert [f"{error.instance_path}: {error.message}" for error in FAST.iter_errors(written)] == []


def test_only_what_people_write_is_offered() -> None:
    fields = SCHEMA["definitions"]["clients.resource"]["properties"]
    assert fields["tenant" if "tenant" in fields else "global"].get("doNotSuggest") is True
    assert "doNotSuggest" not in fields["callbacks"]
    assert SCHEMA["properties"]["pages"]["doNotSuggest"] is True


def _followed(reference: str) -> Any:
    found: Any = SCHEMA
    for step in reference.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def _references(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)
