"""Finds the secrets in what the API answers. Pure: no I/O, no clock, no log."""

import re
from collections.abc import Collection as Some
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from deploy_cli.core.address import Address
from deploy_cli.core.path import Path, Pattern, found, pattern
from deploy_cli.core.resource_type import Collection, Described, Documents, ResourceType, Singleton
from deploy_cli.core.tenant import DesiredTenant
from deploy_cli.core.values import Secret, Value, is_empty, secrets

_SOUNDS_SECRET: Final = re.compile(
    r".*(secret|passw(or)?d|passphrase|private_?key|api_?key|access_?key|sas_?key|master_?key|signing_?key|token|pem)s?",
    re.IGNORECASE,
)
"""Names of fields that no descriptor may know and that hold a secret by all appearance."""

_TELLING: Final = 6
"""Characters that a known secret needs to be looked for inside of longer texts; shorter ones stand there by chance."""


@dataclass(frozen=True, slots=True)
class Known:
    """What of a tenant is secret because its files say so, beside what the resource types say."""

    fields: Mapping[str, frozenset[Pattern]]
    """Section → fields."""
    texts: tuple[Secret, ...]
    """The secrets themselves, wherever they stand."""
    addresses: tuple[Address, ...] = ()
    """The resources of which the files hold secrets."""

    @classmethod
    def of(cls, desired: DesiredTenant) -> "Known":
        """Return what the files hold a secret for, and those secrets."""
        fields: dict[str, set[Pattern]] = {}
        texts: dict[Secret, None] = {}
        holding: dict[Address, None] = {}
        for address, one in desired.resources.items():
            for shape, secret in secrets(one.body):
                holding[address] = None
                fields.setdefault(address.section, set()).add(shape)
                if secret.is_known:
                    texts[secret] = None
            for text in one.lifecycle.sensitive:
                fields.setdefault(address.section, set()).add(pattern(text))
        for section, named in desired.environment.sensitive.items():
            fields.setdefault(section, set()).update(map(pattern, named))
        return cls(
            {section: frozenset(shapes) for section, shapes in fields.items()}, tuple(texts), tuple(holding)
        )


NOTHING: Final = Known({}, ())


class Redaction:
    """Finds secrets in answers; which resource type an answer is about follows from its path."""

    def __init__(self, types: Mapping[str, ResourceType], known: Known = NOTHING) -> None:
        """Take the resource types, and what the files know."""
        self._places = tuple(_places(types, known.fields))
        self._texts = tuple(secret.reveal() for secret in known.texts if secret.reveal())
        self._judged: dict[str, bool] = {}

    def secrets(self, path: str, value: Value) -> tuple[Path, ...]:
        """Return the paths in ``value``, the answer of a ``GET`` of ``path``, at which secrets stand; sorted.

        These are the fields that a resource type calls secret or write-only, those that the files hold a secret for,
        those whose name sounds like one, and every text that holds a secret of the files.
        """
        places = [place for place in self._places if place.at.fullmatch(path)]
        hidden = {
            at
            for place in places
            for text in place.hidden
            for at, item in found(value, text)
            if not is_empty(item)
        }
        code = {at for place in places for text in place.code for at, _ in found(value, text)}
        for at, text in _texts(value):
            if at and (self._holds_known(text) or (at not in code and _sounds_secret(at))):
                hidden.add(
                    at[:-1] if isinstance(at[-1], int) and len(at) > 1 else at
                )  # sets are compared whole
        return tuple(sorted((at for at in hidden if not _lies_below(at, hidden)), key=_order))

    def _holds_known(self, text: str) -> bool:
        """Tell whether a secret of the files stands in ``text``; the same texts come again and again."""
        if (judged := self._judged.get(text)) is None:
            judged = any(text == one or (len(one) >= _TELLING and one in text) for one in self._texts)
            self._judged[text] = judged
        return judged


@dataclass(frozen=True, slots=True)
class _Place:
    """A path of the API, and where secrets stand in its answer."""

    at: re.Pattern[str]
    hidden: tuple[Pattern, ...]
    code: tuple[Pattern, ...]
    """Long texts, whose names may sound like secrets (``change_password``)."""


def replaced(value: Value, paths: Sequence[Path], by: Value) -> Value:
    """Return a copy of ``value`` with ``by`` at each of ``paths``; what leads nowhere is left out of account."""
    if not paths:
        return value
    if () in paths:
        return by
    inner: dict[object, list[Path]] = {}
    for path in paths:
        inner.setdefault(path[0], []).append(path[1:])
    match value:
        case dict():
            return {key: replaced(item, inner.get(key, ()), by) for key, item in value.items()}
        case list():
            return [replaced(item, inner.get(index, ()), by) for index, item in enumerate(value)]
        case _:
            return value


def _places(types: Mapping[str, ResourceType], fields: Mapping[str, Some[Pattern]]) -> Iterator[_Place]:
    for section, described in types.items():
        hidden = [pattern(text) for text in (*described.secret, *described.write_only)]
        hidden += fields.get(section, ())
        code = [pattern(text) for text in described.texts]
        for path, below, prefix in _answers(described):
            at = re.sub(r"\\\{id\\\}|\\\*", "[^/]+", re.escape(path))
            yield _Place(re.compile(at), _inside(hidden, below, prefix), _inside(code, below, prefix))


def _answers(described: ResourceType) -> Iterator[tuple[str, Pattern, Pattern]]:
    """Yield every path of a type, which part of a resource it answers, and what leads to that part in the answer."""
    match described:
        case Collection():
            yield described.path, (), ("[]",)
        case Singleton():
            yield described.path, (), ()
        case Documents():
            yield from ((path, (), ()) for path in described.paths.values())
    yield from _children(described)


def _children(described: Described) -> Iterator[tuple[str, Pattern, Pattern]]:
    for child in described.children:
        yield child.path, (child.field, "[]"), ("[]",)
        yield f"{child.path}/*", (child.field, "[]"), ()


def _inside(patterns: Sequence[Pattern], below: Pattern, prefix: Pattern) -> tuple[Pattern, ...]:
    size = len(below)
    return tuple((*prefix, *text[size:]) for text in patterns if text[:size] == below and len(text) > size)


def _texts(value: Value, at: Path = ()) -> Iterator[tuple[Path, str]]:
    match value:
        case str() if value:
            yield at, value
        case dict():
            for key, item in value.items():
                yield from _texts(item, (*at, key))
        case list():
            for index, item in enumerate(value):
                yield from _texts(item, (*at, index))


def _sounds_secret(at: Path) -> bool:
    return bool(at) and isinstance(at[-1], str) and _is_name_of_secret(at[-1])


@lru_cache(maxsize=4096)
def _is_name_of_secret(key: str) -> bool:
    return _SOUNDS_SECRET.fullmatch(key) is not None


def _lies_below(at: Path, others: Some[Path]) -> bool:
    return any(at[:length] in others for length in range(len(at)))


def _order(at: Path) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (-1, str(part)) for part in at)
