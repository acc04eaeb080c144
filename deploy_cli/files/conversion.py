"""Turns the official tool's keywords into variables and secrets, where it is certain what they stand for.

A text is read twice: with its keywords replaced, which tells what they come to, and with each of them marked, which
tells where they stand. A reference takes a keyword's place only if it comes to the same value; otherwise the keyword
stays, spelt as it was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from deploy_cli.core.path import Path, below, pattern, written
from deploy_cli.core.values import NOT_SHOWN, Object, Value
from deploy_cli.errors import UsageError
from deploy_cli.files.emit import Written
from deploy_cli.files.keywords import OPEN, Keywords
from deploy_cli.files.place import Place

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SOUNDS_SECRET: Final = re.compile(r"secret|passw|token|key|credential|private", re.IGNORECASE)
_LINE_START: Final = re.compile(rf"^([ \t]*)#(?={OPEN})", re.MULTILINE)


class Marking(Keywords):
    """Keywords of which none is known, so that each is marked where it stands."""

    def _value(self, match: re.Match[str], seen: tuple[str, ...]) -> str | None:
        return None


@dataclass(slots=True)
class Conversion:
    """What became of the keywords so far."""

    environ: Mapping[str, str]
    keywords: Keywords
    marking: Keywords
    variables: dict[str, Value] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    """Name → the first address where it stands."""
    kept: dict[str, str] = field(default_factory=dict)
    """Keyword → why it stays."""
    plain: list[str] = field(default_factory=list)
    """Where secrets stand in plain text."""
    address: str = ""
    """The resource in hand."""

    def converted(
        self, marked: Value, real: Value, place: Place, secret: tuple[str, ...], at: Path = ()
    ) -> Value:
        """Return a value as our files write it.

        ``marked`` and ``real`` are the value read in both ways; ``secret`` are patterns of fields that hold secrets.
        """
        match marked, real:
            case dict(), dict() if marked.keys() == real.keys():
                return {
                    key: self.converted(item, real[key], place.nearest((key,)), secret, (*at, key))
                    for key, item in marked.items()
                }
            case list(), list() if len(marked) == len(real):
                return [
                    self.converted(item, real[index], place.nearest((index,)), secret, (*at, index))
                    for index, item in enumerate(marked)
                ]
            case str(), _ if OPEN in marked:
                is_secret = _is_secret(at, secret)
                return self._text(_LINE_START.sub(r"\1", marked), real, place, at, is_secret=is_secret)
            case _:
                if isinstance(real, str) and real not in ("", NOT_SHOWN) and _is_secret(at, secret):
                    self.plain.append(f"{self.address}: {written(at)}")
                return self._written_out(marked, real, at)

    def _text(self, marked: str, real: Value, place: Place, at: Path, *, is_secret: bool) -> Value:
        """Return what stands in the place of a text that holds keywords."""
        found = list(self.marking.unresolved.finditer(marked))
        if not found:
            return as_it_stands(real)
        is_known = not (isinstance(real, str) and OPEN in real)
        names = [match[2] for match in found]
        whole = len(found) == 1 and found[0][0] == marked
        if is_secret and not is_known:
            return self._keyword(
                marked, place, names, f"nothing says it, and `$(secret:{names[0]})` would need it"
            )
        if is_secret:
            reference = self._secret(marked, real, names, at) if isinstance(real, str) else None
            return reference or self._keyword(
                marked, place, names, "it is no plain secret of the environment"
            )
        if is_known and any(map(_SOUNDS_SECRET.search, names)):
            return self._keyword(marked, place, names, "it sounds like a secret, and the field is none")
        if not is_known:
            return self._keyword(marked, place, names, "nothing says what it stands for")
        if whole:
            return self._whole(names[0], real, marked, place)
        return self._partial(marked, real, found) or self._keyword(
            marked, place, names, "it is part of a text"
        )

    def _secret(self, marked: str, real: str, names: list[str], at: Path) -> Written | None:
        """Return a text whose keywords are secrets from the environment, if that is what they are already."""
        if not all(_NAME.fullmatch(name) for name in names):
            return None
        if any(name in self.environ and self.environ[name] != self._says(name) for name in names):
            return None  # the mappings say something else than the environment
        if self._filled(marked, {name: self._says(name) for name in names}) != real:
            return None
        for name in names:
            self.secrets.setdefault(name, f"{self.address}: {written(at)}")
        return Written(self._with(marked, {name: f"$(secret:{name})" for name in names}))

    def _whole(self, name: str, real: Value, marked: str, place: Place) -> Value:
        if real is None or not _NAME.fullmatch(name):
            return as_it_stands(real)
        return Written(f"$(var:{self._variable(name, real)})")

    def _partial(self, marked: str, real: Value, found: list[re.Match[str]]) -> Value | None:
        values = {match[2]: self._says(match[2]) for match in found}
        if not all(_NAME.fullmatch(name) for name in values) or self._filled(marked, values) != real:
            return None
        references = {name: f"$(var:{self._variable(name, value)})" for name, value in values.items()}
        return Written(self._with(marked, references))

    def _variable(self, name: str, value: Value) -> str:
        """Return the name of a variable that stands for ``value``."""
        chosen, number = name, 2
        while chosen in self.variables and not _same(self.variables[chosen], value):
            chosen, number = f"{name}_{number}", number + 1
        self.variables.setdefault(chosen, value)
        return chosen

    def _keyword(self, marked: str, place: Place, names: list[str], why: str) -> Written:
        """Return the text with its keywords as they were, in the quotes that it had."""
        for name in names:
            self.kept.setdefault(name, why)
        text = self._readable(marked)
        source = place.source
        start = source.original(place.at)
        style = source.text[start : start + 1]
        return Written(
            text, style if style in ("'", '"') else "" if source.text[start:].startswith(text) else '"'
        )

    def _written_out(self, marked: Value, real: Value, at: Path) -> Value:
        """Return what keywords come to that are not values of their own: keys, or several values at once."""
        if _marks(real):
            raise UsageError(
                f"a keyword at `{written(at)}` stands for more than a value, and nothing says for what",
                hint="give the keywords their values, in the environment or with `--config FILE`",
            )
        for name in _named(marked, self.marking):
            self.kept.setdefault(name, "it stands for more than a value; what it comes to is written out")
        return as_it_stands(real)

    def _says(self, name: str) -> str:
        """Return the text that ``##name##`` stands for."""
        return self.keywords.replaced(f" ##{name}##")[0][1:]

    def _readable(self, text: str) -> str:
        return self.marking.readable(text)

    def _with(self, marked: str, references: Mapping[str, str]) -> str:
        return self.marking.unresolved.sub(lambda match: references[match[2]], marked)

    def _filled(self, marked: str, values: Mapping[str, str]) -> str:
        return self.marking.unresolved.sub(lambda match: values[match[2]], marked)


def as_it_stands(value: Value) -> Value:
    """Return a value whose texts are written as they were, so that references in them keep their meaning."""
    match value:
        case Written():
            return value
        case str() if "$(" in value:
            return Written(value)
        case dict():
            return {key: as_it_stands(item) for key, item in value.items()}
        case list():
            return [as_it_stands(item) for item in value]
        case _:
            return value


def _is_secret(at: Path, secret: tuple[str, ...]) -> bool:
    return any(below(at, pattern(text)) for text in secret)


def _same(one: Value, other: Value) -> bool:
    """Tell whether one variable can stand for both."""
    return type(one) is type(other) and bool(one == other)


def _marks(value: Value) -> bool:
    return any(OPEN in text for text in _texts(value))


def _named(value: Value, keywords: Keywords) -> list[str]:
    return [match[2] for text in _texts(value) for match in keywords.unresolved.finditer(text)]


def _texts(value: Value) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            inner: Object = value
            return [*inner, *(text for item in inner.values() for text in _texts(item))]
        case list():
            return [text for item in value for text in _texts(item)]
        case _:
            return []
