"""``deploy-cli lint --explain``."""

import sys
from pathlib import Path

from deploy_cli.cli.console import Console, width
from deploy_cli.cli.options import Given
from deploy_cli.errors import UsageError


def explained(name: str, tenant: Path | None, variables: Given, console: Console) -> str:
    """Return what there is to know of a rule; of all of them for ``all``. Raises `UsageError` for an unknown one.

    Rules of a team's own are known where a tenant is named.
    """
    from deploy_cli.core.suggest import did_you_mean
    from deploy_cli.guardrails import RULES, called
    from deploy_cli.render import rule_docs

    paint, columns = console.paint, width(sys.stdout)
    if name == "all":
        return rule_docs.rule_page(RULES)
    if (rule := called(name) or called(name.upper())) is not None:
        return rule_docs.explained(rule, paint=paint, width=columns)
    from deploy_cli.cli.session import Session

    own = Session.load(tenant, variables, console, needs_secrets=False).desired.rules if tenant else ()
    for one in own:
        if one.id == name:
            return rule_docs.explained_own(one, paint=paint, width=columns)
    known = [*(one.id for one in own), *(rule.id for rule in RULES), *(rule.name for rule in RULES)]
    raise UsageError(
        f"there is no rule `{name}`", hint=did_you_mean(name, known, "`--explain all` lists them")
    )
