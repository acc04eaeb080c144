"""One run that writes: it keeps a journal, can be stopped, is remembered, and takes up what an earlier one left."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from deploy_cli import __version__, resources
from deploy_cli.cli.console import Console
from deploy_cli.cli.interruption import Interruption
from deploy_cli.cli.options import Asked
from deploy_cli.cli.running import Running, alone
from deploy_cli.core.address import Selection
from deploy_cli.core.journal import Begun, Continued, Result, Told
from deploy_cli.files.journal import RunJournal, runs
from deploy_cli.files.state import private_folder, state_dir

if TYPE_CHECKING:
    from deploy_cli.app.ports import ManagementApi
    from deploy_cli.app.resuming import Lookup
    from deploy_cli.cli.session import Session
    from deploy_cli.core.plan import Plan
    from deploy_cli.core.report import Report


@dataclass(frozen=True, slots=True)
class Run:
    """One run."""

    running: Running
    interruption: Interruption
    write_secrets: tuple[str, ...] = ()
    continues: str | None = None
    """The id of the run that this one finishes."""
    undoes: str | None = None
    """The id of the run that this one takes back."""

    def carry_out(self, session: "Session", plan: "Plan", api: "ManagementApi", console: Console) -> "Report":
        """Carry out ``plan``, telling how it goes, and remember it.

        Raises `Refused` and `UsageError` before anything is written.
        """
        from deploy_cli.cli import commits
        from deploy_cli.cli.memory import forget, remember_apply
        from deploy_cli.core import safety

        safety.refuse(plan)
        report = self._applied(session, plan, api, console)
        if self.undoes is not None:
            forget(report, console)
            if report.done:
                commits.forget(plan.domain, plan.environment)
        else:
            remember_apply(session.desired, report, console)
            commits.remember(session.target, report, console)
        return report

    def _applied(self, session: "Session", plan: "Plan", api: "ManagementApi", console: Console) -> "Report":
        from deploy_cli.app.applying import apply
        from deploy_cli.app.run import Silent
        from deploy_cli.cli.progress import told

        if not plan.changes:
            _continue(self.continues, "nothing was left", plan.domain)
            return apply(plan, session.desired, api, resources.ALL, Silent())
        journal = RunJournal.begin(folder_of(plan.domain), self._begun(session, plan))
        _continue(self.continues, journal.run, plan.domain)
        try:
            with self.interruption.gently(), told(console, plan, api, self.interruption) as progress:
                report = apply(
                    plan,
                    session.desired,
                    api,
                    resources.ALL,
                    progress,
                    journal=journal,
                    stopped=self.interruption.stopped,
                    fail_fast=self.running.fail_fast,
                )
        finally:
            journal.close()
        return replace(report, run=journal.run)

    def _begun(self, session: "Session", plan: "Plan") -> Begun:
        from deploy_cli.cli.revision import commit_of

        return Begun(
            domain=plan.domain,
            environment=plan.environment,
            plan=plan.digest,
            source=plan.source_digest,
            commit=commit_of(session.target),
            tool_version=__version__,
            only=plan.selection.only,
            exclude=plan.selection.exclude,
            write_secrets=self.write_secrets,
            undoes=self.undoes,
        )


@contextmanager
def writing(
    session: "Session", console: Console, command: str, running: Running
) -> Iterator[tuple["ManagementApi", Interruption]]:
    """Give the live tenant to be written, for the length of a ``with`` block: nobody else does, and signals are heard.

    Raises `Refused` where somebody else does, or a newer commit was applied before.
    """
    interruption = Interruption(console.signalled)
    with (
        interruption.handled(),
        session.live(interruption.stopped) as api,
        alone(session, api, console, command, running),
    ):
        in_order(session, api, console, running)
        yield api, interruption


def in_order(session: "Session", api: "ManagementApi", console: Console, running: Running) -> None:
    """Raise `Refused` where an older commit would be applied over a newer one."""
    from deploy_cli.cli import commits

    environment = session.desired.environment.name
    commits.check(session.target, api.domain, environment, console, allow_older=running.allow_older)


def folder_of(domain: str) -> Path:
    """Return the folder of the journals of one domain. Raises `UsageError` where there can be none."""
    return private_folder(state_dir(os.environ), "journals", domain)


def runs_of(domain: str, environment: str) -> tuple[Told, ...]:
    """Return the runs of one environment that are remembered, the latest first."""
    return tuple(run for run in runs(folder_of(domain)) if run.begun.environment == environment)


def taken_up(
    session: "Session", api: "ManagementApi", asked: Asked, console: Console, *, resume: bool
) -> tuple[Asked, str | None]:
    """Look up what the last run left unknown; return what is asked for, and the run that is continued by that.

    With ``resume`` what is asked for is what that run was about.
    """
    run = next(iter(runs_of(api.domain, session.desired.environment.name)), None)
    if run is None or not run.unfinished or run.begun.undoes is not None:
        if resume:
            console.note("there is no run to resume: this is an apply as any other")
        return asked, None
    lookups = _looked_up(run, api)
    if resume or lookups:
        _tell(run, lookups, session, console)
    if resume:
        return _asked_again(asked, run.begun), run.id
    whole = not (asked.selection.only or asked.selection.exclude or run.begun.write_secrets)
    return asked, run.id if whole else None


def looked_up(run: Told, session: "Session", api: "ManagementApi", console: Console) -> Told:
    """Return ``run`` with what is known now of what it left unknown."""
    lookups = _looked_up(run, api)
    if not lookups:
        return run
    _tell(run, lookups, session, console)
    return next(one for one in runs(folder_of(api.domain)) if one.id == run.id)


def _looked_up(run: Told, api: "ManagementApi") -> tuple["Lookup", ...]:
    from deploy_cli.app.resuming import settle

    journal = RunJournal.reopen(folder_of(api.domain), run.id)
    try:
        return settle(run, api, resources.ALL, journal)
    finally:
        journal.close()


def _continue(run: str | None, by: str, domain: str) -> None:
    """Write into the journal of a run that did not finish who finishes it."""
    if run is None:
        return
    journal = RunJournal.reopen(folder_of(domain), run)
    try:
        journal.record(Continued(by=by))
    finally:
        journal.close()


def _asked_again(asked: Asked, begun: Begun) -> Asked:
    return replace(
        asked,
        selection=Selection(only=begun.only, exclude=begun.exclude),
        write_secrets=tuple(dict.fromkeys((*asked.write_secrets, *begun.write_secrets))),
    )


def _tell(run: Told, lookups: tuple["Lookup", ...], session: "Session", console: Console) -> None:
    """Tell what is known of the run that did not end."""
    done = sum(run.result(intent) is Result.DONE for intent in run.intents)
    unknown = f", {len(lookups)} of unknown outcome" if lookups else ""
    console.note(f"run {run.id} did not finish: {done} request{'s' if done != 1 else ''} done{unknown}")
    for lookup in lookups:
        what = {
            Result.DONE: f"was carried out: {lookup.resource_id}",
            Result.ABSENT: "was not carried out",
        }.get(lookup.result, "may have been carried out; the plan shows what is left to do")
        console.note(f"`{lookup.method} {lookup.path}` for `{lookup.address}` {what}")
    if run.begun.source != session.desired.digest:
        console.note("the files changed since; they decide what is left to do")
