"""Random tenants: resources drawn from the schemas, under hostile names, that refer to each other."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from hypothesis import strategies as st

from deploy_cli import resources
from deploy_cli.app.desired import divide
from deploy_cli.core.address import Address
from deploy_cli.core.diff import element_key
from deploy_cli.core.identity import name_of
from deploy_cli.core.path import found, mapped, pattern, without
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.tenant import DesiredTenant, Environment, TenantFiles, nowhere
from deploy_cli.files.conformity import Conformity
from deploy_cli.files.schemas import shipped
from deploy_cli.files.validation import Validation
from tests.properties.schemas import HOSTILE, texts, values

Sections = dict[str, Any]

CONFORMITY = Conformity(shipped(), resources.ALL)
VALIDATION = Validation(shipped(), resources.ALL, lambda section, item: None, reveal=False)
ANY_NAME = st.sampled_from(
    [text for text in HOSTILE if not {"<", ">", "\n"} & {*text}] + ["Storefront", "storefront"]
)
NAMES: Mapping[str, st.SearchStrategy[str]] = {
    "resourceServers": ANY_NAME,
    "actions": ANY_NAME,
    "clients": ANY_NAME,
    "organizations": st.sampled_from(["acme", "a_b-c", "012", "null"]),
    "connections": st.sampled_from(["social", "Work-1", "null"]),
    "databases": st.sampled_from(["users", "Staff-2", "true"]),
    "roles": ANY_NAME,
}
"""Names come from small pools, so that two tenants often share some. A resource comes after what it may refer to."""

DOCUMENTS = ("attackProtection", "branding", "emailTemplates", "tenant")
TRIGGER = "post-login"


ALWAYS_THERE: Mapping[str, tuple[str, ...]] = {
    "databases": ("options.authentication_methods", "options.passkey_options")
}
"""Fields that Auth0 fills in itself on every write: a null there is accepted, and clears nothing."""


class _Drawing:
    """A tenant in the making."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.sections: Sections = {}

    def names(self, *sections: str) -> list[str]:
        """Return the names that may be referred to."""
        key = {"resourceServers": "identifier"}
        return [
            body[key.get(section, "name")] for section in sections for body in self.sections.get(section, ())
        ]

    def one_of(self, names: list[str], _: Any) -> str:
        return self.draw(st.sampled_from(names))

    def some(self, names: list[str]) -> list[str]:
        return self.draw(st.lists(st.sampled_from(names), max_size=3, unique=True)) if names else []

    def collection(self, section: str) -> None:
        described = resources.ALL[section]
        assert isinstance(described, Collection)
        bodies = []
        for name in self.draw(st.lists(NAMES[section], max_size=3, unique=True)):
            drawn = self.draw(values(shipped().file_of(section), "#/$defs/resource"))
            drawn.pop("refresh_token_policy", None)
            body = self.referring(described, {**drawn, **self.typical(section), described.identity[0]: name})
            body, _ = CONFORMITY.conform(Address(section, name), distinct(described, body))
            body = clearable(section, body)
            fits = VALIDATION.accepts(f"{shipped().file_of(section)}#/$defs/resource", body)
            if fits and name_of(described, body) == name and all(body.get(key) for key in described.required):
                bodies.append(body)
        self.sections[section] = bodies

    def typical(self, section: str) -> dict[str, Any]:
        """Return the fields that have to fit each other, or other resources."""
        match section:
            case "actions":
                versions = [{"id": TRIGGER, "version": "v3"}]
                code = self.draw(texts(1))
                return {"supported_triggers": versions, "deployed": self.draw(st.booleans()), "code": code}
            case "roles":
                return {"permissions": self.draw(self.permissions())}
            case "organizations":
                connections = self.some(self.names("connections", "databases"))
                return {"connections": [{"name": name, "show_as_button": False} for name in connections]}
            case "connections" | "databases":
                return {"enabled_clients": self.some(self.names("clients"))}
            case _:
                return {}

    def permissions(self) -> st.SearchStrategy[list[dict[str, str]]]:
        scopes = [
            {"resource_server_identifier": server["identifier"], "permission_name": scope["value"]}
            for server in self.sections.get("resourceServers", ())
            for scope in server.get("scopes") or ()
        ]
        return st.lists(st.sampled_from(scopes), max_size=3, unique_by=str) if scopes else st.just([])

    def referring(self, described: ResourceType, body: dict[str, Any]) -> dict[str, Any]:
        """Make every reference one to something that is there; leave out those that cannot be."""
        for reference in described.references:
            there = self.names(*reference.to)
            if there:
                body = mapped(body, pattern(reference.field), partial(self.one_of, there))
            elif any(True for _ in found(body, pattern(reference.field))):
                body = {key: value for key, value in body.items() if key != pattern(reference.field)[0]}
        return body

    def grants(self) -> None:
        clients, servers = self.names("clients"), self.names("resourceServers")
        pairs = (
            self.draw(st.sets(st.tuples(st.sampled_from(clients), st.sampled_from(servers)), max_size=3))
            if clients and servers
            else set()
        )
        self.sections["clientGrants"] = [
            {"client_id": client, "audience": server, "scope": self.draw(st.sampled_from([[], ["read:it"]]))}
            for client, server in sorted(pairs)
        ]

    def triggers(self) -> None:
        ready = [body["name"] for body in self.sections.get("actions", ()) if body["deployed"]]
        bound = [{"action_name": name, "display_name": f"{name}!"} for name in self.some(ready)]
        self.sections["triggers"] = {TRIGGER: bound}

    def documents(self, section: str) -> None:
        described, file = resources.ALL[section], shipped().file_of(section)
        keyed = isinstance(described, Documents) and described.key_field is not None
        if not keyed:
            drawn = self.draw(values(file))
            parts = drawn.items() if isinstance(described, Documents) else [("", drawn)]
            cut = {
                key: CONFORMITY.conform(Address(section, key), distinct(described, body))[0]
                for key, body in parts
            }
            self.sections[section] = cut if isinstance(described, Documents) else cut[""]
        else:
            template = {
                "body": self.draw(texts(1)),
                "from": "",
                "subject": self.draw(texts()),
                "syntax": "liquid",
            }
            self.sections[section] = [
                {"template": "welcome_email", "enabled": self.draw(st.booleans()), **template}
            ]


