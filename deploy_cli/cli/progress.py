"""How an apply goes, told on stderr: line by line, as events, or with a display where a terminal can show one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING

from deploy_cli.cli.console import Console
from deploy_cli.cli.wire import wire
from deploy_cli.core.plan import Change, Plan
from deploy_cli.core.report import Outcome, Skipped
from deploy_cli.render.progress_text import begun, ended

if TYPE_CHECKING:
    from deploy_cli.app.ports import ManagementApi
    from deploy_cli.cli.display import Display
    from deploy_cli.cli.interruption import Interruption


class Told:
    """Implements `deploy_cli.app.ports.Progress`; called from several threads, whose lines do not mix."""

    def __init__(self, console: Console, total: int, display: "Display | None" = None) -> None:
        self._console = console
        self._total = total
        self._display = display
        self._count = 0
        self._lock = RLock()

    def begin(self, change: Change) -> None:
        """Tell that a change is being made."""
        with self._lock:
            if self._display is not None:
                self._display.begin(change)
            elif self._console.events is not None:
                self._console.events.begin(change)
            else:
                self._console.tell(begun(change, paint=self._console.error_paint))

    def end(self, outcome: Outcome) -> None:
        """Tell what became of a change, and how many are through."""
        with self._lock:
            self._count += 1
            if self._console.events is not None:
                self._console.events.end(outcome, self._count, self._total)
                return
            if self._display is not None:
                self._display.end(outcome)
                if isinstance(outcome, Skipped):  # they would scroll the rest away, and the report lists them
                    return
            self._console.tell(ended(outcome, self._count, self._total, paint=self._console.error_paint))


@contextmanager
def told(console: Console, plan: Plan, api: "ManagementApi", interruption: "Interruption") -> Iterator[Told]:
    """Give who tells how the apply of ``plan`` goes, for the length of a ``with`` block."""
    from deploy_cli.cli import display as displays

    quiet = console.quiet or console.events is not None
    if quiet or not plan.changes or not displays.wanted(os.environ):
        yield Told(console, len(plan.changes))
        return
    display = displays.Display(
        console, waves_of(plan), lambda: api.requests, partial(_allowed, api), interruption.stopped
    )
    with displays.shown(display, console), interruption.told_elsewhere(displays.SHOW_CURSOR):
        yield Told(console, len(plan.changes), display)


def _allowed(api: "ManagementApi") -> float | None:
    """Return how many requests a second the tenant and the command line allow, as far as that is known."""
    rate, told = api.rate, wire().max_rate
    known = [limit for limit in (rate.per_second if rate else None, told) if limit is not None]
    return min(known, default=None)


def waves_of(plan: Plan) -> dict[str, int]:
    """Return the wave in which each change begins, counted from 1, by the id of the change."""
    from deploy_cli import resources
    from deploy_cli.core.order import schedule

    waves: dict[str, int] = {}
    for number, wave in enumerate(schedule(plan.changes, resources.ALL).waves, 1):
        for step in wave:
            waves.setdefault(step.change.id, number)
    return waves
