"""Named refresh-token policies, and the block of settings that each becomes. Pure: no I/O, no clock, no log."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from deploy_cli.core.path import Path
from deploy_cli.core.suggest import did_you_mean, one_of
from deploy_cli.core.values import Object
from deploy_cli.lifetimes.durations import SECONDS, seconds, written

PRESETS: Final[Mapping[str, Object]] = MappingProxyType(
    {
        "auth0:confidential": {
            "rotation": "non-rotating",
            "leeway": 0,
            "absolute_lifetime": "none",
            "inactivity_lifetime": "none",
        },
        "auth0:native": {
            "rotation": "non-rotating",
            "leeway": 0,
            "absolute_lifetime": "none",
            "inactivity_lifetime": "none",
        },
        "auth0:spa": {
            "rotation": "rotating",
            "leeway": 0,
            "absolute_lifetime": "30d",
            "inactivity_lifetime": "15d",
        },
        "auth0:third-party": {
            "rotation": "rotating",
            "leeway": 0,
            "absolute_lifetime": "30d",
            "inactivity_lifetime": "15d",
        },
    }
)
"""What a client of this kind has today where nobody chose: recorded for confidential and third-party clients,
as the Dashboard creates them for native ones and for single-page applications (refresh-token facts, 1.3)."""

LONGEST: Final = 5 * SECONDS["y"]
"""The longest lifetime in the description of the Management API: 157,788,000 s."""

_REQUIRED: Final = ("rotation", "absolute_lifetime", "inactivity_lifetime")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a policy. ``path`` leads into the ``refresh_token_policies`` block."""

    path: Path
    message: str
    hint: str | None = None


def complete(policies: Mapping[str, Object]) -> tuple[Mapping[str, Object], tuple[Fault, ...]]:
    """Return every policy with what it inherits filled in, presets included, and what is wrong with them.

    A faulty policy is left out of the result.
    """
    resolved: dict[str, Object] = dict(PRESETS)
    faults: list[Fault] = []
    for name in policies:
        found = list(_faults(name, policies))
        faults += found
        if not found and _lineage(name, policies)[1] is None:
            resolved[name] = _inherited(name, policies)
    return resolved, tuple(faults)


def block(policy: Object) -> Object:
    """Return the ``refresh_token`` block of a complete policy, in Auth0's fields and seconds.

    A lifetime that never ends is said by its ``infinite_…`` flag alone: the number beside it is dormant, so the
    live one is left as it is.
    """
    absolute, idle = (_limit(policy[name]) for name in ("absolute_lifetime", "inactivity_lifetime"))
    settings: Object = {
        "rotation_type": policy["rotation"],
        "expiration_type": "non-expiring" if absolute is None and idle is None else "expiring",
        "leeway": seconds(policy.get("leeway", 0)),
        "infinite_token_lifetime": absolute is None,
        "infinite_idle_token_lifetime": idle is None,
    }
    if absolute is not None:
        settings["token_lifetime"] = absolute
    if idle is not None:
        settings["idle_token_lifetime"] = idle
    return settings


def _limit(lifetime: int | str) -> int | None:
    return None if lifetime == "none" else seconds(lifetime)


def _inherited(name: str, policies: Mapping[str, Object]) -> Object:
    own = PRESETS.get(name) or policies[name]
    parent = _inherited(own["extends"], policies) if "extends" in own else {}
    return {**parent, **{key: value for key, value in own.items() if key != "extends"}}


def _lineage(name: str, policies: Mapping[str, Object]) -> tuple[list[str], str | None]:
    """Return ``name`` with all it extends, and where that leads: a name that stands there already or nowhere."""
    chain = [name]
    while (parent := policies.get(chain[-1], {}).get("extends")) is not None:
        if parent in chain or (parent not in policies and parent not in PRESETS):
            return chain, parent
        chain.append(parent)
    return chain, None


def _faults(name: str, policies: Mapping[str, Object]) -> Iterator[Fault]:
    """Yield what is wrong with the policy itself; what is wrong with one it extends is told there."""
    chain, astray = _lineage(name, policies)
    if astray is None:
        yield from _contradictions(name, _inherited(name, policies))
    elif astray == name and name == min(chain):  # told once, not for each that is part of the circle
        yield Fault((name, "extends"), f"policy `{name}` extends itself: {' → '.join([*chain, name])}")
    elif len(chain) == 1 and astray != name:
        known = [known for known in (*sorted(policies), *PRESETS) if known != name]
        hint = did_you_mean(astray, known, "there are " + one_of(known))
        yield Fault((name, "extends"), f"there is no policy `{astray}`", hint)


def _contradictions(name: str, policy: Object) -> Iterator[Fault]:
    missing = [field for field in _REQUIRED if field not in policy]
    if missing:
        listed = ", ".join(f"`{field}`" for field in missing)
        hint = "write it, or start from a preset such as `extends: auth0:spa`"
        yield Fault((name,), f"policy `{name}` says nothing about {listed}", hint)
        return
    for field in ("absolute_lifetime", "inactivity_lifetime"):
        limit = _limit(policy[field])
        if limit is not None and not 1 <= limit <= LONGEST:
            what = f"policy `{name}` has `{field}: {policy[field]}`, and Auth0 takes 1s to {written(LONGEST)}"
            yield Fault((name, field), what, "write `none` for a lifetime that never ends")
    absolute, idle = (_limit(policy[field]) for field in ("absolute_lifetime", "inactivity_lifetime"))
    if policy["rotation"] == "rotating" and absolute is None and idle is None:
        yield Fault(
            (name, "rotation"),
            f"policy `{name}` rotates, and rotating refresh tokens must expire: both lifetimes are `none`",
            "give one of them a duration such as `30d`, or write `rotation: non-rotating`",
        )
    if absolute is not None and idle is not None and idle >= absolute:
        yield Fault(
            (name, "inactivity_lifetime"),
            f"policy `{name}` has an inactivity lifetime of {written(idle)},"
            f" which is not shorter than its absolute lifetime of {written(absolute)}",
            "shorten `inactivity_lifetime`, or lengthen `absolute_lifetime`",
        )
