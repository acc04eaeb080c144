"""A scene: a change about which one rule speaks, and one about which it keeps silent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deploy_cli.core.plan import Change
from deploy_cli.effects import Context
from tests.core.toys import address
from tests.effects.told import around, updated


@dataclass(frozen=True)
class Scene:
    """One change. ``rule`` is the id of the rule that it is there for."""

    rule: str
    title: str
    change: Change
    silent: Change
    context: Context


def scene(
    rule: str, title: str, change: Change, silent: Change | None = None, context: Context | None = None
) -> Scene:
    """Without a silent change that is one of a field that the rule is not about."""
    return Scene(rule, title, change, silent or other_field(str(change.address)), context or around())


def other_field(text: str) -> Change:
    return updated(text, {"surprise": 1}, {"surprise": 2})


def field(  # noqa: PLR0917 - as short as a line of a table
    rule: str,
    text: str,
    title: str,
    path: str,
    before: Any,
    after: Any,
    silent: tuple[Any, Any] | None = None,
) -> Scene:
    """One field that changes, and one change of it that the rule has nothing to say about."""
    change = updated(text, under(path, before), under(path, after))
    quiet = updated(text, under(path, silent[0]), under(path, silent[1])) if silent else None
    return scene(rule, title, change, quiet)


def flip(rule: str, text: str, path: str, *, default: bool = False) -> Iterator[Scene]:
    """A field that is switched on, switched off, and spelled out though it is the default."""
    for value in (True, False):
        title = f"{path} {'on' if value else 'off'}"
        yield field(rule, text, title, path, not value, value, silent=("x", "y"))
    yield scene(rule, f"{path} spelled out", updated(text, {}, under(path, default)))


def under(path: str, value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    for part in reversed(path.split(".")):
        value = {part: value}
    body: Mapping[str, Any] = value
    return body


def section(text: str) -> str:
    return address(text).section
