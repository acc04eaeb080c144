"""Puts the parts together for one environment: its files, its live tenant, and the plan between them."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deploy_cli import __version__, resources
from deploy_cli.app.desired import divide
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Asked, Given
from deploy_cli.cli.wire import requests_told, wire
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Object
from deploy_cli.files import tenant as tenant_files

if TYPE_CHECKING:
    from deploy_cli.app.planning import PlanSettings
    from deploy_cli.app.ports import ExaminedApi, ManagementApi
    from deploy_cli.core.plan import Plan
    from deploy_cli.lifetimes.seen import Seen

EMULATOR = "emulator"
"""The domain that means the embedded emulator."""


@dataclass(frozen=True, slots=True)
class Session:
    """One environment: where its files are, and what they want."""

    target: Path
    desired: DesiredTenant

    @classmethod
    def load(
        cls, target: Path, variables: Given, console: Console, *, needs_secrets: bool = True
    ) -> "Session":
        """Load and divide the files, and tell what a person should know of them. Raises `ConfigError`.

        Without ``needs_secrets``, a secret that is not defined is one of which nothing is known (`Secret.is_known`).
        """
        files = tenant_files.load(
            target,
            resources.ALL,
            environ=os.environ,
            variables=variables.texts,
            variable_files=variables.files,
            needs_secrets=needs_secrets,
        )
        desired = divide(files, resources.ALL)
        for note in desired.notes:
            console.note(note)
        return cls(target, desired)

    @contextmanager
    def live(self, stopped: Callable[[], bool] | None = None) -> "Iterator[ExaminedApi]":
        """Give the live tenant for the length of a ``with`` block; once ``stopped`` is true, nobody waits any more."""
        environment = self.desired.environment
        with live_tenant(environment.domain, environment.name, stopped) as api:
            yield api

    def plan(
        self,
        api: "ManagementApi",
        asked: Asked,
        console: Console,
        seen: "Mapping[str, Seen] | None" = None,
    ) -> "Plan":
        """Make the plan, and tell what a person should know beside it; ``seen`` is what logs tell."""
        from deploy_cli.app.planning import make_plan

        plan = make_plan(self.desired, api, resources.ALL, self.settings(api, asked), seen)
        console.tell_of(plan)
        return plan

    def settings(self, api: "ManagementApi", asked: Asked) -> "PlanSettings":
        """Return what is asked of a plan, and what is remembered of the secrets of the tenant."""
        from deploy_cli.app.planning import PlanSettings
        from deploy_cli.cli.secret_memory import recalled

        return PlanSettings(
            selection=asked.selection,
            write_secrets=asked.write_secrets,
            allow_replace=asked.allow_replace,
            allow_empty=asked.allow_empty,
            allow_deletes=asked.allow_deletes,
            allow_updates=asked.allow_updates,
            secrets=recalled(api.domain, self.desired.environment.name),
            today=today(),
        )

    def written(
        self,
        plan: "Plan",
        *,
        ends: Exit = Exit.DONE,
        list_unmanaged: bool = False,
        for_readers: bool = True,
        expires: Callable[[str], str | None] = lambda _: None,
        salt: str | None = None,
    ) -> Object:
        """Return the plan as the value that is printed and saved.

        ``for_readers`` of the JSON the commit is looked up, and the plan is signed where there is a key. ``expires``
        tells from the time of the plan until when it holds; ``salt`` is another than the plan's own for the hashes of
        its secrets.
        """
        from deploy_cli.cli.keys import plan_key, state_key
        from deploy_cli.cli.revision import commit_of
        from deploy_cli.core.seal import Seal
        from deploy_cli.core.signature import signed
        from deploy_cli.render.plan_json import plan_object

        created_at, key = now(), state_key()
        value = plan_object(
            plan,
            created_at=created_at,
            tool_version=__version__,
            commit=commit_of(self.target) if for_readers else None,
            ends=(ends, ends.name.lower()),
            list_unmanaged=list_unmanaged,
            expires_at=expires(created_at),
            seal=Seal(key, salt) if salt is not None else Seal(key).salted(plan.digest),
        )
        return signed(value, plan_key()) if for_readers else value


@contextmanager
def live_tenant(
    domain: str | None, environment: str, stopped: Callable[[], bool] | None = None
) -> "Iterator[ExaminedApi]":
    """Give the tenant that ``domain`` names, or `AUTH0_DOMAIN` where the files name none.

    Each environment has an emulated tenant of its own. Raises `UsageError` where `AUTH0_DOMAIN` contradicts.
    """
    from deploy_cli.auth0.credentials import Credentials
    from deploy_cli.auth0.gateway import connect

    if is_embedded(domain):
        from deploy_cli.cli.embedded import embedded_tenant

        with embedded_tenant(domain, environment, stopped) as api:
            yield api
    else:
        told = wire()
        with connect(
            domain,
            Credentials.from_environ(os.environ),
            timeout=told.timeout,
            max_rate=told.max_rate,
            deadline=told.deadline,
            observe=requests_told(),
            stopped=stopped,
        ) as api:
            yield api


def is_embedded(domain: str | None) -> bool:
    """Tell whether ``domain``, or `AUTH0_DOMAIN` where the files name none, is the emulator within this process."""
    return (domain or os.environ.get("AUTH0_DOMAIN", "").strip()).casefold() == EMULATOR


def today() -> str:
    """Return the day in UTC, as `2027-01-31`."""
    return now()[:10]


def now() -> str:
    """Return the time in RFC 3339, in whole seconds of UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
