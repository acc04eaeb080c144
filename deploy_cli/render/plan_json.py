"""The plan as a JSON object: the value that every view is drawn from, and that a saved plan holds."""

from collections import Counter
from dataclasses import asdict

from deploy_cli.core.cost import Cost
from deploy_cli.core.diff import Edit
from deploy_cli.core.effect import Effect, Severity
from deploy_cli.core.json_text import json_written
from deploy_cli.core.masks import Masks
from deploy_cli.core.path import written
from deploy_cli.core.plan import FORMAT_VERSION, Allowed, Change, Finding, Plan
from deploy_cli.core.seal import Seal
from deploy_cli.core.tenant import Live, Origin
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Value
from deploy_cli.errors import Location, Problem


def plan_object(
    plan: Plan,
    *,
    created_at: str,
    tool_version: str,
    commit: str | None = None,
    ends: tuple[int, str] = (0, "done"),
    list_unmanaged: bool = False,
    expires_at: str | None = None,
    seal: Seal | None = None,
) -> Object:
    """Return ``plan`` as an object of JSON values, in the order in which a reader wants the keys.

    ``created_at`` is RFC 3339; but for ``expires_at`` nothing else differs between two renderings of one plan.
    ``commit`` is the git commit that the files are those of, ``ends`` the exit code of the command with its name.
    ``seal`` hashes the secrets, so that an apply can tell whether they are the approved ones. A secret is
    ``"(secret #1)"``, by the same number wherever it stands, and its edit is ``sensitive``; a side of an edit that is
    not there is ``null``.
    """
    masks = Masks()
    risks = Counter(str(change.risk) for change in plan.changes)
    changes = [change_object(change, masks) for change in plan.changes]
    return {
        "format_version": FORMAT_VERSION,
        "tool_version": tool_version,
        "created_at": created_at,
        "tenant": {"domain": plan.domain, "environment": plan.environment},
        "source": {"digest": plan.source_digest, "commit": commit, "files": dict(plan.source_files)},
        "snapshot": {"created_at": plan.snapshot_at} if plan.snapshot_at else None,
        "selection": {"only": list(plan.selection.only), "exclude": list(plan.selection.exclude)},
        "allowed": _allowed(plan.allowed),
        "exit": {"code": int(ends[0]), "name": ends[1]},
        "summary": asdict(plan.summary),
        "risk": {str(severity): risks[str(severity)] for severity in Severity},
        "changes": changes,
        "refusals": [refusal_object(refusal) for refusal in plan.refusals],
        "findings": [finding_object(finding) for finding in plan.findings],
        "unmanaged": [_unmanaged(live) for live in plan.unmanaged] if list_unmanaged else [],
        "notes": list(plan.notes),
        "requests": _cost(plan.cost),
        "secrets": _secrets(masks, seal),
        "expires_at": expires_at,
        "digest": plan.digest,
        "signature": None,
    }


def change_object(change: Change, masks: Masks | None = None) -> Object:
    """Return one change as the plan holds it. ``masks`` numbers the secrets, over all changes of a plan."""
    numbers = masks or Masks()
    return {
        "id": change.id,
        "address": str(change.address),
        "action": str(change.action),
        "cause": str(change.cause),
        "reason": change.reason,
        "resource_id": change.resource_id,
        "risk": str(change.risk),
        "edits": [
            edit_object(edit, numbers, change.desired.origin(edit.path) if change.desired else None)
            for edit in change.edits
        ],
        "unchanged_fields": change.unchanged_fields,
        "effects": [_effect(effect) for effect in change.effects],
        "findings": [finding_object(finding) for finding in change.findings],
        "source": location_object(change.source),
        "made_from": change.fingerprint,
    }


def refusal_object(refusal: Problem) -> Object:
    """Return one reason why a plan must not be carried out."""
    return {
        "rule": refusal.rule,
        "text": refusal.message,
        "hint": refusal.hint,
        "address": refusal.address,
        "source": location_object(refusal.location),
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


def edit_object(edit: Edit, masks: Masks, origin: Origin | None = None) -> Object:
    """Return one edit; the keys inside its values are sorted, for the order of a live object means nothing."""
    return {
        "path": written(edit.path),
        "before": _side(edit.before, masks),
        "after": _side(edit.after, masks),
        "sensitive": edit.sensitive,
        "source": _origin(origin) if origin else None,
    }


def location_object(location: Location | None) -> Object | None:
    """Return a place in the files, or ``None`` where there is none."""
    return asdict(location) if location else None


def json_text(value: Value) -> str:
    """Return ``value`` as the text that ``--format json`` prints; nothing in it moves a terminal or a CI runner."""
    return json_written(value)


def _origin(origin: Origin) -> Object:
    return {
        **asdict(origin.location),
        "overrides": [asdict(location) for location in origin.overrides],
        "through": list(origin.through),
    }


def _effect(effect: Effect) -> Object:
    return {
        "severity": str(effect.severity),
        "text": effect.text,
        "concerns": [str(concern) for concern in effect.concerns],
        **({"observed": True} if effect.observed else {}),
    }


def _unmanaged(live: Live) -> Object:
    return {"address": str(live.address), "resource_id": live.id}


def _cost(cost: Cost) -> Object:
    return {
        "reads": cost.reads,
        "writes": cost.writes,
        "rate": asdict(cost.rate) if cost.rate else None,
        "seconds": cost.seconds,
    }


def _allowed(allowed: Allowed) -> Object:
    return {
        "write_secrets": list(allowed.write_secrets),
        "replace": list(allowed.replace),
        "empty": list(allowed.empty),
        "deletes": allowed.deletes,
        "updates": allowed.updates,
    }


def _secrets(masks: Masks, seal: Seal | None) -> Object | None:
    if seal is None or seal.key is None:
        return None
    marks = {f"#{number}": seal.mark(secret) for secret, number in masks.numbers.items()}
    return {"salt": seal.salt, "key": seal.id, "marks": marks}


def _side(value: MaybeValue, masks: Masks) -> Value:
    return None if value is ABSENT else masks(value)
