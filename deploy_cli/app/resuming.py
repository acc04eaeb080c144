"""Takes up what a run left: looks for what nobody knows the outcome of, so that a new plan can be trusted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from deploy_cli.app.ports import Journal, ManagementApi
from deploy_cli.app.writing import LOOKS
from deploy_cli.core import live as shapes
from deploy_cli.core.address import Address
from deploy_cli.core.call import Found
from deploy_cli.core.journal import Intent, Result, Settled, Told
from deploy_cli.core.lookup import appeared
from deploy_cli.core.resource_type import Collection, ResourceType


@dataclass(frozen=True, slots=True)
class Lookup:
    """What became of a request of unknown outcome."""

    address: Address
    method: str
    path: str
    result: Result
    resource_id: str | None = None


def settle(
    run: Told, api: ManagementApi, types: Mapping[str, ResourceType], journal: Journal
) -> tuple[Lookup, ...]:
    """Look up every request of ``run`` whose outcome is unknown, and add what is found to its journal.

    A create is looked for by its natural key, for as long as a read may be behind the writes. All other requests can
    be sent again without harm; the plan that is made next says whether they have to be. Raises `ApiError`.
    """
    found = tuple(_looked_up(run, api, types))
    for intent, lookup in found:
        if lookup.result is not Result.UNKNOWN:
            journal.record(
                Settled(number=intent.number, result=lookup.result, resource_id=lookup.resource_id)
            )
    if any(lookup.result is Result.UNKNOWN for _, lookup in found):
        api.pause(LOOKS[-1])
    return tuple(lookup for _, lookup in found)


def _looked_up(
    run: Told, api: ManagementApi, types: Mapping[str, ResourceType]
) -> Iterator[tuple[Intent, Lookup]]:
    changes = {change.change: change for change in run.changes}
    for intent in run.unknown:
        change = changes.get(intent.change)
        if change is None:
            continue
        described = types.get(change.section)
        result, made = Result.UNKNOWN, None
        if intent.key and isinstance(described, Collection):
            made = _found(intent, described, api)
            result = Result.DONE if made else Result.ABSENT
        yield intent, Lookup(Address(change.section, change.name), intent.method, intent.path, result, made)


def _found(intent: Intent, described: Collection, api: ManagementApi) -> str | None:
    known = frozenset(intent.known)
    for pause in LOOKS:
        if pause:
            api.pause(pause)
        match api.fetch([shapes.listing(described)]):
            case [Found(list() as listed)]:
                ids = appeared(described, intent.key, listed, known)
                if ids:
                    return ids[0]
    return None
