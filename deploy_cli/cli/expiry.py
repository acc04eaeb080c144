"""``--expires``: how long a saved plan may be applied."""

from datetime import datetime, timedelta
from typing import Final

import click

from deploy_cli.errors import UsageError
from deploy_cli.lifetimes.durations import seconds

DEFAULT: Final = "7d"
_NEVER: Final = "never"


def expires(given: str | None, created_at: str, *, saved: bool) -> str | None:
    """Return until when a plan may be applied, RFC 3339; ``None`` where it is not saved, or never expires.

    Raises `UsageError` for what is no duration, and where nothing is saved that could expire.
    """
    if not saved:
        if given is not None:
            raise UsageError("`--expires` is about a saved plan", hint="save it with `--out FILE`")
        return None
    if given == _NEVER:
        return None
    try:
        count = seconds(DEFAULT if given is None else given)
        until = datetime.fromisoformat(created_at) + timedelta(seconds=count)
    except (ValueError, OverflowError):
        count = 0
    if not count:
        raise UsageError(f"`--expires {given}` is no time to come", hint="such as `24h`, `7d`, or `never`")
    return until.strftime("%Y-%m-%dT%H:%M:%SZ")


def is_past(until: str, now: str) -> bool:
    """Tell whether it is later than ``until``, both RFC 3339; a time that nobody can read is over."""
    try:
        return datetime.fromisoformat(until) <= datetime.fromisoformat(now)
    except (ValueError, TypeError):
        return True


OPTION = click.option(
    "--expires",
    metavar="DURATION",
    help=f"How long the saved plan may be applied: 24h, {DEFAULT} (the default), never.",
)
