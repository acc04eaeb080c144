"""A family of refresh tokens: all that descend from one login (1.5), and what an exchange does to it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from deploy_cli.lifetimes.moment import Cause, Loss
from deploy_cli.lifetimes.settings import RefreshTokens, after, earliest, is_past
from deploy_cli.lifetimes.unknowns import Unknown

Decide: TypeAlias = Callable[[Unknown], bool]
"""Tells whether the other answer to a question holds than the one that is assumed."""


@dataclass(slots=True)
class Family:
    """The tokens of one login; a token is its number. The absolute end is the family's: rotation never moves it."""

    born: int
    policy: RefreshTokens
    """What held at its last exchange."""
    absolute_end: int | None
    used: int
    """When it was last exchanged, or issued."""
    ended: Loss | None = None
    issued: int = 0
    """The number of the token that was issued last."""
    leaves: set[int] = field(default_factory=lambda: {0})
    """The tokens that can be exchanged."""
    given_up: dict[int, int] = field(default_factory=dict)
    """Token → when it was exchanged, as long as none of its successors was."""
    parents: dict[int, int] = field(default_factory=dict)
    """Leaf → the token that it was issued for."""
    overtaken: set[int] = field(default_factory=set)
    """Tokens of which a sister was exchanged first."""
    deleted: tuple[int, Loss] | None = None
    """Tokens up to this number went when rotation was switched on or off."""

    @classmethod
    def begun(cls, at: int, policy: RefreshTokens) -> "Family":
        """Begin a family with a login."""
        return cls(at, policy, after(at, policy.absolute), at)

    @property
    def idle_end(self) -> int | None:
        """When it ends, unless it is exchanged before."""
        return after(self.used, self.policy.idle)

    def is_over(self, at: int) -> bool:
        """Tell whether no token of it serves any more, by what was stored at the last exchange."""
        return self.ended is not None or is_past(self.absolute_end, at) or is_past(self.idle_end, at)

    def exchange(self, token: int, at: int, now: RefreshTokens | None, decide: Decide) -> int | Loss:
        """Exchange a token: return the one that follows it, or why there is none.

        ``now`` is the policy of the client. A token that is neither current nor, within the leeway, the one before
        ends the family.
        """
        if (loss := self._loss(token, at, now, decide)) is not None:
            return loss
        policy = now or self.policy
        if token in self.overtaken and decide(Unknown.FORK):
            self.leaves.discard(token)
            return Loss(Cause.OVERTAKEN, at)
        if token not in self.leaves and not self._overlaps(token, at, policy):
            self.ended = Loss(Cause.REUSED, at)
            return self.ended
        if self.policy.rotating != policy.rotating:
            self._convert(at, policy)
        elif policy.rotating:
            self._rotate(token, at)
        self._renew(at, policy, decide)
        return self.issued if policy.rotating else max(self.leaves)

    def _loss(self, token: int, at: int, now: RefreshTokens | None, decide: Decide) -> Loss | None:
        """Tell why a token does not serve whether or not it came before."""
        if self.ended is not None:
            return self.ended
        if self.deleted is not None and token <= self.deleted[0]:
            return self.deleted[1]
        if now is None and not decide(Unknown.GRANT_REMOVED):
            return Loss(Cause.SWITCHED_OFF, at)
        end = earliest(self.absolute_end, self._idle_end(at, now or self.policy, decide))
        if end is None or at < end:
            return None
        return Loss(Cause.ABSOLUTE if end == self.absolute_end else Cause.IDLE, end)

    def _idle_end(self, at: int, now: RefreshTokens, decide: Decide) -> int | None:
        """Return the end that counts; where it matters whether a change counts at once, that is asked."""
        stored, at_once = self.idle_end, after(self.used, now.idle)
        if is_past(stored, at) == is_past(at_once, at) or is_past(self.absolute_end, at):
            return stored
        return at_once if decide(Unknown.IDLE_CHANGE) else stored

    def _overlaps(self, token: int, at: int, policy: RefreshTokens) -> bool:
        """Tell whether a token may come once more; without leeway that is never, not even in the same second."""
        return token in self.given_up and 0 < policy.leeway >= at - self.given_up[token]

    def _rotate(self, token: int, at: int) -> None:
        """Issue the next token; one that is exchanged for the second time has two successors from now on."""
        self.issued += 1
        if token in self.leaves:
            self.leaves.remove(token)
            self.overtaken.discard(token)
            self.given_up[token] = at
            parent = self.parents.pop(token, None)
            if parent is not None:
                self.given_up.pop(parent, None)
                self.overtaken |= {leaf for leaf in self.leaves if self.parents.get(leaf) == parent}
        self.parents[self.issued] = token
        self.leaves.add(self.issued)

    def _convert(self, at: int, policy: RefreshTokens) -> None:
        """Issue a token of the other kind; those of the former kind are deleted (1.8)."""
        cause = Cause.ROTATION_ON if policy.rotating else Cause.ROTATION_OFF
        self.deleted = (self.issued, Loss(cause, at))
        self.issued += 1
        self.leaves = {self.issued}
        self.given_up, self.parents, self.overtaken = {}, {}, set()

    def _renew(self, at: int, policy: RefreshTokens, decide: Decide) -> None:
        """Move the idle clock; the absolute one begins only where there was none (1.8)."""
        if self.absolute_end is None and policy.absolute is not None:
            start = self.born if at != self.born and decide(Unknown.ABSOLUTE_START) else at
            self.absolute_end = start + policy.absolute
        self.used = at
        self.policy = policy
