"""How an apply goes, told line by line on stderr."""

from threading import Lock

from deploy_cli.cli.console import Console
from deploy_cli.core.plan import Change
from deploy_cli.core.report import Outcome
from deploy_cli.render.progress_text import begun, ended


class Told:
    """Implements `deploy_cli.app.ports.Progress`; called from several threads, whose lines do not mix."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total
        self._count = 0
        self._lock = Lock()

    def begin(self, change: Change) -> None:
        """Tell that a change is being made."""
        with self._lock:
            self._console.tell(begun(change, paint=self._console.error_paint))

    def end(self, outcome: Outcome) -> None:
        """Tell what became of a change, and how many are through."""
        with self._lock:
            self._count += 1
            self._console.tell(ended(outcome, self._count, self._total, paint=self._console.error_paint))
