"""``deploy-cli validate``."""

from pathlib import Path

import click

from deploy_cli import __version__
from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Given, output_format, tenant_argument, variables
from deploy_cli.errors import ConfigError, Problem


@click.command(cls=Command)
@tenant_argument()
@variables
@output_format("text", "json", "github", "sarif")
@click.pass_obj
def command(console: Console, *, tenant: Path, variables: Given, form: str) -> Exit:
    """Check the tenant files of TENANT: YAML, schema, references and policies. Nothing is read from Auth0."""
    from deploy_cli.cli.session import Session
    from deploy_cli.render.problems import valid_text

    try:
        desired = Session.load(tenant, variables, console).desired
    except ConfigError as error:
        if form == "text":
            raise
        console.show(_drawn(form, error.problems))
        console.tell(error.summary)
        return Exit.ERROR
    if form == "text":
        console.show(valid_text(desired.environment.name, len(desired.resources), len(desired.sections)))
    elif drawn := _drawn(form, ()):
        console.show(drawn)
    return Exit.DONE


def _drawn(form: str, problems: tuple[Problem, ...]) -> str:
    from deploy_cli.render.plan_json import json_text
    from deploy_cli.render.problem_formats import annotations, problems_object, sarif

    match form:
        case "github":
            return annotations(problems)
        case "sarif":
            return json_text(sarif(problems, tool_version=__version__))
        case _:
            return json_text(problems_object(problems))
