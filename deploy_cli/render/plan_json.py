"""The plan as a JSON object: the value that every view is drawn from, and that a saved plan holds."""

import json
from dataclasses import asdict

from deploy_cli.core.diff import Edit
from deploy_cli.core.path import written
from deploy_cli.core.plan import FORMAT_VERSION, Change, Finding, Plan, masked
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Value
from deploy_cli.errors import Location


def plan_object(plan: Plan, *, created_at: str, tool_version: str, commit: str | None = None) -> Object:
    """Return ``plan`` as an object of JSON values, in the order in which a reader wants the keys.

    ``created_at`` is RFC 3339; nothing else differs between two renderings of one plan. ``commit`` is the git
    commit that the files are those of. A secret is ``"(secret)"`` and its edit is ``sensitive``; a side of an
    edit that is not there is ``null``.
    """
    return {
        "format_version": FORMAT_VERSION,
        "tool_version": tool_version,
        "created_at": created_at,
        "tenant": {"domain": plan.domain, "environment": plan.environment},
        "source": {"digest": plan.source_digest, "commit": commit},
        "summary": asdict(plan.summary),
        "changes": [change_object(change) for change in plan.changes],
        "findings": [finding_object(finding) for finding in plan.findings],
        "digest": plan.digest,
    }


def change_object(change: Change) -> Object:
    """Return one change as the plan holds it."""
    return {
        "id": change.id,
        "address": str(change.address),
        "action": str(change.action),
        "reason": change.reason,
        "resource_id": change.resource_id,
        "edits": [edit_object(edit) for edit in change.edits],
        "effects": [asdict(effect) for effect in change.effects],
        "findings": [finding_object(finding) for finding in change.findings],
        "source": location_object(change.source),
    }


def finding_object(finding: Finding) -> Object:
    """Return what a guardrail has to say."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "text": finding.text,
        "address": str(finding.address) if finding.address else None,
        "source": location_object(finding.source),
    }


def edit_object(edit: Edit) -> Object:
    """Return one edit; the keys inside its values are sorted, for the order of a live object means nothing."""
    return {
        "path": written(edit.path),
        "before": _side(edit.before),
        "after": _side(edit.after),
        "sensitive": edit.sensitive,
    }


def location_object(location: Location | None) -> Object | None:
    """Return a place in the files, or ``None`` where there is none."""
    return asdict(location) if location else None


def json_text(value: Value) -> str:
    """Return ``value`` as the text that ``--format json`` prints."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)


def _side(value: MaybeValue) -> Value:
    return None if value is ABSENT else _sorted(masked(value))


def _sorted(value: Value) -> Value:
    match value:
        case dict():
            return {key: _sorted(value[key]) for key in sorted(value)}
        case list():
            return [_sorted(item) for item in value]
        case _:
            return value
