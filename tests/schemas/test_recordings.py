"""Every write that Auth0 is known to have accepted is accepted by the schema of its section."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.schemas.conftest import Call, Judge

Value = dict[str, Any]
Shape = Callable[["Call"], Value]


def itself(call: Call) -> Value:
    return dict(call.request)


def under(field: str) -> Shape:
    return lambda call: {field: call.request}


def among(field: str, identity: Value, **renamed: str) -> Shape:
    """The body as one element of the list `field`; ids become the names that stand in tenant files."""
    return lambda call: {
        field: [identity | {renamed.get(key, key): value for key, value in call.request.items()}]
    }


def credential(call: Call) -> Value:
    methods = {
        "public_key": "private_key_jwt",
        "cert_subject_dn": "tls_client_auth",
        "x509_cert": "self_signed_tls_client_auth",
    }
    method = methods[call.request["credential_type"]]
    return {"client_authentication_methods": {method: {"credentials": [call.request]}}}


def organization(call: Call) -> Value:
    body = dict(call.request)
    if "enabled_connections" in body:
        body["connections"] = [
            {"name" if key == "connection_id" else key: value for key, value in connection.items()}
            for connection in body.pop("enabled_connections")
        ]
    return body


def action(call: Call) -> Value:
    return {"deployed" if key == "deploy" else key: value for key, value in call.request.items()}


def bindings(call: Call) -> Value:
    """The list of `PATCH …/bindings`, which refers to actions by `{type, value}`."""
    return {
        call.path.split("/")[2]: [
            {key: value for key, value in binding.items() if key != "ref"}
            | {"action_name": binding["ref"]["value"]}
            for binding in call.request["bindings"]
        ]
    }


def enabled_clients(call: Call) -> Value:
    return {"enabled_clients": [client["client_id"] for client in call.request if client["status"]]}


def synchronized_groups(call: Call) -> Value:
    return {"directory_provisioning_configuration": {"synchronized_groups": call.request["groups"]}}


def login_template(call: Call) -> Value:
    body = call.request if isinstance(call.request, str) else call.request["template"]
    return {"templates": [{"template": "universal_login", "body": body}]}


def email_template(call: Call) -> Value:
    return {"template": call.last} | dict(call.request)


def protection(call: Call) -> Value:
    """One of the five documents, whose keys are the last part of their path in camel case."""
    first, *rest = call.last.split("-")
    return {first + "".join(word.capitalize() for word in rest): call.request}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the body of a write stands in a tenant file."""

    methods: str
    path: str
    section: str
    shape: Shape = itself

    def takes(self, call: Call) -> bool:
        return call.method in self.methods.split() and bool(re.fullmatch(self.path, call.path))


ENDPOINTS = (
    Endpoint("POST PATCH", r"clients(?:/[^/]+)?", "clients"),
    Endpoint("POST", r"clients/cimd/register", "clients"),
    Endpoint("POST", r"clients/[^/]+/credentials", "clients", credential),
    Endpoint("POST PATCH", r"resource-servers(?:/[^/]+)?", "resourceServers"),
    Endpoint("POST PATCH", r"client-grants(?:/[^/]+)?", "clientGrants"),
    Endpoint("POST PATCH", r"roles(?:/[^/]+)?", "roles"),
    Endpoint("POST DELETE", r"roles/[^/]+/permissions", "roles"),
    Endpoint("POST PATCH", r"organizations(?:/[^/]+)?", "organizations", organization),
    Endpoint(
        "POST PATCH",
        r"organizations/[^/]+/(?:enabled_)?connections(?:/[^/]+)?",
        "organizations",
        among("connections", {"name": "a-connection"}, connection_id="name"),
    ),
    Endpoint(
        "POST PATCH",
        r"organizations/[^/]+/discovery-domains(?:/[^/]+)?",
        "organizations",
        among("discovery_domains", {"domain": "acme.example"}),
    ),
    Endpoint(
        "POST",
        r"organizations/[^/]+/client-grants",
        "organizations",
        among("client_grants", {}, grant_id="client_id"),
    ),
    Endpoint("POST", r"organizations/[^/]+/clients", "organizations"),
    Endpoint("POST PATCH", r"actions/actions(?:/[^/]+)?", "actions", action),
    Endpoint("PATCH", r"actions/triggers/[^/]+/bindings", "triggers", bindings),
    Endpoint("POST PATCH", r"connections(?:/[^/]+)?", "connections"),
    Endpoint("PATCH", r"connections/[^/]+/clients", "connections", enabled_clients),
    Endpoint(
        "POST PATCH", r"connections/[^/]+/scim-configuration", "connections", under("scim_configuration")
    ),
    Endpoint(
        "POST PATCH",
        r"connections/[^/]+/directory-provisioning",
        "connections",
        under("directory_provisioning_configuration"),
    ),
    Endpoint(
        "PUT POST DELETE",
        r"connections/[^/]+/directory-provisioning/synchronized-groups",
        "connections",
        synchronized_groups,
    ),
    Endpoint("PATCH", r"tenants/settings", "tenant"),
    Endpoint("PATCH", r"branding", "branding"),
    Endpoint("PUT", r"branding/templates/universal-login", "branding", login_template),
    Endpoint("POST", r"email-templates", "emailTemplates"),
    Endpoint("PATCH PUT", r"email-templates/[^/]+", "emailTemplates", email_template),
    Endpoint("PATCH", r"attack-protection/[^/]+", "attackProtection", protection),
)
NOT_IN_FILES = (
    r"POST clients/cimd/preview",  # reads only
    r"PATCH clients/[^/]+/credentials/[^/]+",  # the end of a credential, found by its id
    r"(?:POST|DELETE) organizations/[^/]+/members.*",  # people, not settings
    r"DELETE organizations/[^/]+/clients",  # a list of ids to take away
    r"POST connections/[^/]+/scim-configuration/tokens",  # makes a secret
    r"DELETE (?:clients|roles|organizations|connections|actions/actions)/[^/]+",
    r"POST actions/actions/[^/]+/deploy",
    r".* actions/modules.*",
    r".* branding/(?:phone|themes).*",
)
IDENTITY: dict[str, Value] = {
    "clients": {"name": "A client"},
    "resourceServers": {"identifier": "https://api.example"},
    "clientGrants": {"client_id": "A client", "audience": "https://api.example"},
    "roles": {"name": "A role"},
    "organizations": {"name": "an-organization"},
    "actions": {"name": "An action"},
    "connections": {"name": "a-connection"},
    "databases": {"name": "a-database"},
    "emailTemplates": {},
}
FREE_FORM = (
    r"clients\.addons\..*|clients\.jwt_configuration\.scopes"
    r"|resourceServers\.authorization_details\[\].*|connections\.options\.subject"
)
SINGLE = ("tenant", "branding", "attackProtection", "triggers")


