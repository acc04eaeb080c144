"""Which live resource each desired one is: by its pin, by its name, by its former name. Pure."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from deploy_cli.core.address import Address
from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.tenant import Desired, DesiredTenant, Live, LiveTenant
from deploy_cli.errors import Problem


@dataclass(frozen=True, slots=True)
class Match:
    """A desired resource with what it may be in the tenant; more than one candidate is an ambiguity."""

    desired: Desired
    candidates: tuple[Live, ...]
    first: Desired | None = None
    """The other desired resource that is the same live one, where there is such."""

    @property
    def live(self) -> Live | None:
        """The live counterpart; ``None`` where there is none."""
        return self.candidates[0] if self.candidates else None

    def has_strayed(self, live: LiveTenant) -> bool:
        """Tell whether the files pin an id that the tenant does not have, as the files of another tenant do."""
        one = self.desired
        known = one.pin is None or (one.address.section, one.pin) in live.by_id
        return not known and not one.lifecycle.absent

    def problem(self, described: ResourceType) -> Problem | None:
        """Return why the two cannot be compared: several candidates, one with another owner, none for a pin."""
        one, names = self.desired, [candidate.address for candidate in self.candidates]
        if len(names) > 1:
            ids = sorted(candidate.id for candidate in self.candidates)
            key = described.server_id if isinstance(described, Collection) else "id"
            what = f"{len(ids)} live resources go by the name `{names[0].name}`: {', '.join(ids)}"
            hint = f"pin one with `{key}: {ids[0]}`, or rename the others in the tenant"
            return Problem(what, one.locate(()), str(one.address), hint, rule="ambiguous-name")
        if self.first is not None:
            what = f"this and `{self.first.address}` are both `{names[0]}` in the tenant"
            hint = "check `renamed_from` and the pinned ids: one live resource can be described once"
            return Problem(what, one.locate(()), str(one.address), hint, rule="described-twice")
        if one.shares_name and not names and not one.lifecycle.absent:
            what = f"the tenant has no such {described.title}, and another one could not be told from its namesakes"
            hint = "rename all but one of them in the files, or take them out"
            return Problem(what, one.locate(()), str(one.address), hint, rule="unknown-pin")
        return None


def matches(desired: DesiredTenant, live: LiveTenant) -> Iterator[Match]:
    """Yield every desired resource with its live counterpart."""
    resources = desired.resources.values()
    pinned = {(one.address.section, one.pin) for one in resources if one.pin is not None}
    owners: dict[tuple[str, str], Desired] = {}
    for one in resources:
        candidates = _candidates(one, live, pinned)
        owner = one
        for candidate in candidates:
            owner = owners.setdefault((one.address.section, candidate.id), one)
        yield Match(one, candidates, None if owner is one else owner)


def _candidates(one: Desired, live: LiveTenant, pinned: Set[tuple[str, str]]) -> tuple[Live, ...]:
    section, old = one.address.section, one.lifecycle.renamed_from
    if one.pin is not None and (by_pin := live.by_id.get((section, one.pin))) is not None:
        return (by_pin,)
    for name in (one.address.name, old) if old else (one.address.name,):
        named = live.resources.get(Address(section, name), ())
        if free := tuple(candidate for candidate in named if (section, candidate.id) not in pinned):
            return free
    return ()
