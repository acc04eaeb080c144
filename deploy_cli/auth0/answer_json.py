"""The JSON in an answer's body, or a sentence about what is there instead. Pure."""

import json
from typing import NoReturn

from deploy_cli.core.values import Value


class NotJson(Exception):
    """The body is something else; the message says what, as the end of a sentence."""


def parse(body: bytes) -> Value:
    """Return the value in ``body``, ``None`` for an empty one. Raises NotJson."""
    if not body.strip():
        return None
    try:
        value = json.loads(body, parse_constant=_no_constant)
        if b"\\u" in body:
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except RecursionError:
        raise NotJson("the answer is nested too deeply") from None
    except ValueError:
        raise NotJson(_instead(body)) from None
    return value


def _instead(body: bytes) -> str:
    start = body.lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "the answer is an HTML page, not JSON"
    return "the answer is not JSON, or is cut off"


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
