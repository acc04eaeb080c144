"""The vocabulary in which resource types are described. Pure: no I/O, no clock, no log.

A resource type is data: one of `Collection`, `Singleton` or `Documents`, with `Child` lists below it. What an
endpoint can do that these words cannot say goes into at most three `Hooks`. Field names are patterns as in
`deploy_cli.core.path`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from deploy_cli.core.call import Call, Paging, Wait
from deploy_cli.core.values import Object


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A field that names another resource: by name in the files, by id in the API."""

    field: str
    to: tuple[str, ...]
    """The sections in which the name may stand."""
    by: str = "id"
    """``id``: the API wants the server's id; ``key``: it wants the natural key itself, so only the order
    matters (an API's identifier, an action's name)."""
    deferrable: bool = False
    """The resource can be created without the field, which is then set in a later wave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EachWritten:
    """A child whose elements are posted, patched and deleted one by one, by the id of what they refer to."""

    id_field: str
    """The field in which the API holds that id."""
    written_as: str
    """The field in which files hold the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedAndRemoved:
    """A child whose elements are added by ``POST {wrapper: [...]}`` and removed by ``DELETE`` with the same."""

    wrapper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """A child set of ids, each switched on or off: ``PATCH [{id_field: …, "status": true}]``."""

    id_field: str
    at_once: int
    """How many one request may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A child of named texts, each put as a JSON string and deleted as a whole."""

    names: Mapping[str, str]
    """Name in the files → last segment of the path."""
    value_field: str
    """The field that holds the text, in the files and in what is read."""


ChildWrite: TypeAlias = EachWritten | AddedAndRemoved | Switched | Uploaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A list below a resource, with endpoints of its own. Left out of a file, it is neither read nor written."""

    field: str
    """The field of the resource under which files write it."""
    path: str
    """Below ``/api/v2/``; ``{id}`` stands for the parent's id."""
    write: ChildWrite
    key: tuple[str, ...] = ()
    """The fields that tell elements apart; none where the elements are plain names."""
    fields: tuple[str, ...] = ()
    """The fields of an element that files may hold; the others, such as a display name, are dropped on read."""
    paging: Paging = Paging.OFFSET
    page_size: int = 100
    wrapper: str | None = None
    """The key under which a page holds its elements; the last segment of the path where it is not given."""
    references: tuple[Reference, ...] = ()
    scope: str = ""
    """What the scopes of its operations end in; those of the parent where it is not given."""


Normalize: TypeAlias = Callable[[Object, Object], Object]
"""``(live, desired) -> live``: make what was read comparable with what the files may say. ``desired`` is empty
where the files say nothing about the resource."""

Prepare: TypeAlias = Callable[[Object, Object, Object], Object]
"""``(body, desired, live) -> body``: the last word on a request body; ``live`` is empty on a create."""

