"""Where the report of an apply goes: one view of it to stdout, and any number of views into files."""

import sys
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy_cli import __version__
from deploy_cli.cli.console import Console, width
from deploy_cli.cli.exits import Exit
from deploy_cli.cli.options import Decorated, output_format
from deploy_cli.cli.written_views import write_option, write_view
from deploy_cli.errors import PartlyApplied
from deploy_cli.render.report_views import FORMATS, view

if TYPE_CHECKING:
    from deploy_cli.core.report import Report
    from deploy_cli.core.values import Object


@dataclass(frozen=True, slots=True)
class ReportOutput:
    """Which views of a report are asked for."""

    form: str
    """The one that is printed."""
    files: tuple[tuple[str, Path], ...] = ()
    """Format and file of each view that is written."""

    @property
    def is_text(self) -> bool:
        """Tell whether stdout is for people, so that the plan stands there, too."""
        return self.form == "text"

    def tell(self, report: "Report", console: Console) -> Exit:
        """Print and write the report, and return what the run ends with; raises `PartlyApplied`."""
        from deploy_cli.cli.session import now
        from deploy_cli.render.report_json import report_object

        value = report_object(report, tool_version=__version__, created_at=now())
        self._emit(value, console)
        if report.interrupted:
            console.note("`apply --resume` goes on where this run was stopped")
            return Exit.INTERRUPTED
        if not report.complete:
            hint = "set right what failed, and apply again: it goes on"
            raise PartlyApplied("not everything was applied", hint=hint)
        return Exit.DONE

    def _emit(self, value: "Object", console: Console) -> None:
        from deploy_cli.render.report_text import report_text

        if not self.is_text:
            console.show(view(value, self.form))
        elif value["outcomes"]:  # where there was nothing to do the plan has said so
            console.show("\n" + report_text(value, paint=console.paint, width=width(sys.stdout)))
        for form, path in self.files:
            write_view(path, view(value, form))


def report_output(function: Decorated) -> Decorated:
    """Add ``--format`` and ``--write``, as ``output: ReportOutput``."""

    @wraps(function)
    def gathered(*args: Any, form: str, write: tuple[tuple[str, Path], ...], **settings: Any) -> Any:
        return function(*args, output=ReportOutput(form, write), **settings)

    decorated: Decorated = gathered
    for add in (write_option(FORMATS, "the report"), output_format(*FORMATS)):
        decorated = add(decorated)
    return decorated
