"""How effects write lists, names and numbers. Names stand as they are: who shows a text escapes it. Pure."""

from collections.abc import Sequence
from typing import Final

_SHOWN: Final = 3
"""How many things of a list are named; the others are counted."""


def listed(things: Sequence[str], shown: int = _SHOWN) -> str:
    """Write ``a``, ``a and b``, ``a, b and c``, ``a, b, c and 4 more``."""
    if len(things) > shown + 1:
        return f"{', '.join(things[:shown])} and {len(things) - shown:,} more"
    *first, last = things or [""]
    return f"{', '.join(first)} and {last}" if first else last


def quoted(names: Sequence[str], shown: int = _SHOWN) -> str:
    """Write names as literals, in a list."""
    return listed([f"`{name}`" for name in names], shown)


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write ``1 client``, ``2 clients``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
