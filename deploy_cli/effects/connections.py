"""What changes of connections and databases do: through what people log in, and where their accounts are kept."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.plan import Action
from deploy_cli.effects.case import Case, texts
from deploy_cli.effects.clients import is_for_machines
from deploy_cli.effects.phrases import quoted
from deploy_cli.effects.rule import Rule, harmless, switch

CONNECTIONS: Final = ("connections",)
DATABASES: Final = ("databases",)
BOTH: Final = (*CONNECTIONS, *DATABASES)

_LOCKOUT: Final = (Concern.LOCKOUT,)
_SECURITY: Final = (Concern.SECURITY,)


def _created(case: Case) -> Iterator[Effect]:
    clients = texts(case.after.get("enabled_clients"))
    if not clients:
        yield harmless(f"no application uses `{case.name}` yet")
    else:
        text = (
            f"People can also log in through `{case.name}` to {quoted(clients)}. Undo: possible, with their"
            " accounts."
        )
        yield Effect(Severity.LOW, text)


def _connection_deleted(case: Case) -> Iterator[Effect]:
    text = (
        f"Nobody can log in through `{case.name}` any more{_to(case)}, at once, and the users who came through it are"
        " deleted with it, with their roles, metadata and second factors. Undo: not possible; one that is created again"
        " is another connection, for which everybody is a new user."
    )
    yield Effect(Severity.CRITICAL, text, (Concern.LOCKOUT, Concern.IRREVERSIBLE))


def _database_deleted(case: Case) -> Iterator[Effect]:
    text = (
        f"Every user of the database `{case.name}` is deleted with it, with passwords, roles, metadata and second"
        f" factors, and nobody can log in through it any more{_to(case)}, at once. Undo: not possible; the accounts are"
        " lost unless they were exported or are kept in a database of your own."
    )
    yield Effect(Severity.CRITICAL, text, (Concern.LOCKOUT, Concern.IRREVERSIBLE))


def _to(case: Case) -> str:
    clients = texts(case.before.get("enabled_clients"))
    return f", to {quoted(clients)}" if clients else ""


def _enabled_clients(case: Case) -> Iterator[Effect]:
    gone, come = case.gone("enabled_clients"), case.come("enabled_clients")
    stranded = [client for client in gone if _only_way(client, case)]
    others = [client for client in gone if client not in stranded]
    if stranded:
        text = (
            f"Nobody can log in to {quoted(stranded)} any more, at once: `{case.name}` was the last connection known"
            " here through which people could. Undo: possible."
        )
        yield Effect(Severity.CRITICAL, text, _LOCKOUT)
    if others:
        text = (
            f"People who log in through `{case.name}` can no longer log in to {quoted(others)}, at once; those who are"
            " logged in stay so until their tokens and sessions end. Undo: possible."
        )
        yield Effect(Severity.HIGH, text, _LOCKOUT)
    if come:
        text = f"People can also log in to {quoted(come)} through `{case.name}`. Undo: possible."
        yield Effect(Severity.LOW, text)


def _only_way(client: str, case: Case) -> bool:
    """Tell whether nobody can log in to a client any more, as far as all connections are known."""
    known = case.around
    if client in known.connections_of or not known.knows_connections:
        return False
    return not is_for_machines(known.body("clients", client))


def _password_rules(case: Case) -> Iterator[Effect]:
    order = ("none", "low", "fair", "good", "excellent")
    before, after = case.old("options.passwordPolicy"), case.new("options.passwordPolicy")
    if before not in order or after not in order or before == after:
        return
    if order.index(after) < order.index(before):
        text = (
            f"People of `{case.name}` may choose weaker passwords: strength `{after}` (before: `{before}`), from"
            " the next sign-up or password change. Undo: possible, but weak passwords that were chosen stay."
        )
        yield Effect(Severity.HIGH, text, _SECURITY)
    else:
        text = (
            f"People of `{case.name}` have to choose stronger passwords: strength `{after}` (before: `{before}`), from"
            " their next sign-up or password change; passwords they have go on working. Undo: possible."
        )
        yield Effect(Severity.LOW, text)


def _scripts(case: Case) -> Iterator[Effect]:
    names = sorted(
        {str(edit.path[2]) for edit in case.change.edits if edit.path[:2] == _SCRIPTS and edit.path[2:]}
    )
    which = f"the script{'s' if names[1:] else ''} {quoted(names)}" if names else "the scripts"
    text = (
        f"Other code runs when people of `{case.name}` log in, sign up or change their password ({which}), at once; a"
        " fault in it keeps everybody of this database out. Undo: possible."
    )
    yield Effect(Severity.HIGH, text, _LOCKOUT)


_SCRIPTS: Final = ("options", "customScripts")

RULES: Final = (
    Rule("connection-created", BOTH, (), _created, actions=(Action.CREATE,)),
    Rule("connection-deleted", CONNECTIONS, (), _connection_deleted, actions=(Action.DELETE,)),
    Rule("database-deleted", DATABASES, (), _database_deleted, actions=(Action.DELETE,)),
    Rule("connection-enabled-clients", BOTH, ("enabled_clients",), _enabled_clients),
    Rule("password-strength", DATABASES, ("options.passwordPolicy",), _password_rules),
    Rule("database-scripts", DATABASES, ("options.customScripts",), _scripts),
    switch(
        "database-brute-force",
        BOTH,
        "options.brute_force_protection",
        default=None,
        on=Effect(
            Severity.LOW,
            "Accounts of `{name}` are blocked for a while after many wrong passwords. Undo: possible.",
        ),
        off=Effect(
            Severity.HIGH,
            "Passwords of `{name}` can be guessed without end: accounts are no longer blocked after many wrong ones."
            " Undo: possible.",
            _SECURITY,
        ),
    ),
    switch(
        "database-signup",
        DATABASES,
        "options.disable_signup",
        on=Effect(
            Severity.MEDIUM,
            "New people can no longer sign up in `{name}`; those who have an account notice nothing. Undo: possible.",
        ),
        off=Effect(
            Severity.MEDIUM,
            "Anybody can make an account in `{name}` and log in to the applications that use it. Undo: possible, but"
            " accounts that were made stay.",
            _SECURITY,
        ),
    ),
    switch(
        "database-own-password-change",
        BOTH,
        "options.disable_self_service_change_password",
        on=Effect(
            Severity.MEDIUM,
            "People of `{name}` who forgot their password can no longer set another by themselves. Undo: possible.",
        ),
        off=Effect(
            Severity.LOW, "People of `{name}` can set another password by themselves. Undo: possible."
        ),
    ),
    switch(
        "database-username",
        DATABASES,
        "options.requires_username",
        on=Effect(
            Severity.MEDIUM,
            "People who sign up in `{name}` have to choose a user name; those who have none keep logging in by e-mail."
            " Undo: possible.",
        ),
        off=Effect(
            Severity.HIGH,
            "People of `{name}` are no longer asked for a user name; whoever logs in with one has to use the e-mail"
            " address. Undo: possible.",
            _LOCKOUT,
        ),
    ),
    switch(
        "database-import",
        DATABASES,
        "options.import_mode",
        on=Effect(
            Severity.MEDIUM,
            "Accounts are copied from your own database into `{name}` when people log in for the first time; people"
            " notice nothing. Undo: not for those who were copied.",
        ),
        off=Effect(
            Severity.HIGH,
            "People who were not copied into `{name}` yet are no longer looked up in your own database the way they"
            " were: whether they can log in depends on the scripts. Undo: possible.",
            _LOCKOUT,
        ),
    ),
    switch(
        "database-own",
        DATABASES,
        "options.enabledDatabaseCustomization",
        on=Effect(
            Severity.HIGH,
            "People of `{name}` are looked up by your own scripts, at once: those whom the scripts do not find"
            " cannot log in. Undo: possible.",
            _LOCKOUT,
        ),
        off=Effect(
            Severity.HIGH,
            "People of `{name}` are looked up in Auth0 alone, at once: those who are only in your own database"
            " cannot log in. Undo: possible.",
            _LOCKOUT,
        ),
    ),
)
