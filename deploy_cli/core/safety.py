"""How much one apply may do: the limits of an environment. Pure: no I/O, no clock, no log."""

from deploy_cli.core.plan import Plan
from deploy_cli.core.tenant import Limits
from deploy_cli.errors import Refused


def check(plan: Plan, limits: Limits) -> None:
    """Raise `Refused` if ``plan`` deletes or updates more than ``limits`` allow.

    A share is one of what is managed: the resources that the files name and the tenant has.
    """
    summary = plan.summary
    managed = summary.update + summary.rename + summary.delete + summary.unchanged
    for what, count, limit in (
        ("deletes", summary.delete, limits.deletes),
        ("updates", summary.update + summary.rename, limits.updates),
    ):
        if limit is None:
            continue
        allowed = limit if isinstance(limit, int) else limit * managed
        if count > allowed:
            told = str(limit) if isinstance(limit, int) else f"{limit:.0%} of {managed}"
            raise Refused(
                f"the plan has {count} {what}, and `environment.limits.{what}` allows {told}",
                hint=f"check the plan, then raise `limits.{what}`, or apply a part of it with `--only`",
            )
