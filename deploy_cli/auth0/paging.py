"""Lists, read to their end in as few requests as their paging style allows."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

from deploy_cli.auth0.refusals import Refusal
from deploy_cli.core.call import Listing, Paging
from deploy_cli.core.values import Value
from deploy_cli.errors import ApiError, Unreachable

Get: TypeAlias = Callable[[str, Mapping[str, str]], Value | Refusal]
"""``(path, query)`` → the JSON, or the refusal."""

SideBySide: TypeAlias = Callable[[Sequence[Callable[[], "_Page"]]], list["_Page"]]

_READINGS: Final = 3
"""How often a list is read that changes while it is read."""

_AT_ONCE: Final = 32
"""Pages that are asked for before anybody looks whether they are empty: a total may be wrong."""

_MOST_PAGES: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Page:
    items: list[Any]
    total: int | None = None
    """How many elements all pages have together."""
    size: int | None = None
    """How many elements a full page has, according to the answer."""
    next: str | None = None


class _Refused(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.status)
        self.refusal = refusal


def read_all(get: Get, side_by_side: SideBySide, listing: Listing) -> list[Any] | Refusal:
    """Return every element of ``listing``, or the refusal of any of its pages.

    Raises ApiError where an answer is not such a list.
    """
    reader = _Reader(get, side_by_side, listing)
    try:
        match listing.paging:
            case Paging.OFFSET:
                return reader.by_number({"include_totals": "true"})
            case Paging.COUNTED:
                return reader.by_number({})
            case Paging.CHECKPOINT:
                return reader.by_checkpoint()
            case Paging.NONE:
                return reader.page({}).items
    except _Refused as refused:
        return refused.refusal


class _Reader:
    def __init__(self, get: Get, side_by_side: SideBySide, listing: Listing) -> None:
        self._get = get
        self._side_by_side = side_by_side
        self._listing = listing

    def page(self, query: Mapping[str, str]) -> _Page:
        """Read one page. A bare array is a page that tells nothing about the others."""
        answer = self._get(self._listing.path, {**self._listing.query, **query})
        match answer:
            case Refusal():
                raise _Refused(answer)
            case list():
                return _Page(self._objects(answer))
            case dict() if isinstance(answer.get(self._listing.wrapper), list):
                size = _count(answer.get("limit")) or _count(answer.get("per_page"))
                next_ = answer.get("next")
                return _Page(
                    self._objects(answer[self._listing.wrapper]),
                    total=_count(answer.get("total")),
                    size=size or None,
                    next=next_ if isinstance(next_, str) and next_ else None,
                )
            case _:
                raise self._broken(f"an answer without a list `{self._listing.wrapper}`")

    def _objects(self, items: list[Any]) -> list[Any]:
        if not all(isinstance(item, dict) for item in items):
            raise self._broken(f"a list `{self._listing.wrapper}` with elements that are not objects")
        return items

    def by_number(self, query: Mapping[str, str]) -> list[Any]:
        """Read by page numbers; once more where the list has changed in between, for then an element may have
        slipped from a page that was still to be read to one that was read already, and where fewer came than the
        total counts. Two readings that agree are believed: Auth0's totals may count what it does not list."""
        before: list[Any] | None = None
        for _ in range(_READINGS):
            pages = self._numbered(query)
            items = _joined(pages)
            if _is_steady(pages, len(items)) or items == before:
                break
            before = items
        return items

    def by_checkpoint(self) -> list[Any]:
        """Follow ``next`` until it is absent: a short page may have one, and an empty page may follow."""
        size = str(self._listing.page_size)
        pages = [self.page({"take": size})]
        seen: set[str] = set()
        while (mark := pages[-1].next) is not None:
            if mark in seen or len(seen) > _MOST_PAGES:
                raise self._broken("pages that lead back to one another")
            seen.add(mark)
            pages.append(self.page({"take": size, "from": mark}))
        items = _joined(pages)
        if len(pages) == 1 and len(items) < (pages[0].total or 0):
            raise self._broken(f"{len(items)} of {pages[0].total} elements, and no way to the others")
        return items

    def _numbered(self, query: Mapping[str, str]) -> list[_Page]:
        pages = [self._nth(query, 0)]
        size = min(pages[0].size or self._listing.page_size, self._listing.page_size)
        total = pages[0].total
        if total is None:
            return self._until_short(query, pages, size)
        last = min(-(-total // size), _MOST_PAGES)
        while pages[-1].items and len(pages) < last:
            numbers = range(len(pages), min(len(pages) + _AT_ONCE, last))
            pages += self._side_by_side([partial(self._nth, query, number) for number in numbers])
        return pages

    def _until_short(self, query: Mapping[str, str], pages: list[_Page], size: int) -> list[_Page]:
        """Nobody says how many there are: a page that is not full is the last one."""
        while len(pages[-1].items) >= size and len(pages) < _MOST_PAGES:
            pages.append(self._nth(query, len(pages)))
        return pages

    def _nth(self, query: Mapping[str, str], number: int) -> _Page:
        return self.page({**query, "page": str(number), "per_page": str(self._listing.page_size)})

    def _broken(self, what: str) -> ApiError:
        path = self._listing.path
        return Unreachable(
            f"`GET {path}` gave {what}",
            hint="check that the domain is that of an Auth0 tenant",
            method="GET",
            path=path,
        )


def _is_steady(pages: Sequence[_Page], distinct: int) -> bool:
    """Tell whether nothing can have been missed: all pages agree on the total, and that many are there."""
    if pages[0].total is None:
        return True
    if len(pages) == 1:
        return distinct >= pages[0].total
    return all(page.total in (None, pages[0].total) for page in pages) and distinct == pages[0].total


def _joined(pages: Sequence[_Page]) -> list[Any]:
    """Put the pages together, less the elements that stand on two because the list moved while it was read."""
    if len(pages) == 1:
        return pages[0].items
    return list({_identity(item): item for page in pages for item in page.items}.values())


def _identity(item: Any) -> str:
    """The server's id; where there is none, all there is."""
    if isinstance(item, dict):
        for field in ("id", "client_id"):
            if isinstance(item.get(field), str):
                return f"{field}:{item[field]}"
    return json.dumps(item, sort_keys=True)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
