"""The keys that the environment gives: one for what this machine remembers, one for what is handed from job to job."""

import os
from typing import Final

from deploy_cli.core.values import Secret
from deploy_cli.errors import UsageError

STATE: Final = "DEPLOY_CLI_STATE_KEY"
"""Secrets are hashed with it, in plans and in the state directory; it has to live as long as what it hashed."""
PLAN: Final = "DEPLOY_CLI_PLAN_KEY"
"""Saved plans are signed with it; only the job that plans and the job that applies need it, and it may change often."""

SHORTEST: Final = 32
"""Bytes: as many as the hash has (RFC 2104, section 3, discourages fewer)."""


def state_key() -> Secret | None:
    """Return the key that secrets are hashed with. Raises `UsageError` where it can be guessed."""
    return _key(STATE)


def plan_key() -> Secret | None:
    """Return the key that plans are signed with. Raises `UsageError` where it can be guessed."""
    return _key(PLAN)


def _key(variable: str) -> Secret | None:
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    size = len(text.encode("utf-8", "surrogateescape"))
    if size < SHORTEST or len(set(text)) < SHORTEST // 4:
        raise UsageError(
            f"`{variable}` is too easy to guess: a key has at least {SHORTEST} characters, and not all alike",
            hint="make one with `openssl rand -hex 32`",
        )
    return Secret(text, variable)
