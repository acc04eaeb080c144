"""The official tool's directory format: a folder for each section, with one JSON file for each resource.

Where a section lies is said by its resource type (`deploy_cli.core.resource_type.Directory`) and, for the sections
that are not managed, by ``x-directory`` in ``schemas/tenant.json``. What is read is one document for each section,
with every place in the JSON file that it comes from, so that composition, references and validation see no difference.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy_cli.core.resource_type import Collection, Directory, Documents, ResourceType
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import Problem
from deploy_cli.files.place import Place, Source
from deploy_cli.files.reading import SUFFIXES, Reader, shown
from deploy_cli.files.schemas import Schemas
from deploy_cli.files.yaml import Document

_NO_RESOURCES: Final = (".git", ".github", "node_modules")


@dataclass(frozen=True, slots=True)
class DirectoryFormat:
    """Recognises and reads projects in the directory format."""

    types: Mapping[str, ResourceType]
    schemas: Schemas

    def is_at(self, folder: Path) -> bool:
        """Tell whether ``folder`` holds such a project: JSON files where it has them, and no YAML beside them."""
        if not folder.is_dir():
            return False
        tops = {Path(where).parts[0] for where in self._wheres()}
        homes = [folder, *(folder / top for top in tops if (folder / top).is_dir())]
        if any(path.suffix.lower() in SUFFIXES for home in homes for path in home.iterdir()):
            return False
        return any(True for where in self._wheres() for _ in folder.glob(where))

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Return the JSON files of the sections that are managed, sorted."""
        return tuple(sorted({path for one in self._described() for path in _files(folder, one)}))

    def documents(self, folder: Path, reader: Reader) -> tuple[Document, ...]:
        """Return a document for each section, and name to ``reader`` what belongs to none."""
        found = [self._section(described, folder, reader) for described in self.types.values()]
        found += [
            _left_alone(section, folder)
            for section, where in self._unmanaged()
            if _holds_files(folder / where)
        ]
        unknown = tuple(self._unknown(folder))
        if unknown:
            listed = ", ".join(f"`{shown(path)}`" for path in unknown[:5])
            others = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
            reader.notes.append(
                f"no part of a project in the directory format, and left alone: {listed}{others}"
            )
        return tuple(document for document in found if document is not None)

    def _section(self, described: ResourceType, folder: Path, reader: Reader) -> Document | None:
        """Return what the files of one section say; ``None`` where there are none."""
        layout = described.directory
        if layout is None or not _any(folder, Path(layout.files).parts[0]):
            return None
        read = [_read(path, layout, folder, reader) for path in _files(folder, described)]
        bodies = [one for one in read if one is not None and one[0] != {}]
        if isinstance(described, Collection) or (
            isinstance(described, Documents) and described.key_field is not None
        ):
            source = bodies[0][1].source if bodies else _of_folder(folder)
            places = [place for _, place in bodies]
            return _document(described.section, [body for body, _ in bodies], Place(source, 0, 0, places))
        if isinstance(described, Documents) and described.value_field is None:
            return _by_key(described, bodies)
        if not bodies:
            if not any(True for glob in layout.parts.values() for _ in folder.glob(glob)):
                return None
            bodies = [({}, Place(_of_folder(folder), 0, 0, {}))]
        return _document(described.section, *_with_parts(*bodies[0], layout, folder, reader))

    def _unknown(self, folder: Path) -> Iterator[Path]:
        """Yield the files and folders that look as if they belonged to the project, and do not."""
        tops = {Path(where).parts[0] for where in self._wheres()}
        read = set(self.files(folder))
        for path in sorted(folder.iterdir()):
            if path.name.startswith(".") or path.name in _NO_RESOURCES or path.name in tops:
                continue
            if path.is_dir() or path.suffix.lower() == ".json":
                yield path
        for one in self._described():
            assert one.directory is not None  # noqa: S101
            home, skipped = folder / Path(one.directory.files).parts[0], one.directory.but
            inside = home.glob("*.json") if home.is_dir() else ()
            parts = one.directory.parts.values()
            yield from (
                path
                for path in sorted(inside)
                if path not in read and path.name not in skipped and not any(map(path.match, parts))
            )

    def _described(self) -> Iterator[ResourceType]:
        return (one for one in self.types.values() if one.directory is not None)

    def _unmanaged(self) -> Iterator[tuple[str, str]]:
        for section, schema in self.schemas.sections.items():
            if where := schema.get("x-directory"):
                yield section, where

    def _wheres(self) -> Iterator[str]:
        """Yield where sections lie: paths and globs below the project's folder."""
        for one in self._described():
            assert one.directory is not None  # noqa: S101
            yield from (one.directory.files, *one.directory.parts.values())
        for _, where in self._unmanaged():
            yield where if where.endswith(".json") else f"{where}/*.json"


