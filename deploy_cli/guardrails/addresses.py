"""Addresses in lists, and what is to be seen in them. Pure."""

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from deploy_cli.guardrails.view import Subject


def addresses(subject: Subject, field: str) -> Iterator[tuple[int, str, SplitResult]]:
    """Yield the addresses in a list of them: position, text for a message, parts; what is no address has none."""
    return ((at, _without_password(text), _parts(text)) for at, text in subject.texts(field))


@lru_cache(maxsize=16_384)  # several rules look at each address, a plan three times
def _parts(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:
        return SplitResult("", "", "", "", "")


def host(address: SplitResult) -> str:
    """Return the host of an address; empty where it has none."""
    try:
        return (address.hostname or "").casefold()
    except ValueError:
        return ""


def is_loopback(address: SplitResult) -> bool:
    """Tell whether an address leads to the machine itself."""
    name = host(address)
    return name in ("localhost", "::1") or name.startswith("127.") or name.endswith(".localhost")


def _without_password(text: str) -> str:
    if "@" not in text or not (password := _parts(text).password):
        return text
    return text.replace(f":{password}@", ":…@")
