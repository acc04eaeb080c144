"""What files have to say so that they say what is: the reverse of an apply. Pure: no I/O, no clock, no log."""

from collections.abc import Sequence

from deploy_cli.core.diff import Rules, element_key
from deploy_cli.core.path import Pattern
from deploy_cli.core.values import (
    ABSENT,
    MaybeValue,
    Object,
    Secret,
    Value,
    canonical,
    freeze,
    is_empty,
    same,
)


def corrected(want: Value, live: MaybeValue, rules: Rules, shape: Pattern = ()) -> Value:
    """Return ``want`` changed so that no difference to ``live`` is left, and in nothing else.

    Only what ``want`` mentions is changed: what the tenant lacks becomes null, or an empty list. Elements of sets and
    of keyed lists keep their order, and new ones follow, sorted. Secrets stay as they are, known or not.
    """
    if rules.is_unknown(shape) or isinstance(want, Secret) or isinstance(live, Secret):
        return want
    match want, live:
        case dict(), _ if isinstance(live, dict) or is_empty(live):
            return _object(want, live if isinstance(live, dict) else {}, rules, shape)
        case list(), _ if isinstance(live, list) or is_empty(live):
            return _list(want, live if isinstance(live, list) else [], rules, shape)
        case _:
            return want if same(want, live) else None if live is ABSENT else live


def _object(want: Object, live: Object, rules: Rules, shape: Pattern) -> Object:
    result = {key: corrected(item, live.get(key, ABSENT), rules, (*shape, key)) for key, item in want.items()}
    if rules.is_exact(shape):
        result |= {key: item for key, item in live.items() if key not in want and not is_empty(item)}
    return result


def _list(want: list[Value], live: list[Value], rules: Rules, shape: Pattern) -> list[Value]:
    key, inner = rules.element_key(shape), (*shape, "[]")
    if key is None:
        return _ordered(want, live, rules, inner)
    if key and all(isinstance(item, dict) for item in (*want, *live)):
        there = {element_key(item, key): item for item in live}
        known = {element_key(item, key) for item in want}
        kept = [
            corrected(item, there[name], rules, inner)
            for item in want
            if (name := element_key(item, key)) in there
        ]
        return kept + [there[name] for name in sorted(there.keys() - known)]
    frozen = {freeze(item) for item in live}
    had = {freeze(item) for item in want}
    new = [item for item in live if freeze(item) not in had]
    return [item for item in want if freeze(item) in frozen] + sorted(new, key=canonical)


def _ordered(want: list[Value], live: list[Value], rules: Rules, inner: Pattern) -> list[Value]:
    if len(want) == len(live):
        return [corrected(item, other, rules, inner) for item, other in zip(want, live, strict=True)]
    left = list(want)
    return [_taken(left, item, rules, inner) for item in live]


def _taken(left: list[Value], live: Value, rules: Rules, inner: Sequence[str]) -> Value:
    """Return the element of ``left`` that stands for ``live``, and take it away; else ``live`` itself."""
    for index, item in enumerate(left):
        if same(corrected(item, live, rules, tuple(inner)), item):
            return left.pop(index)
    return live


def with_rest(raw: MaybeValue, body: MaybeValue, new: Value) -> Value:
    """Return ``new`` with what the files say and no comparison is about, such as what only Auth0 writes."""
    if not (isinstance(raw, dict) and isinstance(body, dict) and isinstance(new, dict)):
        return new
    inner = {key: with_rest(raw.get(key, ABSENT), body.get(key, ABSENT), item) for key, item in new.items()}
    return {**{key: item for key, item in raw.items() if key not in body}, **inner}


def cut(value: Value, conforming: MaybeValue) -> MaybeValue:
    """Return ``value`` with the keys that ``conforming`` still has."""
    match value, conforming:
        case dict(), dict():
            return {key: cut(item, conforming[key]) for key, item in value.items() if key in conforming}
        case list(), list() if len(value) == len(conforming):
            return [cut(item, other) for item, other in zip(value, conforming, strict=True)]
        case _:
            return ABSENT if conforming is ABSENT else value


def united(known: MaybeValue, full: Value) -> Value:
    """Return what is ``known``, and what it lacks of ``full``."""
    if not (isinstance(known, dict) and isinstance(full, dict)):
        return full if known is ABSENT else known
    return known | {key: united(known.get(key, ABSENT), item) for key, item in full.items()}
