"""Reads what a rule of a faults file makes of a request. Every reader raises FaultsError."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from deploy_cli.emulator.answers import JSON_TYPE, api_error
from deploy_cli.emulator.errors import FaultsError
from deploy_cli.emulator.faults import (
    Answer,
    Drop,
    Expire,
    Garble,
    Limited,
    Lose,
    Meddle,
    Mislabel,
    Outcome,
    Stale,
    Truncate,
)
from deploy_cli.emulator.faults_values import delay, fields, flag, is_count, listed
from deploy_cli.emulator.message import Response

_MEDDLE = frozenset({"method", "path", "body"})
_BESIDE: Final[Mapping[str, str]] = {
    "body": "status",
    "headers": "status",
    "carry_out": "status",
    "counted": "lose",
}
"""What goes with one outcome only."""


def outcome(then: Mapping[str, Any], at: str, seed: str) -> Outcome | None:
    """Return what happens, or None where there is nothing but a delay or a skew; ``seed`` is the rule's."""
    named = [name for name in OUTCOMES if name in then]
    if len(named) > 1:
        raise FaultsError(f"`{at}` has more than one of {listed(named)}")
    stray = [name for name, whose in _BESIDE.items() if name in then and whose not in then]
    if stray:
        raise FaultsError(f"`{at}.{stray[0]}` goes with `{_BESIDE[stray[0]]}` only")
    if "lose" in then:
        return _lose(then, f"{at}.lose", seed)
    return _READERS[named[0]](then, f"{at}.{named[0]}") if named else None


def _answer(then: Mapping[str, Any], at: str) -> Answer:
    status = then["status"]
    if not is_count(status) or not 200 <= status <= 599:
        raise FaultsError(f"`{at}` is not a status between 200 and 599")
    beside = at.removesuffix("status")
    headers = then.get("headers", {})
    if not isinstance(headers, dict):
        raise FaultsError(f"`{beside}headers` is not a mapping")
    named = {str(name).lower(): str(text) for name, text in headers.items()}
    return Answer(_response(status, then, named), flag(then.get("carry_out", False), f"{beside}carry_out"))


def _response(status: int, then: Mapping[str, Any], headers: dict[str, str]) -> Response:
    match then:
        case {"body": str(text)}:
            return Response(status, {"content-type": "text/plain; charset=utf-8", **headers}, text.encode())
        case {"body": body}:
            return Response(
                status, {"content-type": JSON_TYPE, **headers}, json.dumps(body, default=str).encode()
            )
    try:
        return api_error(status, HTTPStatus(status).phrase, headers=headers)
    except ValueError:  # a status that nobody has named
        return Response(status, headers)


def _limit(then: Mapping[str, Any], at: str) -> Limited:
    value = then["limited"]
    return Limited(1.0 if value is True else delay(value, at))


def _drop(then: Mapping[str, Any], at: str) -> Drop:
    match then["drop"]:
        case "before" | "after" as when:
            return Drop(when)
    raise FaultsError(f"`{at}` is neither `before` nor `after`")


def _truncate(then: Mapping[str, Any], at: str) -> Truncate:
    size = then["truncate"]
    if not is_count(size):
        raise FaultsError(f"`{at}` is not a number of bytes")
    return Truncate(size)


def _garble(then: Mapping[str, Any], at: str) -> Garble:
    if then["garble"] is not True:
        raise FaultsError(f"`{at}` can only be `true`")
    return Garble()


def _mislabel(then: Mapping[str, Any], at: str) -> Mislabel:
    if not isinstance(then["content_type"], str):
        raise FaultsError(f"`{at}` is not a text")
    return Mislabel(then["content_type"])


def _stale(then: Mapping[str, Any], at: str) -> Stale:
    if then["stale"] is not True:
        raise FaultsError(f"`{at}` can only be `true`")
    return Stale()


def _meddle(then: Mapping[str, Any], at: str) -> Meddle:
    told = fields(then["meddle"], at, _MEDDLE)
    method, path = told.get("method"), told.get("path", "")
    if method not in ("POST", "PUT", "PATCH", "DELETE"):
        raise FaultsError(f"`{at}.method` is no method that changes anything")
    if not isinstance(path, str) or (path and not path.startswith("/api/v2/")):
        raise FaultsError(f"`{at}.path` is not a path below `/api/v2/`")
    body = json.dumps(told["body"]).encode() if "body" in told else b""
    return Meddle(method, path, body)


def _lose(then: Mapping[str, Any], at: str, seed: str) -> Lose:
    value = then["lose"]
    if value != "all" and (not is_count(value) or value == 0):
        raise FaultsError(f"`{at}` is neither a whole number from 1 nor `all`")
    counted = flag(then.get("counted", True), f"{at.removesuffix('lose')}counted")
    return Lose(None if value == "all" else value, counted, seed)


def _expire(then: Mapping[str, Any], at: str) -> Expire:
    if then["expire"] is not True:
        raise FaultsError(f"`{at}` can only be `true`")
    return Expire()


_READERS: Mapping[str, Callable[[Mapping[str, Any], str], Outcome]] = {
    "status": _answer,
    "limited": _limit,
    "drop": _drop,
    "truncate": _truncate,
    "garble": _garble,
    "content_type": _mislabel,
    "stale": _stale,
    "meddle": _meddle,
    "expire": _expire,
}

OUTCOMES: Final = (*_READERS, "lose")
BESIDE: Final = tuple(_BESIDE)
