"""Lists: which objects, which fields, and the four styles in which the Management API pages."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.refusal import Refused
from deploy_cli.emulator.store import Where
from deploy_cli.emulator.values import Json, Object

STEERING = frozenset(
    {"page", "per_page", "include_totals", "from", "take", "fields", "include_fields", "sort"}
)
"""Query parameters that choose a page or a shape, not objects."""

CAP = 1000
DEFAULT_SIZE = 50
NUMBERED_SIZE = 20
FARTHEST = 10**9
"""No list is longer."""

Fetch = Callable[[int, int], list[Json]]
"""The objects from an offset, at most so many."""


def paged(
    call: Call, fetch: Fetch, count: Callable[[], int], *, capped: bool = False, eager: bool = False
) -> Json:
    """The answer to a list request, in the style that its query asks for."""
    operation, query = call.operation, call.query
    styles = operation.styles or ("array",)
    key = operation.key or "items"
    if "checkpoint" in styles and ({"from", "take"} & query.keys() or set(styles) == {"checkpoint"}):
        return _from_checkpoint(query, key, fetch, eager)
    if "numbered" in styles:
        return _numbered(query, key, fetch, count)
    if "offset" not in styles or not {"page", "per_page", "include_totals"} & operation.query.keys():
        everything = fetch(0, -1)
        return everything if "array" in styles else {key: everything}
    number, size = query.get("page", 0), query.get("per_page", DEFAULT_SIZE)
    if capped and (number + 1) * size > CAP and number:
        raise Refused(400, f"Requesting page exceeds the allowed maximum of {CAP} records", "invalid_paging")
    items = fetch(number * size, size) if size else []
    if not query.get("include_totals", "array" not in styles):
        return items
    return {key: items, "start": number * size, "limit": size, "total": count()}


def paged_items(call: Call, items: Sequence[Json], *, eager: bool = False) -> Json:
    """The answer to a list request when all its objects are at hand."""

    def fetch(start: int, size: int) -> list[Json]:
        return list(items[start : start + size if size >= 0 else None])

    return paged(call, fetch, lambda: len(items), eager=eager)


def conditions(
    query: Mapping[str, Json], filters: Mapping[str, str], ignored: frozenset[str]
) -> Sequence[Where]:
    """What the query demands of the objects, as SQL."""
    found: list[Where] = []
    for name, value in query.items():
        if name in STEERING or name in ignored:
            continue
        if name == "q":
            found.extend(searched(str(value)))
            continue
        values = value if isinstance(value, list) else [value]
        known = tuple(int(one) if isinstance(one, bool) else one for one in values)
        if name in filters:
            found.extend(Where(filters[name], (one,) * filters[name].count("?")) for one in known)
        elif isinstance(value, bool):
            found.append(Where(f"coalesce(json_extract(body, '$.{name}'), 0) = ?", known))
        else:
            marks = ",".join("?" * len(known))
            found.append(Where(f"json_extract(body, '$.{name}') IN ({marks})", known))
    return found


def searched(text: str) -> Iterator[Where]:
    """The terms of a search: ``field:value`` or ``field:prefix*``, all of which must hold."""
    for field, quoted, plain in re.findall(r'([\w-]+(?:\.[\w-]+)*):(?:"([^"]*)"|(\S+))', text):
        value, path = quoted or plain, f"$.{field}"
        if value.endswith("*"):
            prefix = value[:-1]
            yield Where("substr(json_extract(body, ?), 1, length(?)) = ?", (path, prefix, prefix))
        else:
            yield Where("lower(json_extract(body, ?)) = lower(?)", (path, value))


def order(query: Mapping[str, Json]) -> Where | None:
    """The order that ``sort=field:1`` asks for, or ``-1`` for the other way round; any other text is none."""
    asked = re.fullmatch(r"([\w-]+(?:\.[\w-]+)*):(-?1)", str(query.get("sort", "")))
    if asked is None:
        return None
    return Where(f"json_extract(body, ?){' DESC' if asked[2] == '-1' else ''}", (f"$.{asked[1]}",))


def selected(query: Mapping[str, Json], item: Object, always: Sequence[str] = ()) -> Object:
    """The fields of ``item`` that ``fields`` and ``include_fields`` ask for."""
    fields = query.get("fields")
    if not fields:
        return item
    named = {name.strip().split(".")[0] for name in str(fields).split(",")}
    if query.get("include_fields", True):
        return {key: value for key, value in item.items() if key in named or key in always}
    return {key: value for key, value in item.items() if key not in named}


def _from_checkpoint(query: Mapping[str, Json], key: str, fetch: Fetch, eager: bool) -> Object:
    start, size = _place(query.get("from")), query.get("take", DEFAULT_SIZE)
    items = fetch(start, size + 1)
    page: Object = {key: items[:size]}
    if len(items) > size or (eager and items):
        page["next"] = base64.urlsafe_b64encode(f"{start + size}".encode()).decode().rstrip("=")
    return page


def _place(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        place = int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        place = -1
    if not 0 <= place <= FARTHEST:
        raise Refused(400, "Invalid pagination cursor", "invalid_query_string")
    return place


def _numbered(query: Mapping[str, Json], key: str, fetch: Fetch, count: Callable[[], int]) -> Object:
    """The actions service leaves out what is zero."""
    number, size = query.get("page", 0), query.get("per_page", NUMBERED_SIZE)
    counts = {"total": count(), "page": number}
    return {key: fetch(number * size, size), **{k: v for k, v in counts.items() if v}, "per_page": size}
