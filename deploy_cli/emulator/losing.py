"""Lists that are not whole: elements that a read leaves out, as one from a replica that lags behind may."""

import json
from dataclasses import replace
from random import Random
from typing import Any

from deploy_cli.emulator.message import Response

_BESIDE = frozenset({"start", "limit", "length", "total", "next", "page", "per_page"})
"""What stands beside the elements of a page."""


def without_some(answer: Response, count: int | None, seed: str, *, counted: bool) -> Response:
    """Leave ``count`` elements out of a page, or all of them where it is None; what is no list stays as it is.

    The same seed leaves out the same places. Unless ``counted``, the total is lowered, too, so that nothing shows.
    """
    page = _page(answer)
    items = _items(page)
    if not items:
        return answer
    gone = set(Random(seed).sample(range(len(items)), min(count or len(items), len(items))))  # noqa: S311
    kept = [item for place, item in enumerate(items) if place not in gone]
    body = _with(page, kept, 0 if counted else len(gone))
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return replace(answer, body=text.encode())


def _page(answer: Response) -> Any:
    try:
        return json.loads(answer.body) if 200 <= answer.status < 300 else None
    except ValueError:
        return None


def _items(page: Any) -> list[Any]:
    match page:
        case list():
            return page
        case dict():
            others = [value for key, value in page.items() if key not in _BESIDE]
            return others[0] if len(others) == 1 and isinstance(others[0], list) else []
        case _:
            return []


def _with(page: Any, kept: list[Any], fewer: int) -> Any:
    if isinstance(page, list):
        return kept
    less = {key: max(0, page[key] - fewer) for key in ("total", "length") if isinstance(page.get(key), int)}
    return {key: less.get(key, value if key in _BESIDE else kept) for key, value in page.items()}
