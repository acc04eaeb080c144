"""JSON texts, read into plain values with the place of every key and value.

YAML reads most JSON, not all of it: a pair of surrogate escapes (``\\ud83d\\ude00``) and some characters are valid in
JSON only. What is read is JSON as RFC 8259 has it, without duplicate keys, and an unresolved keyword of the official
tool (see `deploy_cli.files.keywords`) wherever a value may stand.
"""

import json
import re
from dataclasses import dataclass
from typing import Final

from deploy_cli.core.values import Value
from deploy_cli.errors import Problem
from deploy_cli.files.keywords import OPEN
from deploy_cli.files.place import Place, Source
from deploy_cli.files.scalars import NotANumber, plain
from deploy_cli.files.syntax import Unreadable
from deploy_cli.files.yaml import DEPTH, Document

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z]+")
_MARK = re.compile(rf"#?{OPEN}[^{OPEN}]*{OPEN}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_WORDS: Final[dict[str, Value]] = {"true": True, "false": False, "null": None}


def read(source: Source, text: str) -> Document:
    """Read ``text``, the text of ``source`` after substitutions. Never raises for what the text holds."""
    document = Document()
    reading = _Reading(source, text, document.problems)
    try:
        if reading.next_character():
            document.value, document.place = reading.value(0)
            reading.end()
    except Unreadable as error:
        document.problems.append(error.problem)
    return document


@dataclass(slots=True)
class _Reading:
    """The work in hand: how far the text was read."""

    source: Source
    text: str
    problems: list[Problem]
    at: int = 0

    def next_character(self) -> str:
        """Skip white space and return what follows; nothing at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def value(self, depth: int) -> tuple[Value, Place]:
        """Read one value."""
        start, first = self.at, self.next_character()
        start = self.at
        if first in ("{", "["):
            if depth >= DEPTH:
                raise self._unreadable(f"the values are nested more than {DEPTH} levels deep", None)
            return self._object(depth + 1) if first == "{" else self._list(depth + 1)
        if first == '"':
            return self._string(), Place(self.source, start, start)
        if mark := _MARK.match(self.text, self.at):
            self.at = mark.end()
            return mark[0].removeprefix("#"), Place(self.source, start, start)
        return self._bare(), Place(self.source, start, start)

    def end(self) -> None:
        """Make sure that nothing follows."""
        if self.next_character():
            raise self._unreadable("the value ends above, and more follows", "keep one value in a file")

    def _object(self, depth: int) -> tuple[Value, Place]:
        start = self.at
        values: dict[str, Value] = {}
        places: dict[str, Place] = {}
        self.at += 1
        while self.next_character() != "}":
            if values or places:
                self._expect(",", "put `,` between the fields and `}` at the end")
                self.next_character()
            key_at = self.at
            if self.text[key_at : key_at + 1] != '"':
                raise self._unreadable("a field starts with a name in double quotes", self._what_is_there())
            key = self._string()
            self._expect(":", "write `:` between the name of a field and its value")
            item, place = self.value(depth)
            place.key_at = key_at
            if key in values:
                hint = f"remove one of them; the first is at {places[key].key}"
                location = self.source.location(key_at)
                self.problems.append(Problem(f"`{key}` stands here twice", location, None, hint, "duplicate"))
            else:
                values[key], places[key] = item, place
        self.at += 1
        return values, Place(self.source, start, start, places)

    def _list(self, depth: int) -> tuple[Value, Place]:
        start = self.at
        values: list[Value] = []
        places: list[Place] = []
        self.at += 1
        while self.next_character() != "]":
            if values:
                self._expect(",", "put `,` between the values and `]` at the end")
            item, place = self.value(depth)
            values.append(item)
            places.append(place)
        self.at += 1
        return values, Place(self.source, start, start, places)

    def _string(self) -> str:
        found = _STRING.match(self.text, self.at)
        if found is None:
            hint = 'close it with `"`; write a line break in it as `\\n`, and a backslash as `\\\\`'
            raise self._unreadable("the text that starts here is not one that JSON knows", hint)
        text: str = json.loads(found[0]) if "\\" in found[0] else found[0][1:-1]
        if _SURROGATE.search(text):
            raise self._unreadable(
                "this text holds half of a character", "write both halves: `\\ud83d\\ude00`"
            )
        self.at = found.end()
        return text

    def _bare(self) -> Value:
        if number := _NUMBER.match(self.text, self.at):
            try:
                value = plain(number[0])
            except NotANumber as error:
                raise self._unreadable(str(error), "put it in quotes if a text is meant") from None
            self.at = number.end()
            return value
        word = _WORD.match(self.text, self.at)
        if word is None or word[0] not in _WORDS:
            raise self._unreadable("a value is missing here", self._what_is_there())
        self.at = word.end()
        return _WORDS[word[0]]

    def _expect(self, character: str, hint: str) -> None:
        if self.next_character() != character:
            raise self._unreadable(f"`{character}` is missing here", hint)
        self.at += 1

    def _what_is_there(self) -> str | None:
        """Return a hint for the mistakes that people make who write JSON by hand."""
        following = self.text[self.at : self.at + 2]
        if following in ("//", "/*") or following[:1] == "#":
            return "JSON has no comments: remove it"
        if following[:1] in ("}", "]"):
            return "remove the `,` before it"
        return "put a text in double quotes"

    def _unreadable(self, message: str, hint: str | None) -> Unreadable:
        location = self.source.location(min(self.at, len(self.text)))
        return Unreadable(Problem(message, location, None, hint, "json"))
