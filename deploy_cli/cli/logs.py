"""Log data on the command line: files, the archive of the API's log, or both, as one sorted stream of people."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Final

from deploy_cli.cli.console import Console
from deploy_cli.errors import UsageError
from deploy_cli.files.log_archive import Archive
from deploy_cli.files.log_events import Hashing, Reckoning
from deploy_cli.files.log_sorting import Sorted
from deploy_cli.files.log_text import log_files, objects
from deploy_cli.lifetimes.sample import Window
from deploy_cli.lifetimes.settings import DAY

if TYPE_CHECKING:
    from deploy_cli.cli.session import Session
    from deploy_cli.core.tenant import DesiredTenant
    from deploy_cli.lifetimes.client import Client
    from deploy_cli.lifetimes.seen import Seen

_SAVED_EVERY: Final = 20
"""Pages of the log after which the checkpoint is saved."""


@dataclass(frozen=True, slots=True)
class LogData:
    """What was read, sorted by client, person and time."""

    reckoning: Reckoning
    hashing: Hashing
    events: Sorted

    @property
    def window(self) -> Window:
        """The time that is covered."""
        return Window(self.reckoning.first or 0, self.reckoning.last or 0)

    def names(self, clients: "Sequence[Client]", desired: "DesiredTenant") -> dict[bytes, str]:
        """Return how records name a client → the client of the files: by the id that is pinned, else by its name."""
        known = {client.name for client in clients}
        found = {
            self.hashing.client(client_id): name
            for client_id, name in self.reckoning.names.items()
            if name in known
        }
        pinned = {
            self.hashing.client(one.pin): address.name
            for address, one in desired.resources.items()
            if one.pin is not None and address.name in known
        }
        names = set(pinned.values())
        return {key: name for key, name in found.items() if name not in names} | pinned


@contextmanager
def log_data(session: "Session", files: Sequence[str], console: Console, *, live: bool) -> Iterator[LogData]:
    """Read log files, and with ``live`` what the tenant's log has beside what was read before.

    Raises `UsageError` where there is nothing to read, `ApiError`.
    """
    if not files and not live:
        raise UsageError(
            "there are no logs to learn from",
            hint="name files with `--logs`, or read the tenant's own log with `--live`",
        )
    paths = log_files(files)
    archive = _brought_up(session, console) if live else None
    told = archive.reckoning if archive is not None else Reckoning()
    salt = archive.salt if archive is not None else secrets.token_bytes(16)
    hashing = Hashing(salt, told, _tenant_of(session.desired.environment.domain))
    read = chain.from_iterable(objects(path, told.tell_damage) for path in paths)
    kept = archive.records() if archive is not None else ()
    with Sorted(chain(kept, hashing.records(read))) as events:
        for note in notes(told):
            console.note(note)
        yield LogData(told, hashing, events)


def seen_in(session: "Session", files: Sequence[str], console: Console) -> "dict[str, Seen]":
    """Return what log files tell about the people of each client. Raises `UsageError`."""
    from deploy_cli.app.recommending import observed, renewing
    from deploy_cli.cli.refresh_tokens_show import tenancy
    from deploy_cli.lifetimes.seen import Seen

    known = tenancy(session, live=False)
    clients = renewing(known)
    with log_data(session, files, console, live=False) as data:
        named = data.names(clients, session.desired)
        people = observed(known, clients, named.get, data.events.people(), data.window)
        return {one.client.name: Seen.of(one.sample) for one in people if one.sample.events}


def notes(told: Reckoning) -> Iterator[str]:
    """Yield what a person should know of what was read."""
    if told.damaged:
        rest = f", and {told.damaged - len(told.places):,} more" if told.damaged > len(told.places) else ""
        yield f"{_many(told.damaged, 'place')} could not be read and left out: {'; '.join(told.places)}{rest}"
    if left := sum(told.left_out.values()):
        reasons = ", ".join(f"{count:,} {why}" for why, count in told.left_out.most_common())
        yield f"{left:,} of {_many(told.lines, 'event')} say nothing about refresh tokens here: {reasons}"
    if holes := list(_holes(told)):
        more = f" and {len(holes) - 3} more" if holes[3:] else ""
        yield (
            f"there are days without any event: {', '.join(holes[:3])}{more};"
            " if logs are missing there, people seem to be away longer than they were"
        )


def _holes(told: Reckoning) -> Iterator[str]:
    """Yield the stretches of days on which nothing at all was logged."""
    from datetime import UTC, datetime

    days = sorted(told.days)
    for day, following in pairwise(days):
        if following - day > 1:
            first, last = (datetime.fromtimestamp(one * DAY, UTC).date() for one in (day + 1, following - 1))
            yield f"{first}" if first == last else f"{first} to {last}"


def _brought_up(session: "Session", console: Console) -> Archive:
    """Return the archive of the tenant's log, with what came since."""
    from deploy_cli.app.log_pages import pages

    with session.live() as api:
        archive = Archive(os.environ, api.domain, session.desired.environment.name)
        hashing = Hashing(archive.salt, archive.reckoning)
        before, checkpoint = archive.reckoning.lines, archive.checkpoint
        try:
            for number, (page, after) in enumerate(pages(api.events, checkpoint)):
                archive.append(list(hashing.records(page)))
                checkpoint = after
                if number % _SAVED_EVERY == _SAVED_EVERY - 1:
                    archive.save(checkpoint)
        finally:
            if checkpoint is not None:
                archive.save(checkpoint)
    came = archive.reckoning.lines - before
    console.note(f"{_many(came, 'event')} came from the tenant's log; {before:,} were read before")
    return archive


def _tenant_of(domain: str | None) -> str | None:
    """Return the tenant's name, which events carry; ``None`` where the domain does not tell it."""
    if domain is None or not domain.endswith(".auth0.com"):
        return None
    return domain.partition(".")[0]


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
