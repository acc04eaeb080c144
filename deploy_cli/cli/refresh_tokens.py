"""``deploy-cli refresh-tokens show`` and ``deploy-cli refresh-tokens simulate``."""

from collections.abc import Mapping
from typing import Final

import click

from deploy_cli.app.refresh_tokens import Places
from deploy_cli.cli.command import LazyGroup
from deploy_cli.resources.clients import CLIENTS
from deploy_cli.resources.resource_servers import RESOURCE_SERVERS
from deploy_cli.resources.tenant import TENANT
from deploy_cli.resources.triggers import TRIGGERS

PLACES: Final = Places(
    clients=CLIENTS.section,
    apis=RESOURCE_SERVERS.section,
    tenant=TENANT.section,
    triggers=TRIGGERS.section,
)

_COMMANDS: Mapping[str, tuple[str, str]] = {
    "show": ("deploy_cli.cli.refresh_tokens_show", "Tell the policy of each client, in words and numbers."),
    "simulate": (
        "deploy_cli.cli.refresh_tokens_simulate",
        "Tell when somebody must log in, why, what spares it.",
    ),
}


@click.group(cls=LazyGroup, table=_COMMANDS)
def command() -> None:
    """Refresh-token policies, and what they do to people."""
