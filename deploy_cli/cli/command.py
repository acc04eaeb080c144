"""What all commands have in common: how their help looks, and that they are imported when they are needed."""

from collections.abc import Mapping
from importlib import import_module

import click

from deploy_cli.cli.console import Console
from deploy_cli.cli.exits import MEANINGS, Exit


class Command(click.Command):
    """A command whose help tells the exit codes."""

    def __init__(self, *args: object, **settings: object) -> None:
        super().__init__(*args, **settings)  # type: ignore[arg-type]
        self.params.append(_no_color())

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes."""
        _exit_codes(formatter)


class LazyGroup(click.Group):
    """A group whose commands are named in a table, so that its help imports none of them."""

    def __init__(self, *args: object, table: Mapping[str, tuple[str, str]], **settings: object) -> None:
        """Take ``table``: name → (module, whose ``command`` it is; the line in the help)."""
        super().__init__(*args, **settings)  # type: ignore[arg-type]
        self._table = table
        self.params.append(_no_color())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take no command at all for wrong usage: a script whose variable is empty must not succeed."""
        if not args:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(Exit.USAGE)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table: that of their use."""
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self._table:
            return None
        found: click.Command = import_module(self._table[cmd_name][0]).command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self._table.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes."""
        _exit_codes(formatter)


def _exit_codes(formatter: click.HelpFormatter) -> None:
    with formatter.section("Exit codes"):
        formatter.write_dl([(str(int(code)), meaning) for code, meaning in MEANINGS.items()])


def _no_color() -> click.Option:
    return click.Option(
        ["--no-color"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_without_color,
        help="No colour; NO_COLOR does the same.",
    )


def _without_color(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    console = ctx.find_object(Console)
    if wanted and console is not None:
        console.coloured = False
