"""``apply --plan``: a saved plan as an approval, from its file to the word that it holds."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from deploy_cli import __version__
from deploy_cli.app import approval
from deploy_cli.cli.console import Console, width
from deploy_cli.cli.expiry import is_past
from deploy_cli.cli.keys import plan_key, state_key
from deploy_cli.cli.options import Asked
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.values import Object
from deploy_cli.errors import Refused, StalePlan, UsageError
from deploy_cli.files import planfile

if TYPE_CHECKING:
    from deploy_cli.app.ports import ManagementApi
    from deploy_cli.cli.session import Session
    from deploy_cli.core.plan import Plan


@dataclass(frozen=True, slots=True)
class Approval:
    """A saved plan."""

    saved: Object
    salt: str | None
    """Of the hashes of its secrets."""

    @classmethod
    def load(cls, path: Path) -> "Approval":
        """Read the plan in the file at ``path``. Raises `StalePlan` where what it says of itself cannot be checked."""
        saved = planfile.load(path)
        approval.check_signature(saved, plan_key())
        return cls(saved, approval.salt_of(saved, state_key()))

    def asked(self, given: Asked) -> Asked:
        """Return what the plan was asked for. Raises `UsageError` where the command line says something else."""
        selection, allowed = self.saved["selection"], self.saved.get("allowed", {})
        told = {
            "--only": (given.selection.only, tuple(selection["only"])),
            "--exclude": (given.selection.exclude, tuple(selection["exclude"])),
            "--write-secrets": (given.write_secrets, tuple(allowed.get("write_secrets", ()))),
            "--allow-replace": (given.allow_replace, tuple(allowed.get("replace", ()))),
            "--allow-empty": (given.allow_empty, tuple(allowed.get("empty", ()))),
            "--allow-deletes": (given.allow_deletes, allowed.get("deletes")),
            "--allow-updates": (given.allow_updates, allowed.get("updates")),
        }
        for option, (here, there) in told.items():
            if here not in ((), None, there):
                raise UsageError(
                    f"`{option}` is not what the saved plan was made with",
                    hint=f"leave `{option}` out: `--plan` takes it from the file; or plan again",
                )
        return replace(
            given,
            selection=Selection(only=told["--only"][1], exclude=told["--exclude"][1]),
            write_secrets=told["--write-secrets"][1],
            allow_replace=told["--allow-replace"][1],
            allow_empty=told["--allow-empty"][1],
            allow_deletes=told["--allow-deletes"][1],
            allow_updates=told["--allow-updates"][1],
        )

    def check_here(self, session: "Session", api: "ManagementApi") -> None:
        """Raise `StalePlan` where the plan cannot hold, whatever the files and the tenant say."""
        from deploy_cli.cli.session import now

        here = approval.Circumstances(
            domain=api.domain,
            environment=session.desired.environment.name,
            tool_version=__version__,
            is_past=partial(is_past, now=now()),
        )
        approval.check_circumstances(self.saved, here)

    def check(self, plan: "Plan", shown: Object, console: Console) -> None:
        """Raise `StalePlan` unless ``plan``, of which ``shown`` is the JSON, is what was approved.

        What was refused when it was made is `Refused`, whatever it has become.
        """
        from deploy_cli.cli.plan import refuse
        from deploy_cli.render.approval_text import approval_text

        if self.saved["refusals"]:
            refuse(plan, shown=True)
            raise Refused(
                "the saved plan was refused when it was made, so nobody can have approved it",
                hint="set right what it names, and plan again",
            )
        verdict = approval.judge(self.saved, shown, _ours(plan))
        if not verdict.holds:
            hint = "the tenant is as the files want it" if verdict.spent else approval.PLAN_AGAIN
            raise StalePlan(approval_text(verdict, width(sys.stderr)), hint=hint)
        if done := verdict.comparison.done:
            console.note(f"approved, and done already: {', '.join(done)}")
        if count := verdict.comparison.unchecked:
            whose = "1 field is" if count == 1 else f"{count} fields are"
            console.note(
                f"unknown: whether what {whose} to hold is the approved secret was not checked;"
                " a plan that was made with `DEPLOY_CLI_STATE_KEY` can be"
            )


def _ours(plan: "Plan") -> Callable[[str], bool]:
    """Return what tells whether a resource is one that an apply on this machine made, or saw to be right."""
    known = dict(_known(plan))

    def ours(text: str) -> bool:
        if text not in known:
            return False
        address, mine = known[text]
        ids = plan.names.ids((address.section,), address.name)
        return not ids or (len(ids) == 1 and ids[0] in mine)

    return ours


def _known(plan: "Plan") -> Iterator[tuple[str, tuple[Address, set[str | None]]]]:
    """Yield the ids of what applies on this machine made or saw, as it and the journals remember, by address."""
    from deploy_cli.cli.memory import Memory
    from deploy_cli.cli.run import runs_of

    found: dict[Address, set[str | None]] = {}
    last = Memory.of(plan.domain, plan.environment).last
    for address, one in last.resources.items() if last else ():
        found.setdefault(address, set()).add(one.id)
    for run in runs_of(plan.domain, plan.environment):
        for change in run.changes:
            if change.action == "create" and (made := run.made(change)) is not None:
                found.setdefault(Address(change.section, change.name), set()).add(made)
    yield from ((str(address), (address, ids)) for address, ids in found.items())
