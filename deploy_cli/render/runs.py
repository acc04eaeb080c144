"""The list of the runs of an environment, for people and for programs."""

from collections import Counter
from collections.abc import Sequence

from deploy_cli.core.journal import Told
from deploy_cli.core.values import Object
from deploy_cli.render.paint import Paint
from deploy_cli.render.visible import visible


def runs_text(known: Sequence[Told], *, paint: Paint | None = None) -> str:
    """Return a line for each run: id, when, what it was to do, how it ended, the commit."""
    paint = paint or Paint()
    if not known:
        return "no run of this environment is known on this machine"
    return "\n".join(_line(run, paint) for run in known)


def run_object(run: Told) -> Object:
    """Return a run as an object; ``ended`` is complete, partial, interrupted or killed."""
    return {
        "id": run.id,
        "at": run.at,
        "domain": run.begun.domain,
        "environment": run.begun.environment,
        "commit": run.begun.commit,
        "plan": run.begun.plan,
        "undoes": run.begun.undoes,
        "ended": _ended(run),
        "continued_by": run.continued,
        "changes": [
            {"address": f"{one.section}/{one.name}" if one.name else one.section, "action": one.action}
            for one in run.changes
        ],
    }


def _line(run: Told, paint: Paint) -> str:
    counts = Counter(change.action for change in run.changes)
    what = ", ".join(f"{count} {action}" for action, count in sorted(counts.items()))
    ended = _ended(run)
    painted = ended if ended == "complete" else paint.changed(ended)
    commit = f"  {run.begun.commit[:12]}" if run.begun.commit else ""
    undoes = f"  undoes {visible(run.begun.undoes)}" if run.begun.undoes else ""
    return f"{paint.strong(run.id)}  {visible(run.at[:19])}Z  {visible(what)}  {painted}{commit}{undoes}"


def _ended(run: Told) -> str:
    if run.ended is None:
        return "killed"
    if run.ended.interrupted:
        return "interrupted"
    return "complete" if run.ended.complete else "partial"
