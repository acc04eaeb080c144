"""A first project from a live tenant: its export, with the refresh-token policies factored out."""

from collections.abc import Mapping
from pathlib import Path

from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.tenant import Environment
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import UsageError
from deploy_cli.files import emit, export
from deploy_cli.files.modeline import editor_schema_of
from deploy_cli.files.names import safe
from deploy_cli.files.project import surroundings, write_new
from deploy_cli.files.schemas import shipped
from deploy_cli.lifetimes.factoring import factored


def write(
    folder: Path,
    environment: Environment,
    sections: Mapping[str, Value],
    types: Mapping[str, ResourceType],
    *,
    requirement: str,
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the project; return its files, sorted, and what is to be told. Raises `UsageError`."""
    name = safe(environment.name)
    home = folder / "tenants" / name
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise UsageError(f"`{home}` is there already", hint="name an empty folder")
    changed, policies, told = _with_policies(sections, types)
    layout = f"* `tenants/{name}` is the tenant {environment.domain} as it was found."
    files = surroundings((name,), requirement, layout)
    if policies:
        text = emit.yaml({"refresh_token_policies": policies}, spaced=True)
        where = home / "refresh_token_policies.yaml"
        files[f"tenants/{name}/{where.name}"] = (
            editor_schema_of(home, shipped()).modeline(where) + text
        ).encode()
    written = write_new(folder, files)
    exported = export.write(home, environment, changed, types, overwrite=False)
    return tuple(sorted((*written, *exported))), tuple(told)


def _with_policies(
    sections: Mapping[str, Value], types: Mapping[str, ResourceType]
) -> tuple[dict[str, Value], Object, list[str]]:
    """Factor out the policies; numbers that say nothing are dropped."""
    changed = dict(sections)
    policies: Object = {}
    told: list[str] = []
    for section, value in sections.items():
        described = types[section]
        block = described.policy_field
        if block is None or not isinstance(value, list):
            continue
        but_with = described.not_managed_with if isinstance(described, Collection) else ()
        result = factored(value, block, keep_dormant=False, but_with=but_with)
        changed[section] = list(result.clients)
        policies |= result.policies
        told += [
            f"policy `{policy}` holds the refresh-token settings of {_listed(names)}"
            for policy, names in result.used.items()
        ]
    return changed, policies, told


def _listed(names: tuple[str, ...]) -> str:
    some = ", ".join(f"`{name}`" for name in names[:5])
    return f"{some} and {len(names) - 5} more" if names[5:] else some
