"""What this machine remembers of an environment: what files and tenant last agreed on."""

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deploy_cli import resources
from deploy_cli.cli import secret_memory
from deploy_cli.cli.keys import state_key
from deploy_cli.core.seal import Seal
from deploy_cli.errors import UsageError
from deploy_cli.files import applied

if TYPE_CHECKING:
    from collections.abc import Collection

    from deploy_cli.cli.console import Console
    from deploy_cli.core.address import Address
    from deploy_cli.core.drift import LastApplied
    from deploy_cli.core.plan import Plan
    from deploy_cli.core.report import Report
    from deploy_cli.core.tenant import DesiredTenant


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one environment."""

    domain: str
    environment: str
    last: "LastApplied | None"
    seal: Seal

    @classmethod
    def of(cls, domain: str, environment: str) -> "Memory":
        """Read what is remembered; what cannot be read is forgotten. Raises `UsageError` for a key that is none."""
        last = applied.load(os.environ, domain, environment)
        salt = last.salt if last is not None else applied.new_salt()
        return cls(domain, environment, last, Seal(state_key(), salt))

    def keep(self, last: "LastApplied", console: "Console") -> None:
        """Remember; where that cannot be done it is told, and nothing fails for it."""
        try:
            applied.save(os.environ, self.domain, self.environment, last)
        except UsageError as error:
            console.note(
                f"what was applied is not remembered, so `drift` cannot tell who moved: {error.summary}"
            )


def remember_apply(desired: "DesiredTenant", report: "Report", console: "Console") -> None:
    """Remember what an apply made files and tenant agree on, and the secrets that it wrote."""
    from deploy_cli.cli.session import now
    from deploy_cli.core.drift import remembered

    memory = Memory.of(report.plan.domain, report.plan.environment)
    last = remembered(report, desired, resources.ALL, last=memory.last, seal=memory.seal, at=now())
    memory.keep(last, console)
    secret_memory.remember(report, console)


def forget(report: "Report", console: "Console") -> None:
    """Forget what was agreed on at the addresses of ``report``: something else than the files was written there."""
    memory = Memory.of(report.plan.domain, report.plan.environment)
    if memory.last is not None:
        changed = {change.address for change in report.plan.changes}
        kept = {address: one for address, one in memory.last.resources.items() if address not in changed}
        memory.keep(replace(memory.last, resources=kept), console)


def remember_adoption(
    desired: "DesiredTenant", plan: "Plan", addresses: "Collection[Address]", console: "Console"
) -> None:
    """Remember that the files, which are ``desired`` now, say what the tenant says at ``addresses``."""
    from deploy_cli.cli.session import now
    from deploy_cli.core.drift import agreed

    memory = Memory.of(plan.domain, plan.environment)
    last = agreed(addresses, plan, desired, resources.ALL, last=memory.last, seal=memory.seal, at=now())
    memory.keep(last, console)
