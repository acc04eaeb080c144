"""A lint over all resource types: complete, sorted, and of one mind with the schemas."""

import ast
import inspect
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from deploy_cli import resources
from deploy_cli.core.path import Pattern, below, pattern
from deploy_cli.core.references import references_of
from deploy_cli.core.resource_type import Collection, Documents, ResourceType, Singleton, Uploaded
from deploy_cli.files.schemas import shipped
from tests.resources.schema_paths import Field, agrees, fields, resource_schema, written

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy_cli" / "resources"
MODULES = sorted(path for path in FOLDER.glob("*.py") if path.name != "__init__.py")
every_type = pytest.mark.parametrize("described", resources.ALL.values(), ids=resources.ALL)

BY_A_HOOK = {
    "clients": ("client_authentication_methods.*.credentials", "signed_request_object.credentials"),
    "tenant": (
        "ephemeral_session_lifetime_in_minutes",
        "idle_ephemeral_session_lifetime_in_minutes",
        "idle_session_lifetime_in_minutes",
        "session_lifetime_in_minutes",
    ),
}
"""Fields that the API never gives back, for which a hook makes something comparable of what it gives."""

ORDERED = {
    "clients": {
        "addons.samlp.mappings.*": "the first claim that has a value is taken",
        "addons.samlp.nameIdentifierProbes": "tried in this order",
        "addons.sharepoint.external_url": "no statement anywhere that order has no meaning",
    },
    "connections": {
        "options.assertion_decryption_settings.algorithm_exceptions": "nothing says that order has no meaning",
        "options.certs": "the first is the one in use",
        "options.fieldsMap.*": "the first attribute that has a value is taken",
        "options.prev_thumbprints": "in the order in which they were replaced",
        "options.thumbprints": "the first is the one in use",
    },
    "databases": {"options.precedence": "identifiers are tried in this order"},
    "tenant": {
        "enabled_locales": "the first is the default",
        "security_headers.content_security_policy.policies": "headers are sent in this order",
        "security_headers.content_security_policy.reporting_infrastructure.report_to.endpoints": "by priority",
    },
    "triggers": {"bindings": "actions run in this order"},
}
"""Lists whose order means something, or may; every other list is a set or keyed."""

SETS_BY_THE_FACTS = {
    "actions": ["secrets", "dependencies"],
    "attackProtection": ["shields", "admin_notification_frequency", "allowlist"],
    "clientGrants": ["scope", "authorization_details_types"],
    "clients": [
        "callbacks",
        "allowed_clients",
        "allowed_logout_urls",
        "allowed_origins",
        "web_origins",
        "grant_types",
        "client_aliases",
        "organization_discovery_methods",
    ],
    "connections": ["options.scope", "options.domain_aliases", "enabled_clients"],
    "databases": ["enabled_clients"],
    "organizations": ["connections"],
    "resourceServers": ["scopes", "authorization_details"],
    "roles": ["permissions"],
}
"""Lists whose order Auth0 does not keep, or does not care about (section 3 of the facts about quirks)."""


def patterns(described: ResourceType) -> Iterator[tuple[str, str]]:
    """Every pattern of a descriptor that tenant files may use, with what it is for."""
    for purpose in (
        "create_only",
        "file_only",
        "former_names",
        "keyed",
        "merged",
        "required",
        "secret",
        "sets",
        "texts",
        "unmanaged",
        "update_only",
        "write_only",
    ):
        yield from ((purpose, text) for text in getattr(described, purpose))
    yield from (("references", reference.field) for reference in references_of(described))
    for child in described.children:
        yield "children", child.field
        yield from (("children", f"{child.field}[].{name}") for name in (*child.key, *child.fields))
    if isinstance(described, Collection):
        yield from (("identity", text) for text in described.identity)
        yield from (("not_managed_with", text) for text in described.not_managed_with)
        yield from (("implied", text) for text in described.implied)


def covered(path: Pattern, texts: Iterator[str] | tuple[str, ...]) -> bool:
    """Tell whether ``path`` is, or lies below, what one of the patterns describes."""
    return any(agrees(wanted, path[: len(wanted)]) for wanted in map(pattern, texts))


def own_fields(described: ResourceType) -> list[Field]:
    """The fields that this tool manages."""
    hidden = (*described.read_only, *described.unmanaged, *described.former_names, "lifecycle")
    return [field for field in fields(described) if not covered(field.path, hidden)]


def test_the_modules_stand_in_alphabetical_order() -> None:
    tree = ast.parse((FOLDER / "__init__.py").read_text("utf-8"))
    imported = [
        node.module.rpartition(".")[2]
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        and node.module
        and node.module.startswith("deploy_cli.resources.")
    ]

    assert imported == sorted(imported) == [path.stem for path in MODULES]
    assert [described.section for described in resources.ALL.values()] == list(resources.ALL)
    assert [snake(section) for section in resources.ALL] == imported


def snake(section: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in section)


