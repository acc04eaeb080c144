"""Finds the policies in clients that spell out their refresh-token settings. Pure: no I/O, no clock, no log."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from deploy_cli.core.values import Object, Value, freeze
from deploy_cli.lifetimes import policies
from deploy_cli.lifetimes.durations import SECONDS

_DORMANT: Final = {
    "token_lifetime": "infinite_token_lifetime",
    "idle_token_lifetime": "infinite_idle_token_lifetime",
}
"""Number → the flag that makes it say nothing."""

_NAMES: Final = {"spa": "browser", "native": "mobile", "regular_web": "web", "non_interactive": "machine"}
"""Kind of application → what its policy is called."""


@dataclass(frozen=True, slots=True)
class Factored:
    """Clients that refer to policies, and the policies."""

    policies: Mapping[str, Object]
    clients: tuple[Object, ...]
    used: Mapping[str, tuple[str, ...]]
    """Policy → the names of the clients that have it."""


def factored(
    clients: Sequence[Object], block_field: str, *, keep_dormant: bool, but_with: Container[str] = ()
) -> Factored:
    """Put a policy in the place of every block in ``block_field`` that one can say.

    What a policy does not say stays in the block. Numbers beside an infinite lifetime say nothing to Auth0; without
    ``keep_dormant`` they are dropped. A block that is not complete stays as it is: a policy would say more. So does
    that of a client which has a field of ``but_with``.
    """
    found: dict[Value, str] = {}
    named: dict[str, Object] = {}
    used: dict[str, tuple[str, ...]] = {}
    changed: list[Object] = []
    for client in clients:
        is_out = any(field in but_with for field in client)
        policy = None if is_out else policy_of(client.get(block_field))
        if policy is None:
            changed.append(client)
            continue
        key = freeze(policy)
        if key not in found:
            found[key] = _name(client, policy, named)
            named[found[key]] = policy
        name = found[key]
        used[name] = (*used.get(name, ()), str(client.get("name", "")))
        changed.append(_pointing(client, block_field, name, policy, keep_dormant=keep_dormant))
    return Factored(named, tuple(changed), used)


def policy_of(block: Value) -> Object | None:
    """Return the policy that says what a block of Auth0's fields says; ``None`` where none does."""
    if not isinstance(block, dict) or not all(_is_plain(block.get(field)) for field in _FIELDS):
        return None
    lifetimes = {
        "absolute_lifetime": _lifetime(block, "token_lifetime"),
        "inactivity_lifetime": _lifetime(block, "idle_token_lifetime"),
    }
    if None in lifetimes.values() or not isinstance(block["leeway"], int):
        return None
    leeway = {"leeway": _duration(block["leeway"])} if block["leeway"] else {}
    policy: Object = {"rotation": block["rotation_type"], **leeway, **lifetimes}
    complete, faults = policies.complete({"it": policy})
    if faults or "it" not in complete:
        return None
    says = policies.block(complete["it"])
    return policy if all(field in block and block[field] == says[field] for field in says) else None


_FIELDS: Final = ("rotation_type", "expiration_type", "leeway", *_DORMANT.values())


def _is_plain(value: Value) -> bool:
    """Tell whether a value is there and stands for itself: no reference, which has a type of its own."""
    return type(value) in (str, int, bool)


def _lifetime(block: Object, field: str) -> str | None:
    if block.get(_DORMANT[field]) is True:
        return "none"
    value = block.get(field)
    return _duration(value) if type(value) is int and value > 0 else None


def _duration(count: int) -> str:
    """Write seconds in the largest unit that leaves no rest; weeks are not used, as people compare days."""
    unit = next(unit for unit in ("y", "d", "h", "m", "s") if count % SECONDS[unit] == 0)
    return f"{count // SECONDS[unit]}{unit}"


def _name(client: Object, policy: Object, taken: Mapping[str, Object]) -> str:
    return next(name for name in _names(client, policy) if name not in taken)


def _names(client: Object, policy: Object) -> Iterator[str]:
    """Yield names for a policy, the best first: by the kind of application, then by the lifetimes as well."""
    kind = client.get("app_type")
    plain = _NAMES.get(kind, "standard") if isinstance(kind, str) else "standard"
    yield plain
    lifetimes = [policy["absolute_lifetime"], policy["inactivity_lifetime"]]
    longer = "-".join([plain, *(text for text in lifetimes if text != "none")])
    yield longer if longer != plain else f"{plain}-unlimited"
    yield from (f"{longer}-{number}" for number in range(2, 10_000))


def _pointing(client: Object, block_field: str, name: str, policy: Object, *, keep_dormant: bool) -> Object:
    """Return the client with the policy in the place of what it says."""
    block = client[block_field]
    says = policies.block(policies.complete({name: policy})[0][name])
    rest = {
        field: value
        for field, value in block.items()
        if field not in says and (keep_dormant or block.get(_DORMANT.get(field, "")) is not True)
    }
    changed: Object = {}
    for field, value in client.items():
        if field != block_field:
            changed[field] = value
            continue
        changed["refresh_token_policy"] = name
        if rest:
            changed[field] = rest
    return changed
