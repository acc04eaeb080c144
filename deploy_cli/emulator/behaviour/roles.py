"""Roles, their permissions and who has them."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.refusal import missing
from deploy_cli.emulator.values import Json, Object

ABSENT = Absent("The role does not exist.", "inexistent_role")
PERMISSION_ID = "resource_server_identifier permission_name"
PERMISSIONS = Collection(
    path="/roles/{id}/permissions",
    item="/roles/{id}/permissions/{key}",
    id=PERMISSION_ID,
    sort="permission_name",
)


def described(call: Call, permission: Object) -> Object:
    """A permission with what its API says of it."""
    identifier, name = permission["resource_server_identifier"], permission["permission_name"]
    server = call.store.find("/resource-servers", "identifier", identifier)
    if server is None:
        raise missing("The resource server does not exist.", "inexistent_resource_server")
    scopes = {scope["value"]: scope.get("description") for scope in server.get("scopes", ())}
    shown = {
        "permission_name": name,
        "description": scopes.get(name),
        "resource_server_name": server.get("name"),
        "resource_server_identifier": identifier,
    }
    return {key: value for key, value in shown.items() if value is not None}


def _change(call: Call, old: Object | None, new: Object) -> Object:
    return new if old is not None or "type" in new else new | {"type": "tenant"}


def _show(call: Call, role: Object) -> Object:
    return {"description": "", **role} if call.operation.method == "GET" else role


def add_permissions(call: Call) -> Answer:
    """Add permissions to a role; those it has stay."""
    for permission in call.sent()["permissions"]:
        key = PERMISSIONS.key(permission)
        call.store.put(
            PERMISSIONS.path,
            key,
            described(call, permission),
            parent=call.values[0],
            sort=permission["permission_name"],
        )
    return call.answer({})


def remove_permissions(call: Call) -> Answer:
    """Take permissions from a role; those it lacks are no failure."""
    for permission in call.sent()["permissions"]:
        call.store.delete(PERMISSIONS.path, PERMISSIONS.key(permission), call.values[0])
    return call.answer()


def assign(call: Call) -> Answer:
    """Give users a role."""
    for user_id in call.sent()["users"]:
        if (user := call.store.get("/users", user_id)) is None:
            raise missing("One or more of the users do not exist.", "inexistent_user")
        call.store.put("/roles/{id}/users", user_id, member(user), parent=call.values[0])
    return call.answer({})


def member(user: Object) -> Object:
    """What lists of members show of a user."""
    shown: dict[str, Json] = {
        name: user[name] for name in ("user_id", "email", "picture", "name") if name in user
    }
    return shown


def role_summary(role: Object) -> Object:
    """What lists of somebody's roles show of a role."""
    return {"id": role["id"], "name": role["name"], "description": role.get("description", "")}


KINDS = (
    Collection(
        path="/roles",
        form="rol_*16",
        sort="name",
        absent=ABSENT,
        unique=(Unique(("name", "owner_id"), "The role already exists.", "role_conflict"),),
        filters={
            "name_filter": "instr(lower(json_extract(body, '$.name')), lower(?)) > 0",
            "type": "coalesce(json_extract(body, '$.type'), 'tenant') = ?",
        },
        change=_change,
        show=_show,
    ),
    PERMISSIONS,
    Collection(path="/roles/{id}/users", item="/roles/{id}/users/{user_id}", id="user_id"),
)
CALLS = {
    "POST /roles/{id}/permissions": add_permissions,
    "DELETE /roles/{id}/permissions": remove_permissions,
    "POST /roles/{id}/users": assign,
}
