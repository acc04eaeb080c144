"""Paths into a resource, and patterns that match them. Pure: no I/O, no clock, no log.

A path is a tuple of keys (`str`), list positions (`int`) and list elements known by a key (`Element`).
Written out: ``refresh_token.policies[0].audience``, ``scopes[read:orders].description``.

A pattern is text as descriptors hold it: ``default_organization.organization_id``,
``options.customScripts.*`` (any key), ``policies[].audience`` (any list element).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from deploy_cli.core.values import Object, Value


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a set or of a keyed list, by the text of its key."""

    key: str

    def __str__(self) -> str:
        return f"[{self.key}]"


Path: TypeAlias = tuple[str | int | Element, ...]
Pattern: TypeAlias = tuple[str, ...]
"""Keys, ``*`` for any key, ``[]`` for any list element."""

_PLAIN_KEY = re.compile(r"[^\s.:\[\]\"][^\s.\[\]\"]*")


def written(path: Path) -> str:
    """Write ``path`` as people read it. Keys with dots, brackets, spaces or a colon in front are quoted."""
    text = ""
    for part in path:
        match part:
            case int():
                text += f"[{part}]"
            case Element():
                text += str(part)
            case _:
                key = part if _PLAIN_KEY.fullmatch(part) else f'"{_escaped(part)}"'
                text += f".{key}" if text else key
    return text


@lru_cache(maxsize=4096)
def pattern(text: str) -> Pattern:
    """Read a pattern: ``policies[].audience`` becomes ``("policies", "[]", "audience")``."""
    return tuple(part for part in re.split(r"\.|(?=\[\])", text) if part)


def matches(path: Path, wanted: Pattern) -> bool:
    """Tell whether ``path`` is one that the pattern ``wanted`` describes."""
    return len(path) == len(wanted) and all(map(_part_matches, path, wanted))


def fits(shape: Pattern, wanted: Pattern) -> bool:
    """Tell whether ``shape``, a path whose list elements are all ``[]``, is one that ``wanted`` describes."""
    return len(shape) == len(wanted) and all(w in ("*", s) for s, w in zip(shape, wanted, strict=True))


def below(path: Path, wanted: Pattern) -> bool:
    """Tell whether ``path`` is described by ``wanted`` or lies below such a path."""
    return len(path) >= len(wanted) and all(map(_part_matches, path, wanted))


def found(value: Value, wanted: Pattern, at: Path = ()) -> Iterator[tuple[Path, Value]]:
    """Yield every path in ``value`` that matches ``wanted``, with the value there."""
    if not wanted:
        yield at, value
        return
    head, rest = wanted[0], wanted[1:]
    match value:
        case dict() if head == "*":
            for key, item in value.items():
                yield from found(item, rest, (*at, key))
        case dict() if head in value:
            yield from found(value[head], rest, (*at, head))
        case list() if head == "[]":
            for index, item in enumerate(value):
                yield from found(item, rest, (*at, index))
        case _:
            return


def mapped(value: Value, wanted: Pattern, change: Callable[[Value], Value]) -> Value:
    """Return a copy of ``value`` with ``change`` applied wherever ``wanted`` matches; the rest is shared."""
    if not wanted:
        return change(value)
    head, rest = wanted[0], wanted[1:]
    match value:
        case dict() if head == "*":
            return {key: mapped(item, rest, change) for key, item in value.items()}
        case dict() if head in value:
            return {**value, head: mapped(value[head], rest, change)}
        case list() if head == "[]":
            return [mapped(item, rest, change) for item in value]
        case _:
            return value


def without(value: Value, wanted: Pattern) -> Value:
    """Return ``value`` with every key that ``wanted`` matches left out; the rest is shared."""
    if not wanted:
        return value
    head, rest = wanted[0], wanted[1:]
    match value:
        case dict() if not rest and head != "*":
            return {key: item for key, item in value.items() if key != head} if head in value else value
        case dict() if not rest:
            return {}
        case dict() if head == "*":
            return {key: without(item, rest) for key, item in value.items()}
        case dict() if head in value:
            return {**value, head: without(value[head], rest)}
        case list() if head == "[]":
            return [without(item, rest) for item in value]
        case _:
            return value


def get(value: Object, wanted: str) -> Value:
    """Return the value at the dotted path ``wanted``, or ``None``."""
    return next((item for _, item in found(value, pattern(wanted))), None)


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\").replace('"', '\\"')


def _part_matches(part: str | int | Element, wanted: str) -> bool:
    if isinstance(part, str):
        return wanted in ("*", part)
    return wanted == "[]"
