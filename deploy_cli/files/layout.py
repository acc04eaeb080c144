"""The canonical layout of a tenant file: its tree, arranged in the order of the schema and written anew.

Two spaces a level, lists below their key, one blank line at most, one between resources that take several lines and
between sections. A flow collection stays on its line unless it is too long for it. Comments stay at what they belong
to; scalars of several lines keep every line.
"""

import re
from typing import Final

from deploy_cli.files.changes import ADD, REMOVE
from deploy_cli.files.concrete import Entry, Kind, Node
from deploy_cli.files.shape import Shape
from deploy_cli.files.spelling import LIFETIMES, duration, spelled, spelled_key

WIDTH: Final = 120
"""Columns; a flow collection that would go beyond becomes a block."""

_STEP: Final = 2
_MODELINE = re.compile(r"#\s*(yaml-language-server:|\$schema)|#!")


def arrange(root: Node, shapes: dict[str, Shape], top: Shape) -> list[str | None]:
    """Put the entries of a file in order, in place; return the comments that stay at its top."""
    head = _head(root.entries[0])
    for entry in root.entries:
        key = _key(entry)
        if key == "refresh_token_policies" and not _is_tied(entry.value):
            _shorten(entry.value)
        _arrange(entry.value, shapes[key] if key in shapes else top.field(key))
    _sort(root, top)
    return head


def lines(root: Node, head: list[str | None], divided: frozenset[str]) -> list[str]:
    """Return the lines of an arranged file; the sections ``divided`` are lists of resources."""
    top = _comments(head, 0)
    while top and not top[0]:
        top = top[1:]
    return top + _block(root, 0, spaced=True, divided=divided)


def _head(first: Entry) -> list[str | None]:
    """Take away what belongs to the file and not to its first entry: what a blank line or a modeline ends."""
    ends = [index + 1 for index, text in enumerate(first.leading) if text is None or _MODELINE.match(text)]
    stop = ends[-1] if ends else 0
    head, first.leading = first.leading[:stop], first.leading[stop:]
    return head


def _arrange(node: Node, shape: Shape) -> None:
    if node.odd:
        return
    for entry in node.entries:
        if entry.key is None:
            _arrange(entry.value, shape.element())
        else:
            _arrange(entry.value, shape.field(_bare(entry)))
    if node.is_map:
        _sort(node, shape)
    if node.kind is Kind.LIST:
        for entry in node.entries:
            _lift(entry)


def _lift(entry: Entry) -> None:
    """Put the comments above the first line of an element above its ``-``."""
    inner = entry.value
    if inner.is_block and not inner.properties and not entry.comment:
        entry.leading += inner.entries[0].leading
        inner.entries[0].leading = []


def _sort(node: Node, shape: Shape) -> None:
    """Sort the entries, unless that would part aliases from their anchors."""
    count = len(node.entries)
    order = sorted(range(count), key=lambda index: (*_rank(node.entries[index], shape), index))
    tied = [index for index in order if _is_tied(node.entries[index].value)]
    if tied == sorted(tied):
        node.entries = [node.entries[index] for index in order]


def _rank(entry: Entry, shape: Shape) -> tuple[int, int]:
    key = _key(entry)
    if key == "<<":
        return (-1, 0)
    bare = _bare(entry)
    return (shape.rank(bare), 0 if bare == key else 1 + (key[0] == REMOVE))


def _bare(entry: Entry) -> str:
    """Return the field that an entry is about: ``+callbacks`` is about ``callbacks``."""
    key = _key(entry)
    return key[1:] if key[:1] in (ADD, REMOVE) and entry.value.is_list else key


def _key(entry: Entry) -> str:
    return entry.key.value if entry.key else ""


def _is_tied(value: Node) -> bool:
    return any(node.kind is Kind.ALIAS or "&" in node.properties for node in value.walk())


def _shorten(policies: Node) -> None:
    """Write the durations of policies in the largest unit that fits."""
    for policy in policies.entries:
        for entry in policy.value.entries:
            value = entry.value
            if _key(entry) in LIFETIMES and value.kind is Kind.SCALAR and not value.properties:
                if not value.style:
                    value.text = duration(value.text)
                elif (short := duration(value.value)) != value.value and not value.value.isdecimal():
                    value.text, value.style = short, ""


