"""Recommended lifetimes as corrections of tenant files: of the policies that clients have, or of their own settings."""

from collections.abc import Iterator, Mapping, Sequence

from deploy_cli.app.policy_moves import SECTION
from deploy_cli.app.refresh_tokens import Tenancy
from deploy_cli.app.updating import Correction, Corrections
from deploy_cli.core.address import Address
from deploy_cli.core.tenant import Desired, DesiredTenant, TenantFiles
from deploy_cli.core.values import ABSENT, Object, Value
from deploy_cli.lifetimes import policies
from deploy_cli.lifetimes.durations import SECONDS, seconds, spoken
from deploy_cli.lifetimes.recommendation import Recommendation

_POLICY_FIELD = "inactivity_lifetime"
_FIELD = "idle_token_lifetime"


def corrections(
    files: TenantFiles, desired: DesiredTenant, known: Tenancy, found: Sequence[Recommendation]
) -> Corrections:
    """Return what the files have to say for every recommendation among ``found``.

    A policy that several clients have gets the longest lifetime of theirs; clients of it about which nothing is
    recommended are named in the notes, and keep the policy only where theirs does not get shorter by it.
    """
    lifetimes = {one.client: one.chosen.lifetime for one in found if one.chosen is not None}
    work = _Writing(files, desired, known, lifetimes)
    fields = tuple(work.corrections())
    moved = frozenset(
        one.address
        for one in desired.resources.values()
        if one.policy is not None and one.policy in work.moved
    )
    return Corrections(fields, {}, tuple(work.notes), moved)


class _Writing:
    """The work in hand."""

    def __init__(
        self, files: TenantFiles, desired: DesiredTenant, known: Tenancy, lifetimes: Mapping[str, int]
    ) -> None:
        self.notes: list[str] = []
        self.moved: set[str] = set()
        self._files, self._known, self._lifetimes = files, known, lifetimes
        self._clients = {
            address.name: one for address, one in desired.resources.items() if address.name in known.clients
        }
        self._policies, _ = policies.complete(files.policies)

    def corrections(self) -> Iterator[Correction]:
        """Yield one for each policy and each client without a policy of its own."""
        done: set[str] = set()
        for name, lifetime in self._lifetimes.items():
            one = self._clients[name]
            if one.policy is None or _FIELD in self._own(one):
                yield from self._of_client(one, lifetime)
            elif one.policy not in done:
                done.add(one.policy)
                yield from self._of_policy(one.policy)

    def _of_policy(self, name: str) -> Iterator[Correction]:
        users = [client.name for client in self._known.clients.values() if client.policy == name]
        longest = max(self._lifetimes[user] for user in users if user in self._lifetimes)
        today = self._policies[name].get(_POLICY_FIELD)
        others = [f"`{user}`" for user in users if user not in self._lifetimes]
        if name not in self._files.policies:
            self.notes.append(
                f"`{name}` is built in and is not changed: give its clients a policy of the files"
            )
        elif others and _is_shorter(longest, today):
            self.notes.append(
                f"policy `{name}` is left as it is: it would get shorter for {', '.join(others)}, too, of which"
                " nothing is known; give them another policy, or logs"
            )
        elif self._is_too_long(name, longest):
            self.notes.append(
                f"policy `{name}` is left as it is: {spoken(longest)} are not shorter than its absolute lifetime"
            )
        else:
            if others:
                self.notes.append(f"policy `{name}` is that of {', '.join(others)}, too")
            want = self._files.policies[name].get(_POLICY_FIELD, ABSENT)
            new = f"{longest // SECONDS['d']}d"
            if today is None or today == "none" or policies.block(self._policies[name])[_FIELD] != longest:
                self.moved |= {name, *self._heirs(name)}
                yield Correction(Address(SECTION, name), (SECTION, name), _POLICY_FIELD, want, new)

    def _of_client(self, one: Desired, lifetime: int) -> Iterator[Correction]:
        """Yield the correction of the settings that stand at the client itself."""
        own = self._own(one)
        new = {**own, _FIELD: lifetime}
        if "infinite_idle_token_lifetime" in own or one.policy is None:
            new["infinite_idle_token_lifetime"] = False
        if one.policy is None:
            new["expiration_type"] = "expiring"
            new.setdefault(
                "rotation_type",
                "rotating" if self._known.clients[one.address.name].refresh.rotating else "non-rotating",
            )
        if new != own:
            yield Correction(one.address, one.at, "refresh_token", own or ABSENT, new)

    def _own(self, one: Desired) -> Object:
        """Return what the files say of a client's refresh tokens besides its policy."""
        value: Value = self._files.sections
        for part in one.at:
            value = value[part]
        own = value.get("refresh_token") if isinstance(value, dict) else None
        return own if isinstance(own, dict) else {}

    def _is_too_long(self, name: str, lifetime: int) -> bool:
        absolute = policies.block(self._policies[name]).get("token_lifetime")
        return isinstance(absolute, int) and lifetime >= absolute

    def _heirs(self, name: str) -> Iterator[str]:
        """Yield the policies that inherit the lifetime."""
        for other, said in self._files.policies.items():
            if said.get("extends") == name and _POLICY_FIELD not in said:
                yield other
                yield from self._heirs(other)


def _is_shorter(lifetime: int, today: Value) -> bool:
    if today is None or today == "none":
        return True
    return lifetime < seconds(today)
