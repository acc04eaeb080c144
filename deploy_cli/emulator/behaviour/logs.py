"""Log events: of every write, and what somebody puts in; read one after another, or searched."""

import re
from collections.abc import Iterator

from deploy_cli.emulator import collection, paging
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection
from deploy_cli.emulator.refusal import Refused
from deploy_cli.emulator.store import Where
from deploy_cli.emulator.values import Json

LOGS = Collection(
    path="/logs",
    id="log_id",
    form="",
    sort="log_id",
    absent=Absent("The log event does not exist.", "inexistent_log"),
)
MOST = 100
REACH = 1000
"""Events that a search can page through."""

LATEST_FIRST = Where("json_extract(body, '$.date') DESC, sort DESC")
RANGE = re.compile(r"date:([\[{])(\S+) TO ([^\s\]}]+)([\]}])")
CHOICE = re.compile(r"([\w-]+(?:\.[\w-]+)*):\(([^)]*)\)")


def index(call: Call) -> Answer:
    """A page of the events: those after one of them, or those that a search finds, the latest first."""
    if {"from", "take"} & call.query.keys():
        return _after(call, str(call.query.get("from", "")), call.query.get("take", MOST))
    number, size = call.query.get("page", 0), call.query.get("per_page", paging.DEFAULT_SIZE)
    if (number + 1) * size > REACH:
        raise Refused(
            400, f"Requesting page exceeds the allowed maximum of {REACH} records", "invalid_paging"
        )
    where = list(_conditions(str(call.query.get("q", call.query.get("search", "")))))
    by = paging.order(call.query) or LATEST_FIRST
    found = call.store.page(LOGS.path, where=where, by=by, offset=number * size, limit=size)
    events = [paging.selected(call.query, event) for event in found]
    if not call.query.get("include_totals"):
        return call.answer(events)
    total = call.store.count(LOGS.path, where=where)
    return call.answer(
        {"start": number * size, "limit": size, "length": len(events), "total": total, "logs": events}
    )


def read(call: Call) -> Answer:
    """One event."""
    return call.answer(collection.wanted(call, LOGS))


def _after(call: Call, log_id: str, size: int) -> Answer:
    """The events after one, with the link to those after them; the link of an empty page is its own."""
    events: list[Json] = call.store.page(LOGS.path, where=[Where("sort > ?", (log_id,))], limit=size)
    last = events[-1]["log_id"] if events else log_id
    link = f'<https://{call.tenant.domain}/api/v2/logs?from={last}&take={size}>; rel="next"'
    return Answer(200, [paging.selected(call.query, event) for event in events], {"link": link})


def _conditions(text: str) -> Iterator[Where]:
    """Ranges of dates, ``field:(a OR b)`` and ``field:value``, all of which must hold."""
    for opening, first, last, closing in RANGE.findall(text):
        if first != "*":
            yield Where(f"json_extract(body, '$.date') {'>=' if opening == '[' else '>'} ?", (first,))
        if last != "*":
            yield Where(f"json_extract(body, '$.date') {'<=' if closing == ']' else '<'} ?", (last,))
    text = RANGE.sub("", text)
    for field, choice in CHOICE.findall(text):
        values = tuple(one.strip().strip('"') for one in re.split(r"\s+OR\s+", choice))
        marks = ",".join("?" * len(values))
        yield Where(f"json_extract(body, '$.{field}') IN ({marks})", values)
    yield from paging.searched(CHOICE.sub("", text))


KINDS = (LOGS,)
CALLS = {"GET /logs": index, "GET /logs/{id}": read}
