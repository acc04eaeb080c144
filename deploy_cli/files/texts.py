"""Side files: long texts that a tenant file names by path, such as the code of an action.

The path is relative to the file that names it, or to the folder there that is called as the section: the official
tool keeps ``custom_login_page`` below ``clients/``. A value is taken for a path when it is one line that ends in a
suffix that such files have, or begins with ``./`` or ``../``; anything else is the text itself. A side file lies in
the same checkout as the file that names it or, outside of any, below the folder that holds all of the environment's
files and all that they extend; a link or a path that leads out of there is refused.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy_cli.core.path import Path as ValuePath
from deploy_cli.core.path import found, pattern
from deploy_cli.core.resource_type import Collection, Documents, ResourceType
from deploy_cli.core.values import Value
from deploy_cli.errors import Location, Problem
from deploy_cli.files.keywords import LOOKS_LIKE
from deploy_cli.files.origins import Origins
from deploy_cli.files.place import Place
from deploy_cli.files.reading import Reader, checkout, shown, shown_below_here
from deploy_cli.files.substitution import Unresolved
from deploy_cli.files.variables import Variables

_SUFFIXES: Final = (
    ".cjs", ".css", ".htm", ".html", ".js", ".json", ".liquid", ".md", ".mjs", ".ts", ".txt",
)  # fmt: skip
_LONGEST_PATH: Final = 1024
_PATH_AT_ALL = re.compile(r"[^\x00-\x1f\ufeff]*[./\\][^\x00-\x1f\ufeff]*")
_NO_PATH = re.compile(r"[\ufeff\x00-\x1f<>{}|\"*?;=]")


def looks_like_path(text: str, suffix: str) -> bool:
    """Tell whether a text in a field that may name a file, usually ending in ``suffix``, does name one."""
    if not text or len(text) > _LONGEST_PATH or text != text.strip() or _NO_PATH.search(text):
        return False
    if LOOKS_LIKE.search(text):
        return False  # an escaped keyword: a text that an export could not put into a file
    return text.lower().endswith((suffix, *_SUFFIXES)) or text.replace("\\", "/").startswith(("./", "../"))


def may_be_path(text: str) -> bool:
    """Tell whether a text could be the name of a file at all: one line, with a separator or a dot in it."""
    return 0 < len(text) <= _LONGEST_PATH and _PATH_AT_ALL.fullmatch(text) is not None


@dataclass(slots=True, repr=False)
class Texts:
    """Puts the texts of side files where their paths stand."""

    reader: Reader
    variables: Variables
    address: Callable[[str, Value], str]
    """The address of a resource in a section, by its body."""
    origins: Origins
    """Remembers which text came from which file."""
    common: Path
    """The folder that holds all tenant files of the environment."""
    _in_hand: tuple[str, str] = ("", "")
    """The section, and the address of the resource in it."""
    _roots: dict[Path, Path] = field(default_factory=dict)

    def put(self, described: ResourceType, value: Value, place: Place) -> None:
        """Replace the paths in one section, in place."""
        for at, body in bodies(described, value):
            self._in_hand = (described.section, self.address(described.section, body if at else None))
            for wanted, suffix in described.texts.items():
                for path, text in list(found(body, pattern(wanted))):
                    whole = (*at, *path)
                    if path and isinstance(text, str) and self._is_path(text, suffix, place.nearest(whole)):
                        _assign(value, whole, self._text(text, place.nearest(whole)))

    def _is_path(self, text: str, suffix: str, place: Place) -> bool:
        """Tell whether a text is a path: it looks like one, or a file of that unlikely name is there."""
        if looks_like_path(text, suffix):
            return True
        return may_be_path(text) and any(
            os.path.lexists(candidate) and candidate.is_file() for candidate in self._candidates(text, place)
        )

    def _text(self, text: str, place: Place) -> Value:
        path = self._file(text, place)
        if path is None or (read := self.reader.text(path)) is None:
            return text
        source, replaced = read
        try:
            value = self.variables.text(replaced, source.path.parent)
        except Unresolved as error:
            for fault in error.faults:
                self._report(fault.message, source.location(fault.at), fault.hint)
            return replaced
        self.origins.read(place, source.name, replaced)
        return value

    def _file(self, text: str, place: Place) -> Path | None:
        """Return the file that a path means; report why there is none."""
        folder = place.source.base
        candidates = self._candidates(text, place)
        path = next((candidate for candidate in candidates if os.path.lexists(candidate)), None)
        if path is None:
            message = f"there is no file `{text}`"
            hint = f"`{shown(candidates[0])}` is not there; the path is relative to the file that names it"
        elif not path.resolve().is_relative_to(root := self._root(folder)):
            message = f"the file `{text}` lies outside of the tenant files"
            hint = f"keep it below `{shown_below_here(root)}`"
        elif not path.is_file():
            message, hint = f"`{text}` is not a file", "name a file, or write the text itself"
        else:
            return path
        self._report(message, place.location, hint)
        return None

    def _candidates(self, text: str, place: Place) -> tuple[Path, Path]:
        folder, name = place.source.base, text.replace("\\", "/")
        return folder / name, folder / self._in_hand[0] / name

    def _root(self, folder: Path) -> Path:
        """Return the folder that a side file named by a file in ``folder`` must not lie outside of."""
        if folder not in self._roots:
            self._roots[folder] = checkout(folder) or self.common.resolve()
        return self._roots[folder]

    def _report(self, message: str, location: Location, hint: str) -> None:
        self.reader.problems.append(Problem(message, location, self._in_hand[1], hint, "text"))


def bodies(described: ResourceType, value: Value) -> Iterator[tuple[ValuePath, Value]]:
    """Yield each resource of a section, with its path in there."""
    match described:
        case Collection():
            yield from (((index,), body) for index, body in enumerate(value))
        case Documents(key_field=str()):
            yield from (((index,), body) for index, body in enumerate(value))
        case Documents():
            yield from (((key,), body) for key, body in value.items())
        case _:
            yield (), value


def _assign(value: Value, path: ValuePath, text: Value) -> None:
    for part in path[:-1]:
        value = value[part]
    value[path[-1]] = text
