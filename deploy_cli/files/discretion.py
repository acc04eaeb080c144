"""The text of a tenant file as messages may show it: what stands under the name of a secret is dotted out.

It works on lines, by the names of fields, for a file that a message is about is often no YAML at all. Every
character keeps its place, so that columns still fit. References and keywords stay: they are no secrets.
"""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Final

from deploy_cli.core.path import pattern
from deploy_cli.core.resource_type import ResourceType

_DOT: Final = "•"
_KEY = re.compile(r"""(?:(?<=[\s{\[,])|^)(["']?)([A-Za-z_][\w.-]*)\1[ \t]*:(?=[\s"'\[{]|$)""")
_EXPLICIT_KEY = re.compile(r"""[\s-]*\?[ \t]+(?:&\S+[ \t]+)?(["']?)([A-Za-z_][\w.-]*)\1[ \t]*(?:#.*)?$""")
_ANCHOR = re.compile(r"(?:(?<=[\s{\[,])|^)&([^\s,\[\]{}]+)[ \t]*")
_ALIAS = re.compile(r"\*([^\s,\[\]{}]+)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?|' + r"'(?:[^']|'')*'?")
_IN_FLOW = re.compile(r"[^,}\]]*")
_NO_SECRET = re.compile(
    r"""["']?(?:\$\((?:var|secret|secret-file):[^()|]*\)|(##|@@)[\w.-]+\1|null|~)?["']?[ \t,]*"""
)
_SHOWN: Final = frozenset({"name"})
"""Keys beside a secret that are none."""


def discreet(text: str, types: Mapping[str, ResourceType], sensitive: frozenset[str] = frozenset()) -> str:
    """Return ``text`` with dots for what stands under the name of a secret of ``types``, or a ``sensitive`` key."""
    names, containers = _names(types)
    names |= sensitive
    if not any(name in text for name in (*names, *containers)):
        return text
    first = _Lines(names, containers)
    shown = "".join(first.dotted(text))
    return "".join(_Lines(names, containers, first.aliases).dotted(text)) if first.aliases else shown


def _names(types: Mapping[str, ResourceType]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys whose value is a secret, and those that hold nothing but secrets, such as ``secrets``."""
    names: set[str] = set()
    containers: set[str] = set()
    for described in types.values():
        for text in (*described.secret, *described.write_only):
            parts = pattern(text)
            keys = [part for part in parts if part not in ("[]", "*")]
            inside = len(parts) > 2 and parts[-2] == "[]"
            (containers if parts[-1] == "*" else names).add(keys[-1])
            if inside:
                names.discard(keys[-1])
                containers.add(keys[-2])
    return frozenset(names - containers), frozenset(containers)


class _Lines:
    """Goes through a text line by line, and remembers what the lines stand below."""

    def __init__(
        self, names: frozenset[str], containers: frozenset[str], anchors: Container[str] = ()
    ) -> None:
        self.aliases: set[str] = set()
        """The anchors that secrets refer to."""
        self._anchors = anchors
        self._names = names
        self._containers = containers
        self._above: list[tuple[int, str]] = []
        self._hidden_below: int | None = None
        """The column of a key whose secret goes on over lines that are indented further."""
        self._explicit_at: int | None = None
        """The column of the ``?`` of a key whose secret follows after a ``:`` in that column."""

    def dotted(self, text: str) -> Iterator[str]:
        """Yield the lines."""
        for line in re.split(r"(?<=\n)", text):
            indented = len(line) - len(line.lstrip(" \t"))
            if self._hidden_below is not None and (indented > self._hidden_below or not line.strip()):
                yield re.sub(r"\S", _DOT, line)
                continue
            self._hidden_below = None
            if self._explicit_at is not None and line.strip() and not line.lstrip().startswith("#"):
                is_value = indented == self._explicit_at and line[indented] == ":"
                self._explicit_at = None
                if is_value:
                    yield self._dotted(line, indented + 1, indented)
                    continue
            yield self._anchored(self._line(line))

    def _line(self, line: str) -> str:
        at = 0
        if (explicit := _EXPLICIT_KEY.match(line)) and explicit[2] in self._names | self._containers:
            self._explicit_at = line.index("?")
        while key := _KEY.search(line, at):
            at = key.end()
            if key[2] in self._containers and (alias := _ALIAS.match(line, _value(line, at)[0])):
                self.aliases.add(alias[1])
            if self._is_secret(key):
                line = self._dotted(line, at, key.start())
                at = max(_value(line, at)[1], at)
        return line

    def _anchored(self, line: str) -> str:
        """Dot out what stands behind an anchor that a secret refers to."""
        for anchor in _ANCHOR.finditer(line):
            if anchor[1] in self._anchors:
                line = self._dotted(line, anchor.end(), len(line) - len(line.lstrip(" \t")))
        return line

    def _dotted(self, line: str, at: int, column: int) -> str:
        """Dot out the value that follows, and remember that it goes on below the column."""
        start, end = _value(line, at)
        if alias := _ALIAS.match(line, start, end):
            self.aliases.add(alias[1])
        if start == end or not _NO_SECRET.fullmatch(line, start, end):
            self._hidden_below = column
        if start < end and self._hidden_below is not None:
            line = line[:start] + re.sub(r"\S", _DOT, line[start:end]) + line[end:]
        return line

    def _is_secret(self, key: re.Match[str]) -> bool:
        column, name = key.start(), key[2]
        while self._above and self._above[-1][0] >= column:
            self._above.pop()
        inside = any(other in self._containers for _, other in self._above)
        self._above.append((column, name))
        return name in self._names or (inside and name not in _SHOWN)


def _value(line: str, at: int) -> tuple[int, int]:
    """Return where the value begins and ends that follows a key; in a block it takes the rest of the line."""
    start = at + len(line[at:]) - len(line[at:].lstrip(" \t"))
    end = len(line.rstrip("\r\n"))
    if line[start : start + 1] in ("{", "["):
        return start, end
    if line[:at].count("{") + line[:at].count("[") > line[:at].count("}") + line[:at].count("]"):
        found = (_QUOTED if line[start : start + 1] in "\"'" else _IN_FLOW).match(line, start, end)
        return start, found.end() if found else end
    return start, end
