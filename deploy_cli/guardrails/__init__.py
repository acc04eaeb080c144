"""The guardrails: rules about what tenant files want, one family in each module. Pure: no I/O, no clock, no log."""

from typing import Final

from deploy_cli.guardrails import (
    client_authentication,
    endings,
    grants,
    policies,
    reach,
    redirects,
    rotation,
    sessions,
    tokens,
)
from deploy_cli.guardrails.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    *sorted((*endings.RULES, *policies.RULES, *reach.RULES, *rotation.RULES), key=lambda rule: rule.id),
    *grants.RULES,
    *redirects.RULES,
    *client_authentication.RULES,
    *tokens.RULES,
    *sessions.RULES,
)
"""Every rule, in the order in which findings are told."""


def called(name: str) -> Rule | None:
    """Return the rule of that id, or of that name in words."""
    return _BY_NAME.get(name)


_BY_NAME: Final = {name: rule for rule in RULES for name in (rule.id, rule.name)}
