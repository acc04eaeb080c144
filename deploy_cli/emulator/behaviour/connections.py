"""Connections, the clients that use them, their provisioning."""

from collections.abc import Iterable

from deploy_cli.emulator import collection
from deploy_cli.emulator.behaviour import connection_mappings as mappings
from deploy_cli.emulator.behaviour.connection_keys import CALLS as KEY_CALLS
from deploy_cli.emulator.behaviour.connection_options import derived
from deploy_cli.emulator.call import Answer, Call, stamp
from deploy_cli.emulator.kind import Absent, Collection, Document, Unique
from deploy_cli.emulator.paging import paged_items
from deploy_cli.emulator.refusal import Refused, conflict, invalid, missing
from deploy_cli.emulator.values import Object, without

PATH = "/connections"
BEING_DELETED = "/connections being deleted"
GROUPS = "/connections/{id}/directory-provisioning/synchronized-groups"
ENTERPRISE = {"ad", "adfs", "waad", "google-apps", "samlp", "pingfederate", "sharepoint"}
UNREAD_NULLS = ("authorizationURL", "tokenURL")
"""Options whose null only the answer to a write shows."""

NAMED = {"waad", "oidc", "okta"}
"""Strategies whose connections show their name as ``display_name`` when they have no other."""

WITH_BUTTON = {"oidc", "okta"}
SCIM_STRATEGIES = {"okta", "oidc", "samlp", "waad"}
NO_SCIM = (
    "This connection type does not support SCIM. Please see our documentation for the currently supported "
    "connection types: https://auth0.com/docs/authenticate/protocols/scim/configure-inbound-scim."
)
ABSENT = Absent("The connection does not exist", "inexistent_connection")


def _change(call: Call, old: Object | None, new: Object) -> Object:
    sent = call.sent().get("options")
    if old is None:
        _check_name(call, new["name"])
        new = {**_extras(call, new), **new}
        new["realms"] = new.get("realms") or [new["name"]]
        new["options"] = derived(new["strategy"], None, sent)
    elif isinstance(sent, dict):
        new["options"] = derived(old["strategy"], old.get("options", {}), new["options"])
    if new["strategy"] == "auth0" and new.get("cross_app_access_requesting_app"):
        message = "Cross App Access Requesting App is not supported for this connection."
        raise Refused(400, message, "operation_not_supported")
    _check_clients(call, new.get("enabled_clients", ()))
    return new


def _extras(call: Call, new: Object) -> Object:
    strategy, name = new["strategy"], new["name"]
    made: Object = {
        "is_domain_connection": False,
        "authentication": {"active": True},
        "connected_accounts": {"active": False},
        "enabled_clients": [],
    }
    if strategy in WITH_BUTTON:
        made["show_as_button"] = False
    if strategy in NAMED:
        made["display_name"] = name
    if strategy in ENTERPRISE:
        made["provisioning_ticket_url"] = f"https://{call.tenant.domain}/p/{strategy}/{call.new_id('*8')}"
    return made


def _check_name(call: Call, name: str) -> None:
    gone = call.store.get(BEING_DELETED, name)
    if gone is not None and gone["until"] > call.tenant.clock():
        raise conflict(
            "A connection with the same name is being deleted, try again later", "connection_conflict"
        )


def _check_clients(call: Call, client_ids: Iterable[str]) -> None:
    for client_id in client_ids:
        if call.store.get("/clients", client_id) is None:
            raise missing("The client does not exist", "inexistent_client")


def _show(call: Call, connection: Object) -> Object:
    """The values of a database's configuration are encrypted anew for every answer."""
    options = dict(connection.get("options", {}))
    if call.operation.method == "GET":
        unread = [name for name in UNREAD_NULLS if name in options and options[name] is None]
        options = without(options, unread)
    if options.get("configuration"):
        options["configuration"] = {name: f"{call.new_id('*64')}=" for name in options["configuration"]}
    return connection | {"options": options}


def delete(call: Call) -> Answer:
    """Start the job that deletes a connection; its name stays taken until the job is done."""
    connection = call.store.get(PATH, call.values[0])
    if connection is None:
        return Answer(204)
    call.store.delete(PATH, connection["id"])
    call.store.orphan(PATH, connection["id"])
    for kind in ("/organizations/{id}/connections",):
        for parent in call.store.parents(kind, connection["id"]):
            call.store.delete(kind, connection["id"], parent)
    until = call.tenant.clock() + call.tenant.delete_seconds
    call.store.put(BEING_DELETED, connection["name"], {"until": until})
    return Answer(202, {"deleted_at": stamp(call.tenant.clock())})


def clients(call: Call) -> Answer:
    """The clients that a connection is enabled for."""
    connection = collection.wanted(call, CONNECTIONS)
    enabled = [{"client_id": client_id} for client_id in connection.get("enabled_clients", ())]
    return call.answer(paged_items(call, enabled))


def change_clients(call: Call) -> Answer:
    """Enable or disable a connection for some clients; the others stay as they are."""
    connection = collection.wanted(call, CONNECTIONS)
    enabled = list(connection.get("enabled_clients", ()))
    _check_clients(call, (given["client_id"] for given in call.body if given["status"]))
    for given in call.body:
        client_id = given["client_id"]
        if given["status"] and client_id not in enabled:
            enabled.append(client_id)
        elif not given["status"] and client_id in enabled:
            enabled.remove(client_id)
    collection.keep(call, CONNECTIONS, connection | {"enabled_clients": enabled})
    return call.answer()


