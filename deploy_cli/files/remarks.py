"""Comments and blank lines: found between the tokens of a text, and put at the entries they belong to."""

import re
from dataclasses import dataclass
from typing import Any

from deploy_cli.files.concrete import Entry, Kind, Node, Unkept


@dataclass(slots=True)
class Remark:
    """A comment, or a blank line."""

    line: int
    column: int
    at: int
    text: str | None


class Remarks:
    """Those of one text. What no entry took stays."""

    def __init__(self, masked: str, text: str) -> None:
        self._masked = masked
        self._text = text
        self._own: list[Remark] = []
        self._done = 0
        self._beside: dict[int, tuple[Remark, str]] = {}

    @property
    def loose(self) -> list[str | None]:
        """All that stand on lines of their own."""
        return [line.text for line in self._own]

    @property
    def comments(self) -> tuple[str, ...]:
        """All comments, in order."""
        every = sorted([*self._own, *(line for line, _ in self._beside.values())], key=lambda one: one.at)
        return tuple(one.text for one in every if one.text is not None)

    @property
    def left(self) -> int | None:
        """The first line of which the comment belongs to nothing."""
        own = (line.line for line in self._own[self._done :] if line.text is not None)
        return min([*self._beside, *own], default=None)

    def gather(self, tokens: list[Any], start: int, stop: int) -> None:
        """Collect the comments and blank lines between the tokens."""
        at, line, is_own = start, self._masked.count("\n", 0, start), True
        for token in tokens:
            begin, end = token.start_mark.index, end_of(token, self._masked)
            if begin > at:
                self._gap(at, min(begin, stop), line, is_own=is_own)
            if end > at:
                line += self._masked.count("\n", at, end)
                at, is_own = end, False
        self._gap(at, stop, line, is_own=is_own)

    def _gap(self, at: int, stop: int, line: int, *, is_own: bool) -> None:
        gap = self._masked[at:stop]
        for number, piece in enumerate(gap.split("\n")):
            is_last = at + len(piece) >= stop
            space = len(piece) - len(piece.lstrip())
            found = piece[space:]
            whole = self._text[at + space : at + len(piece)].rstrip()
            if found and (number or is_own):
                self._own.append(Remark(line + number, space, at + space, whole))
            elif found:
                self._beside[line] = (Remark(line, space, at + space, whole), piece[:space] + whole)
            elif (number or is_own) and not is_last:
                self._own.append(Remark(line + number, 0, at, None))
            at += len(piece) + 1

    def attach(self, node: Node, outer: int, until: int) -> None:
        """Give the entries of a block what stands around them; ``until`` is the line of what follows the block."""
        for index, entry in enumerate(node.entries):
            entry.leading += self._above(entry.line)
            following = node.entries[index + 1].line if index + 1 < len(node.entries) else until
            if entry.value.is_block:
                first = entry.value.entries[0].line
                for line in range(entry.line, first):
                    self._take_beside(entry, line)
                self.attach(entry.value, node.column, following)
            else:
                self._attach_to_value(entry)
        node.tail = self._below(node, outer, until)

    def _attach_to_value(self, entry: Entry) -> None:
        value = entry.value
        entry.leading += self._above(value.line)
        for line in range(entry.line, value.line):
            self._take_beside(entry, line)
        if value.kind in (Kind.FLOW_MAP, Kind.FLOW_LIST):
            self._attach_within(value)
        self._take_beside(entry, value.last)

    def _attach_within(self, value: Node) -> None:
        """Remember where the comments begin that stand in a flow collection."""
        before = self._done
        self._above(value.last + 1)
        found = [line.at for line in self._own[before : self._done] if line.text is not None]
        lines = range(value.line, value.last + 1)
        beside = [line for line in lines if line in self._beside and self._beside[line][0].at < value.end]
        found += [self._beside.pop(line)[0].at for line in beside]
        value.odd = value.odd or bool(found)
        for inner in value.walk() if found else ():
            inner.remarks = tuple(at for at in found if inner.start < at < inner.end)

    def _take_beside(self, entry: Entry, line: int) -> None:
        found = self._beside.pop(line, None)
        if found is not None and entry.comment:
            raise Unkept("two comments between a key and its value", line + 1)
        if found is not None:
            entry.comment = found[1]

    def _above(self, line: int) -> list[str | None]:
        stop = self._done
        while stop < len(self._own) and self._own[stop].line < line:
            stop += 1
        return self._taken(stop)

    def _below(self, node: Node, outer: int, until: int) -> list[str | None]:
        """Take the comments that stand as deep as the block: they are its last lines."""
        stop = self._done
        for index in range(self._done, len(self._own)):
            line = self._own[index]
            if line.line >= until:
                break
            if line.text is not None:
                if outer >= 0 and not _is_inside(line, node.column, outer):
                    break
                stop = index + 1
        return self._taken(stop)

    def _taken(self, stop: int) -> list[str | None]:
        taken = self._own[self._done : stop]
        self._done = stop
        return [line.text for line in taken]


def end_of(token: Any, masked: str) -> int:
    """Return the end of a token: a block scalar goes on to its last line, whatever blank lines follow."""
    begin, end = token.start_mark.index, token.end_mark.index
    if getattr(token, "style", None) not in ("|", ">"):
        return int(end)
    header, _, body = masked[begin:end].partition("\n")
    if "+" in header.partition("#")[0]:
        return int(end) - masked[begin:end].endswith("\n")
    lines = body.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return int(begin) + len("\n".join([header, *lines]))


def _is_inside(line: Remark, column: int, outer: int) -> bool:
    if line.column < column:
        return False
    return line.column > outer or re.match(r"#+\s*- ", line.text or "") is not None
