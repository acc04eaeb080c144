"""How much one plan may do: the limits of an environment, and sections that must not be emptied. Pure."""

from collections.abc import Iterator, Sequence

from deploy_cli.core.address import Address
from deploy_cli.core.comparison import PlanSettings
from deploy_cli.core.plan import Action, Cause, Change, Plan
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.errors import Problem, Refused

_NAMED = 5
"""How many addresses a refusal lists."""


def refuse(plan: Plan) -> None:
    """Raise `Refused` where something stands in the way of carrying out ``plan``."""
    if plan.refusals:
        raise Refused.of(plan.refusals)


def excesses(changes: Sequence[Change], desired: DesiredTenant, settings: PlanSettings) -> Iterator[Problem]:
    """Yield what ``changes`` do beyond what is allowed: too many deletes or updates, a section left empty.

    A share is one of what is managed: what the files name and the tenant has, with what is pruned. There is no least
    count below which a share means nothing: in a tenant of three, 30 % allows no delete.
    """
    limits = desired.environment.limits
    deletes = [change for change in changes if change.action is Action.DELETE]
    updates = [change for change in changes if change.action in (Action.UPDATE, Action.RENAME)]
    managed = _managed(changes, desired)
    yield from _beyond("deletes", deletes, limits.deletes, settings.allow_deletes, managed)
    yield from _beyond("updates", updates, limits.updates, settings.allow_updates, managed)
    yield from _emptied(deletes, desired, settings)


def _managed(changes: Sequence[Change], desired: DesiredTenant) -> int:
    named = {address for address, one in desired.resources.items() if not one.lifecycle.absent}
    new = {change.address for change in changes if change.action is Action.CREATE}
    gone = {change.address for change in changes if change.action is Action.DELETE}
    return len((named - new) | gone)


def _beyond(
    what: str, changes: Sequence[Change], limit: int | float | None, allowed: int | None, managed: int
) -> Iterator[Problem]:
    if allowed is not None:
        most, told, where = float(allowed), str(allowed), f"`--allow-{what}`"
    elif limit is not None:
        most = float(limit) if isinstance(limit, int) else limit * managed
        told = str(limit) if isinstance(limit, int) else f"{limit:.0%} of {managed}"
        where = f"`environment.limits.{what}`"
    else:
        return
    if len(changes) > most:
        count = len(changes)
        yield Problem(
            f"the plan has {_many(count, what)}, and {where} allows {told}: {_listed([c.address for c in changes])}",
            hint=f"check them, then allow them with `--allow-{what} {count}`, or apply a part with `--only`",
            rule=f"limit-{what}",
        )


def _emptied(deletes: Sequence[Change], desired: DesiredTenant, settings: PlanSettings) -> Iterator[Problem]:
    """Yield the sections that pruning would leave empty because the files name nothing in them."""
    named = {address.section for address, one in desired.resources.items() if not one.lifecycle.absent}
    for section in desired.environment.prune:
        pruned = [c.address for c in deletes if c.cause is Cause.PRUNED and c.address.section == section]
        if pruned and section not in named and section not in settings.allow_empty:
            yield Problem(
                f"the files name nothing in `{section}`, so that `prune` would delete all of it:"
                f" {_many(len(pruned), 'resources')}, {_listed(pruned)}",
                address=section,
                hint=f"check that no file is missing, then allow it with `--allow-empty {section}`",
                rule="emptied-section",
            )


def _many(count: int, what: str) -> str:
    return f"{count:,} {what.removesuffix('s') if count == 1 else what}"


def _listed(addresses: Sequence[Address]) -> str:
    shown = ", ".join(f"`{address}`" for address in addresses[:_NAMED])
    more = len(addresses) - _NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown
