"""YAML and JSON texts, read into plain values with the place of every key and value.

What is read is YAML 1.2 with the meaning of its core schema; JSON is a part of it. Refused: duplicate keys, tags
beyond the core's own, several documents, ``.inf`` and ``.nan``, keys that are no text, nesting beyond `DEPTH`, and
aliases that repeat more than `REPEATED` values in all. ``<<`` merges, as YAML 1.1 had it and people still use it.
The parser is libyaml's, by its events, where PyYAML was built with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from sys import intern
from typing import Any, Final

from deploy_cli.core.values import Value
from deploy_cli.errors import Problem
from deploy_cli.files.place import Place, Source
from deploy_cli.files.scalars import NotANumber, plain
from deploy_cli.files.syntax import Unreadable, explained, first_unprintable

DEPTH: Final = 64
REPEATED: Final = 250_000
_LONGEST_WORD: Final = 24
"""Characters of a text of which one copy is kept, however often it stands in the files; so it is with keys."""
VALUES: Final = 1_000_000
"""How many values one file may hold: twenty thousand clients with fifty fields."""

_CORE_TAG: Final = "tag:yaml.org,2002:"


@dataclass(slots=True)
class Document:
    """One text that was read. Where there are problems the value is what could be understood."""

    value: Value = None
    place: Place | None = None
    problems: list[Problem] = field(default_factory=list)


def read(source: Source, text: str) -> Document:
    """Read ``text``, the text of ``source`` after substitutions. Never raises for what the text holds."""
    import yaml

    document = Document()
    try:
        first_unprintable(source, text)
        builder = _Builder(source, text, document.problems)
        document.value, document.place = builder.document()
    except Unreadable as error:
        document.problems.append(error.problem)
    except yaml.YAMLError as error:
        document.problems.append(explained(error, source, text))
    return document


def copied(value: Value) -> Value:
    """Return a copy of a repeated value, so that what happens to one place does not happen to the other."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


