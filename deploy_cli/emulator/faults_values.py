"""Reads the values in a faults file, or says where what is wrong. Every function raises FaultsError."""

from collections.abc import Iterable
from typing import Any, TypeGuard

from deploy_cli.emulator.duration import seconds
from deploy_cli.emulator.errors import FaultsError


def fields(value: object, at: str, known: frozenset[str]) -> dict[str, Any]:
    """Return a mapping of known names."""
    if not isinstance(value, dict):
        raise FaultsError(f"`{at}` is not a mapping")
    for name in value:
        if name not in known:
            raise FaultsError(
                f"`{at}` has an unknown key `{name}`", hint=f"known are {listed(sorted(known))}"
            )
    return value


def delay(value: object, at: str) -> float:
    """Return a duration in seconds."""
    try:
        return seconds(str(value))
    except ValueError as error:
        raise FaultsError(f"`{at}`: {error}") from None


def skew(value: object, at: str) -> float:
    """Return how far a clock is ahead, in seconds; negative where it is behind."""
    text = str(value).strip()
    return -delay(text[1:], at) if text.startswith("-") else delay(text, at)


def texts(value: object, at: str) -> list[str]:
    """Return a text or a list of texts as a list."""
    values: list[object] = value if isinstance(value, list) else [value]
    texts = [each for each in values if isinstance(each, str)]
    if len(texts) < len(values):
        raise FaultsError(f"`{at}` is not a text or a list of texts")
    return texts


def counts(value: object, at: str) -> list[int]:
    """Return a whole number from 1, or a list of such, as a list."""
    return [count(each, at) for each in (value if isinstance(value, list) else [value])]


def count(value: object, at: str) -> int:
    """Return a whole number from 1."""
    if not is_count(value) or value == 0:
        raise FaultsError(f"`{at}` is not a whole number from 1")
    return value


def flag(value: object, at: str) -> bool:
    """Return `true` or `false`."""
    if not isinstance(value, bool):
        raise FaultsError(f"`{at}` is neither `true` nor `false`")
    return value


def is_count(value: object) -> TypeGuard[int]:
    """Tell whether ``value`` is a whole number from 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether ``value`` is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def listed(names: Iterable[str]) -> str:
    """Return names as a list for a message."""
    return ", ".join(f"`{name}`" for name in names)
