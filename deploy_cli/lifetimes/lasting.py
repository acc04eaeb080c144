"""How long refresh tokens last by a ``refresh_token`` block of any shape, as Auth0 reads it. Pure."""

from dataclasses import dataclass
from math import inf
from typing import Final, TypeAlias

from deploy_cli.core.values import Object, Value

FOREVER: Final = inf

Limit: TypeAlias = float | None
"""Seconds; `FOREVER`; ``None`` where the block does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """What of a ``refresh_token`` block counts; the numbers beside ``infinite_…: true`` do not."""

    absolute: Limit
    idle: Limit
    rotating: bool | None
    leeway: int

    @property
    def endless(self) -> bool:
        """Tell whether the tokens never expire."""
        return self.absolute == FOREVER and self.idle == FOREVER

    @property
    def acts_when_away(self) -> bool:
        """Tell whether the inactivity lifetime ever ends a token: not where the absolute one comes first."""
        return self.idle is not None and self.idle != FOREVER and (self.absolute or FOREVER) > self.idle


def lasting(block: Object) -> Lasting:
    """Read a block. Of one that contradicts itself the infinite flags win, then ``expiration_type``."""
    rotation = block.get("rotation_type")
    leeway = whole(block.get("leeway"))
    return Lasting(
        absolute=_limit(block, "token_lifetime"),
        idle=_limit(block, "idle_token_lifetime"),
        rotating={"rotating": True, "non-rotating": False}.get(rotation)
        if isinstance(rotation, str)
        else None,
        leeway=leeway if leeway is not None and leeway > 0 else 0,
    )


def whole(value: Value) -> int | None:
    """Return a number of seconds; ``None`` for anything else."""
    return value if type(value) is int else None


def _limit(block: Object, field: str) -> Limit:
    if block.get(f"infinite_{field}") is True or block.get("expiration_type") == "non-expiring":
        return FOREVER
    seconds = whole(block.get(field))
    return seconds if seconds is not None and seconds > 0 else None
