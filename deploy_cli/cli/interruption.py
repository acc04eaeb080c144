"""Ctrl-C and SIGTERM: before anything is written they end the command; while something is, they let it finish."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from deploy_cli.cli.exits import Exit

_FINISHING: Final = "interrupted: finishing the requests under way; once more stops at once"
_AT_ONCE: Final = "stopped at once: `apply --resume` looks up what was under way"
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """What the signals of this process ask for. Only the main thread may handle them; elsewhere they are let be."""

    def __init__(self, log: Callable[[str], bytes] = lambda text: f"\n{text}\n".encode()) -> None:
        """``log`` makes what is written on stderr of what is to be told."""
        self._asked = threading.Event()
        self._gentle = False
        self._log = log
        self._restore: bytes | None = None
        """What leaves the terminal as it was, while something else shows there that the run is to end."""

    def stopped(self) -> bool:
        """Tell whether the run is to end. Called from several threads."""
        return self._asked.is_set()

    @contextmanager
    def handled(self) -> Iterator["Interruption"]:
        """Handle the signals for the length of a ``with`` block, and leave them as they were."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def gently(self) -> Iterator[None]:
        """Let what is under way finish at the first signal; the second ends the process."""
        self._gentle = True
        try:
            yield
        finally:
            self._gentle = False

    @contextmanager
    def told_elsewhere(self, restore: bytes) -> Iterator[None]:
        """Write nothing at the first signal: what the terminal shows says it. ``restore`` leaves that as it was."""
        self._restore = restore
        try:
            yield
        finally:
            self._restore = None

    def _handle(self, number: int, frame: FrameType | None) -> None:
        """Act within a signal handler, where no stream of Python's may be used: it could be in the middle of a line."""
        if not self._gentle:
            raise KeyboardInterrupt
        if self._asked.is_set():
            _say((self._restore or b"") + self._log(_AT_ONCE))
            os._exit(
                Exit.INTERRUPTED
            )  # threads may hold sockets for a minute, and what they did is in the journal
        self._asked.set()
        if self._restore is None:
            _say(self._log(_FINISHING))


def _say(text: bytes) -> None:
    try:
        os.write(2, text)
    except OSError:
        return
