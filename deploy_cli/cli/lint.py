"""``deploy-cli lint``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli import __version__
from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Given, output_format, secrets_optional, tenant_argument, variables
from deploy_cli.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from deploy_cli.core.plan import Finding
    from deploy_cli.core.tenant import DesiredTenant

_LEVELS = ("error", "warning", "info")


@click.command(cls=Command)
@tenant_argument(required=False)
@variables
@secrets_optional
@output_format("text", "json", "github", "sarif", "junit")
@click.option(
    "--fail-on",
    type=click.Choice((*_LEVELS, "never")),
    default="error",
    show_default=True,
    help="Exit with 3 if anything as grave as this is found.",
)
@click.option("--fix", is_flag=True, help="Set right what is certain, in the files; show what changed.")
@click.option("--explain", metavar="RULE", help="Explain a rule, or `all` of them, as Markdown.")
@click.pass_obj
def command(
    console: Console,
    *,
    tenant: Path | None,
    variables: Given,
    needs_secrets: bool,
    form: str,
    fail_on: str,
    fix: bool,
    explain: str | None,
) -> Exit:
    """Judge the tenant files of TENANT by the guardrails, offline.

    Findings that are waived in `environment.guardrails` are shown and do not count. What --fix changes never changes
    what a tenant does.
    """
    if explain is not None:
        from deploy_cli.cli.rule_help import explained

        console.show(explained(explain, tenant, variables, console))
        return Exit.DONE
    if tenant is None:
        raise UsageError("lint needs a TENANT", hint="or `--explain all`, which explains the rules")
    from deploy_cli.cli.session import Session, today
    from deploy_cli.cli.validate import drawn
    from deploy_cli.guardrails.judging import findings
    from deploy_cli.render.lint_views import sorted_findings

    try:
        if fix:
            from deploy_cli.cli.lint_fix import mend

            mend(tenant, variables, console, shown=form == "text")
        desired = Session.load(tenant, variables, console, needs_secrets=needs_secrets).desired
    except ConfigError as error:
        if form == "text":
            raise
        console.show(drawn(form, tenant, error.problems, ()))
        console.tell(error.summary)
        return Exit.ERROR
    found = sorted_findings(findings(desired, today=today()))
    blocking = _blocking(found, fail_on)
    _show(console, form, str(tenant), desired, found, len(blocking))
    return Exit.REFUSED if blocking else Exit.DONE


def _blocking(found: "Sequence[Finding]", fail_on: str) -> "Sequence[Finding]":
    levels = _LEVELS[: _LEVELS.index(fail_on) + 1] if fail_on in _LEVELS else ()
    return [one for one in found if one.severity in levels and one.waiver is None]


def _show(
    console: Console,
    form: str,
    target: str,
    desired: "DesiredTenant",
    found: "Sequence[Finding]",
    blocking: int,
) -> None:
    from deploy_cli.guardrails import RULES
    from deploy_cli.render import lint_views, problem_formats

    name, profile = desired.environment.name, desired.environment.guardrails.profile
    fixes = {
        **{rule.id: rule.fix for rule in RULES},
        **{rule.id: rule.fix for rule in desired.rules if rule.fix},
    }
    match form:
        case "json":
            console.show_json(
                lint_views.lint_object(name, found, profile=profile, blocking=blocking, fixes=fixes)
            )
        case "github":
            if found:
                console.show(problem_formats.annotations((), found))
        case "sarif":
            console.show_json(problem_formats.sarif((), found, tool_version=__version__))
        case "junit":
            console.show(problem_formats.junit(target, (), found, command="lint"))
        case _:
            if found:
                console.show_findings(found, fixes=fixes)
            console.show(lint_views.summary(name, found, profile=profile, own=len(desired.rules)))
