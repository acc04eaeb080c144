"""Organizations and what hangs below them."""

from deploy_cli.emulator import collection
from deploy_cli.emulator.behaviour.organization_members import CALLS as MEMBER_CALLS
from deploy_cli.emulator.behaviour.organization_members import KINDS as MEMBER_KINDS
from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.refusal import conflict, missing
from deploy_cli.emulator.values import Json, Object

PATH = "/organizations"
CONNECTIONS = "/organizations/{id}/connections"
CLIENTS = "/organizations/{id}/clients"
GRANTS = "/organizations/{id}/client-grants"
EMPTY: dict[str, tuple[Json, ...]] = {"metadata": ({},), "branding": ({},)}
EARLY_FIELDS = ("is_enabled", "organization_access_level", "organization_connection_name")
"""What only the early-access paths of an organization's connections show."""


def _change(call: Call, old: Object | None, new: Object) -> Object:
    for given in new.pop("enabled_connections", ()):
        made = _connected(call, None, {"is_enabled": True, **given})
        call.store.put(CONNECTIONS, made["connection_id"], made, parent=new["id"])
    return new


def _connected(call: Call, old: Object | None, new: Object) -> Object:
    connection = call.store.get("/connections", new["connection_id"])
    if connection is None:
        raise missing("The connection does not exist.", "inexistent_connection")
    made = {"assign_membership_on_login": False, "show_as_button": True, "organization_access_level": "none"}
    made = made | {"is_enabled": True} | new
    return {"is_signup_enabled": False, **made} if connection["strategy"] == "auth0" else made


def _show_connection(call: Call, item: Object) -> Object:
    connection = call.store.get("/connections", item["connection_id"]) or item.get("connection", {})
    known = {name: connection[name] for name in ("name", "strategy") if name in connection}
    return {**{key: value for key, value in item.items() if key != "connection"}, "connection": known}


def _show_enabled(call: Call, item: Object) -> Object:
    shown = _show_connection(call, item)
    return {key: value for key, value in shown.items() if key not in EARLY_FIELDS}


def _discovered(call: Call, old: Object | None, new: Object) -> Object:
    if old is not None:
        return new
    host = f"_ss-verification.{call.values[0]}.{new['domain']}"
    made = {"status": "pending", "use_for_organization_discovery": True, **new}
    return made | {"verification_host": host, "verification_txt": call.new_id("*32h")}


def _invited(call: Call, old: Object | None, new: Object) -> Object:
    if old is not None:
        return new
    ticket = call.new_id("*32")
    login = f"https://{call.tenant.domain}/login"
    return {
        **new,
        "organization_id": call.values[0],
        "ticket_id": ticket,
        "invitation_url": f"{login}?invitation={ticket}&organization={call.values[0]}",
        "created_at": call.now(),
        "expires_at": call.now(),
    }


def by_name(call: Call) -> Answer:
    """The organization with a name."""
    found = call.store.find(PATH, "name", call.values[0])
    if found is None:
        raise missing("No organization found by that id or name")
    return call.answer(found)


def add_grant(call: Call) -> Answer:
    """Let an organization use a client grant."""
    grant = call.store.get("/client-grants", call.sent()["grant_id"])
    if grant is None:
        raise missing("The grant does not exist.", "inexistent_client_grant")
    if call.store.get(GRANTS, grant["id"], call.values[0]) is not None:
        raise conflict("The client grant has already been added to this organization.")
    shown = {key: value for key, value in grant.items() if key != "id"}
    call.store.put(GRANTS, grant["id"], grant, parent=call.values[0])
    shown.pop("subject_type", None)
    return call.answer({"grant_id": grant["id"], **shown})


def add_clients(call: Call) -> Answer:
    """Let clients use an organization."""
    made = []
    for given in call.sent()["clients"]:
        if call.store.get("/clients", given["client_id"]) is None:
            raise missing("The client does not exist", "inexistent_client")
        item = {"use_for_member_access": False, **given}
        call.store.put(CLIENTS, given["client_id"], item, parent=call.values[0])
        made.append(_show_client(call, item))
    return call.answer(made)


def remove_clients(call: Call) -> Answer:
    """Take clients from an organization."""
    for client_id in call.sent()["clients"]:
        call.store.delete(CLIENTS, client_id, call.values[0])
    return call.answer()


def _show_client(call: Call, item: Object) -> Object:
    client = call.store.get("/clients", item["client_id"]) or item.get("client", {})
    names = ("name", "description", "logo_uri", "app_type", "is_first_party", "grant_types")
    return {**item, "client": {name: client[name] for name in names if name in client}}


KINDS = (
    Collection(
        path=PATH,
        form="org_*16",
        defaults={"third_party_client_access": "block", "is_app_entitlement_active": False},
        absent=Absent("No organization found by that id or name"),
        unique=(
            Unique(("name",), "An organization with this name already exists.", "organization_conflict"),
        ),
        dropped=EMPTY,
        capped=True,
        change=_change,
    ),
    Collection(
        path=CONNECTIONS,
        item=f"{CONNECTIONS}/{{connection_id}}",
        id="connection_id",
        form="",
        sort="connection_id",
        caseless=True,
        absent=Absent("The organization connection does not exists."),
        unique=(Unique(("connection_id",), "The organization connection already exists."),),
        forgiving=True,
        change=_connected,
        show=_show_connection,
    ),
    Collection(
        path="/organizations/{id}/enabled_connections",
        item="/organizations/{id}/enabled_connections/{connectionId}",
        kept=CONNECTIONS,
        id="connection_id",
        form="",
        sort="connection_id",
        caseless=True,
        absent=Absent("The organization connection does not exist."),
        unique=(Unique(("connection_id",), "The organization connection already exists."),),
        forgiving=True,
        change=_connected,
        show=_show_enabled,
    ),
    Collection(
        path="/organizations/{id}/discovery-domains",
        item="/organizations/{id}/discovery-domains/{discovery_domain_id}",
        form="ord_*22",
        absent=Absent("Organization discovery domain not found."),
        unique=(
            Unique(
                ("domain",),
                "An organization discovery domain with this domain is already registered to this organization.",
            ),
        ),
        forgiving=True,
        change=_discovered,
    ),
    Collection(
        path="/organizations/{id}/invitations",
        item="/organizations/{id}/invitations/{invitation_id}",
        form="uinv_*16",
        absent=Absent("The invitation does not exist."),
        change=_invited,
    ),
    Collection(
        path=GRANTS,
        item=f"{GRANTS}/{{grant_id}}",
        ignored=frozenset({"grant_ids"}),
        forgiving=True,
    ),
    Collection(path=CLIENTS, item=f"{CLIENTS}/{{client_id}}", id="client_id", form="", show=_show_client),
    *MEMBER_KINDS,
)
CALLS = {
    "GET /organizations/name/{name}": by_name,
    "POST /organizations/{id}/client-grants": add_grant,
    "POST /organizations/{id}/clients": add_clients,
    "DELETE /organizations/{id}/clients": remove_clients,
    **MEMBER_CALLS,
}


def discovery_domain_by_name(call: Call) -> Answer:
    """The discovery domain with a name."""
    kind = next(kind for kind in KINDS if kind.path.endswith("/discovery-domains"))
    found = call.store.find(kind.place, "domain", call.values[1], call.values[0])
    if found is None:
        raise missing(kind.absent.message)
    return call.answer(collection.seen(call, kind, found))


CALLS["GET /organizations/{id}/discovery-domains/name/{discovery_domain}"] = discovery_domain_by_name
