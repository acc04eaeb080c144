"""Recorded identifiers and the ones that the emulator made in their place."""

import re
from collections.abc import Iterable
from typing import Any

NAMES = {
    *("id", "client_id", "themeId", "custom_domain_id", "kid", "user_id", "ticket_id", "token_id"),
    *("parent_kid", "resource_server_id", "version_id", "module_version_id", "next"),
}
"""Fields in which the server puts an identifier that it made."""

SHORTEST = 8
"""Shorter texts are too common to be replaced wherever they stand."""


class Identity:
    """Which identifier of the recording is which in the emulator."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        """``own`` are identifiers that the emulator was given and uses as they are."""
        self._own = frozenset(own)
        self._known: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def learn(self, recorded: Any, emulated: Any) -> None:
        """Pair the identifiers that stand at the same places of two answers."""
        if isinstance(recorded, dict) and isinstance(emulated, dict):
            for name, value in recorded.items():
                other = emulated.get(name)
                if isinstance(value, str) and isinstance(other, str) and name in NAMES:
                    self._pair(value, other, cursor=name == "next")
                else:
                    self.learn(value, other)
        elif isinstance(recorded, list) and isinstance(emulated, list) and len(recorded) == len(emulated):
            for one, other in zip(recorded, emulated, strict=True):
                self.learn(one, other)

    def emulated(self, value: Any) -> Any:
        """A recorded value with the emulator's identifiers in it."""
        match value:
            case str():
                return self._pattern.sub(lambda m: self._known[m[0]], value) if self._pattern else value
            case list():
                return [self.emulated(item) for item in value]
            case dict():
                return {self.emulated(key): self.emulated(item) for key, item in value.items()}
            case _:
                return value

    def _pair(self, recorded: str, emulated: str, *, cursor: bool) -> None:
        if recorded == emulated or recorded in self._known or recorded in self._own:
            return
        if len(recorded) < SHORTEST:
            return
        if not cursor and emulated in self._known.values():
            return
        self._known[recorded] = emulated
        longest_first = sorted(self._known, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))
