"""Runs the effect rules over one change: rules first, then the words for fields, then what is true of any. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import takewhile

from deploy_cli.core.diff import Edit
from deploy_cli.core.effect import Effect, Severity
from deploy_cli.core.path import Path, below, pattern, written
from deploy_cli.core.plan import Action
from deploy_cli.effects.case import Case
from deploy_cli.effects.fallbacks import ANY
from deploy_cli.effects.phrases import listed
from deploy_cli.effects.rule import Fallback, Note, Rule, harmless


class Engine:
    """The rules, looked up by section."""

    def __init__(self, rules: Iterable[Rule], notes: Iterable[Note], fallbacks: Iterable[Fallback]) -> None:
        """Take every rule, note and fallback; the order among equals is that in which they are told."""
        self._rules, self._notes, self._fallbacks = tuple(rules), tuple(notes), tuple(fallbacks)

    def effects(self, case: Case) -> tuple[Effect, ...]:
        """Return what a change does, the gravest first; never empty."""
        hidden = [edit for edit in case.change.edits if case.hides(edit)]
        told: list[Effect] = [_of_hidden(hidden)] if hidden else []
        silent = [edit for edit in case.change.edits if edit not in hidden]
        for rule in self._rules_of.get(case.change.address.section, ()):
            claimed, said = heard(rule, case)
            if any(edit in hidden for edit in claimed):
                continue  # the rule would judge by what nobody may see
            told += said
            if said:
                silent = [edit for edit in silent if edit not in claimed]
        if case.lays_over:
            told += self._noted(case, silent)
        if not told:
            told.append(harmless("no field changes") if case.lays_over else self._fallback(case, ()))
        return tuple(sorted(dict.fromkeys(told), key=lambda effect: effect.severity.rank))

    def _noted(self, case: Case, edits: Iterable[Edit]) -> Iterator[Effect]:
        """Tell the words for the fields that no rule spoke about."""
        noted: dict[Note, dict[str, None]] = {}
        unknown: list[Edit] = []
        for edit in edits:
            if (note := self._note(case, edit.path)) is None:
                unknown.append(edit)
            else:
                noted.setdefault(note, {})[_field(edit.path)] = None
        words = {
            note: note.text.format(name=case.name, fields=listed(list(at))) for note, at in noted.items()
        }
        for note, text in words.items():
            if note.severity is not Severity.NONE:
                yield Effect(note.severity, text, note.concerns)
        if reasons := [text for note, text in words.items() if note.severity is Severity.NONE]:
            yield harmless("; ".join(reasons))
        if unknown:
            yield self._fallback(case, unknown)

    def _note(self, case: Case, path: Path) -> Note | None:
        address = case.change.address
        for note in self._notes_of.get(address.section, ()):
            if (not note.keys or address.name in note.keys) and any(
                below(path, pattern(text)) for text in note.paths
            ):
                return note
        return None

    def _fallback(self, case: Case, edits: Iterable[Edit]) -> Effect:
        action = Action.UPDATE if case.change.action is Action.RENAME else case.change.action
        sections = (case.change.address.section, ANY)
        chosen = next(self._any[action, section] for section in sections if (action, section) in self._any)
        fields = listed(list(dict.fromkeys(_field(edit.path) for edit in edits)))
        return Effect(
            chosen.severity,
            chosen.text.format(title=case.title, name=case.name, fields=fields),
            chosen.concerns,
        )

    @cached_property
    def _rules_of(self) -> Mapping[str, tuple[Rule, ...]]:
        found: dict[str, list[Rule]] = {}
        for rule in self._rules:
            for section in rule.sections:
                found.setdefault(section, []).append(rule)
        return {section: tuple(rules) for section, rules in found.items()}

    @cached_property
    def _notes_of(self) -> Mapping[str, tuple[Note, ...]]:
        found: dict[str, list[Note]] = {}
        for note in self._notes:
            for section in note.sections:
                found.setdefault(section, []).append(note)
        return {section: tuple(notes) for section, notes in found.items()}

    @cached_property
    def _any(self) -> Mapping[tuple[Action, str], Fallback]:
        return {(one.action, section): one for one in self._fallbacks for section in one.sections}


def heard(rule: Rule, case: Case) -> tuple[list[Edit], tuple[Effect, ...]]:
    """Return the edits that a rule speaks about, and what it says; nothing where the change is none of its own."""
    change = case.change
    action = Action.UPDATE if case.lays_over else change.action
    mine = change.address.section in rule.sections and action in rule.actions
    if not mine or (rule.keys and change.address.name not in rule.keys):
        return [], ()
    claimed = [edit for edit in change.edits if _claims(rule, edit.path)]
    if case.lays_over and not claimed:
        return [], ()
    return claimed, tuple(rule.tell(case))


def _field(path: Path) -> str:
    """Write the field that an edit lies in; the elements of a list count as the list."""
    return f"`{written(tuple(takewhile(lambda part: isinstance(part, str), path)))}`"


def _claims(rule: Rule, path: Path) -> bool:
    return any(below(path, pattern(text)) for text in rule.paths)


def _of_hidden(edits: Iterable[Edit]) -> Effect:
    fields = listed(list(dict.fromkeys(_field(edit.path) for edit in edits)))
    text = f"What changes in {fields} is not told, for it is secret; what it does to users depends on it."
    return Effect(Severity.MEDIUM, text)
