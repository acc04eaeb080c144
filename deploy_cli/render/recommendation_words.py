"""What a recommendation says, in sentences that need no knowledge of tokens or statistics."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.lifetimes.bootstrap import Share
from deploy_cli.lifetimes.durations import spoken
from deploy_cli.lifetimes.recommendation import Candidate, Measure, Recommendation, Refusal
from deploy_cli.lifetimes.settings import DAY, HOUR, RefreshTokens
from deploy_cli.lifetimes.study import AT_RISK, TIMES

DASH: Final = "\N{EN DASH}"

_GROUPS: Final = {Measure.USERS: "the people who came back", Measure.RETURNS: "all returns"}

_KEEPS: Final = (
    "A tenant keeps its log for 1 to 30 days, by its plan: stream it to files, or run this every day with"
    " `--live`."
)


def sentences(one: Recommendation, policy: RefreshTokens, access_token: int) -> Iterator[str]:
    """Yield what a product manager should know, the answer first."""
    yield headline(one)
    if one.refusal is not None:
        yield from _refused(one, policy)
    if one.chosen is not None:
        yield _kept(one.chosen, one)
    if one.candidates:
        yield from _today(one)
        yield (
            f"{percent(one.not_back)} of the people were not seen again within {spoken(one.horizon)}: whether they"
            " would have come back is not known, and they count neither way."
        )
    if one.chosen is not None:
        yield from _price(one, policy)
        yield from _doubts(one, policy, access_token)


def headline(one: Recommendation) -> str:
    """Return the answer."""
    target = percent(one.target)
    if one.chosen is None:
        return f"No recommendation for keeping {target} of {_GROUPS[one.measure]}."
    lifetime, idle = one.chosen.lifetime, one.today.inactivity
    if idle == lifetime:
        return f"{days(lifetime)}, as it is today, keeps {target} of {_GROUPS[one.measure]} logged in."
    today = "no end" if idle is None else days(idle)
    return f"{days(lifetime)} keeps {target} of {_GROUPS[one.measure]} logged in (today: {today})."


def _kept(candidate: Candidate, one: Recommendation) -> str:
    share, lifetime = candidate.kept(one.measure), days(candidate.lifetime)
    asked = interval(share.rest)
    if one.measure is Measure.USERS:
        return (
            f"Of the people who came back within {days(one.horizon)}, {interval(share)} were away for less than"
            f" {lifetime}; at {lifetime} {asked} would have had to log in again."
        )
    return (
        f"Of all returns within {days(one.horizon)}, {interval(share)} came after less than {lifetime}; at"
        f" {lifetime} {asked} would have been logins."
    )


def _today(one: Recommendation) -> Iterator[str]:
    today = one.today
    if today.inactivity is None:
        yield "Today nobody has to log in again for having been away, and no unused token ever ends."
        return
    seen = today.candidate
    if (
        seen is not None
        and seen.lack is None
        and (one.chosen is None or seen.lifetime != one.chosen.lifetime)
    ):
        yield f"Today's {days(today.inactivity)}: {interval(seen.kept(one.measure).rest)} have to log in again."
    if today.returned_later or today.never_seen_again:
        yield (
            f"Today's {days(today.inactivity)} shape these logs: {_many(today.returned_later, 'longer absence')}"
            f" ended with a new login, {_many(today.never_seen_again, 'longer one')} had not ended. Who gave up at the"
            " login page is among the latter."
        )


def _price(one: Recommendation, policy: RefreshTokens) -> Iterator[str]:
    chosen, exposure = one.chosen, one.exposure
    if chosen is None or exposure is None:
        return
    seen = one.today.candidate
    before = f" (today: {seen.dormant:,.0f})" if seen is not None and seen.lifetime != chosen.lifetime else ""
    if one.today.inactivity is None and policy.absolute is None:
        before = " (today: all that were ever left)"
    yield (
        f"The price: about {chosen.dormant:,.0f} refresh tokens that nobody will use again are valid at any"
        f" time{before}."
    )
    left = (
        "until somebody revokes it"
        if exposure.once_left is None
        else f"for up to {spoken(exposure.once_left)}"
    )
    used = (
        "until somebody revokes it"
        if exposure.while_used is None
        else f"for up to {spoken(exposure.while_used)}"
    )
    if policy.rotating:
        yield (
            "A stolen refresh token that the thief keeps using works until its owner's next renewal; if the owner"
            f" never comes back, {left}. One that nobody used since it was copied works for up to"
            f" {days(exposure.from_backup)}."
        )
    else:
        yield (
            f"A stolen refresh token that the thief keeps using works {used}, because it does not rotate; one that"
            f" nobody used since it was copied works for up to {days(exposure.from_backup)}."
        )


def _doubts(one: Recommendation, policy: RefreshTokens, access_token: int) -> Iterator[str]:
    if one.chosen is not None and one.naive is not None and one.naive < one.chosen.lifetime:
        yield (
            "Absences that had not ended when the logs end count for what they tell; leaving them out would say"
            f" {coarse(one.naive)}, too short."
        )
    life = spoken(access_token)
    yield (
        f"The clock starts at the last renewal, up to {life} before the last visit (an access token lives {life});"
        " that is in these numbers."
    )
    if not policy.rotating:
        yield (
            "Devices of one person that look alike count as one: tokens that do not rotate do not tell them apart."
        )


def _refused(one: Recommendation, policy: RefreshTokens) -> Iterator[str]:
    match one.refusal:
        case Refusal.NO_EVENTS:
            yield (
                "The logs hold no event of this client in which a person got tokens. Streams have to include the"
                " categories of logins, token exchanges and silent authentication."
            )
        case Refusal.NO_EXCHANGES:
            yield "Nobody renewed with a refresh token in these logs, so its lifetime was never put to the test."
        case Refusal.NOBODY_CAME_BACK:
            yield f"None of {_many(one.people, 'person', 'people')} came back in {_window(one)}."
        case Refusal.TOO_SHORT:
            yield (
                f"The logs cover {_window(one)}; a lifetime has to fit in {TIMES} times, and none that does keeps so"
                " many for certain."
            )
        case Refusal.TOO_FEW:
            yield (
                f"There are absences of {_many(one.people, 'person', 'people')}; at a lifetime that might do fewer than"
                f" {AT_RISK} of them were still away, which tells too little."
            )
        case Refusal.UNSURE:
            yield "A lifetime of the list might do, but with so few people the interval is too wide to say so."
        case Refusal.CAPPED:
            ends = spoken(policy.absolute or 0)
            yield f"No shorter lifetime keeps so many, and refresh tokens end {ends} after the login anyway."
        case None:
            return
    if one.collect is not None:
        yield f"Collect logs of about {one.collect:,.0f} days. {_KEEPS}"


def _window(one: Recommendation) -> str:
    return f"{one.window:.0f} days" if one.window >= 2 else f"{one.window * 24:.0f} hours"


def interval(share: Share) -> str:
    """Write a share with its interval: ``6.1 % (4.8-7.5)``, with a longer dash."""
    return f"{percent(share.value)} ({100 * share.low:.1f}{DASH}{100 * share.high:.1f})"


def percent(share: float) -> str:
    """Write a share: ``95 %``, ``6.1 %``."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def days(lifetime: int) -> str:
    """Say a lifetime in a sentence."""
    return spoken(lifetime)


def coarse(lifetime: int) -> str:
    """Say a length that is no setting, without its minutes."""
    return spoken(lifetime // DAY * DAY if lifetime >= 2 * DAY else max(lifetime // HOUR, 1) * HOUR)


def _many(count: int, word: str, words: str = "") -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {words or word + 's'}"
