"""Durations as people write them on the emulator's command line and in its faults files."""

import re

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_FORM = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)?")


def seconds(text: str) -> float:
    """Read ``50ms``, ``1.5s``, ``2m``, or a bare number of seconds.

    Raises ValueError with a sentence that names the text and the forms that are understood.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"`{text}` is not a duration like `50ms`, `1.5s` or `2m`")
    number, unit = match.groups()
    return float(number) * _UNITS[unit or "s"]
