"""Options of the commands that write to a tenant, and the lock that keeps them apart."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from deploy_cli.cli.options import Decorated
from deploy_cli.cli.wire import Seconds

if TYPE_CHECKING:
    from deploy_cli.app.ports import ManagementApi
    from deploy_cli.cli.console import Console
    from deploy_cli.cli.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How a run behaves."""

    lock_timeout: float = 0.0
    """Seconds to wait for another run to the same tenant."""
    allow_older: bool = False
    fail_fast: bool = False


def running(function: Decorated) -> Decorated:
    """Add what a run can be told, as ``running: Running``."""

    @wraps(function)
    def gathered(*args: Any, lock_timeout: float, allow_older: bool, fail_fast: bool, **settings: Any) -> Any:
        told = Running(lock_timeout=lock_timeout, allow_older=allow_older, fail_fast=fail_fast)
        return function(*args, running=told, **settings)

    decorated: Decorated = gathered
    for add in reversed(
        (
            click.option(
                "--lock-timeout",
                type=Seconds(least=0),
                default="0s",
                metavar="DURATION",
                help="Wait so long for another apply to this tenant from this machine: 5m.",
            ),
            click.option(
                "--allow-older", is_flag=True, help="Allow an older commit than the one applied last."
            ),
            click.option(
                "--fail-fast",
                is_flag=True,
                help="Stop everything at the first failure, not only what needs it.",
            ),
        )
    ):
        decorated = add(decorated)
    return decorated


@contextmanager
def alone(
    session: "Session", api: "ManagementApi", console: "Console", command: str, running: Running
) -> Iterator[None]:
    """Let nobody else on this machine apply to the tenant for the length of a ``with`` block. Raises `Refused`."""
    from deploy_cli.files.lock import locked
    from deploy_cli.files.state import private_folder, state_dir

    folder = private_folder(state_dir(os.environ), "locks")
    tell: Callable[[str], None] = lambda who: console.note(f"waiting for another apply: {who}")  # noqa: E731
    told = f"{command} {session.target}"
    with locked(folder, _tenant(session, api), told, wait=running.lock_timeout, waiting=tell):
        yield


def _tenant(session: "Session", api: "ManagementApi") -> str:
    """Return what the lock is about: the domain, and the environment where each has an emulated tenant of its own."""
    from deploy_cli.cli.session import is_embedded

    environment = session.desired.environment
    return f"{api.domain}/{environment.name}" if is_embedded(environment.domain) else api.domain
