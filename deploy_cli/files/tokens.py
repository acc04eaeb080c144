"""Reads a YAML text as it is written: from the scanner's tokens to a tree of nodes."""

from typing import Any, Final

from deploy_cli.files.concrete import Entry, Kind, Node, Unkept, Written
from deploy_cli.files.remarks import Remarks, end_of

_BREAKS: Final = "\r\x85\u2028\u2029"


def parse(masked: str, text: str) -> Written:
    """Read ``text``, of which ``masked`` is a spelling of equal length that is valid YAML. Raises `Unkept`."""
    import yaml

    for at, character in enumerate(masked):
        if character in _BREAKS:
            raise Unkept("a line break of another kind than the others", masked.count("\n", 0, at) + 1)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return _Parser(list(yaml.scan(masked, Loader=loader)), masked, text).written()


class _Parser:
    """Makes the tree of the tokens, then puts comments where they belong."""

    def __init__(self, tokens: list[Any], masked: str, text: str) -> None:
        self._tokens = tokens
        self._names = [type(token).__name__.removesuffix("Token") for token in tokens]
        self._masked = masked
        self._text = text
        self._at = 0
        self._remarks = Remarks(masked, text)

    def written(self) -> Written:
        head, foot = self._markers()
        self._remarks.gather(self._tokens[self._at :], len(head), len(self._text) - len(foot))
        texts = self._remarks.comments
        if self._peek() in ("StreamEnd", "DocumentEnd"):
            return Written(None, head, foot, self._remarks.loose, texts)
        root = self._node(indentless=False)
        if self._peek() not in ("StreamEnd", "DocumentEnd"):
            raise Unkept("more than one document", self._line())
        if root.kind is not Kind.MAP or root.properties:
            raise Unkept("the file is no plain object of sections", root.line + 1)
        self._remarks.attach(root, -1, len(self._text))
        if (left := self._remarks.left) is not None:
            raise Unkept("a comment that belongs to nothing", left + 1)
        return Written(root, head, foot, [], texts)

    def _markers(self) -> tuple[str, str]:
        """Return what stands up to the document's start, and from its end on; step over the first tokens."""
        head = foot = 0
        for name, token in zip(self._names, self._tokens, strict=True):
            if name == "Directive":
                raise Unkept("a directive such as `%YAML`", token.start_mark.line + 1)
            if name == "DocumentStart" and not head:
                head = token.end_mark.index
                end = self._masked.find("\n", head)
                if end < 0 or ((rest := self._masked[head:end].strip()) and not rest.startswith("#")):
                    raise Unkept("a value on the line of `---`", token.start_mark.line + 1)
                head = end + 1
            elif name == "DocumentEnd" and not foot:
                foot = token.start_mark.index
        self._at = 1 + ("DocumentStart" in self._names)
        return self._text[:head], self._text[foot:] if foot else ""

    def _peek(self) -> str:
        return self._names[self._at]

    def _line(self) -> int:
        return int(self._tokens[self._at].start_mark.line) + 1

    def _node(self, *, indentless: bool) -> Node:
        first = self._tokens[self._at].start_mark.index
        while self._peek() in ("Anchor", "Tag"):
            self._at += 1
        after = self._tokens[self._at - 1].end_mark
        properties = self._text[first : after.index] if after.index > first else ""
        if "\n" in properties:
            raise Unkept("an anchor and a tag on different lines", self._line())
        node = self._bare(self._peek(), indentless=indentless)
        node.properties = " ".join(properties.split())
        if properties:
            node.start = first
        return node

    def _bare(self, name: str, *, indentless: bool) -> Node:
        token = self._tokens[self._at]
        match name:
            case "Scalar" | "Alias":
                self._at += 1
                return self._leaf(token, Kind.SCALAR if name == "Scalar" else Kind.ALIAS)
            case "BlockMappingStart":
                return self._map()
            case "BlockSequenceStart":
                self._at += 1
                node = self._list()
                self._at += 1
                return node
            case "BlockEntry" if indentless:
                return self._list()
            case "FlowMappingStart" | "FlowSequenceStart":
                return self._flow(is_map=name == "FlowMappingStart")
            case _:
                mark = self._tokens[self._at - 1].end_mark
                return Node(Kind.EMPTY, mark.index, mark.index, mark.line, mark.line, mark.column)

    def _leaf(self, token: Any, kind: Kind) -> Node:
        mark, end = token.start_mark, end_of(token, self._masked)
        last = mark.line + self._masked.count("\n", mark.index, end)
        node = Node(kind, mark.index, end, mark.line, last, mark.column, self._text[mark.index : end])
        if kind is Kind.SCALAR:
            node.value = token.value
            node.style = "" if token.plain else token.style
        return node

    def _map(self) -> Node:
        mark = self._tokens[self._at].start_mark
        node = Node(Kind.MAP, mark.index, mark.index, mark.line, mark.line, mark.column)
        self._at += 1
        while self._peek() != "BlockEnd":
            node.entries.append(self._pair())
        self._at += 1
        return _closed(node)

    def _pair(self) -> Entry:
        start = self._tokens[self._at]
        if self._peek() != "Key" or start.end_mark.index > start.start_mark.index:
            raise Unkept("a key that is written with `?`, or not at all", self._line())
        self._at += 1
        key = self._node(indentless=False)
        if key.kind is not Kind.SCALAR or key.properties or "\n" in key.text:
            raise Unkept("a key that is no plain text", key.line + 1)
        self._at += 1
        value = self._node(indentless=True)
        return Entry(key, value, key.start, key.line)

    def _list(self) -> Node:
        mark = self._tokens[self._at].start_mark
        node = Node(Kind.LIST, mark.index, mark.index, mark.line, mark.line, mark.column)
        while self._peek() == "BlockEntry":
            begin = self._tokens[self._at].start_mark
            self._at += 1
            value = self._node(indentless=False)
            node.entries.append(Entry(None, value, begin.index, begin.line))
        return _closed(node)

    def _flow(self, *, is_map: bool) -> Node:
        mark = self._tokens[self._at].start_mark
        kind = Kind.FLOW_MAP if is_map else Kind.FLOW_LIST
        node = Node(kind, mark.index, mark.index, mark.line, mark.line, mark.column)
        self._at += 1
        while not self._peek().endswith("End"):
            node.entries.append(self._flow_entry(node))
            if self._peek() == "FlowEntry":
                self._at += 1
        end = self._tokens[self._at].end_mark
        self._at += 1
        node.end, node.last, node.text = end.index, end.line, self._text[mark.index : end.index]
        node.strange = node.strange or any(_is_strange(entry) for entry in node.entries)
        node.odd = node.strange or any(_is_odd(entry.value) for entry in node.entries)
        return node

    def _flow_entry(self, node: Node) -> Entry:
        token = self._tokens[self._at]
        is_pair = self._peek() in ("Key", "Value")
        if self._peek() == "Key":
            node.strange = node.strange or token.end_mark.index > token.start_mark.index
            self._at += 1
        first = self._node(indentless=False)
        if self._peek() == "Value":
            self._at += 1
            value = self._node(indentless=False)
        else:
            value = Node(Kind.EMPTY, first.end, first.end, first.last, first.last, 0)
        node.strange = node.strange or (is_pair and node.kind is Kind.FLOW_LIST)
        if node.kind is Kind.FLOW_LIST and not is_pair:
            return Entry(None, first, first.start, first.line)
        return Entry(first, value, first.start, first.line)


def _is_strange(entry: Entry) -> bool:
    key = entry.key
    plain = key is None or (key.kind is Kind.SCALAR and not key.properties and "\n" not in key.text)
    return entry.value.strange or not plain


def _is_odd(value: Node) -> bool:
    return value.odd or (value.kind is Kind.SCALAR and "\n" in value.text)


def _closed(node: Node) -> Node:
    last = node.entries[-1].value
    node.end, node.last = last.end, last.last
    return node
