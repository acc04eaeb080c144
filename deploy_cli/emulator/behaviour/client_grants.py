"""Client grants: what a client may do at an API."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.paging import paged_items
from deploy_cli.emulator.refusal import invalid, missing
from deploy_cli.emulator.values import Object

GRANTS = "/organizations/{id}/client-grants"


def _change(call: Call, old: Object | None, new: Object) -> Object:
    if old is None:
        _check_references(call, new)
    if new.get("allow_all_scopes"):
        new.pop("scope", None)
    return new


def _check_references(call: Call, new: Object) -> None:
    if "client_id" in new and "default_for" in new:
        raise invalid("client_id and default_for cannot both be set")
    if "client_id" not in new and "default_for" not in new:
        raise invalid("Payload validation error: 'Missing required property: client_id'.")
    if "client_id" in new and call.store.get("/clients", new["client_id"]) is None:
        raise missing("Client not found", "inexistent_client")
    if call.store.find("/resource-servers", "identifier", new["audience"]) is None:
        raise missing("Resource server not found", "inexistent_resource_server")


def _farewell(call: Call, grant: Object) -> None:
    for organization in call.store.parents(GRANTS, grant["id"]):
        call.store.delete(GRANTS, grant["id"], organization)


KINDS = (
    Collection(
        path="/client-grants",
        form="cgr_*16",
        sort="id",
        defaults={"subject_type": "client"},
        absent=Absent("The client grant does not exist.", "inexistent_client_grant"),
        unique=(
            Unique(
                ("client_id", "audience", "subject_type", "default_for"),
                "A resource server with the same identifier already exists.",
                "conflict",
            ),
        ),
        forgiving=True,
        change=_change,
        farewell=_farewell,
    ),
)


def organizations(call: Call) -> Answer:
    """The organizations that a grant was added to."""
    parents = call.store.parents(GRANTS, call.values[0])
    found = [one for parent in parents if (one := call.store.get("/organizations", parent)) is not None]
    return call.answer(paged_items(call, found))


CALLS = {"GET /client-grants/{id}/organizations": organizations}
