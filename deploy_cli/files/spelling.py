"""The canonical spelling of scalars: no quotes where none are needed, one word for each constant, short durations.

Texts with references or keywords stay as they are, to the byte.
"""

from typing import Final

from deploy_cli.files import emit
from deploy_cli.files.concrete import Kind, Node
from deploy_cli.files.keywords import LOOKS_LIKE
from deploy_cli.files.masking import masked
from deploy_cli.files.scalars import NotANumber, plain
from deploy_cli.lifetimes.durations import SECONDS, seconds

LIFETIMES: Final = ("absolute_lifetime", "inactivity_lifetime", "leeway")
"""The fields of a policy that hold durations."""

_CONSTANTS: Final = {"None": "null", "True": "true", "False": "false"}
_UNITS: Final = ("y", "d", "h", "m", "s")
"""Weeks are left out: people compare lifetimes in days."""


def spelled_key(node: Node, *, in_flow: bool = False) -> str:
    """Return the spelling of a key: always a text, whatever it looks like."""
    return spelled(node, in_flow=in_flow) if node.style else node.text


def spelled(node: Node, *, in_flow: bool = False) -> str:
    """Return the spelling of a scalar, without its properties."""
    text = node.text
    if node.kind is not Kind.SCALAR or "\n" in text or "$(" in text or masked(text) != text:
        return text
    if node.properties.rpartition(" ")[2].startswith("!"):
        return text
    if not node.style:
        return _plain(text)
    if (
        node.style not in ("'", '"')
        or "\n" in node.value
        or "$(" in node.value
        or LOOKS_LIKE.search(node.value)
    ):
        return text
    return _unquoted(node, in_flow=in_flow)


def duration(text: str) -> str:
    """Return the shortest spelling of a duration, given one of them; anything else as it stands."""
    try:
        count = seconds(int(text) if text.isascii() and text.isdecimal() else text)
    except ValueError:
        return text
    unit = next((unit for unit in _UNITS if count and count % SECONDS[unit] == 0), None)
    return f"{count // SECONDS[unit]}{unit}" if unit else text


def _plain(text: str) -> str:
    try:
        value = plain(text)
    except NotANumber:
        return text
    return _CONSTANTS.get(str(value), text) if value is None or isinstance(value, bool) else text


def _unquoted(node: Node, *, in_flow: bool) -> str:
    try:
        text = emit.yaml({"key": node.value}).removeprefix("key: ").removesuffix("\n")
    except ValueError:
        return node.text
    is_plain = text[:1] not in ("'", '"')
    if (is_plain and in_flow and any(mark in text for mark in ",[]{}")) or text[:1] == node.style:
        return node.text
    return text
