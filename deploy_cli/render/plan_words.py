"""What the Markdown and the HTML view say about a plan in the same words. Nothing is escaped here."""

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from deploy_cli.core.values import Object
from deploy_cli.lifetimes.durations import written

ACTIONS: Final = ("delete", "create", "update", "rename")
RISKS: Final = ("critical", "high", "medium", "low", "none")
"""Gravest first."""

GRAVE: Final = frozenset({"critical", "high"})
"""Risks that a reader is shown whether they look for them or not."""


def many(count: int, noun: str) -> str:
    """Return ``1 edit``, ``1,200 edits``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def counts(plan: Object) -> list[str]:
    """Return how many resources each thing happens to, what cannot be taken back first; empty for none."""
    return [f"{plan['summary'][action]:,} to {action}" for action in ACTIONS if plan["summary"][action]]


def others(plan: Object) -> list[str]:
    """Return what the plan leaves alone."""
    summary = plan["summary"]
    unmanaged = f"{summary['unmanaged']:,} in the tenant that the files do not name"
    return [
        *([f"{summary['unchanged']:,} unchanged"] if summary["unchanged"] else []),
        *([unmanaged] if summary["unmanaged"] else []),
    ]


def risks(plan: Object) -> list[str]:
    """Return how many changes carry each risk: ``1 critical``; those without any are not told."""
    return [f"{plan['risk'][risk]:,} {risk}" for risk in RISKS[:-1] if plan["risk"][risk]]


def nothing_to_do(plan: Object) -> str:
    """Return what there is to say of a plan without changes."""
    compared = many(plan["summary"]["unchanged"], "resource")
    return f"No changes: the tenant is as the files want it, {compared} compared."


def facts(plan: Object) -> Iterator[tuple[str, str]]:
    """Yield what else is known of the plan, as a name and a sentence each; literals stand between backticks."""
    if selected := selection(plan):
        yield "selected", selected
    if let := allowed(plan):
        yield "allowed", let
    if plan["snapshot"]:
        yield "compared with", f"{snapshot(plan)}; a plan that was made offline cannot be applied"
    yield "requests", cost(plan["requests"])
    if plan["expires_at"]:
        yield "can be applied until", plan["expires_at"]
    yield "made", f"{plan['created_at']} by deploy-cli {plan['tool_version']}"
    if plan["source"]["commit"]:
        yield "commit", f"`{plan['source']['commit']}`"
    yield "digest of the files", f"`{plan['source']['digest']}`"
    yield "digest of the plan", f"`{plan['digest']}`" + (", signed" if plan["signature"] else "")


def selection(plan: Object) -> str:
    """Return what was selected, in words; empty for everything."""
    only, exclude = plan["selection"]["only"], plan["selection"]["exclude"]
    told = [f"only {_listed(only)}"] if only else []
    return ", ".join([*told, *([f"without {_listed(exclude)}"] if exclude else [])])


def allowed(plan: Object) -> str:
    """Return what the plan was allowed beyond the ordinary, in words; empty for nothing."""
    let = plan.get("allowed") or {}
    told = [many(let[what], what[:-1]) for what in ("deletes", "updates") if let.get(what) is not None]
    told += [f"to replace {_listed(let['replace'])}"] if let.get("replace") else []
    told += [f"to empty {_listed(let['empty'])}"] if let.get("empty") else []
    told += [f"to write the secrets of {_listed(let['write_secrets'])}"] if let.get("write_secrets") else []
    return joined(told)


def snapshot(plan: Object) -> str:
    """Return which snapshot the plan was made against, and how old that was."""
    taken = plan["snapshot"]["created_at"]
    seconds = _between(taken, plan["created_at"])
    age = f", {written(seconds)} old when the plan was made" if seconds is not None else ""
    return f"a snapshot of {taken}{age}"


def cost(requests: Object) -> str:
    """Return how many requests the plan took, how many an apply needs, and how long those take."""
    told = f"{requests['reads']:,} to read for this plan, {requests['writes']:,} to write when it is applied"
    rate, seconds = requests["rate"], requests["seconds"]
    if seconds:
        told += f"; reading, writing and reading back take {written(round(seconds)) if seconds >= 1 else 'under 1s'}"
    if rate:
        told += f" at the tenant's limit of {rate['per_second']:,} a second, {rate['burst']:,} at once"
    return told


def command(plan: Object) -> str:
    """Return the command that makes the same plan again; TENANT stands for the tenant file or folder."""
    let = plan.get("allowed") or {}
    repeated = {
        "--only": plan["selection"]["only"],
        "--exclude": plan["selection"]["exclude"],
        "--write-secrets": let.get("write_secrets", []),
        "--allow-replace": let.get("replace", []),
        "--allow-empty": let.get("empty", []),
    }
    chosen = [(option, one) for option, given in repeated.items() for one in given]
    chosen += [(f"--allow-{of}", str(let[of])) for of in ("deletes", "updates") if let.get(of) is not None]
    made_by = "drift" if plan.get("drift") else "plan"
    return " ".join(
        [f"deploy-cli {made_by} TENANT", *(f"{option} {shlex.quote(one)}" for option, one in chosen)]
    )


def place(source: Object | None) -> str:
    """Return a place in the files: ``tenants/prod.yaml:14:7``; empty for none."""
    return f"{source['file']}:{source['line']}:{source['column']}" if source else ""


def origin(source: Object | None) -> str:
    """Return where a value comes from, what it passed through, and what it overrides; empty where nobody knows."""
    if not source:
        return ""
    through = [f"through {step}" for step in source["through"]]
    overrides = [f"overrides {place(one)}" for one in source["overrides"]]
    return ", ".join([place(source), *through, *overrides])


def elsewhere(change: Object) -> Callable[[Object], str]:
    """Return what tells the place of an edit that comes from another file than its change."""
    own = change["source"] and change["source"]["file"]

    def tell(edit: Object) -> str:
        source = edit["source"]
        return f"{source['file']}:{source['line']}" if source and source["file"] != own else ""

    return tell


def joined(parts: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def shortened(text: str, most: int) -> str:
    """Return the beginning of ``text``, and how much is left out where that is anything."""
    left = len(text) - most
    return f"{text[:most]}… ({left:,} more characters)" if left > 0 else text


def _listed(globs: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in globs)


def _between(earlier: str, later: str) -> int | None:
    """Return the seconds between two times; ``None`` where one is no time, for a saved plan can say anything."""
    try:
        seconds = (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
    except (TypeError, ValueError):
        return None
    return max(0, int(seconds))
