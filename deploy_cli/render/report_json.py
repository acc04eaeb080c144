"""The report of an apply as a JSON object: the value that every view of it is drawn from."""

from dataclasses import asdict

from deploy_cli.core.masks import Masks
from deploy_cli.core.plan import Plan
from deploy_cli.core.report import Done, Failed, Outcome, Report, Skipped
from deploy_cli.core.values import Object
from deploy_cli.render.failure import error_object
from deploy_cli.render.plan_json import change_object, edit_object, location_object

FORMAT_VERSION = 1


def report_object(report: Report, *, tool_version: str, created_at: str) -> Object:
    """Return what ``apply --format json`` prints. An outcome's ``status`` is done, failed or not_tried.

    Secrets have the numbers that the plan gives them, see `plan_json.plan_object`.
    """
    masks = Masks()
    changes = {change.id: change_object(change, masks) for change in report.plan.changes}
    return {
        "format_version": FORMAT_VERSION,
        "tool_version": tool_version,
        "created_at": created_at,
        "run": report.run,
        "interrupted": report.interrupted,
        "exit": _exit(report),
        "tenant": _tenant(report.plan),
        "plan": {"digest": report.plan.digest, "summary": asdict(report.plan.summary)},
        "summary": {
            "done": len(report.done),
            "failed": len(report.failed),
            "not_tried": len(report.skipped),
            "not_confirmed": len(report.unconfirmed),
        },
        "outcomes": [_outcome(outcome, changes[outcome.change.id]) for outcome in report.outcomes],
        "unconfirmed": [
            {
                "address": str(change.address),
                "action": str(change.action),
                "risk": str(change.risk),
                "source": location_object(change.source),
                "edits": [edit_object(edit, masks) for edit in change.edits],
            }
            for change in report.unconfirmed
        ],
    }


def _tenant(plan: Plan) -> Object:
    return {"domain": plan.domain, "environment": plan.environment}


def _exit(report: Report) -> Object:
    """Return what a run that came to its end ends with."""
    if report.interrupted:
        return {"code": 130, "name": "interrupted"}
    return {"code": 0, "name": "done"} if report.complete else {"code": 5, "name": "partly"}


def _outcome(outcome: Outcome, change: Object) -> Object:
    told: Object = {key: change[key] for key in ("id", "address", "action", "risk", "effects", "source")}
    told |= {"status": "done", "resource_id": change["resource_id"]}
    match outcome:
        case Done(_, resource_id):
            return {**told, "resource_id": resource_id or change["resource_id"]}
        case Failed(_, error):
            return {**told, "status": "failed", "error": _error(outcome, error_object(error))}
        case Skipped(_, because):
            return {**told, "status": "not_tried", "because": because}


def _error(failed: Failed, told: Object) -> Object:
    return {**told, "source": location_object(failed.place)}
