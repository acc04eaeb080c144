"""The visits of a simulation, from the command line or from a CSV file."""

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from deploy_cli.errors import UsageError
from deploy_cli.lifetimes import habits
from deploy_cli.lifetimes.visits import Copy, Event, Logout, Retry, Visit

_COLUMNS: Final = ("at", "device", "stay", "action", "to")
_ACTIONS: Final = ("visit", "logout", "retry", "copy")


def from_words(text: str, *, seed: int, devices: int) -> tuple[Event, ...]:
    """Return the visits of a habit. Raises `UsageError`."""
    try:
        return habits.visits(text, random.Random(seed).random, devices=devices)  # noqa: S311 - not for secrets
    except ValueError as error:
        raise UsageError(f"--visits: {error}") from error


def from_file(path: Path) -> tuple[Event, ...]:
    """Return the events of a CSV file, in the order of time, from the first one on.

    Columns: ``at`` (a duration, seconds, or a timestamp such as ``2026-01-05T09:00:00Z``), and if wanted ``device`` (a
    name), ``stay`` (a duration), ``action`` (visit, logout, retry, copy), ``to`` (with copy: the other device).
    Raises `UsageError` with the line.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        _check_columns(path, rows.fieldnames)
        devices: dict[str, int] = {}
        events = [_event(path, rows.line_num, row, devices) for row in rows]
    if not events:
        raise UsageError(f"`{path}` holds no visits")
    if len(events) > habits.MOST:
        raise UsageError(f"`{path}` holds more than {habits.MOST:,} visits")
    events.sort(key=lambda event: event.at)
    start = events[0].at
    return tuple(_moved(event, -start) for event in events)


def _check_columns(path: Path, columns: Sequence[str] | None) -> None:
    found = list(columns or ())
    if "at" not in found or not set(found) <= set(_COLUMNS):
        listed = ", ".join(f"`{column}`" for column in _COLUMNS)
        raise UsageError(
            f"`{path}` does not begin with the names of its columns",
            hint=f"`at` is needed; known are {listed}",
        )


def _event(path: Path, line: int, row: dict[str, str | None], devices: dict[str, int]) -> Event:
    try:
        return _read(row, devices)
    except ValueError as error:
        raise UsageError(f"{path}:{line}: {error}") from error


def _read(row: dict[str, str | None], devices: dict[str, int]) -> Event:
    """Read one row; devices are numbered as they come."""
    at, device = _time(row["at"] or ""), devices.setdefault(row.get("device") or "", len(devices))
    match row.get("action") or "visit":
        case "visit":
            return Visit(at, device, habits.span(row.get("stay") or "0s"))
        case "logout":
            return Logout(at, device)
        case "retry":
            return Retry(at, device)
        case "copy":
            if not (to := row.get("to")):
                raise ValueError("a copy needs the device it goes to, in the column `to`")
            return Copy(at, device, devices.setdefault(to, len(devices)))
        case other:
            raise ValueError(f"`{other}` is no action: there are {', '.join(_ACTIONS)}")


def _time(text: str) -> int:
    """Return seconds: of a duration, of a plain number, or since 1970 of a timestamp."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text)
    if "-" in text or ":" in text:
        try:
            return int(datetime.fromisoformat(text).timestamp())
        except ValueError as error:
            raise ValueError(f"`{text}` is no timestamp such as `2026-01-05T09:00:00Z`") from error
    return habits.span(text)


def _moved(event: Event, by: int) -> Event:
    return replace(event, at=event.at + by)
