"""What changes of APIs do: the tokens that applications get for them, and what those tokens allow."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.plan import Action
from deploy_cli.effects.case import Case, integer, objects
from deploy_cli.effects.phrases import quoted
from deploy_cli.effects.rule import Note, Rule, harmless, switch
from deploy_cli.lifetimes.durations import spoken

APIS: Final = ("resourceServers",)
DEFAULT_LIFE: Final = 86_400
DEFAULT_LIFE_FOR_WEB: Final = 7_200

_LOCKOUT: Final = (Concern.LOCKOUT,)
_SECURITY: Final = (Concern.SECURITY,)


def _callers(case: Case) -> str:
    """Name the clients with a grant for the API; others may call it for a person without one."""
    clients = case.around.callers_of.get(case.change.address.name, ())
    return f" (with a grant of their own: {quoted(clients)})" if clients else ""


def _deleted(case: Case) -> Iterator[Effect]:
    text = (
        f"No application gets access tokens for `{case.name}` any more, at once{_callers(case)}: a login that"
        " asks for it fails, and so does every renewal. Its scopes, the grants for it and the permissions of roles"
        " on it go with it. Undo: one of the same identifier can be created again, but the grants and permissions"
        " are lost."
    )
    yield Effect(Severity.CRITICAL, text, (Concern.LOCKOUT, Concern.IRREVERSIBLE))


def _life(case: Case) -> Iterator[Effect]:
    before, after = integer(case.old("token_lifetime")), integer(case.new("token_lifetime"))
    if before is None and case.old("token_lifetime") is None:
        before = DEFAULT_LIFE
    if before is None or after is None or min(before, after) < 0:
        return
    if before == after:
        yield harmless(f"access tokens of `{case.name}` live {spoken(after)} without being told to")
        return
    text = (
        f"Access tokens of `{case.name}` live {spoken(after)} (before: {spoken(before)}) for every application that"
        f" calls it{_callers(case)}, from each person's next token."
    )
    if after < before:
        text += (
            " People notice nothing where the application renews tokens in the background, which it does more"
            f" often; where it cannot, people have to log in after {spoken(after)}. Somebody who is blocked is out"
            " sooner."
        )
        yield Effect(Severity.MEDIUM, f"{text} Undo: possible.")
        return
    text += (
        f" Somebody who is blocked, or a thief, keeps access for up to {spoken(after)}. Refresh tokens are renewed less"
        " often, so their inactivity lifetime runs out after shorter absences: it may ask more people to log in, not"
        " fewer."
    )
    yield Effect(Severity.MEDIUM, f"{text}{_impatient(case, before, after)} Undo: possible.", _SECURITY)


def _impatient(case: Case, before: int, after: int) -> str:
    """Say what a longer life of access tokens does where it is felt first, with numbers."""
    if (found := case.around.most_impatient) is None:
        return ""
    client, idle = found
    if idle > after:
        return (
            f" `{client}`, with an inactivity lifetime of {spoken(idle)}, may then ask people to log in who were"
            f" away for {spoken(idle - after)} (before: {spoken(idle - before)}), if it calls this API."
        )
    return (
        f" `{client}`, with an inactivity lifetime of {spoken(idle)}, then lets people stay away for"
        f" {spoken(after)} all the same, if it calls this API."
    )


def _life_for_web(case: Case) -> Iterator[Effect]:
    path = "token_lifetime_for_web"
    before, after = integer(case.old(path)), integer(case.new(path))
    if before is None and case.old(path) is None:
        before = DEFAULT_LIFE_FOR_WEB
    if before is None or after is None or min(before, after) < 0:
        return
    if before == after:
        yield harmless(f"`{path}` is {spoken(after)} without being told to")
        return
    old = [
        name
        for name, body in case.around.bodies("clients")
        if isinstance(grants := body.get("grant_types"), list) and "implicit" in grants
    ]
    if not old and case.around.knows_clients:
        yield harmless(
            f"`{path}` counts only for applications with the implicit grant, and none here has it; the others use"
            " `token_lifetime`"
        )
        return
    who = quoted(sorted(old)) if old else "applications with the implicit grant"
    text = (
        f"Access tokens of `{case.name}` that come straight from the login page live {spoken(after)} (before:"
        f" {spoken(before)}), from the next one. That concerns {who}; nobody notices anything in other"
        " applications. Undo: possible."
    )
    shorter = after < before
    yield Effect(Severity.MEDIUM if shorter else Severity.LOW, text, () if shorter else _SECURITY)


def _scopes(case: Case) -> Iterator[Effect]:
    before, after = (_values(body.get("scopes")) for body in (case.before, case.after))
    if gone := [value for value in before if value not in after]:
        text = (
            f"Access tokens of `{case.name}` no longer carry {quoted(gone)}, from the next"
            f" token{_callers(case)}: what asks for it fails or is refused. The grants and the permissions of roles"
            " that hold it lose it. Undo: the scope can be added again, the grants and permissions have to be given"
            " again."
        )
        yield Effect(Severity.HIGH, text, (Concern.LOCKOUT, Concern.IRREVERSIBLE))
    if come := [value for value in after if value not in before]:
        yield harmless(f"nobody is granted {quoted(come)} of `{case.name}` yet")
    if not gone and not come and after:
        yield Effect(
            Severity.LOW,
            f"People see other words for scopes of `{case.name}` where they are asked for their consent, if the"
            " tenant shows them.",
        )


def _values(scopes: object) -> list[str]:
    return [value for scope in objects(scopes) if isinstance(value := scope.get("value"), str)]


def _signature(case: Case) -> Iterator[Effect]:
    before, after = case.old("signing_alg"), case.new("signing_alg")
    if not isinstance(after, str) or before == after:
        return
    was = f"`{before}`" if isinstance(before, str) else "Auth0's default"
    text = (
        f"Access tokens of `{case.name}` are signed with `{after}` (before: {was}), from the next one: an API that"
        " verifies them in the old way refuses every call until it is adapted."
    )
    weaker = after.startswith("HS")
    if weaker:
        text += " Whoever knows the signing secret can then make access tokens."
    yield Effect(Severity.CRITICAL, f"{text} Undo: possible.", (*_LOCKOUT, *(_SECURITY if weaker else ())))


RULES: Final = (
    Rule("api-deleted", APIS, (), _deleted, actions=(Action.DELETE,)),
    Rule("api-token-lifetime", APIS, ("token_lifetime",), _life),
    Rule("api-token-lifetime-for-web", APIS, ("token_lifetime_for_web",), _life_for_web),
    Rule("api-scopes", APIS, ("scopes",), _scopes),
    Rule("api-signature", APIS, ("signing_alg",), _signature),
    switch(
        "api-offline-access",
        APIS,
        "allow_offline_access",
        on=Effect(
            Severity.LOW,
            "Applications that ask for `offline_access` get refresh tokens for `{name}`, from each person's next login;"
            " nobody notices anything before. Undo: possible.",
        ),
        off=Effect(
            Severity.HIGH,
            "New logins bring no refresh token for `{name}`: people are logged out of its applications when their"
            " access token ends, unless their login session at Auth0 still lives. Whether the refresh tokens that"
            " people hold keep working is not documented: expect them to fail at once. Undo: possible, each person"
            " needs a new login.",
        ),
    ),
    switch(
        "api-online-access",
        APIS,
        "allow_online_access",
        on=Effect(
            Severity.LOW,
            "Applications that ask for `online_access` get refresh tokens for `{name}` that live exactly as long as the"
            " person's session at Auth0, from the next login. Undo: possible.",
        ),
        off=Effect(
            Severity.HIGH,
            "Applications that ask for `online_access` no longer get refresh tokens for `{name}`, at once: people are"
            " logged out when their access token ends. Undo: possible, each person needs a new login.",
        ),
    ),
    switch(
        "api-online-access-ephemeral",
        APIS,
        "allow_online_access_with_ephemeral_sessions",
        on=Effect(
            Severity.LOW,
            "Applications get online refresh tokens for `{name}` also where the session ends with the browser, from the"
            " next login. Undo: possible.",
        ),
        off=Effect(
            Severity.HIGH,
            "People whose session ends with the browser no longer get online refresh tokens for `{name}`, from the next"
            " login: they are logged out when their access token ends. Undo: possible.",
        ),
    ),
    switch(
        "api-role-permissions",
        APIS,
        "enforce_policies",
        on=Effect(
            Severity.HIGH,
            "Access tokens of `{name}` carry only what a person's roles and permissions allow, from the next token: who"
            " has none can do nothing there. Undo: possible.",
            _LOCKOUT,
        ),
        off=Effect(
            Severity.HIGH,
            "Access tokens of `{name}` no longer depend on a person's roles: everybody gets every scope that an"
            " application asks for, from the next token. Undo: possible.",
            _SECURITY,
        ),
    ),
    switch(
        "api-consent",
        APIS,
        "skip_consent_for_verifiable_first_party_clients",
        default=None,
        on=Effect(
            Severity.LOW,
            "People are no longer asked whether your own applications may use `{name}` for them. Undo: possible.",
        ),
        off=Effect(
            Severity.MEDIUM,
            "People are asked whether your own applications may use `{name}` for them, at their next login. Undo:"
            " possible.",
        ),
    ),
)

NOTES: Final = (
    Note(
        APIS,
        ("scopes",),
        Severity.HIGH,
        "What access tokens of `{name}` can carry changes, from the next one.",
        _LOCKOUT,
    ),
    Note(
        APIS,
        ("token_lifetime", "token_lifetime_for_web"),
        Severity.MEDIUM,
        "Access tokens of `{name}` live shorter or longer, from the next one; how long they lived before is not told.",
    ),
    Note(
        APIS,
        ("name",),
        Severity.LOW,
        "People see another name of the API where they are asked for their consent.",
    ),
    Note(
        APIS,
        ("token_dialect", "token_encryption"),
        Severity.HIGH,
        "Access tokens of `{name}` have another form, from the next one: an API that reads them in the old way refuses"
        " calls, or misses the permissions in them.",
        _LOCKOUT,
    ),
    Note(
        APIS,
        ("proof_of_possession",),
        Severity.HIGH,
        "Whether applications have to prove that they hold the key of their tokens for `{name}` changes, from the next"
        " token: one that cannot gets none, and without it a stolen token can be used anywhere.",
        (*_LOCKOUT, *_SECURITY),
    ),
    Note(
        APIS,
        ("subject_type_authorization", "authorization_policy"),
        Severity.HIGH,
        "Which applications get tokens for `{name}`, for people and on their own behalf, changes with the next token.",
        (*_LOCKOUT, *_SECURITY),
    ),
    Note(
        APIS,
        ("consent_policy", "authorization_details"),
        Severity.MEDIUM,
        "What people are asked to approve before something is done for them at `{name}` changes, from the next"
        " request.",
    ),
    Note(
        APIS,
        ("signing_secret",),
        Severity.CRITICAL,
        "Access tokens of `{name}` are signed with another secret, from the next one: the API refuses every call"
        " until it has the new secret.",
        _LOCKOUT,
    ),
)
