"""The values that tenant files and the Management API are made of. Pure: no I/O, no clock, no log."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final, Literal, TypeAlias

Value: TypeAlias = Any
"""A JSON value (``None | bool | int | float | str | list | dict``) in which a string may be a `Secret`."""

Object: TypeAlias = dict[str, Any]
"""A JSON object whose values are `Value`s."""


class Absent(Enum):
    """The type of `ABSENT`."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent.ABSENT
"""A field that is not there. ``None`` is JSON's null: a field that is there and is cleared."""

MaybeValue: TypeAlias = Any | Literal[Absent.ABSENT]


NOT_SHOWN: Final = "_VALUE_NOT_SHOWN_"
"""What the official tool writes for a secret that Auth0 does not show; in a file it means: keep what is there."""


class Secret:
    """A text, or a number, that is never shown: not printed, not logged, not stored, not serialised.

    Two secrets are equal when what they hide is. ``reveal`` is called in one place: where a request body is
    sent.
    """

    __slots__ = ("_hidden", "is_known", "name", "written")

    def __init__(
        self, hidden: str | float, name: str = "", written: str = "(secret)", *, is_known: bool = True
    ) -> None:
        self._hidden = hidden
        self.is_known = is_known
        """False where nothing says what the text is: the reference is not defined, and did not have to be."""
        self.name = name
        """Where it came from, such as ``secret:SMTP_PASSWORD``; shown in place of the text."""
        self.written = written
        """How a tenant file writes it, such as ``$(secret:SMTP_PASSWORD)``, where it does so by a reference."""

    def reveal(self) -> str:
        """Return the text itself; of a number, how JSON writes it."""
        return self._hidden if isinstance(self._hidden, str) else json.dumps(self._hidden)

    def reveal_value(self) -> Value:
        """Return what is hidden, as JSON has it: a text, a number, true or false."""
        return self._hidden

    def __repr__(self) -> str:
        return f"Secret({self.name or '…'})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and same(self._hidden, other._hidden)

    def __hash__(self) -> int:
        return hash(("Secret", freeze(self._hidden)))

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a secret is never serialised")


def revealed(value: Value) -> Value:
    """Return a copy of ``value`` with every `Secret` replaced by its text; for request bodies only."""
    match value:
        case Secret():
            return value.reveal_value()
        case dict():
            return {key: revealed(item) for key, item in value.items()}
        case list():
            return [revealed(item) for item in value]
        case _:
            return value


def secrets(value: Value, shape: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Secret]]:
    """Yield every secret in ``value``, with the keys that lead to it; ``[]`` for any element of a list."""
    match value:
        case Secret():
            yield shape, value
        case dict():
            for key, item in value.items():
                yield from secrets(item, (*shape, key))
        case list():
            for item in value:
                yield from secrets(item, (*shape, "[]"))


def is_empty(value: MaybeValue) -> bool:
    """Tell whether ``value`` says nothing: absent, null, or an empty text, list or object.

    Auth0 omits what is unset, and drops some empties that were written, so all of these count as the same
    (`[OBS]` differ rules: an optional array ``[]`` and a missing one, ``""`` and a missing description).
    """
    return value is ABSENT or value is None or (isinstance(value, str | list | dict) and not value)


def same(one: MaybeValue, other: MaybeValue) -> bool:
    """Tell whether two values are equal as JSON: ``true`` is not ``1``, ``1`` is ``1.0``, empties agree.

    An object that holds nothing but empties is one itself.
    """
    match one, other:
        case dict(), dict():
            return all(same(one.get(k, ABSENT), other.get(k, ABSENT)) for k in one.keys() | other.keys())
        case (dict() as full, rest) | (rest, dict() as full) if is_empty(rest):
            return all(same(item, ABSENT) for item in full.values())
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
        case (Secret(), Secret()):
            return bool(one == other)
        case (Secret(), _) if not is_empty(other):
            return same(one.reveal_value(), other)
        case (_, Secret()) if not is_empty(one):
            return same(one, other.reveal_value())
        case (bool(), _) | (_, bool()):
            return one is other
        case (int() | float(), int() | float()) | (str(), str()):
            return bool(one == other)
        case _:
            return is_empty(one) and is_empty(other)


def overlaid(live: Object, said: Object) -> Object:
    """Lay what the files say over what is there, object by object."""
    both = dict(live)
    for key, value in said.items():
        below = both.get(key)
        both[key] = overlaid(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return both


def canonical(value: Value) -> str:
    """Return one text for all spellings of ``value``: sorted keys, no spaces, secrets by name only."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_opaque, allow_nan=False
    )


def fingerprint(value: Value) -> str:
    """Return ``sha256:…`` of the canonical text of ``value``."""
    return "sha256:" + hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def freeze(value: Value) -> Any:
    """Return a hashable value that is equal for two values exactly where they are the `same`."""
    match value:
        case Mapping():
            frozen = ((key, freeze(item)) for key, item in value.items())
            full = frozenset((key, item) for key, item in frozen if item != _EMPTY)
            return ("map", full) if full else _EMPTY
        case list() if value:
            return ("list", tuple(map(freeze, value)))
        case bool():
            return ("bool", value)
        case Secret():
            return freeze(value.reveal_value())
        case _:
            return _EMPTY if is_empty(value) else value


_EMPTY: Final = ("empty",)


def _opaque(value: object) -> str:
    if isinstance(value, Secret):
        return repr(value)
    if value is ABSENT:
        return "ABSENT"
    raise TypeError(f"not a JSON value: {type(value).__name__}")
