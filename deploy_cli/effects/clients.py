"""What changes of an application do: that it comes, goes, changes its name or its kind, and how it is shown."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.plan import Action
from deploy_cli.effects.case import Case, texts
from deploy_cli.effects.rule import Note, Rule

CLIENTS: Final = ("clients",)
MACHINES: Final = frozenset({"client_credentials"})
"""Grants by which nobody logs in."""


def _deleted(case: Case) -> Iterator[Effect]:
    grants = frozenset(texts(case.before.get("grant_types")))
    again = "one that is created again gets another client_id and secret, and the old ones never come back"
    if grants and grants <= MACHINES:
        text = (
            f"The programs that act as `{case.name}` get no more access tokens, at once; those they hold last"
        )
        text += f" until they end. Undo: not possible; {again}."
    else:
        text = (
            f"Nobody can log in to `{case.name}` any more, at once; its refresh tokens and the consents given"
        )
        text += f" to it are gone with it. Undo: not possible; {again}."
    yield Effect(Severity.CRITICAL, text, (Concern.LOCKOUT, Concern.IRREVERSIBLE))


RULES: Final = (Rule("client-deleted", CLIENTS, (), _deleted, actions=(Action.DELETE,)),)

NOTES: Final = (
    Note(CLIENTS, ("description",), Severity.NONE, "`description` is only shown to administrators"),
)
