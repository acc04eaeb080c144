"""What logs tell about the people of a client: how long each was away at most, of those who came back. Pure."""

from bisect import bisect_left
from dataclasses import dataclass

from deploy_cli.core.effect import Effect, Severity
from deploy_cli.lifetimes.bootstrap import Share, proportion
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.lasting import FOREVER, Limit
from deploy_cli.lifetimes.sample import Sample


@dataclass(frozen=True, slots=True)
class Seen:
    """The longest absence of each person who came back, in seconds, in order."""

    days: float
    """Days that the logs cover."""
    longest: tuple[int, ...]

    @classmethod
    def of(cls, sample: Sample) -> "Seen":
        """Take it from a sample."""
        return cls(sample.window.days, tuple(sorted(sample.longest.elements())))

    def away(self, lifetime: float) -> Share:
        """Return the share that was away as long at least once; it is one of people, so Wilson's interval holds."""
        return proportion(len(self.longest) - bisect_left(self.longest, lifetime), len(self.longest))

    def effect(self, name: str, before: Limit, after: float) -> Effect:
        """Say how many would have been asked to log in, in the time of the logs."""
        if not self.longest:
            text = (
                f"The logs of {_window(self.days)} show nobody who came back to `{name}`: they do not tell whom it"
                " hits."
            )
            return Effect(Severity.HIGH, text, observed=True)
        share = self.away(after)
        parts = [
            f"Of {len(self.longest):,} people who came back to `{name}` in the {_window(self.days)} of the logs,"
            f" {_percent(share)} were away for {spoken(int(after))} or more at least once, and would have had to log in"
        ]
        if before is not None and before != FOREVER:
            parts.append(f" (for {spoken(int(before))} or more: {_percent(self.away(before))})")
        parts.append(".")
        if self.days * 86_400 < 2 * after:
            parts.append(" The logs are too short to show all such absences: expect more.")
        return Effect(Severity.HIGH, "".join(parts), observed=True)


def _percent(share: Share) -> str:
    low, high = 100 * share.low, 100 * share.high
    return f"{100 * share.value:.1f} % ({low:.1f}\N{EN DASH}{high:.1f})"


def _window(days: float) -> str:
    return f"{days:.0f} days" if days >= 1.5 else "1 day"
