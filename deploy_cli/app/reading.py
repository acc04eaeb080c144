"""Reads a live tenant: what the files mention, and what that refers to; nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from deploy_cli.app.ports import ManagementApi
from deploy_cli.core import live as shapes
from deploy_cli.core.address import Address
from deploy_cli.core.call import Answer, Document, Found, Missing, Read, Unavailable
from deploy_cli.core.identity import name_of
from deploy_cli.core.path import found, pattern
from deploy_cli.core.references import Names, references_of, to_names
from deploy_cli.core.resource_type import (
    Child,
    Collection,
    Documents,
    Reference,
    ResourceType,
    Singleton,
    Switched,
    Uploaded,
)
from deploy_cli.core.tenant import Live, LiveTenant, Sensitive
from deploy_cli.core.values import Object


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a tenant is to be read."""

    bodies: Mapping[str, Mapping[str, Object]]
    """Section → name → what the files say of it, also under the name it had before a rename; this decides which
    documents and children are read."""
    pinned: Mapping[str, Object] = field(default_factory=dict)
    """Server id → what the files say of it, whatever its name."""
    meant: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Section and server id → the name that the files pin it under, whether it is to be read or not."""
    former: Mapping[Address, str] = field(default_factory=dict)
    """Address before a rename → the name in the files, whether it is to be read or not."""
    sensitive: Sensitive = Sensitive()
    """Which fields hold secrets because the files say so."""
    everything: bool = False
    """Read every document and every child, mentioned or not: an export."""

    def body(self, address: Address, server_id: str) -> Object:
        """Return what the files say of one live resource; nothing for one that they do not name."""
        return self.pinned.get(server_id) or self.bodies.get(address.section, {}).get(address.name, {})


@dataclass(slots=True)
class _Raw:
    """One resource as the API answered it."""

    address: Address
    id: str
    body: Object
    exists: bool = True


@dataclass
class _Reading:
    """What was read so far."""

    types: Mapping[str, ResourceType]
    wanted: Wanted
    names: Names = field(default_factory=Names)
    raw: dict[str, list[_Raw]] = field(default_factory=dict)
    untouchable: set[Address] = field(default_factory=set)
    guarded: list[_Raw] = field(default_factory=list)
    """What is untouchable and described all the same."""
    undeletable: set[Address] = field(default_factory=set)
    unavailable: dict[str, str] = field(default_factory=dict)


def read(wanted: Wanted, types: Mapping[str, ResourceType], api: ManagementApi) -> LiveTenant:
    """Read the wanted sections, the sections they refer to by id, and the children that are mentioned.

    Costs the pages of those lists, one request per document, and one list per child of a resource that exists.
    Raises `ApiError` where Auth0 refuses; what the tenant does not have ends in ``unavailable``.
    """
    reading = _Reading(types, wanted)
    sections = tuple(section for section in types if section in wanted.bodies)
    referenced = tuple(section for section in _referenced(wanted, types) if section not in sections)
    _read_sections((*sections, *referenced), wanted, reading, api)
    _read_children(sections, wanted, reading, api)
    resources: dict[Address, tuple[Live, ...]] = {}
    for raw in (raw for section in sections for raw in reading.raw.get(section, ())):
        resources[raw.address] = (*resources.get(raw.address, ()), _live(raw, reading))
    return LiveTenant(
        resources=resources,
        names=reading.names,
        untouchable=frozenset(reading.untouchable),
        guarded={raw.address: _live(raw, reading) for raw in reading.guarded},
        undeletable=frozenset(reading.undeletable),
        unavailable=reading.unavailable,
    )


def _live(raw: _Raw, reading: _Reading) -> Live:
    """Return what was read as it can be compared with what the files say."""
    body, described = reading.wanted.body(raw.address, raw.id), reading.types[raw.address.section]
    sensitive = reading.wanted.sensitive.of(raw.address.section, raw.address.name, raw.id)
    comparable = shapes.comparable(described, raw.body, body, reading.names, sensitive)
    comparable = _without_untouchable(described, comparable, body, reading.untouchable)
    return Live(address=raw.address, body=comparable, id=raw.id, sensitive=sensitive, exists=raw.exists)


def _without_untouchable(
    described: ResourceType, live: Object, desired: Object, hidden: set[Address]
) -> Object:
    """Leave out of switched lists what belongs to Auth0 or the tool itself, unless the files name it."""
    for child in described.children:
        if isinstance(child.write, Switched) and child.field in live:
            named = desired.get(child.field) or []
            sections = [section for reference in child.references for section in reference.to]
            kept = [
                item
                for item in live[child.field]
                if item in named or not any(Address(section, item) in hidden for section in sections)
            ]
            live = {**live, child.field: kept}
    return live


def _referenced(wanted: Wanted, types: Mapping[str, ResourceType]) -> Iterator[str]:
    """Yield the sections whose ids are needed to tell what the wanted bodies, or live keys, refer to."""
    for section, named in wanted.bodies.items():
        described = types[section]
        keys = described.identity if isinstance(described, Collection) else ()
        for reference in references_of(described):
            if reference.by != "id":
                continue
            mentioned = any(_mentions(body, reference) for body in named.values())
            if wanted.everything or reference.field in keys or mentioned:
                yield from reference.to


def _mentions(body: Object, reference: Reference) -> bool:
    """Tell whether ``body`` refers, or has the list of those it refers to: what an empty one takes out has names."""
    places = {reference.field, reference.field.partition("[]")[0]}
    return any(True for place in places for _ in found(body, pattern(place)))


def _read_sections(sections: Iterable[str], wanted: Wanted, reading: _Reading, api: ManagementApi) -> None:
    asked = [
        (section, key, read)
        for section in dict.fromkeys(sections)
        for key, read in _reads(section, wanted, reading)
    ]
    different: list[Read] = []  # two sections may be parts of one list
    for _, _, read in asked:
        if read not in different:
            different.append(read)
    answers = api.fetch(different)
    brought = [(section, key, answers[different.index(read)]) for section, key, read in asked]
    for section, key, answer in sorted(brought, key=lambda item: _named_by_others(reading.types[item[0]])):
        _keep(section, key, answer, reading, api.client_id)


def _reads(section: str, wanted: Wanted, reading: _Reading) -> Iterator[tuple[str, Read]]:
    match described := reading.types[section]:
        case Collection():
            yield "", shapes.listing(described)
        case Singleton():
            yield "", Document(described.path)
        case Documents():
            keys = described.paths if wanted.everything else wanted.bodies[section]
            yield from ((key, shapes.document(described, key)) for key in keys)


def _named_by_others(described: ResourceType) -> bool:
    """Tell whether names of this type hold names of others, so that those have to be known first."""
    keys = described.identity if isinstance(described, Collection) else ()
    return any(reference.field in keys and reference.by == "id" for reference in described.references)


def _keep(section: str, key: str, answer: Answer, reading: _Reading, own_id: str | None) -> None:
    described = reading.types[section]
    match answer:
        case Unavailable(reason):
            reading.unavailable[f"{section}/{key}" if key else section] = reason
        case Missing() if isinstance(described, Documents) and described.create_path is not None:
            reading.raw.setdefault(section, []).append(_Raw(Address(section, key), key, {}, exists=False))
        case Missing():
            if not reading.wanted.everything:  # an export asks for it only in case, and does not miss it
                reading.unavailable[f"{section}/{key}" if key else section] = (
                    "it does not exist in this tenant"
                )
        case Found(list() as listed) if isinstance(described, Collection):
            for raw in listed:
                _keep_one(described, raw, reading, own_id)
            _settle(described, reading)
        case Found(body):
            reading.raw.setdefault(section, []).append(_Raw(Address(section, key), key or section, body))


def _keep_one(described: Collection, raw: Object, reading: _Reading, own_id: str | None) -> None:
    if described.where is not None and not described.where(raw):
        return
    references = [r for r in described.references if r.field in described.identity]
    name = _name(described, raw, references, reading)
    if name is None:
        return
    address, server_id = (
        Address(described.section, name),
        shapes.id_in(raw, described.server_id, described.path),
    )
    reading.names.add(described.section, name, server_id)
    own = own_id is not None and own_id in (
        server_id,
        *(raw.get(reference.field) for reference in references),
    )
    if own or described.protected(raw):
        reading.untouchable.add(address)
        if name in reading.wanted.bodies.get(described.section, {}):
            reading.guarded.append(_Raw(address, server_id, raw))
        return
    if described.undeletable(raw):
        reading.undeletable.add(address)
    reading.raw.setdefault(described.section, []).append(_Raw(address, server_id, raw))


def _name(
    described: Collection, raw: Object, references: Sequence[Reference], reading: _Reading
) -> str | None:
    """Return the name that the files use: with ids in it where they write those, otherwise with names."""
    plain = name_of(described, raw)
    if plain in reading.wanted.bodies.get(described.section, {}):
        return plain
    return name_of(described, to_names(raw, references, reading.names))


def _settle(described: Collection, reading: _Reading) -> None:
    """Let a name mean what the files mean by it: the resource that they pin under it, or rename to it."""
    listed, wanted = reading.raw.get(described.section, ()), reading.wanted
    taken = {raw.address.name for raw in listed}
    meant: dict[str, list[str]] = {}
    for raw in listed:
        name, renamed = wanted.meant.get((described.section, raw.id)), wanted.former.get(raw.address)
        if name is not None or (renamed is not None and renamed not in taken):
            meant.setdefault(name or str(renamed), []).append(raw.id)
    for name, ids in meant.items():
        if len(ids) == 1:
            reading.names.settle(described.section, name, ids[0])


def _read_children(sections: Iterable[str], wanted: Wanted, reading: _Reading, api: ManagementApi) -> None:
    """Read the child lists that the files mention, all side by side, and put each into its parent."""
    asked: list[tuple[_Raw, Child, str, Read]] = []
    for section in sections:
        for raw in reading.raw.get(section, ()):
            body = wanted.body(raw.address, raw.id)
            asked += _child_reads(reading.types[section], raw, body, wanted.everything)
    answers = api.fetch([read for *_, read in asked])
    for (raw, child, name, _), answer in zip(asked, answers, strict=True):
        match answer:
            case Found(list() as listed):
                raw.body = {**raw.body, child.field: shapes.elements(child, listed)}
            case Found(body):
                element = {**body, child.key[0]: name}
                raw.body = {**raw.body, child.field: [*raw.body.get(child.field, []), element]}
            case Missing():
                raw.body = {child.field: [], **raw.body}
            case Unavailable(reason):
                reading.unavailable[f"{raw.address}/{child.field}"] = reason


def _child_reads(
    described: ResourceType, raw: _Raw, body: Object, everything: bool
) -> Iterator[tuple[_Raw, Child, str, Read]]:
    for child in described.children:
        raw.body = {key: value for key, value in raw.body.items() if key != child.field}
        if everything or child.field in body:
            names = tuple(child.write.names) if isinstance(child.write, Uploaded) else ("",)
            reads = shapes.children_of(child, raw.id, names)
            yield from ((raw, child, name, read) for name, read in zip(names, reads, strict=True))
