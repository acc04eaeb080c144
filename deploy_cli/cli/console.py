"""Where text goes: results to stdout, everything else to stderr, in colour where that is wanted."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import click

from deploy_cli.render.line import joined
from deploy_cli.render.paint import Paint

if TYPE_CHECKING:
    from deploy_cli.cli.events import EventLog
    from deploy_cli.core.plan import Finding, Plan
    from deploy_cli.core.values import Object, Value
    from deploy_cli.errors import DeployError

_NARROW, _PLAIN, _WIDE = 60, 80, 120


@dataclass(slots=True)
class Console:
    """The two streams of one run."""

    coloured: bool = True
    """Taken back by `NO_COLOR`, by a dumb terminal and by ``--no-color``."""
    quiet: bool = False
    """Nothing but errors is told on stderr."""
    events: "EventLog | None" = None
    """Takes what is told on stderr, where that is for programs."""
    above: Callable[[str], None] | None = None
    """Prints above what is kept at the bottom of the terminal, while something is."""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Console":
        """Read what the environment says about colour (no-color.org: any value that is not empty)."""
        return cls(coloured=not environ.get("NO_COLOR") and environ.get("TERM") != "dumb")

    def log_events(self) -> None:
        """Tell everything on stderr as events from now on."""
        from deploy_cli.cli.events import EventLog

        self.events = EventLog()

    @property
    def paint(self) -> Paint:
        """Colour for stdout."""
        return Paint(self.coloured and sys.stdout.isatty())

    @property
    def error_paint(self) -> Paint:
        """Colour for stderr."""
        return Paint(self.coloured and self.events is None and sys.stderr.isatty())

    def show(self, text: str) -> None:
        """Print a part of the result."""
        click.echo(text, color=self.paint.on)

    def show_json(self, value: "Value") -> None:
        """Print a value as JSON."""
        from deploy_cli.render.plan_json import json_text

        self.show(json_text(value))

    def show_plan(self, plan: "Object", *, instead_of_result: bool = False, provenance: bool = False) -> None:
        """Print the text view of a plan; to stderr where stdout is for another result."""
        from deploy_cli.render.plan_text import plan_text

        if instead_of_result:
            if self.events is None:  # they have told of the plan
                self.tell(plan_text(plan, paint=self.error_paint, width=width(sys.stderr)))
        else:
            text = plan_text(plan, paint=self.paint, width=width(sys.stdout), provenance=provenance)
            self.show(text)

    def show_findings(self, findings: "Sequence[Finding]", fixes: "Mapping[str, str] | None" = None) -> None:
        """Print what the guardrails have to say, with the lines it is about."""
        from deploy_cli.cli.sources import sources
        from deploy_cli.render.problems import findings_text

        texts = sources(finding.source for finding in findings)
        columns = width(sys.stdout)
        self.show(findings_text(findings, texts, paint=self.paint, width=columns, fixes=fixes) + "\n")

    def tell(self, text: str) -> None:
        """Print a message, unless nobody wants any; none is a command to a CI runner, whatever it begins with."""
        if self.events is not None:
            self.events.write("message", text=text)
        elif not self.quiet:
            self._print(text)

    def note(self, text: str) -> None:
        """Print something that a person should know though it is no error."""
        from deploy_cli.render.problems import note_text

        if self.events is not None:
            self.events.write("note", text=text)
        else:
            self.tell(note_text(text, paint=self.error_paint, width=width(sys.stderr)))

    def request(self, method: str, path: str, status: int, seconds: float) -> None:
        """Tell one request; the status is 0 where no answer came. Called from several threads."""
        from deploy_cli.render.visible import visible

        took = round(seconds * 1000)
        if self.events is not None:
            self.events.write("request", method=method, path=path, status=status or None, milliseconds=took)
        else:
            answer = str(status) if status else "no answer"
            self.tell(f"{method} {visible(path)}: {answer}, {took} ms")

    def tell_of(self, plan: "Plan") -> None:
        """Tell what a person should know beside a plan; programs are told what it comes to."""
        for note in plan.notes:
            self.note(note)
        if self.events is not None:
            self.events.plan(plan)

    def fail(self, error: "DeployError", code: int) -> None:
        """Tell why the command fails; nobody can ask not to be told."""
        from deploy_cli.cli.sources import sources_of
        from deploy_cli.render.problems import error_text

        if self.events is not None:
            self.events.error(error, code)
        else:
            paint, columns = self.error_paint, width(sys.stderr)
            self._print(error_text(error, sources_of(error), paint=paint, width=columns))

    def signalled(self, text: str) -> bytes:
        """Return what a signal handler, which may use no stream of Python's, writes to tell ``text``."""
        line = self.events.line("message", text=text) if self.events is not None else f"\n{text}\n"
        return line.encode()

    def trace(self, text: str) -> None:
        """Print the traceback of a bug; nobody can ask not to be told."""
        if self.events is not None:
            self.events.write("bug", traceback=text)
        else:
            self._print(text)

    def _print(self, text: str) -> None:
        if self.above is not None:
            self.above(joined([text]))
        else:
            click.echo(joined([text]), err=True, color=self.error_paint.on)


def width(stream: TextIO) -> int:
    """Return the width that text is folded at: the terminal's within reason, otherwise 80 columns."""
    if not stream.isatty():
        return _PLAIN
    import shutil

    return min(max(shutil.get_terminal_size((_PLAIN, 24)).columns, _NARROW), _WIDE)


def write_utf8() -> None:
    """Make both streams UTF-8 whatever the locale says; what cannot be encoded is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
