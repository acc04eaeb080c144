"""The members of organizations and the roles they have there."""

from deploy_cli.emulator.behaviour.roles import member, role_summary
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Collection
from deploy_cli.emulator.paging import paged_items
from deploy_cli.emulator.refusal import missing
from deploy_cli.emulator.values import Object

MEMBERS = "/organizations/{id}/members"
ROLES = "/organizations/{id}/members/{user_id}/roles"


def add_members(call: Call) -> Answer:
    """Make users members."""
    for user_id in call.sent()["members"]:
        if (user := call.store.get("/users", user_id)) is None:
            raise missing("One or more of the users do not exist.", "inexistent_user")
        call.store.put(MEMBERS, user_id, member(user), parent=call.values[0])
    return call.answer()


def remove_members(call: Call) -> Answer:
    """End memberships."""
    for user_id in call.sent()["members"]:
        call.store.delete(MEMBERS, user_id, call.values[0])
        call.store.clear(ROLES, f"{call.values[0]}/{user_id}")
    return call.answer()


def add_roles(call: Call) -> Answer:
    """Give a member roles in an organization."""
    for role_id in call.sent()["roles"]:
        if (role := call.store.get("/roles", role_id)) is None:
            raise missing("The role does not exist.", "inexistent_role")
        parent = "/".join(call.values)
        call.store.put(ROLES, role_id, role_summary(role), parent=parent, sort=role["name"])
    return call.answer()


def remove_roles(call: Call) -> Answer:
    """Take roles from a member."""
    for role_id in call.sent()["roles"]:
        call.store.delete(ROLES, role_id, "/".join(call.values))
    return call.answer()


def members_with_role(call: Call) -> Answer:
    """The members who have one role in an organization."""
    organization, role_id = call.values
    found: list[Object] = []
    for parent in call.store.parents(ROLES, role_id):
        above, _, user_id = parent.partition("/")
        user = call.store.get(MEMBERS, user_id, organization) if above == organization else None
        found.extend([user] if user is not None else [])
    return call.answer(paged_items(call, found))


KINDS = (
    Collection(path=MEMBERS, item=f"{MEMBERS}/{{user_id}}", id="user_id", capped=True, eager=True),
    Collection(path=ROLES, item=f"{ROLES}/{{role_id}}", sort="name"),
)
CALLS = {
    "POST /organizations/{id}/members": add_members,
    "DELETE /organizations/{id}/members": remove_members,
    "POST /organizations/{id}/members/{user_id}/roles": add_roles,
    "DELETE /organizations/{id}/members/{user_id}/roles": remove_roles,
    "GET /organizations/{id}/roles/{id}/members": members_with_role,
    "GET /organizations/{id}/roles/{id}/groups": lambda call: call.answer({"groups": []}),
}
