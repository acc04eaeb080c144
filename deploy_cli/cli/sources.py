"""The lines of tenant files that messages show, read again, with the secrets in them hidden."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from deploy_cli import resources
from deploy_cli.errors import ConfigError, DeployError, Location, Refused

_LARGEST: Final = 4_000_000
"""Bytes of a file that is read again to show a line of it."""


def sources(locations: Iterable[Location | None]) -> dict[str, str]:
    """Return the files that things stand in, by name; what cannot be read is left out."""
    from deploy_cli.files.discretion import discreet
    from deploy_cli.files.named_sensitive import keys_in

    texts = _texts(locations)
    sensitive = frozenset().union(*map(keys_in, texts.values()))
    return {file: discreet(text, resources.ALL, sensitive) for file, text in texts.items()}


def sources_of(error: DeployError) -> dict[str, str]:
    """Return the files that the problems of a failure stand in."""
    if not isinstance(error, ConfigError | Refused) or not error.problems:
        return {}
    return sources(problem.location for problem in error.problems)


def _texts(locations: Iterable[Location | None]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for file in {location.file for location in locations if location}:
        path = Path(file)
        try:
            if path.is_file() and path.stat().st_size <= _LARGEST:
                text = path.read_bytes().decode("utf-8-sig", errors="replace")
                if "\0" not in text:  # another encoding, or no text at all
                    texts[file] = text
        except (OSError, ValueError):
            continue
    return texts
