"""What the tenant looks like once a resource is gone: Auth0 takes it out of everything that referred to it. Pure."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from deploy_cli.core.address import Address
from deploy_cli.core.path import Pattern, pattern
from deploy_cli.core.references import references_of
from deploy_cli.core.resource_type import Collection, Reference, ResourceType
from deploy_cli.core.tenant import Live, LiveTenant
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Value


def unlinked(live: LiveTenant, gone: Set[Address], types: Mapping[str, ResourceType]) -> LiveTenant:
    """Return ``live`` as it is after the resources at ``gone`` were deleted, which themselves stay in it.

    A field that referred to one of them is absent, an element of a list that did is taken out, and a resource that
    had one in its natural key, such as a client's grant, went with it.
    """
    resources = {}
    for address, lives in live.resources.items():
        left = lives if address in gone else tuple(_left(lives, gone, types[address.section]))
        if left:
            resources[address] = left
    return replace(live, resources=resources)


def _left(lives: tuple[Live, ...], gone: Set[Address], described: ResourceType) -> Iterator[Live]:
    keys = described.identity if isinstance(described, Collection) else ()
    references = [reference for reference in references_of(described) if reference.by == "id"]
    for live in lives:
        body = live.body
        for reference in references:
            body = _body_without(body, reference, gone)
        if all(body.get(key) == live.body.get(key) for key in keys):
            yield replace(live, body=body)


def _body_without(body: Object, reference: Reference, gone: Set[Address]) -> Object:
    names = {address.name for address in gone if address.section in reference.to}
    left = _without(body, pattern(reference.field), names) if names else body
    return left if isinstance(left, dict) else {}


def _without(value: Value, wanted: Pattern, names: Set[str]) -> MaybeValue:
    """Return ``value`` without what names one of ``names`` where ``wanted`` leads; `ABSENT` for the name itself."""
    if not wanted:
        return ABSENT if isinstance(value, str) and value in names else value
    head, rest = wanted[0], wanted[1:]
    match value:
        case dict() if head in value:
            inner = _without(value[head], rest, names)
            return {
                k: inner if k == head else v for k, v in value.items() if k != head or inner is not ABSENT
            }
        case list() if head == "[]":
            return [item for item in value if _without(item, rest, names) == item]
        case _:
            return value
