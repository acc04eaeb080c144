"""Holds a plan that was approved against the plan as it is now."""

from collections.abc import Iterator

from deploy_cli.core.path import written
from deploy_cli.core.plan import Plan
from deploy_cli.core.values import Object, canonical
from deploy_cli.errors import Refused, StalePlan


def check_approved(approved: Object, plan: Plan, now: Object) -> None:
    """Raise `StalePlan` unless ``approved``, a saved plan's JSON, is the very plan that was made now.

    One that was made against a snapshot is `Refused`. ``now`` is ``plan`` as such JSON: what was approved is what the
    file shows, so that has to agree as well as the digest. The message says what differs: the tenant, the files, or
    each change as approved and as it is now.
    """
    if approved.get("snapshot"):
        raise Refused(
            "the saved plan was made against a snapshot, not against the tenant as it is",
            hint="plan again without `--snapshot`, and have that plan approved",
        )
    if approved.get("digest") != plan.digest:
        lines = sorted(_differences(approved, plan)) or ["the files, or the values in the tenant, changed"]
        raise StalePlan(
            "\n".join(["the plan is not the one that was approved", *(f"  {line}" for line in lines)]),
            hint="plan again, and have the new plan approved",
        )
    if _shown(approved) != _shown(now):
        raise StalePlan(
            "the saved plan shows other changes than those that its digest stands for: it was edited",
            hint="plan again, and have the new plan approved",
        )


def _shown(plan: Object) -> str:
    changes = [{name: change.get(name) for name in _TELLING} for change in plan["changes"]]
    return canonical([plan["tenant"], changes])


_TELLING = ("address", "action", "resource_id", "edits")


def _differences(approved: Object, plan: Plan) -> Iterator[str]:
    tenant = approved["tenant"]
    if tenant["domain"] != plan.domain:
        yield f"it was made for the domain `{tenant['domain']}`; this is `{plan.domain}`"
    if tenant["environment"] != plan.environment:
        yield f"it was made for the environment `{tenant['environment']}`; this is `{plan.environment}`"
    then = {(c["action"], c["address"]): {edit["path"] for edit in c["edits"]} for c in approved["changes"]}
    now = {(str(c.action), str(c.address)): {written(edit.path) for edit in c.edits} for c in plan.changes}
    for what in then.keys() - now.keys():
        yield f"approved, and not needed now: {' '.join(what)}"
    for what in now.keys() - then.keys():
        yield f"needed now, and not approved: {' '.join(what)}"
    for what in then.keys() & now.keys():
        if then[what] != now[what]:
            fields = ", ".join(sorted(then[what] ^ now[what]))
            yield f"approved otherwise: {' '.join(what)} ({fields})"
