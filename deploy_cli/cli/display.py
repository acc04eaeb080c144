"""How an apply goes, on a terminal: what is through scrolls by above, where it stands is kept at the bottom."""

import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from time import monotonic
from typing import TYPE_CHECKING, Final

from deploy_cli.core.report import Done, Failed, Outcome
from deploy_cli.render.standing import Standing, standing_lines

if TYPE_CHECKING:
    from rich.console import Console as Terminal
    from rich.console import ConsoleOptions
    from rich.text import Text

    from deploy_cli.cli.console import Console
    from deploy_cli.core.plan import Change

_WINDOW: Final = 10.0
"""Seconds over which the rate is measured."""
_PER_SECOND: Final = 8
SHOW_CURSOR: Final = b"\x1b[?25h"


def wanted(environ: Mapping[str, str]) -> bool:
    """Tell whether stderr is a terminal that can show it, with somebody in front of it."""
    return sys.stderr.isatty() and environ.get("TERM", "dumb") != "dumb" and not environ.get("CI")


class Display:
    """Where an apply stands. Called from several threads, and by the library's own that draws it."""

    def __init__(
        self,
        console: "Console",
        waves: Mapping[str, int],
        requests: Callable[[], int],
        limit: Callable[[], float | None],
        stopped: Callable[[], bool],
    ) -> None:
        """``waves`` is the wave of each change by its id; ``requests`` tells how many were sent so far, ``limit``
        how many a second are allowed, ``stopped`` whether somebody wants the run to end.
        """
        self._console = console
        self._waves = waves
        self._requests = requests
        self._limit = limit
        self._stopped = stopped
        self._lock = RLock()
        self._seen: deque[tuple[float, int]] = deque([(monotonic(), requests())])
        self._first = requests()
        self._under_way: dict[str, Change] = {}
        self._wave = 0
        self._done = self._failed = self._skipped = 0

    def begin(self, change: "Change") -> None:
        """A change is being made."""
        with self._lock:
            self._under_way[change.id] = change
            self._wave = max(self._wave, self._waves.get(change.id, 0))

    def end(self, outcome: Outcome) -> None:
        """A change was made, or not."""
        with self._lock:
            self._under_way.pop(outcome.change.id, None)
            match outcome:
                case Done():
                    self._done += 1
                case Failed():
                    self._failed += 1
                case _:
                    self._skipped += 1

    def standing(self) -> Standing:
        """Return where it stands now."""
        with self._lock:
            now, sent = monotonic(), self._requests()
            self._seen.append((now, sent))
            while len(self._seen) > 2 and self._seen[0][0] < now - _WINDOW:
                self._seen.popleft()
            since, before = self._seen[0]
            ended = self._done + self._failed + self._skipped
            return Standing(
                done=self._done,
                failed=self._failed,
                skipped=self._skipped,
                total=len(self._waves),
                wave=self._wave,
                waves=max(self._waves.values(), default=0),
                under_way=tuple(self._under_way.values()),
                pace=(sent - before) / (now - since) if now > since else 0.0,
                limit=self._limit(),
                each=(sent - self._first) / ended if ended else None,
                stopping=self._stopped(),
            )

    def __rich_console__(self, terminal: "Terminal", options: "ConsoleOptions") -> "Iterator[Text]":
        """Draw it, as wide as the terminal is now."""
        from rich.text import Text

        lines = standing_lines(self.standing(), options.max_width - 1, paint=self._console.error_paint)
        yield Text.from_ansi("\n".join(lines), no_wrap=True, overflow="crop")


@contextmanager
def shown(display: Display, console: "Console") -> Iterator[None]:
    """Show ``display`` for the length of a ``with`` block; afterwards the terminal is as it was, whatever happens."""
    from rich.console import Console as Terminal
    from rich.live import Live
    from rich.text import Text

    terminal = Terminal(
        file=sys.stderr,
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=True,
        no_color=not console.coloured,
        legacy_windows=False,
    )
    live = Live(
        display,
        console=terminal,
        refresh_per_second=_PER_SECOND,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with live:
        console.above = lambda text: terminal.print(Text.from_ansi(text), soft_wrap=True)
        try:
            yield
        finally:
            console.above = None
