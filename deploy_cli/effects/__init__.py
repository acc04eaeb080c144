"""What changes do to end users and to security: rules as data, one family in each module. Pure: no I/O, no clock."""

from typing import Final

from deploy_cli.core.effect import Effect
from deploy_cli.core.plan import Change
from deploy_cli.effects import (
    apis,
    appearance,
    client_fields,
    client_grants,
    clients,
    code,
    connection_fields,
    connections,
    flags,
    permissions,
    protection,
    redirects,
    sessions,
    surroundings,
    tenant,
    tokens,
)
from deploy_cli.effects.case import Case
from deploy_cli.effects.context import Context
from deploy_cli.effects.engine import Engine
from deploy_cli.effects.fallbacks import FALLBACKS
from deploy_cli.effects.rule import Note, Rule

__all__ = ["NOTES", "RULES", "Context", "effects_of"]

RULES: Final[tuple[Rule, ...]] = (
    *clients.RULES,
    *client_grants.RULES,
    *redirects.RULES,
    *tokens.RULES,
    *connections.RULES,
    *apis.RULES,
    *permissions.RULES,
    *sessions.RULES,
    *tenant.RULES,
    *flags.RULES,
    *code.RULES,
    *protection.RULES,
    *appearance.RULES,
    *surroundings.RULES,
)
"""Every rule, in the order in which equally grave effects are told."""

NOTES: Final[tuple[Note, ...]] = (
    *client_fields.NOTES,
    *tokens.NOTES,
    *connection_fields.NOTES,
    *apis.NOTES,
    *permissions.NOTES,
    *tenant.NOTES,
    *flags.NOTES,
    *code.NOTES,
    *protection.NOTES,
    *appearance.NOTES,
    *surroundings.NOTES,
)
"""What an edit of a field does whatever the values, where no rule spoke about it."""

_ENGINE: Final = Engine(RULES, NOTES, FALLBACKS)


def effects_of(change: Change, context: Context) -> tuple[Effect, ...]:
    """Return what ``change`` does to people and to security, the gravest first; never empty, always the same.

    ``context`` is made once for a plan: it indexes the tenant when first asked, for all changes. Live data of any
    shape is taken; what has not the shape that Auth0 documents counts as unknown.
    """
    return _ENGINE.effects(Case.of(change, context))
