"""``deploy-cli refresh-tokens show`` and ``deploy-cli refresh-tokens simulate``."""

from collections.abc import Mapping

import click

from deploy_cli.cli.command import LazyGroup

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
