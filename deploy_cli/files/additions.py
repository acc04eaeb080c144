"""Resources and overlays that tenant files did not have, put at the end of their sections."""

from dataclasses import dataclass, field
from pathlib import Path

from deploy_cli.errors import UsageError
from deploy_cli.files.concrete import Entry, Kind
from deploy_cli.files.modeline import EditorSchema
from deploy_cli.files.own_files import OwnFile
from deploy_cli.files.reading import shown


@dataclass(slots=True)
class Additions:
    """What is to be added, by section."""

    target: Path
    """The tenant file, or the folder of them, that everything goes to."""
    files: dict[Path, OwnFile]
    """The environment's own files, by their real paths; new ones join them."""
    editors: EditorSchema
    _blocks: dict[str, list[list[str]]] = field(default_factory=dict)

    def add(self, section: str, lines: list[str]) -> None:
        """Add one resource: its lines, indented by two."""
        self._blocks.setdefault(section, []).append(lines)

    def finish(self) -> None:
        """Put everything into the files. Raises `UsageError` where a section cannot take anything in."""
        for section, blocks in self._blocks.items():
            found = ((file, file.section(section)) for file in self.files.values())
            file, entry = next(((file, entry) for file, entry in found if entry), (None, None))
            if file is None or entry is None:
                self._start(section, blocks)
            else:
                self._extend(file, entry, blocks)

    def _extend(self, file: OwnFile, entry: Entry, blocks: list[list[str]]) -> None:
        value = entry.value
        end = file.line_end(value.end)
        if value.is_block:
            room = "\n" if value.kind is Kind.LIST and max(map(len, blocks)) > 1 else ""
            lines = (_moved(lines, value.column) for lines in blocks)
            file.splices.put(end, end, "".join(f"\n{room}" + "\n".join(block) for block in lines))
        elif entry.key is not None and not value.entries and value.kind is not Kind.SCALAR:
            file.splices.put(file.text.index(":", entry.key.end) + 1, value.end, "")
            file.splices.put(end, end, "\n" + "\n".join(_spaced(blocks)))
        else:
            where = f"{shown(file.path)}:{entry.line + 1}"
            hint = "write a section as a block, `- ` or `key:` lines below its name"
            raise UsageError(f"nothing can be added to `{where}`", hint=hint)

    def _start(self, section: str, blocks: list[list[str]]) -> None:
        path = self.target / f"{section}.yaml" if self.target.is_dir() else self.target
        file = self.files.get(path.resolve())
        if file is None and path.exists():
            raise UsageError(f"`{shown(path)}` is in the way")
        if file is None:
            file = self.files[path.resolve()] = OwnFile(path, "")
            if not self.editors.is_missing:
                file.appended.append(self.editors.modeline(path).rstrip("\n"))
        file.append([f"{section}:", *_spaced(blocks)])


def _moved(lines: list[str], column: int) -> list[str]:
    return [" " * column + line[2:] if line else line for line in lines]


def _spaced(blocks: list[list[str]]) -> list[str]:
    """Return blocks one below the other, with room between them where any takes several lines."""
    many = any(len(lines) > 1 for lines in blocks)
    return [line for index, lines in enumerate(blocks) for line in ([""] if index and many else []) + lines]