def _block(
    node: Node, indent: int, *, spaced: bool = False, divided: frozenset[str] = frozenset()
) -> list[str]:
    """Return the lines of a block; where it is ``spaced``, with room between entries of several lines."""
    written: list[str] = []
    previous: list[str] = []
    for index, entry in enumerate(node.entries):
        part = _entry(entry, indent, node.column, spaced=bool(entry.key) and _key(entry) in divided)
        above = _settled(entry.leading)
        if not index or _ends_kept(node.entries[index - 1].value):
            above = _trimmed(above)
        elif spaced and max(len(part), len(previous)) > 1 and above[:1] != [None]:
            above = [None, *above]
        written += _comments(above, indent) + part
        previous = part
    return written + _comments(node.tail, indent)


def _ends_kept(value: Node) -> bool:
    """Tell whether a value ends in a scalar to which the blank lines below it belong."""
    if value.is_block:
        return not value.tail and _ends_kept(value.entries[-1].value)
    return value.style in ("|", ">") and "+" in value.text.partition("\n")[0].partition("#")[0]


def _comments(loose: list[str | None], indent: int) -> list[str]:
    return [" " * indent + text if text else "" for text in _settled(loose)]


def _settled(loose: list[str | None]) -> list[str | None]:
    """Return comments with one blank line in place of several."""
    return [text for index, text in enumerate(loose) if text or not index or loose[index - 1]]


def _trimmed(loose: list[str | None]) -> list[str | None]:
    return loose[1:] if loose[:1] == [None] else loose


def _entry(entry: Entry, indent: int, column: int, *, spaced: bool = False) -> list[str]:
    """Return the lines of an entry, the first with the key or the ``-``."""
    value, pad = entry.value, " " * indent
    lead = f"{pad}{spelled_key(entry.key)}:" if entry.key else f"{pad}-"
    shown = f"{lead} {value.properties}" if value.properties else lead
    if value.is_block:
        return _below(entry, shown, _block(value, indent + _STEP, spaced=spaced), indent)
    if value.kind in (Kind.FLOW_MAP, Kind.FLOW_LIST) and not value.odd:
        return _flow_entry(entry, shown, indent, spaced=spaced)
    first, *rest = spelled(value).split("\n")
    head = f"{shown} {first}" if first else shown
    if rest:
        return [head, *_shifted(rest[:-1], indent - column), *_with_comment(rest[-1], entry, indent - column)]
    return [head + entry.comment]


def _with_comment(line: str, entry: Entry, by: int) -> list[str]:
    return [shifted + entry.comment for shifted in _shifted([line], by)]


def _below(entry: Entry, shown: str, inner: list[str], indent: int) -> list[str]:
    if entry.key or entry.comment or entry.value.properties:
        return [shown + entry.comment, *inner]
    return [f"{shown} {inner[0][indent + _STEP :]}", *inner[1:]]


def _flow_entry(entry: Entry, shown: str, indent: int, *, spaced: bool) -> list[str]:
    value = entry.value
    text = _flow(value)
    if not value.entries or len(shown) + 1 + len(text) <= WIDTH:
        return [f"{shown} {text}{entry.comment}"]
    value.kind = Kind.MAP if value.is_map else Kind.LIST
    return _below(entry, shown, _block(value, indent + _STEP, spaced=spaced), indent)


def _flow(node: Node) -> str:
    """Return a flow collection on one line."""
    if node.odd:
        return node.text
    parts = ", ".join(_flow_part(entry) for entry in node.entries)
    return f"{{{parts}}}" if node.is_map else f"[{parts}]"


def _flow_part(entry: Entry) -> str:
    value = entry.value
    is_flow = value.kind in (Kind.FLOW_MAP, Kind.FLOW_LIST)
    text = _flow(value) if is_flow else spelled(value, in_flow=True)
    text = " ".join(part for part in (value.properties, text) if part)
    if entry.key is None:
        return text
    key = spelled_key(entry.key, in_flow=True)
    return f"{key}: {text}" if text else key


def _shifted(rest: list[str], by: int) -> list[str]:
    """Return the further lines of a value, moved to the right or, as far as they are indented, to the left."""
    if by >= 0:
        return [" " * by + line if line else line for line in rest]
    return [line[min(-by, len(line) - len(line.lstrip(" "))) :] for line in rest]
