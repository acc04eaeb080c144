"""Names and ids: files refer by name, the Management API by id. Pure: no I/O, no clock, no log."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from deploy_cli.core.address import Address
from deploy_cli.core.path import Path, found, mapped, pattern
from deploy_cli.core.resource_type import Described, Reference
from deploy_cli.core.values import Object, Value


class Names:
    """Which id a name has, and which name an id: filled from the live tenant, and by every create."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], list[str]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._settled: set[tuple[str, str]] = set()

    def add(self, section: str, name: str, server_id: str) -> None:
        """Remember one resource. The name of a later one with the same id wins: a rename."""
        self._names[section, server_id] = name
        ids = self._ids.setdefault((section, name), [])
        if server_id not in ids and (section, name) not in self._settled:
            ids.append(server_id)

    def settle(self, section: str, name: str, server_id: str) -> None:
        """Remember the one resource that is meant by its name, whatever else goes by it: pinned, or just created."""
        self._names[section, server_id] = name
        self._ids[section, name] = [server_id]
        self._settled.add((section, name))

    def name(self, sections: Iterable[str], server_id: str) -> str | None:
        """Return the name of an id in the first of ``sections`` that knows it."""
        return next((n for s in sections if (n := self._names.get((s, server_id))) is not None), None)

    def ids(self, sections: Iterable[str], name: str) -> tuple[str, ...]:
        """Return every id that goes by ``name`` in ``sections``; more than one is an ambiguity."""
        return tuple(i for section in sections for i in self._ids.get((section, name), ()))

    def ids_of(self, section: str) -> frozenset[str]:
        """Return every id that is known in ``section``."""
        return frozenset(server_id for known, server_id in tuple(self._names) if known == section)

    def known(self, sections: Iterable[str]) -> tuple[str, ...]:
        """Return all names in ``sections``, sorted."""
        wanted = set(sections)
        return tuple(sorted({name for section, name in self._ids if section in wanted}))


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in a body that names another resource."""

    path: Path
    reference: Reference
    name: str

    def targets(self) -> tuple[Address, ...]:
        """Return the addresses that may be meant, one per section the reference allows."""
        return tuple(Address(section, self.name) for section in self.reference.to)


@cache
def references_of(described: Described) -> tuple[Reference, ...]:
    """Return the references of a resource type, with those of its children under their field."""
    below = (
        replace(inner, field=f"{child.field}[].{inner.field}" if inner.field else f"{child.field}[]")
        for child in described.children
        for inner in child.references
    )
    return (*described.references, *below)


def mentions(body: Object, references: Iterable[Reference]) -> Iterator[Mention]:
    """Yield every place in ``body`` that names another resource."""
    for reference in references:
        for path, value in found(body, pattern(reference.field)):
            if isinstance(value, str) and value:
                yield Mention(path, reference, value)


def to_names(body: Object, references: Iterable[Reference], names: Names) -> Object:
    """Return ``body`` with every id replaced by its name; what is unknown, or shares its name, stays as it stands."""
    for reference in references:
        if reference.by == "id":
            body = mapped(body, pattern(reference.field), partial(_name_of, reference.to, names))
    return body


def to_ids(body: Object, references: Iterable[Reference], names: Names) -> Object:
    """Return ``body`` with every name replaced by its id; what is no known name is taken for an id."""
    for reference in references:
        if reference.by == "id":
            body = mapped(body, pattern(reference.field), partial(_id_of, reference.to, names))
    return body


def _name_of(sections: Sequence[str], names: Names, value: Value) -> Value:
    """Return the name of an id where it leads back to that id alone: one of two of a name stays an id."""
    name = names.name(sections, value) if isinstance(value, str) else None
    if name is None or names.ids(sections, name) != (value,) or names.name(sections, name) is not None:
        return value
    return name


def _id_of(sections: Sequence[str], names: Names, value: Value) -> Value:
    """Return the id of a name. An id stays one, also where somebody named a resource after it."""
    if not isinstance(value, str) or names.name(sections, value) is not None:
        return value
    ids = names.ids(sections, value)
    return ids[0] if ids else value
