"""The tenant files of one environment as one: composed, references resolved, side files put in."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path as File
from typing import Any, Final

from deploy_cli.app.desired import sealed
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.path import Path, pattern
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.sensitivity import hidden
from deploy_cli.core.tenant import Origin
from deploy_cli.core.values import Object, Value
from deploy_cli.files.compose import Composer
from deploy_cli.files.order import ordered
from deploy_cli.files.resolution import OWN_SECTIONS
from deploy_cli.files.schemas import Schemas, shipped
from deploy_cli.files.tenant import Loading, paused_collector

_SPENT: Final = "extends"
"""A field of ``environment`` that composition has used up."""


@dataclass(frozen=True, slots=True, repr=False)
class Composed:
    """What the files come to, and where each value comes from. Secrets are `Secret`s wherever they stand."""

    sections: Mapping[str, Value]
    origin: Callable[[Path], Origin | None]
    """From a path that starts with the section."""
    composer: Composer
    """Knows what resources are called."""
    notes: tuple[str, ...]

    def addresses(self) -> Iterator[Address]:
        """Yield the address of everything."""
        for section in self.sections:
            yield from (address for _, address in self._parts(section))

    def selected(self, selection: Selection) -> "Composed":
        """Return what ``selection`` includes; origins are found by the paths in the result."""
        kept: dict[str, Value] = {}
        moved: dict[Path, Path] = {}
        for section, value in self.sections.items():
            parts = [part for part, address in self._parts(section) if selection.includes(address)]
            if parts == [None]:
                kept[section] = value
            elif isinstance(value, list) and parts:
                kept[section] = [value[part] for part in parts]
                moved |= {(section, index): (section, part) for index, part in enumerate(parts)}
            elif parts:
                kept[section] = {part: value[part] for part in parts}
        return replace(self, sections=kept, origin=partial(_moved, self.origin, moved))

    def _parts(self, section: str) -> Iterator[tuple[Any, Address]]:
        """Yield what a section divides into, by key or position, and the address of each; ``None`` for the whole."""
        value = self.sections[section]
        if self.composer.is_list(section):
            for index, body in enumerate(value):
                yield index, Address(section, self.composer.name(section, body) or "")
        elif self.composer.is_divided(section):
            yield from ((key, Address(section, key)) for key in value)
        else:
            yield None, Address(section)


def composed(
    target: File,
    types: Mapping[str, ResourceType],
    *,
    environ: Mapping[str, str],
    variables: Mapping[str, str],
    variable_files: Sequence[File] = (),
) -> Composed:
    """Load what `deploy_cli.files.tenant.load` loads, and return it as it is written.

    Secrets need not be defined: they are not shown. Raises `ConfigError`.
    """
    loading = Loading(target, types, environ, variables, variable_files, shipped(), needs_secrets=False)
    with paused_collector():
        files = loading.result()
    return Composed(
        sections=dict(_sections(loading)),
        origin=files.origin,
        composer=loading.composer,
        notes=files.notes,
    )


def _sections(loading: Loading) -> Iterator[tuple[str, Value]]:
    environment = loading.sections["environment"][0] if "environment" in loading.sections else {}
    for section in (*OWN_SECTIONS, *loading.types):
        if section not in loading.sections:
            continue
        value = loading.sections[section][0]
        if described := loading.types.get(section):
            fields = (environment.get("sensitive") or {}).get(section, ())
            yield section, _shown(value, described, loading.schemas, partial(_sealed, described, fields))
        elif section == "environment":
            block = {key: item for key, item in value.items() if key != _SPENT}
            if "variables" in block:
                block["variables"] = loading.variables.effective()
            yield section, block
        else:
            yield section, value


def _sealed(described: ResourceType, fields: Iterable[str], body: Object) -> Object:
    """Return what files say of one resource, with every secret sealed."""
    own = body.get("lifecycle", {}).get("sensitive", ())
    return hidden(sealed(described, body), map(pattern, (*fields, *own)))


def _shown(
    value: Value, described: ResourceType, schemas: Schemas, sealed: Callable[[Object], Object]
) -> Value:
    """Return one section in canonical order, with every secret sealed."""
    match described:
        case Collection() | Documents(key_field=str()):
            value = [sealed(body) for body in value]
        case Documents(value_field=None):
            value = {key: sealed(body) for key, body in value.items()}
        case Documents(value_field=str(field)):
            value = {key: sealed({field: body})[field] for key, body in value.items()}
        case _:
            value = sealed(value)
    return ordered(value, described, schemas)


def _moved(origin: Callable[[Path], Origin | None], moved: Mapping[Path, Path], path: Path) -> Origin | None:
    return origin((*moved.get(path[:2], path[:2]), *path[2:]))
