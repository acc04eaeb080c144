"""``deploy-cli validate``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli import __version__
from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Given, output_format, secrets_optional, tenant_argument, variables
from deploy_cli.errors import ConfigError, Problem

if TYPE_CHECKING:
    from deploy_cli.core.plan import Finding


@click.command(cls=Command)
@tenant_argument()
@variables
@secrets_optional
@output_format("text", "json", "github", "sarif", "junit")
@click.pass_obj
def command(console: Console, *, tenant: Path, variables: Given, needs_secrets: bool, form: str) -> Exit:
    """Check the tenant files of TENANT: YAML, schema, references and policies. Nothing is read from Auth0.

    Warnings and errors of the guardrails are told as well; they do not change the exit code (see `lint`)."""
    from deploy_cli.cli.session import Session, today
    from deploy_cli.guardrails import judging
    from deploy_cli.render.problems import valid_text

    try:
        desired = Session.load(tenant, variables, console, needs_secrets=needs_secrets).desired
    except ConfigError as error:
        if form == "text":
            raise
        console.show(drawn(form, tenant, error.problems, ()))
        console.tell(error.summary)
        return Exit.ERROR
    findings = [one for one in judging.findings(desired, today=today()) if one.severity != "info"]
    if form == "text":
        if findings:
            console.show_findings(findings)
        console.show(valid_text(desired.environment.name, len(desired.resources), len(desired.sections)))
    elif told := drawn(form, tenant, (), findings):
        console.show(told)
    return Exit.DONE


def drawn(form: str, tenant: Path, problems: Sequence[Problem], findings: Sequence["Finding"]) -> str:
    """Return problems and findings in one of the formats for machines."""
    from deploy_cli.render.plan_json import json_text
    from deploy_cli.render.problem_formats import annotations, junit, problems_object, sarif

    match form:
        case "github":
            return annotations(problems, findings)
        case "sarif":
            return json_text(sarif(problems, findings, tool_version=__version__))
        case "junit":
            return junit(str(tenant), problems, findings)
        case _:
            return json_text(problems_object(problems, findings))
