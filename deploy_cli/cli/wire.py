"""How requests are sent: what every command that talks to a live tenant can be told about it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import click

from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console

_KEY: Final = "deploy_cli.wire"

PRESETS: Final = {"free": 2.0, "essentials": 2.5, "enterprise": 16.0}
"""Requests per second in the long run, by Auth0 plan (rate limit configurations, August 2026)."""

_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Wire:
    """What was told."""

    max_rate: float | None = None
    """Requests per second that are never exceeded."""
    timeout: float = _PATIENCE
    """Seconds that the other side may keep silent."""
    deadline: float | None = None
    """Seconds that the whole run may take."""
    verbose: bool = False
    """Every request is told on stderr."""


class LiveCommand(Command):
    """A command that talks to a live tenant."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params[-1:-1] = [
            _option(
                "max_rate",
                Rate(),
                "RATE",
                "Never send more requests per second: a number, or that of a plan "
                "(free, essentials, enterprise).",
            ),
            _option(
                "timeout",
                Seconds(),
                "DURATION",
                "How long Auth0 may keep silent about one request.  [default: 60s]",
            ),
            _option("deadline", Seconds(), "DURATION", "How long the whole run may take."),
            click.Option(
                ["-v", "--verbose"],
                is_flag=True,
                expose_value=False,
                callback=_keep,
                help="Tell every request on stderr.",
            ),
            click.Option(
                ["-q", "--quiet"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_be_quiet,
                help="Tell nothing on stderr but errors.",
            ),
            click.Option(
                ["--log-format"],
                type=click.Choice(("text", "json")),
                default="text",
                is_eager=True,
                expose_value=False,
                callback=_log_as,
                help="How stderr is written: json is one event a line, every request among them.",
            ),
        ]


class Rate(click.ParamType[float]):
    """A number of requests per second, or the name of a plan."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it."""
        if isinstance(value, float):
            return value
        try:
            rate = PRESETS.get(value) or float(value)
        except ValueError:
            rate = 0.0
        if not 0 < rate < float("inf"):
            self.fail(
                f"`{value}` is neither a number of requests per second nor one of {', '.join(PRESETS)}",
                param,
                ctx,
            )
        return rate


class Seconds(click.ParamType[float]):
    """A duration such as ``90s`` or ``15m``, or seconds."""

    name = "duration"

    def __init__(self, least: int = 1) -> None:
        """``least`` is the shortest that is taken."""
        self._least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it."""
        from deploy_cli.lifetimes.durations import seconds

        if isinstance(value, float):
            return value
        try:
            count = seconds(int(value) if value.isdecimal() else value)
        except ValueError:
            count = -1
        if count < self._least:
            self.fail(f"`{value}` is no duration such as `90s` or `15m`", param, ctx)
        return float(count)


def wire() -> Wire:
    """Return what the running command was told."""
    context = click.get_current_context(silent=True)
    told = context.find_root().meta.get(_KEY) if context is not None else None
    return told if isinstance(told, Wire) else Wire()


def requests_told() -> Callable[[str, str, int, float], None] | None:
    """Return what tells every request on stderr, where the running command is to do so; called from several threads.

    Bodies and headers are never told: they may hold secrets.
    """
    context = click.get_current_context(silent=True)
    console = context.find_object(Console) if context is not None else None
    if console is None or not (wire().verbose or console.events is not None):
        return None
    return console.request


def _option(name: str, kind: click.ParamType[float], metavar: str, text: str) -> click.Option:
    flag = "--" + name.replace("_", "-")
    variable = f"DEPLOY_CLI_{name.upper()}"
    return click.Option(
        [flag, name],
        type=kind,
        metavar=metavar,
        envvar=variable,
        expose_value=False,
        callback=_keep,
        help=text,
    )


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value is not None and param.name is not None:
        meta = ctx.find_root().meta
        meta[_KEY] = replace(meta.get(_KEY, Wire()), **{param.name: value})


def _be_quiet(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    console = ctx.find_object(Console)
    if wanted and console is not None:
        console.quiet = True


def _log_as(ctx: click.Context, _: click.Parameter, form: str) -> None:
    console = ctx.find_object(Console)
    if form == "json" and console is not None:
        console.log_events()
