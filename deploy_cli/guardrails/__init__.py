"""The guardrails: rules about what tenant files want, one family in each module. Pure: no I/O, no clock, no log."""

from collections.abc import Mapping
from typing import Final

from deploy_cli.core.plan import Finding
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.guardrails import policies
from deploy_cli.guardrails.rule import Rule

RULES: Final[tuple[Rule, ...]] = (*policies.RULES,)
"""Every rule, in the order in which findings are told."""


def findings(desired: DesiredTenant, types: Mapping[str, ResourceType]) -> tuple[Finding, ...]:
    """Return what the rules have to say about ``desired``."""
    return tuple(
        Finding(rule.id, rule.severity, remark.text, remark.address, remark.source)
        for rule in RULES
        for remark in rule.judge(desired, types)
    )
