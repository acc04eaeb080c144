"""Puts objects into the emulated tenant as they stand: no checks, no defaults, no new identifiers."""

from collections.abc import Mapping
from urllib.parse import unquote

from deploy_cli.emulator import behaviour, system
from deploy_cli.emulator.api import ManagementApi
from deploy_cli.emulator.kind import Collection, Kind
from deploy_cli.emulator.values import Json


class NoSuchPlace(LookupError):
    """Nothing is kept at this path."""


def seed(api: ManagementApi, objects: Mapping[str, Json]) -> None:
    """Store what a tenant holds, by path below ``/api/v2``.

    The path of a collection takes a list of objects, the path of a document its body:
    ``{"/clients": [{"client_id": …}], "/tenants/settings": {…}, "/roles/rol_1/permissions": […]}``.
    Raises NoSuchPlace for any other path, and KeyError for an object without its identifier.
    """
    with system.present(api.tenant):
        for path, value in objects.items():
            kind, values = place(path)
            if isinstance(kind, Collection):
                for item in reversed(value) if kind.latest_first else value:
                    parent = "/".join(values)
                    api.tenant.store.put(
                        kind.place, kind.key(item), item, parent=parent, sort=kind.rank(item)
                    )
            else:
                api.tenant.store.put(kind.place, "/".join(values) + "/", value)


def clear(api: ManagementApi, path: str) -> None:
    """Remove everything from a collection, also what a new tenant holds."""
    with system.present(api.tenant):
        kind, values = place(path)
        api.tenant.store.clear(kind.place, "/".join(values))


def restrict(
    api: ManagementApi, path: str, *, status: int = 403, message: str, code: str | None = None
) -> None:
    """Take a feature from the tenant: every operation on this path template is refused from now on.

    ``restrict(api, "/attack-protection/captcha", message="…", code="insufficient_entitlement")`` is what a
    tenant on a small plan answers.
    """
    refusal = {"status": status, "message": message, "code": code}
    with system.present(api.tenant):
        api.tenant.store.put(system.RESTRICTIONS, path, refusal)


def place(path: str) -> tuple[Kind, tuple[str, ...]]:
    """The kind that is kept at a concrete path, and the values of the path's parameters."""
    segments = path.removeprefix("/").split("/")
    found: list[tuple[tuple[bool, ...], Kind, tuple[str, ...]]] = []
    for kind in behaviour.kinds(segments[0]):
        template = kind.path.removeprefix("/").split("/")
        literal = tuple(not part.startswith("{") for part in template)
        pairs = list(zip(template, segments, literal, strict=False))
        if len(template) == len(segments) and all(one == other for one, other, fixed in pairs if fixed):
            found.append((literal, kind, tuple(unquote(s) for _, s, fixed in pairs if not fixed)))
    if not found:
        raise NoSuchPlace(f"nothing is kept at `{path}`")
    _, kind, values = max(found, key=lambda one: one[0])
    return kind, values
