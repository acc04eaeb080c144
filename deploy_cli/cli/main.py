"""The command group, and the only place where errors become text and an exit code."""

import errno
import gc
import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from deploy_cli import __version__
from deploy_cli.cli.command import LazyGroup
from deploy_cli.cli.console import Console, write_utf8
from deploy_cli.cli.core_dumps import leave_no_core
from deploy_cli.cli.exits import Exit, exit_of
from deploy_cli.errors import DeployError

COMMANDS = {
    "init": ("deploy_cli.cli.init", "Write a first project, or convert one of Auth0's Deploy CLI."),
    "validate": ("deploy_cli.cli.validate", "Check tenant files, offline."),
    "lint": ("deploy_cli.cli.lint", "Judge tenant files by the guardrails, offline."),
    "show-config": ("deploy_cli.cli.show_config", "Print what the tenant files come to, and why."),
    "fmt": ("deploy_cli.cli.fmt", "Format tenant files; what they say stays as it is."),
    "plan": ("deploy_cli.cli.plan", "Show what apply would change, and change nothing."),
    "show": ("deploy_cli.cli.show", "Show a saved plan, in any format."),
    "apply": ("deploy_cli.cli.apply", "Make the live tenant what the files say."),
    "drift": ("deploy_cli.cli.drift", "Show what differs and who moved; adopt it, or revert it."),
    "undo": ("deploy_cli.cli.undo", "Take back what an apply did."),
    "export": ("deploy_cli.cli.export", "Write a live tenant as tenant files."),
    "refresh-tokens": ("deploy_cli.cli.refresh_tokens", "Tell policies, and when people must log in."),
    "schema": ("deploy_cli.cli.schema", "Print a JSON Schema."),
    "doctor": ("deploy_cli.cli.doctor", "Check what an apply needs: scopes, clock, limits."),
    "emulator": ("deploy_cli.cli.emulator", "Serve the local Management API, or reset it."),
}

_COLLECTOR = (100_000, 20, 50)
"""How much comes to be before the garbage collector looks for circles. Tenants are large and have none; walking over
10,000 clients again and again took a third of the time of a plan."""


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="deploy-cli %(version)s")
def cli() -> None:
    """Keep Auth0 tenants in git: validate, plan and apply tenant files.

    TENANT is a tenant file or a folder of tenant files. Credentials come from the environment: AUTH0_DOMAIN,
    AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, or AUTH0_ACCESS_TOKEN. The domain `emulator` needs none: it is a
    tenant on this machine.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; whatever goes wrong is told on stderr."""
    gc.set_threshold(*_COLLECTOR)
    leave_no_core()
    write_utf8()
    console = Console.of(os.environ)
    if ("--log-format", "json") in pairwise(arguments) or "--log-format=json" in arguments:
        console.log_events()  # wrong usage is found before any option is read
    try:
        code = _code(arguments, console)
        sys.stdout.flush()
    except OSError as error:
        code = _lost_output() if error.errno == errno.EPIPE else _told(_os_error(error), console)
    return code


def _code(arguments: Sequence[str], console: Console) -> int:
    try:
        result = cli.main(list(arguments), prog_name="deploy-cli", obj=console, standalone_mode=False)
    except click.UsageError as error:
        return _wrong_usage(error, console)
    except click.ClickException as error:
        return _told(DeployError(error.format_message()), console)
    except (click.Abort, KeyboardInterrupt):
        console.tell("interrupted")
        return Exit.INTERRUPTED
    except DeployError as error:
        return _told(error, console)
    except (OSError, SystemExit):
        raise
    except Exception:
        from deploy_cli.cli.discreet_trace import trace

        console.trace(trace(os.environ))
        hint = "report it with the lines above"
        return _told(DeployError("this is a bug in deploy-cli", hint=hint), console)
    return int(result) if isinstance(result, int) else Exit.DONE


def _told(error: DeployError, console: Console) -> int:
    code = exit_of(error)
    console.fail(error, code)
    return code


def _wrong_usage(error: click.UsageError, console: Console) -> int:
    command = error.ctx.command_path if error.ctx else "deploy-cli"
    message = error.format_message().rstrip(".")
    told = DeployError(message[:1].lower() + message[1:], hint=f"see `{command} --help`")
    console.fail(told, Exit.USAGE)
    return Exit.USAGE


def _os_error(error: OSError) -> DeployError:
    what = (error.strerror or str(error) or type(error).__name__).lower()
    return DeployError(f"`{error.filename}`: {what}" if error.filename else what)


def _lost_output() -> int:
    """Nobody reads the result any more: say nothing, not even when Python flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.ERROR
