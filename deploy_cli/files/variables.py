"""``$(var:name)`` and ``$(secret:NAME)``: references in values, resolved after composition.

A value that is one whole ``$(var:name)`` takes the variable's type; inside a longer text the variable is written
out. A text that holds a secret is a `Secret` as a whole. ``$$(var:name)`` is the text ``$(var:name)``: of any run of
``$`` before ``(var:`` or ``(secret:``, a single one makes a reference and a longer one loses one and stays text.
Auth0's own ``${…}``, ``{{…}}`` and every other ``$(`` pass untouched. Keys are never resolved.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from deploy_cli.core.values import Secret, Value
from deploy_cli.files.keywords import OPEN, Keywords
from deploy_cli.files.place import Place
from deploy_cli.files.scalars import NotANumber, plain
from deploy_cli.files.suggest import did_you_mean
from deploy_cli.files.yaml import copied

FROM_ENVIRONMENT: Final = "DEPLOY_CLI_VAR_"
EXPANDED: Final = 20_000_000
"""How many characters variables may come to, all in all."""

_REFERENCE = re.compile(r"(?P<dollars>\$+)\((?P<kind>var|secret):(?:(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)\))?")
_WHOLE = re.compile(r"\$\(var:([A-Za-z_][A-Za-z0-9_.-]*)\)")
_ESCAPABLE = re.compile(r"\$+\((?:var|secret):")


@dataclass(frozen=True, slots=True)
class Fault:
    """A reference that stands for nothing."""

    message: str
    hint: str
    written: str = ""
    """The reference as it stands in the file."""
    at: int = 0
    """Where in the text it stands."""


class Unresolved(Exception):
    """A value holds references that stand for nothing."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.message for fault in faults))
        self.faults = faults


def escaped(text: str) -> str:
    """Return ``text`` so written that resolving it gives ``text``."""
    return _ESCAPABLE.sub(lambda match: "$" + match[0], text) if "$(" in text else text


