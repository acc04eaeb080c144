"""The refresh tokens that one person has at one client: what one device does to the others. Pure."""

from dataclasses import dataclass, field
from typing import Final

from deploy_cli.lifetimes.family import Decide, Family
from deploy_cli.lifetimes.moment import Cause, Loss
from deploy_cli.lifetimes.settings import MOST_TOKENS, RefreshTokens, earliest
from deploy_cli.lifetimes.unknowns import Unknown

NEVER: Final = 10**18
"""Later than anything."""


@dataclass(slots=True)
class Wallet:
    """The families of a person, the oldest first; those that ended are dropped now and then."""

    families: list[Family] = field(default_factory=list)
    tokens: int = 0
    """At least as many as serve."""
    exact_until: int = 0
    """Before this time the count is exact: no family has ended since it was made."""

    def issue(self, at: int, policy: RefreshTokens) -> Family:
        """Begin a family with a login, or with what a session brings."""
        family = Family.begun(at, policy)
        self.families.append(family)
        if (end := earliest(family.absolute_end, family.idle_end)) is not None:
            self.exact_until = min(self.exact_until, end)
        self._count_one_more(at)
        return family

    def exchange(
        self, family: Family, token: int, at: int, now: RefreshTokens | None, decide: Decide
    ) -> int | Loss:
        """Exchange a token, with what that does to the other families of the person (1.5, 1.8)."""
        self.exact_until = 0
        was_over, was_rotating, leaves = family.ended is not None, family.policy.rotating, len(family.leaves)
        answer = family.exchange(token, at, now, decide)
        if isinstance(answer, Loss):
            if answer.cause is Cause.REUSED and not was_over:
                self._revoke_all(at, decide)
        elif was_rotating != family.policy.rotating:
            self._end_of_former_kind(family, at, decide)
        if len(family.leaves) > leaves:
            self._count_one_more(at)
        return answer

    def _others(self, family: Family | None, at: int) -> list[Family]:
        return [other for other in self.families if other is not family and not other.is_over(at)]

    def _revoke_all(self, at: int, decide: Decide) -> None:
        """The grant goes with the family; whether that ends the other families is not documented."""
        others = self._others(None, at)
        if others and decide(Unknown.REUSE_REACH):
            for other in others:
                other.ended = Loss(Cause.REUSED, at)

    def _end_of_former_kind(self, family: Family, at: int, decide: Decide) -> None:
        """With rotation comes the end of all tokens that do not rotate; the reverse is not documented."""
        rotates = family.policy.rotating
        others = [other for other in self._others(family, at) if other.policy.rotating != rotates]
        if others and (rotates or decide(Unknown.ROTATION_OFF)):
            for other in others:
                other.ended = Loss(Cause.ROTATION_ON if rotates else Cause.ROTATION_OFF, at)

    def _count_one_more(self, at: int) -> None:
        """Keep the count, and end the oldest family where it is one too many."""
        self.tokens += 1
        if self.tokens <= MOST_TOKENS:
            return
        if at >= self.exact_until:
            self._count(at)
        while self.tokens > MOST_TOKENS:
            oldest = self.families.pop(0)
            oldest.ended = Loss(Cause.EVICTED, at)
            self.tokens -= len(oldest.leaves)

    def _count(self, at: int) -> None:
        self.families = self._others(None, at)
        self.tokens = sum(len(family.leaves) for family in self.families)
        ends = [earliest(family.absolute_end, family.idle_end) for family in self.families]
        self.exact_until = min((end for end in ends if end is not None), default=NEVER)
