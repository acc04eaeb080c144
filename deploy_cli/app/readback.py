"""Reads back what an apply wrote: what Auth0 accepted and did not keep."""

from collections.abc import Iterable, Mapping

from deploy_cli.app.planning import make_plan
from deploy_cli.app.ports import ManagementApi
from deploy_cli.core.address import Address, Selection
from deploy_cli.core.pairing import PlanSettings
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.report import Done, Outcome
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import is_empty
from deploy_cli.errors import ApiError, ConfigError, PlanError


def unconfirmed(
    outcomes: tuple[Outcome, ...],
    desired: DesiredTenant,
    api: ManagementApi,
    types: Mapping[str, ResourceType],
) -> tuple[Change, ...]:
    """Read back what was written and return what still differs: what Auth0 accepted but did not keep.

    A read may be a moment behind the writes (the official clients wait up to 2.5 s), so what differs is looked at
    again before it is told.
    """
    written = {
        outcome.change.address
        for outcome in outcomes
        if isinstance(outcome, Done) and outcome.change.action is not Action.DELETE
    }
    if not written:
        return ()
    for pause in (0.5, 2.0, None):
        try:
            differing = make_plan(desired, api, types, _only(written)).changes
        except (ApiError, ConfigError, PlanError):
            return tuple(o.change for o in outcomes if isinstance(o, Done) and o.change.address in written)
        if pause is None or differing == filled_in(differing, outcomes):
            break
        api.pause(pause)
        written = {change.address for change in differing}
    return differing


def filled_in(differing: tuple[Change, ...], outcomes: tuple[Outcome, ...]) -> tuple[Change, ...]:
    """Return what differs because Auth0 filled in, on the create, what the files want cleared.

    A create cannot say null, so this takes a second write; the plan has said it already.
    """
    created = {
        outcome.change.address
        for outcome in outcomes
        if isinstance(outcome, Done) and outcome.change.action is Action.CREATE
    }
    return tuple(
        change
        for change in differing
        if change.address in created
        and change.action is Action.UPDATE
        and all(is_empty(edit.after) for edit in change.edits)
    )


def _only(addresses: Iterable[Address]) -> PlanSettings:
    return PlanSettings(selection=Selection(exactly=frozenset(addresses)))