@dataclass(slots=True, repr=False)
class Variables:
    """What references stand for."""

    declared: Mapping[str, tuple[Value, Place | None]]
    """``environment.variables``, composed, with their places."""
    given: Mapping[str, str]
    """From the command line; they win."""
    environ: Mapping[str, str]
    keywords: Keywords
    secrets_used: bool = False
    """Whether any secret was resolved."""
    _open: list[str] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)
    _known: dict[str, Value] = field(default_factory=dict)
    _expanded: int = 0

    def resolved(self, value: Value) -> Value:
        """Return ``value`` with its references resolved, at any depth; raise `Unresolved`."""
        match value:
            case str():
                return self.text(value) if "$(" in value or OPEN in value else value
            case dict():
                return {key: self.resolved(item) for key, item in value.items()}
            case list():
                return [self.resolved(item) for item in value]
            case _:
                return value

    def text(self, text: str) -> Value:
        """Return what one text stands for: a text, a `Secret`, or any value where it is one whole variable."""
        if whole := _WHOLE.fullmatch(text):
            return self._variable(whole[1])
        names: list[str] = []
        faults = [self._unknown_keyword(match) for match in self.keywords.unresolved.finditer(text)]
        replaced = _REFERENCE.sub(lambda match: self._part(match, names, faults), text)
        if faults:
            raise Unresolved(*faults)
        return Secret(replaced, " ".join(names)) if names else replaced

    def soft(self, value: Value) -> Value:
        """Return ``value`` resolved as far as possible, for comparisons; what cannot be stays as written."""
        try:
            return self.resolved(value)
        except Unresolved:
            return value

    def unused(self) -> tuple[str, ...]:
        """Return the variables that were given and that nothing refers to: most likely misspelt."""
        return tuple(sorted(name for name in self.given if name not in self._used))

    def _part(self, match: re.Match[str], secrets: list[str], faults: list[Fault]) -> str:
        if len(match["dollars"]) > 1:
            return match[0][1:]
        try:
            value = self._referred(match["kind"], match["name"])
            if not isinstance(value, Secret):
                return _written(match["name"], value)
        except Unresolved as error:
            faults += (replace(fault, written=match[0], at=match.start()) for fault in error.faults)
            return ""
        secrets.append(value.name)
        return value.reveal()

    def _referred(self, kind: str, name: str | None) -> Value:
        if name is None:
            hint = f"close it with `)`, and use letters, digits and `_` in the name; `$$({kind}:` is a plain text"
            raise Unresolved(Fault(f"a reference is written `$({kind}:name)`", hint))
        return self._variable(name) if kind == "var" else self._secret(name)

    def _unknown_keyword(self, match: re.Match[str]) -> Fault:
        name = match[2]
        hint = did_you_mean(name, self.keywords.names, self.keywords.hint(name)) or ""
        return Fault(
            f"the keyword `{name}` stands for nothing", hint, self.keywords.readable(match[0]), match.start()
        )

    def _variable(self, name: str) -> Value:
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            raise Unresolved(
                Fault(f"the variable `{name}` refers to itself: {circle}", "remove one of these references")
            )
        self._used.add(name)
        declared = self.declared.get(name)
        override = self.given.get(name, self.environ.get(FROM_ENVIRONMENT + name))
        if override is not None:
            return _typed(override, declared[0] if declared else "")
        if declared is None:
            raise Unresolved(
                Fault(f"the variable `{name}` is not defined", self._undefined(name), f"$(var:{name})")
            )
        if name not in self._known:
            self._known[name] = self._outcome(name, declared[0])
        value = self._known[name]
        if isinstance(value, Unresolved):
            raise value
        self._charge(name, value)
        return copied(value)

    def _outcome(self, name: str, declared: Value) -> Value:
        """Return what a variable stands for, or why it stands for nothing: of several reasons one is enough."""
        self._open.append(name)
        try:
            return self.resolved(declared)
        except Unresolved as error:
            return Unresolved(error.faults[0])
        finally:
            self._open.pop()

    def _charge(self, name: str, value: Value) -> None:
        """Keep variables that repeat each other from growing without end."""
        self._expanded += _size(value)
        if self._expanded > EXPANDED:
            message = f"with the variable `{name}`, variables come to more than {EXPANDED:,} characters"
            raise Unresolved(Fault(message, "keep variables from repeating each other"))

    def _secret(self, name: str) -> Secret:
        text = self.environ.get(name)
        if text is None:
            hint = f"set the environment variable {name}, which holds the secret"
            raise Unresolved(Fault(f"the secret `{name}` is not defined", hint))
        self.secrets_used = True
        return Secret(text, f"secret:{name}")

    def _undefined(self, name: str) -> str:
        prefix = FROM_ENVIRONMENT
        known = {*self.declared, *self.given}
        known |= {other.removeprefix(prefix) for other in self.environ if other.startswith(prefix)}
        define = (
            f"define it under `environment.variables`, with `--var {name}=…`,"
            f" or in the environment as {prefix}{name}"
        )
        return did_you_mean(name, sorted(known), define) or define


def _size(value: Value) -> int:
    match value:
        case str():
            return len(value) + 1
        case dict():
            return sum(len(key) + _size(item) for key, item in value.items()) + 1
        case list():
            return sum(map(_size, value)) + 1
        case _:
            return 1


def _typed(text: str, declared: Value) -> Value:
    """Return what was given for a variable as the type that its declaration has, where it can be read so."""
    if isinstance(declared, bool | int | float):
        try:
            value = plain(text)
        except NotANumber:
            return text
        return text if value is None else value
    return text


def _written(name: str, value: Value) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case _:
            what = "null" if value is None else "a list" if isinstance(value, list) else "an object"
            message = f"the variable `{name}` is {what} and cannot stand inside a text"
            raise Unresolved(Fault(message, f"write `$(var:{name})` as the whole value"))
