"""Texts beside the tenant files, brought to another text; what stays the same keeps its references and keywords."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from deploy_cli.core.path import Path as ValuePath
from deploy_cli.core.path import matches, pattern
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.values import MaybeValue, Value, same
from deploy_cli.files.concrete import Kind, Node
from deploy_cli.files.keywords import LOOKS_LIKE
from deploy_cli.files.parts import Unwritable
from deploy_cli.files.reading import shown
from deploy_cli.files.references import escaped, references
from deploy_cli.files.texts import looks_like_path


@dataclass(slots=True)
class SideFiles:
    """Those of one environment."""

    folder: Path
    """What does not lie below it belongs to others as well, and is not changed."""
    contents: dict[Path, bytes] = field(default_factory=dict)
    """Path → what is to be written."""
    _lost: list[str] = field(default_factory=list)

    def change(
        self, base: Path, described: ResourceType, node: Node, want: MaybeValue, new: Value, at: ValuePath
    ) -> bool:
        """Change the file that ``node``, a field at ``at`` in a tenant file below ``base``, names.

        Tells whether there is one. Raises `Unwritable` where it cannot hold the text.
        """
        path = self._file(base, described, node, at)
        if path is None or not isinstance(want, str) or not isinstance(new, str):
            return False
        if not path.resolve().is_relative_to(self.folder.resolve()):
            return False
        raw = path.read_bytes().decode()
        text = self._merged(path, raw, want, new)
        if path in self.contents and self.contents[path] != text.encode():
            raise Unwritable(f"`{shown(path)}` is the text of two resources, which differ in the tenant")
        self.contents[path] = text.encode()
        return True

    def taken(self) -> list[str]:
        """Return what could not be preserved since it was last asked."""
        lost, self._lost = self._lost, []
        return lost

    def _file(self, base: Path, described: ResourceType, node: Node, at: ValuePath) -> Path | None:
        suffix = next((s for wanted, s in described.texts.items() if matches(at, pattern(wanted))), None)
        if suffix is None or node.kind is not Kind.SCALAR or not looks_like_path(node.value, suffix):
            return None
        name = node.value.replace("\\", "/")
        candidates = (base / name, base / described.section / name)
        return next((path for path in candidates if path.is_file()), None)

    def _merged(self, path: Path, raw: str, want: str, new: str) -> str:
        """Return ``new`` with the lines of ``raw``, which stands for ``want``, wherever they still stand."""
        before, said, lines = raw.split("\n"), want.split("\n"), new.split("\n")
        merged: list[str] = []
        if same(raw, want) or len(before) != len(said):
            self._tell(path, raw, new)
            merged = [_plain(line) for line in lines]
        else:
            for tag, i, j, k, end in SequenceMatcher(None, said, lines, autojunk=False).get_opcodes():
                if tag == "equal":
                    merged += before[i:j]
                else:
                    self._tell(path, "\n".join(before[i:j]), "")
                    merged += (_plain(line) for line in lines[k:end])
        return "\n".join(merged)

    def _tell(self, path: Path, gone: str, kept: str) -> None:
        self._lost += (f"{shown(path)}: `{mark}` is written out" for mark in _marks(gone) if mark not in kept)


def _marks(text: str) -> Iterator[str]:
    yield from (text[one.start : one.end] for one in references(text) if not one.is_escaped)
    yield from (found[0] for found in LOOKS_LIKE.finditer(text))


def _plain(line: str) -> str:
    if LOOKS_LIKE.search(line):
        raise Unwritable("the text looks like a keyword, for which a side file has no escape")
    return escaped(line)
