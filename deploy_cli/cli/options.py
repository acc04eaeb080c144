"""Options that several commands share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, TypeAlias

import click

from deploy_cli.core.address import Selection

Decorated: TypeAlias = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a plan is asked for, and what it may do beyond the ordinary."""

    selection: Selection
    write_secrets: tuple[str, ...]
    allow_replace: tuple[str, ...]
    allow_empty: tuple[str, ...]
    allow_deletes: int | None
    allow_updates: int | None
    show_unmanaged: bool


def tenant_argument(*, required: bool = True) -> Callable[[Decorated], Decorated]:
    """Take the tenant file or folder as an argument."""
    return click.argument("tenant", required=required, type=click.Path(path_type=Path))


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The variables that the command line gives."""

    texts: Mapping[str, str]
    """Name → value; they win."""
    files: tuple[Path, ...]
    """Files of variables; the last wins."""


def variables(function: Decorated) -> Decorated:
    """Add ``--var`` and ``--var-file``, as ``variables: Given``."""

    @wraps(function)
    def gathered(*args: Any, var: Mapping[str, str], var_file: tuple[Path, ...], **settings: Any) -> Any:
        return function(*args, variables=Given(texts=var, files=var_file), **settings)

    in_file = click.option(
        "--var-file",
        multiple=True,
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Take variables from a YAML or JSON file of names and values; wins over all but --var. Repeatable.",
    )
    in_words = click.option(
        "--var",
        multiple=True,
        metavar="NAME=VALUE",
        callback=_as_mapping,
        help="Give the variable NAME a value; wins over the files and over DEPLOY_CLI_VAR_NAME. Not for secrets: "
        "everybody on a machine can see arguments. Repeatable.",
    )
    decorated: Decorated = in_words(in_file(gathered))
    return decorated


def secrets_optional(function: Decorated) -> Decorated:
    """Add ``--without-secrets``, as ``needs_secrets: bool``."""

    @wraps(function)
    def gathered(*args: Any, without_secrets: bool, **settings: Any) -> Any:
        return function(*args, needs_secrets=not without_secrets, **settings)

    decorated: Decorated = click.option(
        "--without-secrets",
        is_flag=True,
        help="Take secrets that are not defined for unknown texts, as in a pull request from a fork.",
    )(gathered)
    return decorated


def addresses(name: str, text: str) -> Callable[[Decorated], Decorated]:
    """Add an option that takes addresses and may be repeated."""
    return click.option(f"--{name}", multiple=True, metavar="ADDRESS", help=text)


def _count(name: str, text: str) -> Callable[[Decorated], Decorated]:
    return click.option(f"--{name}", type=click.IntRange(min=0), metavar="N", help=text)


def output_format(*formats: str) -> Callable[[Decorated], Decorated]:
    """Add ``--format``; the first one is the default."""
    kinds = click.Choice(formats)
    return click.option("--format", "form", type=kinds, default=formats[0], help="How the result is printed.")


def planning(function: Decorated) -> Decorated:
    """Add what a plan can be asked for, as ``asked: Asked``."""

    @wraps(function)
    def gathered(
        *args: Any,
        only: tuple[str, ...],
        exclude: tuple[str, ...],
        write_secrets: tuple[str, ...],
        allow_replace: tuple[str, ...],
        allow_empty: tuple[str, ...],
        allow_deletes: int | None,
        allow_updates: int | None,
        show_unmanaged: bool,
        **settings: Any,
    ) -> Any:
        asked = Asked(
            selection=Selection(only=only, exclude=exclude),
            write_secrets=write_secrets,
            allow_replace=allow_replace,
            allow_empty=allow_empty,
            allow_deletes=allow_deletes,
            allow_updates=allow_updates,
            show_unmanaged=show_unmanaged,
        )
        return function(*args, asked=asked, **settings)

    decorated: Decorated = gathered
    for add in reversed(
        (
            addresses("only", "Nothing but this: a section, section/name, or a glob. Repeatable."),
            addresses("exclude", "Everything but this. Repeatable."),
            variables,
            addresses("write-secrets", "Write secrets again that Auth0 never gives back. Repeatable."),
            addresses("allow-replace", "Allow this one to be deleted and created with a new id. Repeatable."),
            _count("allow-deletes", "Allow so many deletes, whatever the limits of the environment say."),
            _count("allow-updates", "Allow so many updates, whatever the limits of the environment say."),
            click.option(
                "--allow-empty",
                multiple=True,
                metavar="SECTION",
                help="Allow `prune` to delete all of a section of which the files name nothing. Repeatable.",
            ),
            click.option(
                "--show-unmanaged", is_flag=True, help="List what the files do not name, not only count it."
            ),
        )
    ):
        decorated = add(decorated)
    return decorated


def _as_mapping(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    for name, equals, _value in pairs:
        if not (name and equals):
            raise click.BadParameter(f"`{name}` is not of the form NAME=VALUE")
    return {name: value for name, _, value in pairs}
