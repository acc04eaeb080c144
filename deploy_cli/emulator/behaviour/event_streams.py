"""Event streams."""

from deploy_cli.emulator.call import Call
from deploy_cli.emulator.kind import Absent, Collection, Unique
from deploy_cli.emulator.refusal import invalid
from deploy_cli.emulator.values import Object, filled

AUTHORIZATION = "destination.configuration.webhook_authorization"


def _change(call: Call, old: Object | None, new: Object) -> Object:
    if old is not None and new["destination"]["type"] != old["destination"]["type"]:
        raise invalid("The type of the destination cannot be changed")
    if new["destination"]["type"] == "eventbridge":
        source = f"aws.partner/auth0.com/{call.tenant.name}-{call.new_id('uuid')}/auth0.events"
        configuration = filled(new["destination"]["configuration"], {"aws_partner_event_source": source})
        new["destination"] = {**new["destination"], "configuration": configuration}
    return {"status": "enabled", "subscriptions": [], **new}


KINDS = (
    Collection(
        path="/event-streams",
        form="est_*22",
        stamps="ms",
        absent=Absent("The event stream does not exist."),
        unique=(Unique(("name",), "Event stream name already in use."),),
        hidden=(f"{AUTHORIZATION}.token", f"{AUTHORIZATION}.password", f"{AUTHORIZATION}.header_value"),
        forgiving=True,
        change=_change,
    ),
)
