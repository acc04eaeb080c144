"""What the guardrails say of a plan: of the tenant as it will be, and what of that the plan brings in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from deploy_cli.core.address import Address, Selection
from deploy_cli.core.matching import matches
from deploy_cli.core.plan import Action, Change, Finding
from deploy_cli.core.tenant import Desired, DesiredTenant, LiveTenant
from deploy_cli.core.values import Object, overlaid
from deploy_cli.errors import Problem
from deploy_cli.guardrails import called
from deploy_cli.guardrails.judging import judged, settled
from deploy_cli.guardrails.rule import ERROR, INFO, WARNING
from deploy_cli.guardrails.view import View

_Key: TypeAlias = tuple[str, Address | None, str]

_ALREADY: Final = "; the tenant has it so already, so nothing is refused for it"
_UNSAID: Final = "; so the tenant has it, and the files do not say"


@dataclass(frozen=True, slots=True)
class _Sides:
    """The bodies of the resources that the files describe: as they will be, and as they are."""

    after: Mapping[Address, Object]
    before: Mapping[Address, Object]


def judgement(
    desired: DesiredTenant,
    live: LiveTenant,
    changes: Sequence[Change],
    selection: Selection,
    today: str | None,
) -> tuple[Finding, ...]:
    """Return what the rules say of the tenant as it will be after an apply.

    What the files do not mention is known from the tenant. Of resources that do not change, only that is told which
    the tenant does not have already, and is more than a note: `lint` tells of all that is. Of what the tenant has and
    the files do not say only errors are told, as notes. Other errors that the tenant has already are told as warnings:
    they must not stand in the way of other changes, nor of one that makes it better.
    """
    made = {change.address for change in changes if change.action is Action.CREATE}
    sides = _sides(desired, live, selection, made)
    guardrails = desired.environment.guardrails
    after = View(desired, sides.after.__contains__, sides.after, guardrails.assurance)
    found = tuple(judged(after))
    there = replace(desired, resources=_only(desired, sides.before.keys()))
    before = View(there, sides.before.__contains__, sides.before, guardrails.assurance)
    old = {_key(finding) for finding in judged(before, of_files=False)}
    offline = tuple(judged(View(desired, assurance=guardrails.assurance)))
    said = {_key(finding) for finding in offline}
    changed = {change.address for change in changes}
    told = (one for one in found if one.address in changed or _is_new(one, old, said))
    return settled(tuple(_softened(told, old, said)), desired, today, also=(*found, *offline))


def blocking(found: Sequence[Finding]) -> Iterator[Problem]:
    """Yield the findings that refuse the plan."""
    for one in found:
        if one.severity == ERROR:
            rule = called(one.rule)
            hint = f"{rule.fix}, or waive {rule.id}" if rule else "set it right, or waive the rule"
            address = str(one.address) if one.address else None
            yield Problem(one.text, one.source, address, hint, rule=one.rule)


def _is_new(one: Finding, old: Set[_Key], said: Set[_Key]) -> bool:
    return one.severity != INFO and _key(one) in said and _key(one) not in old


def _softened(found: Iterable[Finding], old: Set[_Key], said: Set[_Key]) -> Iterator[Finding]:
    for one in found:
        if _key(one) in old and _key(one) not in said:
            if one.severity == ERROR:
                yield replace(one, severity=INFO, text=one.text + _UNSAID)
        elif one.severity == ERROR and _key(one) in old:
            yield replace(one, severity=WARNING, text=one.text + _ALREADY)
        else:
            yield one


def _sides(desired: DesiredTenant, live: LiveTenant, selection: Selection, made: Set[Address]) -> _Sides:
    """Return both sides; what is deleted and created anew takes nothing over from what there was."""
    after: dict[Address, Object] = {}
    before: dict[Address, Object] = {}
    for match in matches(desired, live):
        one = match.desired
        if not selection.includes(one.address) or len(match.candidates) > 1:
            continue
        if match.live is not None and match.live.exists and one.address not in made:
            before[one.address] = match.live.body
            after[one.address] = overlaid(match.live.body, one.body)
        else:
            after[one.address] = one.body
    return _Sides(after, before)


def _only(desired: DesiredTenant, addresses: Set[Address]) -> Mapping[Address, Desired]:
    return {address: one for address, one in desired.resources.items() if address in addresses}


def _key(finding: Finding) -> _Key:
    return finding.rule, finding.address, finding.text
