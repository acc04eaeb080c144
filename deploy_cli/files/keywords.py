"""The official tool's keywords, ``##KEY##`` and ``@@KEY@@``, replaced in the text of a file before it is parsed.

The rules are the official tool's, which works on the text as well: ``@@KEY@@`` first, as JSON, eating quotes that
enclose it; then ``##KEY##``, as it is, lists joined by commas. A value may hold further keywords. Values come from
the JSON object in ``AUTH0_KEYWORD_REPLACE_MAPPINGS``, then from the environment.

An unresolved keyword, which the official tool would send to Auth0 or lose as a YAML comment, is an error of ours.
To find it wherever it ends up, it is replaced by a mark around its name that no text holds: where that mark comes
out as part of a value the keyword was meant, where it does not the keyword stood in a comment. To mean the
characters themselves, write them in double quotes with an escape: ``"\\x23#KEY##"``, ``"\\x40@KEY@@"``.
"""

import json
import os
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from deploy_cli.errors import ConfigError, Problem
from deploy_cli.files.place import Shift

MAPPINGS: Final = "AUTH0_KEYWORD_REPLACE_MAPPINGS"
OPEN: Final = "\ue000"
"""The first character of the mark of an unresolved keyword; where it is missing, nothing is unresolved."""
LOOKS_LIKE: Final = re.compile(r"##\w[\w.-]*##|@@\w[\w.-]*@@", re.ASCII)
"""What is taken for a keyword whatever the mappings hold."""


class Keywords:
    """What keywords stand for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._mappings = _mappings(environ)
        self._token = os.urandom(8).hex()  # so that no text, by chance or by intent, holds a mark
        self.unresolved = re.compile(f"{OPEN}{self._token}(##|@@)([^{OPEN}]*){OPEN}")
        """An unresolved keyword in a value: the mark that was put in its place."""

    def replaced(self, text: str) -> tuple[str, list[Shift]]:
        """Return ``text`` with its keywords replaced, and how offsets in it map to offsets in ``text``."""
        if "##" not in text and "@@" not in text:
            return text, []
        pieces: list[str] = []
        shifts: list[Shift] = []
        done = length = 0
        for match in self._pattern.finditer(text):
            value = self._replacement(match, (), text)
            kept = text[done : match.start()]
            pieces += (kept, value)
            length += len(kept)
            shifts.append((length, match.start(), False))
            length += len(value)
            done = match.end()
            shifts.append((length, done, True))
        pieces.append(text[done:])
        return "".join(pieces), shifts

    @property
    def names(self) -> tuple[str, ...]:
        """The names that mean something, for hints; not those of the whole environment."""
        return tuple(self._mappings)

    def mapped(self, name: str) -> str | None:
        """Return the text that the mappings hold for ``name``, as ``##name##`` stands for it."""
        if not isinstance(self._mappings.get(name), str):
            return None
        text, _ = self.replaced(f" ##{name}##")
        return None if OPEN in text else text[1:]

    def readable(self, text: str) -> str:
        """Return ``text`` with its unresolved keywords as they were written."""
        return self.unresolved.sub(r"\1\2\1", text) if OPEN in text else text

    def hint(self, name: str) -> str:
        """Return what to do about an unresolved keyword."""
        return f"set the environment variable {name}, or add `{name}` to {MAPPINGS}"

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        unusual = [
            re.escape(name) for name in self._mappings if not re.fullmatch(r"\w[\w.-]*", name, re.ASCII)
        ]
        names = "|".join([r"[A-Za-z0-9_][A-Za-z0-9_.-]*", *unusual])
        return re.compile(
            rf"(?P<quote>['\"])@@(?P<q>{names})@@(?P=quote)|@@(?P<at>{names})@@|##(?P<raw>{names})##"
        )

    def _value(self, match: re.Match[str], seen: tuple[str, ...]) -> str | None:
        """Return what a keyword stands for, keywords in it replaced too; ``None`` where nothing is known."""
        name = match["q"] or match["at"] or match["raw"]
        if name in seen:
            return None
        if name in self._mappings:
            value = self._mappings[name]
        elif name in self._environ and name != MAPPINGS:
            value = self._environ[name]
        else:
            return None
        text = _javascript(value) if match["raw"] else json.dumps(value, ensure_ascii=False)
        return self._pattern.sub(lambda inner: self._replacement(inner, (*seen, name), text), text)

    def _replacement(self, match: re.Match[str], seen: tuple[str, ...], text: str) -> str:
        value = self._value(match, seen)
        return self._marked(match, text) if value is None else value

    def _marked(self, match: re.Match[str], text: str) -> str:
        """Return the mark of an unresolved keyword.

        At the start of a line ``##KEY##`` is a heading in a comment, unless it stands in a text over several lines:
        the first ``#`` keeps it a comment in the one case and does no harm in the other.
        """
        name = match["q"] or match["at"] or match["raw"]
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        starts_line = match["raw"] is not None and not line.strip()
        mark = f"{OPEN}{self._token}{'##' if match['raw'] else '@@'}{name}{OPEN}"
        return f"#{mark}" if starts_line else mark


def _mappings(environ: Mapping[str, str]) -> Mapping[str, Any]:
    text = environ.get(MAPPINGS, "")
    if not text.strip():
        return {}
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ConfigError(
            [Problem(f"{MAPPINGS} is not valid JSON", hint=str(error), rule="keyword")]
        ) from None
    if not isinstance(value, dict):
        hint = 'write it as `{"KEY": "value"}`'
        raise ConfigError([Problem(f"{MAPPINGS} is not a JSON object", hint=hint, rule="keyword")])
    return value


def _javascript(value: Any) -> str:
    """Write a value as JavaScript does where it is put into a text."""
    match value:
        case str():
            return value
        case None:
            return "null"
        case list():
            return ",".join("" if item is None else _javascript(item) for item in value)
        case float() if value.is_integer() and abs(value) < 1e21:
            return str(int(value))
        case _:
            return json.dumps(value, ensure_ascii=False)