def _files(folder: Path, described: ResourceType) -> list[Path]:
    """Return the JSON files of one section; of a section that is one document, the first."""
    layout = described.directory
    assert layout is not None  # noqa: S101
    files = sorted(
        path for path in folder.glob(layout.files) if path.is_file() and path.name not in layout.but
    )
    is_one = isinstance(described, Documents) and described.value_field is not None
    return files[:1] if is_one else files


def _read(path: Path, layout: Directory, folder: Path, reader: Reader) -> tuple[Value, Place] | None:
    """Read one JSON file; report where it holds nothing."""
    document = reader.document(path)
    if document.place is None:
        if not document.problems:
            message, where = "the file is empty", _of_folder(path).location(0)
            reader.problems.append(Problem(message, where, None, "write `{}`, or remove the file", "file"))
        return None
    value, place = document.value, document.place
    place.source.base = folder if layout.from_root else path.parent
    if not isinstance(value, dict):
        return value, place
    for field, suffix in layout.beside.items():
        if not _put_beside(value, field, path.with_suffix(suffix)):
            reader.notes.append(f"{shown(path)} is left alone: there is no `{path.stem}{suffix}` beside it")
            return None
    for field, into in layout.moved.items():
        if field in value:
            value, place = _moved(value, place, field, into)
    return value, place


def _put_beside(value: Object, field: str, default: Path) -> bool:
    """Name the text that lies beside a JSON file, unless the field names one; tell whether there is one."""
    named = value.get(field)
    if isinstance(named, str) and named and (default.parent / named.replace("\\", "/")).is_file():
        return True
    value[field] = f"./{default.name}"
    return default.is_file()


def _moved(value: Object, place: Place, field: str, into: str) -> tuple[Object, Place]:
    """Return an object whose ``field`` stands in the object ``into`` below it."""
    there_already = value.get(into)
    inner = there_already if isinstance(there_already, dict) else {}
    places = dict(place.items())
    there = dict(places[into].items()) if into in places else {}
    moved = {**value, into: {**inner, field: value[field]}}
    del moved[field]
    there[field] = places.pop(field, place)
    places[into] = Place(place.source, place.at, place.key_at, there)
    return moved, Place(place.source, place.at, place.key_at, places)


def _with_parts(
    value: Value, place: Place, layout: Directory, folder: Path, reader: Reader
) -> tuple[Value, Place]:
    """Return a document with the lists whose elements have files of their own."""
    places = dict(place.items())
    for field, glob in layout.parts.items():
        read = [_read(path, Directory(files=glob), folder, reader) for path in sorted(folder.glob(glob))]
        found = [one for one in read if one is not None]
        if found and isinstance(value, dict):
            value = {**value, field: [body for body, _ in found]}
            places[field] = Place(found[0][1].source, 0, 0, [where for _, where in found])
    return value, Place(place.source, place.at, place.key_at, places)


def _by_key(described: Documents, bodies: list[tuple[Value, Place]]) -> Document | None:
    """Return documents under their keys; a file is called as the last part of the document's path in the API."""
    keys = {path.rpartition("/")[2]: key for key, path in described.paths.items()}
    known = {
        keys.get(place.source.path.stem, place.source.path.stem): (body, place) for body, place in bodies
    }
    if not known:
        return None
    source = bodies[0][1].source
    places = {key: place for key, (_, place) in known.items()}
    return _document(
        described.section, {key: body for key, (body, _) in known.items()}, Place(source, 0, 0, places)
    )


def _document(section: str, value: Value, place: Place) -> Document:
    return Document({section: value}, Place(place.source, 0, 0, {section: place}))


def _left_alone(section: str, folder: Path) -> Document:
    """Return a document that mentions a section that is not managed, so that it is named."""
    return _document(section, {}, Place(_of_folder(folder), 0, 0, {}))


def _of_folder(path: Path) -> Source:
    return Source(path, shown(path), "")


def _holds_files(path: Path) -> bool:
    return path.is_file() or any(one.is_file() for one in path.rglob("*"))


def _any(folder: Path, where: str) -> bool:
    return (folder / where).exists()
