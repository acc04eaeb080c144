"""The edits of one change as lines: fields below what they belong to, sets by element, lifetimes in words."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from deploy_cli.core.values import ABSENT, Object, Value
from deploy_cli.render.columns import columns
from deploy_cli.render.explanation import Part, explain
from deploy_cli.render.line import Line, annotated, indented
from deploy_cli.render.text_diff import string_diff, text_diff
from deploy_cli.render.value_text import flow, value_lines
from deploy_cli.render.visible import visible

_STEP = re.compile(r'"(?:\\.|[^"\\])*"|\[[^\]]*\]|[^.\[\]"\s]+')
_SECRET_ELEMENT = re.compile(r'\[(\(secret\)|"Secret\([^)]*\)")\]$')
"""How a path names an element that is a secret; the second form stands in plans of before."""
_MOST_PARTS = 30


@dataclass(frozen=True, slots=True)
class _Field:
    """An edit at what is left of its path on the way down."""

    steps: tuple[str, ...]
    before: Value
    after: Value
    sensitive: bool
    element: bool = False
    """An element of the set that stands at ``steps``."""
    place: str = ""
    """Where in the files the value comes from, where that is worth telling; escaped."""

    def below(self, count: int) -> "_Field":
        return replace(self, steps=self.steps[count:])


Place: TypeAlias = Callable[[Object], str]
"""What to tell of the place that an edit comes from."""


def edit_lines(
    edits: Iterable[Object], width: int, *, new: bool = False, place: Place = lambda _: ""
) -> Iterator[Line]:
    """Yield the lines of a change's edits, as the plan's JSON holds them.

    ``new`` is for a resource that is created: nothing was there before, so that only what comes is said, without
    signs. ``place`` tells where an edit comes from, or nothing.
    """
    yield from _tree([_field(edit, visible(place(edit))) for edit in edits], width, new=new)


def _field(edit: Object, place: str) -> _Field:
    """Take a path apart; an element of a set is known by its path ending in its own text."""
    path, before, after = edit["path"], edit["before"], edit["after"]
    only = after if before is None else before
    path = _SECRET_ELEMENT.sub(lambda _: f"[{only}]", path) if edit["sensitive"] else path
    tail = f"[{only}]"
    element = isinstance(only, str) and None in (before, after) and path.endswith(tail) and path != tail
    return _Field(
        _steps(path.removesuffix(tail) if element else path),
        before,
        after,
        edit["sensitive"],
        element,
        place,
    )


def _steps(path: str) -> tuple[str, ...]:
    """Return the parts of a written path, or all of it as one where it cannot be told apart without doubt."""
    steps = tuple(_STEP.findall(path))
    return steps if _joined(steps) == path else (path,)


def _joined(steps: Sequence[str]) -> str:
    text = ""
    for step in steps:
        text += step if step.startswith("[") or not text else f".{step}"
    return text


def _tree(fields: Sequence[_Field], width: int, *, new: bool) -> Iterator[Line]:
    for head, group in groupby(fields, key=lambda field: field.steps[:1]):
        members = list(group)
        if not head:
            yield from _elements(members, width, new=new)
        elif len(members) == 1 and not members[0].element:
            yield from annotated(_one(members[0], width, new=new), members[0].place, width)
        else:
            yield from _group(members, width, new=new)


def _group(members: Sequence[_Field], width: int, *, new: bool) -> Iterator[Line]:
    """Yield a heading for what the members have in common, and below it what they differ in."""
    depth = _common(members)
    heading = visible(_joined(members[0].steps[:depth]))
    listed = all(member.element and len(member.steps) == depth for member in members)
    if new and listed and len({member.sensitive for member in members}) == 1:
        hidden = members[0].sensitive
        whole = value_lines(heading, [member.after for member in members], width, sensitive=hidden)
        yield from annotated(whole, _common_place(members), width)
        return
    place = _common_place(members) if new else ""
    inside = [replace(member.below(depth), place="" if place else member.place) for member in members]
    below = list(_tree(inside, width - 2, new=new))
    flows = new and not listed and not any(line.beside for line in below)
    if flows and (flowing := _flowing(heading, below, width)):
        yield from annotated([flowing], place, width)
        return
    yield from annotated([Line(f"{heading}:", "" if new else "~")], place, width)
    yield from indented(below, 2)


def _common_place(members: Sequence[_Field]) -> str:
    """Return the place that all members come from: the first of them, if they are in one file; else nothing."""
    files = {member.place.rpartition(":")[0] for member in members}
    return members[0].place if len(files) == 1 else ""


def _flowing(heading: str, below: Sequence[Line], width: int) -> Line | None:
    """Return an object on one line, where each of its fields is one line and all of them fit."""
    plain = all(line.indent == 0 and not line.text.startswith("[") for line in below)
    whole = f"{heading}: {{{', '.join(line.text for line in below)}}}"
    return Line(whole) if plain and columns(whole) <= width else None


def _common(members: Sequence[_Field]) -> int:
    shortest = min(len(member.steps) for member in members)
    depth = 1
    while depth < shortest and len({member.steps[depth] for member in members}) == 1:
        depth += 1
    return depth


def _elements(members: Iterable[_Field], width: int, *, new: bool) -> Iterator[Line]:
    for member in members:
        value = member.after if member.before is None else member.before
        sign = "" if new else "+" if member.before is None else "-"
        lines = value_lines("", value, width, sign=sign, sensitive=member.sensitive)
        yield from annotated(lines, member.place, width)


def _one(field: _Field, width: int, *, new: bool) -> Iterator[Line]:
    label, key = visible(_joined(field.steps)), field.steps[-1]
    if key.startswith("[") and None in (field.before, field.after):
        yield from _keyed(label, key[1:-1], field, width, new=new)
    elif new:
        yield from value_lines(label, field.after, width, field=key, sensitive=field.sensitive)
    elif field.before is None or field.after is None:
        yield from _side(label, key, field, width)
    else:
        yield from _both(label, key, field, width)


def _keyed(label: str, key: str, field: _Field, width: int, *, new: bool) -> Iterator[Line]:
    """Yield an element of a keyed list that comes or goes, without the fields that its key has told."""
    sign, value = ("+", field.after) if field.before is None else ("-", field.before)
    if isinstance(value, dict):
        value = dict(_untold(key, value))
    if value == {}:
        yield Line(label, "" if new else sign)
        return
    yield from value_lines(label, value, width, sign="" if new else sign, sensitive=field.sensitive)


def _untold(key: str, element: Object) -> Iterator[tuple[str, Value]]:
    """Yield the fields of a keyed element but those that its key is made of, each part of which is told once."""
    left = f" {key} "
    for name, item in element.items():
        if isinstance(item, str) and item and f" {item} " in left:
            left = left.replace(f" {item} ", " ", 1)
        else:
            yield name, item


def _side(label: str, key: str, field: _Field, width: int) -> Iterator[Line]:
    sign, value = ("+", field.after) if field.before is None else ("-", field.before)
    yield from value_lines(label, value, width, sign=sign, field=key, sensitive=field.sensitive)


def _both(label: str, key: str, field: _Field, width: int) -> Iterator[Line]:
    before, after = (flow(side, key, sensitive=field.sensitive) for side in (field.before, field.after))
    if before == after and field.sensitive:
        yield Line(f"{label}: {before} → another {after}", "~")
        return
    texts = isinstance(field.before, str) and isinstance(field.after, str)
    if texts and "\n" in field.before + field.after:
        yield Line(f"{label}:", "~")
        yield from indented(text_diff(field.before, field.after, width - 2), 2)
    elif columns(whole := f"{label}: {before} → {after}") + 2 <= width:
        yield Line(whole, "~")
    else:
        yield Line(f"{label}:", "~")
        yield from indented(_long(field, key, width - 2), 2)


def _long(field: _Field, key: str, width: int) -> Iterator[Line]:
    """Yield both sides of what does not fit on a line: what changed inside of it, where that can be said."""
    match field.before, field.after:
        case (list(), list()) | (dict(), dict()):
            parts = explain(field.before, field.after)
            yield from _parts(parts, field, width)
            if not parts:
                yield from _sides(field, key, width)
        case str(), str():
            yield from string_diff(field.before, field.after, width)
        case _:
            yield from _sides(field, key, width)


def _sides(field: _Field, key: str, width: int) -> Iterator[Line]:
    for sign, side in (("-", field.before), ("+", field.after)):
        yield from value_lines("", side, width, sign=sign, field=key, sensitive=field.sensitive)


def _parts(parts: Sequence[Part], field: _Field, width: int) -> Iterator[Line]:
    for part in parts[:_MOST_PARTS]:
        before, after = (None if side is ABSENT else side for side in (part.before, part.after))
        yield from _one(_Field(_steps(part.label), before, after, field.sensitive), width, new=False)
    if (left := len(parts) - _MOST_PARTS) > 0:
        yield Line(f"… {left} more", tone="faint")
