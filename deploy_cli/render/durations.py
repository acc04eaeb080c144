"""Lifetimes as people say them, beside the numbers that Auth0 uses."""

from deploy_cli.lifetimes.durations import SECONDS, written


def unit_of(field: str) -> int | None:
    """Return the seconds that one unit of ``field`` stands for; ``None`` where the field is no lifetime.

    Auth0 counts the sessions of a tenant in hours, unless the name says minutes, and everything else in seconds.
    """
    if field.endswith("_in_minutes"):
        return SECONDS["m"]
    if field.endswith("session_lifetime"):
        return SECONDS["h"]
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
    return f" ({written(int(seconds))})" if seconds == int(seconds) else ""
