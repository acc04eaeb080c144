"""Recommends inactivity lifetimes for the clients of a tenant, from what its logs tell."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from deploy_cli.app.refresh_tokens import Tenancy
from deploy_cli.lifetimes.client import Client
from deploy_cli.lifetimes.gaps import TokenEvent
from deploy_cli.lifetimes.grid import Draw
from deploy_cli.lifetimes.recommendation import Measure, Recommendation
from deploy_cli.lifetimes.sample import Sample, Window
from deploy_cli.lifetimes.settings import ACCESS_TOKEN
from deploy_cli.lifetimes.study import recommend


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    target: float
    """The share to be kept, of 1."""
    measure: Measure


@dataclass(frozen=True, slots=True)
class Observed:
    """The sample of one client of the files."""

    client: Client
    sample: Sample


def observed(
    tenancy: Tenancy,
    clients: Sequence[Client],
    name_of: Callable[[bytes], str | None],
    people: Iterable[tuple[bytes, Sequence[TokenEvent]]],
    window: Window,
    marks: Sequence[int] = (),
) -> Iterator[Observed]:
    """Yield what ``people`` tell of each of ``clients``, in their order; of what has no events an empty sample.

    ``name_of`` says which client of the files an event's client is; others are left alone. ``marks`` are lifetimes
    that will be asked for.
    """
    access = access_token(tenancy)
    samples = {one.name: Sample(window, access, _marks(one, marks)) for one in clients}
    known: dict[bytes, Sample | None] = {}
    for client, events in people:
        if client not in known:
            known[client] = samples.get(name_of(client) or "")
        sample = known[client]
        if sample is not None:
            sample.add(events)
    yield from (Observed(one, samples[one.name]) for one in clients)


def recommendations(
    tenancy: Tenancy, found: Iterable[Observed], wish: Wish, draw: Draw
) -> tuple[Recommendation, ...]:
    """Return the answer for each client. Chance is handed in: the same ``draw`` gives the same answer."""
    access = access_token(tenancy)
    return tuple(
        recommend(
            one.client.name,
            one.sample,
            one.client.refresh,
            access,
            target=wish.target,
            measure=wish.measure,
            draw=draw,
        )
        for one in found
    )


def access_token(tenancy: Tenancy) -> int:
    """Return how long an access token lives, in seconds: the longest of the APIs that allow refresh tokens."""
    lives = [api.access_token for api in tenancy.apis if api.offline is not False and api.access_token]
    return max(lives, default=ACCESS_TOKEN)


def renewing(tenancy: Tenancy) -> tuple[Client, ...]:
    """Return the clients at which people log in and which may get refresh tokens."""
    return tuple(
        client
        for client in tenancy.clients.values()
        if client.is_for_people is not False and (client.grants is None or "refresh_token" in client.grants)
    )


def _marks(client: Client, marks: Sequence[int]) -> tuple[int, ...]:
    idle = client.refresh.idle
    return (*marks, idle) if idle is not None else tuple(marks)
