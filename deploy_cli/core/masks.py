"""What stands in place of a secret, so that a reader sees that there is one and which are the same. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from deploy_cli.core.values import MaybeValue, Secret, Value

MARK: Final = "(secret)"
"""What stands for a secret where there is nothing to compare it with."""

_MARK = re.compile(r"\(secret(?: #[1-9][0-9]*)?\)")


def is_mark(text: str) -> bool:
    """Tell whether ``text`` is what stands for a secret; in a value that holds none it is a text like any other."""
    return _MARK.fullmatch(text) is not None


def masked(value: MaybeValue, mark: Callable[[Secret], str] = lambda _: MARK) -> MaybeValue:
    """Return ``value`` with what ``mark`` says in place of every secret."""
    match value:
        case Secret():
            return mark(value)
        case dict():
            return {key: masked(item, mark) for key, item in value.items()}
        case list():
            return [masked(item, mark) for item in value]
        case _:
            return value


class Masks:
    """Numbers the secrets of one plan in the order in which they come: ``(secret #1)``. Equal ones share a number.

    One of which nothing is known has none. Keys are sorted, for the order of a live object means nothing.
    """

    def __init__(self) -> None:
        self._numbers: dict[Secret, int] = {}

    def __call__(self, value: MaybeValue) -> Value:
        """Return ``value`` without its secrets."""
        return masked(_sorted(value), self._mark)

    @property
    def numbers(self) -> Mapping[Secret, int]:
        """The numbers that were given so far."""
        return self._numbers

    def _mark(self, secret: Secret) -> str:
        if not secret.is_known:
            return MARK
        number = self._numbers.setdefault(secret, len(self._numbers) + 1)
        return f"(secret #{number})"


def _sorted(value: Value) -> Value:
    match value:
        case dict():
            return {key: _sorted(value[key]) for key in sorted(value)}
        case list():
            return [_sorted(item) for item in value]
        case _:
            return value
