"""Where a plan goes: one view of it to stdout, and any number of views into files."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deploy_cli.cli.console import Console
from deploy_cli.cli.options import Decorated, output_format
from deploy_cli.cli.written_views import write_option, write_view
from deploy_cli.render.plan_views import FORMATS, view

if TYPE_CHECKING:
    from deploy_cli.core.values import Object


@dataclass(frozen=True, slots=True)
class PlanOutput:
    """Which views of a plan are asked for."""

    form: str
    """The one that is printed."""
    files: tuple[tuple[str, Path], ...] = ()
    """Format and file of each view that is written."""
    origin: bool = False
    """Whether the text says of every value where it comes from."""

    @property
    def for_machines(self) -> bool:
        """Tell whether anything else than the terminal's text is asked for."""
        return self.form != "text" or bool(self.files)

    @property
    def saves(self) -> bool:
        """Tell whether a file is written that ``apply --plan`` takes."""
        return any(form == "json" for form, _ in self.files)

    def emit(self, plan: "Object", console: Console) -> None:
        """Print the plan, then write it into the files; each is replaced as a whole."""
        if self.form == "text":
            console.show_plan(plan, provenance=self.origin)
        else:
            console.show(view(plan, self.form))
        for form, path in self.files:
            self._write(plan, form, path)

    def _write(self, plan: "Object", form: str, path: Path) -> None:
        from deploy_cli.files import planfile

        if form == "json":
            planfile.save(path, plan)  # it can be applied, so it is its owner's alone
        else:
            write_view(path, view(plan, form, provenance=self.origin))


def plan_output(function: Decorated) -> Decorated:
    """Add ``--format``, ``--write`` and ``--origin``, as ``output: PlanOutput``."""

    @wraps(function)
    def gathered(
        *args: Any, form: str, write: tuple[tuple[str, Path], ...], origin: bool, **settings: Any
    ) -> Any:
        return function(*args, output=PlanOutput(form, write, origin), **settings)

    decorated: Decorated = gathered
    for add in (_origin(), write_option(FORMATS, "the plan"), output_format(*FORMATS)):
        decorated = add(decorated)
    return decorated


def _origin() -> Callable[[Decorated], Decorated]:
    return click.option(
        "--origin",
        is_flag=True,
        help="Tell in the text where each value comes from, and what it overrides.",
    )
