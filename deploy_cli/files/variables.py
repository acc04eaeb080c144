"""What references stand for: variables, secrets and keywords, resolved after composition.

A value that is one whole ``$(var:name)`` takes the variable's type; inside a longer text the variable is written
out. A text that holds a secret is a `Secret` as a whole. Of a variable's definitions the first of these counts:
``--var``, the last ``--var-file`` that has it, the environment's ``DEPLOY_CLI_VAR_name``, ``environment.variables``,
the default in the reference. Keys are never resolved.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

from deploy_cli.core.values import Secret, Value
from deploy_cli.files import secret_files
from deploy_cli.files.keywords import OPEN, Keywords
from deploy_cli.files.place import Place
from deploy_cli.files.references import Reference, references, whole
from deploy_cli.files.scalars import NotANumber, plain
from deploy_cli.files.substitution import Fault, Unresolved, as_text, joined, size, typed_as
from deploy_cli.files.suggest import did_you_mean
from deploy_cli.files.yaml import copied

FROM_ENVIRONMENT: Final = "DEPLOY_CLI_VAR_"
EXPANDED: Final = 20_000_000
"""How many characters variables may come to, all in all."""

Definitions: TypeAlias = Mapping[str, tuple[Value, Place | None]]
"""Variable → what files say it is, and where."""


@dataclass(slots=True, repr=False)
class Variables:
    """What references stand for."""

    declared: Definitions
    """``environment.variables``, composed, with their places."""
    given: Mapping[str, str]
    """From the command line; they win."""
    environ: Mapping[str, str]
    keywords: Keywords
    filed: Definitions = field(default_factory=dict)
    """From the files that the command line names; they win over the environment."""
    needs_secrets: bool = True
    """Whether a secret that is not defined is a fault; otherwise it is one of which nothing is known."""
    secrets_used: bool = False
    """Whether any secret was resolved."""
    undefined: dict[str, None] = field(default_factory=dict)
    """The references to secrets that are not defined, where they need not be."""
    _open: list[str] = field(default_factory=list)
    _used: set[str] = field(default_factory=set)
    _known: dict[str, Value] = field(default_factory=dict)
    _expanded: int = 0

    def resolved(self, value: Value, folder: Path | None = None) -> Value:
        """Return ``value`` with its references resolved, at any depth; raise `Unresolved`.

        Files of secrets are relative to ``folder``.
        """
        match value:
            case str():
                return self.text(value, folder) if "$(" in value or OPEN in value else value
            case dict():
                return {key: self.resolved(item, folder) for key, item in value.items()}
            case list():
                return [self.resolved(item, folder) for item in value]
            case _:
                return value

    def text(self, text: str, folder: Path | None = None) -> Value:
        """Return what one text stands for: a text, a `Secret`, or any value where it is one whole variable."""
        if variable := whole(text):
            return self._variable(variable, folder, typed=True)
        pieces: list[str | Secret] = []
        faults = [self._unknown_keyword(match) for match in self.keywords.unresolved.finditer(text)]
        done = 0
        for reference in references(text):
            pieces.append(text[done : reference.start])
            pieces.append(self._piece(text, reference, folder, faults))
            done = reference.end
        if faults:
            raise Unresolved(*faults)
        return joined([*pieces, text[done:]]) if done else text

    def soft(self, value: Value) -> Value:
        """Return ``value`` resolved as far as possible, for comparisons; what cannot be stays as written."""
        try:
            return self.resolved(value)
        except Unresolved:
            return value

    def unused(self) -> tuple[str, ...]:
        """Return the variables that were given and that nothing refers to: most likely misspelt."""
        return tuple(sorted(name for name in {*self.given, *self.filed} if name not in self._used))

    def is_used(self, name: str) -> bool:
        """Tell whether anything referred to a variable so far."""
        return name in self._used

    def unchecked(self) -> tuple[str, ...]:
        """Count the secrets that are not defined and did not have to be, in words."""
        if not (count := len(self.undefined)):
            return ()
        some = ", ".join(f"`{written}`" for written in [*self.undefined][:5])
        others = f" and {count - 5} more" if count > 5 else ""
        what = "secret is not defined, and was" if count == 1 else "secrets are not defined, and were"
        return (f"{count} {what} taken for any text: {some}{others}",)

    def origins(self, text: str) -> Iterator[tuple[str, Place | str | None]]:
        """Yield each reference in ``text`` and where its value comes from: a place in a file, or in words."""
        for reference in references(text):
            if reference.name is None:
                continue
            written = f"$({reference.kind}:{reference.name})"
            if reference.kind != "var":
                yield written, "the environment" if reference.kind == "secret" else "a file"
            else:
                yield written, self._origin(reference.name)

    def effective(self) -> dict[str, Value]:
        """Return every variable that files declare, as it is used; as written where it stands for nothing."""
        return {name: self._as_used(name) for name in self.declared}

    def _as_used(self, name: str) -> Value:
        try:
            return self._variable(Reference("var", name, None, 0, 0), None, typed=True)
        except Unresolved:
            return self.declared[name][0]

    def _origin(self, name: str) -> Place | str | None:
        if name in self.given:
            return "--var"
        if name in self.filed:
            return self.filed[name][1]
        if FROM_ENVIRONMENT + name in self.environ:
            return FROM_ENVIRONMENT + name
        return self.declared[name][1] if name in self.declared else "its default"

    def _piece(
        self, text: str, reference: Reference, folder: Path | None, faults: list[Fault]
    ) -> str | Secret:
        written = text[reference.start : reference.end]
        if reference.is_escaped:
            return written[1:]
        try:
            value = self._referred(reference, folder)
            return value if isinstance(value, Secret) else as_text(reference.name or "", value)
        except Unresolved as error:
            faults += (replace(fault, written=written, at=reference.start) for fault in error.faults)
            return ""

    def _referred(self, reference: Reference, folder: Path | None) -> Value:
        kind, name = reference.kind, reference.name
        if name is None:
            raise Unresolved(_malformed(kind))
        match kind:
            case "secret":
                return self._secret(name)
            case "secret-file":
                return self._secret_file(name, folder)
            case _:
                return self._variable(reference, folder, typed=False)

    def _unknown_keyword(self, match: re.Match[str]) -> Fault:
        name = match[2]
        hint = did_you_mean(name, self.keywords.names, self.keywords.hint(name)) or ""
        message = f"the keyword `{name}` stands for nothing"
        return Fault(message, hint, self.keywords.readable(match[0]), match.start())

    def _variable(self, reference: Reference, folder: Path | None, *, typed: bool) -> Value:
        name = reference.name or ""
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            raise Unresolved(
                Fault(f"the variable `{name}` refers to itself: {circle}", "remove one of these references")
            )
        self._used.add(name)
        written = self.filed.get(name) or self.declared.get(name)
        told = self.given.get(name)
        if told is None and name not in self.filed:
            told = self.environ.get(FROM_ENVIRONMENT + name)
        if told is not None:
            return typed_as(told, written[0] if written else "")
        if written is not None:
            return self._defined(name, *written)
        if reference.default is not None:
            return self._default(reference.default, folder, typed=typed)
        undefined = Fault(f"the variable `{name}` is not defined", self._undefined(name), f"$(var:{name})")
        raise Unresolved(undefined)

    def _defined(self, name: str, value: Value, place: Place | None) -> Value:
        if name not in self._known:
            self._known[name] = self._outcome(name, value, place)
        known = self._known[name]
        if isinstance(known, Unresolved):
            raise known
        self._charge(name, known)
        return copied(known)

    def _default(self, text: str, folder: Path | None, *, typed: bool) -> Value:
        """Return what a default means: a text in quotes, otherwise what YAML makes of it where it is all there is."""
        bare = text.strip()
        if len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "'\"":
            return self.text(bare[1:-1], folder)
        if "$(" in text or OPEN in text:
            return self.text(bare if typed else text, folder)
        try:
            return plain(bare) if typed and bare else text
        except NotANumber:
            return text

    def _outcome(self, name: str, declared: Value, place: Place | None) -> Value:
        """Return what a variable stands for, or why it stands for nothing: of several reasons one is enough."""
        self._open.append(name)
        try:
            return self.resolved(declared, place.source.base if place else None)
        except Unresolved as error:
            return Unresolved(error.faults[0])
        finally:
            self._open.pop()

    def _charge(self, name: str, value: Value) -> None:
        """Keep variables that repeat each other from growing without end."""
        self._expanded += size(value)
        if self._expanded > EXPANDED:
            message = f"with the variable `{name}`, variables come to more than {EXPANDED:,} characters"
            raise Unresolved(Fault(message, "keep variables from repeating each other"))

    def _secret(self, name: str) -> Secret:
        text = self.environ.get(name, self.keywords.mapped(name))
        if text is None and not self.needs_secrets:
            return self._assumed("secret", name)
        if text is None:
            hint = f"set the environment variable {name}, which holds the secret"
            raise Unresolved(Fault(f"the secret `{name}` is not defined", hint))
        self.secrets_used = True
        return Secret(text, f"secret:{name}", f"$(secret:{name})")

    def _secret_file(self, name: str, folder: Path | None) -> Secret:
        try:
            text = secret_files.read(name, folder)
        except secret_files.NoSecret as error:
            if not self.needs_secrets:
                return self._assumed("secret-file", name)
            raise Unresolved(Fault(error.message, error.hint)) from None
        self.secrets_used = True
        return Secret(text, f"secret-file:{name}", f"$(secret-file:{name})")

    def _assumed(self, kind: str, name: str) -> Secret:
        written = f"$({kind}:{name})"
        self.undefined[written] = None
        self.secrets_used = True
        return Secret("", f"{kind}:{name}", written, is_known=False)

    def _undefined(self, name: str) -> str:
        prefix = FROM_ENVIRONMENT
        known = {*self.declared, *self.given, *self.filed}
        known |= {other.removeprefix(prefix) for other in self.environ if other.startswith(prefix)}
        define = (
            f"define it under `environment.variables`, with `--var {name}=…`,"
            f" or in the environment as {prefix}{name}"
        )
        return did_you_mean(name, sorted(known), define) or define


def _malformed(kind: str) -> Fault:
    if kind == "secret-file":
        hint = "close it with `)`; the path holds no parentheses; `$$(secret-file:` is a plain text"
        return Fault("a reference is written `$(secret-file:path)`", hint)
    hint = f"close it with `)`, and use letters, digits and `_` in the name; `$$({kind}:` is a plain text"
    if kind == "secret":
        hint = hint.replace("; ", "; a secret has no default; ")
    return Fault(f"a reference is written `$({kind}:name)`", hint)
