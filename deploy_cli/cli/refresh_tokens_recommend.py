"""``deploy-cli refresh-tokens recommend``."""

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deploy_cli.cli.command import Command
from deploy_cli.cli.console import Console, width
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Given, output_format, tenant_argument, variables
from deploy_cli.cli.pictures import check, save
from deploy_cli.errors import Refused, UsageError
from deploy_cli.lifetimes.recommendation import Measure

if TYPE_CHECKING:
    from deploy_cli.app.recommending import Wish
    from deploy_cli.app.refresh_tokens import Tenancy
    from deploy_cli.cli.session import Session
    from deploy_cli.core.values import Object
    from deploy_cli.lifetimes.client import Client
    from deploy_cli.lifetimes.recommendation import Recommendation


def _target(_: click.Context, __: click.Parameter, given: str) -> float:
    """Read a share such as ``95%`` or ``0.95``."""
    try:
        share = float(given.removesuffix("%")) / (100 if given.endswith("%") else 1)
    except ValueError:
        share = 0.0
    if not 0.5 <= share < 1:
        raise click.BadParameter("give a share from 50% up to less than 100%, such as `95%`")
    return share


@click.command(cls=Command)
@tenant_argument()
@variables
@click.option(
    "--logs", "files", multiple=True, metavar="FILES", help="Log files, folders or patterns. Repeatable."
)
@click.option("--live", is_flag=True, help="Read on in the tenant's own log (read:logs), and keep it hashed.")
@click.option("--keep", "target", callback=_target, default="95%", help="The share to keep logged in: 95%.")
@click.option(
    "--of",
    "measure",
    type=click.Choice([one.value for one in Measure]),
    default=Measure.USERS.value,
    help="Of people, or of their returns.",
)
@click.option("--client", "names", multiple=True, metavar="CLIENT", help="Only this client. Repeatable.")
@click.option("--seed", type=int, default=1, help="Another number, another chance for the intervals.")
@click.option(
    "--picture", type=click.Path(dir_okay=False, path_type=Path), help="Draw one client, as .svg or .png."
)
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", help="How it is drawn.")
@click.option("--write", is_flag=True, help="Write it into the tenant files; comments stay.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_format("text", "json", "markdown")
@click.pass_obj
def command(
    console: Console,
    *,
    tenant: Path,
    variables: Given,
    files: tuple[str, ...],
    live: bool,
    target: float,
    measure: str,
    names: tuple[str, ...],
    seed: int,
    picture: Path | None,
    theme: str,
    write: bool,
    yes: bool,
    form: str,
) -> Exit:
    """Recommend an inactivity lifetime for each client of TENANT, from its logs.

    The smallest lifetime that keeps the wished share of those who come back logged in, even at the lower end of its
    interval. Where the logs cannot support one, it says what to collect (exit code 3 if there is none at all). Ids of
    people are hashed as they are read; no name or address is kept.
    """
    from deploy_cli.app.recommending import Wish
    from deploy_cli.cli.refresh_tokens_show import tenancy
    from deploy_cli.cli.session import Session

    check(picture)
    _check(write=write, yes=yes)
    session = Session.load(tenant, variables, console, needs_secrets=False)
    known = tenancy(session, live=False)
    wish = Wish(target, Measure(measure))
    found, value = _recommended(
        session, known, _chosen(known, names), wish, console, files=files, seed=seed, live=live
    )
    _show(console, value, form)
    if picture is not None:
        _draw(found, theme, picture, console)
    if write:
        from deploy_cli.cli.recommendation_writing import write_down

        write_down(tenant, variables, known, found, console, yes=yes)
    return Exit.DONE if any(one.chosen for one in found) else Exit.REFUSED


def _check(*, write: bool, yes: bool) -> None:
    if yes and not write:
        raise UsageError("nothing is asked without `--write`", hint="leave `--yes` out")
    if write and not yes and not sys.stdin.isatty():
        raise UsageError("this asks before it writes, and there is nobody to ask", hint="add `--yes`")


def _chosen(known: "Tenancy", names: Sequence[str]) -> "tuple[Client, ...]":
    from deploy_cli.app.recommending import renewing

    if names:
        return tuple(known.client(name) for name in dict.fromkeys(names))
    found = renewing(known)
    if not found:
        raise Refused("no client of the files may get refresh tokens", hint="`refresh-tokens show` says why")
    return found


def _recommended(
    session: "Session",
    known: "Tenancy",
    clients: "Sequence[Client]",
    wish: "Wish",
    console: Console,
    *,
    files: Sequence[str],
    seed: int,
    live: bool,
) -> "tuple[tuple[Recommendation, ...], Object]":
    """Read the logs, and return the answers with the value that is printed."""
    from deploy_cli.app.recommending import access_token, observed, recommendations
    from deploy_cli.cli.logs import log_data
    from deploy_cli.render.recommendation_json import recommendations_object

    with log_data(session, files, console, live=live) as data:
        named = data.names(clients, session.desired)
        samples = observed(known, clients, named.get, data.events.people(), data.window)
        found = recommendations(known, samples, wish, random.Random(seed).random)  # noqa: S311
        pairs = [(one, known.client(one.client).refresh) for one in found]
        return found, recommendations_object(known.environment, data.window, access_token(known), pairs)


def _show(console: Console, value: "Object", form: str) -> None:
    from deploy_cli.render.recommendation_text import recommendations_markdown, recommendations_text

    match form:
        case "json":
            console.show_json(value)
        case "markdown":
            console.show(recommendations_markdown(value))
        case _:
            console.show(recommendations_text(value, paint=console.paint, width=width(sys.stdout)))


def _draw(found: "Sequence[Recommendation]", theme: str, file: Path, console: Console) -> None:
    from deploy_cli.render.kept_picture import picture

    drawable = [one for one in found if one.curve]
    if len(drawable) != 1:
        what = (
            "no client can be drawn"
            if not drawable
            else f"a picture is of one client, and these are {len(drawable)}"
        )
        raise UsageError(what, hint="choose one with `--client`" if drawable else None)
    save(picture(drawable[0], theme), file)
    console.note(f"the picture is in `{file}`")
