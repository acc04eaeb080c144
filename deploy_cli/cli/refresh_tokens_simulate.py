"""``deploy-cli refresh-tokens simulate``."""

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from deploy_cli.app.situation import Profile, Situation
from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console, width
from deploy_cli.cli.options import Given, output_format, tenant_argument, variables
from deploy_cli.cli.pictures import check, save
from deploy_cli.errors import UsageError
from deploy_cli.lifetimes.habits import FORMS, span
from deploy_cli.lifetimes.settings import Fallback, Flow, Storage, Subscription
from deploy_cli.lifetimes.visits import Event

if TYPE_CHECKING:
    from deploy_cli.app.simulating import Simulation

Decorated: TypeAlias = Callable[..., Any]


def _span(_: click.Context, __: click.Parameter, given: str | None) -> int | None:
    """Read a duration."""
    try:
        return None if given is None else span(given)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _changes(
    _: click.Context, __: click.Parameter, given: tuple[tuple[str, Path], ...]
) -> tuple[tuple[int, Path], ...]:
    """Read pairs of a duration and a tenant file."""
    try:
        return tuple((span(at), path) for at, path in given)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _choice(name: str, kind: type[StrEnum], text: str) -> Callable[[Decorated], Decorated]:
    """Add an option with the values of an enumeration, which older versions of click do not take as it is."""

    def read(_: click.Context, __: click.Parameter, given: str | None) -> StrEnum | None:
        return None if given is None else kind(given)

    return click.option(name, type=click.Choice([one.value for one in kind]), callback=read, help=text)


def _of_the_application(function: Decorated) -> Decorated:
    """Add what no tenant file says, as ``profile: Profile``."""

    @wraps(function)
    def gathered(*args: Any, **given: Any) -> Any:
        profile = Profile(**{name: given.pop(name) for name in Profile.__dataclass_fields__})
        return function(*args, profile=profile, **given)

    decorated: Decorated = gathered
    for option in reversed(
        (
            _choice("--flow", Flow, "How it gets tokens; else what its grants allow."),
            _choice("--storage", Storage, "Whether its tokens outlive its page."),
            _choice("--fallback", Fallback, "How it uses the session at Auth0."),
            click.option(
                "--session-check",
                callback=_span,
                metavar="1d",
                help="It only calls the SDK's checkSession, whose cookie lives this long.",
            ),
            click.option("--api", metavar="AUDIENCE", help="The API that its tokens are for."),
            click.option("--online", is_flag=True, help="It asks for online refresh tokens."),
            _choice("--subscription", Subscription, "Caps sessions as Auth0 does."),
        )
    ):
        decorated = option(decorated)
    return decorated


@click.command(cls=Command)
@tenant_argument()
@click.argument("client")
@click.option(
    "--visits", metavar="HABIT", help=f"When somebody comes: {'; '.join(FORMS)}; each: staying 30m."
)
@click.option(
    "--visits-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file of visits: at, and if wanted device, stay, action (visit, logout, retry, copy), to.",
)
@click.option("--devices", type=click.IntRange(1, 1000), default=1, help="Devices that take turns.")
@click.option("--seed", type=int, default=1, help="Another number, another chance.")
@click.option(
    "--change-at",
    type=(str, click.Path(exists=True, path_type=Path)),
    callback=_changes,
    multiple=True,
    metavar="30d OTHER-TENANT",
    help="From then on, what another tenant file says holds. Repeatable.",
)
@click.option("--first-login-after", is_flag=True, help="Tell only how long somebody may be away.")
@_of_the_application
@click.option("--live", is_flag=True, help="Read from the live tenant what the files do not say.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw it, as .svg or .png.",
)
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", help="How it is drawn.")
@output_format("text", "json")
@variables
@click.pass_obj
def command(
    console: Console,
    *,
    tenant: Path,
    client: str,
    variables: Given,
    visits: str | None,
    visits_file: Path | None,
    devices: int,
    seed: int,
    change_at: tuple[tuple[int, Path], ...],
    first_login_after: bool,
    profile: Profile,
    live: bool,
    picture: Path | None,
    theme: str,
    form: str,
) -> None:
    """Tell when somebody who uses CLIENT of TENANT must log in, why, and what would have spared it.

    With --first-login-after: how long somebody may be away, in general or after these visits. Nothing is sent.
    """
    from deploy_cli.app.simulating import simulate
    from deploy_cli.render.timeline_picture import picture as draw

    if first_login_after and picture is not None:
        raise UsageError("`--first-login-after` is told in words: there is no picture of it")
    check(picture)
    events = _events(visits, visits_file, seed, devices)
    situations = [
        _situated(path, client, variables, profile, console, live) for path in (tenant, *_others(change_at))
    ]
    (name, first), *others = situations
    changes = [(at, *other) for (at, _), other in zip(change_at, others, strict=True)]
    if first_login_after:
        _show_absence(console, client, first, changes, events, form)
        return
    if not events:
        raise UsageError("nobody comes: say when with `--visits`", hint=f'such as `--visits "{FORMS[0]}"`')
    result = simulate(client, name, _habit(visits, visits_file, seed), events, first, changes)
    _show(console, result, form)
    if picture is not None:
        save(draw(result, theme), picture)
        console.note(f"the picture is in `{picture}`")


def _habit(visits: str | None, visits_file: Path | None, seed: int) -> str:
    """Say when somebody comes, with the seed where chance decides."""
    if visits is None:
        return f"visits of {visits_file}"
    is_random = " to " in visits or visits.strip().startswith("about")
    return f"{visits} (seed {seed})" if is_random else visits


def _others(change_at: tuple[tuple[int, Path], ...]) -> list[Path]:
    return [path for _, path in change_at]


def _events(visits: str | None, visits_file: Path | None, seed: int, devices: int) -> tuple[Event, ...]:
    from deploy_cli.cli.visits import from_file, from_words

    if visits is not None and visits_file is not None:
        raise UsageError("`--visits` and `--visits-file` exclude each other")
    if visits_file is not None and devices > 1:
        raise UsageError("`--devices` is for `--visits`: a file names the device of each visit")
    if visits_file is not None:
        return from_file(visits_file)
    return from_words(visits, seed=seed, devices=devices) if visits is not None else ()


def _situated(
    path: Path, client: str, variables: Given, profile: Profile, console: Console, live: bool
) -> tuple[str, Situation]:
    """Return the environment of a tenant file, and the situation of a person at its client."""
    from deploy_cli.app.situation import situation
    from deploy_cli.cli.refresh_tokens_show import tenancy
    from deploy_cli.cli.session import Session

    found = tenancy(Session.load(path, variables, console, needs_secrets=False), live=live)
    return found.environment, situation(found, found.client(client), profile)


def _show(console: Console, result: "Simulation", form: str) -> None:
    from deploy_cli.render.timeline_json import simulation_object
    from deploy_cli.render.timeline_text import simulation_text

    if form == "json":
        console.show_json(simulation_object(result))
    else:
        console.show(simulation_text(result, paint=console.paint, width=width(sys.stdout)))


def _show_absence(
    console: Console,
    client: str,
    first: Situation,
    changes: Sequence[tuple[int, str, Situation]],
    events: Sequence[Event],
    form: str,
) -> None:
    from deploy_cli.app.absences import absences
    from deploy_cli.render.absence_text import absence_object, absence_text

    found = absences(client, first, changes, events)
    if form == "json":
        console.show_json(absence_object(found))
    else:
        console.show(absence_text(found, paint=console.paint, width=width(sys.stdout)))
