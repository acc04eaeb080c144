"""JSON values, and the few things the emulator does with them."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A JSON value. Objects come from outside; what they hold is checked where it matters."""

Object: TypeAlias = dict[str, Any]


def without(value: Object, paths: Iterable[str]) -> Object:
    """A copy of ``value`` that lacks what the dotted ``paths`` name; ``*`` is every key or element."""
    for path in paths:
        head, _, rest = path.partition(".")
        if not rest:
            value = {} if head == "*" else {key: kept for key, kept in value.items() if key != head}
        elif head == "*":
            value = {key: _inside(kept, rest) for key, kept in value.items()}
        elif head in value:
            value = value | {head: _inside(value[head], rest)}
    return value


def merged(old: Mapping[str, Json], new: Mapping[str, Json]) -> Object:
    """``new`` over ``old``, one level deep; null removes a key."""
    both = {**old, **new}
    return {key: value for key, value in both.items() if value is not None}


def deeply_merged(old: Json, new: Json) -> Json:
    """``new`` over ``old`` at every depth."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return {**old, **{key: deeply_merged(old.get(key), value) for key, value in new.items()}}


def filled(value: Mapping[str, Json], defaults: Mapping[str, Json]) -> Object:
    """``value`` after the ``defaults`` for what it lacks."""
    return {**value, **{key: default for key, default in defaults.items() if key not in value}}


def denulled(value: Json) -> Json:
    """``value`` without the keys that are null, at every depth."""
    match value:
        case dict():
            return {key: denulled(kept) for key, kept in value.items() if kept is not None}
        case list():
            return [denulled(item) for item in value]
        case _:
            return value


def _inside(value: Json, rest: str) -> Json:
    if isinstance(value, dict):
        return without(value, (rest,))
    if isinstance(value, list):
        tail = rest.removeprefix("*.")
        return [without(item, (tail,)) if isinstance(item, dict) else item for item in value]
    return value
