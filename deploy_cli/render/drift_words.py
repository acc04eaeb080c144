"""What all views say of drift in the same words. Nothing is escaped here."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.values import Object

_SIDES: Final = {
    "tenant": "moved in the tenant",
    "files": "moved in the files",
    "both": "moved on both sides",
    "unknown": "it is not known who moved",
}


def head(plan: Object) -> Iterator[str]:
    """Yield what to say of the drift as a whole; nothing for a plan that is none."""
    drift = plan.get("drift")
    if not (drift and plan["changes"]):
        return
    yield (
        f"Files and tenant last agreed on {drift['applied_at']}, as far as this machine knows."
        if drift["applied_at"]
        else "Nothing was applied from this machine yet, so it is not known who moved."
    )
    yield "Below is what an apply would change, and who moved."
    if drift["log"]["reason"]:
        yield f"The tenant log, which names who wrote, was not read: {drift['log']['reason']}"


def of_change(change: Object) -> Iterator[str]:
    """Yield who moved, field by field where they differ, and who wrote the resource last."""
    drift = change.get("drift")
    if not drift:
        return
    sides: dict[str, list[str]] = {}
    for edit in change["edits"]:
        sides.setdefault(edit["moved"], []).append(edit["path"])
    if len(sides) > 1:
        yield from (f"{words}: {', '.join(sides[side])}" for side, words in _SIDES.items() if side in sides)
    else:
        yield _whole(change, drift["moved"])
    if write := drift["last_write"]:
        yield f"last written {write['at']} {_writer(write)}"


def _whole(change: Object, mover: str) -> str:
    match change["action"], mover:
        case "create", "tenant":
            return "deleted in the tenant"
        case "create", "files":
            return "new in the files"
        case "delete", "tenant":
            return "new in the tenant"
        case "delete", "files":
            return "taken out of the files"
        case _:
            return _SIDES[mover]


def _writer(write: Object) -> str:
    """Return who wrote, and how: a person in the dashboard, or a client through the API."""
    client = write["client_name"] or write["client_id"]
    if write["user"]:
        return f"by {write['user']}" + (" in the dashboard" if write["dashboard"] else "")
    return f"through the API by the client `{client}`" if client else "through the API"
