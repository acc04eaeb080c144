"""Seals secrets: a keyed hash that tells whether a secret is the same one, and nothing else. Pure."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import Final

from deploy_cli.core.values import Secret, Value, canonical, revealed

UNSEALED: Final = "(secret)"
"""What stands for a secret that was not sealed: there is no key, or it is not known itself."""

_MARK: Final = "hmac-sha256:"


@dataclass(frozen=True, slots=True)
class Seal:
    """Seals with a key that only the pipeline has, so that a hash cannot be guessed at; without one, not at all."""

    key: Secret | None = None
    salt: str = ""
    """Of one file, so that equal secrets in two files are not seen to be equal."""

    @property
    def id(self) -> str | None:
        """Return what tells one key from another, under this salt; ``None`` without a key."""
        return self._digest("\0key")[:12] if self.key else None

    def salted(self, text: str) -> "Seal":
        """Return the same key with a salt that follows from ``text``, and that nobody knows who lacks the key."""
        return replace(self, salt=self._digest(text)[:32])

    def mark(self, value: Value) -> str | None:
        """Return ``hmac-sha256:…`` of all of ``value``; ``None`` without a key, or where it holds an unknown secret."""
        if self.key is None or _holds_unknown(value):
            return None
        return _MARK + self._digest(canonical(revealed(value)))

    def sealed(self, value: Value) -> Value:
        """Return ``value`` with the seal of every secret in its place, as JSON."""
        match value:
            case Secret() if self.key is None or not value.is_known:
                return UNSEALED
            case Secret():
                return _MARK + self._digest(value.reveal())
            case dict():
                return {key: self.sealed(item) for key, item in value.items()}
            case list():
                return [self.sealed(item) for item in value]
            case _:
                return value

    def _digest(self, text: str) -> str:
        key = self.key.reveal() if self.key else ""
        message = f"{self.salt}\0{text}".encode("utf-8", "surrogatepass")
        return hmac.new(key.encode("utf-8", "surrogatepass"), message, hashlib.sha256).hexdigest()


def _holds_unknown(value: Value) -> bool:
    match value:
        case Secret():
            return not value.is_known
        case dict():
            return any(map(_holds_unknown, value.values()))
        case list():
            return any(map(_holds_unknown, value))
        case _:
            return False
