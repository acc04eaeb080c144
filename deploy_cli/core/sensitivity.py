"""Fields that are secret because the files say so: their values are secrets, in the files and in the tenant. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

from deploy_cli.core.path import Pattern, fits, pattern
from deploy_cli.core.path import mapped as changed
from deploy_cli.core.references import references_of
from deploy_cli.core.resource_type import Collection, ResourceType
from deploy_cli.core.values import Object, Secret, Value, secrets

NAME: Final = "sensitive"
"""What a value is known by that is a secret because the files say so."""


def hidden(body: Object, shapes: Iterable[Pattern]) -> Object:
    """Return ``body`` with every text and number at ``shapes`` turned into a `Secret`; keys of objects stay."""
    for shape in shapes:
        body = changed(body, shape, _hidden)
    return body


def hidden_like(body: Object, other: Object) -> Object:
    """Return ``body`` with a `Secret` wherever ``other`` holds one; of a list that holds any, all elements."""
    return hidden(body, dict.fromkeys(shape for shape, _ in secrets(other)))


def unhideable(described: ResourceType, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield which of ``fields`` cannot be sensitive, and why: a plan has to tell what it is about."""
    identity = described.identity if isinstance(described, Collection) else ()
    references = [pattern(reference.field) for reference in references_of(described)]
    for text in fields:
        shape = pattern(text)
        if any(pattern(name)[: len(shape)] == shape for name in identity):
            yield text, "the resource is known by it"
        elif any(_overlaps(shape, reference) for reference in references):
            yield text, "it names other resources"


def without_secrets(value: Value) -> Value:
    """Return ``value`` without the keys and elements that are secrets."""
    match value:
        case dict():
            return {key: without_secrets(item) for key, item in value.items() if not isinstance(item, Secret)}
        case list():
            return [without_secrets(item) for item in value if not isinstance(item, Secret)]
        case _:
            return value


def _hidden(value: Value) -> Value:
    match value:
        case dict():
            return {key: _hidden(item) for key, item in value.items()}
        case list():
            return [_hidden(item) for item in value]
        case "" | None | Secret():
            return value
        case _:
            return Secret(value, NAME)


def _overlaps(one: Pattern, other: Pattern) -> bool:
    """Tell whether one of two patterns describes what the other does, or what it lies in."""
    size = min(len(one), len(other))
    return fits(one[:size], other[:size]) or fits(other[:size], one[:size])