class _Builder:
    """Builds one value from the parser's events."""

    def __init__(self, source: Source, text: str, problems: list[Problem]) -> None:
        import yaml

        self._events: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        self._next: Callable[[], Any] = self._events.get_event
        self._source = source
        self._problems = problems
        self._anchors: dict[str, tuple[Value, Place, int]] = {}
        self._repeated = 0
        self._count = 0
        self._scalar: Any = yaml.ScalarEvent
        self._mapping = yaml.MappingStartEvent
        self._mapping_end = yaml.MappingEndEvent
        self._sequence = yaml.SequenceStartEvent
        self._sequence_end = yaml.SequenceEndEvent
        self._stream_end = yaml.StreamEndEvent

    def document(self) -> tuple[Value, Place | None]:
        """Return the value and the place of the only document; nothing for an empty text."""
        self._next()
        event = self._next()
        if type(event) is self._stream_end:
            return None, None
        built = self._node(self._next(), 0)
        self._next()
        event = self._next()
        if type(event) is not self._stream_end:
            hint = "keep one document in a file: divide the file, or remove the line `---`"
            raise Unreadable(self._problem(event, "a second document starts here", hint))
        return built

    def _node(self, event: Any, depth: int) -> tuple[Value, Place]:
        kind = type(event)
        self._count += 1
        if self._count > VALUES:
            message = f"the file holds more than {VALUES:,} values"
            raise Unreadable(self._problem(event, message, "divide the environment"))
        if kind is self._scalar:
            at = event.start_mark.index
            value, place = self._scalar_value(event), Place(self._source, at, at)
        elif kind is self._mapping or kind is self._sequence:
            return self._container(event, depth)
        else:
            return self._alias(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, place, 1)
        return value, place

    def _container(self, event: Any, depth: int) -> tuple[Value, Place]:
        if depth >= DEPTH:
            message = f"the values are nested more than {DEPTH} levels deep"
            raise Unreadable(self._problem(event, message, None))
        before = self._count
        is_mapping = type(event) is self._mapping
        if event.tag is not None and event.tag != "!":
            self._check_tag(event, ("map",) if is_mapping else ("seq",))
        value, place = (self._map if is_mapping else self._list)(event, depth + 1)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, place, self._count - before + 1)
        return value, place

    def _list(self, event: Any, depth: int) -> tuple[Value, Place]:
        values: list[Value] = []
        places: list[Place] = []
        while type(inner := self._next()) is not self._sequence_end:
            value, place = self._node(inner, depth)
            values.append(value)
            places.append(place)
        at = event.start_mark.index
        return values, Place(self._source, at, at, places)

    def _map(self, event: Any, depth: int) -> tuple[Value, Place]:
        values: dict[str, Value] = {}
        places: dict[str, Place] = {}
        merged: tuple[dict[str, Value], dict[str, Place]] | None = None
        following, is_scalar, source = self._next, self._scalar, self._source
        while type(head := following()) is not self._mapping_end:
            if type(head) is is_scalar and head.anchor is None and head.tag is None:
                key: str | None = intern(head.value)
                is_merge = key == "<<" and head.implicit[0]
            else:
                key, is_merge = self._key(head, depth)
            inner = following()
            if type(inner) is is_scalar and inner.anchor is None and inner.tag is None:
                self._count += 1
                value = self._plain(inner) if inner.implicit[0] else inner.value
                place = Place(source, inner.start_mark.index, head.start_mark.index)
            else:  # what follows is the rule, what stands above is the same for most values, and faster
                value, place = self._node(inner, depth)
                place.key_at = head.start_mark.index
            if key is None:
                continue
            if is_merge and merged is None:
                merged = self._merge(head, value, place)
            elif is_merge or key in values:
                first = places[key].key if key in places else None
                self._repeat(head, key, str(first) if first else None)
            else:
                values[key] = value
                places[key] = place
        at = event.start_mark.index
        if merged is not None:
            values, places = {**merged[0], **values}, {**merged[1], **places}
        return values, Place(self._source, at, at, places)

    def _key(self, event: Any, depth: int) -> tuple[str | None, bool]:
        """Return the text of a key, and whether it is the merge key; ``None`` where it is no key for us."""
        if type(event) is self._scalar:
            if event.anchor is not None:
                at = event.start_mark.index
                self._anchors[event.anchor] = (event.value, Place(self._source, at, at), 1)
            if event.tag is not None and event.tag != "!":
                self._check_tag(event, ("str", "int", "float", "bool", "null", "merge"))
            return event.value, event.implicit[0] and event.value == "<<"
        value, _ = self._node(event, depth)
        if isinstance(value, str):
            return value, False
        at = self._source.original(event.start_mark.index)
        if self._source.text[at - 1 : at + 1] == "{{" and at:
            location = self._source.location(event.start_mark.index - 1)
            hint = "put the whole text in quotes"
            message = "a text that starts with `{{` is an object to YAML"
            self._problems.append(Problem(message, location, hint=hint, rule="yaml"))
            return None, False
        hint = "a text that starts with `{`, `[` or `*` needs quotes, whether it is a key or a value"
        self._problems.append(self._problem(event, "a key is a text, not a list or an object", hint))
        return None, False

    def _merge(self, event: Any, value: Value, place: Place) -> tuple[dict[str, Value], dict[str, Place]]:
        parts = (
            list(zip(value, place.inner or (), strict=False)) if isinstance(value, list) else [(value, place)]
        )
        values: dict[str, Value] = {}
        places: dict[str, Place] = {}
        for part, where in reversed(parts):
            if not isinstance(part, dict) or not isinstance(where, Place):
                hint = 'write `<<: *name`, where `&name` marks an object; to mean the text, write `"<<"`'
                self._problems.append(self._problem(event, "`<<` merges objects only", hint))
                continue
            values.update(part)
            places.update(where.items())
        return values, places

    def _alias(self, event: Any) -> tuple[Value, Place]:
        at = event.start_mark.index
        known = self._anchors.get(event.anchor)
        if known is None:
            message = f"`*{event.anchor}` refers to an anchor that does not stand above it"
            hint = f"write `&{event.anchor}` at the value to be repeated; a text that starts with `*` needs quotes"
            raise Unreadable(self._problem(event, message, hint))
        value, place, size = known
        self._repeated += size
        self._count += size
        if self._repeated > REPEATED:
            message = f"aliases repeat more than {REPEATED:,} values"
            raise Unreadable(self._problem(event, message, "write the values out, or divide the file"))
        return copied(value), Place(self._source, at, at, place.inner)

    def _scalar_value(self, event: Any) -> Value:
        tag = event.tag
        if tag is None:
            if not event.implicit[0]:
                return event.value
            return self._plain(event)
        if tag == "!":
            return event.value
        self._check_tag(event, ("str", "int", "float", "bool", "null"))
        return event.value if tag == _CORE_TAG + "str" else self._plain(event)

    def _plain(self, event: Any) -> Value:
        text = event.value
        try:
            return plain(text if len(text) > _LONGEST_WORD else intern(text))
        except NotANumber as error:
            self._problems.append(self._problem(event, str(error), "put it in quotes if a text is meant"))
            return event.value

    def _check_tag(self, event: Any, allowed: tuple[str, ...]) -> None:
        if event.tag in {_CORE_TAG + name for name in allowed}:
            return
        tag = event.tag.replace(_CORE_TAG, "!!")
        hint = "remove it; a text that starts with `!` needs quotes, and secrets are written `$(secret:NAME)`"
        self._problems.append(self._problem(event, f"the tag `{tag}` is not known here", hint))

    def _repeat(self, event: Any, key: str, first: str | None) -> None:
        several = "to merge several, write `<<: [*one, *other]`"
        hint = f"remove one of them; the first is at {first}" if first else several
        self._problems.append(self._problem(event, f"`{key}` stands here twice", hint, "duplicate"))

    def _problem(self, event: Any, message: str, hint: str | None, rule: str = "yaml") -> Problem:
        location = self._source.location(event.start_mark.index)
        return Problem(message=message, location=location, hint=hint, rule=rule)
