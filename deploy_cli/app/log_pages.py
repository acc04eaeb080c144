"""Reads the tenant log page by page, from the event on that was read last."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from deploy_cli.core.values import Object

Events: TypeAlias = Callable[[Mapping[str, str]], Sequence[Object]]
"""Returns one page of the log."""

PAGE: Final = 100
"""Events that Auth0 gives at a time, at most (refresh-token facts, 4.2)."""


def pages(events: Events, checkpoint: str | None) -> Iterator[tuple[Sequence[Object], str]]:
    """Yield pages of events with the checkpoint after each, until there are no more. Raises `ApiError`.

    Without a checkpoint it begins with the oldest event that the tenant still has; a search finds that one, because
    what ``take`` gives without ``from`` is not documented.
    """
    if checkpoint is None:
        oldest = events({"sort": "date:1", "page": "0", "per_page": "1"})
        checkpoint = _log_id(oldest)
        if checkpoint is None:
            return
        yield oldest, checkpoint
    while True:
        page = events({"from": checkpoint, "take": str(PAGE)})
        after = _log_id(page)
        if after is None or after == checkpoint:
            return
        checkpoint = after
        yield page, checkpoint


def _log_id(page: Sequence[Object]) -> str | None:
    """Return the id of the last event of a page; the log of a tenant is in the order of its ids."""
    named = (event.get("log_id") or event.get("_id") for event in reversed(page))
    return next((one for one in named if isinstance(one, str) and one), None)
