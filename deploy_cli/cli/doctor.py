"""``deploy-cli doctor``."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli import resources
from deploy_cli.cli.console import Console, width
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Given, output_format, tenant_argument, variables
from deploy_cli.cli.wire import LiveCommand

if TYPE_CHECKING:
    from deploy_cli.cli.session import Session
    from deploy_cli.core.check import Check


@click.command(cls=LiveCommand)
@tenant_argument()
@variables
@output_format("text", "json")
@click.pass_obj
def command(console: Console, *, tenant: Path, variables: Given, form: str) -> Exit:
    """Look at all that an apply of TENANT needs: domain, certificate, clock, credentials, scopes, features, rate limit.

    Changes nothing. Exits with 1 if an apply would fail.
    """
    from deploy_cli.cli.session import Session
    from deploy_cli.render.checks import checks_object, checks_text, verdict_text

    session = Session.load(tenant, variables, console)
    checks = []
    for check in _checks(session):
        checks.append(check)
        if form == "text":
            console.show(checks_text([check], paint=console.paint, width=width(sys.stdout)))
    if form == "json":
        console.show_json(checks_object(checks))
    else:
        console.show(f"\n{verdict_text(checks)}")
    return Exit.ERROR if any(check.verdict == "bad" for check in checks) else Exit.DONE


def _checks(session: "Session") -> "Iterator[Check]":
    from deploy_cli.app.doctor import contact_checks, tenant_checks
    from deploy_cli.auth0.clock import Clock
    from deploy_cli.auth0.credentials import Credentials
    from deploy_cli.auth0.greeting import greet
    from deploy_cli.cli.session import is_embedded
    from deploy_cli.core.check import Check, Verdict
    from deploy_cli.errors import ApiError
    from deploy_cli.render.problems import counted

    desired = session.desired
    count, sections = len(desired.resources), len(desired.sections)
    yield Check(
        "files", Verdict.GOOD, f"valid: {counted(count, 'resource')} in {counted(sections, 'section')}"
    )
    with session.live() as api:
        if not is_embedded(desired.environment.domain):
            domain = Credentials.from_environ(os.environ).domain_for(desired.environment.domain)
            try:
                yield from contact_checks(str(domain), greet(domain, Clock()))
            except ApiError as error:
                yield Check("domain", Verdict.BAD, error.summary, error.hint)
                return
        yield from tenant_checks(desired, api, resources.ALL)
