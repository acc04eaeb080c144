"""The report of an apply as a JSON object."""

from dataclasses import asdict

from deploy_cli.core.masks import Masks
from deploy_cli.core.plan import Plan
from deploy_cli.core.report import Done, Failed, Outcome, Report, Skipped
from deploy_cli.core.values import Object
from deploy_cli.errors import ApiError, DeployError
from deploy_cli.render.plan_json import edit_object, location_object

FORMAT_VERSION = 1


def report_object(report: Report, *, tool_version: str, created_at: str) -> Object:
    """Return what ``apply --format json`` prints. An outcome's ``status`` is done, failed or not_tried."""
    masks = Masks()
    return {
        "format_version": FORMAT_VERSION,
        "tool_version": tool_version,
        "created_at": created_at,
        "run": report.run,
        "interrupted": report.interrupted,
        "tenant": _tenant(report.plan),
        "plan": {"digest": report.plan.digest, "summary": asdict(report.plan.summary)},
        "summary": {
            "done": len(report.done),
            "failed": len(report.failed),
            "not_tried": len(report.skipped),
            "not_confirmed": len(report.unconfirmed),
        },
        "outcomes": [_outcome(outcome) for outcome in report.outcomes],
        "unconfirmed": [
            {"address": str(change.address), "edits": [edit_object(edit, masks) for edit in change.edits]}
            for change in report.unconfirmed
        ],
    }


def _tenant(plan: Plan) -> Object:
    return {"domain": plan.domain, "environment": plan.environment}


def _outcome(outcome: Outcome) -> Object:
    change = outcome.change
    told: Object = {
        "id": change.id,
        "address": str(change.address),
        "action": str(change.action),
        "source": location_object(change.source),
        "status": "done",
        "resource_id": change.resource_id,
    }
    match outcome:
        case Done(_, resource_id):
            return {**told, "resource_id": resource_id}
        case Failed(_, error):
            return {**told, "status": "failed", "error": error_object(error)}
        case Skipped(_, because):
            return {**told, "status": "not_tried", "because": because}


def error_object(error: DeployError) -> Object:
    """Return a failure as an object; of an `ApiError` also what Auth0 answered."""
    told: Object = {"message": error.summary, "hint": error.hint}
    if isinstance(error, ApiError):
        told |= {"method": error.method, "path": error.path, "status": error.status or None}
        told |= {"code": error.code, "field": error.field, "request_id": error.request_id}
    return told
