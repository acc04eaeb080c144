"""The body of a request, read into a JSON value that can be kept."""

import json
from typing import Never
from urllib.parse import parse_qsl

from deploy_cli.emulator.message import Request
from deploy_cli.emulator.refusal import invalid
from deploy_cli.emulator.values import Json

DEEPEST = 200
"""Levels of nesting; nothing that the API takes comes near."""

BROKEN = "Invalid request payload JSON format"


def decoded(request: Request) -> Json:
    """The body by its content type: JSON, a form, or text; nothing if it is empty. Raises ``Refused``."""
    if not request.body:
        return None
    kind = request.headers.get("content-type", "application/json").split(";")[0].strip().lower()
    try:
        text = request.body.decode()
        if kind == "application/x-www-form-urlencoded":
            return dict(parse_qsl(text, keep_blank_values=True))
        if kind in {"text/html", "text/plain"}:
            return text
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise invalid(BROKEN) from None
    if text.count("[") + text.count("{") > DEEPEST and _is_deep(value):
        raise invalid(BROKEN)
    return _whole(value) if "\\u" in text else value


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is no JSON")


def _is_deep(value: Json) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Json) -> list[Json]:
    match value:
        case dict():
            return list(value.values())
        case list():
            return value
        case _:
            return []


def _whole(value: Json) -> Json:
    """Halves of surrogate pairs, which JSON can write and UTF-8 cannot, become replacement characters."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return value
