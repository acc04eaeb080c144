"""Overlays that touch nothing: resources that can only be meant to change one that is extended, and there is none.

What is new in an environment is no mistake, nor is a tombstone or a pinned id: they are about the tenant. A mistake is
what no new resource can be, or what is a part of one that has nearly the same name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from deploy_cli.core.path import pattern
from deploy_cli.core.resource_type import Collection
from deploy_cli.core.values import Object, Value
from deploy_cli.errors import Problem
from deploy_cli.files.changes import is_change
from deploy_cli.files.compose import Composer, Placed
from deploy_cli.files.keywords import OPEN
from deploy_cli.files.place import Place
from deploy_cli.files.suggest import meant
from deploy_cli.files.variables import Variables

_POLICIES: Final = "refresh_token_policies"
_ALIKE: Final = 0.7
"""How much of two words must be the same for one to be a misspelling of the other."""

_WORD = re.compile(r"[^\W\d_]+|\d+")


@dataclass(slots=True, repr=False)
class Overlays:
    """Looks at each layer that extends others before it is laid over them."""

    composer: Composer
    notes: list[str] = field(default_factory=list)
    """What is most likely a misspelling, and could be meant."""
    _declared: dict[str, tuple[Place | None, frozenset[str]]] = field(default_factory=dict)
    """Variable that only an overlay declares → where, and those that what it extends declares."""

    def checked(self, base: Mapping[str, Placed], over: Mapping[str, Placed]) -> dict[str, Placed]:
        """Report what of ``over`` touches nothing in ``base``, and return it with nothing else wrong in there."""
        result = dict(over)
        for section, (value, place) in over.items():
            if section == _POLICIES and section in base:
                self._policies(base[section][0], value, place)
            elif isinstance(self.composer.types.get(section), Collection):
                bodies = base[section][0] if section in base else []
                known = {name: body for body in bodies if (name := self.composer.name(section, body))}
                named = {self.composer.name(section, body) for body in value}
                free = {name: body for name, body in known.items() if name not in named}
                checked = [
                    self._body(section, body, place.nearest((index,)), known, free)
                    for index, body in enumerate(value)
                ]
                result[section] = (checked, place)
        self._variables(base, over)
        return result

    def unused(self, variables: Variables) -> tuple[str, ...]:
        """Name the variables of overlays that nothing refers to, and that look like others."""
        told = []
        for name, (place, others) in self._declared.items():
            other = None if variables.is_used(name) else meant(name, sorted(others))
            if other:
                where = f" ({place.key})" if place else ""
                told.append(f"the variable `{name}`{where} is used nowhere; did you mean `{other}`?")
        return tuple(told)

    def _body(
        self, section: str, body: Value, place: Place, known: Mapping[str, Object], free: Mapping[str, Object]
    ) -> Value:
        """Return a resource; without the changes of lists where they are reported here."""
        described, name = self.composer.types[section], self.composer.name(section, body)
        if name is None or name in known or not isinstance(described, Collection):
            return body
        if "$(" in name or OPEN in name or self._is_about_the_tenant(described, body):
            return body
        near = _near(name, free)
        if (why := _why_overlay(described, body, free.get(near or ""))) is None:
            if near:
                address = f"{section}/{name} ({place.nearest((described.identity[0],)).location})"
                self.notes.append(f"{address} is new; did you mean `{near}`, which is extended?")
            return body
        other = near or meant(name, free)
        hint = f"did you mean `{other}`?" if other else why
        message = f"this changes nothing: what is extended has no {described.title} of this name"
        at = place.nearest((described.identity[0],)).location
        self.composer.problems.append(Problem(message, at, f"{section}/{name}", hint, "composition"))
        return {key: item for key, item in body.items() if not is_change(key, item)}

    def _is_about_the_tenant(self, described: Collection, body: Object) -> bool:
        lifecycle = body.get("lifecycle")
        told = isinstance(lifecycle, dict) and bool({"state", "renamed_from"} & lifecycle.keys())
        return told or described.server_id in body or any(key in body for key in described.not_managed_with)

    def _policies(self, base: Object, over: Object, place: Place) -> None:
        for name, policy in over.items():
            if name in base or not isinstance(policy, dict) or "extends" in policy:
                continue
            other = meant(name, [one for one in base if one not in over])
            if other and isinstance(base[other], dict) and policy.keys() < base[other].keys():
                message = "this changes nothing: what is extended has no policy of this name"
                problem = Problem(
                    message, place.nearest((name,)).key, f"{_POLICIES}/{name}", f"did you mean `{other}`?"
                )
                self.composer.problems.append(problem)

    def _variables(self, base: Mapping[str, Placed], over: Mapping[str, Placed]) -> None:
        below, own = (_variables(sections) for sections in (base, over))
        for name in own.keys() - below.keys():
            where = over["environment"][1].nearest(("variables", name))
            self._declared[name] = (where, frozenset(below.keys() - own.keys()))


def _why_overlay(described: Collection, body: Object, near: Object | None) -> str | None:
    """Return what a new resource would have to say; ``None`` where this may be one."""
    fields = body.keys() - {*described.identity}
    if changed := [key for key, item in body.items() if is_change(key, item)]:
        return f"a {described.title} that is new here has `{changed[0][1:]}`, without `{changed[0][0]}`"
    if fields == {"lifecycle"}:
        return f"a {described.title} that is new here says more than its `lifecycle`"
    if missing := [text for text in described.required if pattern(text)[0] not in body]:
        return f"a {described.title} that is new here needs `{missing[0]}`"
    is_part = isinstance(near, dict) and fields < near.keys() - {*described.identity}
    return "" if is_part else None


def _near(name: str, others: Iterable[str]) -> str | None:
    """Return the name that differs from ``name`` by misspelt words alone: not in a number, not in a short word."""
    words = _words(name)
    return next((other for other in others if _is_misspelt(words, _words(other))), None)


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def _is_misspelt(words: list[str], others: list[str]) -> bool:
    if "".join(words) == "".join(others):
        return True
    pairs = [(one, other) for one, other in zip(words, others, strict=False) if one != other]
    return len(words) == len(others) and all(
        min(len(one), len(other)) > 3 and SequenceMatcher(None, one, other).ratio() >= _ALIKE
        for one, other in pairs
    )


def _variables(sections: Mapping[str, Placed]) -> Object:
    block = sections["environment"][0] if "environment" in sections else {}
    variables = block.get("variables") if isinstance(block, dict) else None
    return variables if isinstance(variables, dict) else {}
