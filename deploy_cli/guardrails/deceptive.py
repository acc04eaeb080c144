"""Rules about names and values that deceive who reads a plan; names may come from strangers (dynamic registration)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from deploy_cli.core.address import Address
from deploy_cli.core.deception import Kind, Rule, Trick, kind_of, named, tricks
from deploy_cli.core.diff import Edit
from deploy_cli.core.lookalikes import skeleton
from deploy_cli.core.path import Element, Path, written
from deploy_cli.core.plan import Change, Finding
from deploy_cli.core.values import MaybeValue
from deploy_cli.errors import Location

SEVERITY: Final = "warning"
_NAMES: Final = frozenset({"name", "display_name", "friendly_name"})
_MOST: Final = 6
"""Findings of one change; the rest is counted."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that a plan shows, and where."""

    place: str
    text: str
    kind: Kind
    source: Location | None


def deceptions(changes: Sequence[Change], known: Iterable[Address] = ()) -> tuple[tuple[Finding, ...], ...]:
    """Return, for each of ``changes`` in their order, the findings about its names and values, desired and live.

    ``known`` are all addresses that the files and the tenant have: a name that looks like another one of its section
    is a finding, too. Secrets are not looked at. The texts are raw: whoever shows them escapes them.
    """
    addresses = {change.address for change in changes}.union(known)
    alike = _alike(addresses) if changes else {}
    return tuple(tuple(_findings(change, alike)) for change in changes)


def _alike(addresses: Iterable[Address]) -> Mapping[Address, Sequence[Address]]:
    """Return the addresses that look like others of their section."""
    by_looks: dict[tuple[str, str], list[Address]] = defaultdict(list)
    for address in addresses:
        by_looks[address.section, skeleton(address.name)].append(address)
    groups = (sorted(group) for group in by_looks.values() if len(group) > 1)
    return {one: [other for other in group if other != one] for group in groups for one in group}


def _findings(change: Change, alike: Mapping[Address, Sequence[Address]]) -> Iterator[Finding]:
    found = dict.fromkeys([*_twins(change, alike), *_judged(change)])
    yield from islice(found, _MOST)
    if left := list(found)[_MOST:]:
        rule, _ = Counter(finding.rule for finding in left).most_common(1)[0]
        text = f"{len(left)} more findings about deceptive texts in this change"
        yield Finding(rule, SEVERITY, text, None, change.source)


def _twins(change: Change, alike: Mapping[Address, Sequence[Address]]) -> Iterator[Finding]:
    for other in alike.get(change.address, ())[:2]:
        own, others = ({c for c in one if not c.isascii()} for one in (change.address.name, other.name))
        letters = ", ".join(map(named, sorted(own ^ others)[:3]))
        text = f"the name looks like `{other}`, which is another one" + (f": {letters}" if letters else "")
        yield Finding(Rule.LOOKALIKE, SEVERITY, text, None, change.source)


def _judged(change: Change) -> Iterator[Finding]:
    for one in _texts(change):
        for trick in tricks(one.text, one.kind):
            yield _finding(one, trick)


def _finding(one: _Text, trick: Trick) -> Finding:
    return Finding(trick.rule, SEVERITY, f"{one.place} {trick.text}", None, one.source)


def _texts(change: Change) -> Iterator[_Text]:
    yield _Text("the name", change.address.name, Kind.NAME, change.source)
    if change.live and change.live.address.name != change.address.name:
        yield _Text("the name in the tenant", change.live.address.name, Kind.NAME, None)
    if change.resource_id:
        yield _Text("the id", change.resource_id, Kind.VALUE, None)
    for edit in change.edits:
        if edit.path != ("name",):
            yield from _texts_of(edit, change)


def _texts_of(edit: Edit, change: Change) -> Iterator[_Text]:
    for key in edit.path:
        if isinstance(key, str):
            yield _Text(f"the key of `{written(edit.path)}`", key, Kind.NAME, _source(edit.path, change))
    after = dict(_strings(edit.after, edit.path))
    for path, text in after.items():
        yield _value(path, text, "", _source(edit.path, change))
    for path, text in _strings(edit.before, edit.path):
        if after.get(path) != text:
            yield _value(path, text, " as it is in the tenant", None)


def _value(path: Path, text: str, state: str, source: Location | None) -> _Text:
    field = tuple(part for part in path if not isinstance(part, Element))
    is_name = bool(field) and field[-1] in _NAMES
    return _Text(f"`{written(field)}`{state}", text, kind_of(text, is_name=is_name), source)


def _strings(value: MaybeValue, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every text in a value with its path; keys of maps too. Secrets are no texts."""
    match value:
        case str():
            yield path, value
        case dict():
            for key, item in value.items():
                yield (*path, key, Element("key")), key
                yield from _strings(item, (*path, key))
        case list():
            for index, item in enumerate(value):
                yield from _strings(item, (*path, index))


def _source(path: Path, change: Change) -> Location | None:
    """Return the place in the files of a value; of an element, that of the list it stands in."""
    if change.desired is None:
        return None
    upto = next((at for at, part in enumerate(path) if isinstance(part, Element)), len(path))
    return change.desired.locate(path[:upto])
