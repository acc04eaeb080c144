"""What a plan costs: requests, and the time that the tenant's rate limit makes them take. Pure: no I/O, no clock."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate limit: so many requests at once, and so many per second in the long run, where that is known."""

    burst: int
    per_second: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Requests."""

    reads: int = 0
    """What making the plan took, tries and token included."""
    writes: int = 0
    """What carrying it out takes."""
    rate: Rate | None = None
    """The tenant's limit; ``None`` where its answers tell of none."""

    @property
    def seconds(self) -> float | None:
        """How long an apply takes at least: it reads, writes and reads back; ``None`` where the rate is not known.

        A full bucket is spent at once. The time that the network takes comes on top.
        """
        if self.rate is None or self.rate.per_second is None:
            return None
        return max(0.0, (2 * self.reads + self.writes - self.rate.burst) / self.rate.per_second)