def distinct(described: ResourceType, body: dict[str, Any]) -> dict[str, Any]:
    """Leave out the elements of keyed lists that could not be told from another one: files may not hold them."""
    keyed = {**described.keyed, **{child.field: child.key for child in described.children if child.key}}
    for text, key in keyed.items():

        def by_key(items: Any, key: tuple[str, ...] = key) -> Any:
            told = isinstance(items, list) and all(isinstance(item, dict) for item in items)
            return list({element_key(item, key): item for item in items}.values()) if told else items

        body = mapped(body, pattern(text), by_key)
    return body


def clearable(section: str, body: dict[str, Any]) -> dict[str, Any]:
    """Leave out the nulls that clear nothing."""
    for text in ALWAYS_THERE.get(section, ()):
        if any(value is None for _, value in found(body, pattern(text))):
            body = without(body, pattern(text))
    return body


@st.composite
def sections(draw: st.DrawFn) -> Sections:
    """Some sections of a tenant file, each with a few resources."""
    drawing = _Drawing(draw)
    for section in NAMES:
        if draw(st.booleans()):
            drawing.collection(section)
    if draw(st.booleans()):
        drawing.grants()
        drawing.triggers()
    for section in draw(st.sets(st.sampled_from(DOCUMENTS), max_size=2)):
        drawing.documents(section)
    return drawing.sections


def desired(made: Mapping[str, Any], *, prune: tuple[str, ...] = ()) -> DesiredTenant:
    """Return what files that hold these sections want."""
    files = TenantFiles(
        environment=Environment(name="drawn", domain="emulator", prune=prune),
        policies={},
        sections=made,
        locate=nowhere,
        digest="sha256:drawn",
    )
    return divide(files, resources.ALL)
