"""Users, the roles and the permissions they have."""

import hashlib
import re
from urllib.parse import quote

from deploy_cli.emulator.behaviour.roles import PERMISSION_ID, described, member, role_summary
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection
from deploy_cli.emulator.paging import order
from deploy_cli.emulator.refusal import Refused, conflict, invalid, missing
from deploy_cli.emulator.values import Object

USERS = "/users"
USER_ROLES = "/users/{id}/roles"
ROLE_USERS = "/roles/{id}/users"
MEMBERS = "/organizations/{id}/members"
DIRECT = [{"source_id": "", "source_name": "", "source_type": "DIRECT"}]
METADATA = ("app_metadata", "user_metadata")

PERMISSIONS = Collection(
    path="/users/{id}/permissions",
    item="/users/{id}/permissions/{key}",
    id=PERMISSION_ID,
    sort="permission_name",
)


def _change(call: Call, old: Object | None, new: Object) -> Object:
    if old is not None:
        emptied: Object = {name: {} for name in METADATA if call.sent().get(name) == {}}
        kept = {
            key: value for key, value in new.items() if key not in {"connection", "client_id", "password"}
        }
        return kept | emptied
    connection = new.pop("connection")
    if (found := call.store.find("/connections", "name", connection)) is None:
        raise Refused(400, "The connection does not exist", "inexistent_connection")
    _check_domains(call)
    _check_unique(call, new, connection)
    provider = found["strategy"]
    own = str(new.get("user_id") or call.new_id("*24h")).removeprefix(f"{provider}|")
    identity = {"connection": connection, "user_id": own, "provider": provider, "isSocial": False}
    made = {**_named(new), **new, "user_id": f"{provider}|{own}", "identities": [identity]}
    return made | ({"email_verified": new.get("email_verified", False)} if "email" in new else {})


def _named(new: Object) -> Object:
    """Name, nickname and picture, when nobody gave them."""
    label = str(new.get("email") or new.get("username") or new.get("phone_number") or "")
    digest = hashlib.md5(label.lower().encode(), usedforsecurity=False).hexdigest()
    fallback = quote(f"https://cdn.auth0.com/avatars/{label[:2].lower()}.png", safe="")
    return {
        "name": label,
        "nickname": label.partition("@")[0],
        "picture": f"https://s.gravatar.com/avatar/{digest}?s=480&r=pg&d={fallback}",
    }


def _check_domains(call: Call) -> None:
    verified = [one for one in call.store.page("/custom-domains") if one.get("status") == "ready"]
    if len(verified) > 1 and not any(one.get("is_default") for one in verified):
        raise conflict("The tenant has multiple verified custom domains.", "custom_domain_conflict")


def _check_unique(call: Call, new: Object, connection: str) -> None:
    for field in ("email", "username", "phone_number", "user_id"):
        twin = call.store.find(USERS, field, new[field]) if field in new else None
        if twin is not None and any(one["connection"] == connection for one in twin.get("identities", ())):
            raise conflict("The user already exists.", "auth0_idp_error")


def _farewell(call: Call, user: Object) -> None:
    for kind in (ROLE_USERS, MEMBERS):
        for parent in call.store.parents(kind, user["user_id"]):
            call.store.delete(kind, user["user_id"], parent)


def _found(call: Call) -> list[Object]:
    """Users that the query's ``q`` describes: ``field:value`` pairs joined by ``AND``."""
    terms = re.findall(r'([\w.]+):(?:"([^"]*)"|(\S+))', str(call.query.get("q", "")))
    wanted = [(field, quoted or plain) for field, quoted, plain in terms]
    return [
        user
        for user in call.store.page(USERS, by=order(call.query))
        if all(_has(user, *term) for term in wanted)
    ]


def _has(user: Object, field: str, text: str) -> bool:
    value: object = user
    for part in field.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if text.endswith("*"):
        return str(value or "").startswith(text[:-1])
    return str(value).lower() == text.lower()


def index(call: Call) -> Answer:
    """A page of the users; totals come with a ``length``."""
    number, size = call.query.get("page", 0), call.query.get("per_page", 50)
    found = _found(call)
    page = found[number * size : (number + 1) * size]
    shown = [{key: value for key, value in user.items() if key != "password"} for user in page]
    if not call.query.get("include_totals"):
        return call.answer(shown)
    counts = {"start": number * size, "limit": size, "length": len(page), "total": len(found)}
    return call.answer({**counts, "users": shown})


def by_email(call: Call) -> Answer:
    """The users with one address."""
    email = str(call.query["email"]).lower()
    return call.answer([user for user in call.store.page(USERS) if str(user.get("email")).lower() == email])


def add_roles(call: Call) -> Answer:
    """Give a user roles."""
    user = call.store.get(USERS, call.values[0]) or {}
    for role_id in call.sent()["roles"]:
        if (role := call.store.get("/roles", role_id)) is None:
            raise missing("The role does not exist.", "inexistent_role")
        call.store.put(USER_ROLES, role_id, role_summary(role), parent=call.values[0], sort=role["name"])
        call.store.put(ROLE_USERS, call.values[0], member(user), parent=role_id)
    return call.answer()


def remove_roles(call: Call) -> Answer:
    """Take roles from a user."""
    for role_id in call.sent()["roles"]:
        call.store.delete(USER_ROLES, role_id, call.values[0])
        call.store.delete(ROLE_USERS, call.values[0], role_id)
    return call.answer()


def add_permissions(call: Call) -> Answer:
    """Give a user permissions of its own."""
    for permission in call.sent()["permissions"]:
        shown = described(call, permission) | {"sources": DIRECT}
        call.store.put(
            PERMISSIONS.path,
            PERMISSIONS.key(shown),
            shown,
            parent=call.values[0],
            sort=shown["permission_name"],
        )
    return call.answer({})


def remove_permissions(call: Call) -> Answer:
    """Take permissions from a user."""
    for permission in call.sent()["permissions"]:
        call.store.delete(PERMISSIONS.path, PERMISSIONS.key(permission), call.values[0])
    return call.answer()


def organizations(call: Call) -> Answer:
    """The organizations that a user is a member of."""
    parents = call.store.parents(MEMBERS, call.values[0])
    found = [one for parent in parents if (one := call.store.get("/organizations", parent)) is not None]
    if not call.query.get("include_totals"):
        return call.answer(found)
    return call.answer({"organizations": found, "start": 0, "limit": 50, "total": len(found)})


def update(call: Call) -> Answer:
    """Change a user; a login name needs to be told whose it is."""
    from deploy_cli.emulator import collection

    if "password" in call.sent() and "username" in call.sent():
        raise invalid("Cannot update password and username simultaneously")
    return collection.update(call, KINDS[0])


KINDS = (
    Collection(
        path=USERS,
        id="user_id",
        form="",
        stamps="ms",
        absent=Absent("The user does not exist.", "inexistent_user"),
        hidden=("password", "verify_email"),
        merged=frozenset({"app_metadata", "user_metadata"}),
        forgiving=True,
        change=_change,
        farewell=_farewell,
    ),
    Collection(path=USER_ROLES, item="/users/{id}/roles/{role_id}", sort="name"),
    PERMISSIONS,
)
CALLS = {
    "GET /users": index,
    "PATCH /users/{id}": update,
    "POST /users/{id}/roles": add_roles,
    "DELETE /users/{id}/roles": remove_roles,
    "POST /users/{id}/permissions": add_permissions,
    "DELETE /users/{id}/permissions": remove_permissions,
    "GET /users/{id}/organizations": organizations,
}
