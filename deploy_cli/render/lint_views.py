"""What `lint` found, in words and as JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence

from deploy_cli.core.plan import Finding
from deploy_cli.core.values import Object
from deploy_cli.guardrails import RULES, called
from deploy_cli.render.plan_json import finding_object
from deploy_cli.render.problems import counted
from deploy_cli.render.visible import visible

FORMAT_VERSION = 1

_WORDS = {"error": "error", "warning": "warning", "info": "note"}


def sorted_findings(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings with the gravest first, and what is waived last."""
    ranks = {severity: rank for rank, severity in enumerate(_WORDS)}
    return tuple(sorted(findings, key=lambda one: (one.waiver is not None, ranks[one.severity])))


def summary(environment: str, findings: Sequence[Finding], *, profile: str, own: int) -> str:
    """Return the last line: what was found, what is waived, by how many rules."""
    counts = _counts(findings)
    found = [counted(counts[key], word) for key, word in _WORDS.items() if counts[key]]
    waived = f", {counts['waived']} waived" if counts["waived"] else ""
    rules = counted(len(RULES), "rule") + (f" and {own} of your own" if own else "")
    return (
        f"{visible(environment)}: {', '.join(found) or 'nothing found'}{waived}; {rules}, profile {profile}"
    )


def lint_object(
    environment: str, findings: Sequence[Finding], *, profile: str, blocking: int, fixes: Mapping[str, str]
) -> Object:
    """Return what ``lint --format json`` prints; ``blocking`` is the number of findings that make it fail."""
    return {
        "format_version": FORMAT_VERSION,
        "environment": environment,
        "profile": profile,
        "passed": not blocking,
        "summary": {key: _counts(findings)[key] for key in (*_WORDS, "waived")},
        "findings": [
            {
                **finding_object(one),
                "name": rule.name if (rule := called(one.rule)) else None,
                "fix": fixes.get(one.rule),
                "waiver": one.waiver,
            }
            for one in findings
        ],
    }


def _counts(findings: Sequence[Finding]) -> Counter[str]:
    return Counter("waived" if one.waiver is not None else one.severity for one in findings)
