"""Self-service profiles and their texts."""

from deploy_cli.emulator.call import Answer, Call
from deploy_cli.emulator.kind import Absent, Collection, Document
from deploy_cli.emulator.refusal import conflict, invalid
from deploy_cli.emulator.values import Object

PATH = "/self-service-profiles"
MOST = 20


def _change(call: Call, old: Object | None, new: Object) -> Object:
    if old is None and call.store.count(PATH) >= MOST:
        raise conflict("No more profiles can be created for this tenant.")
    if new.get("user_attributes") and new.get("user_attribute_profile_id"):
        raise invalid("user_attributes and user_attribute_profile_id cannot both be set")
    return {"user_attributes": [], "allowed_strategies": [], **new}


def ticket(call: Call) -> Answer:
    """Invite somebody to set up a connection."""
    return call.answer(
        {"ticket": f"https://{call.tenant.domain}/self-service/connections-flow?ticket={call.new_id('*32')}"}
    )


KINDS = (
    Collection(
        path=PATH,
        form="ssp_*22",
        stamps="ms",
        absent=Absent("Profile with ID: {id} not found"),
        forgiving=True,
        change=_change,
    ),
    Document(path="/self-service-profiles/{id}/custom-text/{language}/{page}", initial={}),
)
CALLS = {"POST /self-service-profiles/{id}/sso-ticket": ticket}
