"""What a change takes back and leaves, so that it can be undone: its fields before and after. Pure.

A run is undone by a plan like any other: the files of that plan are made here, out of what the run recorded.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from deploy_cli.core.address import Address
from deploy_cli.core.journal import Before, Told
from deploy_cli.core.path import Element, Path, below, found, pattern, written
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.tenant import Desired, DesiredTenant, Guardrails, Lifecycle, Limits
from deploy_cli.core.values import ABSENT, MaybeValue, Object, Secret, Value


def before(change: Change, described: ResourceType) -> Before:
    """Return what is recorded of ``change`` before it is made; secrets are left out, and named."""
    lost: list[str] = []
    then: Object | None
    now: Object | None
    then, now = _bodies(change, described)
    if then is not None:
        then = _open(then, (), lost)
        lost += _unreadable(change, described)
    renamed = change.action is Action.RENAME and change.live is not None
    return Before(
        change=change.id,
        section=change.address.section,
        name=change.address.name,
        action=str(change.action),
        resource_id=change.resource_id,
        former=change.live.address.name if renamed and change.live else None,
        before=then,
        after=None if now is None else _open(now, (), []),
        lost=tuple(dict.fromkeys(lost)),
    )


def _bodies(change: Change, described: ResourceType) -> tuple[Object | None, Object | None]:
    want = change.desired.body if change.desired else {}
    have = change.live.body if change.live else {}
    if isinstance(described, Collection):
        have = {key: value for key, value in have.items() if key != described.server_id}
    match change.action:
        case Action.CREATE:
            return None, want
        case Action.DELETE:
            return have, None
        case _:
            edited: dict[Path, None] = dict.fromkeys(_plain(edit.path) for edit in change.edits)
            edited |= dict.fromkeys((name,) for name in described.file_only if name in want and name in have)
            paths = [path for path in edited if not _holds_unreadable(path, described)]
            return _part(have, paths), _part(want, paths)


def _plain(path: Path) -> Path:
    """Return ``path`` up to the first list: elements are not restored one by one."""
    ends = (at for at, part in enumerate(path) if isinstance(part, int | Element))
    return path[: next(ends, len(path))]


def _holds_unreadable(path: Path, described: ResourceType) -> bool:
    """Tell whether what stands at ``path`` is a secret that Auth0 never gives back, or a list with such in it."""
    return any(
        below(path, wanted) or (wanted[: len(path)] == path and wanted[len(path)] == "[]")
        for wanted in map(pattern, described.write_only)
    )


def _part(body: Object, paths: Iterable[Path]) -> Object:
    """Return ``body`` reduced to ``paths``; what it lacks is null, which takes it away again."""
    part: Object = {}
    for path in paths:
        inner, value = part, _at(body, path)
        for key in path[:-1]:
            inner = inner.setdefault(str(key), {})
        inner[str(path[-1])] = None if value is ABSENT else value
    return part


def _at(body: Value, path: Path) -> MaybeValue:
    for key in path:
        if not isinstance(body, dict) or key not in body:
            return ABSENT
        body = body[str(key)]
    return body


def _unreadable(change: Change, described: ResourceType) -> Iterator[str]:
    """Yield the fields that Auth0 never gave back, as far as the change touches them."""
    if change.action is Action.DELETE:
        have = change.live.body if change.live else {}
        fields = {key for key, value in have.items() if value}
        yield from (text for text in described.write_only if pattern(text)[0] in fields)
        return
    want = change.desired.body if change.desired else {}
    edited = {_plain(edit.path) for edit in change.edits}
    for text in described.write_only:
        for path, value in found(want, pattern(text)):
            if value is not None and any(path[: len(at)] == at for at in edited):
                yield written(path)


def _open(value: Value, path: Path, lost: list[str]) -> Value:
    """Return ``value`` without the secrets in it, whose paths are added to ``lost``."""
    match value:
        case dict():
            kept: Object = {}
            for key, item in value.items():
                if isinstance(item, Secret):
                    lost.append(written((*path, key)))
                else:
                    kept[key] = _open(item, (*path, key), lost)
            return kept
        case list():
            lost += [written((*path, at)) for at, item in enumerate(value) if isinstance(item, Secret)]
            plain = enumerate(item for item in value if not isinstance(item, Secret))
            return [_open(item, (*path, at), lost) for at, item in plain]
        case _:
            return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Inverse:
    """What a run is undone with."""

    left: DesiredTenant
    """What the run left: where the tenant is otherwise, somebody was there since."""
    wanted: DesiredTenant
    """What there was before."""
    lost: tuple[tuple[Address, str], ...] = field(default=())
    """What cannot be brought back, and why."""


def inverse(run: Told, files: DesiredTenant, types: Mapping[str, ResourceType]) -> Inverse:
    """Turn the record of ``run`` around; ``files`` say how the environment is dealt with: limits, what is protected."""
    left: dict[Address, Desired] = {}
    wanted: dict[Address, Desired] = {}
    lost: list[tuple[Address, str]] = []
    touched = [change for change in run.touched() if change.section in types]
    for change in touched:
        described, made = types[change.section], run.made(change)
        lost += [(_address(change), why) for why in _lost(change, described)]
        if change.action != Action.DELETE or _address(change) not in left:
            left[_address(change)] = _left(change, made)
        back = _wanted(change, made, described)
        known = wanted.get(back.address)
        wanted[back.address] = back if known is None or known.lifecycle.absent else known
    return Inverse(
        left=_tenant(files, left),
        wanted=_tenant(files, {at: _guarded(one, files) for at, one in wanted.items()}),
        lost=tuple(lost),
    )


def _tenant(files: DesiredTenant, resources: dict[Address, Desired]) -> DesiredTenant:
    sections = tuple(dict.fromkeys(address.section for address in resources))
    named = sum(not one.lifecycle.absent for one in files.resources.values())
    limits = files.environment.limits
    limits = Limits(deletes=_counted(limits.deletes, named), updates=_counted(limits.updates, named))
    # what was there before is no new fault: the guardrails tell of it, and do not stand in the way
    guardrails = Guardrails(profile="development")
    environment = replace(files.environment, prune=(), limits=limits, guardrails=guardrails)
    return replace(files, environment=environment, resources=resources, sections=sections, notes=())


def _counted(limit: int | float | None, named: int) -> int | float | None:
    """Return a limit as a count: a share is one of what the files name, not of what is undone."""
    return int(limit * named) if isinstance(limit, float) else limit


def _guarded(one: Desired, files: DesiredTenant) -> Desired:
    """Protect what the files protect."""
    named = files.resources.get(one.address)
    if named is None or not named.lifecycle.protect:
        return one
    return replace(one, lifecycle=replace(one.lifecycle, protect=True), locate=named.locate)


def _address(change: Before) -> Address:
    return Address(change.section, change.name)


def _left(change: Before, made: str | None) -> Desired:
    if change.after is None:
        return Desired(address=_address(change), body={}, lifecycle=Lifecycle(absent=True))
    return Desired(address=_address(change), body=change.after, pin=made or change.resource_id)


def _wanted(change: Before, made: str | None, described: ResourceType) -> Desired:
    pin = made or change.resource_id
    if change.before is None:
        absent = Lifecycle(absent=isinstance(described, Collection))
        return Desired(address=_address(change), body={}, lifecycle=absent, pin=pin)
    if change.action == Action.DELETE:
        return Desired(address=_address(change), body=change.before)
    return Desired(address=Address(change.section, change.former or change.name), body=change.before, pin=pin)


def _lost(change: Before, described: ResourceType) -> Iterator[str]:
    names = ", ".join(f"`{name}`" for name in change.lost)
    if change.action == Action.DELETE:
        yield (
            "it comes back with another id: who uses the old one has to be told, and what hung on it, such as tokens, "
            "sessions and members, stays gone"
        )
        if names:
            yield f"it gets new secrets, or none, for what they were is not recorded: {names}"
    elif names:
        yield f"what these secrets were is not recorded, so they stay as they are: {names}"
    if change.before is None and not isinstance(described, Collection):
        yield f"Auth0 keeps this {described.title} once it was written: it stays"
