"""An effect rule: what it is about, and the function or the words that tell the effects. Pure: no I/O, no clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.plan import Action
from deploy_cli.effects.case import Case

Tell: TypeAlias = Callable[[Case], Iterable[Effect]]
"""Yields nothing where the rule has nothing to say; then its edits are left to other rules."""

UPDATES: Final = (Action.UPDATE, Action.RENAME)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule."""

    id: str
    """Stable, lower case, words joined by hyphens; names the test of the rule."""
    sections: tuple[str, ...]
    paths: tuple[str, ...]
    """Patterns of the edits that it speaks about; those of a create or a delete are all edits, whatever stands here."""
    tell: Tell
    actions: tuple[Action, ...] = UPDATES
    keys: tuple[str, ...] = ()
    """The names of the resources that it is about, where a section has a fixed set of them; else all."""


@dataclass(frozen=True, slots=True)
class Note:
    """What an edit of a field does, whatever the values: words as data. The first pattern that fits counts.

    Texts may hold ``{name}`` and ``{fields}``, the fields that change. With `Severity.NONE` the text is the reason why
    nobody notices; the notes of one change make one sentence.
    """

    sections: tuple[str, ...]
    paths: tuple[str, ...]
    severity: Severity
    text: str
    concerns: tuple[Concern, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fallback:
    """What an action does to any resource of a section, where no rule knows more.

    Texts may hold ``{title}`` and ``{name}``; that of an update also ``{fields}``.
    """

    action: Action
    sections: tuple[str, ...]
    severity: Severity
    text: str
    concerns: tuple[Concern, ...] = ()


def weaker(text: str, severity: Severity = Severity.HIGH) -> Effect:
    """Return the effect of what weakens a protection, and can be undone."""
    return Effect(severity, f"{text} Undo: possible.", (Concern.SECURITY,))


def breaks(text: str, severity: Severity = Severity.HIGH) -> Effect:
    """Return the effect of what stops working, and can be set back."""
    return Effect(severity, f"{text} Undo: possible.", (Concern.LOCKOUT,))


def felt(text: str, severity: Severity = Severity.LOW) -> Effect:
    """Return the effect of what people notice, and can be set back."""
    return Effect(severity, f"{text} Undo: possible.")


def harmless(reason: str) -> Effect:
    """Return the effect that nobody notices, with the reason why that is so."""
    return Effect(Severity.NONE, f"No effect on users: {reason}.")


def switch(
    id: str,
    sections: tuple[str, ...],
    path: str,
    *,
    on: Effect,
    off: Effect,
    default: bool | None = False,
    keys: tuple[str, ...] = (),
) -> Rule:
    """Return the rule of a field that is true or false; texts may hold ``{name}``.

    ``default`` is what Auth0 does where nothing is said, ``None`` where that depends: then nobody can say that a value
    only spells it out, and it is told as a change.
    """

    def tell(case: Case) -> Iterable[Effect]:
        before, after = (_truth(value, default) for value in (case.old(path), case.new(path)))
        if after is None:
            return
        if before == after:
            yield harmless(f"`{path}: {str(after).lower()}` is what Auth0 does anyway")
            return
        chosen = on if after else off
        unsure = " The tenant does not tell what held before." if before is None else ""
        yield Effect(chosen.severity, chosen.text.format(name=case.name) + unsure, chosen.concerns)

    return Rule(id, sections, (path,), tell, keys=keys)


def _truth(value: object, default: bool | None) -> bool | None:
    return default if value is None else value if isinstance(value, bool) else None
