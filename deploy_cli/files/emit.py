"""Values as YAML: block style, quotes only where they are needed, ``|`` for texts over several lines.

What is written loads back to the same value through `deploy_cli.files.tenant`, whatever the value: texts that look
like references are escaped (``$$(var:x)``), those that look like the official tool's keywords are quoted with an
escape (``"\\x23#KEY##"``), and keys that look like a change of a list begin with a backslash.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from deploy_cli.core.path import Path
from deploy_cli.core.values import Object, Secret, Value
from deploy_cli.files.changes import written_key
from deploy_cli.files.keywords import LOOKS_LIKE
from deploy_cli.files.references import escaped
from deploy_cli.files.scalars import NotANumber, plain

Remark: TypeAlias = Callable[[Path], str | None]
"""From the path of a value to what stands behind it as a comment."""

_Line: TypeAlias = tuple[str, Path | None]
"""A line, and the path of the value that begins on it."""

_STEP: Final = "  "
_REMARKS: Final = 48
"""The column from which comments stand, where the line is not longer."""
_LONGEST_KEY: Final = 900
"""Characters; YAML wants a longer key to be marked with ``?``."""

_PRINTABLE = r"\x20-\x7e\xa1-\u1fff\u2010-\u2027\u2030-\ud7ff\uf900-\ufefe\uff00-\uffef\U00010000-\U0010fffd"
_PLAIN = re.compile(rf"[\w/$(+.<][{_PRINTABLE}]*")
_NOT_PLAIN = re.compile(r": |:$| #| $|^\.\.\.|^<<$|^\+$|^\.$")
_LINE = re.compile(rf"[{_PRINTABLE}]*")
_LINES = re.compile(rf"[{_PRINTABLE}\t\n]*")
_OTHERWISE_IN_YAML_1_1 = re.compile(
    r"(?i:y|n|yes|no|on|off)|\d{4}-\d\d?-\d\d?.*|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?|[-+]?\d[\d_]*(\.[\d_]*)?|0b[01_]+"
    r"|[-+]?\.\d[\d_]*|0[xo][\da-fA-F_]+",
    re.ASCII,
)


class Written(str):
    """A text whose references are meant, and whose keywords, too, where it says in which quotes it stands."""

    _quotes: str | None

    def __new__(cls, text: str, quotes: str | None = None) -> "Written":
        """Take the text, and ``\"\"``, ``'`` or ``"`` for the quotes; without them, those that it needs."""
        made = super().__new__(cls, text)
        made._quotes = quotes
        return made

    def lines(self, pad: str) -> list[str]:
        """Return the lines of the value, as `yaml` writes them."""
        match self._quotes:
            case None:
                return _lines(str(self), pad)
            case "":
                return [str(self)]
            case "'" if _LINE.fullmatch(self):
                return ["'" + self.replace("'", "''") + "'"]
            case _:
                return [_double_quoted(self)]


def yaml(value: Object, *, spaced: bool = False, remark: Remark | None = None) -> str:
    """Return ``value`` as a YAML document; with ``spaced``, an empty line stands between sections and resources.

    ``remark`` says what stands as a comment behind a value, by its path. Raises `ValueError` for what no YAML file
    can hold: infinities, and halves of surrogate pairs.
    """
    lines: list[_Line] = []
    for key, item in value.items():
        if (
            spaced
            and isinstance(item, list)
            and any(isinstance(body, dict) and len(body) > 1 for body in item)
        ):
            lines += _spaced(key, item)
        else:
            lines += _object({key: item}, "", ())
    if remark is None:
        return "".join(f"{line}\n" for line, _ in lines) if lines else "{}\n"
    return "".join(_remarked(line, at, remark) for line, at in lines) if lines else "{}\n"


def _remarked(line: str, at: Path | None, remark: Remark) -> str:
    text = remark(at) if at is not None else None
    return f"{line:<{_REMARKS}}  # {text}\n" if text else f"{line}\n"


def _spaced(key: str, bodies: list[Value]) -> Iterator[_Line]:
    yield f"{_text(key)}:", (key,)
    for index, body in enumerate(bodies):
        if index:
            yield "", None
        yield from _led("- ", body, _STEP, (key, index))


def _block(value: Value, pad: str, at: Path) -> Iterator[_Line]:
    return _object(value, pad, at) if isinstance(value, dict) else _list(value, pad, at)


def _object(value: Mapping[str, Value], pad: str, at: Path) -> Iterator[_Line]:
    for key, item in value.items():
        head, here = _text(written_key(key, item)), (*at, key)
        if len(head) > _LONGEST_KEY:
            yield f"{pad}? {head}", None
            yield from _led(": ", item, pad, here)
        elif _is_nested(item):
            yield f"{pad}{head}:", here if isinstance(item, list) else None
            yield from _block(item, pad + _STEP, here)
        else:
            first, *rest = _scalar(item, pad + _STEP)
            yield f"{pad}{head}: {first}", here
            yield from ((line, None) for line in rest)


def _list(value: list[Value], pad: str, at: Path) -> Iterator[_Line]:
    for index, item in enumerate(value):
        yield from _led("- ", item, pad, (*at, index))


def _led(lead: str, item: Value, pad: str, at: Path) -> Iterator[_Line]:
    """Yield the lines of ``item``, the first of which begins with ``lead``."""
    inner = pad + _STEP
    if _is_nested(item):
        (first, path), *rest = _block(item, inner, at)
        yield pad + lead + first[len(inner) :], path
        yield from rest
    else:
        first, *others = _scalar(item, inner)
        yield pad + lead + first, at
        yield from ((line, None) for line in others)


def _is_nested(value: Value) -> bool:
    return isinstance(value, dict | list) and bool(value)


def _scalar(value: Value, pad: str) -> list[str]:
    """Return the lines of a value that is no block: the first without indentation, the others with it."""
    match value:
        case Written():
            return value.lines(pad)
        case str():
            return _lines(escaped(value), pad)
        case Secret():
            return _lines(value.written, pad)
        case dict():
            return ["{}"]
        case list():
            return ["[]"]
        case None | bool() | int() | float():
            return [json.dumps(value, allow_nan=False)]
        case _:
            raise TypeError(f"not a JSON value: {type(value).__name__}")


def _lines(text: str, pad: str) -> list[str]:
    if "\n" not in text or not _fits_block(text):
        return [_text(text)]
    body, head = (text[:-1], "|") if text.endswith("\n") else (text, "|-")
    return [head, *(pad + line if line else "" for line in body.split("\n"))]


def _fits_block(text: str) -> bool:
    starts_right = text[0] not in " \t\n"
    ends_right = not text.endswith("\n\n")
    return starts_right and ends_right and bool(_LINES.fullmatch(text)) and not LOOKS_LIKE.search(text)


def _text(text: str) -> str:
    """Return one line for ``text``: without quotes where that means the same."""
    if LOOKS_LIKE.search(text):
        return _double_quoted(text).replace("#", "\\x23").replace("@", "\\x40")
    if _is_plain(text):
        return text
    if ('"' in text or "\\" in text) and _LINE.fullmatch(text):
        return "'" + text.replace("'", "''") + "'"
    return _double_quoted(text)


def _is_plain(text: str) -> bool:
    if not _PLAIN.fullmatch(text) or _NOT_PLAIN.search(text) or _OTHERWISE_IN_YAML_1_1.fullmatch(text):
        return False
    try:
        return isinstance(plain(text), str)
    except NotANumber:
        return False


def _double_quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _LINE.fullmatch(character):
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError("half of a character: a surrogate without its other half")
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
