"""Finds drift: what differs between files and tenant, on which side it came about, and who wrote it last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from deploy_cli.app.planning import PlanSettings, make_plan
from deploy_cli.app.ports import ManagementApi
from deploy_cli.core.call import Document, Found, Missing, Unavailable
from deploy_cli.core.drift import LastApplied, Moved, Mover, id_of, moved
from deploy_cli.core.last_write import LastWrite, Trace, last_writes, trace
from deploy_cli.core.plan import Change, Plan
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.seal import Seal
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Object
from deploy_cli.errors import ApiError

__all__ = ["Drift", "PlanSettings", "find"]

_PAGE: Final = 100
_PAGES: Final = 10
"""A search of the log goes through 1,000 events and no further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What differs, and who moved."""

    plan: Plan
    """What would make the tenant what the files say."""
    moved: Mapping[str, Moved]
    """Id of a change → who moved."""
    writes: Mapping[str, LastWrite]
    """Id of a change → the last write to its resource that the tenant log tells of."""
    applied_at: str | None
    """When files and tenant last agreed, as far as this machine knows; RFC 3339."""
    silence: str | None
    """Why the tenant log was not read; ``None`` where it was, or had nothing to tell."""

    def whole(self, change: Change) -> Mover:
        """Return on which side a change came about."""
        return self.moved[change.id].whole

    @property
    def waiting(self) -> tuple[Change, ...]:
        """The changes that came about in the files alone: they wait for an apply, and are no drift."""
        return tuple(change for change in self.plan.changes if self.whole(change) is Mover.FILES)


def find(
    desired: DesiredTenant,
    api: ManagementApi,
    types: Mapping[str, ResourceType],
    settings: PlanSettings,
    last: LastApplied | None,
    seal: Seal,
) -> Drift:
    """Compare, and say who moved, as far as ``last`` and the tenant log tell. Raises what `make_plan` raises.

    The log takes the scope ``read:logs``; without it, who wrote is not known, and nothing else is lost.
    """
    plan = make_plan(desired, api, types, settings)
    found = {change.id: moved(change, last, types[change.address.section], seal) for change in plan.changes}
    asked = {
        change.id: one
        for change in plan.changes
        if found[change.id].whole is not Mover.FILES and (one := _trace(change, last, types)) is not None
    }
    latest, silence = _latest(api, tuple(asked.values()))
    writes = {
        change_id: _named(latest[number], plan, types)
        for number, change_id in enumerate(asked)
        if number in latest
    }
    return Drift(
        plan=plan,
        moved=found,
        writes=writes,
        applied_at=last.applied_at if last else None,
        silence=silence,
    )


def _trace(change: Change, last: LastApplied | None, types: Mapping[str, ResourceType]) -> Trace | None:
    """Return by what writes to the resource of ``change`` are known; of one that is gone, its last id."""
    described = types[change.address.section]
    return trace(described, change.address.name, change.resource_id or id_of(change, last))


def _named(write: LastWrite, plan: Plan, types: Mapping[str, ResourceType]) -> LastWrite:
    """Return ``write`` with the name of its client, which the log may leave empty, where the plan has read it."""
    if write.client_name is not None or write.client_id is None:
        return write
    return replace(write, client_name=plan.names.name(types, write.client_id))


def _latest(api: ManagementApi, traces: Sequence[Trace]) -> tuple[Mapping[int, LastWrite], str | None]:
    """Return the latest write of each trace, as far as the log tells of it, or why the log tells nothing."""
    events: list[Object] = []
    latest: Mapping[int, LastWrite] = {}
    try:
        for page in _pages(api) if traces else ():
            events += page
            latest = last_writes(events, traces)
            if len(latest) == len(traces):
                break
    except _Silent as silent:
        return latest, silent.reason
    except ApiError as error:
        return latest, error.summary
    return latest, None


class _Silent(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _pages(api: ManagementApi) -> Iterator[Sequence[Object]]:
    """Yield the writes that the log tells of, the latest first, to its end or to the furthest that a search goes."""
    for number in range(_PAGES):
        query = {
            "q": "type:sapi",
            "sort": "date:-1",
            "page": str(number),
            "per_page": str(_PAGE),
            "include_totals": "true",
        }
        match api.fetch([Document("logs", query)])[0]:
            case Found({"logs": list() as logs}):
                yield [event for event in logs if isinstance(event, dict)]
                if len(logs) < _PAGE:
                    return
            case Unavailable(reason):
                raise _Silent(reason)
            case Found() | Missing():
                raise _Silent("`GET logs` gave no list of events")
