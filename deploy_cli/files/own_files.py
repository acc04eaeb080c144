"""The files of an environment itself, as they are written: found by place, changed by splices."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from deploy_cli.errors import DeployError, UsageError
from deploy_cli.files.concrete import Entry, Node, Unkept
from deploy_cli.files.masking import masked
from deploy_cli.files.place import Place, Source
from deploy_cli.files.reading import shown
from deploy_cli.files.splices import Splices
from deploy_cli.files.tokens import parse

_MARK = "\ufeff"


@dataclass
class OwnFile:
    """One YAML file. Its line breaks are unified while it is worked on."""

    path: Path
    original: str
    """With its byte-order mark."""
    splices: Splices = field(default_factory=Splices)
    appended: list[str] = field(default_factory=list)
    """Lines that follow at the end."""

    @cached_property
    def text(self) -> str:
        """What the file holds, with `\\n` alone at the end of lines, and one at the end."""
        text = self.original.removeprefix(_MARK).replace("\r\n", "\n")
        return text if not text or text.endswith("\n") else text + "\n"

    @cached_property
    def root(self) -> Node | None:
        """The sections; raises `UsageError` where the file cannot be changed in parts."""
        try:
            return parse(masked(self.text), self.text).root
        except Unkept as error:
            hint = "correct that, or export into an empty folder"
            raise UsageError(
                f"`{shown(self.path)}:{error.line}` cannot be updated in place: {error.why}", hint=hint
            ) from None

    def section(self, name: str) -> Entry | None:
        """Return the entry of a section."""
        return self.root.child(name) if self.root else None

    def entry_at(self, place: Place, within: Node) -> tuple[Node, Entry] | None:
        """Return the entry in ``within`` whose key, or whose element, stands at ``place``, with its parent."""
        found = self._index.get((within.is_list, self._offset(place.source, place.key_at)))
        inside = found is not None and within.start <= found[1].start and found[1].value.end <= within.end
        return found if inside else None

    def line_end(self, at: int) -> int:
        """Return where the line ends in which ``at`` stands."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def append(self, lines: list[str]) -> None:
        """Add lines at the end, after a blank one where others stand above them."""
        stands_alone = self.text.strip() if not self.appended else self.appended[1:]
        self.appended += ["", *lines] if stands_alone else lines

    def result(self) -> str:
        """Return the new text. Raises `DeployError` where two changes are in each other's way."""
        try:
            text = self.splices.applied(self.text)
        except ValueError:
            hint = "nothing was changed; run `deploy-cli fmt` first, or export into an empty folder"
            raise DeployError(f"`{shown(self.path)}` cannot be updated in place", hint=hint) from None
        text += "".join(f"{line}\n" for line in self.appended)
        if not self.appended and not self.original.endswith("\n"):
            text = text.removesuffix("\n")
        crlf = "\r\n" in self.original and self.original.count("\n") == self.original.count("\r\n")
        mark = _MARK if self.original.startswith(_MARK) else ""
        return mark + (text.replace("\n", "\r\n") if crlf else text)

    @property
    def is_changed(self) -> bool:
        """Tell whether anything is to be written."""
        return bool(self.splices or self.appended)

    @cached_property
    def _index(self) -> dict[tuple[bool, int], tuple[Node, Entry]]:
        """Whether it is an element, and the offset of its value, or of the key → its parent and its entry."""
        index: dict[tuple[bool, int], tuple[Node, Entry]] = {}
        for node in self.root.walk() if self.root else ():
            for entry in node.entries:
                index[entry.key is None, (entry.key or entry.value).start] = (node, entry)
        return index

    def _offset(self, source: Source, at: int) -> int:
        original = source.original(at)
        return original - source.text.count("\r\n", 0, original)


def opened(path: Path) -> OwnFile:
    """Open a file that was read without a problem."""
    return OwnFile(path, path.read_bytes().decode())
