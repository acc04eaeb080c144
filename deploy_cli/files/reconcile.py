"""Brings one place of a tenant file to another value by the smallest change of its text.

What stays the same keeps its spelling, to the byte: comments, order, variables, secrets. What does not is written out,
and what is lost by that is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from deploy_cli.core.path import Path
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Value, same
from deploy_cli.files.alignment import aligned, origins
from deploy_cli.files.concrete import Entry, Kind, Node
from deploy_cli.files.keywords import LOOKS_LIKE
from deploy_cli.files.parts import Unwritable, element, flow, key_text, laid_over, written
from deploy_cli.files.references import references
from deploy_cli.files.splices import Splices


@dataclass(slots=True)
class Reconciler:
    """Changes one resource in one file."""

    text: str
    beside: Callable[[Node, MaybeValue, Value, Path], bool]
    """Deals with a value that is the text of a side file; tells whether it was one."""
    splices: Splices = field(default_factory=Splices)
    lost: list[str] = field(default_factory=list)
    """What could not be preserved."""

    def entry(self, parent: Node, entry: Entry, want: MaybeValue, new: MaybeValue, at: Path) -> None:
        """Change the value of an entry from ``want``, which it stands for now, to ``new``."""
        node = entry.value
        if want is not ABSENT and new is not ABSENT and same(want, new):
            return
        if new is ABSENT:
            self._remove(parent, [entry])
        elif self.beside(node, want, new, at):
            return
        elif node.is_flow or not self._inside(node, want, new, at):
            self._replace(parent, entry, want, new)

    def in_braces(self, node: Node, entry: Entry | None, key: str, want: MaybeValue, new: MaybeValue) -> None:
        """Change one field of an object in braces, and leave the others to other changes."""
        if entry is None:
            end = node.entries[-1].value.end
            self.splices.put(end, end, f", {key_text(key)}: {flow(new)}")
        elif entry.value.kind is Kind.EMPTY:
            raise Unwritable("a key without a value stands there")
        elif new is ABSENT:
            _refuse_anchors(entry.value)
            self._tell(entry, "is taken out")
            index = node.entries.index(entry)
            start = node.entries[index - 1].value.end if index else entry.start
            follows = node.entries[index + 1].start if len(node.entries) > index + 1 else entry.value.end
            end = entry.value.end if index else follows
            if any(start < at < end for at in node.remarks):
                raise Unwritable("a comment stands in the braces beside it")
            self.splices.put(start, end, "")
        else:
            self.entry(node, entry, want, new, (key,))

    def insert(self, node: Node, key: str, new: Value) -> None:
        """Add a field at the end of a block object."""
        last = node.entries[-1]
        end = self._line_end(last.value.end)
        kept = self.text[end - 1 : end] == "\n" and last.value.style in ("|", ">")
        lines = "\n".join(written(key, new, " " * node.column))
        self.splices.put(end, end, lines + "\n" if kept else "\n" + lines)

    def append(self, node: Node, new: Value, *, spaced: bool = False) -> None:
        """Add an element at the end of a block list."""
        self._insert_after(node, node.entries[-1], new, spaced=spaced)

    def _inside(self, node: Node, want: MaybeValue, new: Value, at: Path) -> bool:
        """Change a block from within; tell whether that was possible."""
        if node.kind is Kind.MAP and isinstance(want, dict) and isinstance(new, dict):
            return self._object(node, want, new, at)
        if node.kind is Kind.LIST and isinstance(want, list) and isinstance(new, list):
            return len(node.entries) == len(want) and self._list(node, want, new, at)
        return False

    def _object(self, node: Node, want: Object, new: Object, at: Path) -> bool:
        children = {entry.key.value: entry for entry in node.entries if entry.key}
        if not any(key in new for key in children):
            return False
        if extended := [key for key in want if key not in new and key not in children]:
            raise Unwritable(f"the file that is extended mentions `{extended[0]}`")
        self._remove(node, [entry for key, entry in children.items() if key in want and key not in new])
        for key, entry in children.items():
            if key in want and key in new:
                self.entry(node, entry, want[key], new[key], (*at, key))
        for key, item in new.items():
            if key not in children and not (key in want and same(want[key], item)):
                self.insert(node, key, laid_over(want.get(key, ABSENT), item))
        return True

    def _list(self, node: Node, want: list[Value], new: list[Value], at: Path) -> bool:
        origin = origins(want, new)
        kept = [index for index in origin if index is not None]
        if not kept or kept != sorted(kept):
            return False
        begins = node.entries[kept[0]].start
        start = self._line_start(begins)
        if origin[0] is None and self.text[start:begins].strip():
            return False
        self._remove(node, [entry for index, entry in enumerate(node.entries) if index not in kept])
        previous: Entry | None = None
        for position, known in enumerate(origin):
            if known is not None:
                previous = node.entries[known]
                self.entry(node, previous, want[known], new[position], (*at, position))
            elif previous is not None:
                self._insert_after(node, previous, new[position])
            else:
                lines = element(new[position], " " * node.column)
                self.splices.put(start, start, "".join(f"{line}\n" for line in lines))
        return True

    def _insert_after(self, node: Node, entry: Entry, new: Value, *, spaced: bool = False) -> None:
        end = self._line_end(entry.value.end)
        lines = "\n".join(element(new, " " * node.column))
        kept = self.text[end - 1 : end] == "\n" and entry.value.style in ("|", ">")
        room = "\n" if spaced else ""
        self.splices.put(end, end, f"{room}{lines}\n" if kept else f"\n{room}{lines}")

    def _remove(self, parent: Node, gone: list[Entry]) -> None:
        """Take out some entries of an object or a list, but not all of a block."""
        for entry in gone:
            _refuse_anchors(entry.value)
            self._tell(entry, "is taken out")
        if gone and (not parent.is_block or len(gone) == len(parent.entries)):
            for entry in gone:
                self._swap(entry, " null")
            return
        first = self._line_start(parent.entries[0].start)
        if gone and gone[0] is parent.entries[0] and (self.text[first : gone[0].start].strip() or not first):
            gone = self._remove_first(parent, gone)
        for entry in gone:
            self.splices.put(self._line_start(entry.start) - 1, self._line_end(entry.value.end), "")

    def _remove_first(self, parent: Node, gone: list[Entry]) -> list[Entry]:
        """Take out the entries up to the first that stays, on whose line they begin; return the others."""
        stays = next(index for index, entry in enumerate(parent.entries) if entry not in gone)
        self.splices.put(parent.entries[0].start, parent.entries[stays].start, "")
        return [entry for entry in gone if entry.start > parent.entries[stays].start]

    def _replace(self, parent: Node, entry: Entry, want: MaybeValue, new: Value) -> None:
        node = entry.value
        if node.is_flow and "&" not in node.properties and self._within(node, want, new):
            return
        _refuse_anchors(node)
        if node.is_flow and (text := self._flow(node, want, new)) is not None:
            self.splices.put(node.start, node.end, text)
            return
        self._tell(entry, "is written out")
        if not parent.is_block:
            self.splices.put(node.start, node.end, flow(new))
            return
        lead = " " * parent.column
        first, *rest = written("k", new, lead) if entry.key else element(new, lead)
        head = first[len(lead) + (2 if entry.key else 1) :]
        self._swap(entry, head, rest)

    def _swap(self, entry: Entry, head: str, rest: Sequence[str] = ()) -> None:
        """Put another value behind the key or the ``-``; the comment on that line stays on it."""
        start = self._value_start(entry)
        end = entry.value.end
        if not entry.comment:
            self.splices.put(start, end, "\n".join([head, *rest]))
            return
        if entry.value.is_block:
            self.splices.put(start, end, "\n".join([head + entry.comment, *rest]))
        else:
            stop = self._line_end(end)
            self.splices.put(start, stop, "\n".join([head + entry.comment, *rest]))

    def _value_start(self, entry: Entry) -> int:
        if entry.key is None:
            return entry.start + 1
        return self.text.index(":", entry.key.end) + 1

    def _flow(self, node: Node, want: MaybeValue, new: Value) -> str | None:
        """Return a flow collection with what has changed; ``None`` where it has to be written anew."""
        if node.odd or node.last != node.line or not node.entries:
            return flow(new) if not node.entries and not new else None
        if node.is_map and isinstance(want, dict) and isinstance(new, dict):
            children = {entry.key.value: entry for entry in node.entries if entry.key}
            parts = [
                f"{self._source(entry.key)}: {self._part(entry.value, want.get(key, ABSENT), new[key])}"
                for key, entry in children.items()
                if entry.key and key in new
            ]
            parts += [f"{key_text(key)}: {flow(item)}" for key, item in new.items() if key not in children]
            return "{" + ", ".join(parts) + "}"
        if (
            node.is_list
            and isinstance(want, list)
            and isinstance(new, list)
            and len(want) == len(node.entries)
        ):
            origin = origins(want, new)
            items = [
                flow(item) if index is None else self._part(node.entries[index].value, want[index], item)
                for index, item in zip(origin, new, strict=True)
            ]
            self._tell_gone(node, [entry for index, entry in enumerate(node.entries) if index not in origin])
            return "[" + ", ".join(items) + "]"
        return None

    def _part(self, node: Node, want: MaybeValue, new: Value) -> str:
        if want is not ABSENT and same(want, new):
            return self._source(node)
        if (text := self._flow(node, want, new) if node.text[:1] in ("{", "[") else None) is not None:
            return text
        self._tell_marks(self._source(node), node, "is written out")
        return flow(new)

    def _within(self, node: Node, want: MaybeValue, new: Value) -> bool:
        """Change a flow collection in place; tell whether that was possible, which it is where all entries stay."""
        if (changes := aligned(node, want, new)) is None:
            return False
        stay, more = changes
        for entry, old, item in stay:
            if same(old, item):
                continue
            _refuse_anchor(entry.value)
            if not (entry.value.is_flow and self._within(entry.value, old, item)):
                _refuse_anchors(entry.value)
                self._tell(entry, "is written out")
                self.splices.put(entry.value.start, entry.value.end, flow(item))
        end = node.entries[-1].value.end
        self.splices.put(end, end, "".join(f", {text}" for text in more))
        return True

    def _source(self, node: Node) -> str:
        return self.text[node.start : node.end]

    def _tell_gone(self, node: Node, gone: Sequence[Entry]) -> None:
        for entry in gone:
            self._tell_marks(self._source(entry.value), entry.value, "is taken out")

    def _tell(self, entry: Entry, what: str) -> None:
        node = entry.value
        self._tell_marks(self._source(node), node, what)
        remarks = [
            text for inner in node.walk() for one in inner.entries for text in (*one.leading, one.comment)
        ]
        remarks += [text for inner in node.walk() for text in inner.tail]
        beside = what == "is taken out" and entry.comment
        if any(remarks) or beside or any(inner.remarks for inner in node.walk()):
            self.lost.append(f"line {entry.line + 1}: a comment on what {what}")

    def _tell_marks(self, source: str, node: Node, what: str) -> None:
        if node.kind is Kind.ALIAS:
            self.lost.append(f"line {node.line + 1}: `{source}` {what}")
        for found in references(source):
            if not found.is_escaped:
                self.lost.append(f"line {node.line + 1}: `{source[found.start : found.end]}` {what}")
        for keyword in LOOKS_LIKE.findall(source):
            self.lost.append(f"line {node.line + 1}: `{keyword}` {what}")

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end


def _refuse_anchors(node: Node) -> None:
    for inner in node.walk():
        _refuse_anchor(inner)


def _refuse_anchor(node: Node) -> None:
    if "&" in node.properties:
        raise Unwritable("an anchor stands there that other values may repeat")
