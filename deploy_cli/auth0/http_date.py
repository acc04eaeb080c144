"""The date in an HTTP header (RFC 9110 section 5.6.7). Pure."""


def unix_time(text: str | None) -> float | None:
    """Return UNIX seconds; ``None`` for what is no date."""
    if not text:
        return None
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
