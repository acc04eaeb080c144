"""What the headers of an answer say about the rate limit. Pure: the time is an argument, UNIX seconds."""

from collections.abc import Mapping

from deploy_cli.auth0.http_date import unix_time

_LONGEST = 24 * 3600.0
_UNTOLD = 1.0
_ROUNDING = 1.5
"""By how many seconds ``retry-after``, rounded up, may exceed the reset and still be about the same limit."""


def limit(headers: Mapping[str, str]) -> int | None:
    """Return how many requests a full bucket holds."""
    return _whole(headers, "x-ratelimit-limit")


def remaining(headers: Mapping[str, str]) -> int | None:
    """Return how many requests are left in the bucket."""
    return _whole(headers, "x-ratelimit-remaining")


def reset_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds until the bucket is refilled, whatever this machine's clock is worth."""
    reset = _whole(headers, "x-ratelimit-reset")
    return None if reset is None else _bounded(reset - _their_now(headers, now))


def refusal_wait(headers: Mapping[str, str], now: float) -> float:
    """Return how many seconds a 429 asks to wait.

    Both headers may be there. ``retry-after`` has whole seconds, rounded up, so that the reset decides, unless
    that one is about the limit of the whole tenant where an endpoint's own was hit.
    """
    reset, after = reset_wait(headers, now), _retry_after(headers, now)
    if reset is None:
        return _UNTOLD if after is None else after
    return reset if after is None or after < reset + _ROUNDING else after


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds, or a date (RFC 9110 section 10.2.3)."""
    seconds = _whole(headers, "retry-after")
    if seconds is not None:
        return _bounded(seconds)
    at = unix_time(headers.get("retry-after"))
    return None if at is None else _bounded(at - _their_now(headers, now))


def _their_now(headers: Mapping[str, str], now: float) -> float:
    """The server's clock: ours, held within the second that the answer's ``date`` names."""
    date = unix_time(headers.get("date"))
    return now if date is None else min(max(now, date), date + 1.0)


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), _LONGEST)


def _whole(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
