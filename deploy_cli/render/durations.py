"""Lifetimes as people say them, beside the numbers that Auth0 uses."""

_YEAR, _DAY, _HOUR, _MINUTE = 31_557_600, 86_400, 3_600, 60


def duration(seconds: int) -> str:
    """Return ``seconds`` in words: ``30d``, ``1d 12h``, ``1y`` (31,557,600 s)."""
    if seconds and seconds % _YEAR == 0:
        return f"{seconds // _YEAR}y"
    parts = []
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m"), (1, "s")):
        count, seconds = divmod(seconds, unit)
        if count:
            parts.append(f"{count}{name}")
    return " ".join(parts) or "0s"


def unit_of(field: str) -> int | None:
    """Return the seconds that one unit of ``field`` stands for; ``None`` where the field is no lifetime.

    Auth0 counts the sessions of a tenant in hours, unless the name says minutes, and everything else in seconds.
    """
    if field.endswith("_in_minutes"):
        return _MINUTE
    if field.endswith("session_lifetime"):
        return _HOUR
    lowered = field.lower()
    if lowered.endswith(("_lifetime", "_lifetime_for_web", "leeway", "_in_seconds", "inseconds")):
        return 1
    return None


def beside(field: str, value: object) -> str:
    """Return what to write after the number of a lifetime: `` (30d)``, or nothing for any other field."""
    unit = unit_of(field)
    if unit is None or isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return ""
    seconds = value * unit
    return f" ({duration(int(seconds))})" if seconds == int(seconds) else ""
