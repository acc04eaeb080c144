"""Pairs what the files want with what there is, and says what has to happen. Pure: no I/O, no clock, no log."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from deploy_cli.core.address import Address, Selection
from deploy_cli.core.dangling import dangling
from deploy_cli.core.diff import Edit, Rules, diff
from deploy_cli.core.matching import matches
from deploy_cli.core.path import Path, below, found, pattern, without
from deploy_cli.core.plan import Action, Change, numbered
from deploy_cli.core.references import references_of, to_names
from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.tenant import Desired, DesiredTenant, Live, LiveTenant
from deploy_cli.core.unlinking import unlinked
from deploy_cli.core.values import Object, is_empty
from deploy_cli.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """What a plan is about, and what it may do beyond the ordinary."""

    selection: Selection = Selection()
    write_secrets: tuple[str, ...] = ()
    """Globs of addresses whose write-only secrets are to be written again."""
    allow_replace: tuple[str, ...] = ()
    """Addresses that may be deleted and created anew because a create-only field changes."""


@dataclass
class Pairing:
    """What the comparison brought."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    unmanaged: int = 0
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with the files in the light of the live tenant."""
    unknown: list[Address] = field(default_factory=list)
    """Existing resources of which the files hold secrets that the API never gives back."""
    refusals: list[Problem] = field(default_factory=list)
    """What is not done unless somebody allows it."""


def pair(
    desired: DesiredTenant, live: LiveTenant, types: Mapping[str, ResourceType], settings: PlanSettings
) -> Pairing:
    """Compare every selected resource of ``desired`` with its live counterpart.

    A resource is matched by the id that the files pin, else by its name, else by the name it had before a rename.
    Where a resource is replaced, what refers to it loses it on the way, and is compared as it will be then.
    """
    result = _compared(desired, live, types, settings)
    made = Counter(change.address for change in result.changes)
    if replaced := {address for address, count in made.items() if count > 1}:
        return _compared(desired, unlinked(live, replaced, types), types, settings)
    return result


def _compared(
    desired: DesiredTenant, live: LiveTenant, types: Mapping[str, ResourceType], settings: PlanSettings
) -> Pairing:
    result = Pairing()
    changes: list[Change] = []
    owned: set[tuple[str, str]] = set()
    for match in matches(desired, live):
        one, described = match.desired, types[match.desired.address.section]
        owned |= {(candidate.address.section, candidate.id) for candidate in match.candidates}
        if not settings.selection.includes(one.address) or _hindered(one, described, live, result):
            continue
        if (problem := match.problem(described)) is not None:
            result.problems.append(problem)
        else:
            result.problems += dangling(one, described, desired, live, settings.selection)
            made = tuple(_changes(one, match.live, described, live, settings, result))
            changes += made
            result.unchanged += not made and not one.lifecycle.absent
    changes += _leftovers(desired, live, types, settings, owned, result)
    result.changes = numbered(changes)
    return result


def _hindered(one: Desired, described: ResourceType, live: LiveTenant, result: Pairing) -> bool:
    """Tell whether the resource cannot be dealt with at all, and say why."""
    children = (f"{one.address}/{child.field}" for child in described.children if child.field in one.body)
    missing = (live.unavailable.get(what) for what in (one.address.section, str(one.address), *children))
    reason = next((why for why in missing if why is not None), None)
    if reason is not None and one.lifecycle.absent:
        return True
    if reason is not None:
        result.problems.append(
            Problem(
                f"not available in this tenant: {reason}",
                one.locate(()),
                str(one.address),
                "take it out of the files of this environment, or get the feature for the tenant",
                rule="not-available",
            )
        )
    elif one.address in live.untouchable:
        if _is_as_described(one, described, live):
            result.unchanged += 1
            return True
        result.problems.append(
            Problem(
                "this belongs to Auth0 or to the tool itself and is never changed",
                one.locate(()),
                str(one.address),
                "take it out of the files",
                rule="untouchable",
            )
        )
    else:
        return False
    return True


def _is_as_described(one: Desired, described: ResourceType, live: LiveTenant) -> bool:
    """Tell whether what must not be touched need not be: an export of the official tool holds its own client."""
    guarded = live.guarded.get(one.address)
    if guarded is None or one.lifecycle.absent or one.lifecycle.renamed_from is not None:
        return False
    body = to_names(_heeded(one.body, one), references_of(described), live.names)
    rules = Rules.of(described, exact=one.lifecycle.exact, write_unknown=False)
    return not any(True for _ in diff(body, _heeded(guarded.body, one), rules))


def _changes(
    one: Desired,
    counterpart: Live | None,
    described: ResourceType,
    live: LiveTenant,
    settings: PlanSettings,
    result: Pairing,
) -> Iterator[Change]:
    if one.lifecycle.absent:
        if counterpart is not None and counterpart.exists:
            yield from _delete(one, counterpart, "the files say `state: absent`", live, result)
        return
    if counterpart is None or not counterpart.exists:
        yield from _create(one, counterpart, described, result)
        return
    write_secrets = Selection(only=settings.write_secrets) if settings.write_secrets else None
    rules = Rules.of(
        described,
        exact=one.lifecycle.exact,
        write_unknown=write_secrets is not None and write_secrets.includes(one.address),
    )
    body = to_names(_heeded(one.body, one), references_of(described), live.names)
    if not rules.write_unknown and _holds_unknown(body, described):
        result.unknown.append(one.address)
    edits = tuple(diff(body, _heeded(counterpart.body, one), rules))
    if not edits:
        return
    edits = tuple(_with_secrets_that_go_along(edits, body, _heeded(counterpart.body, one), described))
    if replaced := [edit.field for edit in edits if _is_create_only(edit.path, described)]:
        fields = ", ".join(f"`{name}`" for name in dict.fromkeys(replaced))
        if str(one.address) in settings.allow_replace:
            yield from _replace(one, counterpart, described, fields, live, result)
        else:
            _refuse_replace(one, fields, result)
        return
    renamed = isinstance(described, Collection) and any(
        edit.field in described.identity for edit in edits if len(edit.path) == 1
    )
    action = Action.RENAME if renamed else Action.UPDATE
    reason = (
        f"it is `{counterpart.address.name}` in the tenant"
        if renamed
        else "the tenant differs from the files"
    )
    yield Change(
        address=one.address,
        action=action,
        reason=reason,
        edits=edits,
        desired=_with(one, body),
        live=counterpart,
    )


def _with_secrets_that_go_along(
    edits: tuple[Edit, ...], body: Object, live: Object, described: ResourceType
) -> Iterator[Edit]:
    """Add the secrets that are written again because the object or list that they stand in is sent whole."""
    whole = {edit.field for edit in edits}.difference(described.merged)
    if whole.isdisjoint(pattern(text)[0] for text in described.write_only):
        yield from edits
        return
    for edit in diff(body, live, Rules.of(described, write_unknown=True)):
        if edit in edits or edit.field in whole:
            yield edit


def _holds_unknown(body: Object, described: ResourceType) -> bool:
    return any(
        not is_empty(value) for text in described.write_only for _, value in found(body, pattern(text))
    )


def _heeded(body: Object, one: Desired) -> Object:
    """Return ``body``, desired or live, without what the files ask to be ignored."""
    for text in one.lifecycle.ignore_changes:
        body = without(body, pattern(text))
    return body


def _create(
    one: Desired, counterpart: Live | None, described: ResourceType, result: Pairing
) -> Iterator[Change]:
    missing = [name for name in described.required if one.body.get(name) is None]
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        result.problems.append(
            Problem(
                f"the tenant has no such {described.title}, and a new one needs {listed}",
                one.locate(()),
                str(one.address),
                "write what is missing, or check the name",
                rule="required-on-create",
            )
        )
        return
    rules = Rules.of(described, write_unknown=True)
    edits = tuple(diff(one.body, {}, rules))
    yield Change(
        address=one.address,
        action=Action.CREATE,
        reason="the tenant does not have it",
        edits=edits,
        desired=one,
        live=counterpart,
    )


def _delete(
    one: Desired, counterpart: Live, reason: str, live: LiveTenant, result: Pairing
) -> Iterator[Change]:
    if one.lifecycle.protect:
        _refuse(one, "it is protected and would be deleted", "take away `lifecycle.protect` first", result)
    elif one.address in live.undeletable:
        _refuse(one, "Auth0 does not let it be deleted", "take what deletes it out of the files", result)
    else:
        yield Change(
            address=one.address, action=Action.DELETE, reason=reason, edits=(), desired=one, live=counterpart
        )


def _replace(
    one: Desired, counterpart: Live, described: ResourceType, fields: str, live: LiveTenant, result: Pairing
) -> Iterator[Change]:
    deleted = tuple(_delete(one, counterpart, f"{fields} can only be set on create", live, result))
    if deleted:
        yield from (*deleted, *_create(one, None, described, result))


def _refuse_replace(one: Desired, fields: str, result: Pairing) -> None:
    _refuse(
        one,
        f"{fields} can only be set on create: this change means deleting it and creating another, with a new id",
        f"set it back, or allow it with `--allow-replace '{one.address}'`",
        result,
    )


def _refuse(one: Desired, message: str, hint: str, result: Pairing) -> None:
    result.refusals.append(Problem(message, one.locate(()), str(one.address), hint, rule="refused"))


def _leftovers(
    desired: DesiredTenant,
    live: LiveTenant,
    types: Mapping[str, ResourceType],
    settings: PlanSettings,
    claimed: Set[tuple[str, str]],
    result: Pairing,
) -> Iterator[Change]:
    """Count what the files do not name, and delete it in the sections that are pruned."""
    for section in desired.sections:
        if not isinstance(types[section], Collection):
            continue
        pruned = section in desired.environment.prune
        for one in live.of(section):
            if (section, one.id) in claimed or not settings.selection.includes(one.address):
                continue
            if pruned and one.address not in live.undeletable:
                reason = f"the files do not name it, and `prune` covers `{section}`"
                yield Change(address=one.address, action=Action.DELETE, reason=reason, edits=(), live=one)
            else:
                result.unmanaged += 1


def _is_create_only(path: Path, described: ResourceType) -> bool:
    return any(below(path, pattern(text)) for text in described.create_only)


def _with(one: Desired, body: Object) -> Desired:
    return replace(one, body=body)
