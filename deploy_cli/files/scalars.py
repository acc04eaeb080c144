"""Plain YAML scalars, by the core schema of YAML 1.2: what a text without quotes means."""

import re
from typing import Final

_CONSTANTS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_DECIMAL = re.compile(r"[-+]?[0-9]+", re.ASCII)
_BASED = re.compile(r"0o([0-7]+)|0x([0-9a-fA-F]+)", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_NOT_IN_JSON = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", re.ASCII)
_DIGITS_AT_MOST: Final = 400


class NotANumber(ValueError):
    """A plain scalar that YAML takes for a number and JSON cannot hold."""


def plain(text: str) -> bool | int | float | str | None:
    """Return what ``text`` means without quotes; raise `NotANumber` for infinities and their like.

    ``no``, ``on``, ``1:30``, ``1_000`` and dates are texts, ``012`` is twelve: YAML 1.2, not 1.1.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] in _NUMBER_STARTS:
        return _number(text)
    return text


def _number(text: str) -> int | float | str:
    if len(text) > _DIGITS_AT_MOST and (_FLOAT.fullmatch(text) or _BASED.fullmatch(text)):
        raise NotANumber(f"a number of {len(text)} digits is too long")
    if _DECIMAL.fullmatch(text):
        return int(text)
    if based := _BASED.fullmatch(text):
        octal, hexadecimal = based.groups()
        return int(octal, 8) if octal else int(hexadecimal, 16)
    if _FLOAT.fullmatch(text):
        return _finite(float(text), text)
    if _NOT_IN_JSON.fullmatch(text):
        raise NotANumber(f"`{text}` is a number that JSON does not have")
    return text


def _finite(number: float, text: str) -> float:
    if number in (float("inf"), float("-inf")):
        raise NotANumber(f"`{text}` is too large a number")
    return number
