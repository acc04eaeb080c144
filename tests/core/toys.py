"""Resource types of a made-up API, one of each shape, and short ways to say what changes."""

from collections.abc import Iterable, Mapping
from typing import Any

from deploy_cli.core.address import Address
from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.plan import Action, Cause, Change, numbered
from deploy_cli.core.references import Names
from deploy_cli.core.resource_type import (
    AddedAndRemoved,
    Child,
    Collection,
    Described,
    Documents,
    EachWritten,
    Hooks,
    Reference,
    ResourceType,
    Singleton,
    Switched,
    Uploaded,
)
from deploy_cli.core.tenant import Desired, DesiredTenant, Environment, Lifecycle, Live, LiveTenant

TOOLS = Collection(
    section="tools",
    title="tool",
    path="api-tools",
    server_id="tool_id",
    create_only=("kind", "made.of"),
    read_only=("stamp", "tool_id", "replaced.stamp", "scopes[].stamp"),
    file_only=("ready",),
    secret=("secret",),
    write_only=("password", "replaced.key"),
    sets=("tags", "replaced.tags"),
    keyed={"scopes": ("value",), "replaced.parts[].scopes": ("value",)},
    merged=("merged",),
    update_only=("late",),
    required=("kind",),
    references=(
        Reference(field="best_friend", to=("tools",), deferrable=True),
        Reference(field="box.id", to=("boxes",)),
        Reference(field="label", to=("labels",), by="key"),
    ),
)
"""Everything a collection can be, but children."""

BOXES = Collection(
    section="boxes",
    title="box",
    path="boxes",
    references=(Reference(field="owner", to=("tools",)),),
    children=(
        Child(
            field="tools",
            path="boxes/{id}/tools",
            write=Switched(id_field="tool_id", at_once=2),
            references=(Reference(field="", to=("tools",)),),
        ),
        Child(
            field="grants",
            path="boxes/{id}/grants",
            write=AddedAndRemoved(wrapper="grants"),
            key=("label", "right"),
            fields=("label", "right"),
            references=(Reference(field="label", to=("labels",), by="key"),),
        ),
        Child(
            field="links",
            path="boxes/{id}/links",
            write=EachWritten(id_field="tool_id", written_as="name"),
            key=("name",),
            fields=("name", "strength"),
            references=(Reference(field="name", to=("tools",)),),
        ),
        Child(
            field="pages",
            path="boxes/{id}/pages",
            write=Uploaded(names={"front_page": "front-page", "back_page": "back-page"}, value_field="body"),
            key=("page",),
        ),
    ),
)
"""A collection with a child of each kind."""

LABELS = Collection(section="labels", title="label", path="labels", identity=("identifier",))

GRANTS = Collection(
    section="grants",
    title="grant",
    path="grants",
    identity=("tool_id", "label", "kind"),
    identity_defaults={"kind": "plain"},
    references=(
        Reference(field="tool_id", to=("tools",)),
        Reference(field="label", to=("labels",), by="key"),
    ),
)

SETTINGS = Singleton(section="settings", title="settings", path="the/settings")

LETTERS = Documents(
    section="letters",
    title="letter",
    paths={"hello": "letters/hello", "bye": "letters/bye"},
    key_field="letter",
    create_path="letters",
    required=("body",),
)

SHIELDS = Documents(section="shields", title="shield", paths={"upper": "shields/u", "lower": "shields/l"})

TYPES: Mapping[str, ResourceType] = {
    described.section: described for described in (BOXES, GRANTS, LABELS, LETTERS, SETTINGS, SHIELDS, TOOLS)
}

NO_HOOKS = Hooks()


def address(text: str) -> Address:
    section, _, name = text.partition("/")
    return Address(section, name)


def create(text: str, body: Mapping[str, Any], described: Described | None = None) -> Change:
    described = described or TYPES[address(text).section]
    edits = tuple(diff(dict(body), {}, Rules.of(described, write_unknown=True)))
    return Change(
        address=address(text),
        action=Action.CREATE,
        cause=Cause.NOT_IN_TENANT,
        reason="new",
        edits=edits,
        desired=Desired(address=address(text), body=dict(body)),
    )


def update(
    text: str,
    body: Mapping[str, Any],
    live: Mapping[str, Any],
    described: Described | None = None,
    exact: Iterable[str] = (),
    server_id: str = "",
) -> Change:
    described = described or TYPES[address(text).section]
    return Change(
        address=address(text),
        action=Action.UPDATE,
        cause=Cause.DIFFERS,
        reason="other",
        edits=tuple(diff(dict(body), dict(live), Rules.of(described, exact=tuple(exact)))),
        desired=Desired(address=address(text), body=dict(body)),
        live=Live(address=address(text), body=dict(live), id=server_id or f"id of {text}"),
    )


def delete(text: str, live: Mapping[str, Any]) -> Change:
    return Change(
        address=address(text),
        action=Action.DELETE,
        cause=Cause.PRUNED,
        reason="gone",
        edits=(),
        live=Live(address=address(text), body=dict(live), id=f"id of {text}"),
    )


def names(ids: Mapping[str, str]) -> Names:
    """``{"tools/hammer": "t1"}`` as names."""
    known = Names()
    for text, server_id in ids.items():
        at = address(text)
        known.add(at.section, at.name, server_id)
    return known


def desired_tenant(
    bodies: Mapping[str, Mapping[str, Any]],
    *,
    lifecycles: Mapping[str, Lifecycle] | None = None,
    pins: Mapping[str, str] | None = None,
    sections: Iterable[str] = (),
    prune: Iterable[str] = (),
) -> DesiredTenant:
    resources = {
        address(text): Desired(
            address=address(text),
            body=dict(body),
            lifecycle=(lifecycles or {}).get(text, Lifecycle()),
            pin=(pins or {}).get(text),
        )
        for text, body in bodies.items()
    }
    return DesiredTenant(
        environment=Environment(name="test", prune=tuple(prune)),
        resources=resources,
        sections=tuple(dict.fromkeys([*sections, *(at.section for at in resources)])),
        digest="sha256:files",
    )


def live_tenant(bodies: Iterable[tuple[str, str, Mapping[str, Any]]], **more: Any) -> LiveTenant:
    """From triples of address, id and body."""
    known = Names()
    resources: dict[Address, tuple[Live, ...]] = {}
    for text, server_id, body in bodies:
        at = address(text)
        known.add(at.section, at.name, server_id)
        resources[at] = (*resources.get(at, ()), Live(address=at, body=dict(body), id=server_id))
    return LiveTenant(resources=resources, names=known, **more)


def in_order(*changes: Change) -> tuple[Change, ...]:
    return numbered(changes)
