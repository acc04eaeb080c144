"""Layers: what an environment extends, and its own files on top."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy_cli.core.values import Value
from deploy_cli.errors import ConfigError, Problem
from deploy_cli.files.directory import DirectoryFormat
from deploy_cli.files.place import Place
from deploy_cli.files.reading import Reader, shown, tenant_files
from deploy_cli.files.suggest import meant, one_of
from deploy_cli.files.yaml import Document

DEPTH: Final = 32
"""How long a chain of files that extend each other may be."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The files of one target: of an environment, or of something it extends."""

    target: Path
    files: tuple[Path, ...]
    documents: tuple[Document, ...]

    @property
    def folder(self) -> Path:
        """The folder that holds all of it."""
        return self.target if self.target.is_dir() else self.target.parent

    def blocks(self) -> Iterator[tuple[Value, Place]]:
        """Yield the ``environment`` blocks."""
        for document in self.documents:
            if isinstance(document.value, dict) and document.place and "environment" in document.value:
                yield document.value["environment"], document.place.nearest(("environment",))

    def extended(self) -> Iterator[tuple[Path, Place]]:
        """Yield what the layer says it extends: the path, and where that stands."""
        for block, place in self.blocks():
            entries = block.get("extends") if isinstance(block, dict) else None
            for index, entry in enumerate(entries if isinstance(entries, list) else ()):
                where = place.nearest(("extends", index))
                if not isinstance(entry, str) or not entry or "\0" in entry:
                    continue  # the schema says so
                yield where.source.path.parent / entry.replace("\\", "/"), where


def layers(target: Path, reader: Reader, directory: DirectoryFormat) -> tuple[Layer, ...]:
    """Read ``target`` and all that it extends; what is extended comes before what extends it, each once.

    Raises `ConfigError` where the target itself is not there. Everything else is reported to ``reader``.
    """
    if not os.path.lexists(
        target
    ):  # unlike Path.exists, it takes a name that is too long for one that is not there
        hint = "name a tenant file, or a folder that holds tenant files"
        raise ConfigError([Problem(f"there is no `{target}`", hint=hint, rule="file")])
    if target.is_dir() and not directory.is_at(target) and not tenant_files(target):
        hint = "a tenant file ends in `.yaml` or `.yml`"
        raise ConfigError([Problem(f"there is no tenant file below `{target}`", hint=hint, rule="file")])
    reader.confine(target)
    return tuple(_Extending(reader, directory).layers(target))


class _Extending:
    def __init__(self, reader: Reader, directory: DirectoryFormat) -> None:
        self._reader = reader
        self._directory = directory
        self._done: set[Path] = set()

    def layers(self, target: Path, chain: tuple[Layer, ...] = ()) -> Iterator[Layer]:
        """Yield the layers below ``target``, then its own; ``chain`` holds what extends it."""
        layer = self._read(target)
        self._refuse_several(layer)
        self._done.add(target.resolve())
        for path, place in layer.extended():
            if not os.path.lexists(path):
                message = f"there is no `{shown(path)}` to extend"
                self._report(message, place, _sibling(path) or "the path is relative to this file")
            elif bound := self._reader.leads_out(path):
                message = f"`{shown(path)}` lies outside of the checkout"
                self._report(message, place, f"keep what is extended below `{bound}`")
            elif not (path.is_dir() or path.is_file()):
                self._report(
                    f"`{shown(path)}` is not a file", place, "name a tenant file, or a folder of such"
                )
            elif path.is_dir() and not tenant_files(path) and not self._directory.is_at(path):
                hint = "name a folder that holds tenant files, or remove the entry"
                self._report(f"there is no tenant file below `{shown(path)}`", place, hint)
            elif len(chain) >= DEPTH:
                self._report(f"more than {DEPTH} files extend each other", place, "shorten the chain")
            elif circle := _circle(path, (*chain, layer)):
                hint = "what is extended must not lead back to the files that extend it"
                self._report(f"the files extend themselves: {circle}", place, hint)
            elif path.resolve() not in self._done:
                yield from self.layers(path, (*chain, layer))
        yield layer

    def _read(self, target: Path) -> Layer:
        if self._directory.is_at(target):
            documents = self._directory.documents(target, self._reader)
            return Layer(target, self._directory.files(target), documents)
        files = tenant_files(target)
        return Layer(target, files, tuple(self._reader.document(file) for file in files))

    def _refuse_several(self, layer: Layer) -> None:
        """Raise `ConfigError` where a folder holds not one environment but several, each in a folder of its own."""
        named = [
            place
            for block, place in layer.blocks()
            if isinstance(block, dict) and {"name", "extends"} & block.keys()
        ]
        folders = list(dict.fromkeys(shown(place.source.path.parent) for place in named))
        if len(folders) > 1:
            hint = "name one of them: " + one_of(folders)
            message = f"`{shown(layer.target)}` holds {len(folders)} environments"
            raise ConfigError([*self._reader.problems, Problem(message, hint=hint, rule="file")])

    def _report(self, message: str, place: Place, hint: str) -> None:
        self._reader.problems.append(
            Problem(message=message, location=place.location, hint=hint, rule="extends")
        )


def _sibling(path: Path) -> str | None:
    """Return a hint at what is called nearly as ``path``, beside it."""
    try:
        names = sorted(other.name for other in path.parent.iterdir() if not other.name.startswith("."))
    except OSError:
        return None
    other = meant(path.name, names)
    return (
        f"did you mean `{shown(path.parent / other)}`? the path is relative to this file" if other else None
    )


def _circle(path: Path, chain: tuple[Layer, ...]) -> str | None:
    """Return the way from a layer of ``chain`` to ``path`` and so back to itself."""
    real = path.resolve()
    for index, layer in enumerate(chain):
        if real == layer.target.resolve() or any(file.resolve().is_relative_to(real) for file in layer.files):
            return " → ".join(shown(target) for target in (*(one.target for one in chain[index:]), path))
    return None
