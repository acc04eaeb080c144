"""The scopes that a tenant's files need: to be read for a plan, to be written by an apply. Pure: no I/O, no clock."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from deploy_cli.core.path import found, pattern
from deploy_cli.core.references import references_of
from deploy_cli.core.resource_type import (
    AddedAndRemoved,
    Child,
    Collection,
    Described,
    Documents,
    Reference,
    ResourceType,
    Switched,
    Uploaded,
)
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Object


@dataclass(frozen=True, slots=True)
class Need:
    """One scope, and what it is for."""

    scope: str
    section: str
    """The section of the files that cannot do without it."""
    to_write: bool
    """Only an apply needs it; without it a plan can still be made."""


def needs(desired: DesiredTenant, types: Mapping[str, ResourceType]) -> tuple[Need, ...]:
    """Return what the sections of ``desired`` need, each scope once, what a plan needs first.

    Deletes count where something can be deleted: a tombstone, a section that is pruned. Source: the scopes of each
    operation in the description of the Management API (June 2026).
    """
    by_scope: dict[str, Need] = {}
    for need in sorted(_all(desired, types), key=lambda need: (need.to_write, need.scope)):
        by_scope.setdefault(need.scope, need)
    return tuple(by_scope.values())


def _all(desired: DesiredTenant, types: Mapping[str, ResourceType]) -> Iterator[Need]:
    for section in desired.sections:
        described = types[section]
        bodies = [one.body for one in desired.of(section)]
        yield Need(f"read:{described.scope}", section, to_write=False)
        for reference in references_of(described):
            if reference.by == "id" and _is_mentioned(reference, described, bodies):
                yield from (Need(f"read:{types[to].scope}", section, to_write=False) for to in reference.to)
        yield from (Need(scope, section, to_write=True) for scope in _writes(section, described, desired))
        mentioned = {field for body in bodies for field in body}
        for child in described.children:
            if child.field in mentioned:
                yield Need(f"read:{child.scope or described.scope}", section, to_write=False)
                yield from (Need(scope, section, to_write=True) for scope in _of_child(child, described))


def _is_mentioned(reference: Reference, described: Described, bodies: Iterable[Object]) -> bool:
    """Tell whether ids of what ``reference`` leads to are needed: to tell the resources apart, or to write one."""
    if isinstance(described, Collection) and reference.field in described.identity:
        return True
    places = (reference.field, reference.field.partition("[]")[0])
    return any(True for body in bodies for place in places for _ in found(body, pattern(place)))


def _writes(section: str, described: Described, desired: DesiredTenant) -> Iterator[str]:
    present = [one for one in desired.of(section) if not one.lifecycle.absent]
    if present:
        yield f"update:{described.scope}"
        yield from described.write_scopes
        yield from (
            scope
            for field, scope in described.field_scopes.items()
            if any(field in one.body for one in present)
        )
        if isinstance(described, Collection) or _is_posted(described):
            yield f"create:{described.scope}"
    if section in desired.environment.prune or any(one.lifecycle.absent for one in desired.of(section)):
        yield f"delete:{described.scope}"


def _is_posted(described: Described) -> bool:
    return isinstance(described, Documents) and described.create_path is not None


def _of_child(child: Child, described: Described) -> Iterator[str]:
    noun = child.scope or described.scope
    match child.write:
        case AddedAndRemoved() | Switched():
            yield f"update:{noun}"
        case Uploaded():
            yield from (f"update:{noun}", f"delete:{noun}")
        case _:
            yield from (f"create:{noun}", f"update:{noun}", f"delete:{noun}")
