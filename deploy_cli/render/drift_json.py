"""Drift as a JSON object: a plan, with who moved."""

from dataclasses import asdict

from deploy_cli.app.drifting import Drift
from deploy_cli.core.drift import Moved
from deploy_cli.core.last_write import LastWrite
from deploy_cli.core.values import Object


def drift_object(drift: Drift, plan: Object) -> Object:
    """Return ``plan``, the object of `plan_json.plan_object`, with what is known of who moved.

    The whole gets ``drift``: when files and tenant last agreed, and why the log was not read. Each change gets
    ``drift``: who moved, and the last write; each edit ``moved``.
    """
    log = {"read": drift.silence is None, "reason": drift.silence}
    changes = [
        _change(change, drift.moved[change["id"]], drift.writes.get(change["id"]))
        for change in plan["changes"]
    ]
    return {**plan, "drift": {"applied_at": drift.applied_at, "log": log}, "changes": changes}


def _change(change: Object, moved: Moved, write: LastWrite | None) -> Object:
    edits = [{**edit, "moved": str(mover)} for edit, mover in zip(change["edits"], moved.edits, strict=True)]
    told = {"moved": str(moved.whole), "last_write": asdict(write) if write else None}
    return {**change, "edits": edits, "drift": told}
