"""The tenant log of the Management API: every write that succeeded is an event of the type ``sapi``.

Shape and field names are those of published events (auth0.com/docs/tenant-logs/management-success/sapi): the method in
lower case, the path without its query, the caller under ``request.auth``, an empty ``client_name``. What Auth0 calls
the operation is told in our words.
"""

import re
from datetime import UTC, datetime
from typing import Final

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.message import Request
from deploy_cli.emulator.values import Json, Object

PLACE: Final = "/logs"
KEPT: Final = 5_000
"""How many events stay; Auth0 keeps those of 1 to 30 days, by the tenant's plan."""

_SEQUENCE: Final = "log sequence"
_TRIMMED_EVERY: Final = 500
_VERBS: Final = {"POST": "Create", "PATCH": "Update", "PUT": "Set", "DELETE": "Delete"}
_SECRET = re.compile(r".*(secret|password|private_?key|api_?key|token|pem)s?", re.IGNORECASE)


def record(call: Call, request: Request, answer: Answer) -> None:
    """Keep what was done; called within the transaction of the write."""
    number = int(call.store.note(_SEQUENCE) or 0) + 1
    call.store.take_note(_SEQUENCE, str(number))
    log_id = _log_id(call.tenant.clock(), number)
    event = {
        "date": call.now(),
        "type": "sapi",
        "description": _description(call),
        "client_id": call.client_id,
        "client_name": "",
        "ip": "127.0.0.1",
        "user_agent": request.headers.get("user-agent", ""),
        "details": {"request": _request(call, request), "response": _response(answer)},
        "log_id": log_id,
        "tenant_name": call.tenant.name,
    }
    call.store.put(PLACE, log_id, event, sort=log_id)
    if number % _TRIMMED_EVERY == 0:
        for old in call.store.keys(PLACE)[:-KEPT]:
            call.store.delete(PLACE, old)


def _request(call: Call, request: Request) -> Object:
    return {
        "method": request.method.lower(),
        "path": request.path,
        "query": dict(request.query),
        "userAgent": request.headers.get("user-agent", ""),
        "body": _masked(call.body),
        "channel": "api",
        "ip": "127.0.0.1",
        "auth": {"user": {}, "strategy": "jwt", "credentials": {"scopes": sorted(call.scopes or ())}},
    }


def _response(answer: Answer) -> Object:
    return {"statusCode": answer.status, "body": _masked(answer.body)}


def _masked(value: Json) -> Json:
    match value:
        case dict():
            return {key: _masked_at(key, item) for key, item in value.items()}
        case list():
            return [_masked(item) for item in value]
        case _:
            return value


def _masked_at(key: str, value: Json) -> Json:
    if isinstance(value, str) and value and _SECRET.fullmatch(key):
        return "*****"
    return _masked(value)


def _description(call: Call) -> str:
    """Say what was done, such as ``Create a client grant``."""
    literal = [part for part in call.operation.path.split("/") if part and not part.startswith("{")]
    return f"{_VERBS.get(call.operation.method, 'Change')} {literal[-1].replace('-', ' ')}"


def _log_id(seconds: float, number: int) -> str:
    """Return an id that grows with time: ``900``, the time to the millisecond, and a number."""
    now = datetime.fromtimestamp(seconds, UTC)
    return f"900{now:%Y%m%d%H%M%S}{now.microsecond // 1000:03d}{number:036d}"
