"""What changes of client grants, roles and organizations do: who may do what, and who belongs where."""

from collections.abc import Iterator
from typing import Final

from deploy_cli.core.effect import Concern, Effect, Severity
from deploy_cli.core.path import Element
from deploy_cli.core.plan import Action
from deploy_cli.effects.case import Case, objects, texts
from deploy_cli.effects.phrases import counted, quoted
from deploy_cli.effects.rule import Note, Rule, harmless

GRANTS: Final = ("clientGrants",)
ROLES: Final = ("roles",)
ORGANIZATIONS: Final = ("organizations",)

_LOCKOUT: Final = (Concern.LOCKOUT,)
_SECURITY: Final = (Concern.SECURITY,)


def _grant(case: Case) -> tuple[str, str, str]:
    """Return the client of a grant, its API, and on whose behalf the client calls."""
    body = {**case.before, **case.after}
    client, api = body.get("client_id"), body.get("audience")
    known = case.around
    return (
        known.called(("clients",), client) if isinstance(client, str) else case.name,
        known.api(api) if isinstance(api, str) else "an API",
        "for people" if body.get("subject_type") == "user" else "on its own behalf",
    )


def _grant_created(case: Case) -> Iterator[Effect]:
    client, api, behalf = _grant(case)
    scopes = texts(case.after.get("scope"))
    what = f"use {quoted(scopes)} of" if scopes else "get access tokens without a scope for"
    if case.after.get("allow_all_scopes") is True:
        what = "use every scope of"
    text = f"`{client}` may {what} `{api}` {behalf}, at once. Undo: possible."
    yield Effect(Severity.LOW, text, _SECURITY if scopes else ())


def _grant_deleted(case: Case) -> Iterator[Effect]:
    client, api, behalf = _grant(case)
    text = (
        f"`{client}` gets no more access tokens for `{api}` {behalf}, at once; those it holds last until they end."
        " Undo: possible."
    )
    yield Effect(Severity.HIGH, text, _LOCKOUT)


def _grant_scopes(case: Case) -> Iterator[Effect]:
    client, api, behalf = _grant(case)
    if gone := case.gone("scope"):
        text = f"`{client}` may no longer use {quoted(gone)} of `{api}` {behalf}, from its next token. Undo: possible."
        yield Effect(Severity.HIGH, text, _LOCKOUT)
    if come := case.come("scope"):
        text = f"`{client}` may use {quoted(come)} of `{api}` {behalf}, from its next token. Undo: possible."
        yield Effect(Severity.LOW, text, _SECURITY)


def _all_scopes(case: Case) -> Iterator[Effect]:
    client, api, behalf = _grant(case)
    before, after = (case.old("allow_all_scopes") is True, case.new("allow_all_scopes") is True)
    if after and not before:
        text = f"`{client}` may use every scope of `{api}` {behalf}, also those that are added later. Undo: possible."
        yield Effect(Severity.MEDIUM, text, _SECURITY)
    elif before and not after:
        text = (
            f"`{client}` may use only the scopes of `{api}` that its grant names, from its next token. Undo:"
            " possible."
        )
        yield Effect(Severity.HIGH, text, _LOCKOUT)
    else:
        yield harmless(f"which scopes of `{api}` `{client}` may use stays as it is")


def _grant_limits(case: Case) -> Iterator[Effect]:
    client, api, behalf = _grant(case)
    text = (
        f"For which organizations, or for what in detail, `{client}` gets access tokens for `{api}` {behalf}"
        " changes, from its next token. Undo: possible."
    )
    yield Effect(Severity.MEDIUM, text, _SECURITY)


def _role_created(case: Case) -> Iterator[Effect]:
    yield harmless(f"nobody has the role `{case.name}` yet")


def _role_deleted(case: Case) -> Iterator[Effect]:
    count = len(objects(case.before.get("permissions")))
    permissions = f" and its {counted(count, 'permission')}" if count else ""
    text = (
        f"Everybody who has the role `{case.name}` loses it{permissions},"
        " from their next token: what they may do"
        " only because of it is refused. Undo: not possible; one that is created again is another role that nobody has."
    )
    yield Effect(Severity.CRITICAL, text, (Concern.LOCKOUT, Concern.IRREVERSIBLE))


def _role_permissions(case: Case) -> Iterator[Effect]:
    before, after = (_permissions(case, body.get("permissions")) for body in (case.before, case.after))
    if gone := [text for text in before if text not in after]:
        text = f"People with the role `{case.name}` may no longer {_do(gone)}, from their next token. Undo: possible."
        yield Effect(Severity.HIGH, text, _LOCKOUT)
    if come := [text for text in after if text not in before]:
        text = (
            f"People with the role `{case.name}` may also {_do(come)}, from their next token. Undo: possible."
        )
        yield Effect(Severity.MEDIUM, text, _SECURITY)


def _permissions(case: Case, value: object) -> list[tuple[str, str]]:
    return [
        (name, case.around.api(api))
        for one in objects(value)
        if isinstance(name := one.get("permission_name"), str)
        and isinstance(api := one.get("resource_server_identifier"), str)
    ]


def _do(permissions: list[tuple[str, str]]) -> str:
    """Write permissions by API: ``use `read:a` and `read:b` of `Shop API```."""
    by_api: dict[str, list[str]] = {}
    for name, api in permissions:
        by_api.setdefault(api, []).append(name)
    return "use " + "; ".join(f"{quoted(names)} of `{api}`" for api, names in by_api.items())


