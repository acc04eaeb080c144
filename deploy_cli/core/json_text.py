"""JSON whose text deceives nobody, wherever it is printed or opened. Pure: no I/O, no clock, no log."""

import json
import re
from typing import Final

from deploy_cli.core.unseen import is_unseen, may_hide
from deploy_cli.core.values import Value

_COMMAND: Final = re.compile(r"#(?=#\w*\[)")
"""``##[command]`` and ``##vso[command]``, on which CI runners act anywhere in a line."""


def json_written(value: Value, *, indent: int | None = 2) -> str:
    """Return ``value`` as JSON of the same meaning; what is not seen as what it is becomes an escape, ``\\u202e``."""
    text = json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
    if may_hide(text.replace("\n", "")):
        text = "\n".join(map(_json_line, text.split("\n")))
    return _COMMAND.sub(r"\\u0023", text)


def _json_line(line: str) -> str:
    if not may_hide(line):
        return line
    return "".join(
        _json_escape(character) if is_unseen(line, at) else character for at, character in enumerate(line)
    )


def _json_escape(character: str) -> str:
    code = ord(character)
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
