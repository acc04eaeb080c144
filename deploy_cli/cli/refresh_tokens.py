"""``deploy-cli refresh-tokens``: advise, show, simulate and recommend."""

from collections.abc import Mapping

import click

from deploy_cli.cli.command import LazyGroup

_COMMANDS: Mapping[str, tuple[str, str]] = {
    "advise": ("deploy_cli.cli.refresh_tokens_advise", "Help choose how long people stay logged in."),
    "show": ("deploy_cli.cli.refresh_tokens_show", "Tell the policy of each client, in words and numbers."),
    "simulate": (
        "deploy_cli.cli.refresh_tokens_simulate",
        "Tell when somebody must log in, why, what spares it.",
    ),
    "recommend": (
        "deploy_cli.cli.refresh_tokens_recommend",
        "Recommend inactivity lifetimes, from the tenant's logs.",
    ),
}


@click.group(cls=LazyGroup, table=_COMMANDS)
def command() -> None:
    """Refresh-token policies, and what they do to people."""
