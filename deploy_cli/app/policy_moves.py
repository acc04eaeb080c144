"""Refresh-token policies that moved in the tenant: all of their clients have other lifetimes now, and the same ones."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from deploy_cli.core.address import Address, Selection
from deploy_cli.core.diff import Rules, diff
from deploy_cli.core.matching import Match, matches
from deploy_cli.core.path import Path
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.tenant import Desired, DesiredTenant, LiveTenant, TenantFiles
from deploy_cli.core.values import Object, Value, same
from deploy_cli.lifetimes import policies
from deploy_cli.lifetimes.factoring import policy_of

SECTION: Final = "refresh_token_policies"
_FIELDS: Final = ("rotation", "leeway", "absolute_lifetime", "inactivity_lifetime")


@dataclass(frozen=True, slots=True)
class Move:
    """A policy that has to say something else, for the files to say what the tenant has."""

    name: str
    fields: Mapping[str, Value]
    """What it has to say differently."""
    clients: tuple[str, ...]

    @property
    def at(self) -> Path:
        """Where the policy stands in the files."""
        return (SECTION, self.name)

    @property
    def note(self) -> str:
        """The move in words."""
        said = ", ".join(f"`{key}: {value}`" for key, value in self.fields.items())
        some = ", ".join(self.clients[:3]) + (
            f" and {len(self.clients) - 3} more" if self.clients[3:] else ""
        )
        return f"{SECTION}/{self.name} says {said} now, as the tenant has it for {some}"


@dataclass(slots=True)
class Moves:
    """Looks for them."""

    files: TenantFiles
    types: Mapping[str, ResourceType]
    live: LiveTenant
    selection: Selection
    spared: Mapping[Address, AbstractSet[str]]

    def found(self, desired: DesiredTenant) -> Iterator[Move]:
        """Yield the policies of which every client moved, all of them to the same settings."""
        users: dict[str, list[Match]] = {}
        for match in matches(desired, self.live):
            if match.desired.policy is not None and not match.desired.lifecycle.absent:
                users.setdefault(match.desired.policy, []).append(match)
        for name in self.files.policies:
            there = [match for match in users.get(name, ()) if match.live is not None and match.live.exists]
            if there and all(map(self._is_free, there)):
                yield from self._moved(name, there, users.keys())

    def _is_free(self, match: Match) -> bool:
        one = match.desired
        described = self.types[one.address.section]
        return (
            match.problem(described) is None
            and self.selection.includes(one.address)
            and one.address not in self.live.untouchable
            and described.policy_field not in self.spared.get(one.address, ())
            and described.policy_field
            not in {text.partition(".")[0] for text in one.lifecycle.ignore_changes}
        )

    def _moved(self, name: str, users: list[Match], used: Iterable[str]) -> Iterator[Move]:
        known, _ = policies.complete(self.files.policies)
        if name not in known or self._fits(known[name], users):
            return
        new = next(filter(None, (policy_of(self._block(match)) for match in users)), None)
        if new is None or not self._fits(new, users):
            return
        if any(self._fits(known[other], users) for other in self.files.policies if other in known):
            return  # they are on another policy of the files now
        fields = _differing(known[name], new)
        after, faults = policies.complete({**self.files.policies, name: self.files.policies[name] | fields})
        others = (other for other in used if other != name and other in known)
        if not faults and fields and all(after.get(other) == known[other] for other in others):
            yield Move(name, fields, tuple(str(match.desired.address) for match in users))

    def _fits(self, policy: Object, users: list[Match]) -> bool:
        """Tell whether the tenant has what ``policy`` and each client's own settings say."""
        for match in users:
            described = self.types[match.desired.address.section]
            shape = described.policy_field or ""
            said = {shape: {**policies.block(policy), **_own(self.files, match.desired, shape)}}
            rules = Rules.of(described, exact=match.desired.lifecycle.exact)
            if any(diff(said, {shape: self._block(match)}, rules)):
                return False
        return True

    def _block(self, match: Match) -> Value:
        shape = self.types[match.desired.address.section].policy_field or ""
        return match.live.body.get(shape) if match.live is not None else None


def applied(
    moves: Iterable[Move], files: TenantFiles, desired: DesiredTenant, types: Mapping[str, ResourceType]
) -> tuple[TenantFiles, DesiredTenant]:
    """Return the files as they will be once the policies say what they have to, and what they come to."""
    changed = {move.name: files.policies[move.name] | dict(move.fields) for move in moves}
    if not changed:
        return files, desired
    moved = replace(files, policies={**files.policies, **changed})
    complete, _ = policies.complete(moved.policies)
    resources = dict(desired.resources)
    for address, one in desired.resources.items():
        if one.policy in changed and (shape := types[address.section].policy_field) is not None:
            block = {**policies.block(complete[one.policy]), **_own(files, one, shape)}
            resources[address] = replace(one, body={**one.body, shape: block})
    return moved, replace(desired, resources=resources)


def _own(files: TenantFiles, one: Desired, shape: str) -> Object:
    """Return what a resource says of its settings besides its policy."""
    value: Value = files.sections
    for part in one.at:
        value = value[part]
    own: Object = value.get(shape) or {}
    return own


def _differing(old: Object, new: Object) -> Object:
    """Return what of ``new`` says something else than ``old``, whatever the units."""
    shown = {key: new.get(key, 0 if key == "leeway" else None) for key in _FIELDS}
    old_block, kept = policies.block(old), dict(old)
    differing: Object = {}
    for key, value in shown.items():
        if not same(policies.block({**kept, key: value}), old_block):
            differing[key] = value
    return differing
