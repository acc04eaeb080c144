"""Holds that files which were brought in line say what they should, and nothing else differently."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from deploy_cli.app.desired import divide
from deploy_cli.app.updating import Correction
from deploy_cli.core.address import Address
from deploy_cli.core.path import Path as ValuePath
from deploy_cli.core.tenant import TenantFiles
from deploy_cli.core.values import ABSENT, Value, same
from deploy_cli.errors import DeployError
from deploy_cli.files import atomic
from deploy_cli.files.place import Place
from deploy_cli.files.tenant import Loading


def hold(
    loading: Loading, loaded: TenantFiles, fields: Iterable[Correction], moved: AbstractSet[Address]
) -> None:
    """Raise `DeployError` unless the files now say what they should, and nothing else differently."""
    again = Loading(
        loading.target,
        loading.types,
        loading.environ,
        loading.given,
        loading.variable_files,
        loading.schemas,
        loading.needs_secrets,
    )
    now = divide(again.result(), loading.types)
    was = divide(loaded, loading.types)
    fields = tuple(fields)
    changed = moved | {one.address for one in fields}
    for address, one in was.resources.items():
        found = now.resources.get(address)
        if found is None or (address not in changed and found.body != one.body):
            raise _unsafe(str(address))
    for field in fields:
        one_now = now.resources.get(field.address)
        raw: Any = _at(again.sections, one_now.at if one_now else field.at)
        said = raw if field.key is None else raw.get(field.key, ABSENT)
        if not same(said, field.new):
            raise _unsafe(f"{field.address}, `{field.key}`")


def _unsafe(what: str) -> DeployError:
    hint = "nothing was changed; edit this place by hand, or export into an empty folder"
    return DeployError(f"the files would not say what the tenant says: {what}", hint=hint)


def _at(sections: Mapping[str, tuple[Value, Place]], path: ValuePath) -> Value:
    value = sections[str(path[0])][0]
    for part in path[1:]:
        value = value[part]
    return value


def put_back(before: Mapping[Path, bytes | None]) -> None:
    """Write files as they were; those that were not there are removed."""
    atomic.write_all({path: content for path, content in before.items() if content is not None})
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
