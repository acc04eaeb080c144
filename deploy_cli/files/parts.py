"""Values as parts of a tenant file: the lines of a field or an element, or one line within braces."""

import json
from typing import Final

from deploy_cli.core.values import ABSENT, MaybeValue, Object, Secret, Value, same
from deploy_cli.files import emit
from deploy_cli.files.keywords import LOOKS_LIKE
from deploy_cli.files.references import escaped

_STEP: Final = "  "


class Unwritable(Exception):
    """The value cannot be written into a tenant file; the text says why."""


def laid_over(want: MaybeValue, new: Value) -> Value:
    """Return what has to be laid over ``want``, which stands in a file that is extended, to come to ``new``."""
    if not (isinstance(want, dict) and isinstance(new, dict)) or not want:
        return new
    if gone := [key for key in want if key not in new]:
        raise Unwritable(f"the file that is extended mentions `{gone[0]}`")
    return {
        key: laid_over(want.get(key, ABSENT), item)
        for key, item in new.items()
        if key not in want or not same(want[key], item)
    }


def written(key: str, value: Value, pad: str) -> list[str]:
    """Return the lines of a field, indented by ``pad``. Raises `Unwritable`."""
    first, *rest = _emitted({"k": value})
    head = key if key[:1] in "+-" and isinstance(value, list) else key_text(key)
    return [pad + head + first[1:], *(pad + line if line else line for line in rest)]


def element(value: Value, pad: str) -> list[str]:
    """Return the lines of an element of a list, indented by ``pad``. Raises `Unwritable`."""
    lines = _emitted({"k": [value]})[1:]
    return [pad + line[len(_STEP) :] if line else line for line in lines]


def flow(value: Value) -> str:
    """Return a value on one line, fit to stand in a flow collection. Raises `Unwritable`."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key_text(key)}: {flow(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, value)) + "]"
        case str() if "\n" in value or any(mark in value for mark in ",[]{}"):
            text = json.dumps(escaped(value), ensure_ascii=not value.isprintable())
            return text.replace("#", "\\x23").replace("@", "\\x40") if LOOKS_LIKE.search(value) else text
        case _:
            return _emitted({"k": value})[0][3:]


def key_text(key: str) -> str:
    """Return the spelling of a key."""
    return _emitted({key: None})[0].removesuffix(": null")


def _emitted(value: Object) -> list[str]:
    _refuse_secrets(value)
    try:
        return emit.yaml(value).removesuffix("\n").split("\n")
    except ValueError as error:
        raise Unwritable(str(error)) from None


def _refuse_secrets(value: Value) -> None:
    match value:
        case Secret():
            raise Unwritable("a secret stands there")
        case dict():
            for item in value.values():
                _refuse_secrets(item)
        case list():
            for item in value:
                _refuse_secrets(item)
        case _:
            return
