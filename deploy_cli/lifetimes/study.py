"""From absences to an inactivity lifetime: what each would do, what it costs, and whether the logs can tell. Pure.

The lengths are those between two renewals, which is what Auth0's clock counts: the life of an access token is in them,
and is not added once more.
"""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from deploy_cli.lifetimes.bootstrap import Resampled, Share, proportion
from deploy_cli.lifetimes.grid import Draw
from deploy_cli.lifetimes.recommendation import (
    Candidate,
    Exposure,
    Lack,
    Measure,
    Recommendation,
    Refusal,
    Today,
)
from deploy_cli.lifetimes.sample import LADDER, Absences, Sample
from deploy_cli.lifetimes.settings import DAY, RefreshTokens
from deploy_cli.lifetimes.survival import Curve, kaplan_meier

AT_RISK: Final = 50
"""People who have to be still away at a lifetime for the logs to tell of it."""

RETURNS: Final = 20
"""Returns after more than half of a lifetime that the logs have to hold."""

IN_SIGHT: Final = 10
"""People who have to be still away, and still in sight, at the time by which people are asked to be back."""

_SLACK: Final = DAY
"""Logs of 90 days begin after midnight and end before it."""

TIMES: Final = 2
"""How often a lifetime has to fit into the time that the logs cover."""


def recommend(
    client: str,
    sample: Sample,
    policy: RefreshTokens,
    access_token: int,
    *,
    target: float,
    measure: Measure,
    draw: Draw,
) -> Recommendation:
    """Return the smallest lifetime of which even the lower end of the interval keeps ``target``.

    Where the logs cannot tell of one, the answer says why, and what to collect.
    """
    return _Study(sample, policy, access_token, target, measure, draw).answer(client)


