"""The sentences that effects on lifetimes are made of. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from deploy_cli.core.effect import Effect, Severity
from deploy_cli.core.values import Object, same
from deploy_cli.lifetimes.durations import SECONDS, spoken
from deploy_cli.lifetimes.holder import Holder
from deploy_cli.lifetimes.lasting import FOREVER, Lasting, Limit

_SHOWN = 3


def said(limit: Limit) -> str:
    """Say a lifetime."""
    if limit is None:
        return "an unknown time"
    return "without end" if limit == FOREVER else spoken(int(limit))


def ends(will: Lasting) -> str:
    """Say when refresh tokens end, as in ``they end 30 days after login`` or ``they never end``."""
    parts = []
    if will.absolute is not None and will.absolute != FOREVER:
        parts.append(f"{said(will.absolute)} after login")
    if will.idle is not None and will.idle != FOREVER:
        parts.append(f"after {said(will.idle)} without a renewal")
    if None in (will.absolute, will.idle):
        parts.append("when a lifetime says that the files do not name")
    return f"end {' or '.join(parts)}" if parts else "never end"


def reach(idle: float, absolute: Limit, holder: Holder) -> float:
    """Return for how long somebody may be away at most and is still logged in (refresh-token facts, 3.2-1)."""
    limit = idle if absolute is None else min(idle, absolute)
    return max(limit, holder.access if holder.is_known else 0)


def away(limit: Limit, holder: Holder, before: str) -> str:
    """Say who has to log in again for having been away."""
    least = max(limit or 0, holder.access if holder.is_known else 0)
    return (
        f"People who stay away from `{holder.name}` for {said(least)} or more will have to log in again"
        f" (before: {before})."
    )


def grey(limit: Limit, holder: Holder) -> Iterator[str]:
    """Say for which absences it depends: the clock starts at the last renewal, not at the last visit."""
    if limit is None or limit == FOREVER:
        return
    life = spoken(holder.access)
    token = f"an access token lives {f'up to {life}' if holder.is_known else f'{life} unless its API says otherwise'}"
    if limit > holder.access:
        between = _between(int(limit) - holder.access, int(limit))
        yield (f"Away for {between}: some will, because the clock starts at the last renewal, and {token}.")
    elif not holder.is_known:
        yield f"Nobody has to before their access token ends: {token}."


def hidden(will: Lasting, holder: Holder) -> str:
    """Say why a changed inactivity lifetime is not felt."""
    if will.absolute is not None and will.absolute != FOREVER and not will.acts_when_away:
        return (
            f"the inactivity lifetime of `{holder.name}` is not felt, because its refresh tokens end"
            f" {said(will.absolute)} after login anyway"
        )
    return (
        f"the inactivity lifetime of `{holder.name}` is not felt, because an access token lives"
        f" {spoken(holder.access)}, which is longer"
    )


def no_difference(before: Object, after: Object, will: Lasting, holder: Holder) -> str:
    """Say why two blocks that are not the same come to the same."""
    pairs = (("token_lifetime", will.absolute), ("idle_token_lifetime", will.idle))
    resting = [
        f"`{field}`"
        for field, limit in pairs
        if limit == FOREVER and not same(before.get(field), after.get(field))
    ]
    if resting:
        is_one = len(resting) == 1
        return (
            f"{' and '.join(resting)} {'is a number that does' if is_one else 'are numbers that do'} not count,"
            f" while refresh tokens of `{holder.name}` have no such end"
        )
    if not same(before.get("leeway"), after.get("leeway")) and will.leeway and not will.rotating:
        return f"a leeway counts only where refresh tokens rotate, and those of `{holder.name}` do not"
    return f"refresh tokens of `{holder.name}` live as long as before; the files say the same in other words"


def assumptions(holder: Holder) -> Iterator[str]:
    """Say what the numbers take for granted, because no tenant file tells it."""
    text = (
        "This holds for an application that keeps its tokens when it is closed and that does not fall back on the"
        " login session at Auth0"
    )
    yield text + ("; an Action that runs after login may shorten it." if holder.runs_after_login else ".")


def unnoticed(reason: str) -> Effect:
    """Return the effect that nobody notices, with the reason."""
    return Effect(Severity.NONE, f"No effect on users: {reason}.")


def audiences(block: Object) -> Mapping[str, frozenset[str]]:
    """Return the APIs for which one refresh token serves as well, each with its scopes."""
    policies = block.get("policies")
    found: dict[str, frozenset[str]] = {}
    for policy in policies if isinstance(policies, list) else ():
        if isinstance(policy, dict) and isinstance(audience := policy.get("audience"), str):
            scopes = policy.get("scope")
            texts = scopes if isinstance(scopes, list) else ()
            found[audience] = frozenset(["", *(text for text in texts if isinstance(text, str))])
    return found


def api_names(names: Sequence[str]) -> str:
    """Write names as literals; of many the first three and how many more."""
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(f"`{name}`" for name in names[:_SHOWN]) + rest


def _between(low: int, high: int) -> str:
    day = SECONDS["d"]
    if low % day == high % day == 0:
        return f"{low // day} to {spoken(high)}"
    return f"{spoken(low)} to {spoken(high)}"
