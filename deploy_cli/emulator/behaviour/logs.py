"""Log events: none until somebody puts them in."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection
from deploy_cli.emulator.paging import searched
from deploy_cli.emulator.values import Object

LOGS = Collection(
    path="/logs",
    id="log_id",
    form="",
    sort="date",
    absent=Absent("The log event does not exist.", "inexistent_log"),
)
MOST = 100


def index(call: Call) -> Answer:
    """A page of the events, the latest first; or, from one event on, those that came after it."""
    query = call.query
    if "from" in query or "take" in query:
        return call.answer(_after(call, str(query.get("from", "")), query.get("take", MOST)))
    where = [*searched(str(query.get("q", query.get("search", ""))))]
    events = call.store.page(LOGS.path, where=where)
    if not str(query.get("sort", "date:-1")).endswith(":1"):
        events.reverse()
    number, size = query.get("page", 0), query.get("per_page", 50)
    page = events[number * size : (number + 1) * size]
    if not query.get("include_totals"):
        return call.answer(page)
    counts = {"start": number * size, "limit": size, "length": len(page), "total": len(events)}
    return call.answer({**counts, "logs": page})


def _after(call: Call, log_id: str, size: int) -> list[Object]:
    events = call.store.page(LOGS.path)
    ids = [event["log_id"] for event in events]
    start = ids.index(log_id) + 1 if log_id in ids else 0
    return events[start : start + size]


KINDS = (LOGS,)
CALLS = {"GET /logs": index}