@every_type
def test_tuples_and_maps_are_sorted(described: ResourceType) -> None:
    for name, value in vars(described).items():
        if name in {"identity", "references", "children"} or not isinstance(value, tuple | dict):
            continue
        assert list(value) == sorted(set(value)), f"{name} is not sorted, or holds something twice"
    assert [r.field for r in described.references] == sorted(r.field for r in described.references)
    assert [c.field for c in described.children] == sorted(c.field for c in described.children)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_descriptor_is_small_and_its_hooks_are_documented_functions_of_the_module(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    (descriptor,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id in {"Collection", "Documents", "Singleton"}
    )
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    assert len(ast.unparse(descriptor)) <= 40 * 100, "more than 40 full lines"
    assert all(name.startswith("_") for name in functions)
    for keyword in ast.walk(descriptor):
        if isinstance(keyword, ast.keyword) and keyword.arg in {"normalize", "prepare", "after_write"}:
            assert isinstance(keyword.value, ast.Name)
            assert ast.get_docstring(functions[keyword.value.id])


@every_type
def test_at_most_three_hooks_make_up_for_what_words_cannot_say(described: ResourceType) -> None:
    hooks = [hook for hook in vars_of(described.hooks) if hook is not None]

    assert len(hooks) <= 3
    assert all(inspect.isfunction(hook) for hook in hooks)


def vars_of(hooks: Any) -> list[Any]:
    return [hooks.normalize, hooks.prepare, hooks.after_write]


@every_type
def test_every_pattern_is_a_field_that_files_may_hold(described: ResourceType) -> None:
    known = [field.path for field in fields(described)]
    unknown = [
        f"{purpose}: {text}"
        for purpose, text in patterns(described)
        if not any(agrees(pattern(text), path) for path in known)
        and not (purpose == "write_only" and any(agrees(pattern(text)[:-1], path) for path in known))
    ]

    assert unknown == []


@every_type
def test_every_section_is_in_the_schema_of_a_tenant_file(described: ResourceType) -> None:
    assert described.section in shipped().sections
    assert not shipped().unsupported(described.section)


def test_every_section_that_the_schema_supports_has_a_descriptor() -> None:
    ours = {"environment", "refresh_token_policies"}
    supported = {name for name in shipped().sections if not shipped().unsupported(name)} - ours

    assert supported == resources.ALL.keys()


@every_type
def test_a_list_is_a_set_or_keyed_or_ordered_for_a_reason(described: ResourceType) -> None:
    children = tuple(child.field for child in described.children)
    hidden = (*described.write_only, *BY_A_HOOK.get(described.section, ()))
    decided = (*described.sets, *described.keyed, *children, *ORDERED.get(described.section, {}))
    undecided = [
        written(field.path)
        for field in own_fields(described)
        if "array" in field.types()
        and not covered(field.path, hidden)
        and not any(agrees(wanted, field.path) for wanted in map(pattern, decided))
    ]

    assert undecided == []


@every_type
def test_a_list_has_one_kind(described: ResourceType) -> None:
    ordered = ORDERED.get(described.section, {})
    kinds = [
        set(described.sets),
        set(described.keyed),
        {child.field for child in described.children},
        set(ordered),
    ]

    assert sum(map(len, kinds)) == len(set().union(*kinds))
    assert all("array" in field.types() for text in ordered for field in at(described, text))
    assert all(at(described, text) for text in ordered)


def at(described: ResourceType, text: str) -> list[Field]:
    return [field for field in fields(described) if agrees(pattern(text), field.path)]


@every_type
def test_a_set_holds_no_objects_and_a_keyed_list_does(described: ResourceType) -> None:
    for text in described.sets:
        assert not at(described, f"{text}[].*"), f"{text} holds objects; they need a key"
    for text, key in described.keyed.items():
        free = all("properties" not in field.schema for field in at(described, f"{text}[]"))
        assert free or all(at(described, f"{text}[].{name}") for name in key)


@pytest.mark.parametrize(("section", "lists"), SETS_BY_THE_FACTS.items(), ids=SETS_BY_THE_FACTS)
def test_lists_whose_order_auth0_does_not_keep_are_compared_without_it(
    section: str, lists: list[str]
) -> None:
    described = resources.ALL[section]
    unordered = {*described.sets, *described.keyed, *(child.field for child in described.children)}

    assert set(lists) <= unordered


@every_type
def test_what_a_create_needs_is_what_the_schema_says(described: ResourceType) -> None:
    schema, _ = resource_schema(described.section)
    match described:
        case Collection():
            key = {*described.identity, *described.implied}
        case Documents(key_field=str(field)):
            key = {field}
        case _:
            key = set()

    assert set(described.required) - key == set(schema.get("x-required-on-create", ())) - key


@every_type
def test_every_secret_of_the_schema_is_sealed(described: ResourceType) -> None:
    """A secret that no descriptor names would stand in plans, logs and reports for all to read."""
    sealed = (*described.secret, *described.write_only)
    bare = [
        written(field.path)
        for field in own_fields(described)
        if field.schema.get("x-secret")
        and not covered(field.path, sealed)
        and f"{written(field.path)}.*" not in sealed
    ]

    assert bare == []


@every_type
def test_what_looks_like_a_secret_is_one_in_the_schema(described: ResourceType) -> None:
    suspicious = (
        "password",
        "private_key",
        "privatekey",
        "secret",
        "passphrase",
        "_token",
        "accesskey",
        "saskey",
    )
    innocent = (
        "password_",
        "passwordpolicy",
        "passwordhistory",
        "expiration",
        "policy",
        "_method",
        "disable",
    )
    bare = [
        written(field.path)
        for field in own_fields(described)
        if field.types() & {"string"}
        and "enum" not in field.schema
        and field.path
        and any(field.path[-1].lower().endswith(word) for word in suspicious)
        and not any(word in field.path[-1].lower() for word in innocent)
        and not field.schema.get("x-secret")
        and not covered(field.path, (*described.secret, *described.write_only, *described.texts))
    ]

    assert bare == []


@every_type
def test_what_is_secret_or_never_given_back_is_so_in_the_schema(described: ResourceType) -> None:
    for texts, mark in ((described.secret, "x-secret"), (described.write_only, "x-write-only")):
        for text in texts:
            marked = [
                field
                for field in fields(described)
                if field.schema.get(mark)
                and (covered(field.path, (text,)) or agrees(pattern(text)[:-1], field.path))
            ]
            assert marked, f"`{text}` is no `{mark}` in the schema"


@every_type
def test_what_is_never_given_back_is_never_compared(described: ResourceType) -> None:
    unknown = (*described.write_only, *BY_A_HOOK.get(described.section, ()))
    compared = [
        written(field.path)
        for field in own_fields(described)
        if field.schema.get("x-write-only")
        and not covered(field.path, unknown)
        and f"{written(field.path)}.*" not in unknown
    ]

    assert compared == []


@every_type
def test_what_auth0_only_answers_is_never_sent(described: ResourceType) -> None:
    hidden = (*described.read_only, *described.unmanaged)
    sent = [
        written(field.path)
        for field in fields(described)
        if field.schema.get("readOnly") and not covered(field.path, hidden)
    ]

    assert sent == []


@every_type
def test_a_create_only_field_is_not_read_only(described: ResourceType) -> None:
    for text in described.create_only:
        assert not any(below(tuple(pattern(text)), pattern(other)) for other in described.read_only)


@every_type
def test_references_lead_to_sections_that_are_known(described: ResourceType) -> None:
    for reference in references_of(described):
        assert reference.to
        assert set(reference.to) <= resources.ALL.keys()
        assert all(isinstance(resources.ALL[section], Collection) for section in reference.to)
        assert reference.by in {"id", "key"}


@every_type
def test_a_reference_by_key_leads_to_what_has_one_field_for_a_name(described: ResourceType) -> None:
    for reference in references_of(described):
        for target in map(resources.ALL.get, reference.to):
            assert isinstance(target, Collection)
            assert reference.by == "id" or (len(target.identity) == 1 and not target.identity_defaults)


def test_references_that_cannot_wait_form_no_circle() -> None:
    graph = {
        section: {target for r in described.references if not r.deferrable for target in r.to}
        for section, described in resources.ALL.items()
    }

    assert set(TopologicalSorter(graph).static_order()) == graph.keys()


@every_type
def test_a_child_is_written_in_words_that_its_elements_have(described: ResourceType) -> None:
    for child in described.children:
        assert "{id}" in child.path or isinstance(described, Singleton)
        assert set(child.key) <= {*child.fields, *child.key}
        if isinstance(child.write, Uploaded):
            assert child.key
            assert at(described, f"{child.field}[].{child.write.value_field}")


@every_type
def test_the_policy_field_exists_where_policies_may_be_referred_to(described: ResourceType) -> None:
    refers = bool(at(described, "refresh_token_policy"))

    assert refers is (described.policy_field is not None)
    if described.policy_field is not None:
        assert at(described, described.policy_field)


@every_type
def test_documents_are_those_of_the_schema(described: ResourceType) -> None:
    if not isinstance(described, Documents):
        return
    schema, _ = resource_schema(described.section)
    properties = schema["properties"]
    keys = properties[described.key_field]["enum"] if described.key_field else properties.keys()

    assert described.paths.keys() == set(keys)


@every_type
def test_every_type_has_cases(described: ResourceType) -> None:
    folder = ROOT / "tests" / "cases" / described.section

    assert len([case for case in folder.iterdir() if (case / "tenant.yaml").is_file()]) >= 2


def test_every_folder_of_cases_belongs_to_a_type() -> None:
    folders = {folder.name for folder in (ROOT / "tests" / "cases").iterdir() if folder.is_dir()}

    assert folders <= resources.ALL.keys()
