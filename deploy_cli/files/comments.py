"""The comments of YAML files, taken up from where they stand and put down at the same values in other files."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as File

from deploy_cli.core.path import Path
from deploy_cli.files.concrete import Entry, Node, Unkept, Written
from deploy_cli.files.keywords import LOOKS_LIKE
from deploy_cli.files.masking import masked
from deploy_cli.files.place import Place, Source
from deploy_cli.files.splices import Splices
from deploy_cli.files.tokens import parse
from deploy_cli.files.yaml import read

_FOR_EDITORS = re.compile(r"#\s*yaml-language-server:")


@dataclass(frozen=True, slots=True)
class Comment:
    """What stands around one value."""

    path: Path
    above: tuple[str | None, ...] = ()
    """Lines of their own; ``None`` for a blank one."""
    beside: str = ""
    below: tuple[str | None, ...] = ()
    """Lines of their own at the end of the value."""

    @property
    def count(self) -> int:
        """How many comments these are."""
        return len(self.lines())

    def lines(self) -> tuple[str, ...]:
        """Return the comments themselves."""
        return tuple(line.strip() for line in (*self.above, self.beside, *self.below) if line)


@dataclass(slots=True)
class Taken:
    """The comments of one file."""

    head: tuple[str | None, ...] = ()
    """Those on the file as a whole."""
    comments: list[Comment] = field(default_factory=list)
    unread: str | None = None
    """Why they could not be taken up."""


def taken(source: Source, places: Mapping[str, Place]) -> Taken:
    """Take up the comments of a file whose values stand at ``places``, by section."""
    text = source.text.replace("\r\n", "\n")
    text = text if not text or text.endswith("\n") else text + "\n"
    if "#" not in text:
        return Taken()
    try:
        written = parse(masked(text), text)
    except Unkept as error:
        return Taken(unread=f"{source.name}:{error.line}: {error.why}")
    found = Taken(head=tuple(_lines(written.head)))
    if written.root is None or not written.root.entries:
        found.head += _plain(written.loose)
        return found
    _take(written, written.root, _known(source, places), found)
    return found


def put(
    text: str,
    comments: Sequence[Comment],
    head: Iterable[str | None] = (),
    *,
    instead: Mapping[str, str] | None = None,
) -> tuple[str, list[Comment]]:
    """Return a YAML text, as `deploy_cli.files.emit` writes it, with the comments, and those that found no place.

    A comment on a value that is not there stands at the field that is there ``instead``, or at what would hold it.
    """
    try:
        root = parse(masked(text), text).root
    except Unkept:
        return text, [*comments]
    work = _Putting(text, dict(_entries(root, ())) if root else {}, instead or {})
    work.above(0, "", _plain(head))
    for one in reversed(comments):  # what ends within another ends before it
        work.below(one)
    left = [one for one in comments if not work.comment(one)]
    result = work.result()
    return (result, left) if _same(text, result) else (text, [*comments])


@dataclass(slots=True)
class _Putting:
    """The work in hand on one text."""

    text: str
    entries: Mapping[Path, Entry]
    instead: Mapping[str, str]
    splices: Splices = field(default_factory=Splices)
    _beside: set[int] = field(default_factory=set)
    """The lines that have a comment."""

    def comment(self, one: Comment) -> bool:
        """Put one comment down, but for what is below; tell whether there is a place for it."""
        if not (path := self._path(one.path)):
            return False
        start, indent = self._line(path)
        end = self._end(start)
        self.above(start, indent, one.above)
        if one.beside and (path != one.path or end in self._beside):
            self.above(start, indent, (one.beside.strip(),))
        elif one.beside:
            self.splices.put(end, end, one.beside if one.beside[0].isspace() else f"  {one.beside}")
            self._beside.add(end)
        return True

    def below(self, one: Comment) -> None:
        """Put down what stands at the end of a value."""
        if one.below and (path := self._path(one.path)):
            _, indent = self._line(path)
            after = min(self._end(self.entries[path].value.end) + 1, len(self.text))
            self.above(after, f"{indent}  ", one.below)

    def above(self, at: int, indent: str, lines: Iterable[str | None]) -> None:
        """Put lines of their own before an offset at which a line begins."""
        new = "".join(f"{indent}{line}\n" if line else "\n" for line in lines)
        if new:
            self.splices.put(at, at, new)

    def result(self) -> str:
        """Return the new text."""
        return self.splices.applied(self.text)

    def _path(self, path: Path) -> Path:
        """Return the path of what stands for a value, or would hold it; nothing where there is none."""
        while path and path not in self.entries:
            other = (*path[:-1], self.instead.get(str(path[-1]), ""))
            path = other if other in self.entries else path[:-1]
        return path

    def _line(self, path: Path) -> tuple[int, str]:
        """Return where the line begins on which a value does, and how far it is indented."""
        start = self.text.rfind("\n", 0, self.entries[path].start) + 1
        line = self.text[start : self._end(start)]
        return start, line[: len(line) - len(line.lstrip(" "))]

    def _end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end


def _take(written: Written, root: Node, known: Mapping[tuple[bool, int], Path], found: Taken) -> None:
    """Gather the comments of a tree, each under the path of its value."""
    inside = Counter(written.comments)
    first = root.entries[0]
    cut = max((index for index, line in enumerate(first.leading) if line is None), default=-1) + 1
    if any(line is not None for line in first.leading[:cut]):
        found.head += tuple(first.leading[:cut])
        first.leading = first.leading[cut:]
    inside.subtract(line for line in found.head if line)
    for entry, _ in _walk(root, (), known):
        tail = entry.value.tail
        inside.subtract(line for line in (*entry.leading, entry.comment.strip() or None, *tail) if line)
    last = (root.entries[-1].key.value,) if root.entries[-1].key else ()
    inside.subtract(line for line in root.tail if line)
    for entry, path in _walk(root, (), known):
        hidden = [line for line in +inside if entry.value.odd and line in entry.value.text]
        for line in hidden:
            del inside[line]
        above = _plain((*entry.leading, *hidden))
        beside = entry.comment or _of_header(entry.value)
        comment = Comment(path, above, _safe(beside), _plain(entry.value.tail))
        if comment.count:
            found.comments.append(comment)
    if below := _plain((*root.tail, *_lines(written.foot))):
        found.comments.append(Comment(last, below=below))


def _of_header(node: Node) -> str:
    """Return the comment behind the ``|`` or ``>`` of a text over several lines."""
    if node.style not in ("|", ">"):
        return ""
    _, mark, comment = node.text.partition("\n")[0].partition("#")
    return f"  {mark}{comment}".rstrip() if mark else ""


def _walk(node: Node, at: Path, known: Mapping[tuple[bool, int], Path]) -> Iterator[tuple[Entry, Path]]:
    """Yield each entry with the path of its value; one that composition did not keep has that of its parent."""
    for entry in node.entries:
        offset = (entry.key or entry.value).start
        path = known.get((entry.key is None, offset), at)
        if not at and entry.key is not None:
            path = (entry.key.value,)
        yield entry, path
        yield from _walk(entry.value, path, known)


def _known(source: Source, places: Mapping[str, Place]) -> dict[tuple[bool, int], Path]:
    """Return where values stand in a file: whether as an element of a list, and the offset of it or of its key."""
    known: dict[tuple[bool, int], Path] = {}
    for section, place in places.items():
        for path, where in _places(place, (section,)):
            if where.source.path == source.path:
                offset = source.original(where.key_at)
                offset -= source.text.count("\r\n", 0, offset)
                known.setdefault((isinstance(path[-1], int), offset), path)
    return known


def _places(place: Place, at: Path) -> Iterator[tuple[Path, Place]]:
    yield at, place
    inner = place.inner.items() if isinstance(place.inner, dict) else enumerate(place.inner or ())
    for part, where in inner:
        yield from _places(where, (*at, part))


def _entries(node: Node, at: Path) -> Iterator[tuple[Path, Entry]]:
    for index, entry in enumerate(node.entries):
        path = (*at, entry.key.value if entry.key else index)
        yield path, entry
        if entry.value.is_block:
            yield from _entries(entry.value, path)


def _lines(text: str) -> Iterator[str | None]:
    """Yield the comments around the marker of a document."""
    yield from (line.strip() for line in text.split("\n") if line.strip().startswith("#"))


def _plain(lines: Iterable[str | None]) -> tuple[str | None, ...]:
    """Return lines that are comments for people, without blank ones before the first."""
    kept: list[str | None] = []
    for line in lines:
        if line is None and kept and kept[-1] is not None:
            kept.append(None)
        elif line is not None and not _FOR_EDITORS.match(line):
            kept.append(_safe(line))
    return tuple(kept) if any(kept) else ()


def _safe(comment: str) -> str:
    """Return a comment in which nothing is a keyword of the official tool: it could stand for several lines."""
    return LOOKS_LIKE.sub(lambda match: f"{match[0][:2]} {match[0][2:-2]} {match[0][-2:]}", comment)


def _same(before: str, after: str) -> bool:
    """Tell whether two texts hold the same."""
    one, other = (read(Source(File(), "", text), masked(text)) for text in (before, after))
    return not other.problems and bool(one.value == other.value)