def _organization_created(case: Case) -> Iterator[Effect]:
    yield harmless(f"the organization `{case.name}` has no members yet")


def _organization_deleted(case: Case) -> Iterator[Effect]:
    text = (
        f"Members of the organization `{case.name}` can no longer log in as such, at once; their memberships, their"
        " roles in it and open invitations are lost, their accounts stay. Undo: not possible; one that is created"
        " again is another organization without members."
    )
    yield Effect(Severity.CRITICAL, text, (Concern.LOCKOUT, Concern.IRREVERSIBLE))


def _organization_connections(case: Case) -> Iterator[Effect]:
    before, after = (_by_name(body.get("connections")) for body in (case.before, case.after))
    if gone := [name for name in before if name not in after]:
        none = "" if after else " No connection is left: nobody can log in as a member."
        text = (
            f"Members of the organization `{case.name}` can no longer log in through {quoted(gone)}, at once.{none}"
            " Undo: possible."
        )
        yield Effect(Severity.HIGH if after else Severity.CRITICAL, text, _LOCKOUT)
    if come := [name for name in after if name not in before]:
        joins = [name for name in come if after[name].get("assign_membership_on_login") is True]
        text = f"Members of the organization `{case.name}` can also log in through {quoted(come)}."
        if joins:
            text += f" Whoever logs in through {quoted(joins)} becomes a member."
        yield Effect(
            Severity.MEDIUM if joins else Severity.LOW, f"{text} Undo: possible.", _SECURITY if joins else ()
        )
    if others := [name for name in after if name in before and name in _edited(case)]:
        text = (
            f"How people log in to the organization `{case.name}` through {quoted(others)} changes, from the next"
            " login: whether it is offered, and who becomes a member by it. Undo: possible, but who became a member"
            " stays one."
        )
        yield Effect(Severity.MEDIUM, text)


def _edited(case: Case) -> frozenset[str]:
    """Return the connections of which a field changes; the files need not mention the others."""
    paths = (edit.path for edit in case.change.edits if edit.field == "connections" and len(edit.path) > 2)
    return frozenset(part.key for _, part, *_ in paths if isinstance(part, Element))


def _by_name(value: object) -> dict[str, dict[str, object]]:
    return {name: one for one in objects(value) if isinstance(name := one.get("name"), str)}


RULES: Final = (
    Rule("grant-created", GRANTS, (), _grant_created, actions=(Action.CREATE,)),
    Rule("grant-deleted", GRANTS, (), _grant_deleted, actions=(Action.DELETE,)),
    Rule("grant-scopes", GRANTS, ("scope",), _grant_scopes),
    Rule("role-created", ROLES, (), _role_created, actions=(Action.CREATE,)),
    Rule("role-deleted", ROLES, (), _role_deleted, actions=(Action.DELETE,)),
    Rule("role-permissions", ROLES, ("permissions",), _role_permissions),
    Rule("organization-created", ORGANIZATIONS, (), _organization_created, actions=(Action.CREATE,)),
    Rule("organization-deleted", ORGANIZATIONS, (), _organization_deleted, actions=(Action.DELETE,)),
    Rule("organization-connections", ORGANIZATIONS, ("connections",), _organization_connections),
    Rule("grant-all-scopes", GRANTS, ("allow_all_scopes",), _all_scopes),
    Rule(
        "grant-organizations",
        GRANTS,
        ("allow_any_organization", "authorization_details_types", "organization_usage"),
        _grant_limits,
    ),
)

NOTES: Final = (
    Note(
        ROLES,
        ("permissions",),
        Severity.HIGH,
        "What people with the role `{name}` may do changes, from their next token.",
        (*_LOCKOUT, *_SECURITY),
    ),
    Note(
        ORGANIZATIONS,
        ("connections",),
        Severity.HIGH,
        "How members of the organization `{name}` can log in changes, at once.",
        _LOCKOUT,
    ),
    Note(
        GRANTS,
        ("scope",),
        Severity.HIGH,
        "What the client of the grant `{name}` may use of the API changes, from its next token.",
        (*_LOCKOUT, *_SECURITY),
    ),
    Note(ROLES, ("description",), Severity.NONE, "the description of a role is only shown to administrators"),
    Note(
        ROLES,
        ("name",),
        Severity.MEDIUM,
        "The role is called `{name}` from people's next token on; Actions and applications that go by its name no"
        " longer find the old one.",
    ),
    Note(
        ORGANIZATIONS,
        ("name",),
        Severity.HIGH,
        "The organization is called `{name}`, at once: people who type the old name, and links that hold it, no longer"
        " lead to it.",
        _LOCKOUT,
    ),
    Note(
        ORGANIZATIONS,
        ("display_name", "branding"),
        Severity.LOW,
        "Members of `{name}` see another name, logo or colours on login screens and in e-mails.",
    ),
    Note(
        ORGANIZATIONS,
        ("metadata",),
        Severity.NONE,
        "the metadata of an organization is for your own programs",
    ),
    Note(
        ORGANIZATIONS,
        ("token_quota",),
        Severity.MEDIUM,
        "Programs that act for `{name}` get another number of access tokens per hour or day.",
    ),
    Note(
        ORGANIZATIONS,
        (
            "client_grants",
            "clients",
            "third_party_client_access",
            "is_app_entitlement_active",
            "discovery_domains",
        ),
        Severity.MEDIUM,
        "Which applications can be used for `{name}`, or how its members are found by their e-mail address, changes at"
        " once.",
        _LOCKOUT,
    ),
)