class _Study:
    """The work on one client."""

    def __init__(
        self,
        sample: Sample,
        policy: RefreshTokens,
        access_token: int,
        target: float,
        measure: Measure,
        draw: Draw,
    ) -> None:
        self.sample, self.policy, self.access, self.target, self.measure = (
            sample,
            policy,
            access_token,
            target,
            measure,
        )
        self.first, self.every = (kaplan_meier(one.back, one.away) for one in (sample.first, sample.all))
        self.horizon = _horizon(self.first, sample)
        self.draws = {
            Measure.USERS: Resampled(sample.first.grid, draw),
            Measure.RETURNS: Resampled(sample.all.grid, draw),
        }
        self.longest = sorted(sample.longest.elements())

    def answer(self, client: str) -> Recommendation:
        """Put it together."""
        refusal = self._nothing()
        candidates = () if refusal else tuple(self._candidates())
        chosen = next((one for one in candidates if self._fits(one)), None)
        collect = None
        if chosen is None and refusal is None:
            refusal, collect = self._why(candidates)
        elif refusal is Refusal.TOO_FEW:
            collect = TIMES * self.sample.window.days
        return Recommendation(
            client=client,
            target=self.target,
            measure=self.measure,
            people=self.sample.people,
            absences=self.sample.all.back.total() + self.sample.all.away.total(),
            returns=self.sample.all.back.total(),
            window=self.sample.window.days,
            horizon=self.horizon,
            not_back=self.first.beyond(self.horizon) if self.horizon else 1.0,
            candidates=candidates,
            curve=tuple(self._curve()) if candidates else (),
            today=self._today(bool(candidates)),
            chosen=chosen,
            refusal=refusal,
            collect=collect,
            exposure=self._exposure(chosen) if chosen else None,
            naive=self._naive(),
        )

    def _nothing(self) -> Refusal | None:
        if not self.sample.events:
            return Refusal.NO_EVENTS
        if not self.sample.exchanges:
            return Refusal.NO_EXCHANGES
        if not self.sample.first.back:
            return Refusal.NOBODY_CAME_BACK
        return None if self.horizon else Refusal.TOO_FEW

    def _candidates(self) -> Iterator[Candidate]:
        for lifetime in LADDER:
            is_felt = lifetime > self.access
            if is_felt and lifetime <= self.horizon and not self._is_capped(lifetime):
                yield self.candidate(lifetime)

    def _is_capped(self, lifetime: int) -> bool:
        return self.policy.absolute is not None and lifetime >= self.policy.absolute

    def candidate(self, lifetime: int) -> Candidate:
        """Return what a lifetime does."""
        away = len(self.longest) - bisect_left(self.longest, lifetime)
        return Candidate(
            lifetime=lifetime,
            users=self._kept(Measure.USERS, lifetime),
            returns=self._kept(Measure.RETURNS, lifetime),
            asked=proportion(away, len(self.longest)),
            dormant=self._dormant(lifetime),
            lack=self._lack(lifetime),
        )

    def _kept(self, measure: Measure, lifetime: int) -> Share:
        curve = self.first if measure is Measure.USERS else self.every
        value = curve.returned(lifetime, self.horizon)
        lifetime = min(lifetime, self.horizon)
        return self.draws[measure].returned(1.0 if value is None else value, lifetime, self.horizon)

    def _lack(self, lifetime: int) -> Lack | None:
        if self.sample.window.seconds + _SLACK < TIMES * lifetime:
            return Lack.WINDOW
        if _still_away(self.sample.first, lifetime) < AT_RISK or 2 * self.horizon < 3 * lifetime:
            return Lack.PEOPLE
        late = sum(count for length, count in self.sample.first.back.items() if length > lifetime // 2)
        return Lack.RETURNS if late < RETURNS else None

    def _dormant(self, lifetime: int) -> float:
        """Return Little's number: tokens abandoned per day, times the days that each lives on."""
        begun = self.every.total / max(self.sample.window.days, 1 / 24)
        lives = min(lifetime, self.policy.absolute or lifetime)
        return begun * self.every.beyond(self.horizon) * lives / DAY

    def _fits(self, one: Candidate) -> bool:
        return one.lack is None and one.kept(self.measure).low >= self.target

    def _why(self, candidates: tuple[Candidate, ...]) -> tuple[Refusal, float | None]:
        """Say what is missing, and the days of logs that the lifetime takes which takes the least."""
        ways = [self._way(one) for one in candidates if one.kept(self.measure).value >= self.target]
        if ways:
            days, refusal = min(ways)
            return refusal, days
        longer = next((one for one in LADDER if one > self.horizon), LADDER[-1])
        if self._is_capped(longer):
            return Refusal.CAPPED, None
        return Refusal.TOO_SHORT, max(TIMES * longer / DAY, self.sample.window.days)

    def _way(self, one: Candidate) -> tuple[float, Refusal]:
        """Return the days of logs that it would take to recommend a lifetime, and what is missing until then."""
        days, kept = self.sample.window.days, one.kept(self.measure)
        needs = [(TIMES * one.lifetime / DAY if one.lack is Lack.WINDOW else 0.0, Refusal.TOO_SHORT)]
        if one.lack in (Lack.PEOPLE, Lack.RETURNS):
            people = max(_still_away(self.sample.first, one.lifetime), 1)
            needs.append((days * max(1.5, AT_RISK / people), Refusal.TOO_FEW))
        if kept.low < self.target:
            room = max(kept.value - self.target, 0.002)
            needs.append((days * max(1.5, ((kept.value - kept.low) / room) ** 2), Refusal.UNSURE))
        return max(needs)

    def _curve(self) -> Iterator[tuple[int, Share]]:
        grid = self.sample.first.grid if self.measure is Measure.USERS else self.sample.all.grid
        return ((edge, self._kept(self.measure, edge)) for edge in grid.edges if edge <= self.horizon)

    def _today(self, is_known: bool) -> Today:
        idle = self.policy.idle
        if idle is None:
            return Today(None, None, 0, 0)
        return Today(
            inactivity=idle,
            candidate=self.candidate(idle) if is_known and idle in self.sample.first.grid.edges else None,
            returned_later=sum(count for length, count in self.sample.logins.items() if length >= idle),
            never_seen_again=sum(count for length, count in self.sample.all.away.items() if length >= idle),
        )

    def _exposure(self, chosen: Candidate) -> Exposure:
        absolute = self.policy.absolute
        until_renewal = chosen.lifetime + self.access
        rotating = until_renewal if absolute is None else min(until_renewal, absolute + self.access)
        return Exposure(
            while_used=rotating if self.policy.rotating else _and(absolute, self.access),
            once_left=_and(absolute, self.access),
            from_backup=chosen.lifetime,
        )

    def _naive(self) -> int | None:
        """Return the quantile of the completed absences alone."""
        ordered = sorted(self.sample.all.back.elements())
        return ordered[min(int(self.target * len(ordered)), len(ordered) - 1)] if ordered else None


def _and(absolute: int | None, access: int) -> int | None:
    return None if absolute is None else absolute + access


def _still_away(absences: Absences, lifetime: int) -> int:
    """Return how many were still away, and still in sight, at a lifetime."""
    return sum(
        count
        for counted in (absences.back, absences.away)
        for length, count in counted.items()
        if length >= lifetime
    )


def _horizon(curve: Curve, sample: Sample) -> int:
    """Return the longest time of which the logs tell: somebody was still away then; 0 where there is none."""
    inside = (edge for edge in reversed(sample.first.grid.edges) if edge <= sample.window.seconds)
    found = next((edge for edge in inside if _still_away(sample.first, edge) >= IN_SIGHT), 0)
    return found if found and curve.beyond(found) < 1 else 0
