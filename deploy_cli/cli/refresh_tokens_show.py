"""``deploy-cli refresh-tokens show``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli import resources
from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console, width
from deploy_cli.cli.options import Given, output_format, tenant_argument, variables
from deploy_cli.resources.clients import CLIENTS
from deploy_cli.resources.resource_servers import RESOURCE_SERVERS
from deploy_cli.resources.tenant import TENANT
from deploy_cli.resources.triggers import TRIGGERS

if TYPE_CHECKING:
    from deploy_cli.app.refresh_tokens import Places, Tenancy
    from deploy_cli.cli.session import Session


@click.command(cls=Command)
@tenant_argument()
@click.argument("client", required=False)
@variables
@click.option("--live", is_flag=True, help="Read from the live tenant what the files do not say.")
@output_format("text", "json", "markdown")
@click.pass_obj
def command(
    console: Console, *, tenant: Path, client: str | None, variables: Given, live: bool, form: str
) -> None:
    """Tell the refresh-token policy of every client in TENANT, or of CLIENT.

    It says what kind of client it is, whether a refresh token can exist at all and what is missing if not, how long
    one lasts, and how long somebody may be away. Offline, unless with --live.
    """
    from deploy_cli.cli.session import Session
    from deploy_cli.render.policy_json import policies_object
    from deploy_cli.render.policy_text import policies_markdown, policies_text

    found = tenancy(Session.load(tenant, variables, console, needs_secrets=False), live=live)
    chosen = [found.client(client)] if client is not None else found.clients.values()
    value = policies_object(found, chosen)
    match form:
        case "json":
            console.show_json(value)
        case "markdown":
            console.show(policies_markdown(value))
        case _:
            console.show(policies_text(value, paint=console.paint, width=width(sys.stdout)))


def tenancy(session: "Session", *, live: bool) -> "Tenancy":
    """Return what the files say, and with ``live`` what the live tenant has beside it."""
    from deploy_cli.app import refresh_tokens

    if not live:
        return refresh_tokens.tenancy(session.desired, places())
    with session.live() as api:
        return refresh_tokens.live_tenancy(session.desired, places(), resources.ALL, api)


def places() -> "Places":
    """Return the sections that hold what matters for refresh tokens."""
    from deploy_cli.app.refresh_tokens import Places

    return Places(
        clients=CLIENTS.section,
        apis=RESOURCE_SERVERS.section,
        tenant=TENANT.section,
        triggers=TRIGGERS.section,
    )
