"""Looks at everything that an apply needs, one thing after the other, and says what is wrong with each."""

from collections.abc import Iterator, Mapping
from typing import Final

from deploy_cli.app.planning import make_plan
from deploy_cli.app.ports import Contact, ExaminedApi
from deploy_cli.core.check import Check, Verdict
from deploy_cli.core.cost import Rate
from deploy_cli.core.pairing import PlanSettings
from deploy_cli.core.plan import Plan
from deploy_cli.core.resource_type import ResourceType
from deploy_cli.core.scopes import Need, needs
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.errors import ApiError, ConfigError, DeployError, PlanError

_DAY: Final = 86_400.0
_SOON: Final = 14 * _DAY
"""Seconds before its end from which a certificate is worth a word."""

_SKEW: Final = 10.0
"""Seconds by which clocks may differ: as much as Auth0 tolerates in a signed assertion (authentication facts, 1)."""

_DATE_STEP: Final = 1.0
"""The ``date`` header tells whole seconds."""


def contact_checks(domain: str, contact: Contact) -> Iterator[Check]:
    """Yield what the first contact with ``domain`` shows."""
    if contact.is_tenant:
        yield Check("domain", Verdict.GOOD, f"`{domain}` answers, and is an Auth0 tenant")
    else:
        yield Check(
            "domain",
            Verdict.WARNING,
            f"`{domain}` answers, and does not serve what an Auth0 tenant serves to everybody",
            "check the domain; behind a custom domain set AUTH0_AUDIENCE as well",
        )
    yield _certificate(contact.certificate_left)
    yield _clock(contact.clock_ahead)


def _certificate(left: float | None) -> Check:
    if left is None:
        return Check("certificate", Verdict.GOOD, "none is needed: the tenant is on this machine")
    days = int(left // _DAY)
    text = f"trusted, and good for {days:,} more day{'' if days == 1 else 's'}"
    if left < _SOON:
        return Check(
            "certificate", Verdict.WARNING, text, "tell whoever runs the domain, or the proxy before it"
        )
    return Check("certificate", Verdict.GOOD, text)


def _clock(ahead: float | None) -> Check:
    if ahead is None:
        return Check("clock", Verdict.UNKNOWN, "Auth0 told no time")
    off = max(0.0, abs(ahead) - _DATE_STEP)
    if off > _SKEW:
        text = f"the clock of this machine is {off:,.0f} s {'ahead' if ahead > 0 else 'behind'}"
        return Check(
            "clock", Verdict.BAD, text, "set it right: signed assertions and expiries are judged by it"
        )
    return Check("clock", Verdict.GOOD, f"right to within {off + _DATE_STEP:.0f} s")


def tenant_checks(
    desired: DesiredTenant, api: ExaminedApi, types: Mapping[str, ResourceType]
) -> Iterator[Check]:
    """Yield what the tenant says to these credentials: who they are, what they may do, and what a plan comes to."""
    try:
        granted = api.scopes()
    except ApiError as error:
        yield Check("credentials", Verdict.BAD, error.summary, error.hint)
        for name in ("scopes", "plan", "rate limit"):
            yield Check(name, Verdict.UNKNOWN, "not looked at, for there is no access token")
        return
    client = f"accepted, as the client `{api.client_id}`" if api.client_id else "accepted"
    yield Check("credentials", Verdict.GOOD, client)
    yield _scopes(needs(desired, types), granted, api.client_id)
    yield from _plan(desired, api, types)
    yield _rate(api.rate)


def _scopes(needed: tuple[Need, ...], granted: frozenset[str] | None, client: str | None) -> Check:
    if granted is None:
        return Check("scopes", Verdict.UNKNOWN, "the token does not tell which ones it has")
    missing = [need for need in needed if need.scope not in granted]
    if not missing:
        return Check("scopes", Verdict.GOOD, f"all {len(needed)} that these files need are granted")
    lines = tuple(
        f"{need.scope}  for `{need.section}`, {'to write' if need.to_write else 'to read'}"
        for need in missing
    )
    who = f"`{client}`" if client else "the application"
    listed = ",".join(need.scope for need in missing)
    hint = (
        f"grant them to {who} (dashboard: Applications, APIs tab, Auth0 Management API; or"
        f" `auth0 api patch client-grants/ID` with the scopes there are and these: {listed})"
    )
    return Check(
        "scopes",
        Verdict.BAD,
        f"{len(missing)} of the {len(needed)} that these files need are missing",
        hint,
        lines,
    )


def _plan(desired: DesiredTenant, api: ExaminedApi, types: Mapping[str, ResourceType]) -> Iterator[Check]:
    try:
        plan = make_plan(desired, api, types, PlanSettings())
    except ConfigError as error:
        lacking = [problem for problem in error.problems if problem.rule == "not-available"]
        others = [problem for problem in error.problems if problem.rule != "not-available"]
        for name, problems in (("features", lacking), ("plan", others)):
            if problems:
                lines = tuple(f"{problem.address}: {problem.message}" for problem in problems)
                text = f"{len(problems)} problem{'' if len(problems) == 1 else 's'} with the files in this tenant"
                yield Check(name, Verdict.BAD, text, problems[0].hint, lines)
    except (ApiError, PlanError) as error:
        yield Check("plan", Verdict.BAD, error.summary, error.hint)
    except DeployError as error:
        yield Check("plan", Verdict.WARNING, error.summary, error.hint)
    else:
        yield Check("features", Verdict.GOOD, "the tenant has every section that the files mention")
        yield _of_plan(plan)


def _of_plan(plan: Plan) -> Check:
    summary = plan.summary
    text = (
        f"{summary.create} to create, {summary.update + summary.rename} to update, {summary.delete} to delete"
        f" (requests: {plan.cost.reads} to read, {plan.cost.writes} to write)"
    )
    if plan.refusals:
        lines = tuple(f"{refusal.address or 'plan'}: {refusal.message}" for refusal in plan.refusals)
        return Check("plan", Verdict.BAD, f"{text}; an apply is refused", plan.refusals[0].hint, lines)
    return Check("plan", Verdict.GOOD, text)


def _rate(rate: Rate | None) -> Check:
    if rate is None:
        return Check("rate limit", Verdict.GOOD, "the tenant tells of none")
    long_run = f", {rate.per_second:g} per second in the long run" if rate.per_second is not None else ""
    return Check("rate limit", Verdict.GOOD, f"{rate.burst} requests at once{long_run}")
