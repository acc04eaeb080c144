"""Reads files: bytes to text, keywords replaced, YAML to values; remembers what was read."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy_cli.errors import ConfigError, Location, Problem
from deploy_cli.files import json_text, yaml
from deploy_cli.files.keywords import Keywords
from deploy_cli.files.place import Source

SUFFIXES: Final = (".yaml", ".yml")
RULES_FOLDER: Final = "guardrails"
"""Folders of this name hold rules of the team's own (`deploy_cli.files.team_rules`)."""
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one file; more is no tenant file."""

_OTHER_ENCODINGS: Final = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


@dataclass(slots=True, repr=False)
class Reader:
    """Reads each file once and collects the problems."""

    home: Path
    """The folder that names in the digest are relative to."""
    keywords: Keywords
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What a person should know of the files though it is no problem."""
    _documents: dict[Path, yaml.Document] = field(default_factory=dict)
    _digests: list[tuple[str, bytes]] = field(default_factory=list)
    _aside: set[str] = field(default_factory=set)
    """Names of files that no digest tells of: they may hold secrets, and a hash of a short one can be guessed."""
    _names: dict[Path, str] = field(default_factory=dict)
    _bound: Path | None = None
    _named: set[Path] = field(default_factory=set)

    def confine(self, target: Path) -> None:
        """Read nothing outside of the checkout of ``target`` from now on but what somebody named, as they did that.

        Whoever can change a checkout must not see, in a message or a plan, what else lies on the machine that reads it:
        a link in there, or an ``extends``, may lead anywhere.
        """
        self._bound = checkout(target if target.is_dir() else target.parent)
        self._named.add(target.resolve())

    def leads_out(self, path: Path) -> str | None:
        """Return the folder that ``path`` had to be in, where it leads out of it."""
        real = path.resolve()
        if self._bound is None or real in self._named or real.is_relative_to(self._bound):
            return None
        return shown_below_here(self._bound)

    def document(self, path: Path, *, aside: bool = False) -> yaml.Document:
        """Return what the YAML or JSON file at ``path`` holds; what is read ``aside`` is in no digest."""
        name = self._relative(path)
        if aside:
            self._named.add(path.resolve())
        if not aside:
            self._aside.discard(name)
        elif path.resolve() not in self._documents:
            self._aside.add(name)
        known = self._documents.get(path.resolve())
        if known is None:
            known = self._documents[path.resolve()] = self._read(path)
            self.problems += known.problems
        return known

    def text(self, path: Path) -> tuple[Source, str] | None:
        """Return a file's text with its keywords replaced; report why it cannot be read."""
        name = shown(path)
        if bound := self.leads_out(path):
            self._fail(name, "the file lies outside of the checkout", f"keep it below `{bound}`")
            return None
        try:
            if path.stat().st_size > LARGEST:
                self._fail(name, f"the file is larger than {LARGEST // 1024 // 1024} MiB")
                return None
            content = path.read_bytes()
        except OSError as error:
            self._fail(name, f"the file cannot be read: {(error.strerror or str(error)).lower()}")
            return None
        if path.resolve() not in self._names:
            self._names[path.resolve()] = name
            self._digests.append((self._relative(path), hashlib.sha256(content).digest()))
        text = self._decoded(content, name)
        if text is None:
            return None
        source = Source(path, name, text)
        replaced, source.shifts = self.keywords.replaced(text)
        return source, replaced

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were read, in order."""
        return tuple(self._names.values())

    @property
    def digest(self) -> str:
        """``sha256:…`` of names and contents, in order."""
        total = hashlib.sha256()
        for name, content in self._counted():
            total.update(len(name.encode(errors="surrogateescape")).to_bytes(8))
            total.update(name.encode(errors="surrogateescape") + content)
        return f"sha256:{total.hexdigest()}"

    @property
    def digests(self) -> dict[str, str]:
        """``sha256:…`` of each file, by its name from ``home``; what a name cannot say in JSON is escaped."""
        return {
            name.encode(errors="surrogateescape").decode(errors="backslashreplace"): f"sha256:{content.hex()}"
            for name, content in self._counted()
        }

    def _counted(self) -> Iterator[tuple[str, bytes]]:
        return (one for one in self._digests if one[0] not in self._aside)

    def _relative(self, path: Path) -> str:
        return Path(os.path.relpath(path.resolve(), self.home.resolve())).as_posix()

    def _read(self, path: Path) -> yaml.Document:
        found = self.text(path)
        if found is None:
            return yaml.Document()
        return json_text.read(*found) if path.suffix.lower() == ".json" else yaml.read(*found)

    def _decoded(self, content: bytes, name: str) -> str | None:
        for mark, encoding in _OTHER_ENCODINGS.items():
            if content.startswith(mark):
                self._fail(name, f"the file is {encoding}, not UTF-8", "save it as UTF-8")
                return None
        content = content.removeprefix(b"\xef\xbb\xbf")
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            before = content[: error.start].decode()
            line = before.count("\n") + 1
            column = len(before) - (before.rfind("\n") + 1) + 1
            message = f"the byte 0x{content[error.start]:02X} is not UTF-8"
            self._fail(name, message, "save the file as UTF-8", line, column)
            return None

    def _fail(self, name: str, message: str, hint: str | None = None, line: int = 1, column: int = 1) -> None:
        place = Location(name, line, column)
        self.problems.append(Problem(message=message, location=place, hint=hint, rule="file"))


def tenant_files(target: Path) -> tuple[Path, ...]:
    """Return the tenant files that a target stands for: itself, or every YAML file below the folder, sorted.

    Files and folders whose name starts with a dot are left alone; those in folders called `guardrails` are rules.
    """
    if not target.is_dir():
        return (target,)
    return tuple(path for path in _sorted(target) if not _is_rule(path, target))


def rule_files(target: Path) -> tuple[Path, ...]:
    """Return the files of rules of a target: in folders called `guardrails` below it, or beside the file."""
    if target.is_dir():
        return tuple(path for path in _sorted(target) if _is_rule(path, target))
    beside = target.parent / RULES_FOLDER
    return _sorted(beside) if beside.is_dir() else ()


def _sorted(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(_below(folder), key=lambda path: path.relative_to(folder).parts))


def _is_rule(path: Path, target: Path) -> bool:
    return RULES_FOLDER in path.relative_to(target).parts[:-1]


def shown(path: Path) -> str:
    """Return how messages call a file: as it was asked for, without detours."""
    return os.path.normpath(path)


def shown_below_here(folder: Path) -> str:
    """Return how messages call a folder: from here, where it lies below."""
    here = Path.cwd().resolve()
    return shown(folder.relative_to(here)) if folder.is_relative_to(here) else shown(folder)


def checkout(folder: Path) -> Path | None:
    """Return the version-controlled folder that holds ``folder``."""
    real = folder.resolve()
    return next((parent for parent in (real, *real.parents) if (parent / ".git").exists()), None)


def _below(folder: Path, seen: frozenset[Path] = frozenset()) -> Iterator[Path]:
    """Yield the YAML files below a folder; links are followed, but not in circles.

    Raises `ConfigError` for a folder that cannot be read: what is in it must not count as absent.
    """
    real = folder.resolve()
    if real in seen:
        return
    try:
        entries = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        message = f"the folder `{shown(folder)}` cannot be read: {(error.strerror or str(error)).lower()}"
        raise ConfigError([Problem(message, rule="file")]) from None
    for path in entries:
        if path.is_dir():
            yield from _below(path, seen | {real})
        elif path.suffix.lower() in SUFFIXES and path.is_file():
            yield path
