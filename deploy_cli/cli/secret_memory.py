"""What this machine remembers of the secrets that Auth0 never gives back."""

import os
from typing import TYPE_CHECKING

from deploy_cli import resources
from deploy_cli.cli.keys import STATE, state_key
from deploy_cli.core.secret_memory import FORGETFUL, SecretMemory
from deploy_cli.errors import UsageError
from deploy_cli.files import secret_memory

if TYPE_CHECKING:
    from deploy_cli.cli.console import Console
    from deploy_cli.core.report import Report


def recalled(domain: str, environment: str) -> SecretMemory:
    """Return what is remembered of an environment: nothing without a key."""
    key = state_key()
    if key is None:
        return FORGETFUL
    return secret_memory.load(os.environ, domain, environment, key)


def remember(report: "Report", console: "Console") -> None:
    """Remember what an apply wrote; where that cannot be done it is told, and nothing fails for it."""
    plan = report.plan
    before = recalled(plan.domain, plan.environment)
    after = before.after(report, resources.ALL)
    if after.seal.key is None or after.marks == before.marks:
        return
    try:
        secret_memory.save(os.environ, plan.domain, plan.environment, after)
    except UsageError as error:
        console.note(
            f"secrets that Auth0 never gives back stay unknown, though `{STATE}` is set: {error.summary}"
        )
