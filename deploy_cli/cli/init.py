"""``deploy-cli init``."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from deploy_cli import __version__, resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.wire import LiveCommand
from deploy_cli.errors import ConfigError, DeployError, UsageError

_REQUIREMENT = f"deploy-cli=={__version__}"


@click.command(cls=LiveCommand)
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Convert a project of Auth0's Deploy CLI: its tenant.yaml, or the folder of its directory format.",
)
@click.option("--from-live", is_flag=True, help="Start from the live tenant that AUTH0_DOMAIN names.")
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="With --from: the configuration of Auth0's Deploy CLI, which holds the values of the keywords.",
)
@click.option("--name", metavar="NAME", help="What the environment is called.")
@click.pass_obj
def command(
    console: Console,
    *,
    folder: Path,
    source: Path | None,
    from_live: bool,
    config: Path | None,
    name: str | None,
) -> None:
    """Write a first project into DIR: a base, two environments, policies, a workflow for GitHub, a README.

    With --from, DIR becomes one environment, which says what the converted project says; with --from-live, a project
    whose one environment is the live tenant as it is. Nothing is ever overwritten.
    """
    if source is not None and from_live:
        raise UsageError("`--from` and `--from-live` exclude each other")
    if config is not None and source is None:
        raise UsageError("`--config` goes with `--from`")
    if name is not None and source is None and not from_live:
        raise UsageError("`--name` goes with `--from` and `--from-live`")
    if source is not None:
        _convert(source, folder, config, name, console)
    elif from_live:
        _adopt_live(folder, name, console)
    else:
        _write_example(folder, console)


def _write_example(folder: Path, console: Console) -> None:
    from deploy_cli.files.project import example, with_schema, write_new
    from deploy_cli.files.schemas import shipped

    files = with_schema(folder, example(_REQUIREMENT), shipped(), "tenants")
    _show(write_new(folder, files), console)
    console.tell(f"next: deploy-cli plan {folder / 'tenants' / 'dev'}")


def _convert(source: Path, folder: Path, config: Path | None, name: str | None, console: Console) -> None:
    from deploy_cli.files.adoption import adopt
    from deploy_cli.files.official_config import keywords_of
    from deploy_cli.files.project import with_schema, write_new
    from deploy_cli.files.schemas import shipped
    from deploy_cli.render.visible import visible

    environ = keywords_of(config, os.environ) if config is not None else dict(os.environ)
    domain = environ.get("AUTH0_DOMAIN", "").strip() or None
    called = name or folder.resolve().name
    adopted = adopt(source, resources.ALL, shipped(), environ=environ, name=called, domain=domain)
    paths = write_new(folder, with_schema(folder, adopted.files, shipped()))
    for line in adopted.told:
        console.tell(visible(line))
    _compare(source, folder, environ, console)
    _show(paths, console)


def _compare(source: Path, folder: Path, environ: Mapping[str, str], console: Console) -> None:
    """Make sure that the new project says what the original says; raises `DeployError` where it does not."""
    from deploy_cli.app.desired import divide
    from deploy_cli.core.likeness import differing
    from deploy_cli.files.official_config import in_environment
    from deploy_cli.files.tenant import load

    try:
        original = divide(load(source, resources.ALL, environ=environ), resources.ALL)
        converted = divide(load(folder, resources.ALL, environ=in_environment(environ)), resources.ALL)
    except ConfigError as error:
        console.tell(
            f"not compared with the original: {error.summary}; `deploy-cli validate {folder}` names them"
        )
        return
    if unlike := differing(original, converted):
        listed = ", ".join(f"`{address}`" for address in unlike[:5])
        raise DeployError(f"the new project says something else of {listed}", hint="report it: this is a bug")
    console.tell(f"compared with the original: all {len(original.resources)} resources are the same")


def _adopt_live(folder: Path, name: str | None, console: Console) -> None:
    from deploy_cli.app.exporting import export
    from deploy_cli.cli.session import live_tenant
    from deploy_cli.core.address import Selection
    from deploy_cli.core.tenant import Environment
    from deploy_cli.files.conformity import Conformity
    from deploy_cli.files.live_project import write
    from deploy_cli.files.schemas import shipped
    from deploy_cli.render.visible import visible

    named = os.environ.get("AUTH0_DOMAIN", "").strip()
    if not named:
        raise UsageError("AUTH0_DOMAIN is not set", hint="it names the tenant to start from")
    called = name or named.partition("://")[2].partition(".")[0] or named.partition(".")[0].partition(":")[0]
    with live_tenant(None, called) as api:
        exported = export(api, resources.ALL, Conformity(shipped(), resources.ALL), Selection())
        environment = Environment(name=called, domain=api.domain)
    for note in exported.notes:
        console.note(note)
    paths, told = write(folder, environment, exported.sections, resources.ALL, requirement=_REQUIREMENT)
    for line in told:
        console.tell(visible(line))
    _show(paths, console)


def _show(paths: tuple[Path, ...], console: Console) -> None:
    from deploy_cli.render.visible import visible

    for path in paths:
        console.show(visible(str(path)))