def status(call: Call) -> Answer:
    """Whether a connection is online."""
    return call.answer({"id": call.values[0]})


def default_scim_mapping(call: Call) -> Answer:
    """How SCIM attributes map to a user's unless somebody says otherwise."""
    strategy = collection.wanted(call, CONNECTIONS)["strategy"]
    return call.answer({"mapping": mappings.scim(strategy)})


def configure_scim(call: Call) -> Answer:
    """Let an identity provider push users."""
    connection = collection.wanted(call, CONNECTIONS)
    if connection["strategy"] not in SCIM_STRATEGIES:
        raise missing(NO_SCIM)
    key = f"{connection['id']}/"
    if call.store.get(SCIM.path, key) is not None:
        raise invalid("SCIM configuration alreay exists for connection")
    made = {
        "tenant_name": call.tenant.name,
        "connection_id": connection["id"],
        "connection_name": connection["name"],
        "strategy": connection["strategy"],
        "mapping": mappings.scim(connection["strategy"]),
        "updated_on": call.now(),
        "created_at": call.now(),
        "user_id_attribute": "externalId",
        **call.sent(),
    }
    call.store.put(SCIM.path, key, made)
    return call.answer(made)


def _touched(call: Call, old: Object | None, new: Object) -> Object:
    return new | {"updated_on": call.now()}


def default_directory_mapping(call: Call) -> Answer:
    """How a directory's attributes map to a user's unless somebody says otherwise."""
    return call.answer({"mapping": mappings.directory()})


def provision_directory(call: Call) -> Answer:
    """Let the tenant pull users from a directory."""
    connection = collection.wanted(call, CONNECTIONS)
    if connection["strategy"] != "google-apps":
        raise Refused(400, "The connection strategy does not support inbound directory provisioning")
    key = f"{connection['id']}/"
    if call.store.get(DIRECTORY.path, key) is not None:
        raise conflict("Directory provisioning is already enabled on the specified connection")
    made = {
        "connection_id": connection["id"],
        "connection_name": connection["name"],
        "strategy": connection["strategy"],
        "mapping": mappings.directory(),
        "synchronize_automatically": False,
        "created_at": call.now(),
        "updated_at": call.now(),
        "synchronize_groups": "off",
        **call.sent(),
    }
    call.store.put(DIRECTORY.path, key, made)
    return call.answer(made)


def replace_groups(call: Call) -> Answer:
    """Synchronize these groups and no others."""
    call.store.clear(GROUPS, call.values[0])
    return add_groups(call)


def add_groups(call: Call) -> Answer:
    """Synchronize more groups."""
    for group in call.sent()["groups"]:
        call.store.put(GROUPS, group["id"], group, parent=call.values[0], sort=group["id"])
    return call.answer()


def remove_groups(call: Call) -> Answer:
    """Synchronize fewer groups."""
    for group in call.sent()["groups"]:
        call.store.delete(GROUPS, group["id"], call.values[0])
    return call.answer()


def create_token(call: Call) -> Answer:
    """Issue a SCIM token; its secret is shown this once."""
    if call.store.count(TOKENS.path, call.values[0]) >= 2:
        raise conflict("Maximum of 2 tokens already issued for this connection")
    token_id = call.new_id("tok_*16")
    made = {"token_id": token_id, **call.sent(), "created_at": call.now()}
    call.store.put(TOKENS.path, token_id, made, parent=call.values[0])
    return call.answer({"token": f"{token_id}.{call.new_id('*64h')}", **made})


CONNECTIONS = Collection(
    path=PATH,
    form="con_*16",
    sort="name",
    caseless=True,
    absent=ABSENT,
    always=("id", "is_domain_connection", "authentication", "connected_accounts"),
    verbatim=frozenset({"options"}),
    unique=(Unique(("name",), "A connection with the same name already exists", "connection_conflict"),),
    capped=True,
    change=_change,
    show=_show,
)
SCIM = Document(path="/connections/{id}/scim-configuration", absent=Absent("Not Found"), change=_touched)
TOKENS = Collection(
    path="/connections/{id}/scim-configuration/tokens",
    item="/connections/{id}/scim-configuration/tokens/{tokenId}",
    id="token_id",
    forgiving=True,
)
DIRECTORY = Document(
    path="/connections/{id}/directory-provisioning",
    absent=Absent("Directory provisioning configuration not found"),
    stamps="ms",
)
KINDS = (CONNECTIONS, SCIM, TOKENS, DIRECTORY, Collection(path=GROUPS, item=f"{GROUPS}/{{group}}", sort="id"))
CALLS = {
    "DELETE /connections/{id}": delete,
    "GET /connections/{id}/clients": clients,
    "PATCH /connections/{id}/clients": change_clients,
    "GET /connections/{id}/status": status,
    "GET /connections/{id}/scim-configuration/default-mapping": default_scim_mapping,
    "POST /connections/{id}/scim-configuration": configure_scim,
    "POST /connections/{id}/scim-configuration/tokens": create_token,
    "GET /connections/{id}/directory-provisioning/default-mapping": default_directory_mapping,
    "POST /connections/{id}/directory-provisioning": provision_directory,
    f"PUT {GROUPS}": replace_groups,
    f"POST {GROUPS}": add_groups,
    f"DELETE {GROUPS}": remove_groups,
    **KEY_CALLS,
}
