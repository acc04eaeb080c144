"""Keys that change a list: ``+callbacks`` adds to what is extended, ``-callbacks`` takes away from it."""

from typing import Final

from deploy_cli.core.values import Value, freeze

ADD: Final = "+"
REMOVE: Final = "-"


def is_change(key: str, value: Value) -> bool:
    """Tell whether an entry of an object adds to or takes away from a list: ``+callbacks``, ``-callbacks``."""
    return len(key) > 1 and key[0] in (ADD, REMOVE) and isinstance(value, list)


def written_key(key: str, value: Value) -> str:
    """Return ``key`` so written that it is no change of a list."""
    bare = key.lstrip("\\")
    escaped = bare[:1] in (ADD, REMOVE) and (bare != key or is_change(key, value))
    return "\\" + key if escaped else key


def meant_key(key: str) -> str:
    """Return the key that a written one stands for."""
    return key[1:] if key[:1] == "\\" and key.lstrip("\\")[:1] in (ADD, REMOVE) else key


def described_by(value: Value, wanted: Value) -> bool:
    """Tell whether ``value`` is ``wanted``, or an object with all that ``wanted`` says of it."""
    if isinstance(value, dict) and isinstance(wanted, dict) and wanted:
        return all(key in value and freeze(value[key]) == freeze(item) for key, item in wanted.items())
    return bool(freeze(value) == freeze(wanted))
