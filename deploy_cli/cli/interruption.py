"""Ctrl-C and SIGTERM: before anything is written they end the command; while something is, they let it finish."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from deploy_cli.cli.exits import Exit

_FINISHING: Final = b"\ninterrupted: finishing the requests under way; once more stops at once\n"
_AT_ONCE: Final = b"\nstopped at once: `apply --resume` looks up what was under way\n"
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """What the signals of this process ask for. Only the main thread may handle them; elsewhere they are let be."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._gentle = False

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

    def _handle(self, number: int, frame: FrameType | None) -> None:
        """Act within a signal handler, where no stream of Python's may be used: it could be in the middle of a line."""
        if not self._gentle:
            raise KeyboardInterrupt
        if self._asked.is_set():
            _say(_AT_ONCE)
            os._exit(
                Exit.INTERRUPTED
            )  # threads may hold sockets for a minute, and what they did is in the journal
        self._asked.set()
        _say(_FINISHING)


def _say(text: bytes) -> None:
    try:
        os.write(2, text)
    except OSError:
        return
