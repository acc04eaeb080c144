"""What has to happen to one resource that is in the files, given its live counterpart. Pure: no I/O, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from deploy_cli.core.address import Address, Selection
from deploy_cli.core.diff import WRITTEN_BEFORE, Edit, Rules, diff
from deploy_cli.core.path import Path, below, pattern, without
from deploy_cli.core.plan import Action, Cause, Change
from deploy_cli.core.recall import Recall
from deploy_cli.core.references import references_of, to_names
from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.secret_memory import FORGETFUL, SecretMemory, write_only
from deploy_cli.core.tenant import Desired, Live, LiveTenant
from deploy_cli.core.values import Object
from deploy_cli.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """What a plan is about, and what it may do beyond the ordinary."""

    selection: Selection = Selection()
    write_secrets: tuple[str, ...] = ()
    """Globs of addresses whose write-only secrets are to be written again."""
    allow_replace: tuple[str, ...] = ()
    """Addresses that may be deleted and created anew because a create-only field changes."""
    allow_empty: tuple[str, ...] = ()
    """Sections of which `prune` may delete everything."""
    allow_deletes: int | None = None
    """How many deletes are allowed, whatever the limits of the environment say."""
    allow_updates: int | None = None
    secrets: SecretMemory = FORGETFUL
    """What is remembered of the secrets that the API never gives back."""
    today: str | None = None
    """The day, ``2027-01-31``: waivers that ended before are none. Without it all of them count."""


@dataclass
class Remarks:
    """What a comparison says beside the changes."""

    problems: list[Problem] = field(default_factory=list)
    """What is wrong with the files in the light of the live tenant."""
    unknown: list[Address] = field(default_factory=list)
    """Existing resources of which the files hold secrets that the API never gives back, and nobody remembers."""
    refusals: list[Problem] = field(default_factory=list)
    """What is not done unless somebody allows it; the changes that it is about are made out all the same."""


def changes_of(
    one: Desired,
    counterpart: Live | None,
    described: ResourceType,
    live: LiveTenant,
    settings: PlanSettings,
    remarks: Remarks,
) -> Iterator[Change]:
    """Yield the changes that turn ``counterpart`` into ``one``: none, one, or a delete and a create."""
    if one.lifecycle.absent:
        if counterpart is not None and counterpart.exists:
            why = "the files say `state: absent`"
            yield _delete(one, counterpart, Cause.TOMBSTONE, why, live, remarks)
        return
    if counterpart is None or not counterpart.exists:
        yield from _create(one, counterpart, described, remarks)
        return
    body = to_names(heeded(one.body, one), references_of(described), live.names)
    rules = _rules(one, body, counterpart, described, settings, remarks)
    edits = tuple(diff(body, heeded(counterpart.body, one), rules))
    if not edits:
        return
    edits = tuple(_with_secrets_that_go_along(edits, body, heeded(counterpart.body, one), described, rules))
    if replaced := [edit.field for edit in edits if _is_create_only(edit.path, described)]:
        fields = ", ".join(f"`{name}`" for name in dict.fromkeys(replaced))
        allowed = str(one.address) in settings.allow_replace
        yield from _replace(one, counterpart, described, fields, live, remarks, allowed=allowed)
        return
    renamed = isinstance(described, Collection) and any(
        edit.field in described.identity for edit in edits if len(edit.path) == 1
    )
    action = Action.RENAME if renamed else Action.UPDATE
    yield Change(
        address=one.address,
        action=action,
        cause=Cause.RENAMED if renamed else Cause.DIFFERS,
        reason=f"it is `{counterpart.address.name}` in the tenant" if renamed else _why(edits),
        edits=edits,
        desired=replace(one, body=body),
        live=counterpart,
    )


def _rules(
    one: Desired,
    body: Object,
    counterpart: Live,
    described: ResourceType,
    settings: PlanSettings,
    remarks: Remarks,
) -> Rules:
    """Return how ``one`` is compared, and remark that it holds secrets of which nothing is known."""
    asked = bool(settings.write_secrets) and Selection(only=settings.write_secrets).includes(one.address)
    rules = Rules.of(described, exact=one.lifecycle.exact, write_unknown=asked)
    if not described.write_only or not (places := write_only(body, rules)):
        return rules
    recalls = settings.secrets.of(one.address.section, counterpart.id)
    if not asked and any(recalls(path, value) is Recall.UNKNOWN for path, value in places):
        remarks.unknown.append(one.address)
    return rules.with_secrets(recalls)


def _why(edits: tuple[Edit, ...]) -> str:
    if all(edit.before is WRITTEN_BEFORE for edit in edits):
        return "the files hold another secret than the one that was last written"
    return "the tenant differs from the files"


def _with_secrets_that_go_along(
    edits: tuple[Edit, ...], body: Object, live: Object, described: ResourceType, rules: Rules
) -> Iterator[Edit]:
    """Add the secrets that are written again because the object or list that they stand in is sent whole."""
    whole = {edit.field for edit in edits}.difference(described.merged)
    if whole.isdisjoint(pattern(text)[0] for text in described.write_only):
        yield from edits
        return
    for edit in diff(body, live, rules.with_secrets(rules.recalls, write_unknown=True)):
        if edit in edits or edit.field in whole:
            yield edit


def heeded(body: Object, one: Desired) -> Object:
    """Return ``body``, desired or live, without what the files ask to be ignored."""
    for text in one.lifecycle.ignore_changes:
        body = without(body, pattern(text))
    return body


def _create(
    one: Desired,
    counterpart: Live | None,
    described: ResourceType,
    remarks: Remarks,
    cause: Cause = Cause.NOT_IN_TENANT,
    reason: str = "the tenant does not have it",
) -> Iterator[Change]:
    missing = [name for name in described.required if one.body.get(name) is None]
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        remarks.problems.append(
            Problem(
                f"the tenant has no such {described.title}, and a new one needs {listed}",
                one.locate(()),
                str(one.address),
                "write what is missing, or check the name",
                rule="required-on-create",
            )
        )
        return
    edits = tuple(diff(one.body, {}, Rules.of(described, write_unknown=True)))
    yield Change(
        address=one.address,
        action=Action.CREATE,
        cause=cause,
        reason=reason,
        edits=edits,
        desired=one,
        live=counterpart,
    )


def _delete(
    one: Desired, counterpart: Live, cause: Cause, reason: str, live: LiveTenant, remarks: Remarks
) -> Change:
    if one.lifecycle.protect:
        _refuse(
            one,
            "it is protected and would be deleted",
            "take away `lifecycle.protect` first",
            remarks,
            "protected",
        )
    elif one.address in live.undeletable:
        hint = "take what deletes it out of the files"
        _refuse(one, "Auth0 does not let it be deleted", hint, remarks, "undeletable")
    return Change(
        address=one.address,
        action=Action.DELETE,
        cause=cause,
        reason=reason,
        edits=(),
        desired=one,
        live=counterpart,
    )


def _replace(
    one: Desired,
    counterpart: Live,
    described: ResourceType,
    fields: str,
    live: LiveTenant,
    remarks: Remarks,
    *,
    allowed: bool,
) -> Iterator[Change]:
    """Yield the delete and the create; where nobody allowed them they are refused, and shown all the same."""
    why = f"{fields} can only be set on create"
    if not allowed:
        what = f"{why}: this change means deleting it and creating another, with a new id"
        hint = f"set it back, or allow it with `--allow-replace '{one.address}'`"
        _refuse(one, what, hint, remarks, "create-only")
    yield _delete(one, counterpart, Cause.REPLACED, why, live, remarks)
    yield from _create(one, None, described, remarks if allowed else Remarks(), Cause.REPLACED, why)


def _refuse(one: Desired, message: str, hint: str, remarks: Remarks, rule: str) -> None:
    remarks.refusals.append(Problem(message, one.locate(()), str(one.address), hint, rule=rule))


def _is_create_only(path: Path, described: ResourceType) -> bool:
    return any(below(path, pattern(text)) for text in described.create_only)
