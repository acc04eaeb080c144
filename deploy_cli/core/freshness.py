"""Whether a resource still is as the plan saw it, as far as the change concerns it. Pure: no I/O, no clock, no log.

What the files manage has to differ from them in the same places and in the same way as when the plan was made; what
is sent whole has to be the same whole, for the write would take back what somebody else put in; of a delete, all there
is. Of child lists only the elements that are written count, for nothing else of them is touched. What has become as the
files want it in the meantime is no matter: Auth0 takes a scope from its grants when it goes from its API.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from deploy_cli.core.diff import Edit, Rules, diff
from deploy_cli.core.path import Path, pattern, without, written
from deploy_cli.core.plan import Action, Change
from deploy_cli.core.references import references_of
from deploy_cli.core.resource_type import Child, Described
from deploy_cli.core.values import ABSENT, MaybeValue, Object, same


@dataclass(frozen=True, slots=True)
class Moved:
    """One place in which a resource is not as the plan saw it."""

    path: Path
    then: MaybeValue
    now: MaybeValue


def moved(change: Change, now: Object, described: Described) -> tuple[Moved, ...]:
    """Return where the resource itself, its child lists apart, is not as it was when ``change`` was planned."""
    apart = {child.field for child in described.children}
    then = _heeded(change.live.body if change.live else {}, change, apart)
    now = _heeded(now, change, apart)
    if change.desired is None or change.action is Action.DELETE:
        hidden = [reference.field for reference in references_of(described)]
        return tuple(_differences(_without(then, hidden), _without(now, hidden), Rules.of(described)))
    exact = change.desired.lifecycle.exact
    rules = Rules.of(described, exact=exact)
    want = {key: value for key, value in change.desired.body.items() if key not in apart}
    before = {edit.path: edit for edit in diff(want, then, rules)}
    today = {edit.path: edit for edit in diff(want, now, rules)}
    whole = [field for field in change.fields() if field not in described.merged and field not in apart]
    others = (
        place
        for field in whole
        for place in _differences(_only(then, field), _only(now, field), rules)
        if place.path not in before and place.path not in today
    )
    return (*_otherwise(before, today), *others)


def moved_child(change: Change, child: Child, now: Object, described: Described) -> tuple[Moved, ...]:
    """Return the elements of a child list that are written and are not as they were."""
    want = _only(change.desired.body if change.desired else {}, child.field)
    rules = Rules.of(described)
    then = {edit.path: edit for edit in diff(want, _only(_live(change), child.field), rules)}
    today = {edit.path: edit for edit in diff(want, _only(now, child.field), rules)}
    added = (path for path, edit in then.items() if path not in today and edit.after is not ABSENT)
    there = (Moved(path, then[path].before, then[path].after) for path in added)
    return (*_otherwise(then, {path: today[path] for path in today if path in then}), *there)


def _otherwise(before: Mapping[Path, Edit], today: Mapping[Path, Edit]) -> Iterator[Moved]:
    """Yield where the way to what the files want has become another one."""
    for path, edit in today.items():
        if path not in before:
            yield Moved(path, edit.after, edit.before)
        elif not same(edit.before, before[path].before):
            yield Moved(path, before[path].before, edit.before)


def _differences(then: Object, now: Object, rules: Rules) -> Iterator[Moved]:
    """Yield every difference, also in what only one of both has."""
    seen: set[str] = set()
    for edit in diff(then, now, rules):
        seen.add(written(edit.path))
        yield Moved(edit.path, edit.after, edit.before)
    for edit in diff(now, then, rules):
        if written(edit.path) not in seen:
            yield Moved(edit.path, edit.before, edit.after)


def _live(change: Change) -> Object:
    return change.live.body if change.live else {}


def _heeded(body: Object, change: Change, apart: set[str]) -> Object:
    ignored = change.desired.lifecycle.ignore_changes if change.desired else ()
    return _without({key: value for key, value in body.items() if key not in apart}, ignored)


def _without(body: Object, patterns: Iterable[str]) -> Object:
    for text in patterns:
        left = without(body, pattern(text))
        body = left if isinstance(left, dict) else {}
    return body


def _only(body: Object, field: str) -> Object:
    return {field: body[field]} if field in body else {}
