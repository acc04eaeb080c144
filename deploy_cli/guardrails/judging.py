"""Judges a tenant: asks every rule, weighs what it says by the profile, and takes off what is waived."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from deploy_cli.core.address import Address, Selection
from deploy_cli.core.plan import Finding
from deploy_cli.core.suggest import did_you_mean
from deploy_cli.core.tenant import DesiredTenant, Guardrails, OwnRule, Waiver
from deploy_cli.errors import Location
from deploy_cli.guardrails import RULES, called
from deploy_cli.guardrails.profiles import PROFILES
from deploy_cli.guardrails.rule import ERROR, INFO, OFF, WARNING
from deploy_cli.guardrails.view import View

WAIVER_PAST: Final = "waiver-past"
WAIVER_UNUSED: Final = "waiver-unused"
RULE_UNKNOWN: Final = "rule-unknown"

_ENVIRONMENT: Final = Address("environment")


def findings(desired: DesiredTenant, *, today: str | None = None) -> tuple[Finding, ...]:
    """Return what the rules have to say about what the files want; ``today`` is a day such as ``2027-01-31``."""
    settings = desired.environment.guardrails
    view = View(desired, assurance=settings.assurance)
    return settled(tuple(judged(view)), desired, today)


def judged(view: View, *, of_files: bool = True) -> Iterator[Finding]:
    """Yield what the rules say, weighed; without ``of_files`` only what is of the tenant, not of how it is written."""
    desired = view.desired
    weigh = _Weights(desired.environment.guardrails)
    for rule in RULES:
        if not (of_files or rule.of_tenant):
            continue
        for remark in rule.judge(view):
            severity = weigh(rule.id, rule.name, remark.severity or rule.severity)
            if severity != OFF:
                yield Finding(rule.id, severity, remark.text, remark.address, remark.source)
    yield from _own(desired.rules, view, weigh)


def settled(
    found: Sequence[Finding],
    desired: DesiredTenant,
    today: str | None,
    *,
    also: Sequence[Finding] | None = None,
) -> tuple[Finding, ...]:
    """Return findings with those marked that are waived, and what is wrong with the waivers themselves.

    ``also`` are findings that are not told and may be waived. Without it only the files are known: a waiver about
    something in them may be about what the tenant adds, which a plan sees.
    """
    settings = desired.environment.guardrails
    current = [waiver for waiver in settings.waivers if today is None or waiver.until >= today]
    kept = tuple(_waived(finding, current) for finding in found)
    return (
        *kept,
        *_past(settings.waivers, current),
        *_unused(current, found, also, desired),
        *_unknown(settings, desired),
    )


def is_waivable(finding: Finding) -> bool:
    """Tell whether a waiver may take a finding off: not those about the waivers."""
    return finding.rule not in (WAIVER_PAST, WAIVER_UNUSED, RULE_UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Weights:
    settings: Guardrails

    def __call__(self, id: str, name: str, severity: str) -> str:
        said = self.settings.severities.get(id) or self.settings.severities.get(name)
        return said or PROFILES[self.settings.profile](id, severity)


def _own(rules: Sequence[OwnRule], view: View, weigh: _Weights) -> Iterator[Finding]:
    for rule in rules:
        severity = weigh(rule.id, rule.id, rule.severity)
        about = Selection(only=rule.on)
        for subject in view.everything() if severity != OFF else ():
            if about.includes(subject.address):
                path = rule.judge(subject.address, subject.body)
                if path is not None:
                    place = subject.at(*path)
                    yield Finding(rule.id, severity, rule.message, subject.address, place)


def _waived(finding: Finding, waivers: Sequence[Waiver]) -> Finding:
    for waiver in waivers:
        if _fits(waiver, finding):
            why = f"waived until {waiver.until}: {waiver.reason}"
            return replace(finding, severity=INFO, text=f"{finding.text} ({why})", waiver=why)
    return finding


def _fits(waiver: Waiver, finding: Finding) -> bool:
    rule = called(waiver.rule)
    return (rule.id if rule else waiver.rule) == finding.rule and (
        finding.address is not None and Selection(only=(waiver.address,)).includes(finding.address)
    )


def _past(waivers: Sequence[Waiver], current: Sequence[Waiver]) -> Iterator[Finding]:
    for waiver in waivers:
        if waiver not in current:
            text = (
                f"the waiver of {waiver.rule} for `{waiver.address}` ended on {waiver.until}:"
                " set right what it was about, or decide anew"
            )
            yield Finding(WAIVER_PAST, ERROR, text, _ENVIRONMENT, waiver.source)


def _unused(
    current: Sequence[Waiver],
    found: Sequence[Finding],
    also: Sequence[Finding] | None,
    desired: DesiredTenant,
) -> Iterator[Finding]:
    known = {rule.id for rule in desired.rules}
    for waiver in current:
        if called(waiver.rule) is None and waiver.rule not in known:
            yield _no_such_rule(waiver.rule, waiver.source, known)
        elif not any(_fits(waiver, finding) for finding in (*found, *(also or ()))):
            text = f"the waiver of {waiver.rule} for `{waiver.address}` is about nothing: remove it"
            about = Selection(only=(waiver.address,))
            is_there = also is None and not about.unmatched((*desired.resources, *_policies(desired)))
            yield Finding(WAIVER_UNUSED, WARNING if is_there else ERROR, text, _ENVIRONMENT, waiver.source)


def _policies(desired: DesiredTenant) -> Iterator[Address]:
    return (Address("refresh_token_policies", name) for name in desired.policies)


def _unknown(settings: Guardrails, desired: DesiredTenant) -> Iterator[Finding]:
    known = {rule.id for rule in desired.rules}
    for name in settings.severities:
        if called(name) is None and name not in known:
            yield _no_such_rule(name, settings.sources.get(name), known)


def _no_such_rule(name: str, source: Location | None, own: set[str]) -> Finding:
    hint = did_you_mean(
        name, [rule.id for rule in RULES] + sorted(own), "`lint --explain all` lists the rules"
    )
    return Finding(RULE_UNKNOWN, ERROR, f"there is no rule `{name}`; {hint}", _ENVIRONMENT, source)
