"""Turns a live tenant into the sections of a tenant file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deploy_cli.app.ports import ManagementApi, Schemas
from deploy_cli.app.reading import Wanted, read
from deploy_cli.core.address import Selection
from deploy_cli.core.path import pattern, without
from deploy_cli.core.resource_type import Collection, Documents, ResourceType, Singleton
from deploy_cli.core.sensitivity import without_secrets
from deploy_cli.core.tenant import Live, LiveTenant, Sensitive
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Value


@dataclass(frozen=True, slots=True)
class Exported:
    """What a tenant file would say of a live tenant."""

    sections: Mapping[str, Value]
    notes: tuple[str, ...]
    """What could not be carried over, and why."""


def export(
    api: ManagementApi,
    types: Mapping[str, ResourceType],
    schemas: Schemas,
    selection: Selection,
    sensitive: Sensitive | None = None,
) -> Exported:
    """Read everything that ``selection`` covers and return it as sections of a tenant file.

    Ids become names. Secrets are left out, whether the API gives them back or not, and so are ``sensitive`` fields: a
    field that files do not mention is not managed, so a plan of the export is empty. Texts of no length, which say
    nothing and which some creates refuse, are left out too. What tenant files cannot hold is named in the notes.
    """
    bodies: Mapping[str, Mapping[str, Object]] = {s: {} for s in types if selection.may_touch(s)}
    wanted = Wanted(bodies=bodies, sensitive=sensitive or Sensitive(), everything=True)
    live = read(wanted, types, api)
    notes = [f"{what}: not available in this tenant: {why}" for what, why in sorted(live.unavailable.items())]
    sections: dict[str, Value] = {}
    for section in wanted.bodies:
        chosen = [one for one in live.of(section) if selection.includes(one.address) and one.exists]
        value = section_of(types[section], chosen, live, schemas, notes)
        if value is not ABSENT:
            sections[section] = value
    return Exported(sections, tuple(notes))


def section_of(
    described: ResourceType, chosen: Iterable[Live], live: LiveTenant, schemas: Schemas, notes: list[str]
) -> MaybeValue:
    """Return what a section of a tenant file says of the ``chosen`` resources; what it cannot hold is noted."""
    bodies = [(one, body_of(described, one, live, schemas, notes)) for one in chosen]
    match described:
        case Singleton():
            return bodies[0][1] if bodies else ABSENT
        case Documents(key_field=str(key)):
            return [{**body, key: one.address.name} for one, body in bodies] if bodies else ABSENT
        case Documents(value_field=str(inner)):
            return {one.address.name: body[inner] for one, body in bodies} if bodies else ABSENT
        case Documents():
            return {one.address.name: body for one, body in bodies} if bodies else ABSENT
        case Collection():
            return [body for _, body in sorted(bodies, key=lambda pair: pair[0].address)]


def body_of(
    described: ResourceType, one: Live, live: LiveTenant, schemas: Schemas, notes: list[str]
) -> Object:
    """Return what a tenant file says of one resource, without secrets."""
    body = one.body
    for text in (*described.secret, *described.write_only, *described.former_names):
        body = without(body, pattern(text))
    body = without_secrets(body)
    body = {key: value for key, value in body.items() if value != "" or key in described.required}
    pin = _pin(described, one, live)
    value_field = described.value_field if isinstance(described, Documents) else None
    value = body.get(value_field) if value_field else body
    conforming, dropped = schemas.conform(one.address, value)
    if dropped:
        notes.append(f"{one.address}: tenant files cannot hold {', '.join(f'`{path}`' for path in dropped)}")
    return {**pin, **({value_field: conforming} if value_field else conforming)}


def _pin(described: ResourceType, one: Live, live: LiveTenant) -> Object:
    """Return the server's id for a resource whose name alone would not tell it from another."""
    if isinstance(described, Collection) and len(live.resources[one.address]) > 1:
        return {described.server_id: one.id}
    return {}
