"""What went wrong as a value, and the request that was refused on one line."""

from deploy_cli.core.values import Object
from deploy_cli.errors import ApiError, DeployError


def error_object(error: DeployError) -> Object:
    """Return a failure as an object; of an `ApiError` also what Auth0 answered."""
    told: Object = {"message": error.summary, "hint": error.hint}
    if isinstance(error, ApiError):
        told |= {"method": error.method, "path": error.path, "status": error.status or None}
        told |= {"code": error.code, "field": error.field, "request_id": error.request_id}
    return told


def exchange(told: Object) -> str:
    """Return what is known of a refused request and its message does not say: ``request abc``; not escaped."""
    message, answered = (
        told["message"],
        " ".join(str(told[key]) for key in ("status", "code") if told.get(key)),
    )
    request = f"{told.get('method') or ''} {told.get('path') or ''}".strip()
    request = "" if f"`{request}`" in message else request
    known = [] if f"({answered})" in message else answered.split(" ", 1)
    known += [f"field `{told['field']}`" if told.get("field") else ""]
    known += [f"request {told['request_id']}" if told.get("request_id") else ""]
    answer = ", ".join(part for part in known if part)
    return ": ".join(part for part in (request, answer) if part)
