"""Composition: the files of one layer are joined, and a layer is laid over what it extends.

Objects merge by key, named resources by their identity, everything else is replaced. ``+field`` adds to a list that
is extended and ``-field`` takes away from it; a key that really begins so and holds a list is written ``\\+field``.
Within one layer nothing may be said twice.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from deploy_cli.core.identity import name_of
from deploy_cli.core.resource_type import Collection, Documents, ResourceType, Singleton
from deploy_cli.core.values import Value, freeze
from deploy_cli.errors import Problem
from deploy_cli.files.changes import ADD, described_by, is_change
from deploy_cli.files.place import Place
from deploy_cli.files.words import brief, kind

Placed: TypeAlias = tuple[Value, Place]


@dataclass(slots=True)
class Composer:
    """Joins and lays over; reports what does not fit together."""

    types: Mapping[str, ResourceType]
    soft: Callable[[Value], Value]
    """Resolves references as far as possible, so that names are compared by what they stand for."""
    problems: list[Problem] = field(default_factory=list)

    def joined(self, documents: Iterable[Placed]) -> dict[str, Placed]:
        """Return the sections of one layer, each joined from all of its files."""
        sections: dict[str, Placed] = {}
        for value, place in documents:
            for section, item in value.items():
                where = place.nearest((section,))
                if item is None or not self._fits(section, item, where):
                    continue
                part = self._distinct(section, (item, where)) if self.is_list(section) else (item, where)
                known = sections.get(section)
                sections[section] = self._join(section, known, part) if known else part
        return sections

    def laid_over(self, base: Mapping[str, Placed], over: Mapping[str, Placed]) -> dict[str, Placed]:
        """Return the sections of ``over`` laid over those of ``base``."""
        result = dict(base)
        for section, part in over.items():
            if section not in base:
                result[section] = part
            elif self.is_list(section):
                result[section] = self._lists(section, base[section], part)
            else:
                result[section] = self.merged(base[section], part, section)
        return result

    def merged(self, base: Placed, over: Placed, address: str) -> Placed:
        """Return one object laid over another; ``address`` is for messages."""
        values, places = dict(base[0]), dict(base[1].items())
        for key, item in sorted(over[0].items(), key=lambda entry: is_change(*entry)):
            place = over[1].nearest((key,))
            if is_change(key, item) and key[1:] in values:
                changed = self._list_changed(
                    (values[key[1:]], places.get(key[1:], place)), key, item, place, address
                )
                values[key[1:]], places[key[1:]] = changed
            elif isinstance(item, dict) and isinstance(values.get(key), dict) and key in places:
                values[key], places[key] = self.merged((values[key], places[key]), (item, place), address)
            else:
                values[key], places[key] = item, place.over(places.get(key))
        return values, Place(over[1].source, over[1].at, over[1].key_at, places, base[1])

    def is_list(self, section: str) -> bool:
        """Tell whether files write a section as a list of named resources."""
        described = self.types.get(section)
        return isinstance(described, Collection) or (
            isinstance(described, Documents) and described.key_field is not None
        )

    def is_divided(self, section: str) -> bool:
        """Tell whether each key of a section is a resource of its own."""
        described = self.types.get(section)
        is_map = isinstance(described, Documents) and described.key_field is None
        return is_map or section == "refresh_token_policies"

    def address(self, section: str, part: str | Value) -> str:
        """Return the address of a resource, given its key in the section or its body, as far as it has one."""
        name = part if isinstance(part, str) else self.name(section, part)
        return f"{section}/{name}" if name else section

    def name(self, section: str, body: Value) -> str | None:
        """Return the name that a resource in a list goes by; ``None`` where it has none."""
        if not isinstance(body, dict):
            return None
        described = self.types[section]
        match described:
            case Collection():
                return name_of(
                    described, {part: self.soft(body[part]) for part in described.identity if part in body}
                )
            case Documents(key_field=str(key)):
                name = self.soft(body.get(key))
                return name if isinstance(name, str) else None
            case _:
                return None

    def _fits(self, section: str, item: Value, place: Place) -> bool:
        wanted: type = list if self.is_list(section) else dict
        if isinstance(item, wanted):
            return True
        shape = (
            "a list: start each resource with `- `"
            if wanted is list
            else "an object: write `key: value` lines"
        )
        self._report(f"`{section}` is {kind(item)}", place, section, f"it is {shape}")
        return False

    def _distinct(self, section: str, part: Placed) -> Placed:
        """Return the resources of one file, without those that stand there twice."""
        return self._appended(section, ([], Place(part[1].source, part[1].at, part[1].key_at, [])), part)

    def _join(self, section: str, one: Placed, other: Placed) -> Placed:
        if self.is_list(section):
            return self._appended(section, one, other)
        deep = isinstance(self.types.get(section), Singleton) or section == "environment"
        return self._joined_objects(section, one, other, deep=deep)

    def _appended(self, section: str, one: Placed, other: Placed) -> Placed:
        values, places = list(one[0]), _inner(one)
        known = self._by_name(section, values)
        for index, body in enumerate(other[0]):
            place = other[1].nearest((index,))
            name = self.name(section, body)
            first = self._same(section, body, [values[at] for at in known.get(name or "", ())])
            if name is not None and first is not None:
                self._twice(f"{section}/{name}", place, places[known[name][first]])
                continue
            if name is not None:
                known.setdefault(name, []).append(len(values))
            values.append(body)
            places.append(place)
        return values, Place(one[1].source, one[1].at, one[1].key_at, places)

    def _joined_objects(self, address: str, one: Placed, other: Placed, *, deep: bool) -> Placed:
        values, places = dict(one[0]), dict(one[1].items())
        for key, item in other[0].items():
            place = other[1].nearest((key,))
            if key not in values:
                values[key], places[key] = item, place
            elif deep and isinstance(item, dict) and isinstance(values[key], dict):
                pair = (values[key], places[key]), (item, place)
                values[key], places[key] = self._joined_objects(f"{address}.{key}", *pair, deep=True)
            else:
                self._twice(f"{address}.{key}" if deep else f"{address}/{key}", place, places[key])
        return values, Place(one[1].source, one[1].at, one[1].key_at, places)

    def _lists(self, section: str, base: Placed, over: Placed) -> Placed:
        values, places = list(base[0]), _inner(base)
        known = self._by_name(section, values)
        for index, body in enumerate(over[0]):
            place = over[1].nearest((index,))
            name = self.name(section, body)
            candidates = known.get(name, []) if name is not None else []
            which = self._same(section, body, [values[at] for at in candidates])
            if which is None:
                values.append(body)
                places.append(place)
            elif len(candidates) > 1 and self._pin(section, body) is None:
                pin = getattr(self.types[section], "server_id", "id")
                hint = f"say which one with `{pin}`"
                self._report(
                    f"what is extended holds several `{section}/{name}`", place, f"{section}/{name}", hint
                )
            else:
                at = candidates[which]
                placed = (values[at], places[at])
                values[at], places[at] = self.merged(placed, (body, place), f"{section}/{name}")
        return values, Place(over[1].source, over[1].at, over[1].key_at, places)

    def _by_name(self, section: str, bodies: Iterable[Value]) -> dict[str, list[int]]:
        known: dict[str, list[int]] = {}
        for index, body in enumerate(bodies):
            if name := self.name(section, body):
                known.setdefault(name, []).append(index)
        return known

    def _same(self, section: str, body: Value, others: Iterable[Value]) -> int | None:
        """Return which of ``others``, which have the same name, is the same resource.

        Resources that share a name are told apart by the server's id, if both of them say it.
        """
        pin = self._pin(section, body)
        pins = [self._pin(section, other) for other in others]
        if pin is not None and pin in pins:
            return pins.index(pin)
        return next((index for index, other in enumerate(pins) if pin is None or other is None), None)

    def _pin(self, section: str, body: Value) -> str | None:
        """Return the id that tells a resource from others of its name; ``None`` where files write none."""
        described = self.types[section]
        if not isinstance(described, Collection) or not isinstance(body, dict):
            return None
        pin = self.soft(body.get(described.server_id))
        return pin if isinstance(pin, str) else None

    def _list_changed(
        self, base: Placed, key: str, change: list[Value], place: Place, address: str
    ) -> Placed:
        value = self.soft(base[0]) if isinstance(base[0], str) else base[0]
        if not isinstance(value, list):
            hint = f"write `{key[1:]}` to replace it"
            self._report(f"`{key}` changes a list, and `{key[1:]}` is {kind(value)}", place, address, hint)
            return base
        inner = _inner((value, base[1]))
        change_list = self._added if key[0] == ADD else self._removed
        values, places = change_list(list(zip(value, inner, strict=True)), key, change, place, address)
        return values, Place(place.source, place.at, place.key_at, places, base[1])

    def _added(
        self, base: list[Placed], key: str, change: list[Value], place: Place, address: str
    ) -> tuple[list[Value], list[Place]]:
        there = {freeze(self.soft(value)) for value, _ in base}
        new = [
            (item, place.nearest((index,)))
            for index, item in enumerate(change)
            if freeze(self.soft(item)) not in there
        ]
        values = [*base, *new]
        return [value for value, _ in values], [where for _, where in values]

    def _removed(
        self, base: list[Placed], key: str, change: list[Value], place: Place, address: str
    ) -> tuple[list[Value], list[Place]]:
        for index, item in enumerate(change):
            wanted = self.soft(item)
            kept = [(value, where) for value, where in base if not described_by(self.soft(value), wanted)]
            if len(kept) == len(base):
                hint = f"what is extended does not hold it; remove it from `{key}`"
                message = f"`{key}` removes {brief(item)}, which is not there"
                self._report(message, place.nearest((index,)), address, hint)
            base = kept
        return [value for value, _ in base], [where for _, where in base]

    def _twice(self, address: str, place: Place, first: Place) -> None:
        hint = f"the first is at {first.key}; merge the two, or rename one"
        problem = Problem(f"`{address}` is written twice", place.key, address, hint, "duplicate")
        self.problems.append(problem)

    def _report(self, message: str, place: Place, address: str, hint: str) -> None:
        self.problems.append(Problem(message, place.key, address, hint, "composition"))


def _inner(placed: Placed) -> list[Place]:
    """Return the places of a list's elements: that of the list, for those that have none of their own."""
    value, place = placed
    return [place.nearest((index,)) for index in range(len(value))]
