"""How an apply goes, a line for each change that begins or ends."""

from deploy_cli.core.plan import Action, Change
from deploy_cli.core.report import Done, Failed, Outcome, Skipped
from deploy_cli.render.line import joined
from deploy_cli.render.paint import Paint
from deploy_cli.render.plan_text import SIGNS
from deploy_cli.render.visible import name, visible

_DOING = {
    Action.CREATE: "creating",
    Action.UPDATE: "updating",
    Action.RENAME: "renaming",
    Action.DELETE: "deleting",
}
_DONE = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.RENAME: "renamed",
    Action.DELETE: "deleted",
}


def begun(change: Change, *, paint: Paint) -> str:
    """Return the line of progress for a change that is being made."""
    return paint.faint(f"  {SIGNS[change.action]} {_DOING[change.action]} {name(str(change.address))}")


def ended(outcome: Outcome, number: int, total: int, *, paint: Paint) -> str:
    """Return the line of progress for the ``number``-th of ``total`` changes that came to an end."""
    address, count = name(str(outcome.change.address)), paint.faint(f"[{number}/{total}]")
    match outcome:
        case Done(change):
            return joined([f"{count} {paint.sign(SIGNS[change.action], _DONE[change.action])} {address}"])
        case Failed(_, error):
            return joined([f"{count} {paint.error('failed')} {address}: {visible(error.summary)}"])
        case Skipped(_, because):
            return joined([f"{count} {paint.changed('not tried')} {address}: {visible(because)}"])
