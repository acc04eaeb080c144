"""Writes tenant files: one for each section, long texts beside them, as the official tool lays them out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy_cli.core.identity import name_of
from deploy_cli.core.path import Path as ValuePath
from deploy_cli.core.path import found, pattern, written
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.tenant import Environment
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import UsageError
from deploy_cli.files import atomic, emit
from deploy_cli.files.editor import editor_text
from deploy_cli.files.keywords import LOOKS_LIKE
from deploy_cli.files.modeline import BESIDE, EditorSchema, editor_schema_of
from deploy_cli.files.names import file_names, safe
from deploy_cli.files.order import ordered
from deploy_cli.files.references import escaped
from deploy_cli.files.schemas import Schemas, shipped


def write(
    folder: Path,
    environment: Environment | None,
    sections: Mapping[str, Value],
    types: Mapping[str, ResourceType],
    *,
    overwrite: bool,
    schemas: Schemas | None = None,
) -> tuple[Path, ...]:
    """Write ``sections`` below ``folder`` and return the files, sorted.

    Raises `UsageError` where a file is in the way and ``overwrite`` is not set, where a file cannot be written, and
    where a text cannot be stored in any file; then nothing was written.
    """
    known = schemas or shipped()
    editors = editor_schema_of(folder, known)
    writer = Writer(folder, types, known, editors)
    if environment is not None:
        writer.yaml("environment", _environment(environment))
    for section, value in sections.items():
        writer.section(section, value)
    if writer.files and (editors.is_missing or (overwrite and editors.is_in(folder))):
        writer.files[folder / BESIDE] = editor_text(known).encode()
    _check(folder, writer.files, overwrite=overwrite)
    atomic.write_all(writer.files)
    return tuple(sorted(writer.files))


@dataclass(slots=True)
class Writer:
    """Collects the files before any of them is written."""

    folder: Path
    types: Mapping[str, ResourceType]
    schemas: Schemas
    editors: EditorSchema
    files: dict[Path, bytes] = field(default_factory=dict)

    def yaml(self, section: str, value: Value) -> None:
        """Add the file of one section."""
        try:
            text = emit.yaml({section: value}, spaced=True)
        except ValueError as error:
            raise _unwritable(section, str(error)) from None
        name = f"{section}.yaml"
        self._add(name, self.editors.modeline(self.folder / name) + text, section)

    def section(self, section: str, value: Value) -> None:
        """Add the file of one section, and the texts that are kept beside it."""
        described = self.types[section]
        value = ordered(value, described, self.schemas)
        self.yaml(section, self.with_texts(described, value))

    def with_texts(self, described: ResourceType, value: Value) -> Value:
        """Return a copy of a section with the paths of side files, which are added, in place of their texts."""
        match described:
            case Collection():
                return self._bodies(described, _names(described, value), value)
            case Documents(key_field=str(key)):
                names = [str(body.get(key, index)) for index, body in enumerate(value)]
                return self._bodies(described, names, value)
            case Documents():
                return {key: self._with_texts(described, safe(key), body) for key, body in value.items()}
            case _:
                return self._with_texts(described, "", value)

    def _bodies(self, described: ResourceType, names: list[str], bodies: list[Object]) -> list[Object]:
        folders = file_names(names)
        return [
            self._with_texts(described, folders[name], body) for name, body in zip(names, bodies, strict=True)
        ]

    def _with_texts(self, described: ResourceType, folder: str, body: Value) -> Value:
        """Return a copy of ``body`` with the paths of side files in place of their texts."""
        places = [
            (path, suffix)
            for wanted, suffix in described.texts.items()
            for path, text in found(body, pattern(wanted))
            if path and _goes_beside(text)
        ]
        labels = _labels(body, [path for path, _ in places])
        files = file_names(labels)
        for label, (path, suffix) in zip(labels, places, strict=True):
            parts = (described.section, folder, f"{files[label]}{suffix}")
            where = "/".join(part for part in parts if part)
            self._add(where, escaped(_at(body, path)), described.section)
            body = _with(body, path, f"./{where}")
        return body

    def _add(self, where: str, text: str, section: str) -> None:
        try:
            self.files[self.folder / where] = text.encode()
        except UnicodeEncodeError:
            raise _unwritable(section, "half of a character") from None


def _names(described: Collection, bodies: list[Object]) -> list[str]:
    """Return a name for each resource: with the server's id where several share it."""
    names = [name_of(described, body) or str(index) for index, body in enumerate(bodies)]
    shared = Counter(names)
    return [
        name if shared[name] == 1 else f"{name} {body.get(described.server_id, index)}"
        for index, (name, body) in enumerate(zip(names, bodies, strict=True))
    ]


def _unwritable(section: str, what: str) -> UsageError:
    hint = f"correct it in the tenant, or leave `{section}` out"
    return UsageError(f"`{section}` holds what no file can hold: {what}", hint=hint)


def _goes_beside(text: Value) -> bool:
    """Tell whether a text is kept in a file of its own.

    What a file cannot give back stays inline: nothing at all, a byte-order mark, and what looks like a keyword of
    the official tool, for which side files know no escape.
    """
    return (
        isinstance(text, str) and bool(text) and not text.startswith("\ufeff") and not LOOKS_LIKE.search(text)
    )


def _labels(body: Value, paths: list[ValuePath]) -> list[str]:
    """Return what to call the texts at ``paths``: by their field, or by their whole path where fields are alike."""
    short = [_label(body, path) for path in paths]
    return short if len(set(short)) == len(short) else [written(path) for path in paths]


def _label(body: Value, path: ValuePath) -> str:
    """Return the last key of a path; for an element of a list that has a name, that name."""
    for index, part in enumerate(path):
        element = _at(body, path[: index + 1]) if isinstance(part, int) else None
        if isinstance(element, dict):
            names = (element.get(key) for key in ("name", "template", "id"))
            if name := next((name for name in names if isinstance(name, str) and name), None):
                return name
    return str(path[-1])


def _at(value: Value, path: ValuePath) -> Value:
    for part in path:
        value = value[part]
    return value


def _with(value: Value, path: ValuePath, text: str) -> Value:
    """Return a copy of ``value`` with ``text`` at ``path``."""
    if not path:
        return text
    changed = value.copy()
    changed[path[0]] = _with(value[path[0]], path[1:], text)
    return changed


def _environment(environment: Environment) -> Object:
    limits = {
        key: _limit(value)
        for key, value in (("deletes", environment.limits.deletes), ("updates", environment.limits.updates))
        if value is not None
    }
    block: Object = {
        "name": environment.name,
        "domain": environment.domain,
        "promotes_from": environment.promotes_from,
        "prune": list(environment.prune),
        "limits": limits,
    }
    return {key: value for key, value in block.items() if value}


def _limit(value: int | float) -> int | str:
    return f"{round(value * 100)}%" if isinstance(value, float) else value


def _check(folder: Path, files: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Refuse to write over what is there, or out of the folder through a link."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"`{folder}` is not a folder")
    home = folder.resolve()
    for path in files:
        if not path.parent.resolve().is_relative_to(home) or path.is_symlink():
            raise UsageError(f"`{path}` leads out of `{folder}`", hint="remove the link")
    there = sorted(path for path in files if path.exists())
    if there and not overwrite:
        others = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise UsageError(
            f"`{there[0]}`{others} would be overwritten",
            hint="choose an empty folder, or allow it with `--overwrite`",
        )