AfterWrite: TypeAlias = Callable[[Object, str], tuple[Call | Wait, ...]]
"""``(desired, id) -> calls``: what must follow a write before the resource counts as written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What cannot be said as data. What two types need becomes a field of the descriptor instead."""

    normalize: Normalize | None = None
    prepare: Prepare | None = None
    after_write: AfterWrite | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Where the official tool's directory format keeps a section: in JSON files, one for each resource."""

    files: str
    """A glob below the project's folder: ``clients/*.json``."""
    but: tuple[str, ...] = ()
    """Files that the glob matches and that hold something else."""
    from_root: bool = False
    """Paths in these files are relative to the project's folder; otherwise to the file's own."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Field → suffix: a text that lies beside its JSON file, under the same name, where the field names no other.
    Without that text the official tool leaves the resource alone."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """Field → a glob: a list whose elements have files of their own."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Field → the object in the file that it belongs to: scripts that stand outside of a database's options."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Described:
    """What every resource type states, whatever the shape of its endpoint; each is equal to itself alone."""

    section: str
    """The key in the tenant file, and the first half of every address."""

    title: str
    """One resource of this type, in words: ``client``, ``client grant``."""

    scope: str = ""
    """What the scopes of its operations end in: ``read:clients``, ``create:clients``, ``update:clients`` …"""

    write_scopes: tuple[str, ...] = ()
    """Scopes that any write needs besides."""

    field_scopes: Mapping[str, str] = field(default_factory=dict)
    """Field → the scope that a write of it needs besides."""

    create_only: tuple[str, ...] = ()
    """Fields that only the create accepts; another value means another resource."""

    read_only: tuple[str, ...] = ()
    """Fields that the API answers and never takes; dropped from what is written and from exports."""

    unmanaged: tuple[str, ...] = ()
    """Fields that the official tool's files may hold and this tool does not manage; named, and left alone."""

    former_names: Mapping[str, str] = field(default_factory=dict)
    """Deprecated names that files may use, and the names that Auth0 uses now."""

    update_only: tuple[str, ...] = ()
    """Fields that the create does not accept; set by a second write."""

    file_only: tuple[str, ...] = ()
    """Fields of the files that no request body holds; hooks act on them."""

    secret: tuple[str, ...] = ()
    """Fields that the API gives back and that are never shown."""

    write_only: tuple[str, ...] = ()
    """Fields that the API takes and never gives back; never shown, and unknown to the diff."""

    sets: tuple[str, ...] = ()
    """Lists in which order carries no meaning. Opt in: a list is ordered unless it stands here."""

    keyed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lists of objects whose elements are told apart by these fields; their order carries no meaning."""

    merged: tuple[str, ...] = ()
    """Objects of which the API keeps the keys that a write leaves out. All others are replaced as a whole, so
    that a write sends the live object overlaid by the desired one."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """Fields whose value may be the path of a file that holds the text, and the suffix of such a file."""

    references: tuple[Reference, ...] = ()
    children: tuple[Child, ...] = ()
    hooks: Hooks = Hooks()

    directory: Directory | None = None
    """Where the official tool's directory format keeps the section."""

    required: tuple[str, ...] = ()
    """Fields that a create needs besides the natural key."""

    policy_field: str | None = None
    """The field that a ``refresh_token_policy`` fills in."""


def _nothing(_: Object) -> bool:
    return False


@dataclass(frozen=True, kw_only=True, eq=False)
class Collection(Described):
    """A list of resources: ``GET`` and ``POST`` on the path, ``PATCH`` and ``DELETE`` on the path and an id."""

    path: str
    """Below ``/api/v2/``."""

    server_id: str = "id"
    """The field in which the API answers the id."""

    identity: tuple[str, ...] = ("name",)
    """The natural key: fields that tell resources apart in the files."""

    identity_defaults: Mapping[str, str] = field(default_factory=dict)
    """Fields that belong to the natural key only where they differ from this value."""

    paging: Paging = Paging.OFFSET
    page_size: int = 100
    query: Mapping[str, str] = field(default_factory=dict)
    """What the list is asked for, besides the page."""

    delete_query: Mapping[str, str] = field(default_factory=dict)

    wrapper: str | None = None
    """The key under which a page holds its elements; the path with underscores where it is not given."""

    where: Callable[[Object], bool] | None = None
    """Which elements of the list belong to this type; all where it is not given."""

    protected: Callable[[Object], bool] = _nothing
    """Objects that belong to Auth0; they are never touched, exported or shown as deletes."""

    not_managed_with: Mapping[str, str] = field(default_factory=dict)
    """Field → why a resource that has it is left alone."""

    undeletable: Callable[[Object], bool] = _nothing
    """Objects that Auth0 refuses to delete; they are managed, and never shown as deletes."""

    implied: Mapping[str, str] = field(default_factory=dict)
    """Fields of the request body that follow from the section: a database's strategy."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Singleton(Described):
    """One document for the whole tenant: ``GET``, ``PATCH``."""

    path: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Documents(Described):
    """A fixed set of documents, each under a key of its own: ``GET``, ``PATCH``."""

    paths: Mapping[str, str]
    """Key → path below ``/api/v2/``."""

    key_field: str | None = None
    """The field that holds the key where files write a list; where it is not given they write a map."""

    value_field: str | None = None
    """The body field that holds the value where a document is not an object in the files (a list of bindings)."""

    create_path: str | None = None
    """Where a document that does not exist yet is posted."""

    read_query: Mapping[str, str] = field(default_factory=dict)


ResourceType: TypeAlias = Collection | Singleton | Documents