def placed(call: Call, endpoint: Endpoint) -> tuple[str, Value]:
    """The section of the tenant file in which the body stands, and the resource it is there."""
    value = endpoint.shape(call)
    section = endpoint.section
    if section == "connections":
        value = ({"strategy": call.strategy} if call.strategy else {}) | value
        section = "databases" if value.get("strategy") == "auth0" else section
    return section, identified(section, value)


def identified(section: str, value: Value) -> Value:
    """The resource with what identifies it, which a body or an answer may leave to the path."""
    identity = IDENTITY.get(section, {})
    if "default_for" in value:
        identity = {key: name for key, name in identity.items() if key != "client_id"}
    return identity | value


Write = tuple[str, Value, "Call"]


@pytest.fixture(scope="session")
def writes(recorded: tuple[Call, ...]) -> list[Write]:
    """Every recorded write to a type that tenant files hold: its section, the resource, the call."""
    return [
        (*placed(call, endpoint), call)
        for call in recorded
        for endpoint in ENDPOINTS
        if call.request is not None and endpoint.takes(call)
    ]


SECTIONS = sorted({*IDENTITY, *SINGLE})


@pytest.mark.parametrize("section", SECTIONS)
def test_every_write_that_auth0_accepted_is_accepted(section: str, writes: list[Write], judge: Judge) -> None:
    cases = [(value, call.place) for place, value, call in writes if place == section]
    assert cases
    refused = {place: judge.complaints(section, value) for value, place in cases}
    assert {place: found for place, found in refused.items() if found} == {}


@pytest.mark.parametrize("section", SECTIONS)
def test_both_engines_agree_on_what_was_recorded(section: str, writes: list[Write], judge: Judge) -> None:
    for place, value, call in writes:
        if place == section:
            assert judge.accepts_carefully(section, value), call.place
            assert not judge.accepts_carefully(section, value | {"no_such_field": 1}), call.place


def misspelt(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """The value with a field nobody knows, at each of its levels in turn, and the place of that level."""
    if isinstance(value, dict):
        yield where, value | {"no_such_field": {"a": [1]}}
        for key, child in value.items():
            yield from ((place, value | {key: worse}) for place, worse in misspelt(child, f"{where}.{key}"))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            for place, worse in misspelt(child, where + "[]"):
                yield place, [*value[:index], worse, *value[index + 1 :]]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_misspelt_field_is_refused_at_every_level(section: str, writes: list[Write], judge: Judge) -> None:
    """Except where Auth0 itself passes on whatever it is given."""
    accepted = {
        section + place
        for written, value, _ in writes
        if written == section
        for place, worse in misspelt(value)
        if judge.accepts(section, worse)
    }
    assert {place for place in accepted if not re.fullmatch(FREE_FORM, place)} == set()


@pytest.mark.parametrize("section", sorted(IDENTITY))
def test_what_a_create_needs_was_in_every_create(section: str, writes: list[Write], judge: Judge) -> None:
    """`x-required-on-create` asks for no more than Auth0 does."""
    needed = set(judge.document(section)["$defs"]["resource"]["x-required-on-create"])
    made = [
        value
        for place, value, call in writes
        if place == section and call.method == "POST" and re.fullmatch(r"[a-z-]+|actions/actions", call.path)
    ]
    assert [value for value in made if not needed <= value.keys()] == []


def test_no_recorded_write_is_passed_over(recorded: tuple[Call, ...]) -> None:
    """A write to one of these types has its place in the files, or a reason why it has none."""
    roots = {re.split(r"[/(]", endpoint.path)[0] for endpoint in ENDPOINTS}
    strays = {
        f"{call.method} {call.path}"
        for call in recorded
        if call.method != "GET" and call.request is not None and call.path.split("/")[0] in roots
        if not any(endpoint.takes(call) for endpoint in ENDPOINTS)
    }
    assert {stray for stray in strays if not any(re.fullmatch(path, stray) for path in NOT_IN_FILES)} == set()
