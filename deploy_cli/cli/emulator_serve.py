"""``deploy-cli emulator serve``."""

from pathlib import Path

import click

from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console


def _seconds(_: click.Context, __: click.Parameter, text: str) -> float:
    from deploy_cli.emulator.duration import seconds

    try:
        return seconds(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(cls=Command)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 is any that is free."
)
@click.option("--https", is_flag=True, help="With a certificate made for this run.")
@click.option("--state", type=_FILE, help="Keep the tenant in this file; otherwise it ends with the run.")
@click.option(
    "--limits",
    type=click.Choice(["free", "essentials", "enterprise", "none"]),
    default="none",
    show_default=True,
    help="The rate limits of this Auth0 plan.",
)
@click.option(
    "--latency",
    default="0s",
    show_default=True,
    callback=_seconds,
    help="How much longer each answer takes: 50ms.",
)
@click.option(
    "--faults", type=_FILE, help="Go wrong as this file says; `deploy-cli schema --docs faults` explains it."
)
@click.option("--env-file", type=_FILE, help="Write the AUTH0_* variables for clients here once it listens.")
@click.option(
    "--log", type=_FILE, help="Write down every request, as JSON lines: what it did, what was answered."
)
@click.pass_obj
def command(
    console: Console,
    *,
    port: int,
    https: bool,
    state: Path | None,
    limits: str,
    latency: float,
    faults: Path | None,
    env_file: Path | None,
    log: Path | None,
) -> None:
    """Serve the local Management API until it is interrupted."""
    from deploy_cli.cli.told import told_by_emulator
    from deploy_cli.emulator.serving import Settings, run

    settings = Settings(
        port=port,
        https=https,
        state=state,
        limits=limits,
        latency=latency,
        faults=faults,
        env_file=env_file,
        log=log,
    )
    with told_by_emulator():
        run(settings, console.tell)
