"""Resolves the references in composed sections, in place, and reports those that stand for nothing."""

from dataclasses import dataclass, field
from typing import Any, Final

from deploy_cli.core.values import Object, Secret, Value
from deploy_cli.errors import Location, Problem
from deploy_cli.files.changes import is_change, meant_key
from deploy_cli.files.compose import Composer
from deploy_cli.files.keywords import OPEN
from deploy_cli.files.origins import Origins
from deploy_cli.files.place import Place
from deploy_cli.files.substitution import Unresolved
from deploy_cli.files.suggest import meant as most_likely
from deploy_cli.files.variables import Variables

OWN_SECTIONS: Final = ("environment", "refresh_token_policies")
"""Top-level keys that are for this tool."""

OWN_FIELDS: Final = ("lifecycle", "refresh_token_policy")
"""Fields of a resource that are for this tool."""

_SIGNS: Final = ("+", "-", "\\")


@dataclass(slots=True, repr=False)
class Resolution:
    """Resolves one section after the other."""

    variables: Variables
    composer: Composer
    """Knows what resources are called, for messages."""
    problems: list[Problem]
    origins: Origins
    """Remembers what was written where something else stands now."""
    broken: set[Location] = field(default_factory=set)
    """Where a reference stands for nothing, so that what a schema says of the value means nothing."""
    _at: tuple[str, Value] = ("", None)
    """The section, and the resource in it, by its key or its body: for messages."""

    def resolve(self, section: str, value: Value, place: Place) -> None:
        """Resolve references and keys in one section, in place; variables themselves are resolved where used."""
        if isinstance(value, list):
            for index, body in enumerate(value):
                self._at = (section, body)
                if isinstance(body, dict | list):
                    self._in(body, place.nearest((index,)), open_only=OWN_FIELDS)
                elif isinstance(body, str):
                    value[index] = self._text(body, place.nearest((index,)))
            return
        is_open = section in OWN_SECTIONS
        self._at = (section, None)
        if not self.composer.is_divided(section):
            besides = "variables" if section == "environment" else None
            self._in(value, place, besides=besides, is_open=is_open)
            return
        for key, item in value.items():
            self._at = (section, key)
            if isinstance(item, dict | list):
                self._in(item, place.nearest((key,)), is_open=is_open)
            elif isinstance(item, str):
                value[key] = self._text(item, place.nearest((key,)), is_open=is_open)

    def _in(
        self,
        value: Any,
        place: Place,
        *,
        besides: str | None = None,
        is_open: bool = False,
        open_only: tuple[str, ...] = (),
    ) -> None:
        """Resolve what is below ``value``, except the key ``besides``.

        What is open, and so are the fields ``open_only``, steers this tool and is shown: no secret may stand there.
        """
        for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
            if isinstance(key, str) and (key[:1] in _SIGNS or OPEN in key):
                key = self._key(value, key, item, place)  # noqa: PLW2901
            if key is None or key == besides:
                continue
            if isinstance(item, str):
                if "$(" in item or OPEN in item:
                    value[key] = self._text(item, place.nearest((key,)), is_open=is_open or key in open_only)
            elif isinstance(item, dict | list):
                self._in(item, place.nearest((key,)), is_open=is_open or key in open_only)

    def _text(self, text: str, place: Place, *, is_open: bool = False) -> Value:
        try:
            value = self.variables.text(text, place.source.base)
        except Unresolved as error:
            self.broken.add(place.location)
            for fault in error.faults:
                location = place.source.find(fault.written, place.at)
                self._report(fault.message, location, fault.hint, "unresolved")
            return text
        self.origins.wrote(place, text)
        if is_open and isinstance(value, Secret):
            self.broken.add(place.location)
            hint = "write it out, or use a variable: this is never sent to Auth0, and it is shown"
            self._report("a secret cannot stand here", place.location, hint, "secret")
            return text
        return value

    def _key(self, value: Object, key: str, item: Value, place: Place) -> str | None:
        """Return the key that an unusual one stands for; ``None`` where that was a mistake, which is reported."""
        at = place.nearest((key,)).key
        if marked := self.variables.keywords.unresolved.search(key):
            message = f"the keyword `{marked[2]}` stands for nothing"
            self._report(message, at, self.variables.keywords.hint(marked[2]), "unresolved")
            self.broken.add(at)
            return None
        if is_change(key, item):
            plain = f"write `{key[1:]}`: `+` and `-` change what `environment.extends` brings in"
            lists = [
                name for name, other in value.items() if isinstance(other, list) and name[:1] not in _SIGNS
            ]
            other = most_likely(key[1:], lists)
            hint = f"did you mean `{key[0]}{other}`?" if other else plain
            message = f"`{key}` changes a list that is not there"
            self._report(message, at, hint, "composition")
            del value[key]
            return None
        if (meant := meant_key(key)) != key:
            value[meant] = value.pop(key)
            if isinstance(place.inner, dict) and key in place.inner:
                place.inner[meant] = place.inner[key]
        return meant

    def _address(self) -> str:
        return self.variables.keywords.readable(self.composer.address(*self._at))

    def _report(self, message: str, location: Location, hint: str, rule: str) -> None:
        self.problems.append(Problem(message, location, self._address(), hint, rule))
